"""`make soak`: the checks `make test` only samples, at their full counts; the results go to docs/soak.md.

Belongs here: which checks have a full count, and how the result is written down. Does not belong here: any check.
"""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]

# Where SMELTER_GHG_SOAK=1 means more than `make test` runs, and what the full count is.
SOAKED = {
    "tests/docs/test_pages_run.py": "every how-to guide done as it says",
    "tests/independent/test_published_release.py": "ten times the altered leaves of every kind, every page rendered",
    "tests/integration/test_explain_of_data.py": "every figure of the page, explained",
    "tests/integration/test_cli_report.py": "30 kinds and places of bad input through the whole graph",
    "tests/integration/test_pages_in_browser.py": "every page of the release at 1440 and 390 px, axe-core on each",
    "tests/integration/test_same_bytes.py": "20 fresh processes, every circumstance",
    "tests/integration/test_substitutions_released.py": "a release with gaps under every rule of substitution",
    "tests/property/test_every_way_in.py": "25 draws of the records, each in every kind of file",
    "tests/unit/checks/test_check_records.py": "every kind of fault in 20 places, 600 triples of faults",
    "tests/unit/restatement/test_several_causes.py": "five random mixes of causes, whose parts add up",
    "tests/unit/uncertainty/test_approaches.py": "1,000 worlds, of which the intervals hold 95 in 100",
    "tests/unit/ledger/test_cells_move_rows.py": "every leaf of a hundred ledger rows altered",
}
# Counts with a command and a page of their own; what fails there fails here.
COMMANDS = {
    "tests.faults.page": "310 planted faults, 500 sound smelters: [Planted faults and sound records](fault_corpus.md)",
    "tests.mutation": "every factor row moved, every operator replaced: [Changes no test may miss](mutation.md)",
}


def main(target: Path = ROOT / "docs" / "soak.md") -> int:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", f"--junit-xml={report}", *SOAKED],
            cwd=ROOT,
            env={**os.environ, "SMELTER_GHG_SOAK": "1"},
            check=False,
        )
        suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None
    codes = {
        module: subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=False).returncode for module in COMMANDS
    }
    rows = "\n".join(f"| `{path}` | {count} |" for path, count in SOAKED.items())
    commands = "\n".join(
        f"| `python -m {module}` | {said} | {'failed' if codes[module] else 'passed'} |"
        for module, said in COMMANDS.items()
    )
    counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    target.write_text(
        f"""# Full counts

Made by `make soak` at commit {commit}. Seeds are constants of the test files.

| check | full count |
| --- | --- |
{rows}

{counts["tests"]} tests, {counts["failures"]} failed, {counts["errors"]} errors, {counts["skipped"]} skipped, in
{float(suite.attrib["time"]):.0f} s.

| command | full count | result |
| --- | --- | --- |
{commands}
""",
        encoding="utf-8",
    )
    print(target.relative_to(ROOT))
    return run.returncode or max(codes.values())


if __name__ == "__main__":
    sys.exit(main())

"""`make bench-against REV=...`: the ledger bench of an earlier commit and of this checkout in turn.

Belongs here: whether the ledger became slower between two commits, written to docs/ledger_speed.md. Does not belong
here: what is timed (run.py), any assertion about time.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[2]
TURNS = 2
# A commit brings its own library and its own bench; only the interpreter and its packages are shared.
_BENCH = "import json, sys; from run import ledger_bench; json.dump(ledger_bench(), sys.stdout)"


def measured(checkout: Path) -> dict[str, Any]:
    """The ledger bench of one checkout in a process of its own: medians in seconds, ratios, rows."""
    search = os.pathsep.join((str(checkout), str(checkout / "tests" / "bench")))
    ended = subprocess.run(
        [sys.executable, "-c", _BENCH],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": search},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def compare(revision: str) -> dict[str, list[dict[str, Any]]]:
    """TURNS benches each of the commit and of this checkout, in turn, so that a busy machine is busy for both."""
    found: dict[str, list[dict[str, Any]]] = {"before": [], "after": []}
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder) / "checkout"
        git("worktree", "add", "--detach", str(earlier), revision)
        try:
            for _ in tqdm(range(TURNS), desc="before and after"):
                found["before"].append(measured(earlier))
                found["after"].append(measured(ROOT))
        finally:
            git("worktree", "remove", "--force", str(earlier))
    return found


def page(revision: str, found: dict[str, list[dict[str, Any]]]) -> str:
    def median(when: str, *keys: str) -> float:
        values = []
        for one in found[when]:
            value: Any = one
            for key in keys:
                value = value[key]
            values.append(float(value))
        return statistics.median(values)

    def line(what: str, *keys: str, unit: str) -> str:
        before, after = median("before", *keys), median("after", *keys)
        return f"| {what} | {before:.2f}{unit} | {after:.2f}{unit} | {after / before:.2f} |"

    stages = found["after"][0]["stages"]
    rows = {when: found[when][0]["rows"] for when in found}
    table = "\n".join(
        [
            line("files to ledger, inputs, intensity", "medians", "ours", unit=" s"),
            line("against bare Polars in the same rounds", "to_polars", unit="×"),
            line("with all record checks, against bare Polars", "checked_to_polars", unit="×"),
            line("against pandas in the same rounds", "to_pandas", unit="×"),
            *(line(f"stage {stage}", "stages", stage, unit=" s") for stage in stages),
        ]
    )
    commits = {"before": git("rev-parse", revision)[:12], "after": git("rev-parse", "HEAD")[:12]}
    told = "\n".join(
        f"- {when}: commit `{commit}`, {rows[when][0]:,} ledger rows, {rows[when][1]:,} input rows"
        for when, commit in commits.items()
    )
    return f"""# Ledger speed, before and after

Made by `make bench-against REV={revision}` on 2 cores, Python {platform.python_version()}: {TURNS} benches of each
commit in turn, each the median of its own rounds over 100,000 activity rows; medians of the {TURNS}.

{told}

| what | before | after | after / before |
| --- | --- | --- | --- |
{table}
"""


def main() -> None:
    revision = sys.argv[1]
    target = ROOT / "docs" / "ledger_speed.md"
    target.write_text(page(revision, compare(revision)), encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()

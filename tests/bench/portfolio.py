"""The release of a portfolio, 200 smelters x 10 years x 12 months: budget, seconds and memory by stage.

Belongs here: what the whole graph may cost, and what it does. Does not belong here: any assertion about time.

`make bench` runs it after the other measurements; `make bench-portfolio` alone, and then only its section of
docs/benchmarks.md is written anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make_portfolio import write_portfolio

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
TITLE = "## The release of a portfolio"
SMELTERS, YEARS = 200, 10
# Seconds on two cores, and GB of memory for the whole.
BUDGET = {
    "records": 12,
    "validated": 15,
    "activity": 12,
    "ledger": 30,
    "intensity": 6,
    "conformance": 20,
    "disclosure": 25,
    "release": 55,
    "start and bookkeeping": 5,
}
BUDGET_GB = 4.0
# Steps of the run log that are not named after their stage.
_STAGE_OF = {"energy": "ledger"}


def portfolio_bench(smelters: int = SMELTERS, years: int = YEARS) -> dict[str, object]:
    """`smelter-ghg report` on a portfolio in a process of its own: seconds and peak by stage, sizes of what it made."""
    with tempfile.TemporaryDirectory() as name:
        records, out = Path(name) / "records", Path(name) / "releases"
        write_portfolio(records, smelters=smelters, years=years)
        rows = sum(path.read_bytes().count(b"\n") - 1 for path in records.glob("*.csv"))
        command = [sys.executable, "-m", "pipelines.cli", "report", "--records", str(records), "--out", str(out)]
        start, log = time.perf_counter(), Path(name) / "log"
        with log.open("w") as stderr:
            run = subprocess.Popen(command, cwd=ROOT, stderr=stderr, stdout=subprocess.DEVNULL)
            most = _most_memory(run)
        whole = time.perf_counter() - start
        if run.returncode:
            raise SystemExit(log.read_text()[-4000:])
        lines = log.read_text().splitlines()
        release = (out / "latest").resolve()
        files = {path.relative_to(release).as_posix(): path.stat().st_size for path in release.rglob("*.*")}
    seconds: dict[str, float] = dict.fromkeys(BUDGET, 0.0)
    peak: dict[str, int] = {}
    for line in lines:
        entry = json.loads(line) if line.startswith("{") else {}
        if "seconds" in entry:
            stage = str(entry["step"]).split("__")[0].removesuffix("_checks").removesuffix("_contracts")
            stage = _STAGE_OF.get(stage, stage)
            seconds[stage] = seconds.get(stage, 0.0) + float(entry["seconds"])
            peak[stage] = max(peak.get(stage, 0), int(entry["peak_mb"]))
    seconds["start and bookkeeping"] = whole - sum(seconds.values())
    return {
        "smelters": smelters,
        "years": years,
        "rows": rows,
        "whole": whole,
        "seconds": seconds,
        "peak": peak,
        "peak_gb": most / 1e9,
        "release_mb": sum(files.values()) / 1e6,
        "largest_page": max((size, name) for name, size in files.items() if name.endswith(".html")),
    }


def _most_memory(run: subprocess.Popen[bytes]) -> int:
    """The most memory in bytes that a process and those it started held together, looked at until it ends.

    Linux only. Pages that two processes share count twice.
    """
    most = 0
    while run.poll() is None:
        most = max(most, sum(map(_resident, _family(run.pid))))
        time.sleep(0.05)
    return most


def _family(pid: int) -> list[int]:
    """A process and all below it, as far as they are there when looked at."""
    with contextlib.suppress(OSError):
        threads = Path(f"/proc/{pid}/task").iterdir()
        below = [int(one) for thread in threads for one in (thread / "children").read_text().split()]
        return [pid, *(one for child in below for one in _family(child))]
    return []


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def section(found: dict[str, object]) -> str:
    """The section of docs/benchmarks.md."""
    seconds, peak = found["seconds"], found["peak"]
    assert isinstance(seconds, dict) and isinstance(peak, dict)
    size, name = found["largest_page"]  # type: ignore[misc]
    lines = [
        f"| {stage} | {BUDGET.get(stage, '–')} | {took:.1f} | {peak[stage] / 1000:.2f} |"
        if stage in peak
        else f"| {stage} | {BUDGET.get(stage, '–')} | {took:.1f} | |"
        for stage, took in seconds.items()
    ]
    table = "\n".join(lines)
    return f"""{TITLE}

`smelter-ghg report` on {found["smelters"]} smelters of two potlines each, {found["years"]} years by month:
{found["rows"]:,} record rows, made by tests/bench/make_portfolio.py. The budget is {sum(BUDGET.values())} s and
{BUDGET_GB:.0f} GB for the whole. Checks and contracts count to their stage; a stage's peak is the main process's so
far, at the end of the stage, that of the whole is of all processes together.

| stage | budget, s | seconds | peak, GB |
| --- | --- | --- | --- |
{table}
| whole | {sum(BUDGET.values())} | {found["whole"]:.1f} | {found["peak_gb"]:.2f} (budget {BUDGET_GB:.0f}) |

The release takes {found["release_mb"]:,.0f} MB; its largest page, {name}, {size / 1e6:.2f} MB. Measured on
{os.cpu_count()} cores.
"""


def main() -> None:
    """Measure, and put the section in the place of the one the page has."""
    made = section(portfolio_bench())
    before, found, after = PAGE.read_text(encoding="utf-8").partition(TITLE + "\n")
    _, following, rest = after.partition("\n## ")
    whole = before + made + ("\n## " + rest if following else "") if found else before.rstrip() + "\n\n" + made
    PAGE.write_text(whole, encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()

"""`make bench`: speed as ratios to baselines measured in the same run, written to docs/benchmarks.md.

Belongs here: what is timed and how it is told. Does not belong here: any assertion about time; machines are noisy.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import baseline_pandas
import baseline_polars
import polars as pl
from make_records import write_records
from portfolio import portfolio_bench, section
from tqdm import tqdm

from checks.records import find
from smelter_ghg.activity import build_activity
from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import load_factors
from smelter_ghg.intensity import build_intensity
from smelter_ghg.ledger import LedgerResult, build_ledger
from smelter_ghg.records.folder import cells, read_folder

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7
STAGES = ("read", "activity", "ledger", "intensity", "write")


def files_to_intensity(folder: Path, out: Path) -> tuple[dict[str, float], LedgerResult]:
    """The library's way from files to ledger, inputs and intensity as Parquet; seconds by stage."""
    marks = [time.perf_counter()]
    records = read_folder(folder, not_records=[folder / "user_factors.csv"])
    marks.append(time.perf_counter())
    config, factors = ReportingConfig(), load_factors([folder / "user_factors.csv"])
    activity = build_activity(records.tables, config)
    marks.append(time.perf_counter())
    made = build_ledger(activity, records.tables, factors, config)
    marks.append(time.perf_counter())
    intensity = build_intensity(made.ledger, activity, made.missing, records.tables, factors, config)
    marks.append(time.perf_counter())
    for name, frame in (("ledger", made.ledger), ("inputs", made.ledger_inputs), ("intensity", intensity)):
        frame.write_parquet(out / f"{name}.parquet", compression="zstd")
    marks.append(time.perf_counter())
    return dict(zip(STAGES, (b - a for a, b in pairwise(marks)), strict=True)), made


def checks_seconds(folder: Path) -> float:
    """Seconds the contracts and checks of the record tables take, parsing aside."""
    records = read_folder(folder, not_records=[folder / "user_factors.csv"])
    written = cells(records.texts)
    start = time.perf_counter()
    find(records.tables, written, records.findings, 12)
    return time.perf_counter() - start


def ledger_bench() -> dict[str, object]:
    """Ours, bare Polars and pandas in turn, ROUNDS times after a warm-up; medians."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "records", Path(name) / "out"
        out.mkdir()
        write_records(folder)
        times: dict[str, list[float]] = {"ours": [], "polars": [], "pandas": [], "checks": []}
        stages: list[dict[str, float]] = []
        for number in tqdm(range(ROUNDS + 1), desc="files to ledger", file=sys.stderr):
            by_stage, made = files_to_intensity(folder, out)
            rows = (made.ledger.height, made.ledger_inputs.height)
            ours = float(
                made.ledger.filter(pl.col("source").is_in(["combustion", "energy_upstream", "purchased_goods"]))[
                    "mass_kg"
                ].sum()
            )
            took = {"ours": sum(by_stage.values()), "checks": checks_seconds(folder)}
            for label, baseline in (("polars", baseline_polars.run), ("pandas", baseline_pandas.run)):
                start = time.perf_counter()
                total = baseline(folder, out, *rows)
                took[label] = time.perf_counter() - start
                if abs(total / ours - 1) > 1e-9:
                    raise SystemExit(f"{label} baseline sums to {total}, the ledger to {ours}")
            if number:  # the first round warms caches and imports
                stages.append(by_stage)
                for label, seconds in took.items():
                    times[label].append(seconds)
    medians = {label: statistics.median(values) for label, values in times.items()}
    return {
        "rows": rows,
        "medians": medians,
        "stages": {stage: statistics.median(s[stage] for s in stages) for stage in STAGES},
        "to_polars": statistics.median(a / b for a, b in zip(times["ours"], times["polars"], strict=True)),
        "to_pandas": statistics.median(a / b for a, b in zip(times["ours"], times["pandas"], strict=True)),
        "checked_to_polars": statistics.median(
            (a + c) / b for a, b, c in zip(times["ours"], times["polars"], times["checks"], strict=True)
        ),
    }


def import_bench() -> dict[str, float]:
    """Seconds a fresh interpreter takes for an import, median of nine in turn; and their ratio."""
    times: dict[str, list[float]] = {"polars": [], "smelter_ghg": []}
    for _ in tqdm(range(9), desc="imports", file=sys.stderr):
        for module, values in times.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True, cwd=ROOT)
            values.append(time.perf_counter() - start)
    medians = {module: statistics.median(values) for module, values in times.items()}
    ratio = statistics.median(b / a for a, b in zip(times["polars"], times["smelter_ghg"], strict=True))
    return {**medians, "ratio": ratio}


def report_bench() -> dict[str, float]:
    """Wall seconds of `smelter-ghg report` on data/, as a whole and by step of its run log."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "report", "--records", "data", "--out", out],
            check=True,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        whole = time.perf_counter() - start
    steps: dict[str, float] = {}
    for line in run.stderr.splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            if "seconds" in entry:
                stage = str(entry.get("step", entry.get("job"))).split("__")[0]
                steps[stage] = steps.get(stage, 0.0) + float(entry["seconds"])
    return {"whole": whole, **dict(sorted(steps.items(), key=lambda item: -item[1]))}


def page(
    ledger: dict[str, object], imports: dict[str, float], report: dict[str, float], portfolio: dict[str, object]
) -> str:
    """docs/benchmarks.md."""
    rows, medians, stages = ledger["rows"], ledger["medians"], ledger["stages"]
    assert isinstance(rows, tuple) and isinstance(medians, dict) and isinstance(stages, dict)
    listing = (Path(__file__).parent / "baseline_polars.py").read_text(encoding="utf-8")
    table = "\n".join(f"| {stage} | {seconds:.2f} |" for stage, seconds in stages.items())
    steps = "\n".join(f"| {step} | {seconds:.2f} |" for step, seconds in report.items() if step != "whole")
    return f"""# Benchmarks

Made by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}, Polars {pl.__version__}; medians of
{ROUNDS} rounds in one process after a warm-up, ours and the baselines in turn; ratios are medians of each round's.

## 100,000 activity rows of 200 smelters, from CSV files to ledger, inputs and intensity as Parquet

{rows[0]:,} ledger rows, {rows[1]:,} input rows. The baselines read the same files, write as many rows and must reach
the same total; they know no contracts, factors, tiers, completeness or places of origin.

| way | seconds | ours against it |
| --- | --- | --- |
| smelter_ghg | {medians["ours"]:.2f} | |
| smelter_ghg with all record checks | {medians["ours"] + medians["checks"]:.2f} | |
| bare Polars | {medians["polars"]:.2f} | {ledger["to_polars"]:.1f}× ({ledger["checked_to_polars"]:.1f}× with checks) |
| pandas | {medians["pandas"]:.2f} | {ledger["to_pandas"]:.1f}× |

Aims: within 5× of bare Polars, ahead of pandas.

| stage | seconds |
| --- | --- |
{table}

## Imports

`import polars` {imports["polars"]:.2f} s, `import smelter_ghg` {imports["smelter_ghg"]:.2f} s in a fresh interpreter:
{imports["ratio"]:.2f}× (aim: 1.5×).

## `smelter-ghg report` on data/

{report["whole"]:.1f} s in all, imports and Dagster included; seconds by step of the run log:

| step | seconds |
| --- | --- |
{steps}

{section(portfolio)}
## The bare Polars baseline

```python
{listing}```
"""


def main(target: Path = ROOT / "docs" / "benchmarks.md") -> None:
    measure: tuple[Callable[[], object], ...] = (ledger_bench, import_bench, report_bench, portfolio_bench)
    ledger, imports, report, portfolio = (part() for part in measure)
    assert isinstance(ledger, dict) and isinstance(imports, dict) and isinstance(report, dict)
    assert isinstance(portfolio, dict)
    target.write_text(page(ledger, imports, report, portfolio), encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()

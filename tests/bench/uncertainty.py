"""Speed of drawing a portfolio's inputs, against a NumPy floor with the same distributions and error groups, and beside
bonsai_ipcc.

Belongs here: the ways and what is told of them. Does not belong here: other benchmarks, any assertion about time.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
from tqdm import tqdm

from smelter_ghg.contracts.result_tables import ACTIVITY, LEDGER_INPUTS
from smelter_ghg.emissions import sources
from smelter_ghg.uncertainty.distributions import END
from smelter_ghg.uncertainty.draws import shared_factors, sums_of_draws
from smelter_ghg.uncertainty.model import Model, model_of

SMELTERS, SOURCES, DRAWS, SEED, ROUNDS = 200, 30, 10_000, 20_251_231, 3
# Half-widths: an amount's even and normal, a factor's lopsided and lognormal; every factor is common to all smelters.
AMOUNT, BELOW, ABOVE = 0.05, 0.2, 0.3
ROOT = Path(__file__).resolve().parents[2]
# An environment of its own: bonsai_ipcc needs other versions of NumPy and pandas. `make bench-uncertainty` makes it.
BONSAI = ROOT / "build" / "bonsai" / "bin" / "python"


def amounts(smelter: int) -> np.ndarray:
    """Tonnes of every source of a smelter."""
    return 1_000 + 10 * np.arange(SOURCES) + smelter


def model_of_smelter(smelter: int) -> Model:
    """A smelter of thirty purchased goods: an amount of its own and a footprint shared with all others."""
    rows = []
    for source, amount in enumerate(amounts(smelter)):
        ledger_id = f"{smelter:03d}-{source:02d}"
        rows.append({"ledger_id": ledger_id, "argument": "mass", "input_id": ledger_id, "value": amount}
                    | {"lower": amount * (1 - AMOUNT), "upper": amount * (1 + AMOUNT), "distribution": "normal"}
                    | {"error_group": ledger_id})  # fmt: skip
        rows.append({"ledger_id": ledger_id, "argument": "carbon", "input_id": f"f{source}", "value": 0.5}
                    | {"lower": 0.5 * (1 - BELOW), "upper": 0.5 * (1 + ABOVE), "distribution": "lognormal"}
                    | {"error_group": f"f{source}"})  # fmt: skip
        rows.append({"ledger_id": ledger_id, "argument": "carbon_to_co2", "input_id": "c", "value": 44 / 12})
    inputs = pl.DataFrame(rows, schema=LEDGER_INPUTS.polars_schema)
    ledger = pl.DataFrame({"ledger_id": sorted(set(inputs["ledger_id"]))}).with_columns(
        pl.lit("carbon_in_co2").alias("equation_id")
    )
    return model_of(ledger, inputs, ACTIVITY.empty())


def ours(models: list[Model]) -> list[float]:
    """97.5 % quantile of each smelter's sum."""
    rows = np.ones(SOURCES), np.zeros(SOURCES, dtype=np.int64)
    footprints = {error for error in models[0].errors if error.group.startswith("f")}
    shared = shared_factors(footprints, draws=DRAWS, seed=SEED)

    def upper(model: Model) -> float:
        drawn = sums_of_draws(model, *rows, 1, draws=DRAWS, seed=SEED, shared=shared)[0]
        return float(np.quantile(drawn, 0.975))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(upper, models))


def floor() -> list[float]:
    """The same in bare NumPy: factors drawn once, each smelter's amounts from a stream of its own."""
    shared = np.random.default_rng(SEED).standard_normal((SOURCES, DRAWS))
    factor = 0.5 * np.exp(np.where(shared > 0, np.log(1 + ABOVE), -np.log(1 - BELOW)) * shared / END)

    def upper(smelter: int) -> float:
        errors = np.random.default_rng([SEED, smelter]).standard_normal((SOURCES, DRAWS))
        tonnes = amounts(smelter)[:, None] * (1 + AMOUNT * errors / END)
        return float(np.quantile((tonnes * factor * (44 / 12) * 1000).sum(axis=0), 0.975))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(upper, range(SMELTERS)))


def uncertainty_bench() -> dict[str, float]:
    """Medians of ROUNDS in turn after a warm-up: seconds of both ways, their ratio, how far their ends differ, and the
    peak memory of the process in MB, which grows with what ran before."""
    sources()
    models = [model_of_smelter(smelter) for smelter in range(SMELTERS)]
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    for number in tqdm(range(ROUNDS + 1), desc="draws", file=sys.stderr):
        start = time.perf_counter()
        ends = ours(models)
        middle = time.perf_counter()
        bare = floor()
        end = time.perf_counter()
        if number:
            times["ours"].append(middle - start)
            times["floor"].append(end - middle)
    ratios = [a / b for a, b in zip(times["ours"], times["floor"], strict=True)]
    return {
        "ours": statistics.median(times["ours"]),
        "floor": statistics.median(times["floor"]),
        "ratio": statistics.median(ratios),
        "difference": max(abs(a / b - 1) for a, b in zip(ends, bare, strict=True)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def against_bonsai(ours: float) -> str:
    """bonsai_ipcc on a source of a smelter, beside ours per smelter, source and draw; `ours` is seconds for all."""
    if not BONSAI.is_file():
        return "bonsai_ipcc could not be installed, and was not compared."
    ended = subprocess.run(
        [BONSAI, Path(__file__).with_name("bonsai.py")], capture_output=True, text=True, check=True, cwd=BONSAI.parent
    )
    told = json.loads(ended.stdout.splitlines()[-1])
    each, own = told["seconds"] / told["draws"] * 1e9, ours / (SMELTERS * SOURCES * DRAWS) * 1e9
    return f"""bonsai_ipcc {told["version"]}, in an environment of its own and the same run, draws one source (metal
times the IPCC's tier 1 factor of prebake cells, both with a range) {told["draws"]:,} times in
{1000 * told["seconds"]:.1f} ms, logging off: {each:,.0f} ns per smelter, source and draw. Ours takes {own:.0f} ns,
{each / own:,.0f} times less (aim: 50). Its process peaks at {told["peak_mb"]:.0f} MB."""


def main() -> int:
    """Measure and write docs/uncertainty_speed.md."""
    told = uncertainty_bench()
    beside = against_bonsai(told["ours"])
    target = ROOT / "docs" / "uncertainty_speed.md"
    target.write_text(
        f"""# Speed of the draws

Made by `make bench-uncertainty` on {os.cpu_count()} cores, Python {platform.python_version()}, NumPy
{np.__version__}; medians of {ROUNDS} rounds after a warm-up, ours and the floor in turn.

{DRAWS:,} draws of {SMELTERS} smelters with {SOURCES} sources each: an amount of its own, even and normal, times a
footprint that all smelters share, lopsided and lognormal. The floor is bare NumPy with the same distributions and error
groups, which draws what is shared once; it knows no equations, no sums of records and no years.

| way | seconds |
| --- | --- |
| smelter_ghg | {told["ours"]:.2f} |
| bare NumPy | {told["floor"]:.2f} |

Ours against the floor: {told["ratio"]:.2f}× (aim: 2×). Upper ends differ by {100 * told["difference"]:.2f} % at most,
other random numbers being drawn. Peak memory of the process with all {SMELTERS} models: {told["peak_mb"]:.0f} MB
(aim: 500 MB).

{beside}
""",
        encoding="utf-8",
    )
    print(target.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Intervals of every smelter, a few smelters at a time on as many threads as there are.

Belongs here: cutting the tables by smelter, putting the results together. Does not belong here: how an interval is
made.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl
from loky import cpu_count

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.uncertainty_tables import DRAWS, DRIVERS, UNCERTAINTY
from smelter_ghg.factors import Factors
from smelter_ghg.ledger_rows import factors_with_ranges
from smelter_ghg.processes import groups
from smelter_ghg.uncertainty.distributions import Array, distribution_of
from smelter_ghg.uncertainty.draws import shared_factors
from smelter_ghg.uncertainty.intervals import SmelterIntervals, SmelterTables, intervals_of
from smelter_ghg.uncertainty.model import SHARE_DIGITS, Error

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def build_uncertainty(
    ledger: Frame,
    ledger_inputs: Frame,
    activity: Frame,
    intensity: pl.DataFrame,
    factors: Factors,
    config: ReportingConfig,
) -> dict[str, pl.DataFrame]:
    """UNCERTAINTY, DRIVERS and DRAWS by name, for all smelters and years.

    Every smelter is worked on by itself from seeds that belong to its errors, so the number of threads changes nothing.
    """
    smelters = sorted(intensity.filter(pl.col("route") == "calculated")["smelter_id"].unique())
    found: list[SmelterIntervals] = []
    shared = shared_factors(_errors_of_factors(factors), draws=config.uncertainty.draws, seed=config.uncertainty.seed)
    for group in groups(smelters):
        of_group = pl.col("smelter_id").is_in(list(group))
        rows = ledger.lazy().filter(of_group & pl.col("selected")).collect()
        inputs = ledger_inputs.lazy().filter(pl.col("ledger_id").is_in(rows["ledger_id"].implode())).collect()
        metal = activity.lazy().filter(of_group & (pl.col("quantity") == "metal")).collect()
        tasks = [_of_smelter(one, rows, inputs, metal, intensity) for one in group]
        with ThreadPoolExecutor(cpu_count()) as pool:
            found.extend(pool.map(lambda task: intervals_of(task, factors, config, shared), tasks))
    drawn: list[pl.DataFrame] = [
        pl.DataFrame(
            {"smelter_id": smelter_id, "intensity_id": intensity_id, "draws": [values]}, schema=DRAWS.polars_schema
        )
        for smelter_id, one in zip(smelters, found, strict=True)
        for intensity_id, values in sorted(one.intensities.items())
    ]
    return {
        "uncertainty": pl.concat([UNCERTAINTY.empty(), *(one.uncertainty for one in found)]).sort("uncertainty_id"),
        "drivers": pl.concat([DRIVERS.empty(), *(one.drivers for one in found)]).sort("uncertainty_id", "rank"),
        "draws": pl.concat([DRAWS.empty(), *drawn]),
    }


def _errors_of_factors(factors: Factors) -> list[Error]:
    """The errors of factors with a range, as they stand in the inputs of every smelter that uses one."""
    ends = pl.col("lower_share", "upper_share").round_sig_figs(SHARE_DIGITS)
    ranged = factors_with_ranges(factors.usable).with_columns(ends)
    listed = ranged.select("error_group", "distribution", "lower_share", "upper_share").iter_rows()
    return [Error(group, distribution_of(stated, low, high), low, high) for group, stated, low, high in listed]


def _of_smelter(
    smelter_id: str, rows: pl.DataFrame, inputs: pl.DataFrame, metal: pl.DataFrame, intensity: pl.DataFrame
) -> SmelterTables:
    of_smelter = pl.col("smelter_id") == smelter_id
    own = rows.filter(of_smelter)
    of_rows = inputs.join(own.select("ledger_id"), on="ledger_id", how="semi", maintain_order="left")
    return SmelterTables(own, of_rows, metal.filter(of_smelter), intensity.filter(of_smelter))


def draws_by_intensity(draws: pl.DataFrame) -> dict[str, Array]:
    """The drawn values of some DRAWS rows by intensity_id."""
    return {name: values.to_numpy() for name, values in zip(draws["intensity_id"], draws["draws"], strict=True)}

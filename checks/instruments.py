"""Contractual instruments for electricity: their quality criteria, and how much of the metered energy they take.

Belongs here: what an instrument lacks to be counted, claims above the meter, rates that are cut. Does not belong here:
two rows that claim the same certificates or megawatt-hours (`checks.claims`).
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.allocation import shares, with_receivers
from smelter_ghg.findings import merge
from smelter_ghg.instrument_quality import CLAIMS, LEVELS, RATES, failures
from smelter_ghg.periods import assign, reporting_periods

# Room for the rounding of sums of decimal fractions in binary, far below any printed digit.
_ROUNDING = 1e-9
_ON = ["smelter_id", "grid_zone", "period_label"]


class _Placed(NamedTuple):
    """Instruments and grid electricity in their reporting periods; `failing`: see `failures`."""

    instruments: pl.DataFrame
    metered: pl.DataFrame
    failing: pl.DataFrame

    @property
    def counted(self) -> pl.DataFrame:
        """The instruments that meet every criterion."""
        return self.instruments.join(self.failing, on=["_file", "_sheet", "_row"], how="anti", nulls_equal=True)


def instruments_not_counted(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Instruments that fail a quality criterion: their energy is priced by the next level of the hierarchy."""
    failing = _placed(tables, fiscal_year_end_month).failing
    found = []
    for column in failing["column"].unique().sort():
        rows = failing.filter(pl.col("column") == column)
        found.append(
            findings_of(
                rows,
                "instrument_not_counted",
                severity="warning",
                table="power_instruments",
                column=column,
                expected=pl.col("expected"),
                likely_cause=pl.format(
                    "the {} prices nothing, and its MWh fall to the next level; to mend it: {}", "kind", "mend"
                ),
            )
        )
    by_rule = _placed(tables, fiscal_year_end_month).instruments.filter(
        pl.col("vintage_rule").is_not_null()
        & ~pl.col("vintage").str.contains(pl.col("period_start").dt.year().cast(pl.String), literal=True)
    )
    noted = findings_of(
        by_rule,
        "vintage_by_rule",
        severity="note",
        table="power_instruments",
        column="vintage",
        expected="the year the electricity was used in, unless another rule is stated",
        likely_cause=pl.format("counted by the reading of: {}", "vintage_rule"),
    )
    return merge([*found, noted])


def instruments_within_grid(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Claims on more than the grid electricity metered in their zone and reporting period.

    They re-price electricity that was drawn from the grid; what exceeds it cannot be re-priced. The finding stands at
    the largest claim of the period. An instrument that is not counted claims nothing.
    """
    placed = _placed(tables, fiscal_year_end_month)
    claims = placed.counted.filter(pl.col("kind").is_in(CLAIMS))
    claimed = claims.group_by(_ON).agg(pl.col("allocated_mwh").sort().sum().alias("claimed_mwh"))
    over = claimed.join(_drawn(placed.metered), on=_ON, how="left", nulls_equal=True).with_columns(
        pl.col("metered_mwh").fill_null(0.0)
    )
    over = over.filter(pl.col("claimed_mwh") > pl.col("metered_mwh") * (1 + _ROUNDING))
    largest = (
        claims.join(over, on=_ON, nulls_equal=True, maintain_order="left")
        .sort("allocated_mwh", "_file", "_row")
        .unique(_ON, keep="last", maintain_order=True)
    )
    return findings_of(
        largest,
        "instruments_exceed_grid",
        table="power_instruments",
        column="allocated_mwh",
        expected=pl.format("at most the {} MWh drawn from {} in {}", "metered_mwh", "grid_zone", "period_label"),
        likely_cause=pl.format("the instruments of the period claim {} MWh", "claimed_mwh"),
    )


def rates_beyond_the_rest(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Supplier rates and residual mixes over more than the instruments before them leave: they price what is left."""
    placed = _placed(tables, fiscal_year_end_month)
    order = pl.col("kind").replace_strict({name: place for place, name in enumerate(LEVELS)}, default=len(LEVELS))
    ranked = (
        placed.counted.with_columns(order.alias("place"))
        .sort(*_ON, "place", "_key")
        .with_columns((pl.col("allocated_mwh").cum_sum().over(_ON) - pl.col("allocated_mwh")).alias("before"))
        .join(_drawn(placed.metered), on=_ON, how="inner", nulls_equal=True, maintain_order="left")
        .with_columns((pl.col("metered_mwh") - pl.col("before")).clip(lower_bound=0.0).alias("left"))
    )
    beyond = pl.col("allocated_mwh") > pl.col("left") + pl.col("metered_mwh") * _ROUNDING
    return findings_of(
        ranked.filter(pl.col("kind").is_in(RATES) & beyond),
        "rate_beyond_the_rest",
        severity="warning",
        table="power_instruments",
        column="allocated_mwh",
        expected=pl.format(
            "at most the {} MWh of {} that certificates, contracts and earlier rates leave in {}",
            pl.col("left").round(6),
            "grid_zone",
            "period_label",
        ),
        likely_cause="a rate holds for what no claim covers; only that much is priced with it",
    )


def _placed(tables: Tables, fiscal_year_end_month: int) -> _Placed:
    periods = reporting_periods(tables, fiscal_year_end_month)
    zones = tables["smelters"].select("smelter_id", pl.col("grid_zone").alias("smelter_zone"))
    drawn = tables["electricity"].filter(
        (pl.col("flow") == "consumed") & pl.col("supply").is_in(["grid", "direct_line"])
    )
    drawn = with_receivers(drawn, shares(tables)).drop_nulls(["smelter_id", "period_start", "period_end"])
    metered = (
        assign(drawn, periods)
        .join(zones.unique("smelter_id"), on="smelter_id", how="left")
        .with_columns(pl.coalesce("grid_zone", "smelter_zone").alias("grid_zone"))
    )
    rows = tables["power_instruments"].drop_nulls(["smelter_id", "period_start", "period_end", "allocated_mwh"])
    instruments = assign(rows, periods).filter(pl.col("period_label").is_not_null())
    return _Placed(instruments, metered, failures(instruments, metered))


def _drawn(metered: pl.DataFrame) -> pl.DataFrame:
    return metered.group_by(_ON).agg(pl.col("mwh").sort().sum().alias("metered_mwh"))

"""CF4 and C2F6 measured: from the mass in the duct to the mass the cells gave off.

Belongs here: the equation and the rows every source of measured PFC shares. Does not belong here: which source they
belong to, factors.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_4
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.method_sets import METHOD_SETS, WITH_OWN_ROWS
from smelter_ghg.periods import days_covered

PFC_GASES = ("CF4", "C2F6")


@equation(
    title="PFC measured in a duct",
    expression="E = m / c",
    units={"measured_mass": "kg", "collection_efficiency": "1"},
    citation="Implementing Regulation (EU) 2025/2547, Annex II, B.7, equation 20",
)
def measured_pfc(measured_mass: Arithmetic, collection_efficiency: Arithmetic) -> Arithmetic:
    """CF4 or C2F6 in kg from the mass measured in the duct (kg) and the share of the gas that reaches it (fraction of
    1); what escapes the hoods is part of it."""
    return measured_mass / collection_efficiency


def measurements(inputs: SourceInputs, kinds: Sequence[str]) -> pl.DataFrame:
    """Measured masses of these kinds with the arguments of measured_pfc; the gas is in `item`."""
    return inputs.once(_all_measurements).filter(pl.col("flow").is_in(list(kinds)))


def _all_measurements(inputs: SourceInputs) -> pl.DataFrame:
    masses = inputs.quantities("pfc_mass")
    efficiency = inputs.quantities("pfc_collection_efficiency").select(
        "group_key",
        *record_argument("collection_efficiency", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    return masses.with_columns(
        pl.lit("electrolysis").alias("process"),
        pl.col("flow").alias("input_key"),
        *record_argument("measured_mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    ).join(efficiency.unique("group_key"), on="group_key", how="inner", maintain_order="left")


def add_measured(inputs: SourceInputs, result: SourceResult, source: str, item: str, kinds: Sequence[str]) -> None:
    """Rows of what was measured, in every set whose equations are verified; the sets that take over rows of another one
    do not take these: their rules know no measurement in a duct."""
    rows = measurements(inputs, kinds).with_columns(pl.lit(None, pl.String).alias("counted_in"))
    for gas in PFC_GASES:
        of_gas = rows.filter(pl.col("item") == gas).with_columns(pl.lit(item).alias("item"))
        if of_gas.is_empty():
            continue
        for method_set in WITH_OWN_ROWS:
            if METHOD_SETS[method_set].unverified:
                continue
            result.drafts.append(
                Draft(measured_pfc, of_gas, source, gas, SCOPE_1, TIER_4, method_set, also_in_column="counted_in")
            )


def measured_throughout(inputs: SourceInputs, metal: pl.DataFrame, kinds: Sequence[str], gas: str) -> pl.DataFrame:
    """activity_id of the metal on all whose days a gas of these kinds was measured, and `together`: whether in one mass
    with what else operating cells give off."""
    span = ["activity_id", "smelter_id", "facility_id", "period_start", "period_end"]
    measured = measurements(inputs, kinds).filter(pl.col("item") == gas)
    if measured.is_empty():
        return metal.clear().select("activity_id", pl.lit(None, pl.Boolean).alias("together"))
    first, last = pl.max_horizontal("period_start", "first"), pl.min_horizontal("period_end", "last")
    shared = (
        metal.select(span)
        .join(
            measured.select(
                "smelter_id",
                "facility_id",
                pl.col("period_start").alias("first"),
                pl.col("period_end").alias("last"),
                (pl.col("flow") == "operation").alias("together"),
            ),
            on=["smelter_id", "facility_id"],
            how="inner",
        )
        .with_columns(first.alias("first"), last.alias("last"))
        .filter(pl.col("first") <= pl.col("last"))
    )
    days = ((pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1).alias("days")
    return (
        metal.select("activity_id", days)
        .join(days_covered(shared, ["activity_id"], "first", "last"), on="activity_id", how="inner")
        .filter(pl.col("covered_days") == pl.col("days"))
        .join(shared.group_by("activity_id").agg(pl.col("together").any()), on="activity_id", how="inner")
        .select("activity_id", "together")
    )

"""SF6 and refrigerants that escape from switchgear, chillers and other equipment they are charged into.

Belongs here: the balance of a gas over a reporting period. Does not belong here: SF6 as cover gas in the casthouse.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows
from smelter_ghg.items import CHARGED_GASES, PROCESS_OF_FACILITY
from smelter_ghg.units import KG_PER_T, SUM_NOISE

# Gas that comes to the site or leaves its equipment, against gas that leaves the site or stays in its equipment.
SIGN = {
    "opening_stock": 1.0,
    "received": 1.0,
    "equipment_retired": 1.0,
    "sold": -1.0,
    "returned": -1.0,
    "closing_stock": -1.0,
    "equipment_installed": -1.0,
}
_WHO = ["smelter_id", "period_label", "reporting_year", "facility_id", "facility_kind", "item"]


@equation(
    title="Gas lost from equipment it is charged into",
    expression="E = m",
    units={"gas_lost": "t"},
    citation="40 CFR 98.303, equation DD-1 (SF6 and PFC in electrical equipment); for refrigerants U.S. EPA, Climate "
    "Leaders Greenhouse Gas Inventory Protocol, Direct HFC and PFC Emissions from Use of Refrigeration and Air "
    "Conditioning Equipment (October 2004), section 2.2, material balance method",
)
def charged_gas_lost(gas_lost: Arithmetic) -> Arithmetic:
    """Gas in kg that left storage and equipment unaccounted for (t): the balance of its records over a period.

    Stock at start less stock at end, plus received, less sold and returned, less capacity installed, plus capacity
    retired.
    """
    return gas_lost * KG_PER_T


def balances(inputs: SourceInputs) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per smelter, reporting period, place and gas with `gas_lost` (t), which may be negative, and the records
    behind the sums."""
    records = (
        inputs.quantities("item", item=tuple(CHARGED_GASES), unit="t")
        .filter(pl.col("flow").is_in(list(SIGN)))
        .with_columns(
            pl.col("flow").replace_strict(SIGN, return_dtype=pl.Float64).alias("sign"),
            pl.concat_str(
                [pl.lit("sum:gas_lost"), *(pl.col(name).cast(pl.String).fill_null("") for name in _WHO)], separator="|"
            ).alias("sum_id"),
        )
        .with_columns(pl.col("value") * pl.col("sign"), pl.col("multiplier") * pl.col("sign"))
        .sort("input_id")
    )
    rows = (
        records.group_by([*_WHO, "sum_id"], maintain_order=True)
        .agg(_lost().alias("value"), pl.col("period_start").min(), pl.col("period_end").max(), pl.col("flow").unique())
        .with_columns(
            pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
            pl.lit("").alias("input_key"),
            *record_argument("gas_lost", pl.col("value"), pl.col("sum_id"), pl.lit(1.0)),
        )
    )
    return rows, records.select("sum_id", "input_id", "value", "multiplier")


def _lost() -> pl.Expr:
    """The sum of signed records; what is left of a balance that closes, but for the rounding of decimals, is zero."""
    lost, moved = pl.col("value").sum(), pl.col("value").abs().sum()
    return pl.when(lost.abs() > SUM_NOISE * moved).then(lost).otherwise(0.0)


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """A row per gas, place and reporting period. More gas accounted for than there was is an error of the records, not
    an emission: it is missing here, and a check says so. A stock at one end only leaves the balance open."""
    result = SourceResult()
    rows, addends = balances(inputs)
    if rows.is_empty():
        return result
    one_end = pl.col("flow").list.contains("opening_stock") != pl.col("flow").list.contains("closing_stock")
    open_ended, closed = rows.filter(one_end), rows.filter(~one_end)
    for item, gas in CHARGED_GASES.items():
        own = closed.filter((pl.col("item") == item) & (pl.col("gas_lost") >= 0))
        if not own.is_empty():
            result.drafts.append(Draft(charged_gas_lost, own, "charged_gases", gas, SCOPE_1, TIER_2, addends=addends))
    for lacking, reason in (
        (open_ended, "the stock at one end of the period is recorded and not at the other"),
        (closed.filter(pl.col("gas_lost") < 0), "the records account for more gas than there was"),
    ):
        result.missing.append(
            missing_rows(lacking, pl.col("item"), boundary="scope_1", category="scope_1", reason=reason)
        )
    return result

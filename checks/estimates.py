"""What a report says about estimates in it: substitutions for missing data, and exclusions.

Belongs here: findings that need the ledger or what is missing from it. Does not belong here: whether a record is sound,
how gaps are filled.
"""

from __future__ import annotations

import polars as pl

from checks.places import findings_of
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.periods import assign

Frame = pl.DataFrame | pl.LazyFrame
_WHERE = ["smelter_id", "period_label"]


def substitutions_noted(ledger: Frame, ledger_inputs: Frame, factors: Factors, config: ReportingConfig) -> pl.DataFrame:
    """One note per smelter and reporting period with substituted values: how many, and the t CO2e resting on them."""
    filled = (
        ledger_inputs.lazy()
        .filter(pl.col("kind") == "substitution")
        .select("ledger_id", "argument", "substitution_method")
        .collect()
    )
    if filled.is_empty():
        return FINDINGS.empty()
    rows = ledger.lazy().join(filled.lazy().select("ledger_id").unique(), on="ledger_id", how="semi").collect()
    inventory = select_inventory(
        rows.join(of_other_gwp_set(rows, config.gwp_set), on="ledger_id", how="anti"),
        route="calculated",
        method_set=config.method_set,
        scope2_account=config.scope2_account,
    )
    tonnes = co2e(inventory, config.gwp_set, factors)
    values = ["argument", "substitution_method", "facility_id", "period_start", "period_end"]
    counted = tonnes.join(filled, on="ledger_id").select(*_WHERE, *values).unique().group_by(_WHERE).len("values")
    sums = tonnes.group_by(_WHERE).agg(pl.col("t_co2e").sum()).join(counted, on=_WHERE).sort(_WHERE)
    return to_frame(
        finding(
            "substituted_values",
            "note",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            expected="a record of each value",
            likely_cause=f"{row['values']} values stand in for missing data; {row['t_co2e']:,.1f} t CO2e rest on them",
        )
        for row in sums.iter_rows(named=True)
    )


def exclusions_without_effect(exclusions: pl.DataFrame, missing: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Warnings for exclusions of what is not missing, and for those of a part of a reporting period.

    `periods` has the columns of smelter_ghg.periods.PERIODS. An item of a smelter and period that nothing is computed
    for is in no sum; its exclusion says nothing wrong.
    """
    placed = assign(exclusions.drop_nulls([*_WHERE[:1], "period_start", "period_end", "item"]), periods)
    placed = placed.drop_nulls("period_label")
    lacking = missing.select(*_WHERE, "item").unique()
    whole = (pl.col("period_start") == pl.col("reporting_period_start")) & (
        pl.col("period_end") == pl.col("reporting_period_end")
    )
    is_missing = placed.join(lacking, on=[*_WHERE, "item"], how="semi")
    return merge(
        [
            findings_of(
                placed.join(lacking, on=[*_WHERE, "item"], how="anti"),
                "exclusion_of_nothing",
                severity="warning",
                table="exclusions",
                column="item",
                expected="an item that is missing in this reporting period",
                likely_cause="the item is on record or another name is meant; the estimate is in no sum and hides "
                "nothing",
            ),
            findings_of(
                is_missing.filter(~whole),
                "exclusion_of_a_part",
                severity="warning",
                table="exclusions",
                column="period_end",
                expected="the whole reporting period",
                likely_cause="the sum still reads at least: an exclusion of a part completes no sum",
            ),
        ]
    )

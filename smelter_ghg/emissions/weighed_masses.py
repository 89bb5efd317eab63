"""Masses weighed at a facility, each period's records as one, and what the facility's kind says about them.

Belongs here: what sources of anodes and paste share. Does not belong here: any emission.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs

PLACE = ["smelter_id", "facility_id", "period_start", "period_end"]


def weighed(
    inputs: SourceInputs, argument: str, item: str | Sequence[str], flow: str, *, kind: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per facility and period with the argument columns of the mass (t), and the records behind the sums.

    Records that name no facility belong to the smelter's only one of that kind. Several records of one place and period
    (suppliers, origins) add up.
    """
    records = _placed(inputs, inputs.quantities("item", item=item, flow=flow, unit="t"), kind).with_columns(
        pl.concat_str(
            [pl.lit(f"sum:{argument}"), *(pl.col(name).cast(pl.String) for name in PLACE)], separator="|"
        ).alias("sum_id")
    )
    single = pl.len() == 1
    rows = (
        records.sort("input_id")
        .group_by([*PLACE, "period_label", "reporting_year", "sum_id"], maintain_order=True)
        .agg(
            pl.col("value").sum(),
            pl.col("grid_zone").first(),
            pl.when(single).then(pl.col("input_id").first()).otherwise(pl.col("sum_id").first()).alias("argument_id"),
            pl.when(single).then(pl.col("multiplier").first()).otherwise(pl.lit(1.0)).alias("multiplier"),
        )
        .with_columns(*record_argument(argument, pl.col("value"), pl.col("argument_id"), pl.col("multiplier")))
        .drop("value", "argument_id", "multiplier", "sum_id")
    )
    return rows, records.select("sum_id", "input_id", "value", "multiplier")


def _placed(inputs: SourceInputs, records: pl.DataFrame, kind: str) -> pl.DataFrame:
    only = (
        inputs.facilities.filter(pl.col("kind") == kind)
        .select("smelter_id", pl.col("facility_id").alias("only_one"))
        .filter(pl.len().over("smelter_id") == 1)
    )
    unnamed = (pl.col("facility_id") == "") & pl.col("only_one").is_not_null()
    return records.join(only, on="smelter_id", how="left", maintain_order="left").with_columns(
        pl.when(unnamed).then(pl.col("only_one")).otherwise(pl.col("facility_id")).alias("facility_id")
    )


def beside(rows: pl.DataFrame, other: pl.DataFrame, argument: str) -> pl.DataFrame:
    """Rows with the argument columns of another mass of the same place and the same days; empty where there is none."""
    columns = [f"{argument}{suffix}" for suffix in ("", "__id", "__kind", "__multiplier")]
    return rows.join(other.select(*PLACE, *columns), on=PLACE, how="left", maintain_order="left")


def with_kind(inputs: SourceInputs, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows with a label of their facility, such as its furnace or paste kind."""
    labels = inputs.facilities.select("smelter_id", "facility_id", column).unique(
        ["smelter_id", "facility_id"], keep="first", maintain_order=True
    )
    return rows.join(labels, on=["smelter_id", "facility_id"], how="left", maintain_order="left")

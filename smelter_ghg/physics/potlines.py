"""Potline operation beside the metal it made: the rows the balances of a potline are drawn up on.

Belongs here: one wide row per potline and period. Does not belong here: any balance.
"""

from __future__ import annotations

import polars as pl

_LINE = ["smelter_id", "period_label", "facility_id"]
_KEYS = [*_LINE, "period_start", "period_end"]
_NUMBERS = ("line_current_ka", "cell_days", "current_efficiency_pct", "dc_electricity_mwh")


def potline_periods(activity: pl.DataFrame) -> pl.DataFrame:
    """One row per potline and period of operation: line_current_ka, cell_days, current_efficiency_pct (fraction),
    dc_electricity_mwh; empty where not recorded."""
    operation = activity.filter((pl.col("quantity") == "potline") & pl.col("item").is_in(_NUMBERS))
    rows = operation.select(_KEYS).unique().sort(_KEYS)
    for name in _NUMBERS:
        values = operation.filter(pl.col("item") == name).select(*_KEYS, pl.col("value").alias(name))
        rows = rows.join(values, on=_KEYS, how="left", maintain_order="left")
    return rows


def tapped_by_potline(activity: pl.DataFrame) -> pl.DataFrame:
    """Metal tapped (metal_t) per potline and period; unlabelled metal belongs to the only potline in operation."""
    lines = (
        activity.filter(pl.col("quantity") == "potline")
        .select("smelter_id", "period_label", pl.col("facility_id").alias("only_line"))
        .unique()
        .filter(pl.len().over("smelter_id", "period_label") == 1)
    )
    alone = (pl.col("facility_id") == "") & pl.col("only_line").is_not_null()
    return (
        activity.filter((pl.col("quantity") == "metal") & (pl.col("flow") == "tapped"))
        .sort("input_id")
        .join(lines, on=["smelter_id", "period_label"], how="left", maintain_order="left")
        .with_columns(pl.when(alone).then(pl.col("only_line")).otherwise(pl.col("facility_id")).alias("facility_id"))
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.col("value").sum().alias("metal_t"))
    )


def together(one: pl.DataFrame, other: pl.DataFrame, *, equal: bool) -> pl.DataFrame:
    """Rows of `one` beside every row of `other` of the same potline whose days lie within theirs; with `equal`, also
    where the days are the same."""
    inner_start, inner_end = pl.col("period_start_of_inner"), pl.col("period_end_of_inner")
    same = (inner_start == pl.col("period_start")) & (inner_end == pl.col("period_end"))
    return one.join(other, on=_LINE, suffix="_of_inner").filter(
        (inner_start >= pl.col("period_start")) & (inner_end <= pl.col("period_end")) & (pl.lit(equal) | ~same)
    )

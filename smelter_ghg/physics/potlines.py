"""Potline operation beside the metal it made: the rows the balances of a potline are drawn up on.

Belongs here: one wide row per potline and period. Does not belong here: any balance.
"""

from __future__ import annotations

import polars as pl

_KEYS = ["smelter_id", "period_label", "facility_id", "period_start", "period_end"]
_NUMBERS = ("line_current_ka", "cell_days", "current_efficiency_pct", "dc_electricity_mwh")


def potline_periods(activity: pl.DataFrame) -> pl.DataFrame:
    """One row per potline and period: line_current_ka, cell_days, current_efficiency_pct (fraction),
    dc_electricity_mwh, and metal_t tapped in the same days; empty where not recorded."""
    operation = activity.filter((pl.col("quantity") == "potline") & pl.col("item").is_in(_NUMBERS))
    rows = operation.select(_KEYS).unique().sort(_KEYS)
    for name in _NUMBERS:
        values = operation.filter(pl.col("item") == name).select(*_KEYS, pl.col("value").alias(name))
        rows = rows.join(values, on=_KEYS, how="left", maintain_order="left")
    tapped = (
        activity.filter((pl.col("quantity") == "metal") & (pl.col("flow") == "tapped"))
        .sort("input_id")
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.col("value").sum().alias("metal_t"))
    )
    return rows.join(tapped, on=_KEYS, how="left", maintain_order="left")

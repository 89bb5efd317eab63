"""Goods consumed: as recorded, or from stocks, receipts and sales where consumption itself is not recorded.

Belongs here: consumed = opening + received − sold − closing, with every record kept. Does not belong here: footprints.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key
from smelter_ghg.items import GOODS

_SIGN = {"opening_stock": 1.0, "received": 1.0, "sold": -1.0, "closing_stock": -1.0}
_WHO = [
    "smelter_id",
    "period_label",
    "reporting_year",
    "facility_id",
    "item",
    "origin",
    "supplier",
    "supplier_site",
    "basis",
]


@dataclass(frozen=True)
class GoodsConsumed:
    """rows: IDENTITY columns, supplier, supplier_site, grid_zone and the argument columns of `mass` (t)."""

    rows: pl.DataFrame
    addends: pl.DataFrame


def goods_consumed(inputs: SourceInputs) -> GoodsConsumed:
    """Purchased goods consumed, in t. Goods of own make carry no purchase and are left out."""
    goods = inputs.quantities("item", item=tuple(GOODS)).filter(
        (pl.col("unit") == "t") & (pl.col("origin").is_null() | (pl.col("origin") == "purchased"))
    )
    recorded = goods.filter(pl.col("flow") == "consumed").with_columns(
        *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier"))
    )
    balanced, addends = _from_stocks(goods, recorded)
    columns = [*_WHO, "period_start", "period_end", "grid_zone", "mass", "mass__id", "mass__kind", "mass__multiplier"]
    rows = pl.concat([recorded.select(columns), balanced.select(columns)]).with_columns(
        pl.col("item").replace_strict(GOODS).alias("process"),
        joined_key("supplier", "supplier_site", "basis").alias("input_key"),
    )
    return GoodsConsumed(rows, addends)


def _from_stocks(goods: pl.DataFrame, recorded: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    who = pl.concat_str(
        [pl.lit("sum:consumed"), *(pl.col(name).cast(pl.String).fill_null("") for name in _WHO)], separator="|"
    )
    known = recorded.select(who.alias("sum_id")).unique()
    moved = (
        goods.filter(pl.col("flow").is_in(list(_SIGN)))
        .with_columns(who.alias("sum_id"), pl.col("flow").replace_strict(_SIGN).alias("sign"))
        .join(known, on="sum_id", how="anti")
        .with_columns(pl.col("value") * pl.col("sign"), pl.col("multiplier") * pl.col("sign"))
    )
    rows = (
        moved.group_by([*_WHO, "sum_id"], maintain_order=True)
        .agg(
            pl.col("value").sum(),
            pl.col("period_start").min(),
            pl.col("period_end").max(),
            pl.col("grid_zone").first(),
            (pl.col("flow") == "received").any().alias("has_receipts"),
        )
        .filter(pl.col("has_receipts") & (pl.col("value") > 0))
        .with_columns(*record_argument("mass", pl.col("value"), pl.col("sum_id"), pl.lit(1.0)))
    )
    return rows, moved.select("sum_id", "input_id", "value", "multiplier")

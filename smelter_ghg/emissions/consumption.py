"""Goods consumed, as recorded or from stocks, receipts and sales, each with its supplier's footprint.

Belongs here: consumed = opening + received − sold − closing, with every record kept; whose footprint belongs to what.
Does not belong here: emissions.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import ROW, SourceInputs, joined_key
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

# The parts a footprint covers, as a list.
PARTS = pl.col("parts_covered").fill_null("").str.split(";").list.eval(pl.element().str.strip_chars())


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


def goods_taken(inputs: SourceInputs) -> pl.DataFrame:
    """The records behind every good consumed: smelter_id, period_label, item, supplier_site, input_id, value,
    multiplier, unit."""
    consumed = inputs.once(goods_consumed)
    who = ["smelter_id", "period_label", "item", "supplier_site"]
    stated = consumed.rows.filter(~pl.col("mass__id").str.starts_with("sum:")).select(
        *who,
        pl.col("mass__id").alias("input_id"),
        pl.col("mass").alias("value"),
        pl.col("mass__multiplier").alias("multiplier"),
    )
    summed = (
        consumed.rows.select(*who, pl.col("mass__id").alias("sum_id"))
        .join(consumed.addends, on="sum_id", how="inner", maintain_order="left_right")
        .select(*who, "input_id", "value", "multiplier")
    )
    return pl.concat([stated, summed]).with_columns(pl.lit("t").alias("unit"))


def with_supplier_footprint(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    """The footprint of the row's supplier and site, else of the supplier, whose period contains the row's."""
    footprints = inputs.footprints.select(
        "item",
        pl.col("supplier").fill_null("").alias("f_supplier"),
        pl.col("supplier_site").fill_null("").alias("f_site"),
        pl.col("period_start").alias("f_start"),
        pl.col("period_end").alias("f_end"),
        pl.col("factor_t_co2e_per_t").alias("supplier_footprint"),
        pl.concat_str([pl.lit("supplier_footprints"), "_key", pl.lit("factor_t_co2e_per_t")], separator="|").alias(
            "supplier_footprint__id"
        ),
        pl.lit("record").alias("supplier_footprint__kind"),
        pl.lit(1.0).alias("supplier_footprint__multiplier"),
        pl.col("gwp_set").alias("supplier_gwp_set"),
        "parts_covered",
    ).drop_nulls("supplier_footprint")
    site = pl.col("supplier_site").fill_null("")
    best = (
        rows.with_row_index(ROW)
        .with_columns(pl.col("supplier").fill_null("").alias("f_supplier"))
        .join(footprints, on=["item", "f_supplier"], how="inner")
        .filter(
            ((pl.col("f_site") == site) | (pl.col("f_site") == ""))
            & (pl.col("f_start") <= pl.col("period_start"))
            & (pl.col("f_end") >= pl.col("period_end"))
        )
        .sort(ROW, pl.col("f_site") == "", "supplier_footprint__id")
        .unique(ROW, keep="first", maintain_order=True)
        .select(ROW, *[c for c in footprints.columns if c.startswith("supplier_")], "parts_covered")
    )
    return rows.with_row_index(ROW).join(best, on=ROW, how="left", maintain_order="left").drop(ROW)


def leg_name() -> pl.Expr:
    """The leg of a transport row as `leg`: the last part of its row key, empty where the record names none."""
    name = pl.col("group_key").str.split("|").list.last()
    return pl.when(name != "").then(name).alias("leg")


def transport_held(inputs: SourceInputs) -> pl.DataFrame:
    """Smelter, reporting period and item whose every supplier's footprint already holds the inbound transport."""
    rows = with_supplier_footprint(inputs, inputs.once(goods_consumed).rows)
    return (
        rows.group_by("smelter_id", "period_label", "item", maintain_order=True)
        .agg(PARTS.list.contains("inbound_transport").all().alias("held"))
        .filter(pl.col("held"))
        .drop("held")
    )

"""The metal balance of a reporting period: what is tapped and brought in is cast, skimmed, sent on or in stock.

Belongs here: tonnes of metal. Does not belong here: which of them are primary, intensities.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, beside, recorded, total

_IN = (
    "opening_stock",
    "tapped",
    "liquid_in",
    "cold_in",
    "pre_consumer_scrap_in",
    "post_consumer_scrap_in",
    "alloying_in",
)
_OUT = ("liquid_out", "cast_out", "dross_out", "closing_stock")


def melt_loss(metal_in: pl.Expr, metal_out: pl.Expr) -> pl.Expr:
    """Share of the metal that is not found again: l = (in − out) / in, both in t.

    In are opening stock, metal tapped, bought, remelted and added, out are metal sent on, cast and skimmed and the
    closing stock. Conservation of mass.
    """
    return (metal_in - metal_out) / metal_in


def metal_balance_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where the metal of a reporting period does not come out again; it must have tapping and casting."""
    flows = {side: recorded(activity, "metal", flow=names) for side, names in (("in", _IN), ("out", _OUT))}
    both = recorded(activity, "metal", flow="tapped").join(
        recorded(activity, "metal", flow="cast_out"), on=PERIOD, how="semi"
    )
    balance = beside(both.select(PERIOD).unique().sort(PERIOD), [total(rows, name) for name, rows in flows.items()])
    told = Told(
        "metal_balance",
        "metal",
        "mass_t",
        "metal lost between the cells and the casthouse, over metal in,",
        "",
        "a month of tapping or casting, remelted metal, liquid metal sent out, dross or a stock is missing",
    )
    loss = melt_loss(pl.col("in"), pl.col("out")).alias("value")
    of_nothing = balance.filter((pl.col("in") == 0) & (pl.col("out") > 0))
    return merge(
        [
            outside(balance.filter(pl.col("in") > 0).with_columns(loss), band("melt_loss"), told),
            to_frame(_of_nothing(row, told) for row in of_nothing.iter_rows(named=True)),
        ]
    )


def _of_nothing(row: dict[str, object], told: Told) -> dict[str, object]:
    """Metal that came from nowhere: as impossible as it can be, though the share has no value."""
    return finding(
        told.check_id,
        "error",
        smelter_id=row["smelter_id"],
        period=row["period_label"],
        table=told.table,
        column=told.column,
        value=f"{row['out']:g} t",
        expected="no metal out where none is tapped, brought in or in stock (conservation of mass)",
        likely_cause=told.cause,
    )

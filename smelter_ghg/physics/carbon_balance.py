"""The carbon balance of prebake cells: anodes in, butts out, and the rate that is recorded beside them.

Belongs here: weighed and stated net carbon. Does not belong here: the floor of the reaction, CO2.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.items import ANODE_BUTTS, SODERBERG
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, SPAN, beside, recorded, total
from smelter_ghg.units import SUM_NOISE

_LINE = [*SPAN, "facility_id"]


def net_carbon(anodes: pl.Expr, butts: pl.Expr) -> pl.Expr:
    """Net carbon in t that cells burn: C = A − B.

    A is the mass of anodes set into the cells, B that of the butts that come back, both in t. IPCC 2006 Guidelines,
    Volume 3, Chapter 4, equation 4.21 takes it per tonne of metal as NAC.
    """
    return anodes - butts


def carbon_balance(activity: pl.DataFrame) -> pl.DataFrame:
    """Per smelter and reporting period with weighed anodes: anodes_t, butts_t, weighed_t, and stated_t by recorded
    rates, empty where a tapped row of prebake cells has none."""
    anodes = total(recorded(activity, "item", item="prebaked_anode", flow="consumed", unit="t"), "anodes_t")
    butts = total(recorded(activity, "item", item=ANODE_BUTTS, flow="returned", unit="t"), "butts_t")
    left, moved = net_carbon(pl.col("anodes_t"), pl.col("butts_t")), pl.col("anodes_t") + pl.col("butts_t")
    weighed = pl.when(left.abs() <= SUM_NOISE * moved).then(0.0).otherwise(left).alias("weighed_t")
    return beside(anodes, [butts, _stated(activity)]).with_columns(weighed)


def _stated(activity: pl.DataFrame) -> pl.DataFrame:
    """stated_t: rate times metal, over the rows of tapped metal that Søderberg cells did not make."""
    metal = recorded(activity, "metal", flow="tapped").filter(
        ~pl.col("technology").is_in(SODERBERG).fill_null(False) & (pl.col("value") > 0)
    )
    rates = recorded(activity, "rate", item="net_anode_carbon").select(*_LINE, pl.col("value").alias("rate"))
    rows = total(metal, "metal_t", _LINE).join(rates, on=_LINE, how="left", maintain_order="left")
    known = pl.col("rate").null_count() == 0
    stated = pl.when(known).then((pl.col("rate") * pl.col("metal_t")).sum()).alias("stated_t")
    return rows.group_by(PERIOD, maintain_order=True).agg(stated)


def carbon_balance_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where more butts return than anodes are set, where a stated net rate is not what was weighed, or where
    it is as high as gross rates are."""
    balance = carbon_balance(activity)
    impossible = [
        finding(
            "butts_above_anodes",
            "error",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            table="activity",
            column="quantity",
            value=f"{row['butts_t']:.1f} t",
            expected=f"fewer butts returned than the {row['anodes_t']:.1f} t of anodes set; the rest is burnt",
            likely_cause="anodes of a supplier or a period are missing, or butts are recorded in another unit",
        )
        for row in balance.filter(pl.col("weighed_t") < 0).iter_rows(named=True)
    ]
    # Without butts on record the anodes are the most that can have been burnt.
    rates = [
        balance.with_columns((pl.col("stated_t") / pl.col("weighed_t")).alias("value")).filter(pl.col("weighed_t") > 0),
        balance.filter(pl.col("butts_t").is_null() & (pl.col("anodes_t") > 0))
        .with_columns((pl.col("stated_t") / pl.col("anodes_t")).alias("value"))
        .filter(pl.col("value") > 1),
    ]
    told = Told(
        "net_carbon_weighed",
        "specific_consumption",
        "value",
        "net carbon by rate and metal over anodes less butts",
        "",
        "a gross rate, butts not taken off; or anodes or butts of a period that are missing",
    )
    return merge(
        [
            to_frame(impossible),
            *(outside(rows, band("net_carbon_stated_to_weighed"), told) for rows in rates),
            _too_high(activity, balance),
        ]
    )


def _too_high(activity: pl.DataFrame, balance: pl.DataFrame) -> pl.DataFrame:
    """Net carbon above its band, stated for a potline or weighed of a smelter without a stated rate."""
    cause = "a gross rate, butts not taken off, or metal of a period that is missing"
    stated = recorded(activity, "rate", item="net_anode_carbon").select(*_LINE, "value")
    tapped = total(recorded(activity, "metal", flow="tapped"), "metal_t")
    soderberg = recorded(activity, "metal", flow="tapped").filter(pl.col("technology").is_in(SODERBERG))
    # Anodes are weighed for the whole smelter: where paste cells tap too, their metal is no measure of them.
    weighed = (
        balance.filter(pl.col("stated_t").is_null())
        .join(tapped.filter(pl.col("metal_t") > 0), on=PERIOD, how="inner", maintain_order="left")
        .join(soderberg, on=PERIOD, how="anti", maintain_order="left")
        .select(*PERIOD, (pl.col("weighed_t") / pl.col("metal_t")).alias("value"))
    )
    limits = band("net_carbon_high")
    return merge(
        [
            outside(
                stated, limits, Told("net_carbon_high", "specific_consumption", "value", "net carbon", "t/t", cause)
            ),
            outside(weighed, limits, Told("net_carbon_high", "activity", "quantity", "net carbon", "t/t", cause)),
        ]
    )

"""Direct against alternating current: what the rectifiers and auxiliaries take between the meter and the cells.

Belongs here: the ratio of DC to AC energy and its findings. Does not belong here: emissions of electricity.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, to_frame
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.sums import PERIOD, recorded, total


def dc_to_ac(dc_electricity: pl.Expr, ac_electricity: pl.Expr) -> pl.Expr:
    """Share of AC energy (MWh) that reaches the cells as DC energy (MWh), as a fraction.

    AC is smelting with rectification and normal auxiliaries up to tapping; DC is electrolysis alone (IAI).
    """
    return dc_electricity / ac_electricity


def dc_ac_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings per smelter and reporting period where DC over AC, by meter or by stated rate, leaves its band."""
    rates, lines = {}, recorded(activity, "electricity", flow="consumed", facility_kind="potline")
    for kind in ("dc", "ac"):
        rates[kind] = total(recorded(activity, "rate", item=f"electricity_{kind}"), kind)
    dc = total(recorded(activity, "potline", item="dc_electricity_mwh"), "dc")
    metered = dc.join(total(lines, "ac"), on=PERIOD, how="inner")
    rated = rates["dc"].join(rates["ac"], on=PERIOD, how="inner")
    limits = band("dc_to_ac")
    found = []
    for rows, table, column in (
        (metered, "electricity", "mwh"),
        (rated, "specific_consumption", "value"),
    ):
        ratio = rows.with_columns(dc_to_ac(pl.col("dc"), pl.col("ac")).alias("ratio"))
        for row in ratio.filter(limits.left(pl.col("ratio"))).sort(PERIOD).iter_rows(named=True):
            found.append(
                finding(
                    "dc_to_ac",
                    limits.outside,
                    smelter_id=row["smelter_id"],
                    period=row["period_label"],
                    table=table,
                    column=column,
                    value=f"{row['ratio']:.3f}",
                    expected=f"DC over AC between {limits.lower} and {limits.upper} ({limits.source})",
                    likely_cause="a meter that leaves out or adds a consumer, or a missing month",
                )
            )
    return to_frame(found)

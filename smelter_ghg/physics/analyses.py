"""Analyses of carbon materials: sulphur and ash of the size carbon has, and carbon of the kind the cells take.

Belongs here: what an analysis or a technology says against what the cells burn. Does not belong here: CO2.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.items import PREBAKE, SODERBERG
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, recorded

# The rate that cells of the other kind are recorded with.
_OF_OTHERS = (("net_anode_carbon", SODERBERG, "anodes"), ("paste_consumption", PREBAKE, "paste"))


def impurity_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where sulphur or ash of a carbon material is far from any carbon's; an analysis is a mass fraction."""
    found = []
    for name in ("sulphur", "ash"):
        rows = recorded(activity, "property", flow=name).with_columns(pl.col("item").alias("facility_id"))
        told = Told(f"{name}_in_carbon", "properties", "value", name, "t/t", "an analysis of another material")
        found.append(outside(rows.filter(pl.col("value") > 0), band(f"{name}_in_carbon"), told))
    return merge(found)


def technology_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where cells of paste are recorded with net anode carbon, or prebake cells with paste."""
    found = []
    for item, others, carbon in _OF_OTHERS:
        rows = recorded(activity, "rate", item=item, technology=list(others))
        for row in rows.unique([*PERIOD, "facility_id"]).sort(*PERIOD, "facility_id").iter_rows(named=True):
            found.append(
                finding(
                    "technology_against_carbon",
                    "warning",
                    smelter_id=row["smelter_id"],
                    period=row["period_label"],
                    table="facilities",
                    column="technology",
                    value=row["technology"],
                    expected=f"a technology of cells that burn {carbon}, for {row['facility_id']} has {item} on record",
                    likely_cause="the technology of another potline, or carbon recorded under the wrong item",
                )
            )
    return to_frame(found)

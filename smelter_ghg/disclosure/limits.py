"""The thresholds drawn across scales and charts.

Belongs here: which parameters of a rulebook are lines, and what they are called. Does not belong here: drawing them.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.charts import Limit
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_intensity import UNIT
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.view import FigureIndex


def limits_of(facts: Facts, index: FigureIndex, detail: Detail | None) -> list[Limit]:
    """Thresholds of the verdict's rulebook in t/t, lowest first."""
    if detail is None or detail["threshold_parameter"] is None:
        return []
    rows = facts.rulebooks.filter(
        (pl.col("kind") == "parameter") & (pl.col("rulebook") == detail["rulebook"]) & (pl.col("unit") == UNIT)
    ).sort("value", "parameter_id")
    found = []
    for row in rows.iter_rows(named=True):
        figure = index.get(m.parameter(row["parameter_id"]))
        if figure is not None:
            main = row["parameter_id"] == detail["threshold_parameter"]
            name = "threshold" if main else "ceiling, not verified" if row["status"] == "unverified" else "limit"
            found.append(Limit(figure, name, row["status"] != "unverified"))
    return found

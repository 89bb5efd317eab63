"""Distances of inbound transport: no leg is longer than the way around the earth.

Belongs here: kilometres. Does not belong here: masses, emissions of transport.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.physics.bands import band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import recorded


def distance_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where one leg of transport goes further than a ship does."""
    told = Told(
        "transport_distance",
        "transport",
        "distance_km",
        "a leg",
        "km",
        "metres for kilometres, or the tonne-kilometres of the leg",
    )
    legs = recorded(activity, "transport_distance").with_columns(pl.col("item").alias("facility_id"))
    return outside(legs, band("transport_distance"), told)

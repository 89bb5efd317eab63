"""Supplier footprints beside what producers publish of the same item: a slip of unit stands out by powers of ten.

Belongs here: footprints far outside the published spread. Does not belong here: which footprint is right.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.physics.bands import band

# Items with a published spread of their own; of others only the unit can be judged.
_BANDS = {"alumina": "footprint_alumina", "prebaked_anode": "footprint_anode", "bauxite": "footprint_bauxite"}
_ANY = "footprint_of_any_item"
# The spread is of producers surveyed, not of all: what is five times outside it is taken for a slip.
_ROOM = 5.0


def far_from_published(tables: Tables) -> pl.DataFrame:
    """Footprints five times under the lowest or over the highest published of their item."""
    rows = tables["supplier_footprints"]
    names = pl.col("item").replace_strict(_BANDS, default=_ANY, return_dtype=pl.String)
    known = {name: band(name) for name in (*_BANDS.values(), _ANY)}
    lower = names.replace_strict({name: one.lower or 0.0 for name, one in known.items()}, return_dtype=pl.Float64)
    upper = names.replace_strict({name: one.upper for name, one in known.items()}, return_dtype=pl.Float64)
    source = names.replace_strict({name: one.source for name, one in known.items()}, return_dtype=pl.String)
    value = pl.col("factor_t_co2e_per_t")
    # A lower bound of nothing holds no item back; a footprint of zero is for its contract to judge.
    off = rows.with_columns(lower.alias("lower"), upper.alias("upper"), source.alias("source")).filter(
        (value > 0) & ((value > _ROOM * pl.col("upper")) | (value * _ROOM < pl.col("lower")))
    )
    return findings_of(
        off,
        "footprint_far_off",
        severity="warning",
        table="supplier_footprints",
        column="factor_t_co2e_per_t",
        expected=pl.format("about {} to {} t CO2e/t ({})", "lower", "upper", "source"),
        likely_cause="kg for t, or the footprint of another unit or product",
    )

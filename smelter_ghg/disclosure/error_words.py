"""What an error is called: that of a record cell, of a factor, or one that several records share by name.

Belongs here: words for an error group. Does not belong here: how large it is.
"""

from __future__ import annotations

from datetime import timedelta

from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.words import item_words

# What a reader is told of a record, in this order, as far as its table has the column.
_TELLING = ("item", "parameter", "flow", "process", "supplier", "facility_id", "meter_id", "mode")

_AMOUNTS = ("quantity", "value", "mwh")
# Columns whose name ends in a unit, as a reader calls them.
COLUMNS = {
    "factor_t_co2e_per_t": "footprint",
    "mass_t": "mass",
    "mass_kg": "mass",
    "distance_km": "distance",
    "allocated_mwh": "allocated energy",
    "combustion_factor_kg_co2e_per_mwh": "combustion factor",
    "upstream_factor_kg_co2e_per_mwh": "upstream factor",
    "losses_factor_kg_co2e_per_mwh": "factor of losses",
    "anode_effect_duration_min": "anode effect duration",
    "anode_effect_frequency_per_cell_day": "anode effect frequency",
    "anode_effect_minutes_per_cell_day": "anode effect minutes",
    "current_efficiency_pct": "current efficiency",
    "collection_efficiency_pct": "collection efficiency",
    "overvoltage_mv": "overvoltage",
}


def factor_of(facts: Facts, error_group: str) -> Row | None:
    """The factor whose error it is."""
    return facts.factor_rows.get(error_group)


def cell_of(facts: Facts, error_group: str) -> tuple[Row, str] | None:
    """The record row and column whose error it is."""
    if "|" not in error_group:
        return None
    try:
        return facts.cell(error_group)
    except KeyError:
        return None


def error_words(facts: Facts, error_group: str) -> str:
    """The error in words; a name that records share is told as it stands."""
    factor = factor_of(facts, error_group)
    if factor is not None:
        special = [factor[part] for part in ("gas", "technology", "region") if factor[part]]
        more = f" ({', '.join(special)})" if special else ""
        return f"{item_words(factor['item'])}, {item_words(factor['parameter'], capital=False)}{more}"
    found = cell_of(facts, error_group)
    if found is None:
        return error_group
    row, column = found
    told = [str(row[name]).replace("_", " ") for name in _TELLING if row.get(name)]
    # A column that only says "this much" adds nothing to what there is so much of.
    named = [] if column in _AMOUNTS and told else [COLUMNS.get(column, column.replace("_", " "))]
    text = ", ".join([*told, *named, *_days(row)])
    return text[:1].upper() + text[1:]


def error_kind(facts: Facts, error_group: str) -> str:
    """Whether it is the error of a factor, of a record, or one that records share."""
    if factor_of(facts, error_group) is not None:
        return "factor"
    return "shared by records" if cell_of(facts, error_group) is None else "record"


def _days(row: Row) -> list[str]:
    """The month, the year or the days of a record."""
    start, end = row.get("period_start"), row.get("period_end")
    if start is None or end is None:
        return []
    after = end + timedelta(days=1)
    if start.day == after.day == 1 and (start.year, start.month) == (end.year, end.month):
        return [f"{start:%Y-%m}"]
    whole_year = start.day == start.month == after.day == after.month == 1 and start.year == end.year
    return [f"{start:%Y}"] if whole_year else [f"{start} to {end}"]

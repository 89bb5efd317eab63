"""Tables of purchased electricity on the market account: by level of the hierarchy, and instruments not counted.

Belongs here: which figure or word stands in which cell. Does not belong here: HTML.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import source_id, source_keys
from smelter_ghg.disclosure.figures_power import (
    LEVEL_WORDS,
    MARKET,
    REST_AVERAGE,
    level_emissions_id,
    level_energy_id,
    metered_id,
    not_counted,
    zones_of,
)
from smelter_ghg.disclosure.figures_records import cell_id
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell, listed
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_DASH: Sentence = (NOT_APPLICABLE,)
_NOTE: Sentence = (
    "Energy is priced by certificates, then contracts, then a supplier's rate, then a residual mix, then the grid "
    "average (",
    Label("GHG Protocol Scope 2 Guidance"),
    ").",
)
_AVERAGE_NOTE: Sentence = (
    "No residual mix of the zone is supplied: the grid average stands in, and renewable electricity that others claim "
    "is in it once more.",
)


def level_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """Grid electricity by level of the hierarchy: MWh and t CO2e."""
    zones = zones_of(facts, period)
    rows = []
    for zone in zones:
        if len(zones) > 1:
            rows.append(ViewRow((Label(zone.name or "Zone not stated"),), (), level="group"))
        for level in zone.levels:
            cells = (
                cell(index.get(level_energy_id(period, level))),
                cell(index.get(level_emissions_id(facts, period, level))),
            )
            rows.append(ViewRow((LEVEL_WORDS[level.name],), cells))
        rows.append(ViewRow(("Metered",), (cell(index.get(metered_id(period, zone.name))), _DASH), level="subtotal"))
    if not rows:
        return None
    keys = [key for key in source_keys(facts, period) if key[2] == "purchased_electricity" and key[4] == MARKET]
    for key in keys:
        total = cell(index.get(source_id(facts, period, key)))
        rows.append(ViewRow(("Purchased electricity, ", words(MARKET)), (_DASH, total), level="total"))
    averaged = any(level.name == REST_AVERAGE for zone in zones for level in zone.levels)
    return TableView(
        table_id,
        ("Purchased electricity by level of the market-based hierarchy, ", When(period.label)),
        (("MWh",), (unit_text("t CO2e"),)),
        tuple(rows),
        head="Priced by",
        unit_column=False,
        notes=(_NOTE, _AVERAGE_NOTE) if averaged else (_NOTE,),
    )


def not_counted_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """Instruments that fail a quality criterion, and what each lacks."""
    rows = []
    for record, failing in not_counted(facts, period):
        lacks = listed([(Label(f"{row['column'].replace('_', ' ')}: {row['expected']}"),) for row in failing], "and")
        cells = (
            (words(record["kind"]),),
            cell(index.get(m.record(cell_id("power_instruments", record, "allocated_mwh")))),
            lacks,
        )
        rows.append(ViewRow((Label(record["instrument_id"]),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Instruments not counted, ", When(period.label)),
        (("Kind",), ("MWh",), ("What was expected",)),
        tuple(rows),
        head="Instrument",
        unit_column=False,
        numeric=False,
        right=(1,),
        notes=(("Their energy is priced by the next level of the hierarchy.",),),
    )

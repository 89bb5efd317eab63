"""Bars the page draws by itself: scope 1 by source, energy by carrier, each with its table.

Belongs here: names, lengths and order of the bars. Does not belong here: HTML, charts drawn by script.
"""

from __future__ import annotations

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import figures_emissions as e
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_energy import energy_id, energy_total_id
from smelter_ghg.disclosure.figures_shares import (
    PURCHASED,
    carriers,
    energy_share_id,
    scope_1_keys,
    source_share_id,
)
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import Bar, Bars, FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words

_DASH: Sentence = (NOT_APPLICABLE,)
# One colour and pattern per carrier on every page: electricity as scope 2, the others by what they are.
_CARRIERS = {
    "electricity": "s2",
    "natural_gas": "gas",
    "diesel": "oil",
    "motor_gasoline": "oil",
    "lpg": "gas",
    "residual_fuel_oil": "oil",
}
SELF_GENERATED = ("self_generated", "used_from_own_generation")


def carrier_kind(carrier: str) -> str:
    """The class that gives a carrier its colour and pattern."""
    if carrier in _CARRIERS:
        return _CARRIERS[carrier]
    if any(part in carrier for part in ("coal", "lignite", "coke", "anthracite", "peat")):
        return "coal"
    return "bio" if any(part in carrier for part in ("wood", "bio", "charcoal")) else "other"


def source_bars(facts: Facts, index: FigureIndex, period: Period, chart_id: str) -> Bars | None:
    """Scope 1 by source, the largest first; a source that takes up carbon (a negative sum) has no bar."""
    known = [
        (key, figure)
        for key in scope_1_keys(facts, period)
        if (figure := index.get(e.source_id(facts, period, key))) is not None
    ]
    known.sort(key=lambda pair: (-pair[1].value, pair[0]))
    longest = max((figure.value for _, figure in known), default=0.0)
    if longest <= 0:
        return None
    bars = tuple(
        Bar(
            (Label(e.source_label(key)),),
            0.0,
            round(100 * max(figure.value, 0.0) / longest, 3),
            "s1",
            figure,
            index.get(source_share_id(facts, period, key)),
        )
        for key, figure in known
    )
    first = bars[0]
    share: Sentence = () if first.share is None else (", ", first.share, " % of scope ", Label("1"))
    description: Sentence = ("Largest source: ", *first.name, ", ", first.figure, " t CO₂e", *share, ".")
    return Bars(chart_id, f"Scope 1 by source, {period.label}, t CO₂e", description, bars)


def source_share_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """The numbers of the bars of scope 1, with the total."""
    rows = []
    for key in scope_1_keys(facts, period):
        figure = index.get(e.source_id(facts, period, key))
        if figure is not None:
            share = cell(index.get(source_share_id(facts, period, key)))
            rows.append((figure.value, ViewRow((Label(e.source_label(key)),), ((figure,), share))))
    if not rows:
        return None
    rows.sort(key=lambda pair: -pair[0])
    total = cell(index.get(e.scope_id(facts, period, SCOPE_1)))
    listed = [row for _, row in rows]
    listed.append(ViewRow((Label("Scope 1"),), (total, _DASH), level="total"))
    return TableView(
        table_id,
        (Label("Scope 1"), " by source, ", When(period.label)),
        ((unit_text("t CO2e"),), ("%",)),
        tuple(listed),
        head="Source",
        unit_column=False,
    )


def energy_bar(facts: Facts, index: FigureIndex, period: Period, chart_id: str) -> Bars | None:
    """Fuels and purchased electricity as parts of one bar; None where the sum is known only in part."""
    bars, at = [], 0.0
    order = sorted(carriers(facts, period), key=lambda name: (name == "electricity", name))
    for carrier in order:
        share = index.get(energy_share_id(period, carrier))
        figure = index.get(energy_id(period, carrier, PURCHASED, "MWh"))
        if share is None or figure is None:
            return None
        width = round(max(share.value, 0.0), 3)
        bars.append(Bar((Label(item_words(carrier)),), round(at, 3), width, carrier_kind(carrier), figure, share))
        at += width
    if not bars:
        return None
    largest, largest_carrier = max(zip(bars, order, strict=True), key=lambda pair: pair[0].width)
    assert largest.share is not None
    own = [
        figure
        for origin in SELF_GENERATED[:1]
        if (figure := index.get(energy_id(period, "electricity", origin, "MWh"))) is not None
    ]
    made: Sentence = ("; ", own[0], " MWh of electricity are generated from them") if own else ()
    name = Label(item_words(largest_carrier, capital=False))
    description: Sentence = ("Of the fuels and electricity bought, ", name, " is ", largest.share, " %", *made)
    title = f"Energy by carrier, fuels and purchased electricity, {period.label}, per cent of MWh"
    return Bars(chart_id, title, (*description, "."), tuple(bars), stacked=True)


def energy_share_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """The numbers of the energy bar, with every origin."""
    rows = []
    pairs = {(row["carrier"], row["origin"]) for row in facts.energy_rows.get((period.smelter_id, period.label), [])}
    for carrier, origin in sorted(pairs, key=lambda pair: (pair[1] != PURCHASED, pair[0] == "electricity", pair)):
        figure = index.get(energy_id(period, carrier, origin, "MWh"))
        share = cell(index.get(energy_share_id(period, carrier))) if origin == PURCHASED else _DASH
        rows.append(ViewRow((Label(item_words(carrier)),), ((words(origin),), cell(figure), share)))
    if not rows:
        return None
    total = cell(index.get(energy_total_id(period, "MWh")))
    rows.append(ViewRow(("Fuels and purchased electricity",), (_DASH, total, _DASH), level="total"))
    return TableView(
        table_id,
        ("Energy by carrier and origin, ", When(period.label)),
        (("Origin",), ("MWh",), ("%",)),
        tuple(rows),
        head="Carrier",
        unit_column=False,
    )

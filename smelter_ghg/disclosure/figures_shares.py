"""Figures that are shares of a period: each source of scope 1, each carrier of the energy bought.

Belongs here: per cent of a sum the inventory already holds. Does not belong here: the sums.
"""

from __future__ import annotations

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import figures_emissions as e
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_energy import energy_id, energy_total_id
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.words import item_words

PURCHASED = "purchased"


def scope_1_keys(facts: Facts, period: Period) -> list[e.SourceKey]:
    """The scope 1 lines of the table of emissions by source."""
    return [key for key in e.source_keys(facts, period) if key[0] == SCOPE_1]


def carriers(facts: Facts, period: Period) -> list[str]:
    """Carriers bought in a period: fuels and electricity."""
    rows = facts.energy_rows.get((period.smelter_id, period.label), [])
    return sorted({row["carrier"] for row in rows if row["origin"] == PURCHASED})


def source_share_id(facts: Facts, period: Period, key: e.SourceKey) -> str:
    return m.of_period(m.SHARE_SOURCE, period, m.calculated(facts.config), *e.key_parts(key))


def energy_share_id(period: Period, carrier: str) -> str:
    return m.of_period(m.SHARE_ENERGY, period, Basis(), carrier, PURCHASED)


def add_shares(book: FigureBook, facts: Facts, period: Period) -> None:
    """Shares of scope 1 by source and of the energy bought by carrier; none of a sum known only in part."""
    whole = e.scope_id(facts, period, SCOPE_1)
    if whole in book and book.value(whole) > 0 and book.qualifier(whole) == "exact":
        for key in scope_1_keys(facts, period):
            label = f"{e.source_label(key)}, share of scope 1"
            about = _about(m.SHARE_SOURCE, period, e.key_parts(key), label, m.calculated(facts.config))
            book.percent_of(about, e.source_id(facts, period, key), whole)
    total = energy_total_id(period, "MWh")
    if total in book and book.value(total) > 0 and book.qualifier(total) == "exact":
        for carrier in carriers(facts, period):
            label = f"{item_words(carrier)}, share of fuels and purchased electricity"
            about = _about(m.SHARE_ENERGY, period, (carrier, PURCHASED), label, Basis())
            book.percent_of(about, energy_id(period, carrier, PURCHASED, "MWh"), total)


def _about(measure: str, period: Period, key: tuple[str, ...], label: str, basis: Basis) -> About:
    where = (period.smelter_id, period.label)
    return About(measure, (*where, *key), label, "%", basis, *where)

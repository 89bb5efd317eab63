"""Figures of the metal a period's emissions are held against.

Belongs here: sums of metal records by flow. Does not belong here: intensities.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.words import words
from smelter_ghg.items import FOREIGN_METAL

MEASURED_METAL = ("tapped", "cast_out", "primary_stage_not_stated")


def production_id(period: Period, flow: str) -> str:
    return m.of_period(m.PRODUCTION, period, Basis(denominator=flow))


def metal_ids(facts: Facts, period: Period, flow: str) -> list[str]:
    """Activity rows of one metal flow in a period."""
    rows = facts.quantities.get((period.smelter_id, period.label, "metal", flow))
    return [row["activity_id"] for row in rows]


def add_production(book: FigureBook, facts: Facts, period: Period) -> None:
    """The metal of one period, each flow there is."""
    for flow in MEASURED_METAL:
        ids = metal_ids(facts, period, flow)
        if ids:
            about = About(
                m.PRODUCTION,
                (period.smelter_id, period.label),
                f"Production, {words(flow)}",
                "t Al",
                Basis(denominator=flow),
                period.smelter_id,
                period.label,
                _production_qualifier(facts, period, flow),
            )
            book.sum_records(about, ids)
    _add_primary_cast(book, facts, period)


def _add_primary_cast(book: FigureBook, facts: Facts, period: Period) -> None:
    """Metal cast less metal from outside, where there is some."""
    foreign = [one for flow in FOREIGN_METAL for one in metal_ids(facts, period, flow)]
    cast = production_id(period, "cast_out")
    if not foreign or cast not in book:
        return

    def about(flow: str, qualifier: str) -> About:
        key = (period.smelter_id, period.label)
        label = f"Production, {words(flow)}"
        return About(m.PRODUCTION, key, label, "t Al", Basis(denominator=flow), *key, qualifier)

    outside = book.sum_records(about("foreign", "exact"), foreign)
    book.difference(about("primary_cast_out", book.qualifier(cast)), cast, outside)


def _production_qualifier(facts: Facts, period: Period, flow: str) -> str:
    """Metal with holes in its records is at least the sum."""
    lacks = any(row["item"] == f"metal_{flow}" for row in facts.missing_in(period))
    return "at_least" if lacks else "exact"

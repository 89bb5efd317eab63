"""Figures of the metal a period's emissions are held against.

Belongs here: sums of metal records by flow. Does not belong here: intensities.
"""

from __future__ import annotations

from smelter_ghg.completeness import FOREIGN_METAL
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.words import words

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


def _production_qualifier(facts: Facts, period: Period, flow: str) -> str:
    """Metal with holes in its records is at least the sum; cast metal that holds foreign metal is at most that."""
    if not any(row["item"] == f"metal_{flow}" for row in facts.missing_in(period)):
        return "exact"
    foreign = flow == "cast_out" and any(metal_ids(facts, period, other) for other in FOREIGN_METAL)
    return "upper" if foreign else "at_least"

"""Figures of energy by carrier and origin, and of what was bought.

Belongs here: sums of energy rows. Does not belong here: emissions from energy.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.words import item_words, words

GRID = "electricity"
BOUGHT = "purchased"


def energy_id(period: Period, carrier: str, origin: str, unit: str) -> str:
    return m.of_period(m.ENERGY, period, Basis(), carrier, origin, unit)


def energy_total_id(period: Period, unit: str) -> str:
    return m.of_period(m.ENERGY_TOTAL, period, Basis(), unit)


def add_energy(book: FigureBook, facts: Facts, period: Period) -> None:
    """Energy of one period in MWh and GJ."""
    rows = facts.energy_rows.get((period.smelter_id, period.label))
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row["carrier"], row["origin"]), []).append(row["energy_id"])
    for unit in ("MWh", "GJ"):
        for carrier, origin in sorted(groups):
            about = About(
                m.ENERGY,
                (period.smelter_id, period.label, carrier, origin, unit),
                f"{item_words(carrier)}, {words(origin)}",
                unit,
                Basis(),
                period.smelter_id,
                period.label,
                "at_least" if energy_lacks(facts, period, carrier) else "exact",
            )
            book.sum_energy(about, groups[carrier, origin])
        bought = [energy_id(period, carrier, origin, unit) for carrier, origin in sorted(groups) if origin == BOUGHT]
        if bought:
            about = About(
                m.ENERGY_TOTAL,
                (period.smelter_id, period.label, unit),
                "Fuels and purchased electricity",
                unit,
                Basis(),
                period.smelter_id,
                period.label,
                "at_least" if energy_lacks(facts, period, "") else "exact",
            )
            book.sum_figures(about, bought)


def energy_lacks(facts: Facts, period: Period, carrier: str) -> bool:
    """Whether energy of a carrier is missing, or with no carrier any energy."""
    fuel = ("fuels", "power_plant_fuel", carrier)
    named = (GRID,) if carrier == GRID else fuel if carrier else (GRID, *fuel)
    return any(row["item"] in named for row in facts.missing_in(period))

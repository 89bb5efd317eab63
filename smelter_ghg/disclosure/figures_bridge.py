"""Figures of what moved emissions from one period to the next.

Belongs here: the parts a page prints and their sums. Does not belong here: splitting a change (smelter_ghg.bridge).
"""

from __future__ import annotations

from smelter_ghg.contracts.bridge_table import BRIDGE_CAUSES
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.headline import headline, step_basis

CAUSE_WORDS = {
    "volume": "Volume of metal",
    "electricity_use": "Electricity per tonne",
    "power_contract": "Power contracts",
    "grid": "Grid factors",
    "pfc": "PFC",
    "carbon": "Carbon of anodes and paste",
    "fuel": "Fuels",
    "supplier": "Suppliers and transport",
    "material_use": "Alumina, anodes and goods per tonne",
    "other": "Other sources",
    "method": "Method",
}


def in_sentence(cause: str) -> str:
    """What a cause is called within a sentence."""
    words = CAUSE_WORDS[cause]
    return words if words.isupper() else words[:1].lower() + words[1:]


def bridge_account(facts: Facts, smelter_id: str) -> str | None:
    """The account that the steps of a smelter's page stand on; None where it has none."""
    lead = headline(facts, smelter_id).period
    return None if lead is None else step_basis(facts, lead)[0]


def bridge_parts(facts: Facts, smelter_id: str) -> dict[str, list[Row]]:
    """The parts of every period's change on the page's account, in the order of the causes, by period."""
    account = bridge_account(facts, smelter_id)
    found: dict[str, list[Row]] = {}
    rows = [row for row in facts.bridge_rows[smelter_id] if row["scope2_account"] == account]
    for row in sorted(rows, key=lambda one: BRIDGE_CAUSES.index(one["cause"])):
        found.setdefault(row["period_label"], []).append(row)
    return found


def part_id(facts: Facts, row: Row) -> str:
    """The figure of a part."""
    return m.of_period(m.BRIDGE, _period(row), m.calculated(facts.config, row["scope2_account"]), row["cause"])


def change_id(facts: Facts, row: Row) -> str:
    """The figure of the whole change that a part belongs to."""
    return m.of_period(m.BRIDGE_CHANGE, _period(row), m.calculated(facts.config, row["scope2_account"]))


def add_bridges(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Parts and their sum, for every period that has one before it."""
    for rows in bridge_parts(facts, smelter_id).values():
        parts = [book.bridge(_about(facts, row), row["bridge_id"]) for row in rows]
        first = rows[0]
        label = f"Emissions, mine to metal: change from {first['previous_label']}"
        key = (smelter_id, first["period_label"])
        basis = m.calculated(facts.config, first["scope2_account"])
        about = About(m.BRIDGE_CHANGE, key, label, "t CO2e", basis, *key)
        book.sum_figures(about, parts)


def _about(facts: Facts, row: Row) -> About:
    basis = m.calculated(facts.config, row["scope2_account"])
    key = (row["smelter_id"], row["period_label"], row["cause"])
    label = f"Change from {row['previous_label']}: {CAUSE_WORDS[row['cause']]}"
    return About(m.BRIDGE, key, label, "t CO2e", basis, row["smelter_id"], row["period_label"])


def _period(row: Row) -> Period:
    return Period(row["smelter_id"], row["period_label"], row["reporting_year"])

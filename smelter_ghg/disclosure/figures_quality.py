"""Figures of data quality: how much of the known emissions rests on which tier and on which kind of input.

Belongs here: shares of the inventory by what its rows rest on. Does not belong here: what is missing.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.input_kinds import KINDS

TIERS = (1, 2, 3)
PRIMARY = "measured_or_supplier"
_KIND_LABELS = {
    "measured": "records with published factors",
    "supplier": "supplier-specific factors",
    "default": "default values",
    "substituted": "estimated or substituted records",
}


def quality_id(facts: Facts, period: Period, account: str, part: str, measure: str = m.QUALITY_SHARE) -> str:
    """The id of a share; `part` is tier_1 to tier_3, a kind of input, or PRIMARY."""
    return m.of_period(measure, period, m.calculated(facts.config, account), part)


def known_id(facts: Facts, period: Period, account: str) -> str:
    return m.of_period(m.KNOWN_EMISSIONS, period, m.calculated(facts.config, account))


def add_quality(book: FigureBook, facts: Facts, period: Period) -> None:
    """Shares of the known emissions of a period on the account the report leads with."""
    account = facts.config.scope2_account
    rows = facts.inventory(account, period)
    if not rows:
        return
    basis = m.calculated(facts.config, account)

    def total(measure: str, key: tuple[str, ...], label: str, members: list[Row]) -> str:
        about = _about(measure, period, key, label, "t CO2e", basis)
        return book.sum_co2e(about, [row["ledger_id"] for row in members])

    whole = total(m.KNOWN_EMISSIONS, (), "Known emissions", rows)
    if book.value(whole) <= 0:
        return
    groups: dict[str, tuple[str, list[Row]]] = {
        f"tier_{tier}": (f"tier {tier}", [row for row in rows if row["tier"] == tier]) for tier in TIERS
    }
    kind = facts.input_kinds
    groups |= {name: (_KIND_LABELS[name], [row for row in rows if kind[row["ledger_id"]] == name]) for name in KINDS}
    primary = [row for row in rows if kind[row["ledger_id"]] in ("measured", "supplier")]
    groups[PRIMARY] = ("records and supplier-specific factors", primary)
    for part, (words, members) in groups.items():
        if members:
            tonnes = total(m.QUALITY_PART, (part,), f"Known emissions resting on {words}", members)
            about = _about(m.QUALITY_SHARE, period, (part,), f"Share of known emissions resting on {words}", "%", basis)
            book.percent_of(about, tonnes, whole)


def _about(measure: str, period: Period, key: tuple[str, ...], label: str, unit: str, basis: Basis) -> About:
    where = (period.smelter_id, period.label)
    return About(measure, (*where, *key), label, unit, basis, *where)

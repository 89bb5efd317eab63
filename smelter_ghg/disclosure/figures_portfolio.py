"""Figures of all smelters together: how many there are of each outcome, how many findings of each check.

Belongs here: counts over smelters and findings. Does not belong here: figures of one smelter.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.headline import headline
from smelter_ghg.disclosure.ids import joined
from smelter_ghg.disclosure.section_verdict import state_of
from smelter_ghg.disclosure.words import words

NO_VERDICT = "no_verdict"
STATES = ("meets", "not_met", "indeterminate_rule", "indeterminate_data", "refused", "not_applicable", NO_VERDICT)


def smelters_id() -> str:
    return m.count("smelters")


def state_id(state: str) -> str:
    return m.count("smelters", state)


def check_id(check: str, severity: str) -> str:
    return m.count("findings_of_check", check, severity)


def states(facts: Facts) -> dict[str, list[str]]:
    """Smelters by the state of the verdict their page leads with."""
    found: dict[str, list[str]] = {}
    for smelter in facts.smelters:
        detail = headline(facts, smelter["smelter_id"]).detail
        found.setdefault(NO_VERDICT if detail is None else state_of(detail), []).append(smelter["smelter_id"])
    return found


def add_portfolio(book: FigureBook, facts: Facts, findings: pl.DataFrame) -> None:
    """Counts of smelters in all and by state, and of findings by check and severity."""
    ids = [smelter["smelter_id"] for smelter in facts.smelters]
    if ids:
        book.count(About(m.COUNT, ("smelters",), "Smelters", "count"), ids)
    for state, members in states(facts).items():
        book.count(About(m.COUNT, ("smelters", state), f"Smelters: {words(state).lower()}", "count"), members)
    columns = ("smelter_id", "period", "table", "file", "row", "column", "value")
    for (check, severity), rows in findings.group_by("check_id", "severity"):
        keys = [joined(tuple("" if v is None else str(v) for v in row)) for row in rows.select(columns).iter_rows()]
        about = About(m.COUNT, ("findings_of_check", str(check), str(severity)), f"Findings of {check}", "count")
        book.count(about, keys)

"""Where a series of years breaks: two neighbours that were not made alike are never joined by a line.

Belongs here: comparing what neighbouring years stand on. Does not belong here: drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.view import Label, Sentence, When, listed
from smelter_ghg.disclosure.words import words


@dataclass(frozen=True)
class Break:
    """A break between a year and the one before: a word for the chart, the reason in words."""

    label: str
    word: str
    reason: Sentence


def trend_breaks(facts: Facts, periods: Sequence[Period], detail: Detail) -> list[Break]:
    """Breaks of the series the verdict's value belongs to, oldest first: restated, GWP set, boundary, method."""
    basis = detail["basis"]
    if basis is None:
        return []
    own = {
        row["period_label"]: row
        for row in facts.intensity_rows.get(detail["smelter_id"], [])
        if (row["route"], row["boundary"], row["denominator"], row["scope2_account"])
        == (detail["route"], basis["boundary"], basis["denominator"], basis["scope2_account"])
        and row["value"] is not None
    }
    series = [period for period in reversed(periods) if period.label in own]
    found = []
    for before, period in pairwise(series):
        one = _between(facts, before, period, own[before.label], own[period.label])
        if one is not None:
            found.append(one)
    return found


def _between(facts: Facts, before: Period, period: Period, old: Row, new: Row) -> Break | None:
    for year in (before, period):
        if (year.smelter_id, year.label) in facts.corrected:
            return Break(
                period.label,
                "restated",
                (
                    "records of ",
                    When(year.label),
                    " were corrected",
                ),
            )
    if old["gwp_set"] != new["gwp_set"]:
        sets = (Label(words(old["gwp_set"])), " before, ", Label(words(new["gwp_set"])), " after")
        return Break(period.label, "GWP set", ("another set of potentials, ", *sets))
    if old["categories_shown"] != new["categories_shown"]:
        return Break(period.label, "boundary", ("the categories counted differ",))
    if old["route"] != "calculated":
        changed = old["method_set"] != new["method_set"]
        return Break(period.label, "method", ("another method",)) if changed else None
    tiers = (_tiers(facts, before), _tiers(facts, period))
    differing = sorted(s for s in tiers[0].keys() & tiers[1].keys() if tiers[0][s] != tiers[1][s])
    if not differing:
        return None
    told: list[Sentence] = [
        (Label(f"{words(s)[:1].lower()}{words(s)[1:]} from tier {_text(tiers[0][s])} to {_text(tiers[1][s])}"),)
        for s in differing
    ]
    return Break(period.label, "method", listed(told))


def _tiers(facts: Facts, period: Period) -> dict[str, frozenset[int]]:
    """Tiers of each source of scope 1 in a period."""
    found: dict[str, set[int]] = {}
    for row in facts.inventory(facts.config.scope2_account, period):
        if row["scope"] == SCOPE_1:
            found.setdefault(row["source"], set()).add(row["tier"])
    return {source: frozenset(tiers) for source, tiers in found.items()}


def _text(tiers: frozenset[int]) -> str:
    return " and ".join(str(tier) for tier in sorted(tiers))

"""From requirements to the outcome of a sub-criterion and the rating it suggests.

Belongs here: three-valued logic over requirements, wording of outcomes, ratings. Does not belong here: requirements.

A rating is a suggestion from what is on record; the auditor decides. No outcome is ever taken for a major
non-conformance: that is a judgement on systems and risks, which no record holds (a January 2024 audit rated a missed
5.2b Minor).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from smelter_ghg.conformance.logic import Truth
from smelter_ghg.conformance.readings import outcome_of
from smelter_ghg.conformance.rulebook import Requirement, Rulebook, Subcriterion, requirement_name
from smelter_ghg.conformance.subcriteria.found import CONTRADICTS, Found

RATINGS: Mapping[str, str] = {
    "meets": "conformance",
    "not_met": "nonconformance",
    "indeterminate_rule": "undecided",
    "indeterminate_data": "undecided",
    "not_applicable": "not_applicable",
}


def _both(a: Truth, b: Truth) -> Truth:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def all_of(truths: Iterable[frozenset[Truth]]) -> frozenset[Truth]:
    """What requirements come to together, under every way to read each of them."""
    together: frozenset[Truth] = frozenset({True})
    for one in truths:
        together = frozenset(_both(a, b) for a in together for b in one)
    return together


def truths_of(requirement: Requirement, found: Found) -> frozenset[Truth]:
    """An unverified requirement is read both ways; not asked for, it holds."""
    return found.truths | {True} if requirement.grounds.unverified else found.truths


def judged(rulebook: Rulebook, subcriterion: Subcriterion, found: Mapping[str, Found]) -> dict[str, Any]:
    """The outcome of a sub-criterion whose requirements were found so, by name."""
    asked = subcriterion.requirements
    truths = {one.name: truths_of(one, found[one.name]) for one in asked}
    outcome = outcome_of(all_of(truths.values()))
    wanted = {"not_met": False, "indeterminate_data": None}
    if outcome == "indeterminate_rule":
        reasons = [name for name, own in truths.items() if len(own) > 1]
    else:
        reasons = [name for name, own in truths.items() if outcome in wanted and wanted[outcome] in own]
    unverified = [one for one in asked if one.grounds.unverified]
    return {
        "outcome": outcome,
        "reason_code": reasons[0] if reasons else None,
        "suggested_rating": RATINGS[outcome],
        "rests_on_unverified": bool(unverified),
        "rests_on": [rulebook.identifier(requirement_name(subcriterion, one)) for one in unverified],
        "depends_on": [rulebook.identifier(requirement_name(subcriterion, one)) for one in asked if one.name in reasons]
        if outcome == "indeterminate_rule"
        else [],
        "contradicted": any(item.says == CONTRADICTS for one in found.values() for item in one.items),
        "requirements": [_as_dict(one, found[one.name]) for one in asked],
    }


def _as_dict(requirement: Requirement, found: Found) -> dict[str, Any]:
    return {
        "name": requirement.name,
        "title": requirement.meaning,
        "status": requirement.grounds.status,
        "outcome": outcome_of(found.truths),
        "detail": found.detail,
        "evidence": [item.as_dict() for item in found.items],
        "missing": list(found.missing),
    }

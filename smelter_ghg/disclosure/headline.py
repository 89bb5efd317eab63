"""What a smelter's section leads with: the period, the verdict, the basis.

Belongs here: the choice of what comes first. Does not belong here: how it is worded or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_verdicts import Detail

PREFERRED_DENOMINATOR = "tapped"


@dataclass(frozen=True)
class Headline:
    """The verdict that leads, all of the report's version of the standard (newest first), those of other versions."""

    period: Period | None
    detail: Detail | None
    history: tuple[Detail, ...]
    other_versions: tuple[Detail, ...]


def headline(facts: Facts, smelter_id: str) -> Headline:
    """What the section of a smelter leads with; a smelter without any verdict leads with its latest period."""
    own = facts.details(smelter_id)
    version = facts.config.standard_version
    history = tuple(detail for detail in own if detail["standard_version"] == version)
    others = tuple(detail for detail in own if detail["standard_version"] != version)
    periods = facts.periods(smelter_id)
    # A period of which nothing is known says less than an older one with a value; both are in the history.
    detail = next((one for one in history if one["value"] is not None), history[0] if history else None)
    if detail is not None:
        named = Period(smelter_id, detail["period_label"], detail["reporting_year"])
        return Headline(named, detail, history, others)
    return Headline(periods[0] if periods else None, None, history, others)


def step_basis(facts: Facts, period: Period) -> tuple[str, str]:
    """Account and denominator of the steps from mine to metal: those of the verdict's value, else the report's."""
    for detail in headline(facts, period.smelter_id).history:
        basis = detail["basis"]
        if detail["period_label"] == period.label and basis and basis["denominator"] not in (None, "not_stated"):
            account = basis["scope2_account"]
            return (account if account in ("location", "market") else facts.config.scope2_account), basis["denominator"]
    return facts.config.scope2_account, PREFERRED_DENOMINATOR

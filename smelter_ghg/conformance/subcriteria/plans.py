"""Requirements on the reduction plan, its pathway and the progress on it (criteria 5.3 a and b).

Belongs here: record tables `targets`, `pathways`, `pathway_slopes` and the computed progress. Does not belong here:
computing a pathway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from smelter_ghg.conformance.compare import same
from smelter_ghg.conformance.plan_in_force import in_force
from smelter_ghg.conformance.records import Row
from smelter_ghg.conformance.subcriteria.documents import on_record
from smelter_ghg.conformance.subcriteria.found import (
    CONTRADICTS,
    NAMED,
    SUPPORTS,
    Found,
    Item,
    cell,
    fails,
    holds,
    open_question,
    unknown,
)
from smelter_ghg.conformance.subcriteria.subject import Subject

MAX_YEARS = "max_intermediate_target_years"
_TOOL_SLOPES = "the reference slopes of the endorsed tool"


def _targets(subject: Subject) -> list[Row]:
    return in_force(subject.rows("targets"), subject.period.end)


def _paths(subject: Subject) -> list[Row]:
    return in_force(subject.rows("pathways"), subject.period.end)


def _set(subject: Subject) -> Found:
    rows = subject.rows("targets")
    denied = [cell("targets", row, "no_plan", CONTRADICTS) for row in rows if row["no_plan"]]
    current = _targets(subject)
    planned = [row for row in current if not row["no_plan"]]
    if planned:
        column = "target_year"
        return holds("a plan is on record", *(cell("targets", row, column, SUPPORTS) for row in planned), *denied)
    if current:
        return fails("the records say that there is no plan", *denied)
    return unknown("no plan on record", "a row of targets: the plan, or that there is none")


def _boundary(subject: Subject) -> Found:
    wanted = subject.rulebook.boundary.value
    rows = [row for row in _targets(subject) if not row["no_plan"]]
    if not rows:
        return unknown("no target on record", "a target and its boundary")
    whole = [cell("targets", row, "boundary", SUPPORTS) for row in rows if row["boundary"] == wanted]
    others = [cell("targets", row, "boundary", NAMED) for row in rows if row["boundary"] != wanted]
    if whole:
        return holds("a target covers scopes 1 and 2 and what is upstream", *whole, *others)
    return fails("no target covers scopes 1 and 2 and what is upstream", *others)


def _intermediate_target(subject: Subject) -> Found:
    """At most so many years from the base year or from the plan's date; which of the two counts is not verified."""
    most = subject.rulebook.number(MAX_YEARS)
    targets = {row["plan_date"]: row for row in _targets(subject) if not row["no_plan"]}
    stated = [
        (row, row["intermediate_target_year"], "intermediate_target_year", "pathways", row["base_year"])
        for row in _paths(subject)
        if row["intermediate_target_year"] is not None
    ] or [
        (row, row["target_year"], "target_year", "targets", row["base_year"])
        for row in targets.values()
        if row["target_year"] is not None
    ]
    if not stated:
        return unknown("no intermediate target on record", "the year of the intermediate target")
    row, year, column, table, base = min(stated, key=lambda one: (one[1], one[0]["_key"]))
    spans = {"base year": base, "plan": None if row["plan_date"] is None else row["plan_date"].year}
    known = {name: year - start for name, start in spans.items() if start is not None}
    if not known:
        return unknown("neither base year nor date of the plan is on record", "the base year or the date of the plan")
    truths = frozenset(0 < span <= most for span in known.values())
    told = " and ".join(f"{span} years after the {name}" for name, span in known.items())
    says = SUPPORTS if truths == {True} else CONTRADICTS if truths == {False} else NAMED
    return Found(truths, f"the intermediate target is {told}", (cell(table, row, column, says),))


def _public(subject: Subject) -> Found:
    rows = [row for row in _targets(subject) if not row["no_plan"]]
    shown = [cell("targets", row, "published_on", SUPPORTS) for row in rows if row["published_on"] is not None]
    if shown:
        return holds("the plan is published", *shown)
    return unknown("no publication of the plan on record", "the day the plan was published")


_PLAN: Mapping[str, Callable[[Subject], Found]] = {
    "set": _set,
    "boundary": _boundary,
    "intermediate_target": _intermediate_target,
    "public": _public,
}


def plan(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """One question about the plan in force."""
    return _PLAN[arguments["about"]](subject)


def _pathway_set(subject: Subject) -> Found:
    rows = _paths(subject)
    if rows:
        return holds("a pathway is on record", *(cell("pathways", row, "slope_set", SUPPORTS) for row in rows))
    return unknown("no pathway on record", "a row of pathways")


def _slopes(subject: Subject) -> Found:
    """Whether the pathway follows from reference slopes that are on record and not invented ones."""
    rows = _paths(subject)
    found = [row for one in rows for row in _slope_rows(subject, one["slope_set"], one["version"])]
    if not found:
        return unknown("no reference slopes on record", _TOOL_SLOPES)
    first = min(found, key=lambda row: str(row["_key"]))
    citation = partial(cell, "pathway_slopes", first, "citation")
    if any(row["synthetic"] for row in found):
        return unknown("the reference slopes are invented", _TOOL_SLOPES, citation(NAMED))
    return holds("reference slopes are on record", citation(SUPPORTS))


def _slope_rows(subject: Subject, slope_set: str, version: str) -> list[Row]:
    slopes = subject.records.tables["pathway_slopes"]
    return list(slopes.filter(slope_set=slope_set, version=version).iter_rows(named=True))


def _invented(subject: Subject, slope_set: str, version: str) -> bool:
    return any(row["synthetic"] for row in _slope_rows(subject, slope_set, version))


def _progress(subject: Subject) -> Found:
    """Whether the period's intensity is on its path; an exemption on record leaves that to the auditor."""
    own = {row["_key"] for row in _paths(subject)}
    of_plan = (row for row in subject.progress if row["path"] in own)
    rows = [row for row in of_plan if row["value"] is not None and row["path_value"] is not None]
    if not rows:
        return unknown("no progress on a pathway can be computed", "a pathway with a value of the period beside it")
    if any(_invented(subject, row["slope_set"], row["slope_version"]) for row in rows):
        items = [_progress_item(row, NAMED) for row in rows]
        return unknown("the path follows invented slopes", _TOOL_SLOPES, *items)
    over = [row for row in rows if row["value"] > row["path_value"] and not same(row["value"], row["path_value"])]
    items = [_progress_item(row, CONTRADICTS if row in over else SUPPORTS) for row in rows]
    exempt = on_record(subject, {"shows": "performance_exemption", "when": "by_period_end"})
    if over:
        if True in exempt.truths:
            return open_question("over the path, with an exemption on record", *items, *exempt.items)
        return fails("the intensity lies over the path", *items, *exempt.items)
    if not all(row["complete"] for row in rows):
        return unknown("the known part lies under the path", "the items the intensity lacks", *items)
    return holds("the intensity lies on the path or under it", *items)


def _progress_item(row: Mapping[str, object], says: str) -> Item:
    told = f"{row['value']} against {row['path_value']} t CO2e/t Al"
    return Item("pathways", str(row["pathway_id"]), "value", told, says)


_PATHWAY: Mapping[str, Callable[[Subject], Found]] = {
    "set": _pathway_set,
    "slopes": _slopes,
    "progress": _progress,
}


def pathway(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """One question about the pathway in force."""
    return _PATHWAY[arguments["about"]](subject)

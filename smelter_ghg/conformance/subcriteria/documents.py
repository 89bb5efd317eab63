"""Requirements on documents: what they show, when, and what speaks against it (criteria 5.3 c to e, 5.4).

Belongs here: record table `criterion_evidence`. Does not belong here: statements of verifiers, plans.
"""

from __future__ import annotations

from collections.abc import Mapping

from smelter_ghg.conformance.records import Row
from smelter_ghg.conformance.subcriteria.found import (
    CONTRADICTS,
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

_WHEN = {
    "in_period": "a document of the period",
    "by_period_end": "a document by the period's end",
    "after_period": "a document from after the period, before the next one ends",
}


def on_record(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether documents show something at the right time.

    A supporting document counts whatever else is on record, and a contradicting one always shows: with both, what they
    come to is the auditor's question.
    """
    shows, when = arguments["shows"], arguments["when"]
    fits = {"in_period": subject.in_period, "by_period_end": subject.by_end, "after_period": subject.after}[when]
    rows = [row for row in subject.documents if row["shows"] == shows and fits(row["dated_on"])]
    items = [_item(row) for row in rows]
    says = {row["says"] for row in rows}
    words = shows.replace("_", " ")
    if says == {SUPPORTS}:
        return holds(f"on record: {words}", *items)
    if says == {CONTRADICTS}:
        return fails(f"documents say that there is none: {words}", *items)
    if says:
        return open_question(f"documents disagree: {words}", *items)
    return unknown(f"not on record: {words}", f"{words}, {_WHEN[when]}")


def review_on_change(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether the pathway was reviewed after every change of the business in the period.

    A change is one that a document shows, or a potline that first produces or closes in the period.
    """
    del arguments
    changes = [row for row in subject.documents if row["shows"] == "business_change" and row["says"] == SUPPORTS]
    dated = [(row["dated_on"], _item(row)) for row in changes if subject.in_period(row["dated_on"])]
    for row in subject.records.potlines(subject.period.smelter_id):
        for column in ("first_production_date", "valid_to"):
            day = row[column]
            if day is not None and subject.in_period(day):
                dated.append((day, cell("facilities", row, column, SUPPORTS)))
    reviews = [row for row in subject.documents if row["shows"] == "change_review"]
    items = [item for _, item in dated] + [_item(row) for row in reviews]
    if not dated:
        return holds("no change of the business in the period is on record", *items)
    latest = max(day for day, _ in dated)
    says = {row["says"] for row in reviews if row["dated_on"] >= latest}
    if says == {SUPPORTS}:
        return holds("the pathway was reviewed after the change", *items)
    if says == {CONTRADICTS}:
        return fails("a document says that the pathway was not reviewed after the change", *items)
    if says:
        return open_question("documents disagree on the review after the change", *items)
    return unknown("no review after the change is on record", "a document of the review after the change", *items)


def _item(row: Row) -> Item:
    told = row["statement"] or row["shows"].replace("_", " ")
    return Item(
        "criterion_evidence", row["_key"], "shows", f"{told}, {row['dated_on']}", row["says"], row["document_id"]
    )

"""Requirements on the verifier's statement: that it is of this period, scopes, entity and these figures, and comes
before publication (criterion 5.1b).

Belongs here: record table `verification` held against one inventory. Does not belong here: the inventory itself.

Of several statements the one that holds most decides, so that a valid, matching statement is never outweighed by an
older one; what another statement says against the inventory is shown all the same, and an adverse opinion beside a
favourable one leaves the opinion to the auditor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from smelter_ghg.conformance.records import Row, plain
from smelter_ghg.conformance.subcriteria.figures_verified import same_figures
from smelter_ghg.conformance.subcriteria.found import (
    CONTRADICTS,
    NAMED,
    SUPPORTS,
    Found,
    cell,
    fails,
    holds,
    open_question,
    unknown,
)
from smelter_ghg.conformance.subcriteria.subject import Subject

# An opinion is read by its words: the first group that occurs decides.
_OPINIONS = (
    (re.compile(r"\badverse\b|\bdisclaim|\bnegative\b|\brefus", re.IGNORECASE), frozenset({False})),
    (re.compile(r"\bqualified\b|\bmodified\b|\bexcept for\b", re.IGNORECASE), frozenset({True, False})),
    (
        re.compile(
            r"\bunqualified\b|\bunmodified\b|\bpositive\b|\bfavourable\b|\bfavorable\b|\bfairly stated\b"
            r"|\bmaterially correct\b|\bno material misstatement|\bnothing has come to our attention\b",
            re.IGNORECASE,
        ),
        frozenset({True}),
    ),
)
_EVERY_SCOPE = re.compile(r"mine[ _]to[ _]metal|\ball scopes\b", re.IGNORECASE)
_SCOPE_RANGE = re.compile(r"([123])\s*(?:-|–|to)\s*([123])")
_SCOPE_NUMBER = re.compile(r"\b[123]\b")
_WANTED = {"1", "2"}


def _covers(row: Row) -> set[str]:
    return {part.strip() for part in (row["covers"] or "").split(";")}


def _own(subject: Subject) -> list[Row]:
    """Statements on greenhouse gases of days of the period."""
    period = subject.period
    if period.start is None or period.end is None:
        return []
    return [
        row
        for row in subject.rows("verification")
        if "ghg" in _covers(row) and row["period_start"] <= period.end and row["period_end"] >= period.start
    ]


def _of_period(subject: Subject, row: Row) -> Found:
    item = partial(cell, "verification", row, "period_end")
    period = subject.period
    if (row["period_start"], row["period_end"]) == (period.start, period.end):
        return holds("the statement is of the reporting period", item(SUPPORTS))
    if period.start and period.end and row["period_start"] <= period.start and row["period_end"] >= period.end:
        return open_question("the statement is of more than the reporting period", item(NAMED))
    return fails("the statement is of other days than the reporting period", item(CONTRADICTS))


def scopes_named(text: str | None) -> set[str]:
    """Scopes a text such as "scope 1; scope 2", "1-3" or "mine to metal" names."""
    if not text:
        return set()
    if _EVERY_SCOPE.search(text):
        return {"1", "2", "3"}
    found = set(_SCOPE_NUMBER.findall(text))
    for first, last in _SCOPE_RANGE.findall(text):
        found |= {str(scope) for scope in range(int(first), int(last) + 1)}
    return found


def _scopes(subject: Subject, row: Row) -> Found:
    del subject
    item, named = partial(cell, "verification", row, "scope"), scopes_named(row["scope"])
    if not named:
        return unknown("the statement's scopes cannot be read", "the scopes the statement covers", item(NAMED))
    if named >= _WANTED:
        return holds("the statement covers scopes 1 and 2", item(SUPPORTS))
    return fails(f"the statement does not cover scope {' and '.join(sorted(_WANTED - named))}", item(CONTRADICTS))


def _entity(subject: Subject, row: Row) -> Found:
    if not row["entity"]:
        return unknown("the statement's entity is not recorded", "the entity the statement names")
    item, called = partial(cell, "verification", row, "entity"), subject.records.entities.get(plain(row["entity"]))
    if called is None:
        return open_question("the statement names the entity otherwise than the records do", item(NAMED))
    if subject.period.smelter_id in called:
        return holds("the statement names this entity", item(SUPPORTS))
    return fails("the statement names another entity", item(CONTRADICTS))


def _opinion(subject: Subject, row: Row) -> Found:
    del subject
    item = partial(cell, "verification", row, "opinion")
    for words, truths in _OPINIONS:
        if row["opinion"] and words.search(row["opinion"]):
            says = CONTRADICTS if truths == {False} else SUPPORTS if truths == {True} else NAMED
            return Found(truths, "the opinion as the statement words it", (item(says),))
    return unknown("the opinion is not recorded, or in words not known here", "the verifier's opinion", item(NAMED))


def _dated(subject: Subject, row: Row) -> Found:
    del subject
    stated = cell("verification", row, "statement_date", NAMED)
    if row["publication_date"] is None:
        return unknown("the publication is not dated", "the publication date", stated)
    if row["statement_date"] <= row["publication_date"]:
        return holds("verified before publication", stated, cell("verification", row, "publication_date", SUPPORTS))
    published = cell("verification", row, "publication_date", CONTRADICTS)
    return fails("published before it was verified", stated, published)


_ABOUT: Mapping[str, Callable[[Subject, Row], Found]] = {
    "period": _of_period,
    "scopes": _scopes,
    "entity": _entity,
    "opinion": _opinion,
    "date": _dated,
    "figures": same_figures,
}


@dataclass(frozen=True)
class _Judged:
    row: Row
    found: Mapping[str, Found]

    @property
    def weight(self) -> tuple[int, int, str]:
        """How much of it holds: nothing against it first, then what holds; the later statement where equal."""
        against = sum(False in one.truths for one in self.found.values())
        firm = sum(one.truths == {True} for one in self.found.values())
        return -against, firm, f"{self.row['statement_date']}|{self.row['_key']}"


def _judged(subject: Subject) -> list[_Judged]:
    """Statements of the period, the one that holds most first."""
    rows = [_Judged(row, {name: judge(subject, row) for name, judge in _ABOUT.items()}) for row in _own(subject)]
    return sorted(rows, key=lambda one: one.weight, reverse=True)


def statement(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """One question about the statement of the period."""
    about, judged = arguments["about"], _judged(subject)
    if about == "energy":
        return _energy(subject)
    if not judged:
        return unknown("no statement on record", "a verifier's statement on the period's emissions")
    best, others = judged[0], judged[1:]
    if about == "exists":
        named = (cell("verification", one.row, "verifier", SUPPORTS) for one in judged)
        return holds("a statement is on record", *named)
    found = best.found[about]
    against = [item for one in others for item in one.found[about].items if item.says == CONTRADICTS]
    truths = found.truths
    if about == "opinion" and any(one.found[about].truths == {False} for one in others):
        truths = truths | {False}
    return Found(truths, found.detail, (*found.items, *against), found.missing)


def _energy(subject: Subject) -> Found:
    period = subject.period
    rows = [
        row
        for row in subject.rows("verification")
        if period.start is not None
        and period.end is not None
        and row["period_start"] <= period.start
        and row["period_end"] >= period.end
    ]
    covering = [row for row in rows if "energy" in _covers(row)]
    if covering:
        return holds("energy use is verified", *(cell("verification", row, "covers", SUPPORTS) for row in covering))
    named = (cell("verification", row, "covers", NAMED) for row in rows)
    return unknown("no statement on energy on record", "a verifier's statement on the period's energy use", *named)


def publication_state(subject: Subject) -> dict[str, Any]:
    """Where the inventory stands between draft and publication: draft, signed, published, or changed_since_signed."""
    judged = _judged(subject)
    if not judged:
        return {"state": "draft", "statement": None}
    best = judged[0]
    named = {"state": "draft", "statement": best.row["_key"]}
    if best.found["figures"].truths == {False}:
        return named | {"state": "changed_since_signed"}
    if any(best.found[about].truths != {True} for about in ("period", "opinion", "figures")):
        return named
    return named | {"state": "published" if best.row["publication_date"] is not None else "signed"}

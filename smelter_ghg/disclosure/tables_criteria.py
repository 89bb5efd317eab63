"""Tables of the criteria: every sub-criterion's outcome, what it asks and what is on record, over the years, by scope.

Belongs here: which text stands in which cell. Does not belong here: outcomes, thresholds' readings, HTML.

A rating is a suggestion from what is on record; the column says so wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from smelter_ghg.conformance.subcriteria.audits import named_by
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE
from smelter_ghg.disclosure.view import Label, Lines, Part, Sentence, State, TableView, When, listed
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

Entry = dict[str, Any]
_DASH: Sentence = (NOT_APPLICABLE,)
_RATING_NOTE: Sentence = (
    "A rating is suggested from what is on record and decided by the auditor, minor or major too: a threshold missed "
    "is no major non-conformance by itself.",
)
_SAYS = {"supports": "for it", "contradicts": "against it", "named": "beside it"}
_STATES = {
    "draft": "Draft: no statement of a verifier holds for this inventory without a question left open.",
    "signed": "Signed: a verifier's statement is of this inventory; its publication is not dated.",
    "published": "Published: a verifier's statement is of this inventory, and its publication is dated.",
    "changed_since_signed": "Changed since it was signed: the verifier's statement is of other figures.",
}
_CLASSES = {
    "good": "Good: whole, by source, with energy by source and PFC.",
    "medium": "Medium: whole, not all of it by source.",
    "poor": "Poor: not whole.",
}
_EVIDENCE_SHOWN = 8
_RESULTS = {("intensity", "emissions_t_co2e"), ("pathways", "value"), ("verdicts", "value")}


def criteria_table(entries: Sequence[Entry], distance: Sentence | None, table_id: str) -> TableView | None:
    """Every sub-criterion of a period: outcome, suggested rating, what decides, what an audit published.

    `distance` is how far the intensity lies from the threshold, where that is known.
    """
    if not entries:
        return None
    audited = any(entry["audit_results"] for entry in entries)
    rows = [
        ViewRow(
            (Label(f"{entry['criterion']} {entry['title']}"),),
            (
                (State(entry["outcome"]),),
                (words(entry["suggested_rating"]).capitalize(),),
                _why(entry, distance),
                *([_audits(entry)] if audited else []),
            ),
        )
        for entry in entries
    ]
    first = entries[0]
    return TableView(
        table_id,
        (Label(f"{first['standard']} {first['standard_version']}"), ", by criterion, ", When(first["period_label"])),
        (
            ("Outcome",),
            ("Suggested rating",),
            ("What decides",),
            *([("Published audit result",)] if audited else []),
        ),
        tuple(rows),
        head="Criterion",
        unit_column=False,
        numeric=False,
        notes=(_RATING_NOTE,),
    )


def _why(entry: Entry, distance: Sentence | None) -> Sentence:
    """What is missing, or which requirement decides; evidence against it is never left out."""
    told: list[Part] = []
    asked = {one["name"]: one for one in entry["requirements"]}
    decides = asked.get(entry["reason_code"])
    lacking = [text for one in asked.values() if one["outcome"] == "indeterminate_data" for text in one["missing"]]
    if "threshold" in asked:
        told += [*distance, " the threshold"] if distance is not None else []
        told += [("; " if told else ""), words(entry["reason_code"])] if entry["reason_code"] else []
    elif entry["outcome"] == "indeterminate_data" and lacking:
        told += ["Missing: ", Label("; ".join(dict.fromkeys(lacking)))]
    elif entry["outcome"] != "meets" and decides is not None:
        told.append(Label(decides["detail"].capitalize()))
    if entry["contradicted"]:
        told.append(". Evidence on record speaks against it" if told else "Evidence on record speaks against it")
    return tuple(told) or _DASH


def _audits(entry: Entry) -> Sentence:
    told: list[Part] = []
    for result in entry["audit_results"]:
        told += [
            "; " if told else "",
            words(result["rating"]),
            ", ",
            When(result["announced_on"]),
            " (",
            Label(result["citation"]),
            ")",
        ]
    return tuple(told) or _DASH


def requirement_tables(entries: Iterable[Entry], table_id: str) -> list[TableView]:
    """One table per sub-criterion that asks for something: each requirement, what is on record, what is missing."""
    found = []
    for entry in entries:
        rows = [
            ViewRow(
                (Label(one["title"]),),
                (
                    (State(one["outcome"]),),
                    (Label(one["detail"]),) if one["detail"] else _DASH,
                    _evidence(one["evidence"]),
                    (Label("; ".join(one["missing"])),) if one["missing"] else _DASH,
                    (words(one["status"]),),
                ),
            )
            for one in entry["requirements"]
        ]
        if rows:
            found.append(
                TableView(
                    f"{table_id}-{entry['criterion'].replace('.', '-')}",
                    (Label(f"{entry['criterion']} {entry['title']}"),),
                    (("Outcome",), ("Found",), ("On record",), ("Missing",), ("How firmly it is asked",)),
                    tuple(rows),
                    head="Requirement",
                    unit_column=False,
                    numeric=False,
                )
            )
    return found


def _evidence(items: Sequence[Entry]) -> Sentence:
    """Evidence with the side it is on; what speaks against it comes first and is never cut."""
    ordered = sorted(items, key=lambda item: item["says"] != "contradicts")
    against = sum(item["says"] == "contradicts" for item in items)
    kept = ordered[: max(_EVIDENCE_SHOWN, against)]
    told: list[Part] = []
    for item in kept:
        document = f", {item['document_id']}" if item["document_id"] else ""
        # A number of a result is printed where it is a figure, and is not repeated here as text.
        value = "" if (item["table"], item["column"]) in _RESULTS else f": {item['value']}"
        place = f"{item['table']}, {item['column']}".replace("_", " ") + f"{value}{document}"
        told += ["; " if told else "", Label(place), f" ({_SAYS[item['says']]})"]
    if len(kept) < len(items):
        told.append("; and more of the same kind")
    return tuple(told) or _DASH


def outcomes_by_year(entries: Sequence[Entry], table_id: str) -> TableView | None:
    """Outcomes of every sub-criterion over the reporting periods, newest first."""
    years = sorted({(entry["reporting_year"] or 0, entry["period_label"]) for entry in entries}, reverse=True)
    if len(years) < 2:
        return None
    at = {(entry["criterion"], entry["period_label"]): entry["outcome"] for entry in entries}
    criteria = dict.fromkeys(entry["criterion"] for entry in sorted(entries, key=lambda entry: str(entry["criterion"])))
    rows = [
        ViewRow(
            (Label(criterion),),
            tuple((State(at[criterion, label]),) if (criterion, label) in at else None for _, label in years),
        )
        for criterion in criteria
    ]
    return TableView(
        table_id,
        ("Outcomes over the years",),
        tuple((When(label),) for _, label in years),
        tuple(rows),
        head="Criterion",
        unit_column=False,
        numeric=False,
    )


def publication_lines(entries: Iterable[Entry]) -> Lines | None:
    """Where the inventory stands between draft and publication, and the hash a statement is to name."""
    kept = list(entries)
    found = next((entry["publication"] for entry in kept if "publication" in entry), None)
    if found is None:
        return None
    hashed = found["inventory_sha256"]
    told: Sentence = (Label(hashed),) if hashed else ("None: the inventory is not computed from records.",)
    classes = [entry["disclosure_class"] for entry in kept if "disclosure_class" in entry]
    return Lines(
        (
            ("Inventory", (_STATES[found["state"]],)),
            ("Hash for the verifier's statement", told),
            *(("Disclosure", (_CLASSES[one],)) for one in classes),
        )
    )


def audit_table(facts: Facts, entries: Sequence[Entry], smelter_id: str, table_id: str) -> TableView | None:
    """Every published audit result, beside the engine's own outcome of the newest period where there is one."""
    newest: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry["reporting_year"] or 0, entry["period_label"])):
        newest[entry["criterion"]] = entry
    asked = _criteria_asked(facts)
    rows = []
    for row in sorted(facts.rows_of("audit_results", smelter_id), key=_audited):
        own = [entry for entry in newest.values() if named_by(row["criterion"], entry["criterion"])]
        outcomes: list[Sentence] = [(Label(one["criterion"]), " ", State(one["outcome"])) for one in own]
        if not own and any(named_by(row["criterion"], one) for one in asked):
            outcomes = [("no records to judge it by",)]
        version = f" {row['standard_version']}" if row["standard_version"] else ""
        cells = (
            (Label(row["criterion"] or "whole"),),
            (words(row["rating"]),),
            listed(outcomes) if outcomes else _DASH,
            (When(row["announced_on"].isoformat()),),
            (Label(row["auditor"]),) if row["auditor"] else _DASH,
            (Label(row["citation"]),),
        )
        rows.append(ViewRow((Label(row["standard"] + version),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Published audit results",),
        (("Criterion",), ("Rating",), ("Outcome here",), ("Announced",), ("Auditor",), ("Source",)),
        tuple(rows),
        head="Standard",
        unit_column=False,
        numeric=False,
        notes=(("What an audit found does not enter the outcomes here.",),),
    )


def _audited(row: Entry) -> tuple[Any, ...]:
    numbers = [int(part) for part in re.findall(r"\d+", row["criterion"] or "")]
    # The standard judged here comes before that of the chain of custody.
    return row["announced_on"], row["standard"] != "ASI PS", numbers, row["criterion"] or ""


def _criteria_asked(facts: Facts) -> set[str]:
    """The criteria that rulebooks judge: their readings and requirements are named after them."""
    entries = facts.rulebooks.filter(facts.rulebooks["kind"].is_in(["reading", "requirement"]))
    return {name.rpartition(".")[0] for name in entries["parameter"]}


def scopes_table(facts: Facts, table_id: str) -> TableView | None:
    """Outcomes of every certification scope for its latest year: the smelter that falls furthest short decides."""
    own = pl.col("scope_id").is_not_null() & (pl.col("standard_version") == facts.config.standard_version)
    entries = [json.loads(text) for text in facts.criteria.filter(own)["detail_json"]]
    latest = {
        scope: max(entry["reporting_year"] for entry in entries if entry["scope_id"] == scope)
        for scope in dict.fromkeys(entry["scope_id"] for entry in entries)
    }
    at = {
        (entry["scope_id"], entry["criterion"]): entry
        for entry in entries
        if entry["reporting_year"] == latest[entry["scope_id"]]
    }
    scopes = sorted(latest)
    rows = [
        ViewRow(
            (Label(f"{criterion} {next(e['title'] for e in at.values() if e['criterion'] == criterion)}"),),
            tuple((State(at[scope, criterion]["outcome"]),) if (scope, criterion) in at else _DASH for scope in scopes),
        )
        for criterion in sorted({criterion for _, criterion in at})
    ]
    if not rows:
        return None
    members = [
        (Label(scope), ": ", Label(", ".join(sorted({one["smelter_id"] for one in entry["smelters"]}))), ".")
        for scope in scopes
        for entry in [next(one for (of, _), one in at.items() if of == scope)]
    ]
    return TableView(
        table_id,
        ("Each criterion is met by every smelter of a scope or by none; no average is made of them",),
        tuple((Label(scope), ", ", When(str(latest[scope]))) for scope in scopes),
        tuple(rows),
        head="Criterion",
        unit_column=False,
        numeric=False,
        notes=tuple(members),
    )


def entries_of(facts: Facts, smelter_id: str) -> list[Entry]:
    """Outcomes of the smelter by the report's version of the standard, in the order of the criteria."""
    own = facts.criteria.filter(smelter_id=smelter_id, standard_version=facts.config.standard_version)
    entries: list[Entry] = [json.loads(text) for text in own["detail_json"]]
    return sorted(entries, key=lambda entry: (entry["criterion"], entry["period_label"]))

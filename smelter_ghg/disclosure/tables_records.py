"""Tables of what the records say: values on record, gaps, findings, documents.

Belongs here: text and numbers quoted from records. Does not belong here: HTML, anything computed.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.concerns import SEVERITIES, Found
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_implied import ENDS, implied_id
from smelter_ghg.disclosure.figures_records import (
    cell_id,
    cell_unit,
    finding_cell,
    missing_items,
    operation_rows,
)
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.marks import Marks
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.text import web_address
from smelter_ghg.disclosure.view import FigureIndex, Label, Part, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words

SEVERITY_WORDS = SEVERITIES
_CATEGORY_ORDER = ("scope_1", "scope_2", "category_1", "category_3", "category_4", "production")
_DASH: Sentence = (NOT_APPLICABLE,)


def reported_table(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """Values the smelter or others published, as they stand, with the sources that disagree."""
    rows: list[ViewRow] = []
    for row in facts.rows_of("reported_emissions", smelter_id):
        parts: list[Part] = ["Total" if row["scope"] == "total" else Label(f"Scope {row['scope']}")]
        if row["category"]:
            parts.append(Label(f", category {row['category']}"))
        if row["scope2_account"] in ("location", "market"):
            parts.append(f", {words(row['scope2_account'])}")
        rows.append(_reported_row(facts, index, "reported_emissions", row, "emissions_t_co2e", tuple(parts)))
    for row in facts.rows_of("reported_indicators", smelter_id):
        indicator = Label(item_words(row["indicator"]))
        stated = row["boundary"] not in ("not_stated", None)
        head: Sentence = (Label(words(row["boundary"])), " (", indicator, ")") if stated else (indicator,)
        rows.append(_reported_row(facts, index, "reported_indicators", row, "value", head))
    for table, row, columns in operation_rows(facts, smelter_id):
        for column in columns:
            name = row["item"] if table == "specific_consumption" else column
            where = f", {row['facility_id']}" if table == "facilities" else ""
            head = (Label(item_words(name) + where),)
            rows.append(_reported_row(facts, index, table, row, column, head))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Values on record, as their sources state them",),
        (("Period",), ("Value",), ("Unit",), ("Source",)),
        tuple(rows),
        head="What",
        unit_column=False,
        numeric=False,
        right=(1,),
    )


def _unit(unit: str) -> str:
    """A unit that stays on one line."""
    return unit_text(unit).replace(" ", "\N{NO-BREAK SPACE}")


def document_title(facts: Facts, document_id: str | None) -> str:
    """The title of a document, its id where the records hold none, nothing where no document is named."""
    document = facts.records.get(("documents", document_id or ""))
    return (document_id or "") if document is None else str(document["title"])


def period_of(row: Row) -> Sentence:
    if "period_start" not in row:
        return _DASH
    start, end = row["period_start"], row["period_end"]
    if start is None or end is None:
        return ("not stated",)
    whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year
    text = str(start.year) if whole_year else f"{start.isoformat()} to {end.isoformat()}"
    stated = row.get("period_stated")
    return (When(text), ", not stated by the source") if stated is False else (When(text),)


def _reported_row(facts: Facts, index: FigureIndex, table: str, row: Row, column: str, head: Sentence) -> ViewRow:
    figure = index.get(m.record(cell_id(table, row, column)))
    source = row.get("citation") or document_title(facts, row.get("document_id"))
    unit = _unit(cell_unit(table, row, column))
    return ViewRow(head, (period_of(row), cell(figure), (Label(unit),), (Label(source),)))


def missing_table(facts: Facts, periods: Sequence[Period], detail: Detail | None, table_id: str) -> TableView | None:
    """What is not known, the period of the verdict first, with what would supply it."""
    rows: list[ViewRow] = []
    lead = None if detail is None else detail["period_label"]
    for period in sorted(periods, key=lambda one: one.label != lead):
        if detail is not None and period.label == lead:
            needed: Sentence = ("the verdict",)
            rows += [
                _missing_row(period, entry["item"], needed, entry, entry["reason"])
                for entry in detail["missing"]
                if entry["category"] is None
            ]
        rank = {category: place for place, category in enumerate(_CATEGORY_ORDER)}
        items = missing_items(facts.missing_in(period))
        for row in sorted(items, key=lambda r: (rank.get(r["category"], len(rank)), r["item"])):
            excluded = row["excluded_estimate_t_co2e"] is not None
            reason = f"left out on record; {row['reason']}" if excluded else row["reason"]
            rows.append(_missing_row(period, row["item"], (Label(item_words(row["category"])),), row, reason))
    if not rows:
        return None
    return TableView(
        table_id,
        ("What is missing",),
        (("Period",), ("Needed for",), ("Account",), ("Why, and what would supply it",)),
        tuple(rows),
        head="Item",
        unit_column=False,
        numeric=False,
    )


def _missing_row(period: Period, item: str, needed: Sentence, row: Row, reason: str | None) -> ViewRow:
    name, facility = item_words(item), row["facility_id"]
    text = (reason or "").replace("mine_to_metal", "mine-to-metal")
    cells: tuple[Sentence | None, ...] = ((When(period.label),), needed, _account(row), (Label(text),))
    return ViewRow((Label(f"{name}, {facility}" if facility else name),), cells)


def _account(row: Row) -> Sentence:
    account = row["scope2_account"]
    return (words(account),) if account in ("location", "market") else _DASH


def findings_table(
    facts: Facts, index: FigureIndex, found: Sequence[Found], table_id: str, marks: Marks | None = None
) -> TableView | None:
    """Findings with their place and likely cause, errors first; with `marks`, each with the figures it concerns."""
    rows = []
    for one in found:
        row = one.row
        place = finding_cell(facts, row)
        back = () if marks is None else marks.back(one)
        beside: Sentence = ("; shown with ", *back) if back else ()
        figure = None if place is None else index.get(m.record(cell_id(*place)))
        value: Sentence = (figure,) if figure is not None else (Label(row["value"] or NOT_APPLICABLE),)
        where = " · ".join(
            str(part)
            for part in (
                row["file"] or row["table"],
                row["sheet"],
                f"row {row['row']}" if row["row"] else None,
                row["column"],
            )
            if part
        )
        cells: tuple[Sentence | None, ...] = (
            (Label(row["check_id"]),),
            (Label(where), *((", ", When(row["period"])) if row["period"] else ()), *beside),
            value,
            (Label(row["expected"] or ""), *_implied(index, row)),
            (Label(row["likely_cause"] or ""),),
        )
        severity = SEVERITY_WORDS.get(row["severity"], str(row["severity"]))
        if marks is None:
            rows.append(ViewRow((severity,), cells, level=row["severity"]))
        else:
            head: Sentence = (f"†{one.letter} {severity}",)
            rows.append(ViewRow(head, cells, level=row["severity"], row_id=one.place))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Findings",),
        (("Check",), ("Where",), ("Value",), ("Expected",), ("Likely cause",)),
        tuple(rows),
        head="Severity",
        unit_column=False,
        numeric=False,
    )


def _implied(index: FigureIndex, finding: Row) -> Sentence:
    """The production that a finding of this kind speaks of, as figures."""
    if finding["check_id"] != "implied_production":
        return ()
    ends = [index.get(implied_id(finding["smelter_id"], finding["period"] or "", end)) for end in ENDS]
    if ends[0] is None or ends[1] is None:
        return ()
    return (": ", ends[0], " to ", ends[1], " ", Label(ends[1].unit))


def documents_table(facts: Facts, smelter_id: str, table_id: str) -> TableView | None:
    """The documents the smelter's records were taken from."""
    used = facts.documents_of.get(smelter_id, set())
    rows = []
    for row in (facts.records.get(("documents", one)) for one in sorted(used)):
        if row is not None:
            address = None if row["url"] is None else web_address(row["url"])
            cells: tuple[Sentence | None, ...] = (
                (Label(row["title"]),),
                (Label(row["issuer"] or NOT_APPLICABLE),),
                (When(row["date"].isoformat()),) if row["date"] is not None else _DASH,
                (Label(row["page"] or NOT_APPLICABLE),),
                (Label(address or row["url"] or NOT_APPLICABLE),),
            )
            rows.append(ViewRow((Label(row["document_id"]),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Documents",),
        (("Title",), ("Issuer",), ("Date",), ("Page",), ("Address",)),
        tuple(rows),
        head="Document",
        unit_column=False,
        numeric=False,
    )

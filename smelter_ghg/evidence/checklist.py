"""The checklist an auditor completes: a sheet per smelter, with what each criterion asks and what stands for it.

Belongs here: layout of the workbook. Does not belong here: outcomes; ratings are suggested with the criteria, and the
auditor's own go into empty columns.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from smelter_ghg.disclosure.numbers import shown
from smelter_ghg.disclosure.table_files import sheet_name
from smelter_ghg.disclosure.text import clipped, neutral
from smelter_ghg.disclosure.words import words
from smelter_ghg.evidence.facts import Facts
from smelter_ghg.evidence.sheets import by_subject, evidence_text, missing_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Row = dict[str, Any]
RATINGS = ("Conformance", "Minor NC", "Major NC", "Not Applicable")
HEADS = ("period", "criterion", "requirement", "evidence", "outcome", "suggested rating")
EMPTY = ("auditor's rating", "finding", "date", "initials")
_WIDTHS = (10, 10, 40, 60, 20, 16, 18, 36, 12, 10)
# Days in a file must not tell when it was made; this one says nothing.
_CREATED = datetime(2000, 1, 1)
_LONGEST = 32_000
_A4 = 9
# Points of a line, and of the highest row a sheet may have; words leave some of a line empty.
_LINE, _HIGHEST, _ROOM = 15.0, 405.0, 1.15
_HEAD_ROW = 3
_SYNTHETIC = "Synthetic demonstration data: no real smelter"


def checklist(facts: Facts) -> bytes:
    """The workbook: text alone, no formula, no link, the same bytes every time."""
    import xlsxwriter

    out = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **inert}) as book:
        book.set_properties({"title": f"Checklist to {facts.release_name}", "created": _CREATED})
        taken: set[str] = set()
        for subject in facts.subjects:
            name = sheet_name(subject, taken)
            taken.add(name.lower())
            _sheet(book, book.add_worksheet(name), facts, subject)
        if not facts.subjects:
            book.add_worksheet("empty")
    return out.getvalue()


def _sheet(book: Workbook, page: Worksheet, facts: Facts, subject: str) -> None:
    title, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    told = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BBBBBB"})
    fill = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#FFFBE6"})
    page.write_string(0, 0, _safe(f"{facts.name(subject)} ({subject}), {facts.release_name}"), title)
    if facts.synthetic(subject):
        page.write_string(1, 0, _SYNTHETIC, title)
    for column, (name, width) in enumerate(zip((*HEADS, *EMPTY), _WIDTHS, strict=True)):
        page.write_string(_HEAD_ROW, column, name, head)
        page.set_column(column, column, width)
    line = _HEAD_ROW
    for row in _rows(facts, subject):
        line += 1
        page.set_row(line, _height(row))
        for column, text in enumerate(row):
            if text:
                page.write_string(line, column, _safe(text), told)
            else:
                page.write_blank(line, column, None, told)
        for column in range(len(HEADS), len(HEADS) + len(EMPTY)):
            page.write_blank(line, column, None, fill)
    if line > _HEAD_ROW:
        rating = {"validate": "list", "source": list(RATINGS), "error_title": "Rating",
                  "error_message": "One of " + ", ".join(RATINGS)}  # fmt: skip
        page.data_validation(_HEAD_ROW + 1, len(HEADS), line, len(HEADS), rating)
    _print_setup(page, facts, subject)


def _print_setup(page: Worksheet, facts: Facts, subject: str) -> None:
    """A landscape page as wide as the table, its heads on every page, release and page number below."""
    page.freeze_panes(_HEAD_ROW + 1, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD_ROW)
    # An ampersand is a command of headers and footers.
    page.set_footer(f"&L{_safe(clipped(subject)).replace('&', '&&')}&C{facts.release_name}&R&P / &N")


def _height(row: tuple[str, ...]) -> float:
    """Points that hold the longest text of a row; not every program fits rows to wrapped text by itself."""
    lines = max(math.ceil(len(text) * _ROOM / width) for text, width in zip(row, _WIDTHS, strict=False))
    return min(max(lines, 1) * _LINE, _HIGHEST)


def _safe(text: str) -> str:
    return clipped(neutral(text), _LONGEST)


def _rows(facts: Facts, subject: str) -> Iterator[tuple[str, ...]]:
    """Period, criterion, requirement, evidence, outcome, suggested rating; under a threshold its gates and readings."""
    verdicts, criteria = by_subject(facts, subject)
    by_id = {verdict["verdict_id"]: verdict for verdict in verdicts}
    for entry in criteria:
        own = (str(entry["period_label"]), str(entry["criterion"]))
        rating = words(entry["suggested_rating"]).capitalize()
        yield (*own, str(entry["title"]), _unverified(entry), _outcome(entry), rating)
        for requirement in entry["requirements"]:
            lacking = missing_text(requirement["missing"])
            told = [evidence_text(requirement["evidence"]), f"missing: {lacking}" if lacking else ""]
            title = f"{requirement['title']} ({words(requirement['status'])})"
            yield (*own, title, "; ".join(part for part in told if part), str(requirement["outcome"]), "")
            for item in requirement["evidence"]:
                if item["table"] == "verdicts" and item["row_key"] in by_id:
                    yield from _tests(own, by_id[item["row_key"]])


def _tests(own: tuple[str, str], verdict: Row) -> Iterator[tuple[str, ...]]:
    """What a verdict on a threshold rests on: its numbers, gates and readings."""
    yield (*own, "value against threshold", _of_verdict(verdict), _outcome(verdict), "")
    for gate in verdict["gates"]:
        outcome = "passed" if gate["passed"] else f"failed: {gate['reason_code']}"
        yield (*own, f"gate {gate['gate']}", str(gate["detail"]), outcome, "")
    for reading in verdict["readings"]:
        name = f"reading {reading['criterion']}.{reading['name']} ({reading['status']})"
        varies = ", ".join(reading["varies_with"])
        yield (*own, name, f"varies with {varies}" if varies else "", reading["outcome"], "")


def _of_verdict(verdict: Row) -> str:
    """What a verdict rests on."""
    value, threshold = verdict["value"], verdict["threshold"]
    lines = [
        "" if value is None else f"value {shown(value, 3)} {verdict['unit']} ({verdict['value_qualifier']})",
        "" if threshold is None else f"threshold {shown(threshold, 3)} {verdict['unit']}",
        f"assurance: {verdict['assurance']['level']}",
        _unverified(verdict),
        "; ".join(f"missing {one['item']}: {one['reason']}" for one in verdict["missing"]),
        "; ".join(_said(one) for one in verdict["evidence"]),
    ]
    return "; ".join(line for line in lines if line)


def _said(one: Row) -> str:
    return f"{one['column']} {one['value']} (document {one['document_id']})"


def _unverified(entry: Row) -> str:
    return "rests on unverified parts of the rule" if entry.get("rests_on_unverified") else ""


def _outcome(entry: Row) -> str:
    return " ".join(str(part) for part in (entry["outcome"], entry.get("reason_code")) if part)

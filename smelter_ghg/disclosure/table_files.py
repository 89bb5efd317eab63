"""The tables of a page as one workbook and one CSV file, beside the page.

Belongs here: the layout of both files, and that nothing in them can act. Does not belong here: what a table says
outside the page (table_sheets), the data sets of a whole release (csv_files).

The CSV file holds one row per cell, named by table, group, line and column: a table has its own columns, and a file per
table would be thousands of files in a release of many smelters.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from smelter_ghg.disclosure.csv_files import csv_bytes
from smelter_ghg.disclosure.table_sheets import Cell, Sheet, SheetRow
from smelter_ghg.disclosure.text import clipped, csv_text

CSV_COLUMNS = ("synthetic", "table", "caption", "group", "line", "unit", "column", "value", "text", "remark", "figure")
# Days in a file must not tell when it was made; this one says nothing.
_CREATED = datetime(2000, 1, 1)
_MARKS = {
    "true": "Synthetic demonstration data: no real smelter",
    "in part": "Part of these data is synthetic demonstration data",
    "false": "",
}
_CELL_LONGEST = 32_000
_NAME_LONGEST = 31
_UNSAFE_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_WIDEST = 60
_LEGEND = (
    "An empty cell is not available; \N{EN DASH} does not apply. Numbers are in full and shown as the page rounds them."
)


def page_files(stem: str, sheets: Sequence[Sheet], *, title: str, synthetic: str) -> Iterator[tuple[str, bytes]]:
    """The workbook and the CSV file of a page's tables, each with its path.

    `stem` is the path without an ending; `synthetic` (true, false, in part) goes into every row of the CSV file and, in
    words, onto every sheet.
    """
    yield f"{stem}.csv", tables_csv(sheets, synthetic=synthetic)
    yield f"{stem}.xlsx", workbook(sheets, title=title, synthetic=synthetic)


def tables_csv(sheets: Sequence[Sheet], *, synthetic: str) -> bytes:
    """Every cell of every table as one row, numbers in full; a table's notes follow its cells."""
    return csv_bytes(CSV_COLUMNS, ([synthetic, *row] for sheet in sheets for row in _csv_rows(sheet)))


def _csv_rows(sheet: Sheet) -> Iterator[list[object]]:
    for row in sheet.rows:
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            told = Cell() if cell is None else cell
            yield [sheet.table_id, sheet.caption, row.group, row.head, row.unit, column,
                   told.value, told.text, told.remark, list(told.figures)]  # fmt: skip
    for note in sheet.notes:
        yield [sheet.table_id, sheet.caption, "", "", "", "note", None, note, "", []]


def workbook(sheets: Sequence[Sheet], *, title: str, synthetic: str) -> bytes:
    """A workbook with a sheet per table: values and text alone, no formula, no link, the same bytes every time."""
    import xlsxwriter

    out, mark = io.BytesIO(), _MARKS[synthetic]
    inert = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **inert}) as book:
        book.set_properties({"title": _safe(title), "comments": _safe(mark), "created": _CREATED})
        formats = _Formats(book)
        taken: set[str] = set()
        for sheet in sheets:
            name = sheet_name(sheet.table_id, taken)
            taken.add(name.lower())
            _write(book.add_worksheet(name), sheet, formats, mark)
        if not sheets:
            book.add_worksheet("empty")
    return out.getvalue()


def sheet_name(table_id: str, taken: set[str]) -> str:
    """A name a workbook may give a sheet: at most 31 characters, none of []:*?/\\, unlike any taken (lower case)."""
    plain = _UNSAFE_NAME.sub(" ", table_id).strip("' ") or "table"
    # Excel keeps this name for itself.
    plain = f"{plain} table" if plain.lower() == "history" else plain
    name, number = plain[:_NAME_LONGEST].rstrip("' "), 2
    while name.lower() in taken:
        ending = f" {number}"
        name, number = plain[: _NAME_LONGEST - len(ending)].rstrip("' ") + ending, number + 1
    return name


class _Formats:
    """The cell formats of a workbook, one per number of decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[int, Any] = {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True})
        self.mark = book.add_format({"bold": True, "bg_color": "#e2e2da"})

    def number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format({"num_format": shown})
        return self._numbers[decimals]


def _write(page: Any, sheet: Sheet, formats: _Formats, mark: str) -> None:
    line = 0
    for text, form in ((sheet.caption, formats.title), (mark, formats.mark)):
        if text:
            page.write_string(line, 0, _safe(text), form)
            line += 1
    heads = _heads(sheet)
    for column, head in enumerate(heads):
        page.write_string(line, column, _safe(head), formats.head)
    page.freeze_panes(line + 1, 0)
    widths = [len(head) for head in heads]
    for row in sheet.rows:
        line += 1
        for column, value in enumerate(_cells(sheet, row)):
            if isinstance(value, Cell) and value.value is not None:
                page.write_number(line, column, value.value, formats.number(value.decimals))
                widths[column] = max(widths[column], len(f"{value.value:,.{value.decimals}f}"))
                continue
            text = value.text if isinstance(value, Cell) else value
            if text:
                page.write_string(line, column, _safe(text))
                widths[column] = max(widths[column], len(text))
    first_hidden = len(heads) - sum(sheet.figured)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, _WIDEST), None, {"hidden": column >= first_hidden})
    for note in (*sheet.notes, _LEGEND):
        line += 1
        page.write_string(line + 1, 0, _safe(note))


def _heads(sheet: Sheet) -> list[str]:
    """Group, line, unit; each column and its remarks; at the end, hidden, the figures of each column."""
    heads = [*(["Group"] if sheet.grouped else []), sheet.head or "Line", *(["Unit"] if sheet.units else [])]
    for column, name in enumerate(sheet.columns):
        heads += [name, *([f"{name}, remark"] if sheet.remarked[column] else [])]
    return heads + [f"{name}, figure" for column, name in enumerate(sheet.columns) if sheet.figured[column]]


def _cells(sheet: Sheet, row: SheetRow) -> list[Cell | str]:
    """The cells of a row in the order of the heads."""
    cells: list[Cell | str] = [
        *([row.group] if sheet.grouped else []),
        row.head,
        *([row.unit] if sheet.units else []),
    ]
    for column, cell in enumerate(row.cells):
        cells.append("" if cell is None else cell)
        if sheet.remarked[column]:
            cells.append("" if cell is None else cell.remark)
    for column, cell in enumerate(row.cells):
        if sheet.figured[column]:
            cells.append("" if cell is None else "; ".join(cell.figures))
    return cells


def _safe(text: str) -> str:
    """Text that stays text, in this file and in whatever it is copied into."""
    return clipped(csv_text(text), _CELL_LONGEST)

"""The workbook to fill in: a guide, and a sheet per record table with meanings, units and drop-downs.

Belongs here: laying out what the registry says. Does not belong here: any meaning, unit or label of its own.
Reading it back (`workbook`) gives what was typed: data begin right under the header, and nothing is written below it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smelter_ghg.contracts import Column, Table
from smelter_ghg.items import GOODS, KNOWN_ITEMS, METALS, PROPERTIES, RATES
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.workbook import GUIDE_MARK
from smelter_ghg.units import SYNONYMS, known_units

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What a small smelter needs; the other tables follow in alphabetical order.
FIRST = ("smelters", "facilities", "metal", "activity", "electricity")
_LAST_ROW = 1_048_575
_WIDTH, _GUIDE_WIDTHS = 18, (24, 36, 16, 12, 60, 60)
_BLUE, _PALE, _INK = "#1F4E79", "#DCE6F1", "#FFFFFF"

# Columns whose labels are open: what the equations know is offered, other text is allowed.
_OFFERED: dict[tuple[str, str], tuple[str, ...]] = {
    ("activity", "item"): KNOWN_ITEMS,
    ("activity", "unit"): tuple(known_units()),
    ("properties", "item"): KNOWN_ITEMS,
    ("supplier_footprints", "item"): (*GOODS, *METALS.values()),
    ("properties", "property"): tuple(PROPERTIES),
    ("specific_consumption", "item"): tuple(RATES),
    ("specific_consumption", "unit"): tuple(known_units(rate=True)),
}


class UnknownTableError(ValueError):
    """A table was asked for that no record table is called."""


def template(names: Sequence[str] | None = None) -> bytes:
    """An xlsx workbook for these record tables, for all where none is named; the same names give the same bytes.

    Raises UnknownTableError.
    """
    import xlsxwriter

    tables = record_tables()
    unknown = sorted(set(names or ()) - set(tables))
    if unknown:
        raise UnknownTableError(f"no record table {', '.join(unknown)}; there are {', '.join(_ordered(tables))}")
    chosen = [tables[name] for name in _ordered(tables if names is None else names)]
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # A workbook notes when it was made; this one is made of the registry alone.
    book.set_properties({"title": "Smelter records", "created": dt.datetime(2020, 1, 1)})
    wide = {"text_wrap": True, "valign": "top"}
    formats = {
        "required": book.add_format({"bold": True, "bg_color": _BLUE, "font_color": _INK, "border": 1}),
        "optional": book.add_format({"bg_color": _PALE, "border": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        # Identifiers stay as typed: 007 is not 7.
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({"num_format": "General"}),
        "wrapped": book.add_format(wide),
        "bold": book.add_format({"bold": True} | wide),
    }
    _guide(book, chosen, formats)
    lists = _Lists(chosen)
    for table in chosen:
        _sheet(book.add_worksheet(table.name), table, lists, formats)
    lists.write(book.add_worksheet("lists"))
    book.close()
    return content.getvalue()


def _ordered(names: Sequence[str] | dict[str, Table]) -> list[str]:
    wanted = set(names)
    return [name for name in FIRST if name in wanted] + sorted(wanted - set(FIRST))


def labels(table: Table, column: Column) -> tuple[tuple[str, ...], bool]:
    """The labels offered for a column, and whether others are refused."""
    if column.field.allowed is not None:
        return column.field.allowed, True
    if column.field.kind == "flag":
        return ("true", "false"), True
    return _OFFERED.get((table.name, column.name), ()), False


class _Lists:
    """The drop-downs' labels on a sheet of their own: a list inside a cell's rule may hold 255 characters only."""

    def __init__(self, chosen: Sequence[Table]) -> None:
        every = {labels(table, column)[0] for table in chosen for column in table.columns} - {()}
        self._column = {listed: at for at, listed in enumerate(sorted(every))}

    def source(self, listed: tuple[str, ...]) -> str:
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(self._column[listed])
        return f"=lists!${letter}$2:${letter}${len(listed) + 1}"

    def write(self, sheet: Worksheet) -> None:
        sheet.write_string(0, 0, GUIDE_MARK)
        for listed, at in self._column.items():
            for row, label in enumerate(listed, start=1):
                sheet.write_string(row, at, label)
        sheet.hide()


def _sheet(sheet: Worksheet, table: Table, lists: _Lists, formats: dict[str, Format]) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        field = column.field
        sheet.write_string(0, at, column.name, formats["required" if column.required else "optional"])
        need = "required" if column.required else "may stay empty"
        listed, closed = labels(table, column)
        note = f"{field.meaning}\n{field.expected()}; {need}"
        sheet.write_comment(0, at, note, {"x_scale": 2.5, "y_scale": 1.6})
        shown = "date" if field.kind == "date" else "text" if field.kind == "text" else "number"
        sheet.set_column(at, at, max(_WIDTH, len(column.name) + 2), formats[shown])
        rule = _rule(column)
        if listed:
            rule = {
                "validate": "list",
                "source": lists.source(listed),
                "error_type": "stop" if closed else "information",
            }
        if rule is not None:
            sheet.data_validation(1, at, _LAST_ROW, at, {
                "input_title": column.name[:32],
                "input_message": field.expected()[:255],
                "error_title": "Not a value of this column",
                "error_message": field.expected()[:255],
                **rule,
            })  # fmt: skip


def _rule(column: Column) -> dict[str, object] | None:
    """The rule for a date or a number; bounds that are exclusive are checked when the records are read."""
    field = column.field
    if field.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": dt.date(1900, 1, 1)}
    if field.kind not in ("number", "count"):
        return None
    low = field.minimum if field.minimum is not None else field.above
    high = field.maximum if field.maximum is not None else field.below
    kind = {"validate": "integer" if field.kind == "count" else "decimal"}
    if low is not None and high is not None:
        return kind | {"criteria": "between", "minimum": low, "maximum": high}
    return kind | {"criteria": ">=", "value": -1e300 if low is None else low}


def _guide(book: Workbook, chosen: Sequence[Table], formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet("guide")
    sheet.write_string(0, 0, GUIDE_MARK, formats["bold"])
    lines = [
        "One sheet per kind of record. Fill in from row 2 on; dark columns are required, empty sheets may stay.",
        f"Enough to start: {', '.join(FIRST)}. Numbers without thousands separators; the unit stands in the column's "
        "name or in the column unit.",
        "Per cent columns (_pct) take 95 for 95 %, in cells without per cent format. Dates are days: 2024-01-31.",
        "Other names of units: " + ", ".join(f"{name} = {unit}" for name, unit in sorted(SYNONYMS.items())) + ".",
    ]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    head = len(lines) + 2
    for at, (title, width) in enumerate(
        zip(("table", "column", "required", "unit", "meaning", "what a cell may hold"), _GUIDE_WIDTHS, strict=True)
    ):
        sheet.write_string(head, at, title, formats["required"])
        sheet.set_column(at, at, width)
    row = head + 1
    for table in chosen:
        sheet.write_string(row, 0, table.name, formats["bold"])
        sheet.write_string(row, 4, table.meaning, formats["bold"])
        row += 1
        for column in table.columns:
            listed, closed = labels(table, column)
            held = column.field.expected() if closed or not listed else "such as " + ", ".join(listed)
            texts = (table.name, column.name, "required" if column.required else "", column.field.unit or "",
                     column.field.meaning, held)  # fmt: skip
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, formats["wrapped"])
            row += 1
    sheet.freeze_panes(head + 1, 0)

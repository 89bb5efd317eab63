"""Writes rows of text as workbooks and Parquet files, the way people and programs would.

Belongs here: writers the tests of every way in share. Does not belong here: expectations.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.contracts import Column
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.template import template

Tables = Mapping[str, Sequence[Mapping[str, str]]]


def value_of(column: Column, text: str) -> object:
    """The cell a program would store for a text."""
    if text == "":
        return None
    match column.field.kind:
        case "number":
            return float(text)
        case "count":
            return int(text)
        case "date":
            return dt.date.fromisoformat(text)
        case "flag":
            return text == "true"
    return text


def filled(tables: Tables) -> dict[str, tuple[list[Column], list[list[object]]]]:
    """Per table with rows its columns in registry order and the rows as values."""
    made = {}
    for name, rows in tables.items():
        if rows:
            used = {column for row in rows for column in row}
            columns = [column for column in record_tables()[name].columns if column.name in used]
            made[name] = (columns, [[value_of(column, row.get(column.name, "")) for column in columns] for row in rows])
    return made


def xlsx(tables: Tables) -> bytes:
    """The template of these tables, filled in and saved by a program that edits workbooks."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template([name for name, rows in tables.items() if rows])))
    for name, (columns, rows) in filled(tables).items():
        sheet = book[name]
        places = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, start=2):
            for column, value in zip(columns, row, strict=True):
                if value is not None:
                    sheet.cell(number, places[column.name], value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsb(tables: Tables) -> bytes:
    """The tables as a binary workbook: [MS-XLSB] records, dates and labels as inline text."""

    def record(kind: int, data: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, length = b"", len(data)
        while length > 127:
            size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
        return number + size + bytes([length]) + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(at: int, value: object) -> bytes:
        place = struct.pack("<II", at, 0)
        if isinstance(value, bool):
            return record(4, place + bytes([value]))
        if isinstance(value, (int, float)):
            return record(5, place + struct.pack("<d", value))
        return record(6, place + wide(str(value)))

    content = io.BytesIO()
    listed, relations = b"", ""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    with zipfile.ZipFile(content, "w") as archive:
        for number, (name, (columns, rows)) in enumerate(filled(tables).items(), start=1):
            lines: list[list[object]] = [[column.name for column in columns], *rows]
            data = record(148, struct.pack("<IIII", 0, len(lines) - 1, 0, len(columns) - 1)) + record(145)
            for at, line in enumerate(lines):
                data += record(0, struct.pack("<I", at) + bytes(13))
                data += b"".join(cell(column, value) for column, value in enumerate(line) if value is not None)
            archive.writestr(f"xl/worksheets/sheet{number}.bin", record(129) + data + record(146) + record(130))
            listed += record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(name))
            relations += f'<Relationship Id="rId{number}" Type="{kind}" Target="worksheets/sheet{number}.bin"/>'
        archive.writestr("xl/workbook.bin", record(131) + record(143) + listed + record(144) + record(132))
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{package}">{relations}</Relationships>')
    return content.getvalue()


def ods(tables: Tables) -> bytes:
    """The tables as an OpenDocument spreadsheet."""
    import pandas as pd

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="odf") as writer:
        for name, (columns, rows) in filled(tables).items():
            frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
            frame.to_excel(writer, sheet_name=name, index=False)
    return content.getvalue()


def xls(tables: Tables) -> bytes:
    """The tables as a workbook of 1997."""
    import xlwt

    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, (columns, rows) in filled(tables).items():
        sheet = book.add_sheet(name)
        for at, column in enumerate(columns):
            sheet.write(0, at, column.name)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write(number, at, value, day)
                elif value is not None:
                    sheet.write(number, at, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parquet(tables: Tables, folder: Path) -> Path:
    """One typed Parquet file per table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in filled(tables).items():
        schema: dict[str, Any] = {column.name: column.field.dtype for column in columns}
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / f"{name}.parquet")
    return folder

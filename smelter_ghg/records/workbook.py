"""One workbook (xlsx, xlsm, xls, xlsb, ods) as rows of text per table, and what is wrong with its sheets.

Belongs here: which sheets are tables, and which cells a sheet shows otherwise than it stores. Does not belong here:
opening the file (`workbook_process`), and what the cells mean.

A formula counts with the result the spreadsheet program saved, and a note says where; nothing is ever calculated here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.config import NumberFormat
from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding
from smelter_ghg.records.header import HEADER_ROW, Findings, header_findings, named_twice, table_rows
from smelter_ghg.records.number_format import PLAIN, plain_numbers

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# In the first cell of a sheet that explains and holds no records; the template writes it.
GUIDE_MARK = "smelter-ghg guide"
MAX_BYTES = 200_000_000
_MAX_WAIT = 600
_PROGRAM = Path(__file__).with_name("workbook_process.py")
_BLIND = ("xls", "xlsb")

_EXPECTED = {
    "file_encrypted": "a workbook without a password",
    "file_too_large": "a workbook whose sheets fit into memory; save the record sheets alone, without far-off cells",
    "file_unreadable": "a workbook: xlsx, xls, xlsb or ods",
}


def read_workbook(
    content: bytes, file: str, tables: Mapping[str, Table], numbers: NumberFormat = PLAIN
) -> tuple[dict[str, pl.DataFrame], Findings]:
    """Per table of the workbook its columns as text with _file, _sheet and _row, and the findings. Never raises."""
    answer = _opened(content)
    if "refused" in answer:
        code = answer["refused"]
        cause = " ".join(str(answer["detail"]).split())[:200]
        return {}, [finding(code, "error", file=file, expected=_EXPECTED[code], likely_cause=cause)]
    rows: dict[str, pl.DataFrame] = {}
    found: Findings = []
    for sheet in answer["sheets"]:
        name = sheet["name"]
        table = tables.get(name.strip().lower())
        if table is None:
            found.extend(_no_table(sheet, file, tables))
            continue
        frame, problems = _sheet_rows(sheet, file, table, numbers)
        found.extend(problems)
        if frame is not None:
            found.extend(_places(sheet, file, table, calculated=answer.get("calculated", True)))
            rows[table.name] = frame
    if rows and answer["kind"] in _BLIND:
        found.append(
            finding(
                "workbook_format",
                "note",
                file=file,
                value=answer["kind"],
                expected="xlsx or ods, where formulas, error cells and per cent formats can be seen",
                likely_cause="in this format a cell with an error reads as empty, and 0.95 shown as 95 % as 0.95",
            )
        )
    return rows, found


def _opened(content: bytes) -> dict[str, Any]:
    """What the program that opens workbooks says of the bytes; that it died is an answer too."""
    if len(content) > MAX_BYTES:
        return {"refused": "file_too_large", "detail": f"{len(content)} bytes"}
    try:
        run = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)], input=content, capture_output=True, timeout=_MAX_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "file_too_large", "detail": f"not read within {_MAX_WAIT} s"}
    if run.returncode < 0:
        return {"refused": "file_too_large", "detail": "reading it took more memory or time than a workbook may take"}
    if run.returncode > 0:
        last = run.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return {"refused": "file_unreadable", "detail": last}
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _no_table(sheet: Mapping[str, Any], file: str, tables: Mapping[str, Table]) -> Iterator[dict[str, object]]:
    """A sheet that is neither a table nor marked as a guide; an empty one says nothing."""
    filled = [cell for row in sheet["rows"] for cell in row if cell]
    if not filled or sheet["rows"][0][0] == f"s{GUIDE_MARK}":
        return
    close = get_close_matches(sheet["name"].strip().lower(), tables, n=1, cutoff=0.75)
    yield finding(
        "unknown_table",
        "error",
        file=file,
        sheet=sheet["name"],
        value=sheet["name"],
        expected="a sheet named after a record table",
        likely_cause=f"perhaps {close[0]} is meant"
        if close
        else f"notes of your own; keep them in another workbook, or write {GUIDE_MARK} into the sheet's cell A1",
    )


def _sheet_rows(
    sheet: Mapping[str, Any], file: str, table: Table, numbers: NumberFormat
) -> tuple[pl.DataFrame | None, Findings]:
    name, rows = sheet["name"], sheet["rows"]
    place = {"table": table.name, "file": file, "sheet": name}
    if not any(cell for row in rows for cell in row):
        return None, [finding("file_empty", "error", **place, expected="a header row: " + ",".join(table.names))]
    header = [cell[1:].strip() for cell in rows[0]]
    if not any(header):
        cause = "blank lines before the header"
        expected = "the column names in row 1"
        return None, [finding("file_shape", "error", **place, row=HEADER_ROW, expected=expected, likely_cause=cause)]
    problems = header_findings([column for column in header if column], file, table, sheet=name)
    if named_twice(problems):
        return None, problems
    unnamed = [at for at, column in enumerate(header) if not column]
    for number, row in enumerate(rows[1:], start=HEADER_ROW + 1):
        stray = [at for at in unnamed if row[at].strip("sv ")]
        if stray:
            problems.append(
                finding(
                    "file_shape",
                    "error",
                    **place,
                    row=number,
                    value=row[stray[0]][1:201],
                    expected="values under a column name only",
                    likely_cause=f"a remark in column {column_letters(stray[0])}, whose first cell is empty",
                )
            )
    named = {column: at for at, column in enumerate(header) if column}
    tagged = pl.DataFrame(
        {column: [row[at] or None for row in rows[1:]] for column, at in named.items()},
        schema=dict.fromkeys(named, pl.String),
    )
    numbered = tagged.with_columns(
        pl.col(pl.String).str.slice(1), (pl.int_range(pl.len(), dtype=pl.Int64) + HEADER_ROW + 1).alias("_row")
    )
    texts = table_rows(numbered, file, table, sheet=name)
    typed_in = tagged.select(pl.all().str.starts_with("s").fill_null(False)).with_columns(numbered["_row"])
    missing = [pl.lit(False).alias(column) for column in table.names if column not in named]
    flags = texts.select("_row").join(typed_in.with_columns(missing), on="_row", how="left", maintain_order="left")
    plain, of_other_format = plain_numbers(texts, table, numbers, flags)
    return plain, problems + of_other_format


def _places(sheet: Mapping[str, Any], file: str, table: Table, *, calculated: bool) -> Findings:
    """What a sheet shows otherwise than it stores: formulas, errors, per cents, hidden and merged cells."""
    header = [cell[1:].strip() for cell in sheet["rows"][0]]
    place = {"table": table.name, "file": file, "sheet": sheet["name"]}

    def cells(key: str) -> Iterator[tuple[int, str, str]]:
        for at, column in sheet.get(key, ()):
            named = header[column] if column < len(header) else ""
            if at >= HEADER_ROW and named in table.by_name and at < len(sheet["rows"]):
                yield at + 1, named, sheet["rows"][at][column][1:]

    found: Findings = []
    for row, column, _ in cells("errors"):
        cause = "the spreadsheet shows an error here, such as #REF! or #DIV/0!; mend its formula or write the value"
        expected = table.by_name[column].field.expected()
        found.append(finding("cell_error", "error", **place, row=row, column=column, expected=expected,
                             likely_cause=cause))  # fmt: skip
    wrong = {(row, column) for row, column, _ in cells("errors")}
    without_result = [*cells("unsaved"), *(() if calculated else cells("formulas"))]
    for row, column, _ in without_result:
        if (row, column) not in wrong:
            cause = "the file was never calculated; open it in a spreadsheet program and save it, or write values"
            expected = "a value, or a formula with its saved result"
            found.append(finding("formula_without_result", "error", **place, row=row, column=column, expected=expected,
                                 likely_cause=cause))  # fmt: skip
    if calculated:
        found.extend(_formula_notes(cells("formulas"), place, wrong))
    for row, column, value in cells("percents"):
        field = table.by_name[column].field
        if field.kind in ("number", "count") and field.unit != "1":
            found.append(
                finding(
                    "cell_per_cent",
                    "error",
                    **place,
                    row=row,
                    column=column,
                    value=value,
                    expected=field.expected() + ", in a cell without per cent format",
                    likely_cause="the cell shows a hundred times what it stores; format it as a number and write that",
                )
            )
    for top, left, bottom, right in sheet.get("merged", ()):
        if bottom >= HEADER_ROW and (bottom > top or right > left):
            found.append(
                finding(
                    "merged_cells",
                    "error",
                    **place,
                    row=max(top, HEADER_ROW) + 1,
                    value=f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}",
                    expected="one value per cell",
                    likely_cause="merged cells hold one value and read as empty otherwise; unmerge and fill them",
                )
            )
    hidden = [at + 1 for at in sheet.get("hidden", ()) if HEADER_ROW <= at < len(sheet["rows"])
              and any(sheet["rows"][at])]  # fmt: skip
    if hidden:
        found.append(
            finding(
                "hidden_rows",
                "note",
                **place,
                row=hidden[0],
                value=", ".join(map(str, hidden[:20])) + (" ..." if len(hidden) > 20 else ""),
                likely_cause="hidden or filtered rows count like any other; delete those that should not",
            )
        )
    return found


def _formula_notes(
    formulas: Iterator[tuple[int, str, str]], place: Mapping[str, object], wrong: set[tuple[int, str]]
) -> Findings:
    """One note per column with formulas, at the first of them."""
    by_column: dict[str, list[tuple[int, str]]] = {}
    for row, column, value in formulas:
        if (row, column) not in wrong:
            by_column.setdefault(column, []).append((row, value))
    return [
        finding(
            "formula_result_used",
            "note",
            **place,
            row=rows[0][0],
            column=column,
            value=rows[0][1],
            likely_cause=f"{len(rows)} formulas in this column; the results the spreadsheet program saved are used",
        )
        for column, rows in by_column.items()
    ]


def column_letters(at: int) -> str:
    """The name of a sheet's column: 0 is A, 26 is AA."""
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

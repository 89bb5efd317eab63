"""The first row of a file or sheet: which of the table's columns it names, and what is wrong with it.

Belongs here: findings about column names, and the one shape every reader's rows have. Does not belong here: cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding

HEADER_ROW = 1
Findings = list[dict[str, object]]


def header_findings(header: Sequence[str], file: str, table: Table, *, sheet: str | None = None) -> Findings:
    """Columns named twice, columns that are missing, columns the table does not have."""
    place = {"table": table.name, "file": file, "sheet": sheet, "row": HEADER_ROW}
    found = [
        finding("duplicate_column", "error", **place, column=twice, value=twice, expected="each column once")
        for twice in sorted({name for name in header if header.count(name) > 1})
    ]
    unknown = [column for column in dict.fromkeys(header) if column not in table.by_name]
    for column in table.columns:
        if not column.mandatory or column.name in header:
            continue
        close = get_close_matches(column.name, unknown, n=1, cutoff=0.5)
        if close:
            unknown.remove(close[0])
        found.append(
            finding(
                "missing_column",
                "error",
                **place,
                column=column.name,
                expected=f"a column {column.name}: {column.field.meaning}",
                likely_cause=f"perhaps it is called {close[0]} here" if close else None,
            )
        )
    for extra in unknown:
        meant = get_close_matches(extra, table.names, n=1)
        found.append(
            finding(
                "unknown_column",
                "error",
                **place,
                column=extra,
                value=extra,
                expected="a column of the table: " + ", ".join(table.names),
                likely_cause=f"perhaps {meant[0]} is meant" if meant else None,
            )
        )
    return found


def named_twice(problems: Findings) -> bool:
    """Whether a header names a column twice: then nobody can say which cell is meant."""
    return any(problem["check_id"] == "duplicate_column" for problem in problems)


def table_rows(frame: pl.DataFrame, file: str, table: Table, *, sheet: str | None = None) -> pl.DataFrame:
    """The rows a reader gives back: every column of the table as stripped text, _file, _sheet and the frame's _row.

    Empty cells are null. Spreadsheets leave empty lines behind; a row without a single value is no row.
    """
    absent = [pl.lit(None, pl.String).alias(name) for name in table.names if name not in frame.columns]
    stripped = frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None)).with_columns(absent)
    rows = stripped.select(
        *table.names, pl.lit(file).alias("_file"), pl.lit(sheet, pl.String).alias("_sheet"), pl.col("_row")
    )
    return rows.filter(pl.any_horizontal(pl.col(table.names).is_not_null()))

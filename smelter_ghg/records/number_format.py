"""Numbers as other regions write them: 1.234,5 becomes 1234.5 where the configuration says so.

Belongs here: the stated number format and the cells that contradict it. Does not belong here: guessing a format.
"""

from __future__ import annotations

import re

import polars as pl

from smelter_ghg.config import NumberFormat
from smelter_ghg.contracts import Table
from smelter_ghg.records.cell_finding import cell_finding
from smelter_ghg.records.header import Findings

PLAIN = NumberFormat()
# Spaces that set thousands apart in print: the plain one, no-break, thin, narrow no-break.
_SPACES = " \u00a0\u2009\u202f"


def plain_numbers(
    rows: pl.DataFrame, table: Table, numbers: NumberFormat, written: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, Findings]:
    """The rows with numbers as typing reads them, and a finding for every number of another format than stated.

    `written` has a flag per cell and column of the rows: whether it is text somebody typed (default: all). Numbers a
    workbook stores as numbers have no format. A cell that contradicts the format is left empty.
    """
    if (numbers.decimal, numbers.thousands) == (PLAIN.decimal, PLAIN.thousands):
        return rows, []
    pattern, thousands = _pattern(numbers), _of_thousands(numbers)
    found: Findings = []
    for column in table.columns:
        if column.field.kind not in ("number", "count"):
            continue
        text = pl.col(column.name)
        typed_in = pl.lit(True) if written is None else written[column.name]
        # Only what could be a number of some format is judged; other text is refused by typing, with its own words.
        numeric = text.str.contains(rf"^[+-]?[\d.,'\u2019{_SPACES}]*\d[\d.,'\u2019{_SPACES}]*([eE][+-]?\d+)?$")
        marked = rows.select(
            "_file", "_sheet", "_row",
            *(name for name in ("smelter_id", "period_start", "period_end") if name in rows.columns),
            text,
            (numeric & typed_in & ~text.str.contains(pattern)).fill_null(False).alias("wrong"),
            (numeric & typed_in & text.str.contains(pattern)).fill_null(False).alias("right"),
        )  # fmt: skip
        for row in marked.filter("wrong").iter_rows(named=True):
            expected = f"a number as {_example(numbers)}, the number_format of the configuration"
            cause = "the file, or this cell, was written in another number format"
            found.append(
                cell_finding("number_format", table.name, column.name, row, expected=expected, likely_cause=cause)
            )
        bare = text.str.replace_all(thousands, "") if thousands else text
        rows = rows.with_columns(
            pl.when(marked["right"])
            .then(bare.str.replace(numbers.decimal, ".", literal=True))
            .when(~marked["wrong"])
            .then(text)
            .alias(column.name)
        )
    return rows, found


def _of_thousands(numbers: NumberFormat) -> str:
    """Regular expression of one thousands separator; empty where there is none."""
    if numbers.thousands == " ":
        return f"[{_SPACES}]"
    if numbers.thousands == "'":
        return "['\u2019]"
    return re.escape(numbers.thousands)


def _pattern(numbers: NumberFormat) -> str:
    mark = _of_thousands(numbers)
    whole = rf"(?:\d+|\d{{1,3}}(?:{mark}\d{{3}})+)" if mark else r"\d+"
    decimal = re.escape(numbers.decimal)
    return rf"^[+-]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)([eE][+-]?\d{{1,3}})?$"


def _example(numbers: NumberFormat) -> str:
    return f"1{numbers.thousands}234{numbers.decimal}5"

"""Where a finding points: from the rows a check found to FINDINGS rows with file, sheet, row, column and value.

Belongs here: places, the value as written, which rows an earlier finding already covers. Does not belong here: any
check.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import SORT_KEYS, Severity

Tables = Mapping[str, pl.DataFrame]

# Where a row stands: in findings and cells, and in a record table as it was read.
PLACE = ("file", "sheet", "row")
ROW_PLACE = ("_file", "_sheet", "_row")
HEADER_ROW = 1


def findings_of(
    rows: pl.DataFrame,
    check_id: str,
    *,
    table: str,
    column: str | pl.Expr,
    expected: str | pl.Expr,
    likely_cause: str | pl.Expr | None = None,
    severity: Severity = "error",
    value: pl.Expr | None = None,
) -> pl.DataFrame:
    """One finding per row of a record table, as a FINDINGS frame.

    `value` is the named column of the row where it is not given; expressions may use every column of `rows`. Rows
    without place columns get no place, rows without dates no period.
    """
    if rows.is_empty():
        return FINDINGS.empty()
    frame = with_place(rows)
    if value is None:
        if not isinstance(column, str):
            raise TypeError("a column named by an expression needs the value beside it")
        value = pl.col(column)
    filled = {
        "check_id": pl.lit(check_id),
        "severity": pl.lit(severity),
        "smelter_id": pl.col("smelter_id"),
        "period": _period(frame),
        "table": pl.lit(table),
        "file": pl.col("_file"),
        "sheet": pl.col("_sheet"),
        "row": pl.col("_row"),
        "column": pl.lit(column) if isinstance(column, str) else column,
        "value": value.cast(pl.String).fill_null(""),
        "expected": pl.lit(expected) if isinstance(expected, str) else expected,
        "likely_cause": pl.lit(likely_cause, pl.String)
        if likely_cause is None or isinstance(likely_cause, str)
        else likely_cause,
    }
    return (
        frame.select(filled[name].alias(name) for name in FINDINGS.names)
        .cast(dict(FINDINGS.polars_schema))  # type: ignore[arg-type]  # polars types the mapping's keys as invariant
        .sort(SORT_KEYS)
    )


def with_place(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their place and smelter_id; what a frame does not have is empty."""
    types = {**dict.fromkeys(("_file", "_sheet", "smelter_id"), pl.String), "_row": pl.Int64}
    return rows.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in types.items() if name not in rows.columns
    )


def _period(rows: pl.DataFrame) -> pl.Expr:
    if not {"period_start", "period_end"} <= set(rows.columns):
        return pl.lit(None, pl.String)
    # concat_str is empty as soon as one of its parts is.
    return pl.concat_str("period_start", "period_end", separator=" to ")


def as_written(findings: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The findings with `value` as the file has it; typed values print differently (1e3, 2020-1-1)."""
    if findings.is_empty():
        return findings
    key = ["table", *PLACE, "column"]
    needed = cells.join(findings.select(key), on=key, how="semi", nulls_equal=True)
    texts = needed.select(*key, "text").unique(key)
    return (
        findings.join(texts, on=key, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.coalesce("text", "value").alias("value"))
        .select(FINDINGS.names)
    )


def errors_of(findings: pl.DataFrame, table: str) -> pl.DataFrame:
    """The errors found in one table."""
    return findings.filter((pl.col("severity") == "error") & (pl.col("table") == table))


def of_file() -> pl.Expr:
    """Whether a finding is about a whole file: no row, or its header."""
    return pl.col("row").is_null() | (pl.col("row") == HEADER_ROW)


def without_errors(frame: pl.DataFrame, errors: pl.DataFrame, columns: Collection[str] | None = None) -> pl.DataFrame:
    """The rows no error points at; with `columns`, the rows in which no error points at one of these columns.

    An error about a whole file takes all of the file's rows along.
    """
    if columns is not None:
        errors = errors.filter(pl.col("column").is_in(list(columns)) | pl.col("column").is_null())
    if errors.is_empty() or not set(ROW_PLACE) <= set(frame.columns):
        return frame
    whole = errors.filter(of_file()).select(pl.col("file").alias("_file"))
    single = place_of_rows(errors.filter(~of_file()))
    left = frame.join(whole, on="_file", how="anti", maintain_order="left")
    return left.join(single, on=list(ROW_PLACE), how="anti", nulls_equal=True, maintain_order="left")


def place_of_rows(findings: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The places of findings or cells, named as in a record table, and further columns of theirs."""
    return findings.select(
        *columns, *(pl.col(ours).alias(theirs) for ours, theirs in zip(PLACE, ROW_PLACE, strict=True))
    )


def unseen(findings: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """The findings about cells no earlier error points at, each cell once.

    A cell that cannot be read is also empty, and a missing column leaves every row without a value: one fault is one
    finding.
    """
    if findings.is_empty():
        return findings
    known = earlier.filter(pl.col("severity") == "error")
    columns = known.filter(of_file()).select("table", "file", "column")
    cells = known.filter(~of_file()).select("table", *PLACE, "column")
    # A row of the wrong width is one fault, whatever its cells look like.
    rows = cells.filter(pl.col("column").is_null()).select("table", *PLACE)
    rest = (
        findings.join(columns, on=["table", "file", "column"], how="anti")
        .join(cells, on=["table", *PLACE, "column"], how="anti", nulls_equal=True)
        .join(rows, on=["table", *PLACE], how="anti", nulls_equal=True)
    )
    placed = rest.filter(pl.col("row").is_not_null()).unique(
        ["table", *PLACE, "column"], keep="first", maintain_order=True
    )
    return pl.concat([placed, rest.filter(pl.col("row").is_null())]).sort(SORT_KEYS)

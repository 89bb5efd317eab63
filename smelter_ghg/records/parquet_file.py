"""One Parquet file as rows of text, each with its row number, and what is wrong with the file itself.

Belongs here: which Parquet types a record may have and how they read as text. Does not belong here: finding files, and
what the cells mean.
"""

from __future__ import annotations

import io

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding
from smelter_ghg.records.header import Findings, header_findings, named_twice, table_rows

# A file unpacked has to fit into memory beside everything else: 50 million cells are ten times the benchmark's records.
MAX_CELLS = 50_000_000
MAX_BYTES = 4_000_000_000
# Beyond this, whole numbers have no exact float.
_EXACT = 2.0**53


def read_parquet(content: bytes, file: str, table: Table) -> tuple[pl.DataFrame | None, Findings]:
    """The columns of the table as text with _file, _sheet and _row; the first record is row 2, as under a header.

    Whole, broken and true-or-false numbers, dates and text are read; what has no one reading as a cell is refused.
    Never raises.
    """
    if not content:
        expected = "a Parquet file with the columns " + ", ".join(table.names)
        return None, [finding("file_empty", "error", table=table.name, file=file, expected=expected)]
    refused = _refused(content, file, table)
    if refused is not None:
        return None, [refused]
    try:
        schema = pl.Schema(pl.read_parquet_schema(io.BytesIO(content)))
        problems = header_findings(list(schema), file, table) + _types(schema, file, table)
        if named_twice(problems) or any(problem["check_id"] == "column_type" for problem in problems):
            return None, problems
        known = [name for name in schema if name in table.by_name]
        frame = pl.read_parquet(io.BytesIO(content), columns=known, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        return None, [_unreadable(file, table, str(error))]
    frame = frame.select(_text(name, dtype).alias(name) for name, dtype in frame.schema.items())
    rows = frame.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias("_row"))
    return table_rows(rows, file, table), problems


def _refused(content: bytes, file: str, table: Table) -> dict[str, object] | None:
    """What the footer alone says against reading the file: it is none, it is encrypted, or it is too large."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if content[:4] == b"PARE":
        return finding("file_encrypted", "error", table=table.name, file=file, expected="a file without a password")
    try:
        footer = pq.read_metadata(io.BytesIO(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        return _unreadable(file, table, str(error))
    size = sum(footer.row_group(index).total_byte_size for index in range(footer.num_row_groups))
    if footer.num_rows * footer.num_columns > MAX_CELLS or size > MAX_BYTES:
        return finding(
            "file_too_large",
            "error",
            table=table.name,
            file=file,
            value=f"{footer.num_rows} rows, {footer.num_columns} columns, {size} bytes unpacked",
            expected=f"up to {MAX_CELLS} cells and {MAX_BYTES} bytes; split the file, or leave out other columns",
        )
    return None


def _unreadable(file: str, table: Table, cause: str) -> dict[str, object]:
    return finding(
        "file_unreadable",
        "error",
        table=table.name,
        file=file,
        expected="a Parquet file",
        likely_cause=" ".join(cause.split())[:200],
    )


def _types(schema: pl.Schema, file: str, table: Table) -> Findings:
    """A finding per column of the table whose type has no one reading as a cell."""
    found: Findings = []
    for name, dtype in schema.items():
        if name not in table.by_name:
            continue
        zoned = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
        if not zoned and (dtype.is_numeric() or dtype in _READ):
            continue
        cause = "a moment in a time zone is another day elsewhere; write dates" if zoned else "a nested or binary type"
        found.append(
            finding(
                "column_type",
                "error",
                table=table.name,
                file=file,
                row=1,
                column=name,
                value=str(dtype),
                expected=f"a column of numbers, dates, true and false, or text: {table.by_name[name].field.expected()}",
                likely_cause=cause,
            )
        )
    return found


_READ = (pl.Boolean, pl.Date, pl.Datetime, pl.String, pl.Categorical, pl.Enum, pl.Null)


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column's cells as a CSV file would have them."""
    value = pl.col(name)
    if dtype.is_float():
        whole = (value == value.round(0)) & (value.abs() < _EXACT)
        return pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
    if isinstance(dtype, pl.Datetime):
        # A date that a program stored as midnight.
        midnight = value == value.dt.truncate("1d")
        return pl.when(midnight).then(value.dt.date().cast(pl.String)).otherwise(value.dt.to_string("iso"))
    if isinstance(dtype, pl.Decimal):
        return value.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    return value.cast(pl.String)

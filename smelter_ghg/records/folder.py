"""Reads a records folder: every CSV file named after a record table, put together, typed, with its place kept.

Belongs here: finding files, reading text, turning text into dates, numbers and flags, and saying where that failed.
Does not belong here: whether the values make sense; that is for the checks.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import CELLS
from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.typing import type_columns

# Where a row stands. The underscore keeps these apart from the tables' own columns (documents.file, evidence.row_key).
PLACE = {"_file": pl.String, "_sheet": pl.String, "_row": pl.Int64, "_key": pl.String}


@dataclass(frozen=True)
class RecordSet:
    """What a records folder held.

    tables: per record table its typed columns plus _file, _sheet, _row (the header is row 1) and _key, the row key.
    texts: the same rows as written, for messages and for the release.
    findings: everything that could not be read. sources: file, sha256.
    """

    tables: dict[str, pl.DataFrame]
    texts: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    sources: pl.DataFrame


def read_folder(folder: Path, *, not_records: Collection[Path] = ()) -> RecordSet:
    """Read all record files below `folder`; `not_records` names CSV files that are something else.

    Raises NotADirectoryError where the folder does not exist. Whatever is wrong inside is a finding, never an error.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: no such records folder")
    contracts = record_tables()
    skipped = {path.resolve() for path in not_records}
    pieces: dict[str, list[pl.DataFrame]] = {name: [] for name in contracts}
    found: list[dict[str, object]] = []
    sources: list[dict[str, str]] = []
    root = folder.resolve()
    for path in sorted(folder.rglob("*.csv")):
        name = path.relative_to(folder).as_posix()
        if path.resolve() in skipped:
            continue
        if not path.resolve().is_relative_to(root):
            found.append(finding("file_outside_folder", "error", file=name, expected="a file inside the folder"))
            continue
        content = path.read_bytes()
        sources.append({"file": name, "sha256": hashlib.sha256(content).hexdigest()})
        table = contracts.get(path.stem)
        if table is None:
            close = get_close_matches(path.stem, contracts, n=1)
            found.append(
                finding(
                    "unknown_table",
                    "error",
                    file=name,
                    value=path.stem,
                    expected="a file named after a record table",
                    likely_cause=f"perhaps {close[0]}.csv is meant" if close else None,
                )
            )
            continue
        rows, problems = _read_csv(content, name, table)
        found.extend(problems)
        if rows is not None:
            pieces[table.name].append(rows)
    texts = {name: _together(contracts[name], frames) for name, frames in pieces.items()}
    typed: dict[str, pl.DataFrame] = {}
    type_findings = []
    for name, frame in texts.items():
        typed[name], problems_frame = type_columns(contracts[name], frame)
        type_findings.append(problems_frame)
    return RecordSet(
        tables=typed,
        texts=texts,
        findings=merge([to_frame(found), *type_findings]),
        sources=pl.DataFrame(sources, schema={"file": pl.String, "sha256": pl.String}).sort("file"),
    )


def _read_csv(content: bytes, name: str, table: Table) -> tuple[pl.DataFrame | None, list[dict[str, object]]]:
    """One file's rows as text with their place, and what is wrong with the file as a whole."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        cause = f"byte {error.start} is not UTF-8; save the file as CSV UTF-8"
        return None, [finding("file_encoding", "error", table=table.name, file=name, likely_cause=cause)]
    content = content.removeprefix(b"\xef\xbb\xbf")
    header = next(csv.reader(io.StringIO(content[:100_000].decode("utf-8", errors="ignore"))), [])
    header = [cell.strip() for cell in header]
    problems = [*_header_findings(header, name, table)]
    if not header or any(problem["check_id"] == "duplicate_column" for problem in problems):
        return None, problems
    try:
        frame = pl.read_csv(content, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None, [*problems, _shape_finding(content.decode("utf-8"), name, table, len(header))]
    frame.columns = header
    frame = frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    frame = frame.with_columns(
        [pl.lit(None, pl.String).alias(column) for column in table.names if column not in header]
    ).select(
        *table.names,
        pl.lit(name).alias("_file"),
        pl.lit(None, pl.String).alias("_sheet"),
        (pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias("_row"),
    )
    # Spreadsheets leave lines of commas behind; a row without a single value is no row.
    frame = frame.filter(pl.any_horizontal(pl.col(table.names).is_not_null()))
    return frame, problems


def _header_findings(header: list[str], file: str, table: Table) -> list[dict[str, object]]:
    found = []
    for twice in sorted({name for name in header if header.count(name) > 1}):
        found.append(
            finding(
                "duplicate_column",
                "error",
                table=table.name,
                file=file,
                row=1,
                column=twice,
                value=twice,
                expected="each column once",
            )
        )
    unknown = [column for column in dict.fromkeys(header) if column not in table.by_name]
    for column in table.columns:
        if column.mandatory and column.name not in header:
            close = get_close_matches(column.name, unknown, n=1, cutoff=0.5)
            if close:
                unknown.remove(close[0])
            found.append(
                finding(
                    "missing_column",
                    "error",
                    table=table.name,
                    file=file,
                    row=1,
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
                table=table.name,
                file=file,
                row=1,
                column=extra,
                value=extra,
                expected="a column of the table: " + ", ".join(table.names),
                likely_cause=f"perhaps {meant[0]} is meant" if meant else None,
            )
        )
    return found


def _shape_finding(content: str, file: str, table: Table, width: int) -> dict[str, object]:
    """Which row of a file the reader gave up on."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(content)), start=1):
            if len(row) > width:
                return finding(
                    "file_shape",
                    "error",
                    table=table.name,
                    file=file,
                    row=number,
                    value=",".join(row)[:200],
                    expected=f"{width} cells, as in the header",
                    likely_cause="an unquoted comma, or a decimal comma",
                )
    except csv.Error:
        pass
    return finding(
        "file_shape", "error", table=table.name, file=file, expected="CSV", likely_cause="a quote that is never closed"
    )


def _together(table: Table, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows of one table as text with _key, in key order so that file order plays no part."""
    schema = {**dict.fromkeys(table.names, pl.String), **{name: PLACE[name] for name in ("_file", "_sheet", "_row")}}
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
    key = pl.concat_str([pl.col(column).fill_null("") for column in table.key], separator="|")
    return rows.with_columns(key.alias("_key")).sort("_key", "_file", "_row")


def cells(texts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every filled cell of the rows as a CELLS frame: the leaf an explanation ends at."""
    contracts = record_tables()
    frames = []
    for name in sorted(texts):
        rows, table = texts[name], contracts[name]
        smelter = pl.col("smelter_id") if "smelter_id" in table.by_name else pl.lit(None, pl.String)
        document = pl.col("document_id") if "document_id" in table.by_name else pl.lit(None, pl.String)
        for column in table.columns:
            number = column.field.kind in ("number", "count")
            if not number:
                unit = pl.lit(None, pl.String)
            elif column.field.unit is None and "unit" in table.by_name:
                unit = pl.col("unit")
            else:
                unit = pl.lit(column.field.unit, pl.String)
            text = pl.col(column.name)
            frames.append(
                rows.filter(text.is_not_null()).select(
                    pl.concat_str([pl.lit(name), pl.col("_key"), pl.lit(column.name)], separator="|").alias("input_id"),
                    pl.lit(name).alias("table"),
                    pl.col("_key").alias("row_key"),
                    pl.lit(column.name).alias("column"),
                    smelter.alias("smelter_id"),
                    text.alias("text"),
                    (text.cast(pl.Float64, strict=False) if number else pl.lit(None, pl.Float64)).alias("value"),
                    unit.alias("unit"),
                    pl.col("_file").alias("file"),
                    pl.col("_sheet").alias("sheet"),
                    pl.col("_row").alias("row"),
                    document.alias("document_id"),
                )
            )
    return pl.concat(frames).select(CELLS.names).sort("input_id", "file", "row")

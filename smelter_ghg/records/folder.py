"""Reads a records folder: CSV and Parquet files named after record tables, workbooks whose sheets are, put together.

Belongs here: finding files, putting their rows together, and saying which files could not be read. Does not belong
here: what a file of one format looks like inside, and whether the values make sense; that is for the checks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from smelter_ghg.config import NumberFormat
from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import CELLS
from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.csv_file import read_csv
from smelter_ghg.records.number_format import PLAIN
from smelter_ghg.records.parquet_file import read_parquet
from smelter_ghg.records.typing import type_columns
from smelter_ghg.records.workbook import SUFFIXES as WORKBOOKS
from smelter_ghg.records.workbook import read_workbook

# Where a row stands. The underscore keeps these apart from the tables' own columns (documents.file, evidence.row_key).
_IN_EVERY_CELL = ("unit", "document_id")
PLACE = {"_file": pl.String, "_sheet": pl.String, "_row": pl.Int64, "_key": pl.String}


Texts = dict[str, pl.DataFrame]

FILES_OF_ONE_TABLE = (".csv", ".parquet")
RECORD_FILES = (*FILES_OF_ONE_TABLE, *WORKBOOKS)

# What spreadsheet programs lay beside a file that is open.
_LOCKS = ("~$", ".~lock.")


@dataclass(frozen=True)
class RecordSet:
    """What a records folder held.

    tables: per record table its typed columns plus _file, _sheet, _row (the header is row 1; a row with a line break in
    a cell counts from its first line) and _key, the row key.
    texts: the same rows as written, for messages and for the release.
    findings: everything that could not be read. sources: file, sha256.
    """

    tables: dict[str, pl.DataFrame]
    texts: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    sources: pl.DataFrame


def read_folder(
    folder: Path,
    *,
    not_records: Collection[Path] = (),
    numbers: NumberFormat = PLAIN,
    changed: Callable[[Texts], tuple[Texts, pl.DataFrame]] | None = None,
) -> RecordSet:
    """Read all record files below `folder`, which may also be one workbook.

    `not_records` names files that are something else; `numbers` says how text writes numbers; `changed` gives back the
    rows as a scenario has them, with findings, before anything is read from them.

    Names count in any case: METAL.CSV is metal.csv. Links to folders are not followed.
    Raises NotADirectoryError where there is neither. Whatever is wrong inside is a finding, never an error.
    """
    contracts = record_tables()
    skipped = {os.path.realpath(path) for path in not_records}
    pieces: dict[str, list[pl.DataFrame]] = {name: [] for name in contracts}
    found: list[dict[str, object]] = []
    sources: list[dict[str, str]] = []
    root, paths = _record_paths(folder, found)
    for path in paths:
        name = path.relative_to(root).as_posix()
        if os.path.realpath(path) in skipped:
            continue
        suffix = path.suffix.lower()
        table = contracts.get(path.stem.lower()) if suffix in FILES_OF_ONE_TABLE else None
        content = _content(path, name, root, table, found)
        if content is None:
            continue
        sources.append({"file": name, "sha256": hashlib.sha256(content).hexdigest()})
        if suffix in WORKBOOKS:
            by_table, problems = read_workbook(content, name, contracts, numbers)
        elif table is None:
            by_table, problems = {}, [_unknown_table(path, name, contracts)]
        else:
            rows, problems = (
                read_parquet(content, name, table) if suffix == ".parquet" else read_csv(content, name, table, numbers)
            )
            by_table = {} if rows is None else {table.name: rows}
        found.extend(problems)
        for of_table, rows_of_table in by_table.items():
            pieces[of_table].append(rows_of_table)
    texts = {name: _together(contracts[name], frames) for name, frames in pieces.items()}
    typed: dict[str, pl.DataFrame] = {}
    type_findings = []
    if changed is not None:
        texts, problems_of_changes = changed(texts)
        type_findings.append(problems_of_changes)
    for name, frame in texts.items():
        typed[name], problems_frame = type_columns(contracts[name], frame)
        type_findings.append(problems_frame)
    return RecordSet(
        tables=typed,
        texts=texts,
        findings=_one_per_misshapen_row(merge([to_frame(found), *type_findings])),
        sources=pl.DataFrame(sources, schema={"file": pl.String, "sha256": pl.String}).sort("file"),
    )


def is_records(path: Path) -> bool:
    """Whether records may be read from there: a folder, or one workbook."""
    return path.is_dir() or (path.suffix.lower() in WORKBOOKS and path.is_file())


def record_files(folder: Path) -> list[Path]:
    """Every file the records are read from, for what must notice that one has changed."""
    return [path for path in _record_paths(folder, [])[1] if path.is_file()]


def _record_paths(folder: Path, found: list[dict[str, object]]) -> tuple[Path, list[Path]]:
    """The folder that names are relative to, and what may hold records, sorted."""
    if not is_records(folder):
        raise NotADirectoryError(f"{folder}: no such records folder or workbook")
    if folder.is_dir():
        return folder, sorted(_paths_below(folder, found))
    return folder.parent, [folder]


def _unknown_table(path: Path, name: str, contracts: Collection[str]) -> dict[str, object]:
    close = get_close_matches(path.stem.lower(), contracts, n=1)
    return finding(
        "unknown_table",
        "error",
        file=name,
        value=path.stem,
        expected="a file named after a record table",
        likely_cause=f"perhaps {close[0]}{path.suffix.lower()} is meant" if close else None,
    )


def _paths_below(folder: Path, found: list[dict[str, object]]) -> Iterator[Path]:
    """Everything below the folder whose name ends as a record file's, in any case; folders that cannot be listed are
    found."""

    def unlisted(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        found.append(_unreadable(name, None, "a folder that can be listed", error.strerror))

    for below, folders, files in os.walk(folder, onerror=unlisted):
        named = (name for name in (*folders, *files) if Path(name).suffix.lower() in RECORD_FILES)
        yield from (Path(below, name) for name in named if not name.startswith(_LOCKS))


def _content(path: Path, name: str, folder: Path, table: Table | None, found: list[dict[str, object]]) -> bytes | None:
    """The bytes of a file inside the folder; what keeps them from being read becomes a finding."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        found.append(finding("file_outside_folder", "error", file=name, expected="a file inside the folder"))
        return None
    table_name = None if table is None else table.name
    cause: str | None
    try:
        if path.is_file():
            return path.read_bytes()
        # Reading a pipe or a device would wait for ever.
        cause = "neither a file nor a folder"
        if path.is_dir():
            cause = "a folder of this name"
        elif path.is_symlink():
            cause = "a link to nothing"
    except OSError as error:
        cause = error.strerror
    found.append(_unreadable(name, table_name, "a file that can be read", cause))
    return None


def _unreadable(name: str, table: str | None, expected: str, cause: str | None) -> dict[str, object]:
    return finding("file_unreadable", "error", table=table, file=name, expected=expected, likely_cause=cause)


def _one_per_misshapen_row(findings: pl.DataFrame) -> pl.DataFrame:
    """Without the findings about single cells of rows of the wrong width: those stand in the wrong columns."""
    misshapen = findings.filter((pl.col("check_id") == "file_shape") & pl.col("row").is_not_null())
    cells = pl.col("column").is_not_null() & (pl.col("row") > 1)
    wrong = findings.filter(cells).join(misshapen, on=["file", "sheet", "row"], how="semi", nulls_equal=True)
    return findings.join(wrong, on=findings.columns, how="anti", nulls_equal=True, maintain_order="left")


def _together(table: Table, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows of one table as text with _key, in key order so that file order plays no part."""
    schema = {**dict.fromkeys(table.names, pl.String), **{name: PLACE[name] for name in ("_file", "_sheet", "_row")}}
    return keyed(table, pl.concat(frames) if frames else pl.DataFrame(schema=schema))


def keyed(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of text with their keys, in key order."""
    key = pl.concat_str([pl.col(column).fill_null("") for column in table.key], separator="|")
    return rows.with_columns(key.alias("_key")).sort("_key", "_file", "_row")


def cells(texts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The filled cells of the rows as a CELLS frame: the leaves an explanation ends at.

    Labels and dates of the row key, the unit and the document stand in every cell of their row and are no cells of
    their own: they would be five sixths of the frame.
    """
    contracts = record_tables()
    frames = []
    for name in sorted(texts):
        rows, table = texts[name], contracts[name]
        smelter = pl.col("smelter_id") if "smelter_id" in table.by_name else pl.lit(None, pl.String)
        document = pl.col("document_id") if "document_id" in table.by_name else pl.lit(None, pl.String)
        for column in table.columns:
            number = column.field.kind in ("number", "count")
            # What evidence says of a cell is text and part of its key, and may be a number all the same.
            if column.name in _IN_EVERY_CELL or (column.name in table.key and not number and column.name != "value"):
                continue
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

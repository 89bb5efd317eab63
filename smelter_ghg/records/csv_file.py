"""One CSV file as rows of text, each with the line it starts on, and what is wrong with the file itself.

Belongs here: encoding, line ends, separators, the header, rows of the wrong width. Does not belong here: finding
files, and what the cells mean.
"""

from __future__ import annotations

import csv
import io
from difflib import get_close_matches

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding

_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_csv(content: bytes, file: str, table: Table) -> tuple[pl.DataFrame | None, list[dict[str, object]]]:
    """The columns of the table as text with _file, _sheet and _row (the line of the file, the header's being 1).

    Cells are stripped, empty ones null, rows without any value left out. A row of the wrong width is kept as far as it
    goes, so that it can be said whose it is. No frame where the header cannot be used. Never raises.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        cause = f"byte {error.start} is not UTF-8; save the file as CSV UTF-8"
        return None, [finding("file_encoding", "error", table=table.name, file=file, likely_cause=cause)]
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content or content.isspace():
        expected = "a header row: " + ",".join(table.names)
        return None, [finding("file_empty", "error", table=table.name, file=file, expected=expected)]
    if b"\r" in content and content.count(b"\r") > content.count(b"\r\n"):
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = content[:100_000].decode("utf-8", errors="ignore")
    header = [cell.strip() for cell in next(csv.reader(io.StringIO(start)))]
    unusable = _unusable_header(header, start.partition("\n")[0].strip(), file, table)
    if unusable is not None:
        return None, [unusable]
    problems = _header_findings(header, file, table)
    if any(problem["check_id"] == "duplicate_column" for problem in problems):
        return None, problems
    if b'"' in content:
        frame, misshapen = _quoted(content.decode("utf-8"), header, file, table)
    else:
        frame, misshapen = _plain(content, header, file, table)
    problems.extend(misshapen)
    if frame is None:
        return None, problems
    frame = frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    frame = frame.with_columns(
        [pl.lit(None, pl.String).alias(column) for column in table.names if column not in header]
    ).select(*table.names, pl.lit(file).alias("_file"), pl.lit(None, pl.String).alias("_sheet"), "_row")
    # Spreadsheets leave lines of commas behind; a row without a single value is no row.
    return frame.filter(pl.any_horizontal(pl.col(table.names).is_not_null())), problems


def _plain(content: bytes, header: list[str], file: str, table: Table) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """Rows of a file without a quote, where every comma ends a cell and every line is a row."""
    width = len(header)
    # Without it Polars lets a last line pass that is too long.
    content = content if content.endswith(b"\n") else content + b"\n"
    try:
        frame = pl.read_csv(content, infer_schema=False, quote_char=None)
        # No line is too long here, so the count is off by what short lines lack: 9 ms for 100,000 rows, not 34 ms.
        ragged = content.count(b",") != (width - 1) * content.count(b"\n")
    except pl.exceptions.ComputeError:
        frame = pl.read_csv(content, infer_schema=False, quote_char=None, truncate_ragged_lines=True)
        ragged = True
    misshapen = []
    for number, line in enumerate(content.split(b"\n") if ragged else (), start=1):
        if line.count(b",") != width - 1:
            cells = line.decode("utf-8").strip("\r").split(",")
            if any(cell.strip() for cell in cells):
                misshapen.append(_shape_finding(cells, number, file, table, width))
    frame.columns = header
    return frame.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias("_row")), misshapen


def _quoted(
    content: str, header: list[str], file: str, table: Table
) -> tuple[pl.DataFrame | None, list[dict[str, object]]]:
    """Rows of a file with quotes, whose cells may hold commas and line breaks."""
    reader = csv.reader(io.StringIO(content), strict=True)
    width = len(header)
    rows: list[list[str]] = []
    starts: list[int] = []
    misshapen = []
    try:
        next(reader)
        start = reader.line_num + 1
        for row in reader:
            if len(row) != width and any(cell.strip() for cell in row):
                misshapen.append(_shape_finding(row, start, file, table, width))
            rows.append(row if len(row) == width else [*row[:width], *[""] * (width - len(row))])
            starts.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        inside = "expected after" in str(error)
        return None, [
            *misshapen,
            finding(
                "file_shape",
                "error",
                table=table.name,
                file=file,
                # A quote left open swallows the rest of the file; where it was opened cannot be told.
                row=reader.line_num if inside else None,
                expected="CSV",
                likely_cause="a quote inside a quoted cell; write it twice"
                if inside
                else "a quote that is never closed",
            ),
        ]
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(header, ())
    schema = {**dict.fromkeys(header, pl.String), "_row": pl.Int64}
    return pl.DataFrame({**columns, "_row": starts}, schema=schema), misshapen


def _shape_finding(cells: list[str], row: int, file: str, table: Table, width: int) -> dict[str, object]:
    long = "an unquoted comma, or a decimal comma"
    short = "a row that stops early, or a line break inside a cell without quotes"
    return finding(
        "file_shape",
        "error",
        table=table.name,
        file=file,
        row=row,
        value=",".join(cells)[:200],
        expected=f"{width} cells, as in the header",
        likely_cause=long if len(cells) > width else short,
    )


def _unusable_header(header: list[str], line: str, file: str, table: Table) -> dict[str, object] | None:
    """The one finding about a first line that holds no column names, or holds them with other separators."""
    if not any(header):
        return finding(
            "file_shape",
            "error",
            table=table.name,
            file=file,
            row=1,
            expected="the column names in row 1",
            likely_cause="blank lines before the header",
        )
    mark = max(_SEPARATORS, key=line.count)
    if mark in line and not set(header) & set(table.names):
        return finding(
            "file_delimiter",
            "error",
            table=table.name,
            file=file,
            row=1,
            value=line,
            expected="commas between the cells",
            likely_cause=f"saved with {_SEPARATORS[mark]} between the cells; save the file as CSV with commas",
        )
    return None


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

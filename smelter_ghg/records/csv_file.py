"""One CSV file as rows of text, each with the line it starts on, and what is wrong with the file itself.

Belongs here: encoding, line ends, separators, the header, rows of the wrong width. Does not belong here: finding
files, and what the cells mean.
"""

from __future__ import annotations

import csv
import io

import polars as pl

from smelter_ghg.config import NumberFormat
from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding
from smelter_ghg.records.header import header_findings, named_twice, table_rows
from smelter_ghg.records.number_format import PLAIN, plain_numbers

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read_csv(
    content: bytes, file: str, table: Table, numbers: NumberFormat = PLAIN
) -> tuple[pl.DataFrame | None, list[dict[str, object]]]:
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
    mark = numbers.separator
    start = content[:100_000].decode("utf-8", errors="ignore")
    header = [cell.strip() for cell in next(csv.reader(io.StringIO(start), delimiter=mark))]
    unusable = _unusable_header(header, start.partition("\n")[0].strip(), file, table, mark)
    if unusable is not None:
        return None, [unusable]
    problems = header_findings(header, file, table)
    if named_twice(problems):
        return None, problems
    if b'"' in content:
        frame, misshapen = _quoted(content.decode("utf-8"), header, file, table, mark)
    else:
        frame, misshapen = _plain(content, header, file, table, mark)
    problems.extend(misshapen)
    if frame is None:
        return None, problems
    rows, of_other_format = plain_numbers(table_rows(frame, file, table), table, numbers)
    return rows, problems + of_other_format


def _plain(
    content: bytes, header: list[str], file: str, table: Table, mark: str
) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """Rows of a file without a quote, where every separator ends a cell and every line is a row."""
    width, comma = len(header), mark.encode()
    # Without it Polars lets a last line pass that is too long.
    content = content if content.endswith(b"\n") else content + b"\n"
    try:
        frame = pl.read_csv(content, infer_schema=False, quote_char=None, separator=mark)
        # No line is too long here, so the count is off by what short lines lack: 9 ms for 100,000 rows, not 34 ms.
        ragged = content.count(comma) != (width - 1) * content.count(b"\n")
    except pl.exceptions.ComputeError:
        frame = pl.read_csv(content, infer_schema=False, quote_char=None, separator=mark, truncate_ragged_lines=True)
        ragged = True
    misshapen = []
    for number, line in enumerate(content.split(b"\n") if ragged else (), start=1):
        if line.count(comma) != width - 1:
            cells = line.decode("utf-8").strip("\r").split(mark)
            if any(cell.strip() for cell in cells):
                misshapen.append(_shape_finding(cells, number, file, table, width, mark))
    frame.columns = header
    return frame.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias("_row")), misshapen


def _quoted(
    content: str, header: list[str], file: str, table: Table, mark: str
) -> tuple[pl.DataFrame | None, list[dict[str, object]]]:
    """Rows of a file with quotes, whose cells may hold separators and line breaks."""
    reader = csv.reader(io.StringIO(content), delimiter=mark, strict=True)
    width = len(header)
    rows: list[list[str]] = []
    starts: list[int] = []
    misshapen = []
    try:
        next(reader)
        start = reader.line_num + 1
        for row in reader:
            if len(row) != width and any(cell.strip() for cell in row):
                misshapen.append(_shape_finding(row, start, file, table, width, mark))
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


def _shape_finding(cells: list[str], row: int, file: str, table: Table, width: int, mark: str) -> dict[str, object]:
    long = "an unquoted comma, or a decimal comma" if mark == "," else f"{_SEPARATORS[mark]} inside an unquoted cell"
    short = "a row that stops early, or a line break inside a cell without quotes"
    return finding(
        "file_shape",
        "error",
        table=table.name,
        file=file,
        row=row,
        value=mark.join(cells)[:200],
        expected=f"{width} cells, as in the header",
        likely_cause=long if len(cells) > width else short,
    )


def _unusable_header(header: list[str], line: str, file: str, table: Table, mark: str) -> dict[str, object] | None:
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
    wanted = _SEPARATORS[mark]
    other = max((separator for separator in _SEPARATORS if separator != mark), key=line.count)
    if other in line and not set(header) & set(table.names):
        return finding(
            "file_delimiter",
            "error",
            table=table.name,
            file=file,
            row=1,
            value=line,
            expected=f"{wanted} between the cells",
            likely_cause=f"saved with {_SEPARATORS[other]} between the cells; save the file as CSV with {wanted}, "
            "or state the separator as number_format in the configuration",
        )
    return None

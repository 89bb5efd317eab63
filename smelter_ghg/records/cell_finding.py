"""A finding about one cell of a record file: where it stands, what it holds, what was expected.

Belongs here: what reading knows of a cell at fault. Does not belong here: what makes it one.
"""

from __future__ import annotations

from collections.abc import Mapping

from smelter_ghg.findings import finding


def cell_finding(
    check_id: str, table: str, column: str, row: Mapping[str, object], *, expected: str, likely_cause: str | None
) -> dict[str, object]:
    """An error about a cell; `row` holds the cell, its place (_file, _sheet, _row) and what it knows of its period."""
    start, end = row.get("period_start"), row.get("period_end")
    return finding(
        check_id,
        "error",
        smelter_id=row.get("smelter_id"),
        period=f"{start} to {end}" if start and end else None,
        table=table,
        file=row["_file"],
        sheet=row["_sheet"],
        row=row["_row"],
        column=column,
        value=str(row[column]),
        expected=expected,
        likely_cause=likely_cause,
    )

"""A comparison with the previous release as files: CSV of both tables, and one workbook.

Belongs here: how restatements are laid out for a spreadsheet. Does not belong here: what was restated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from smelter_ghg.disclosure import site as places
from smelter_ghg.disclosure.csv_files import SYNTHETIC, frame_csv, marked
from smelter_ghg.disclosure.numbers import DECIMALS
from smelter_ghg.disclosure.table_files import workbook
from smelter_ghg.disclosure.table_sheets import Cell, Sheet, SheetRow

_RESTATED = ("Previously stated", "Restated", "Change", "Cause", "Part", "What changed", "Reason")
_BASE_YEAR = ("Stands", "Previously stated", "Restated", "Carried", "Change", "Cumulative, %", "Threshold, %", "Then")
# Of record cells, whose units are the records'.
_DECIMALS_OF_RECORDS = 3
_NOTES = (
    "The parts of a figure add up to its change. Causes are valued in the order records, structure, factor, method, "
    "GWP set, rulebook, each with those before it in place; a change without parts cannot be split.",
)


def comparison_files(
    restatements: pl.DataFrame, smelters: pl.DataFrame, base_year_changes: pl.DataFrame | None = None
) -> Iterator[tuple[str, bytes]]:
    """The tables as CSV and as sheets of one workbook, each with its path in the release."""
    tables = {"restatements": restatements}
    if base_year_changes is not None:
        tables["base_year_changes"] = base_year_changes
    for name, frame in tables.items():
        columns = ["smelter_id", SYNTHETIC, *(column for column in frame.columns if column != "smelter_id")]
        yield f"{places.FOLDER}/{name}.csv", frame_csv(marked(frame, smelters), columns)
    sheets = [_sheet("restatements", "What was restated", _RESTATED, restatements, _restated, _NOTES)]
    if base_year_changes is not None:
        sheets.append(_sheet("base_year", "The base year", _BASE_YEAR, base_year_changes, _held, ()))
    synthetic = "in part" if smelters["synthetic"].fill_null(False).any() else "false"
    made = workbook(sheets, title="Restatements", synthetic=synthetic)
    yield f"{places.FOLDER}/restatements.xlsx", made


def _sheet(
    table_id: str, caption: str, columns: tuple[str, ...], frame: pl.DataFrame, cells: Any, notes: tuple[str, ...]
) -> Sheet:
    rows = tuple(
        SheetRow(
            " · ".join(str(row[name]) for name in ("smelter_id", "period_label") if row[name] is not None),
            row["label"],
            row["unit"] or "",
            tuple(cells(row)),
        )
        for row in frame.iter_rows(named=True)
    )
    return Sheet(table_id, caption, "Figure", columns, rows, notes)


def _restated(row: dict[str, Any]) -> Sequence[Cell]:
    return [
        _number(row, "previous", row["previous_figure_id"]),
        _number(row, "restated", row["figure_id"]),
        _number(row, "change"),
        Cell(text=row["cause"]),
        _number(row, "part"),
        Cell(text=row["what_changed"] or ""),
        Cell(text=row["reason"] or ""),
    ]


def _held(row: dict[str, Any]) -> Sequence[Cell]:
    numbers = ("standing", "previous", "restated", "carried", "change")
    shares = ("cumulative_pct", "significance_pct")
    then = "recalculate" if row["recalculate"] else "keep what stands"
    return [
        *(_number(row, name) for name in numbers),
        *(_number(row | {"unit": "%"}, name) for name in shares),
        Cell(text=then),
    ]


def _number(row: dict[str, Any], name: str, *figures: str | None) -> Cell:
    text = row.get(f"{name}_text")
    if row[name] is None:
        return Cell(text=text or "")
    decimals = DECIMALS.get(row["unit"], _DECIMALS_OF_RECORDS)
    return Cell(value=row[name], decimals=decimals, figures=tuple(one for one in figures if one is not None))

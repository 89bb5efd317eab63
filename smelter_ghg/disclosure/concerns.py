"""Which figures a finding concerns: those that rest on a record cell it points at.

Belongs here: from findings to record cells, and from record cells to the figures that stand on them directly. Does not
belong here: the table of findings (tables_records), explanations, HTML.

The rule. A finding points at the cell it names by file, sheet, row and column; without a column at every cell of its
row; without a row at the cells of its column in its smelter's reporting period, unless the column (`value`, `quantity`)
holds different things from row to row. A finding at what a source says (`value` of `evidence`) points at the cell the
sources speak of and at what each of them says of it.

A figure that is such a cell, or a sum or mean of at most twelve cells of which it is one, carries a mark that leads to
the finding. Any other figure with the cell anywhere below it lists the finding in its explanation alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from smelter_ghg.disclosure.facts import Facts, Frame, Row
from smelter_ghg.disclosure.words import words

MARKED_CELLS = 12
SEVERITIES = {"error": "Error", "warning": "Warning", "note": "Note"}
_PLACE = ("file", "sheet", "row")
# Columns whose rows hold different things: a finding about one of them says nothing of the others.
_OF_ANYTHING = ("value", "quantity")
_OF_CELLS = ("record", "printed_lower", "printed_upper")
_OF_QUANTITIES = ("rate", "sum_records", "mean_records", "sum_row_products")


@dataclass(frozen=True)
class Found:
    """A finding on a page: the letter it goes by, its row of FINDINGS, the record cells it points at."""

    letter: str
    row: Row
    cells: frozenset[str]

    @property
    def place(self) -> str:
        """The id of its row in the table of findings."""
        return f"finding-{self.letter.lower()}"

    @property
    def said(self) -> str:
        """Its severity and check in words."""
        severity = str(self.row["severity"])
        return f"{SEVERITIES.get(severity, severity)}, {words(str(self.row['check_id'])).lower()}"


def cells_of(findings: pl.DataFrame, records: Frame, activity: Frame) -> list[frozenset[str]]:
    """The ids of the record cells that each finding points at, in the order of the findings.

    `records` holds the cells of the records (CELLS); `activity` tells which of them a reporting period holds.
    """
    if findings.is_empty():
        return []
    numbered = findings.with_row_index("at")
    cells = records.lazy().select("input_id", *_PLACE, "column")
    placed = numbered.drop_nulls("row").select("at", *_PLACE, pl.col("column").alias("named")).lazy()
    at_place = cells.join(placed, on=_PLACE, nulls_equal=True).filter(
        pl.col("named").is_null() | (pl.col("named") == pl.col("column"))
    )
    told = at_place.select("at", "input_id").collect()
    found = pl.concat([told, _of_period(numbered, activity), _of_sources(told, records)]).unique()
    pointed: dict[int, set[str]] = {}
    for at, input_id in found.select("at", "input_id").iter_rows():
        pointed.setdefault(at, set()).add(input_id)
    return [frozenset(pointed.get(at, ())) for at in range(findings.height)]


def _of_period(numbered: pl.DataFrame, activity: Frame) -> pl.DataFrame:
    """Cells of the columns that findings without a row name, in their reporting period."""
    asked = numbered.filter(pl.col("row").is_null() & ~pl.col("column").is_in(_OF_ANYTHING))
    asked = asked.drop_nulls(["smelter_id", "period", "table", "column"])
    known = activity.lazy().select(
        "input_id",
        "smelter_id",
        pl.col("period_label").alias("period"),
        pl.col("input_id").str.extract(r"^([^|]*)\|").alias("table"),
        pl.col("input_id").str.extract(r"\|([^|]*)$").alias("column"),
    )
    keys = ["smelter_id", "period", "table", "column"]
    if asked.is_empty():
        return pl.DataFrame(schema={"at": numbered.schema["at"], "input_id": pl.String})
    return known.join(asked.lazy().select("at", *keys), on=keys).select("at", "input_id").collect()


def _of_sources(told: pl.DataFrame, records: Frame) -> pl.DataFrame:
    """For findings at what a source says: the cell it speaks of, and what every source says of it."""
    # The key of a piece of evidence is that cell's id, then the document and the value.
    spoken = r"(?s)^evidence\|(.*)\|[^|]*\|[^|]*\|value$"
    about = told.select("at", pl.col("input_id").str.extract(spoken).alias("cell")).drop_nulls()
    if about.is_empty():
        return told.clear()
    sources = records.lazy().filter(pl.col("table") == "evidence")
    of_sources = sources.select("input_id", pl.col("input_id").str.extract(spoken).alias("cell")).drop_nulls()
    beside = of_sources.join(about.lazy(), on="cell").select("at", "input_id").collect()
    return pl.concat([about.select("at", pl.col("cell").alias("input_id")), beside])


def found_on(findings: pl.DataFrame, cells: Sequence[frozenset[str]], smelter_id: str | None) -> tuple[Found, ...]:
    """A smelter's findings, errors first, each with its letter; `cells` are those of `cells_of`."""
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    own = findings.with_row_index("_at").filter(pl.col("smelter_id").eq_missing(smelter_id)).sort(findings.columns)
    rows = sorted(own.iter_rows(named=True), key=lambda row: rank.get(row["severity"], len(rank)))
    return tuple(Found(_letters(number), row, cells[row.pop("_at")]) for number, row in enumerate(rows))


def _letters(number: int) -> str:
    """A to Z, then AA, AB, as spreadsheets name their columns."""
    high, low = divmod(number, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)


class Concerns:
    """Which findings of a smelter concern what: by record cell, and by figure where they stand beside its number."""

    def __init__(self, facts: Facts, smelter_id: str, found: Sequence[Found]) -> None:
        self.found = tuple(found)
        self.of_cell: dict[str, set[int]] = {}
        for number, one in enumerate(self.found):
            for cell in one.cells:
                self.of_cell.setdefault(cell, set()).add(number)
        self._of_quantity: dict[str, set[int]] = {}
        self._of_energy: dict[str, set[int]] = {}
        if not self.of_cell:
            return
        columns = ("activity_id", "input_id", "allocation_id")
        own = facts.activity_of[smelter_id].select(columns)
        known = list(self.of_cell)
        for row in own.filter(pl.any_horizontal(pl.col("input_id", "allocation_id").is_in(known))).iter_rows(
            named=True
        ):
            self._of_quantity[row["activity_id"]] = self.of((row["input_id"], row["allocation_id"]))
        for row in facts.energy_of[smelter_id].iter_rows(named=True):
            numbers = self.of((*row["input_ids"], row["allocation_id"]))
            if numbers:
                self._of_energy[row["energy_id"]] = numbers

    def of(self, cells: Iterable[str | None]) -> set[int]:
        """The numbers of the findings that point at any of these record cells."""
        return {number for cell in cells if cell is not None for number in self.of_cell.get(cell, ())}

    def beside(self, figure: Mapping[str, Any]) -> tuple[Found, ...]:
        """The findings that a figure, as a row of FIGURES, carries beside its number."""
        operation, operands = figure["operation"], figure["operands"]
        if not self.of_cell or len(operands) > MARKED_CELLS:
            return ()
        if operation in _OF_CELLS:
            numbers = self.of(operands)
        elif operation in _OF_QUANTITIES:
            numbers = {one for operand in operands for one in self._of_quantity.get(operand, ())}
        elif operation == "sum_energy":
            numbers = {one for operand in operands for one in self._of_energy.get(operand, ())}
        else:
            return ()
        return tuple(self.found[number] for number in sorted(numbers))

"""A table of a page as rows of plain cells: what a workbook and a CSV file say alike.

Belongs here: which columns a table has outside the page, what becomes of qualifiers, footnotes, units and figure ids.
Does not belong here: file formats (table_files), what the tables hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from smelter_ghg.disclosure.view import Row, Sentence, Shown, TableView

_HEADS = ("group", "sub")


@dataclass(frozen=True)
class Cell:
    """What stands in one column of one row.

    A cell that prints one figure holds its number in full, with the decimals the page shows; any other its text. None
    is not available; what does not apply is a dash. `remark` holds the qualifier and the letters of footnotes.
    """

    value: float | None = None
    decimals: int = 0
    text: str = ""
    remark: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetRow:
    """One row: the heads it stands under, its own, its unit, its cells."""

    group: str
    head: str
    unit: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Sheet:
    """A table with every column named; `grouped` and `units` say whether any row has a group or a unit."""

    table_id: str
    caption: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]

    @cached_property
    def grouped(self) -> bool:
        return any(row.group for row in self.rows)

    @cached_property
    def units(self) -> bool:
        return any(row.unit for row in self.rows)

    @cached_property
    def remarked(self) -> tuple[bool, ...]:
        """For each column, whether it has a qualifier or footnote anywhere."""
        return self._any(lambda cell: bool(cell.remark))

    @cached_property
    def figured(self) -> tuple[bool, ...]:
        """For each column, whether it prints a figure anywhere."""
        return self._any(lambda cell: bool(cell.figures))

    def _any(self, holds: Callable[[Cell], bool]) -> tuple[bool, ...]:
        cells = [[row.cells[column] for row in self.rows] for column in range(len(self.columns))]
        return tuple(any(cell is not None and holds(cell) for cell in own) for own in cells)


def sheet_of(table: TableView) -> Sheet:
    """The table as plain rows."""
    columns = _distinct(said(column) for column in table.columns)
    rows: list[SheetRow] = []
    group, sub = "", ""
    for row in table.rows:
        if row.level == "group":
            group, sub = said(row.head), ""
        elif row.level == "sub":
            sub = said(row.head)
        else:
            rows.append(_row(row, " · ".join(part for part in (group, sub) if part), len(columns)))
    notes = [said(note) for note in table.notes]
    # Footnotes: pairs of a letter and what it stands for.
    notes += [f"{letter}: {said(note)}" for letter, note in getattr(table, "marks", ())]
    return Sheet(table.table_id, said(table.caption), table.head, columns, tuple(rows), tuple(notes))


def _row(row: Row, group: str, width: int) -> SheetRow:
    cells = [None if sentence is None else _cell(sentence) for sentence in row.cells]
    cells += [None] * (width - len(cells))
    return SheetRow(group, said(row.head), row.unit, tuple(cells[:width]))


def _cell(sentence: Sentence) -> Cell:
    shown = [part for part in sentence if isinstance(part, Shown)]
    letters = [letter for part in sentence if (letter := _letter(part))]
    others = [part for part in sentence if not isinstance(part, Shown) and not _letter(part)]
    figures = tuple(part.figure_id for part in shown)
    if len(shown) == 1 and not "".join(_text(part) for part in others).strip():
        remark = "; ".join([*([shown[0].word] if shown[0].word else []), *(f"note {letter}" for letter in letters)])
        return Cell(shown[0].value, len(shown[0].text.partition(".")[2]), "", remark, figures)
    remark = "; ".join(f"note {letter}" for letter in letters)
    return Cell(None, 0, said(tuple(part for part in sentence if not _letter(part))), remark, figures)


def said(sentence: Iterable[Any]) -> str:
    """A sentence as text, its numbers as they are printed."""
    return " ".join("".join(_text(part) for part in sentence).split())


def _text(part: Any) -> str:
    if isinstance(part, str):
        return part
    return part.phrase if isinstance(part, Shown) else str(getattr(part, "text", ""))


def _letter(part: Any) -> str:
    """The letter of a footnote's mark; nothing for any other part."""
    return str(getattr(part, "letter", ""))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Column names, each told apart from those before it."""
    found: list[str] = []
    for name in names:
        plain, number = name or "column", 2
        unique = plain
        while unique in found:
            unique, number = f"{plain} ({number})", number + 1
        found.append(unique)
    return tuple(found)


def tables_within(view: object) -> Iterator[TableView]:
    """Every table of a page's view, in the order in which the view holds them."""
    if isinstance(view, TableView):
        yield view
    elif isinstance(view, (tuple, list)):
        for part in view:
            yield from tables_within(part)
    elif is_dataclass(view):
        for field in fields(view):
            yield from tables_within(getattr(view, field.name))

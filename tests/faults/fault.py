"""What a planted fault is, and the register of its kinds.

Belongs here: how kinds are named and found. Does not belong here: any kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.faults.clean import Row, Tables


@dataclass(frozen=True)
class Planted:
    """Where a fault was written: the table, the rows of its file (the header is row 1) and the columns that are wrong.

    `also` names other tables in which the same fault shows, such as the metal beside a potline's cell-days.
    """

    table: str
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    size: str
    also: tuple[str, ...] = ()


Plant = Callable[[Tables, Random], Planted | None]
"""Writes one fault into the tables at a random place and in a random size; None where the smelter has no such row."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what went wrong, in a sentence."""

    name: str
    told: str
    plant: Plant


KINDS: dict[str, Kind] = {}


def kind(told: str) -> Callable[[Plant], Plant]:
    """Registers a kind under the name of its function."""

    def register(plant: Plant) -> Plant:
        name = plant.__name__
        assert name not in KINDS, name
        KINDS[name] = Kind(name, told, plant)
        return plant

    return register


def numbers(tables: Tables, table: str, column: str = "", /, **cells: str) -> list[int]:
    """Row numbers of a table's file whose cells are these, and whose `column` holds a number."""
    return [
        number
        for number, row in enumerate(tables.get(table, []), start=2)
        if all(row.get(name, "") == value for name, value in cells.items()) and (not column or row.get(column, ""))
    ]


def at(tables: Tables, table: str, row: int) -> Row:
    """A row by its number in the file."""
    return tables[table][row - 2]


def times(tables: Tables, table: str, row: int, column: str, factor: float) -> None:
    """A cell's number times a factor, without an exponent."""
    cells = at(tables, table, row)
    cells[column] = f"{float(cells[column]) * factor:.10f}".rstrip("0").rstrip(".")


def slip(tables: Tables, random: Random, table: str, column: str, factor: float, **cells: str) -> Planted | None:
    """One number of the rows with these cells times a factor."""
    found = numbers(tables, table, column, **cells)
    return slip_of(tables, [random.choice(found)], table, column, factor) if found else None


def slip_of(tables: Tables, rows: list[int], table: str, column: str, factor: float) -> Planted | None:
    """The numbers of all these rows times a factor."""
    for row in rows:
        times(tables, table, row, column, factor)
    return Planted(table, tuple(rows), (column,), f"×{factor:g}") if rows else None

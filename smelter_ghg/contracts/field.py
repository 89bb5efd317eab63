"""The three words a contract is written in: Field, Column, Table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

Kind = Literal["text", "texts", "number", "numbers", "count", "date", "flag"]

DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "number": pl.Float64,
    "numbers": pl.List(pl.Float64),
    "count": pl.Int64,
    "date": pl.Date,
    "flag": pl.Boolean,
}


@dataclass(frozen=True)
class Field:
    """One quantity or label, described once for schema, template and dictionary.

    `unit` is the unit of the values in the column ("1" for a ratio, None for labels and dates). `above` and `below` are
    exclusive bounds, `minimum` and `maximum` inclusive ones. `allowed` closes the list of labels.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    allowed: tuple[str, ...] | None = None

    @property
    def dtype(self) -> pl.DataType | type[pl.DataType]:
        return DTYPES[self.kind]

    def expected(self) -> str:
        """What a cell may hold, in words for a finding."""
        if self.allowed is not None:
            return "one of " + ", ".join(self.allowed)
        words = {
            "text": "text",
            "texts": "a list of text",
            "number": "a number",
            "numbers": "a list of numbers",
            "count": "a whole number",
            "date": "a date as YYYY-MM-DD",
            "flag": "true or false",
        }[self.kind]
        bounds = [
            f"{sign} {limit:g}"
            for sign, limit in (
                (">=", self.minimum),
                (">", self.above),
                ("<=", self.maximum),
                ("<", self.below),
            )
            if limit is not None
        ]
        unit = "" if self.unit in (None, "1") else f" in {self.unit}"
        return words + unit + ("" if not bounds else ", " + " and ".join(bounds))


@dataclass(frozen=True)
class Column:
    """A field's place in a table, under the table's own name for it.

    `required` cells may not be empty; a `mandatory` column must exist in the file.
    """

    name: str
    field: Field
    required: bool = False
    mandatory: bool = False


@dataclass(frozen=True)
class Table:
    """A table's contract: its columns in registry order and the key that tells its rows apart.

    `period` says that the rows carry period_start and period_end and that two rows of one key may not overlap in time.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    period: bool = False

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def polars_schema(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        return {column.name: column.field.dtype for column in self.columns}

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.polars_schema)


def columns(fields: dict[str, Field], *specs: str) -> tuple[Column, ...]:
    """Columns from short specs: "name", or "name=field" where the table's name differs from the registry's.

    A trailing "!" marks cells that may not be empty, "+" a column that must exist but may have empty cells.
    Raises KeyError for a field the registry does not hold.
    """
    built = []
    for spec in specs:
        name, _, field = spec.rstrip("!+").partition("=")
        required = spec.endswith("!")
        built.append(Column(name, fields[field or name], required=required, mandatory=required or spec.endswith("+")))
    return tuple(built)

"""The numbered equations: how one is declared, and the register of all of them.

Belongs here: the words equations and the ledger rows they make share. Does not belong here: any equation.
An equation is plain arithmetic, so it takes floats, arrays and Polars expressions alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Arithmetic = Any
"""A float, a NumPy array or a Polars expression: whatever +, -, * and / work on."""


@dataclass(frozen=True)
class Equation:
    """One equation: its id (the function's name), what it says, the unit of every argument, its source.

    The function returns kilograms of gas.
    """

    equation_id: str
    title: str
    expression: str
    units: Mapping[str, str]
    citation: str
    function: Callable[..., Arithmetic]

    @property
    def arguments(self) -> list[str]:
        return list(self.units)


EQUATIONS: dict[str, Equation] = {}


def equation(
    *, title: str, expression: str, units: Mapping[str, str], citation: str
) -> Callable[[Callable[..., Arithmetic]], Equation]:
    """Declare a function as an equation of the register under its own name.

    Raises ValueError where two equations bear one name.
    """

    def declare(function: Callable[..., Arithmetic]) -> Equation:
        made = Equation(function.__name__, title, expression, dict(units), citation, function)
        if made.equation_id in EQUATIONS:
            raise ValueError(f"two equations are called {made.equation_id}")
        EQUATIONS[made.equation_id] = made
        return made

    return declare


IDENTITY = {
    "smelter_id": pl.String,
    "period_label": pl.String,
    "reporting_year": pl.Int64,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "facility_id": pl.String,
    "process": pl.String,
    "item": pl.String,
    "input_key": pl.String,
}


@dataclass(frozen=True)
class Draft:
    """Ledger rows in the making: one equation applied to rows of arguments.

    rows: the columns of IDENTITY and, per argument, `argument` (its value in the argument's unit), `argument__id`
    (record cell or factor), `argument__kind` (record, factor, default) and `argument__multiplier` (value / number as
    written). Where an argument is the sum of several records its id starts with "sum:" and `addends` lists them
    (sum_id, input_id, value, multiplier).
    """

    equation: Equation
    rows: pl.DataFrame
    source: str
    gas: str
    scope: int
    tier: int
    method_set: str = "common"
    scope2_account: str = "common"
    scope3_category: int | None = None
    addends: pl.DataFrame | None = None
    # Only rows known as CO2e: the set of GWPs behind them, a column name of `rows` or None.
    gwp_set_column: str | None = None
    # Where not every row counts in all sets that share the rows of `method_set`: a column naming those that do.
    also_in_column: str | None = None


@dataclass
class SourceResult:
    """What one emission source found: drafts of ledger rows, and what it could not compute (MISSING rows)."""

    drafts: list[Draft] = field(default_factory=list)
    missing: list[pl.DataFrame] = field(default_factory=list)


def record_argument(name: str, value: pl.Expr, input_id: pl.Expr, multiplier: pl.Expr) -> list[pl.Expr]:
    """The four columns of an argument that comes from a record."""
    return [
        value.alias(name),
        input_id.alias(f"{name}__id"),
        pl.lit("record").alias(f"{name}__kind"),
        multiplier.alias(f"{name}__multiplier"),
    ]


def equations_frame() -> pl.DataFrame:
    """The register as a table: equation_id, title, expression, arguments, units, citation."""
    # Equations register when their source is imported; a process that only publishes has imported none.
    from smelter_ghg.emissions import sources

    sources()
    listed = [EQUATIONS[name] for name in sorted(EQUATIONS)]
    return pl.DataFrame(
        {
            "equation_id": [e.equation_id for e in listed],
            "title": [e.title for e in listed],
            "expression": [e.expression for e in listed],
            "arguments": [e.arguments for e in listed],
            "units": [list(e.units.values()) for e in listed],
            "citation": [e.citation for e in listed],
        },
        schema={
            "equation_id": pl.String,
            "title": pl.String,
            "expression": pl.String,
            "arguments": pl.List(pl.String),
            "units": pl.List(pl.String),
            "citation": pl.String,
        },
    )

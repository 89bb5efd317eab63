"""Small models to be worked by hand: quantities and equations with ranges, without records.

Belongs here: building them. Does not belong here: expectations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from smelter_ghg.contracts.result_tables import ACTIVITY, LEDGER_INPUTS
from smelter_ghg.uncertainty.differences import effects, in_quadrature
from smelter_ghg.uncertainty.draws import sums_of_draws
from smelter_ghg.uncertainty.model import Model, model_of

Range = tuple[float, float, str | None]
# Argument -> value, its range as shares (None is exact), and the error group it shares.
Inputs = dict[str, tuple[float, Range | None, str]]


def quantities(*values: tuple[float, float, str]) -> Model:
    """Quantities with even ranges: value, half-width as a share, error group."""
    rows = [
        {"activity_id": f"q{at}", "input_id": f"q{at}", "value": value, "error_group": group}
        | {"lower_share": 1 - half, "upper_share": 1 + half}
        for at, (value, half, group) in enumerate(values)
    ]
    activity = pl.DataFrame(rows, schema=ACTIVITY.polars_schema)
    ledger = pl.DataFrame(schema={"ledger_id": pl.String, "equation_id": pl.String})
    return model_of(ledger, LEDGER_INPUTS.empty(), activity)


def ledger_of(rows: Sequence[tuple[str, Inputs]]) -> Model:
    """Ledger rows by equation with their inputs."""
    listed = []
    for at, (_, inputs) in enumerate(rows):
        for argument, (value, ranged, group) in inputs.items():
            row = {"ledger_id": f"r{at}", "argument": argument, "kind": "record", "input_id": group, "value": value}
            if ranged is not None:
                lower, upper, distribution = ranged
                row |= {"lower": value * lower, "upper": value * upper}
                row |= {"distribution": distribution, "error_group": group}
            listed.append(row)
    ledger = pl.DataFrame([{"ledger_id": f"r{at}", "equation_id": name} for at, (name, _) in enumerate(rows)])
    return model_of(ledger, pl.DataFrame(listed, schema=LEDGER_INPUTS.polars_schema), ACTIVITY.empty())


def total(model: Model) -> float:
    """The sum of all rows as stated."""
    return sum(
        float(np.sum(block.result({name: argument.base for name, argument in block.arguments.items()})))
        for block in model.blocks
    )


def half_width(model: Model) -> float:
    """Half-width of that sum by Approach 1."""
    groups = effects(model).group_by("group").agg(pl.col("above").sum(), pl.col("below").sum())
    return in_quadrature(((groups["above"] - groups["below"]).abs() / 2).to_list())


def drawn_total(model: Model, draws: int = 200_000, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Draws of that sum by Approach 2."""
    rows = len(model.ids)
    return sums_of_draws(model, np.ones(rows), np.zeros(rows, dtype=np.int64), 1, draws=draws, seed=seed)[0]

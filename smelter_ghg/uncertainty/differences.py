"""Approach 1: what every error does to every row by itself, by differences of the equation.

Belongs here: one-at-a-time differences, and their sum in quadrature over error groups. Does not belong here: drawing,
what the sums mean. IPCC 2006 Guidelines, Volume 1, Chapter 3, equations 3.1 and 3.2, which these differences reproduce
for products and sums of independent errors; errors of one group add up before they are squared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import polars as pl

from smelter_ghg.uncertainty.model import CERTAIN, Block, Model

EFFECTS = {"row": pl.Int64, "group": pl.String, "above": pl.Float64, "below": pl.Float64}


def effects(model: Model) -> pl.DataFrame:
    """EFFECTS: per row of the model and error group, what its result gains where the group's errors stand at the
    upper end of their range, and at the lower end."""
    pieces = [piece for block in model.blocks for piece in _of_block(block, model)]
    return pl.concat([pl.DataFrame(schema=EFFECTS), *pieces])


def _of_block(block: Block, model: Model) -> Iterable[pl.DataFrame]:
    base = {name: argument.base for name, argument in block.arguments.items()}
    mass = np.broadcast_to(block.result(base), block.rows.shape)
    for name, argument in block.arguments.items():
        at = np.flatnonzero(argument.error != CERTAIN)
        if not len(at):
            continue
        row, value = argument.row[at], argument.value[at]
        errors = [model.errors[place] for place in argument.error[at]]

        values = {other: column[row] for other, column in base.items()}
        moved = {
            end: block.result(values | {name: values[name] + value * (np.array(shares) - 1)}) - mass[row]
            for end, shares in (
                ("above", [error.upper_share for error in errors]),
                ("below", [error.lower_share for error in errors]),
            )
        }
        yield pl.DataFrame(
            {"row": block.rows[row], "group": [error.group for error in errors], **moved}, schema=EFFECTS
        )


def in_quadrature(half_widths: Iterable[float]) -> float:
    """The half-width of a sum of independent parts: the square root of the sum of squares (equation 3.2)."""
    return math.hypot(*half_widths)

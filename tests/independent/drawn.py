"""The 95 % interval of an intensity drawn again: NumPy, the equations of this folder, random numbers of its own.

Belongs here: what a range says about the values of an input, one error per error group, the draws of one intensity.
Does not belong here: expectations. Source: IPCC 2006 Guidelines, Volume 1, Chapter 3, Approach 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from declared import chosen
from leaf_equations import EQUATIONS, PART, WHOLE
from release_data import ReleaseData

Row = dict[str, Any]
Draws = np.ndarray[Any, np.dtype[np.float64]]
# A range holds 95 % of a normal distribution between plus and minus so many standard deviations.
DEVIATIONS = 1.959963984540054
# A range of more than so much of the value is not taken for normal, where nobody says what it is.
WIDE = 0.3


def _beyond(error: Draws) -> Draws:
    """The probability of lying farther out on the same side."""
    return np.array([0.5 * math.erfc(abs(one) / math.sqrt(2.0)) for one in error])


def _standing(error: Draws, shape: str) -> Draws:
    """Where an error stands between the value (0) and the ends of its range (1 and -1), beyond them too."""
    if shape == "uniform":
        return np.sign(error) * (1.0 - 2.0 * _beyond(error)) / 0.95
    if shape == "triangular":
        return np.sign(error) * (1.0 - np.sqrt(2.0 * _beyond(error))) / (1.0 - math.sqrt(0.05))
    return error / DEVIATIONS


def factor(error: Draws, low: float, high: float, shape: str | None) -> Draws:
    """What a value is multiplied by under some errors; `low` and `high` are the ends of its range over the value."""
    even = math.isclose(1.0 - low, high - 1.0, rel_tol=1e-6)
    if shape is None:
        narrow = even and high - 1.0 <= WIDE * (1.0 + 1e-6)
        shape = "normal" if narrow else "lognormal"
    stands = _standing(error, shape)
    if shape == "lognormal" and low > 0.0:
        return np.where(stands > 0.0, high**stands, low**-stands)
    return np.maximum(np.where(stands > 0.0, 1.0 + (high - 1.0) * stands, 1.0 + (1.0 - low) * stands), 0.0)


class Drawn:
    """Draws of a release's intensities. `name` tells which inputs share an error: by default their error group."""

    def __init__(
        self, data: ReleaseData, draws: int, seed: int, name: Callable[[Row], str] = lambda row: row["error_group"]
    ) -> None:
        self._data, self._draws, self._name = data, draws, name
        self._random = np.random.default_rng(seed)
        self._errors: dict[str, Draws] = {}
        self._potentials = {
            (row["gwp_set"], row["item"]): float(row["canonical_value"])
            for row in data.factors.values()
            if row["parameter"] == "gwp100"
        }

    def _error(self, name: str) -> Draws:
        if name not in self._errors:
            self._errors[name] = self._random.standard_normal(self._draws)
        return self._errors[name]

    def _input(self, row: Row) -> Draws | float:
        value = float(row["value"])
        if row["error_group"] is None or row["lower"] is None or value == 0.0:
            return value
        return value * factor(
            self._error(self._name(row)), row["lower"] / value, row["upper"] / value, row["distribution"]
        )

    def _tonnes(self, ledger_id: str, gwp_set: str) -> Draws | float:
        """t CO2e of a ledger row."""
        row = self._data.ledger[ledger_id]
        given: dict[str, Any] = {}
        for entry in self._data.inputs[ledger_id]:
            given[entry["argument"]] = given.get(entry["argument"], 0.0) + self._input(entry)
        share = given.pop(PART, 1.0) / given.pop(WHOLE, 1.0)
        potential = 1.0 if row["gas"] == "CO2e" else self._potentials[gwp_set, row["gas"]]
        kilograms: Any = EQUATIONS[row["equation_id"]].function(**given)
        return kilograms * share * potential / 1000.0

    def _metal(self, ids: Iterable[str]) -> Any:
        total: Any = 0.0
        for one in ids:
            row = self._data.activity[one]
            ends = {"lower": None, "upper": None}
            if row["error_group"] is not None:
                ends = {"lower": row["value"] * row["lower_share"], "upper": row["value"] * row["upper_share"]}
            total = total + self._input({**row, **ends})
        return total

    def intensity(self, row: Row) -> Draws:
        """The draws of a calculated row of intensity.json."""
        emissions: Any = np.zeros(self._draws)
        for ledger_id in chosen(self._data.ledger, row):
            emissions = emissions + self._tonnes(ledger_id, row["gwp_set"])
        made = self._metal(row["production_ids"]) - self._metal(row["deducted_ids"])
        return np.asarray(emissions / made)

"""How likely a criterion is met, given the drawn intensities: beside the outcome, never changing it.

Belongs here: readings evaluated draw by draw. Does not belong here: drawing, single legs on stated values.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smelter_ghg.conformance.legs import LegResult
from smelter_ghg.conformance.logic import Truth, evaluate, leg_names
from smelter_ghg.conformance.readings import Readings, Result

Draws = Mapping[str, NDArray[np.float64]]
Met = NDArray[np.bool_]
Places = NDArray[np.int64]
_TRUTHS: tuple[Truth, ...] = (False, True, None)


class Probability:
    """The readings of one verdict on drawn intensities, by intensity_id.

    A draw is one world: all its intensities, those of earlier periods too, are of the same errors. Without draws of the
    values the verdict compares (a published value, inputs without ranges) there is no probability, and none where the
    data leave the outcome open.
    """

    def __init__(self, readings: Readings, draws: Draws) -> None:
        self._readings, self._draws = readings, draws
        self._legs: dict[int, Places | None] = {}

    @property
    def of_all(self) -> float | None:
        """Share of the draws in which every reading under every setting is met."""
        found = [self._met(result) for result in self._readings.results]
        arrays = [truths for truths in found if truths is not None]
        return float(np.logical_and.reduce(arrays).mean()) if arrays and len(arrays) == len(found) else None

    def of(self, result: Result) -> float | None:
        """Share of the draws in which one reading is met under every setting."""
        truths = self._met(result)
        return None if truths is None else float(truths.mean())

    def _met(self, result: Result) -> Met | None:
        """Whether the reading is met under every setting, in every draw."""
        if not self._draws or result.outcome == "indeterminate_data":
            return None
        names = leg_names(result.expression)
        seen: dict[tuple[int, ...], list[LegResult]] = {}
        for settings in result.truths:
            legs = [self._readings.leg(name, dict(settings)) for name in names]
            seen.setdefault(tuple(id(leg) for leg in legs), legs)
        # Few legs: every combination of their truths is evaluated once and looked up by its number.
        worlds = product(_TRUTHS, repeat=len(names))
        met = np.array([evaluate(result.expression, dict(zip(names, world, strict=True))) is True for world in worlds])
        together: Met | None = None
        for legs in seen.values():
            columns = [self._leg(leg) for leg in legs]
            known = [column for column in columns if column is not None]
            if len(known) < len(columns):
                return None
            number = np.zeros(1, dtype=np.int64)
            for column in known:
                number = number * len(_TRUTHS) + column
            together = met[number] if together is None else together & met[number]
        return together

    def _leg(self, leg: LegResult) -> Places | None:
        """The place among _TRUTHS of the leg's truth in every draw; None where its values were not drawn."""
        if id(leg) not in self._legs:
            self._legs[id(leg)] = self._drawn(leg, leg.detail or {})
        return self._legs[id(leg)]

    def _drawn(self, leg: LegResult, detail: Mapping[str, Any]) -> Places | None:
        if leg.truth is None or "intensity_id" not in detail:
            return np.full(1, _TRUTHS.index(leg.truth))
        drawn = [self._draws.get(name) for name in (detail["intensity_id"], *detail.get("base_intensity_ids", ()))]
        values = [one for one in drawn if one is not None]
        if len(values) < len(drawn):
            return None
        if "limit" in detail:
            # No draw is equal to the limit but by the rounding of doubles: the operator plays no part.
            truths = values[0] < detail["limit"]
        else:
            base = np.add.reduce(values[1:]) / len(values[1:])
            truths = (1 - values[0] / base) * 100 >= detail["minimum_pct"]
        return np.where(truths, _TRUTHS.index(True), _TRUTHS.index(False))

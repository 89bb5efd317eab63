"""Quantities of the records and energy rows from the previous release to this one.

Belongs here: what figures stand on beside the ledger. Does not belong here: the ledger's rows (rows).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from smelter_ghg.contracts.restatement_tables import CAUSES
from smelter_ghg.restatement.causes import (
    FACTOR,
    METHOD,
    RECORDS,
    STRUCTURE,
    Staged,
    Why,
    because_of,
    combined,
    constant,
    step,
    total,
)
from smelter_ghg.restatement.changes import Changes

Row = dict[str, Any]
_QUANTITY = ("activity_id", "input_id", "smelter_id", "facility_id", "value")
_ENERGY = ("energy_id", "mwh", "gj", "input_ids", "equation_id", "smelter_id", "facility_id")


@dataclass(frozen=True)
class Leaf:
    """A quantity's value and whether it counts (1 or 0), at every stage."""

    value: Staged
    counts: Staged


class Leaves:
    """Quantities and energy rows of both releases."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    def quantities(self, operation: str, before: Sequence[str], after: Sequence[str]) -> Staged:
        """A sum, mean, rate or sum of products of quantities that counted before and count after."""
        leaves = list(self._each(before, after))
        if operation == "mean_records":
            summed, number = total([leaf.value for leaf in leaves]), total([leaf.counts for leaf in leaves])
            return combined([summed, number], lambda at: at[0] / at[1])
        if operation != "sum_row_products":
            return total([leaf.value for leaf in leaves])
        rows: dict[str, list[Staged]] = {}
        for name, leaf in zip(sorted({*before, *after}), leaves, strict=True):
            rows.setdefault(name.rpartition("|")[0], []).append(leaf.value)
        return total([combined(cells, math.prod) for cells in rows.values()])

    def _each(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Leaf]:
        olds, news = set(before), set(after)
        for activity_id in sorted(olds | news):
            old = self._quantities[0].get(activity_id) if activity_id in olds else None
            new = self._quantities[1].get(activity_id) if activity_id in news else None
            row = new or old
            if row is None:
                raise LookupError(activity_id)
            values = [0.0 if one is None else float(one["value"]) for one in (old, new)]
            counts = [0.0 if one is None else 1.0 for one in (old, new)]
            if values[0] == values[1] and counts[0] == counts[1]:
                yield Leaf(constant(values[0]), constant(counts[0]))
                continue
            cause, why = self._cause(row)
            yield Leaf(step(values, cause, {why}), step(counts, cause, {why}))

    def _cause(self, row: Row) -> tuple[int, Why]:
        of_structure = self._changes.of_structure(row["smelter_id"], row["facility_id"])
        return (RECORDS, ("cell", row["input_id"])) if of_structure is None else (STRUCTURE, of_structure)

    def energy(self, unit: str, before: Sequence[str], after: Sequence[str]) -> Staged:
        """Energy of rows that counted before and count after."""
        olds, news = set(before), set(after)
        parts = []
        for energy_id in sorted(olds | news):
            old = self._energy[0].get(energy_id) if energy_id in olds else None
            new = self._energy[1].get(energy_id) if energy_id in news else None
            parts.append(self._energy_row(unit, energy_id, old, new))
        return total(parts)

    def _energy_row(self, unit: str, energy_id: str, old: Row | None, new: Row | None) -> Staged:
        values = [0.0 if one is None else float(one[unit]) for one in (old, new)]
        row = new or old
        if row is None:
            raise LookupError(energy_id)
        if values[0] == values[1]:
            return constant(values[0])
        of_structure = self._changes.of_structure(row["smelter_id"], row["facility_id"])
        if of_structure is not None:
            return step(values, STRUCTURE, {of_structure})
        ids = {one for side in (old, new) if side is not None for one in side["input_ids"]}
        cells: set[Why] = {("cell", one) for one in ids if "|" in one and self._changes.cells_behind(one)}
        cited = {one for one in ids if "|" not in one}
        factors: set[Why] = {("factor", one, one) for one in cited if self._changes.factor_differs(one)}
        if cells and factors and old is not None and new is not None:
            return self._split(energy_id, values, cells, factors)
        if cells:
            return step(values, RECORDS, cells)
        if factors:
            return step(values, FACTOR, factors)
        return step(values, METHOD, {("said", f"energy of {energy_id} is reckoned otherwise by this version")})

    def _split(self, energy_id: str, values: Sequence[float], cells: set[Why], factors: set[Why]) -> Staged:
        """Energy is an amount times factors: the records' part is the amount's ratio at the old factors."""
        old, new = (side.get(energy_id) for side in self._quantities)
        if old is None or new is None or not old["value"]:
            return step(values, RECORDS, cells)
        middle = values[0] * new["value"] / old["value"]
        staged = (values[0], middle, middle, *[values[1]] * (len(CAUSES) - FACTOR))
        both = zip(because_of(RECORDS, cells), because_of(FACTOR, factors), strict=True)
        return Staged(staged, tuple(a | b for a, b in both))

    @cached_property
    def _quantities(self) -> tuple[dict[str, Row], ...]:
        sides = (self._changes.previous, self._changes.current)
        return tuple(
            {row["activity_id"]: row for row in one.activity.select(_QUANTITY).iter_rows(named=True)} for one in sides
        )

    @cached_property
    def _energy(self) -> tuple[dict[str, Row], ...]:
        sides = (self._changes.previous, self._changes.current)
        return tuple(
            {row["energy_id"]: row for row in one.energy.select(_ENERGY).iter_rows(named=True)} for one in sides
        )

"""Figures of both releases side by side, and the value of one at every stage.

Belongs here: matching figures, and evaluating a figure's operation on staged operands. Does not belong here: staging
ledger rows (rows), the table of restatements (table).

A figure keeps its id when its value changes. Where the method set or the set of potentials in its basis changed, the
figure is the one of the same measure, key, account, denominator and route.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from smelter_ghg.disclosure.measures import BY_WHAT_THEY_REST_ON
from smelter_ghg.restatement.causes import FACTOR, RECORDS, RULEBOOK, Staged, combined, constant, step, total
from smelter_ghg.restatement.changes import Changes
from smelter_ghg.restatement.leaves import Leaves
from smelter_ghg.restatement.rows import Rows, Sets
from smelter_ghg.units import KG_PER_T

Row = dict[str, Any]
Pair = tuple[Row | None, Row | None]
# What a figure comes to from its leaves agrees with what was published, or its change is not split.
AGREEMENT = 1e-9
_CELLS = ("record", "printed_lower", "printed_upper")
_QUANTITIES = ("sum_records", "mean_records", "rate", "sum_row_products")
_OF_FIGURES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "quotient": lambda at: at[0] / at[1],
    "difference": lambda at: at[0] - at[1],
    "percent_of": lambda at: 100.0 * at[0] / at[1],
    "greatest": max,
    "least": min,
    "rounded_up": lambda at: float(math.ceil(round(at[0], 6))),
}


class NotSplitError(ValueError):
    """The change of a figure cannot be told apart by cause."""


class Figures:
    """The figures of two releases, matched."""

    def __init__(self, changes: Changes) -> None:
        self._changes, self._rows = changes, Rows(changes)
        self._leaves = Leaves(changes)
        sides = (changes.previous, changes.current)
        self._old, self._new = ({row["figure_id"]: row for row in one.figures.iter_rows(named=True)} for one in sides)
        self._partner = _matched(self._old, self._new)
        self._made: dict[tuple[str | None, str | None], Staged | None] = {}
        self._additive: dict[tuple[bool, str], list[str] | None] = {}

    def pairs(self) -> Iterator[tuple[Row, Row]]:
        """Figures both releases state, by their id in this one."""
        for new_id in sorted(self._new):
            old_id = self._partner.get(new_id)
            if old_id is not None:
                yield self._old[old_id], self._new[new_id]

    def alone(self) -> Iterator[Pair]:
        """Sums of ledger rows that one release states of a period both do.

        Emissions by what they rest on are told where both state them: a factor that is new to the list is no new
        emission.
        """
        both = {(row["smelter_id"], row["period_label"]) for row in self._old.values()} & {
            (row["smelter_id"], row["period_label"]) for row in self._new.values()
        }
        partners = set(self._partner.values())
        for old_id in sorted(self._old.keys() - partners):
            row = self._old[old_id]
            if _alone(row) and (row["smelter_id"], row["period_label"]) in both:
                yield row, None
        for new_id in sorted(self._new.keys() - self._partner.keys()):
            row = self._new[new_id]
            if _alone(row) and (row["smelter_id"], row["period_label"]) in both:
                yield None, row

    def staged(self, old: Row | None, new: Row | None) -> Staged | None:
        """The figure's value at every stage; None where its change cannot be split."""
        try:
            return self._staged(old, new)
        except NotSplitError:
            return None

    def _staged(self, old: Row | None, new: Row | None) -> Staged:
        key = (None if old is None else old["figure_id"], None if new is None else new["figure_id"])
        if key not in self._made:
            try:
                made = self._evaluated(old, new)
            except (NotSplitError, LookupError, ZeroDivisionError):
                self._made[key] = None
            else:
                self._made[key] = made if _agree(made, old, new) else None
        found = self._made[key]
        if found is None:
            raise NotSplitError(str(key))
        return found

    def _evaluated(self, old: Row | None, new: Row | None) -> Staged:
        listed = (self._ledger_ids(old, previous=True), self._ledger_ids(new, previous=False))
        if None not in listed:
            return self._rows.t_co2e(listed[0] or (), listed[1] or (), self._sets(old, new))
        row = new or old
        assert row is not None
        operation = row["operation"]
        if old is not None and new is not None and old["operation"] != new["operation"]:
            raise NotSplitError(f"{row['label']}: another operation")
        operands = tuple([] if one is None else one["operands"] for one in (old, new))
        if operation == "sum_mass":
            divisor = {"kg": 1.0, "t": KG_PER_T}[row["unit"]]
            return self._rows.mass(operands[0], operands[1], self._sets(old, new), divisor)
        if operation in _QUANTITIES:
            return self._leaves.quantities(operation, *operands)
        if operation == "sum_energy":
            return self._leaves.energy({"MWh": "mwh", "GJ": "gj"}[row["unit"]], *operands)
        if operation == "sum_figures":
            return total([self._staged(*pair) for pair in self._of_sum(*operands)])
        if old is None or new is None:
            raise NotSplitError(f"{row['label']}: stated in one release only")
        return self._of_both(operation, old, new)

    def _of_both(self, operation: str, old: Row, new: Row) -> Staged:
        before, after = old["value"], new["value"]
        if operation in _CELLS:
            cells = {("cell", one) for one in (*old["operands"], *new["operands"])}
            return step((before, after), RECORDS, cells if before != after else ())
        if operation == "factor":
            why = ("factor", old["operands"][0], new["operands"][0])
            return step((before, after), FACTOR, {why} if before != after else ())
        if operation == "parameter":
            return step((before, after), RULEBOOK, {("rule", new["operands"][0])} if before != after else ())
        if operation == "count" and before == after:
            return constant(before)
        if len(old["operands"]) != len(new["operands"]):
            raise NotSplitError(f"{new['label']}: {operation}")
        if operation not in _OF_FIGURES and operation != "times_factor":
            raise NotSplitError(f"{new['label']}: {operation}")
        parts = [
            self._staged(self._old[a], self._new[b]) for a, b in zip(old["operands"], new["operands"], strict=True)
        ]
        if operation == "times_factor":
            scale = _scale(new["value"], parts)
            return combined(parts, lambda at: at[0] * at[1] * scale)
        return combined(parts, _OF_FIGURES[operation])

    def _of_sum(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
        """Operands of a sum in both releases, side by side."""
        left = list(before)
        for new_id in after:
            old_id = self._partner.get(new_id)
            if old_id in left:
                left.remove(old_id)
                yield self._old[old_id], self._new[new_id]
            else:
                yield None, self._new[new_id]
        for old_id in left:
            yield self._old[old_id], None

    def _sets(self, old: Row | None, new: Row | None) -> Sets:
        # What one release does not state would have stood on its configuration.
        bases = [""] * 2 if old is None or new is None else [old["basis"], new["basis"]]

        def both(place: int, name: str) -> tuple[str, str]:
            chosen = self._changes.choice(name)
            named = [basis.split("|")[place] if basis else "" for basis in bases]
            return (named[0] or str(chosen[0]), named[1] or str(chosen[1]))

        return Sets(method=both(0, "method_set"), gwp=both(1, "gwp_set"))

    def _ledger_ids(self, row: Row | None, *, previous: bool) -> list[str] | None:
        """The ledger rows a figure in t CO2e adds up, directly or through other sums; None for any other figure."""
        if row is None:
            return []
        key = (previous, row["figure_id"])
        if key not in self._additive:
            self._additive[key] = self._added(row, previous)
        return self._additive[key]

    def _added(self, row: Row, previous: bool) -> list[str] | None:
        if row["operation"] == "sum_co2e":
            return list(row["operands"])
        if row["operation"] != "sum_figures" or row["unit"] != "t CO2e" or not row["operands"]:
            return None
        figures = self._old if previous else self._new
        found: list[str] = []
        for operand in row["operands"]:
            ids = self._ledger_ids(figures[operand], previous=previous)
            if ids is None:
                return None
            found += ids
        return found if len(set(found)) == len(found) else None


def _alone(row: Row) -> bool:
    return row["operation"] == "sum_co2e" and row["measure"] not in BY_WHAT_THEY_REST_ON


def _agree(made: Staged, old: Row | None, new: Row | None) -> bool:
    """Whether both ends are the values the releases state."""
    ends = ((made.values[0], old), (made.values[-1], new))
    return all(
        math.isclose(value, row["value"], rel_tol=AGREEMENT, abs_tol=AGREEMENT)
        for value, row in ends
        if row is not None
    )


def _scale(value: float, parts: Sequence[Staged]) -> float:
    """Tonnes per product of an amount and a factor, as the figure itself has it."""
    product = parts[0].values[-1] * parts[1].values[-1]
    if product == 0:
        raise NotSplitError("a product of zero tells no scale")
    return value / product


def _matched(old: Mapping[str, Row], new: Mapping[str, Row]) -> dict[str, str]:
    """The id in the previous release by the id in this one."""
    partner = {figure_id: figure_id for figure_id in new if figure_id in old}
    olds = _by_identity(row for figure_id, row in old.items() if figure_id not in partner)
    news = _by_identity(row for figure_id, row in new.items() if figure_id not in partner)
    for identity, ids in news.items():
        others = olds.get(identity, [])
        if len(ids) == len(others) == 1:
            partner[ids[0]] = others[0]
    return partner


def _by_identity(rows: Iterator[Row]) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        rest = row["basis"].split("|", 2)[-1]
        found.setdefault((row["measure"], rest, row["key"]), []).append(row["figure_id"])
    return found

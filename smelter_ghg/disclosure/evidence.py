"""The rows an explanation stands on, found by id without walking through all smelters.

Belongs here: looking up ledger rows, their inputs, energy rows, quantities, record cells and factors. Does not belong
here: grouping them, putting them into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter

import polars as pl

from smelter_ghg.disclosure.facts import Facts, Frame, Row

# What an explanation tells of a quantity, and what it does not tell of a ledger row's input.
_QUANTITY = ("activity_id", "input_id", "multiplier", "allocation_id", "allocation_share")
_UNCERTAINTY = ("lower", "upper", "distribution", "error_group")
# Columns of potlines that hold a coefficient measured on the cells.
_MEASURED = ("slope_cf4", "overvoltage_coefficient_cf4", "c2f6_cf4_ratio")


class SortedTable:
    """A table looked into by an id column; a look-up costs the logarithm of its height, not the height.

    The table is collected and sorted when it is first asked for a row.
    """

    def __init__(self, frame: Frame, key: str, *, then_by: Sequence[str] = (), without: Sequence[str] = ()) -> None:
        self._lazy, self._key, self._then_by = frame.lazy().drop(without, strict=False), key, then_by

    @cached_property
    def _frame(self) -> pl.DataFrame:
        return self._lazy.collect()

    @cached_property
    def _order(self) -> pl.DataFrame:
        # What is sorted by is enough: a sorted table would be a copy of the largest there are.
        by = (self._key, *self._then_by)
        return self._frame.select(by).with_row_index("at").sort(by, maintain_order=True).select("at", id=self._key)

    def rows(self, ids: Iterable[str]) -> list[Row]:
        """Every row with one of the ids, sorted by id and `then_by`. Raises KeyError naming the first id not there."""
        wanted = pl.Series(sorted(set(ids)), dtype=pl.String)
        if wanted.is_empty():
            return []
        first = self._order["id"].search_sorted(wanted, side="left")
        end = self._order["id"].search_sorted(wanted, side="right")
        lost = wanted.filter(first == end)
        if not lost.is_empty():
            raise KeyError(lost[0])
        spans = pl.select(at=pl.int_ranges(first, end)).explode("at")
        return self._frame[self._order["at"][spans["at"]]].rows(named=True)

    def by_id(self, ids: Iterable[str]) -> dict[str, Row]:
        """One row per id. Raises KeyError naming the first id not there."""
        return {row[self._key]: row for row in self.rows(ids)}


class Evidence:
    """Everything a figure may rest on, by id; `records` holds the cells of the records (CELLS)."""

    def __init__(self, facts: Facts, records: Frame) -> None:
        self._ledger = SortedTable(facts.ledger, "ledger_id")
        self._inputs = SortedTable(facts.ledger_inputs, "ledger_id", without=_UNCERTAINTY)
        self._energy = SortedTable(facts.energy, "energy_id")
        activity = facts.activity.lazy()
        self._quantities = SortedTable(activity.select(_QUANTITY), "activity_id")
        self._conversions = SortedTable(activity.select("input_id", "multiplier").unique(), "input_id")
        self._cells = SortedTable(records, "input_id")
        self._factors = facts.factor_rows
        self._parameters = {row["parameter_id"]: row for row in facts.rulebooks.iter_rows(named=True)}
        potentials = facts.factors.usable.filter(pl.col("parameter") == "gwp100")
        self._potentials = {(row["gwp_set"], row["item"]): row for row in potentials.iter_rows(named=True)}
        documents = (pl.col("table") == "documents") & (pl.col("column") == "title")
        self._titles = _texts(records, documents)
        self._measured = _texts(records, pl.col("column") == "coefficient_measured_on")

    def ledger(self, ids: Iterable[str]) -> dict[str, Row]:
        return self._ledger.by_id(ids)

    def inputs(self, ledger_ids: Iterable[str]) -> dict[str, list[Row]]:
        """Inputs by ledger row, sorted by argument and input."""
        rows = self._inputs.rows(ledger_ids)
        return {ledger_id: list(own) for ledger_id, own in groupby(rows, itemgetter("ledger_id"))}

    def energy(self, ids: Iterable[str]) -> dict[str, Row]:
        return self._energy.by_id(ids)

    def quantities(self, ids: Iterable[str]) -> dict[str, Row]:
        """Rows of the activity table: a record cell, or a smelter's share of one."""
        return self._quantities.by_id(ids)

    def conversions(self, input_ids: Iterable[str]) -> dict[str, float]:
        """Canonical value divided by the value as written, by record cell."""
        return {row["input_id"]: row["multiplier"] for row in self._conversions.rows(input_ids)}

    def cells(self, input_ids: Iterable[str]) -> dict[str, Row]:
        return self._cells.by_id(input_ids)

    def factor(self, factor_id: str) -> Row:
        return self._factors[factor_id]

    def parameter(self, parameter_id: str) -> Row:
        return self._parameters[parameter_id]

    def potential(self, gwp_set: str, gas: str) -> Row:
        """The factor row of a gas's potential in a set."""
        return self._potentials[gwp_set, gas]

    def document_title(self, document_id: str) -> str | None:
        return self._titles.get(document_id)

    def measured_on(self, cell: Row) -> str | None:
        """The day a plant's own coefficient was measured; None for other cells."""
        own = cell["table"] == "potlines" and cell["column"] in _MEASURED
        return self._measured.get(cell["row_key"]) if own else None


def _texts(records: Frame, which: pl.Expr) -> dict[str, str]:
    """The texts of some cells by row key."""
    return dict(records.lazy().filter(which).select("row_key", "text").collect().iter_rows())

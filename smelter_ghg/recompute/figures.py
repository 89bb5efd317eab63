"""Every figure of a release, each from its operation and operands.

Belongs here: figures made of figures, and all figures together. Does not belong here: what single operations on rows
and cells give (figures_of_rows, figures_of_cells).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import polars as pl

from smelter_ghg.disclosure.book import TONNES_PER_PRODUCT
from smelter_ghg.disclosure.ids import hashed
from smelter_ghg.recompute import figures_of_cells, figures_of_rows
from smelter_ghg.recompute.book import Book, same
from smelter_ghg.recompute.figures_of_cells import Found, Read
from smelter_ghg.recompute.figures_of_rows import Below

Row = Mapping[str, Any]
# Operand figures with their recomputed values.
Operands = Sequence[tuple[Row, float]]
# What float sums are exact to; without it 100 t and a rounding error of the last bit would be 101 t.
_DECIMALS_OF_A_SUM = 6
_TWICE_ALLOWED = "percent_of"
_OVER_LEDGER = ("sum_co2e", "sum_mass")
# What is made of figures of one unit is in that unit.
_OF_ONE_UNIT = ("difference", "sum_figures", "greatest", "least", "rounded_up")


def _times_factor(operands: Operands) -> float:
    (amount, energy), (factor, value) = operands
    return energy * value * TONNES_PER_PRODUCT[amount["unit"], factor["unit"]]


def _two(function: Callable[[float, float], float]) -> Callable[[Operands], float]:
    def made(operands: Operands) -> float:
        (_, first), (_, second) = operands
        return function(first, second)

    return made


def _up(operands: Operands) -> float:
    ((_, value),) = operands
    return float(math.ceil(round(value, _DECIMALS_OF_A_SUM)))


_DERIVED: dict[str, Callable[[Operands], float]] = {
    "quotient": _two(lambda first, second: first / second),
    "difference": _two(lambda first, second: first - second),
    "percent_of": _two(lambda first, second: 100.0 * first / second),
    "sum_figures": lambda operands: math.fsum(value for _, value in operands),
    "greatest": lambda operands: max(value for _, value in operands),
    "least": lambda operands: min(value for _, value in operands),
    "rounded_up": _up,
    "times_factor": _times_factor,
}


def figures(held: pl.DataFrame, below: Below, known: Read, book: Book) -> dict[str, Found]:
    """Recomputed value and cause of every figure; the book takes those that disagree."""
    _identities(held, book)
    rows = {row["figure_id"]: row for row in held.drop("ledger_ids").iter_rows(named=True)}
    of_rows = figures_of_rows.figures_of_rows(held, below)
    found: dict[str, Found] = {}
    for figure_id, value, terms, root in of_rows.iter_rows():
        found[figure_id] = _judged(rows[figure_id], value, root, terms, book)
    for figure_id in _in_order(rows, found, book):
        row = rows[figure_id]
        if row["operation"] in _DERIVED:
            found[figure_id] = _derived(row, rows, found, book)
        elif row["operation"] in figures_of_cells.OPERATIONS:
            try:
                value, root = figures_of_cells.read_off(row, known)
            except (ValueError, ArithmeticError):
                value, root = None, None
            found[figure_id] = _judged(row, value, root, 0.0, book)
        else:
            book.say_one("figures", figure_id, "operation", f"no operation {row['operation']!r} is known")
            found[figure_id] = (row["value"], None)
    return found


def _identities(held: pl.DataFrame, book: Book) -> None:
    """A figure's id is the hash of what it is about, so that none can be passed off as another; what else its row says
    of operands, ledger rows and basis agrees."""
    told = zip(*(held[name].to_list() for name in ("figure_id", "measure", "basis", "key")), strict=True)
    wrong = [figure_id for figure_id, *about in told if None in about or hashed(*about) != figure_id]
    book.say("figures", pl.DataFrame({"figure_id": wrong}, schema={"figure_id": pl.String}), "figure_id", "figure_id",
             "not the hash of its measure, basis and key")  # fmt: skip
    operands, none = pl.col("operands"), pl.lit([], pl.List(pl.String))
    rows = pl.when(pl.col("operation").is_in(_OVER_LEDGER)).then(operands).otherwise(none)
    other = held.filter(pl.col("ledger_ids").fill_null(none) != rows)
    book.say("figures", other, "figure_id", "ledger_ids", "not the ledger rows it is the sum of")
    # Method set, GWP set, account, denominator and route, joined by |.
    of_basis = pl.col("basis").str.split("|").list.get(1, null_on_oob=True).fill_null("")
    other = held.filter(pl.col("gwp_set").fill_null("") != of_basis)
    book.say("figures", other, "figure_id", "gwp_set", "not that of its basis")
    twice = held.filter((operands.list.n_unique() != operands.list.len()) & (pl.col("operation") != _TWICE_ALLOWED))
    book.say("figures", twice, "figure_id", "operands", "names an operand twice")


def _in_order(rows: Mapping[str, Row], found: Mapping[str, Found], book: Book) -> list[str]:
    """Figures not found yet, operands before what rests on them; those that rest on themselves are told and left."""
    waiting = {figure_id: row for figure_id, row in rows.items() if figure_id not in found}
    while True:
        sorter = TopologicalSorter(
            {
                figure_id: [one for one in row["operands"] if one in waiting] if row["operation"] in _DERIVED else []
                for figure_id, row in waiting.items()
            }
        )
        try:
            return list(sorter.static_order())
        except CycleError as error:
            for figure_id in set(error.args[1]):
                book.say_one("figures", figure_id, "operands", "rests on itself")
                del waiting[figure_id]


def _derived(row: Row, rows: Mapping[str, Row], found: Mapping[str, Found], book: Book) -> Found:
    operands = [(rows.get(one), *found.get(one, (None, None))) for one in row["operands"]]
    given = [(of, value) for of, value, _ in operands if of is not None and value is not None]
    if len(given) < len(operands) or not given:
        return _judged(row, None, None, 0.0, book)
    root = next((root for _, _, root in operands if root is not None), None)
    if row["operation"] in _OF_ONE_UNIT and {of["unit"] for of, _ in given} != {row["unit"]}:
        book.say_one("figures", row["figure_id"], "unit", "not the unit of the figures it is made of")
    try:
        value = _DERIVED[row["operation"]](given)
    except (ValueError, ArithmeticError, KeyError):
        return _judged(row, None, root, 0.0, book)
    # A difference of nearly equal intensities has fewer digits than they have.
    terms = math.fsum(abs(one) for _, one in given) if row["operation"] in ("difference", "sum_figures") else 0.0
    return _judged(row, value, root, terms, book)


def _judged(row: Row, value: float | None, root: str | None, terms: float | None, book: Book) -> Found:
    """The value with its cause where it disagrees with what the release holds."""
    book.recomputed["figures"] += 1
    if same(row["value"], value, terms or 0.0):
        return value, None
    figure_id = row["figure_id"]
    book.number("figures", figure_id, "value", row["value"], value, root)
    return value, root or f"figures {figure_id}"

"""Builds the explanation of a figure from a release alone.

Belongs here: finding the figure, and its operands down to the leaves, operation by operation. Does not belong here:
ledger rows (rows.py), looking up (lookup.py), printing (render.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

import polars as pl

from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.disclosure.provenance import SIGNS
from smelter_ghg.explain import intervals, rows
from smelter_ghg.explain.lookup import BrokenReleaseError, Row, by_id
from smelter_ghg.explain.node import BASE_FACTS, PATH_FACTS, ExplainNode, Fact
from smelter_ghg.release import Release

_NEAR = 5
Children = tuple[ExplainNode, ...]


class UnknownFigureError(LookupError):
    """No figure, or more than one, answers to what was asked for; `near` lists those that come close."""

    def __init__(self, message: str, near: list[str]) -> None:
        super().__init__(message if not near else message + "\nNear matches:\n  " + "\n  ".join(near))
        self.near = near


def _named(figures: pl.DataFrame) -> list[str]:
    columns = figures.select("figure_id", "label", "key").iter_rows()
    return [f"{figure_id}  {label} ({key})" for figure_id, label, key in columns]


def find_figure(release: Release, asked: str) -> Row:
    """The figure with this id, or the only one whose id begins with it. Raises UnknownFigureError."""
    figures = release.figures
    exact = figures.filter(pl.col("figure_id") == asked)
    if exact.height == 1:
        return exact.row(0, named=True)
    begun = figures.filter(pl.col("figure_id").str.starts_with(asked)) if asked else figures.clear()
    if begun.height == 1:
        return begun.row(0, named=True)
    if begun.height > 1:
        shown = _named(begun.head(_NEAR))
        raise UnknownFigureError(f"{begun.height} figures of {release.name} begin with {asked!r}", shown)
    words = pl.concat_str("label", "measure", "key", separator=" ", ignore_nulls=True).str.to_lowercase()
    told = figures.filter(words.str.contains(asked.lower(), literal=True)) if asked else figures
    close = get_close_matches(asked, figures["figure_id"].to_list(), n=_NEAR, cutoff=0.5)
    near = figures.filter(pl.col("figure_id").is_in(close))
    shown = _named(pl.concat([near, told]).unique(maintain_order=True).head(_NEAR))
    raise UnknownFigureError(f"no figure {asked!r} in {release.name}", shown)


def explain(release: Release, figure: str) -> ExplainNode:
    """The tree behind a figure, named by its id or an unambiguous beginning of it.

    Raises UnknownFigureError with near matches, BrokenReleaseError where the release lacks something the figure
    rests on or a figure rests on itself.
    """
    return _figure(release, find_figure(release, figure), ())


def explain_each(release: Release, figure_ids: Iterable[str]) -> Iterator[ExplainNode]:
    """The trees of these figures and of every figure below them, each once and sorted by id.

    A tree ends where the next figure begins: that one is named, with its value, and has a tree of its own. Raises
    BrokenReleaseError as `explain` does.
    """
    rows = {row["figure_id"]: row for row in release.figures.iter_rows(named=True)}
    wanted, found = list(figure_ids), set[str]()
    while wanted:
        figure_id = wanted.pop()
        if figure_id not in rows:
            raise BrokenReleaseError(f"figures of {release.name} hold no figure_id {figure_id!r}")
        if figure_id not in found:
            found.add(figure_id)
            wanted += rows[figure_id]["operands"] if rows[figure_id]["operation"] in SIGNS else []
    for figure_id in sorted(found):
        row = rows[figure_id]
        if row["operation"] in SIGNS:
            yield _node(row, tuple(_node(rows[operand], ()) for operand in row["operands"]))
        else:
            yield _node(row, _children(release, row, (figure_id,)))


def _figure(release: Release, row: Row, above: tuple[str, ...]) -> ExplainNode:
    figure_id = row["figure_id"]
    if figure_id in above:
        raise BrokenReleaseError(f"figure {figure_id} of {release.name} rests on itself")
    return _node(row, _children(release, row, (*above, figure_id)))


def _node(row: Row, children: Children) -> ExplainNode:
    facts: dict[str, Fact] = {
        "measure": row["measure"],
        "key": row["key"],
        "basis": row["basis"],
        "qualifier": row["qualifier"],
        "operation": row["operation"],
        "gwp_set": row["gwp_set"],
        "decimals": row["decimals"],
    }
    return ExplainNode("figure", row["figure_id"], row["label"], row["value"], row["unit"], facts, children)


def _children(release: Release, row: Row, above: tuple[str, ...]) -> Children:
    operation = row["operation"]
    operands: list[str] = row["operands"] or row["ledger_ids"] or []
    if operation in ("sum_co2e", "sum_mass"):
        return rows.ledger_rows(release, operands, row["gwp_set"] if operation == "sum_co2e" else None)
    if operation in SIGNS:
        found = by_id(release, "figures", "figure_id", operands)
        return tuple(_figure(release, found[operand], above) for operand in operands)
    handler = _LEAVES.get(operation)
    if handler is None:
        raise BrokenReleaseError(f"figure {row['figure_id']} of {release.name}: unknown operation {operation!r}")
    return handler(release, operands)


def _quantities(release: Release, operands: list[str]) -> Children:
    """Record cells in canonical units, as the activity table holds them."""
    taken = by_id(release, "activity", "activity_id", operands)
    leaves = rows.Leaves(release, rows.leaf_ids(taken.values()))
    return tuple(_quantity(leaves, taken[operand]) for operand in operands)


def _quantity(leaves: rows.Leaves, row: Row) -> ExplainNode:
    facts: dict[str, Fact] = {"multiplier": row["multiplier"]}
    children = (leaves.node(row["input_id"]), *rows.share_of(leaves, row, facts))
    label = f"{row['quantity']}, {row['period_start']} to {row['period_end']}"
    return ExplainNode("quantity", row["activity_id"], label, row["value"], row["unit"], facts, children)


def _energy(release: Release, operands: list[str]) -> Children:
    found = by_id(release, "energy", "energy_id", operands)
    leaves = rows.Leaves(release, rows.leaf_ids(found.values()))
    return tuple(rows.energy(leaves, found[operand]) for operand in operands)


def _leaves(release: Release, operands: list[str]) -> Children:
    leaves = rows.Leaves(release, operands)
    return tuple(leaves.node(operand) for operand in operands)


def _parameters(release: Release, operands: list[str]) -> Children:
    return tuple(rows.rule_parameter(release, operand) for operand in operands)


def _items(release: Release, operands: list[str]) -> Children:
    return tuple(ExplainNode("item", operand, operand) for operand in operands)


def _bridge(release: Release, operands: list[str]) -> Children:
    """The row of the table of bridges."""
    row = by_id(release, "bridges", "bridge_id", operands)[operands[0]]
    names = ("cause", "previous_label", "period_label", "scope2_account", "previous_t_co2e", "t_co2e")
    facts: dict[str, Fact] = {name: row[name] for name in names}
    return (ExplainNode("bridge", operands[0], f"part of {row['cause']}", row["part_t_co2e"], "t CO2e", facts),)


def _pathway(release: Release, operands: list[str]) -> Children:
    """The row of the table of pathways, and the record cells behind its path."""
    pathway_id, _, column = operands[0].partition("|")
    row = by_id(release, "pathways", "pathway_id", [pathway_id])[pathway_id]
    facts: dict[str, Fact] = {name: row[name] for name in (*PATH_FACTS, *BASE_FACTS) if row[name] is not None}
    unit = RESULT_TABLES["pathways"].by_name[column].field.unit
    label = f"{column.replace('_', ' ')} of {row['reporting_year']}"
    return (ExplainNode("pathway", operands[0], label, row[column], unit, facts, _leaves(release, row["input_ids"])),)


def _restatement(release: Release, operands: list[str]) -> Children:
    """The row of the comparison with the previous release that a value or a part is of."""
    restated, _, what = operands[0].partition("|")
    table = release.optional("restatements")
    rows = [] if table is None else table.filter(pl.col("figure_id") == restated).to_dicts()
    found = [row for row in rows if what in ("previous", row["cause"])]
    if not found:
        raise BrokenReleaseError(f"restatements of {release.name} hold no {operands[0]!r}")
    of_part = () if what == "previous" else ("cause", "part", "what_changed", "reason")
    names = ("previous_figure_id", "previous", "restated", *of_part)
    facts: dict[str, Fact] = {name: found[0][name] for name in names if found[0][name] is not None}
    return (ExplainNode("restatement", operands[0], found[0]["label"], found[0]["restated"], found[0]["unit"], facts),)


_LEAVES: dict[str, Callable[[Release, list[str]], Children]] = {
    "sum_records": _quantities,
    "mean_records": _quantities,
    "sum_row_products": _quantities,
    "rate": _quantities,
    "sum_energy": _energy,
    "record": _leaves,
    "printed_lower": _leaves,
    "printed_upper": _leaves,
    "factor": _leaves,
    "parameter": _parameters,
    "count": _items,
    "interval": intervals.intervals,
    "half_width": intervals.intervals,
    "probability": intervals.probability,
    "bridge": _bridge,
    "pathway": _pathway,
    "restatement": _restatement,
}

"""The lower half of an explanation: ledger and energy rows, arguments of equations, records, factors, parameters.

Belongs here: turning rows of the release into nodes. Does not belong here: figures and how they rest on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

import polars as pl

from smelter_ghg.disclosure.provenance import energy_expression
from smelter_ghg.explain.found import findings_on
from smelter_ghg.explain.lookup import (
    MEASURED,
    BrokenReleaseError,
    Row,
    by_id,
    documents,
    measured_on,
    parameter,
    potential,
)
from smelter_ghg.explain.node import ExplainNode, Fact
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.release import Release

_KG_PER_T = 1000.0
_CO2E = "CO2e"


class Leaves:
    """The record cells and factors behind a set of input ids, fetched at once and made into nodes on demand.

    Fetched one by one, the 1,700 inputs of a five-year monthly sum take seconds, since each filter reads the table.
    Raises BrokenReleaseError naming the first id the release does not hold.
    """

    def __init__(self, release: Release, ids: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(ids))
        # A record's id joins table, row key and column with bars; a factor's id holds none.
        self._cells = by_id(release, "records", "input_id", [one for one in wanted if "|" in one])
        self._factors = by_id(release, "factors", "factor_id", [one for one in wanted if "|" not in one])
        self._measured = measured_on(release, list(self._cells.values()))
        self._papers = documents(release, [cell["document_id"] for cell in self._cells.values()])
        self._found = findings_on(release, self._cells)

    def node(self, input_id: str) -> ExplainNode:
        """The leaf an input id points to."""
        if input_id in self._factors:
            return factor(self._factors[input_id])
        cell = self._cells[input_id]
        node = record(cell, self._papers.get(cell["document_id"], {}))
        day = self._measured.get(cell["row_key"]) if cell["column"] in MEASURED else None
        more: dict[str, Fact] = {} if day is None else {"measured_on": day}
        if input_id in self._found:
            more["findings"] = self._found[input_id]
        return replace(node, facts={**node.facts, **more}) if more else node


def record(cell: Row, paper: Mapping[str, str]) -> ExplainNode:
    """A record cell: the value as written, where it stands, and the document it was taken from."""
    told = ("title", "issuer", "page", "url")
    facts: dict[str, Fact] = {
        "file": cell["file"],
        "sheet": cell["sheet"],
        "row": cell["row"],
        "column": cell["column"],
        "table": cell["table"],
        "document": cell["document_id"],
        **{f"document_{column}": paper[column] for column in told if column in paper},
    }
    return ExplainNode("record", cell["input_id"], cell["column"], cell["text"], cell["unit"], facts)


def factor(row: Row) -> ExplainNode:
    """A factor row: the value as published and its citation."""
    columns = ("publisher", "document", "table", "page", "status", "confidence", "method_set", "gwp_set", "note")
    told: dict[str, Fact] = {column: row[column] for column in columns if row.get(column) is not None}
    label = " ".join(str(row[part]) for part in ("item", "parameter", "gas") if row.get(part))
    return ExplainNode("factor", row["factor_id"], label, row["value"], row["unit"], told)


def rule_parameter(release: Release, operand: str) -> ExplainNode:
    """A rulebook parameter with its citation."""
    file, entry = parameter(release, operand)
    told: dict[str, Fact] = {
        key: value if isinstance(value, (str, int, float)) else str(value)
        for key, value in entry.items()
        if key not in ("value", "unit") and value is not None
    }
    unit = entry.get("unit")
    label = operand.partition("#")[2]
    return ExplainNode("parameter", operand, label, entry.get("value"), unit, {"rulebook": file, **told})


def _input(leaves: Leaves, row: Row) -> ExplainNode:
    """One row of ledger_inputs with the leaf it points to."""
    facts: dict[str, Fact] = {"kind": row["kind"], "multiplier": row["multiplier"]}
    if row["substitution_method"] is not None:
        facts["substitution_method"] = row["substitution_method"]
    children = [leaves.node(row["input_id"]), *share_of(leaves, row, facts)]
    return ExplainNode("argument", row["input_id"], row["argument"], row["value"], row["unit"], facts, tuple(children))


def share_of(leaves: Leaves, row: Row, facts: dict[str, Fact]) -> list[ExplainNode]:
    """The record of the share behind a part of a shared facility; the share itself goes to the facts."""
    if row["allocation_id"] is None:
        return []
    facts["allocation_share"] = row["allocation_share"]
    return [leaves.node(row["allocation_id"])]


def leaf_ids(rows: Iterable[Row]) -> list[str]:
    """Every record cell and factor that rows with input_id or input_ids rest on, shares included."""
    return [
        one
        for row in rows
        for one in (*(row.get("input_ids") or [row["input_id"]]), row["allocation_id"])
        if one is not None
    ]


def _ledger_row(leaves: Leaves, row: Row, inputs: list[Row], equation: Row, gwp: Row | None) -> ExplainNode:
    # The share of a facility's product comes after the equation it multiplies.
    order = {name: at for at, name in enumerate([*(equation["arguments"] or []), PART, WHOLE])}
    for entry in inputs:
        if entry["argument"] not in order:
            raise BrokenReleaseError(
                f"ledger row {row['ledger_id']} gives {entry['argument']!r}, "
                f"which equation {row['equation_id']} does not take"
            )
    ordered = sorted(inputs, key=lambda entry: (order[entry["argument"]], entry["input_id"]))
    columns = ("source", "item", "process", "facility_id", "input_key", "gas", "scope", "scope3_category")
    more = ("tier", "route", "method_set", "scope2_account", "gwp_set", "allocated_to", "allocated_share")
    facts: dict[str, Fact] = {column: row[column] for column in (*columns, *more) if row[column] is not None}
    facts |= {
        "period": f"{row['period_start']} to {row['period_end']}",
        "equation": row["equation_id"],
        "equation_title": equation["title"],
        "expression": equation["expression"],
        "citation": equation["citation"],
    }
    children = tuple(_input(leaves, entry) for entry in ordered)
    if gwp is not None:
        facts["t_co2e"] = row["mass_kg"] / _KG_PER_T * gwp["canonical_value"]
        children += (_potential(gwp),)
    label = f"{row['source']}, {row['item']}, {row['gas']}"
    return ExplainNode("ledger", row["ledger_id"], label, row["mass_kg"], f"kg {row['gas']}", facts, children)


def _potential(gwp: Row) -> ExplainNode:
    told: dict[str, Fact] = {"gwp_set": gwp["gwp_set"], "multiplier": gwp["multiplier"]}
    label = f"global warming potential of {gwp['item']}"
    unit = gwp["canonical_unit"]
    return ExplainNode("potential", gwp["factor_id"], label, gwp["canonical_value"], unit, told, (factor(gwp),))


def ledger_rows(release: Release, ids: list[str], gwp_set: str | None) -> tuple[ExplainNode, ...]:
    """Ledger rows grouped by source, item and gas; with a GWP set each tells its t CO2e.

    Raises BrokenReleaseError where a row, its equation or a potential is not in the release.
    """
    found = by_id(release, "ledger", "ledger_id", ids)
    wanted = pl.Series(ids, dtype=pl.String).implode()
    inputs: dict[str, list[Row]] = {identifier: [] for identifier in ids}
    for entry in release.ledger_inputs.filter(pl.col("ledger_id").is_in(wanted)).iter_rows(named=True):
        inputs[entry["ledger_id"]].append(entry)
    leaves = Leaves(release, leaf_ids(entry for given in inputs.values() for entry in given))
    equations = by_id(release, "equations", "equation_id", [row["equation_id"] for row in found.values()])
    gases = sorted({row["gas"] for row in found.values()} - {_CO2E})
    gwps = {} if gwp_set is None else {gas: potential(release, gwp_set, gas) for gas in gases}

    def group(row: Row) -> tuple[str, str, str]:
        return (row["source"] or "", row["item"] or "", row["gas"])

    nodes = []
    ordered = sorted(found.values(), key=lambda row: (group(row), row["period_start"], row["ledger_id"]))
    for (source, item, gas), members in groupby(ordered, key=group):
        children = tuple(
            _ledger_row(leaves, row, inputs[row["ledger_id"]], equations[row["equation_id"]], gwps.get(gas))
            for row in members
        )
        nodes.append(children[0] if len(children) == 1 else _group(f"{source}, {item}, {gas}", gas, children))
    return tuple(nodes)


def _group(label: str, gas: str, children: tuple[ExplainNode, ...]) -> ExplainNode:
    mass = sum(float(child.value or 0) for child in children)
    facts: dict[str, Fact] = {"rows": len(children)}
    shares = [child.facts["t_co2e"] for child in children if "t_co2e" in child.facts]
    if shares:
        facts["t_co2e"] = sum(float(share or 0) for share in shares)
    return ExplainNode("group", label, label, mass, f"kg {gas}", facts, children)


def energy(leaves: Leaves, row: Row) -> ExplainNode:
    """One row of the energy table with the cells and factors behind it."""
    columns = ("carrier", "origin", "process", "facility_id", "heating_value")
    facts: dict[str, Fact] = {column: row[column] for column in columns if row[column] is not None}
    facts |= {
        "period": f"{row['period_start']} to {row['period_end']}",
        "equation": row["equation_id"],
        "expression": energy_expression(row["equation_id"]),
        "gj": row["gj"],
    }
    children = (*(leaves.node(one) for one in row["input_ids"] or []), *share_of(leaves, row, facts))
    return ExplainNode("energy", row["energy_id"], row["carrier"], row["mwh"], "MWh", facts, children)

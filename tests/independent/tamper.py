"""Copies of a release in which one leaf is another number.

Belongs here: which leaves a release's figures stand on, and altering one. Does not belong here: judging the result.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from intervals import cell
from leaf_units import number_written
from release_data import ReleaseData

_OF_PATH = ("base_value", "path_value", "intermediate_target_value")
_PRINTED = ("printed_lower", "printed_upper")


def leaves(data: ReleaseData) -> dict[str, list[str]]:
    """The leaves behind the figures by kind, sorted, without those that are zero.

    One per cent of zero is zero, so altering such a leaf alters nothing.
    """
    found: dict[str, set[str]] = {"record": set(), "factor": set(), "potential": set(), "parameter": set(),
                                   "interval": set()}  # fmt: skip

    def point(identifier: str) -> None:
        found["factor" if identifier in data.factors else "record"].add(identifier)

    for figure in data.figures.values():
        operation, operands = figure["operation"], figure["operands"]
        if operation in ("sum_co2e", "sum_mass"):
            for ledger_id in operands:
                for row in data.inputs[ledger_id]:
                    point(row["input_id"])
        if operation == "sum_co2e":
            gases = {data.ledger[ledger_id]["gas"] for ledger_id in operands}
            found["potential"] |= {
                row["factor_id"]
                for row in data.factors.values()
                if row["parameter"] == "gwp100" and row["gwp_set"] == figure["gwp_set"] and row["item"] in gases
            }
        if operation == "sum_energy":
            for energy_id in operands:
                for input_id in data.energy[energy_id]["input_ids"]:
                    point(input_id)
        if operation in ("sum_records", "mean_records", "sum_row_products", "record", "rate", "factor", *_PRINTED):
            for operand in operands:
                point(operand)
        if operation in ("interval", "half_width"):
            found["interval"] |= {operand for operand in operands if "|approach_1" not in operand}
        if operation == "pathway" and operands[0].rpartition("|")[2] in _OF_PATH:
            for input_id in data.pathways[operands[0].partition("|")[0]]["input_ids"]:
                point(input_id)
        if operation == "parameter":
            found["parameter"] |= set(operands)
    return {kind: sorted(one for one in ids if _value(data, kind, one) != 0) for kind, ids in found.items()}


def _number(text: str) -> str:
    """The number of a cell; the text that a source prints goes on with its unit."""
    return text.split()[0]


def _value(data: ReleaseData, kind: str, identifier: str) -> float:
    if kind == "record":
        return number_written(_number(data.cells[identifier]["text"]))
    if kind == "parameter":
        return 1.0
    if kind == "interval":
        return cell(data, identifier)[0]
    return float(data.factors[identifier]["canonical_value"])


def altered(data: ReleaseData, kind: str, identifier: str, by: float = 1.01) -> ReleaseData:
    """A copy in which this leaf is `by` times what it was. Raises KeyError for a leaf that is not there."""
    if kind == "record":
        cell = data.cells[identifier]
        number = _number(cell["text"])
        value = number_written(number) * by
        text = repr(value) + cell["text"].strip().removeprefix(number)
        return replace(data, cells={**data.cells, identifier: {**cell, "text": text, "value": value}})
    if kind in ("factor", "potential"):
        row = data.factors[identifier]
        changed = {name: _scaled(row[name], by) for name in ("value", "canonical_value")}
        return replace(data, factors={**data.factors, identifier: {**row, **changed}})
    if kind == "interval":
        row_id, _, column = identifier.rpartition("|")
        if "|" in row_id:
            row = data.drivers[row_id]
            return replace(data, drivers={**data.drivers, row_id: {**row, column: row[column] * by}})
        row = data.intervals[row_id]
        return replace(data, intervals={**data.intervals, row_id: {**row, column: row[column] * by}})
    books = copy.deepcopy(data.rulebooks)
    name, _, path = identifier.partition("#")
    books[name]["parameters"][path]["value"] *= by
    return replace(data, rulebooks=books)


def _scaled(value: float | str, by: float) -> float | str:
    return repr(number_written(value) * by) if isinstance(value, str) else value * by

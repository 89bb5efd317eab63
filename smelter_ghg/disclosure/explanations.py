"""The explanations of the figures a page prints: for each the whole tree down to record cells and cited factors.

Belongs here: which figures a page needs, what each rests on, the form the page's script reads. Does not belong here:
what a group of rows tells (explained_groups, explained_leaves), how it looks (explain.js).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from smelter_ghg.disclosure.concerns import Concerns, Found
from smelter_ghg.disclosure.evidence import Evidence
from smelter_ghg.disclosure.explained_bridges import BRIDGE, bridge_nodes, bridged_of
from smelter_ghg.disclosure.explained_groups import GROUP, Parts
from smelter_ghg.disclosure.explained_intervals import OF_INTERVALS, Intervals
from smelter_ghg.disclosure.explained_leaves import Node, number
from smelter_ghg.disclosure.explained_pathways import PATHWAY, pathway_cells, pathway_nodes, pathway_of
from smelter_ghg.disclosure.explained_restatements import restated_node, restated_of
from smelter_ghg.disclosure.facts import Facts, Frame, Row
from smelter_ghg.disclosure.figures_restated import RESTATEMENT
from smelter_ghg.disclosure.provenance import OPERATIONS, SIGNS
from smelter_ghg.disclosure.view import FigureIndex
from smelter_ghg.disclosure.words import words

# A sum of more groups than this is told by source first.
_GROUPS_SHOWN = 6
_ITEMS_SHOWN = 12
_ENERGY_GROUP = (
    "period_label", "carrier", "origin", "process", "facility_id", "equation_id", "heating_value", "allocation_id",
)  # fmt: skip
_OF_QUANTITIES = ("sum_records", "mean_records", "sum_row_products", "rate")
_OF_CELLS = ("record", "printed_lower", "printed_upper")
_SOURCE = ("scope", "scope3_category", "source", "scope2_account")
_FIGURE = re.compile(r"\bf[0-9a-f]{12}\b")
_SLOT = '<script type="application/json" id="explanations"></script>'

Elsewhere = Callable[[str], str]


class Explainer:
    """Explains the figures of a release page by page; made once, since the tables it looks into are sorted for it."""

    def __init__(self, facts: Facts, index: FigureIndex, records: Frame) -> None:
        self._facts, self._index = facts, index
        self._evidence = Evidence(facts, records)
        self._names = {row["smelter_id"]: str(row["name"]) for row in facts.smelters}

    def explanations(
        self, figure_ids: Iterable[str], elsewhere: Elsewhere | None = None, concerns: Concerns | None = None
    ) -> dict[str, Any]:
        """What explains these figures and those they rest on, ready for JSON.

        `concerns` are the findings of the page, told with the record cells they point at and every figure above them;
        `elsewhere` gives the address of the page that explains a figure whole, nothing where this page does; a figure
        explained elsewhere only leads there. Raises KeyError for a figure, row or factor that is not there.
        """
        rows, pages = self._closure(figure_ids, elsewhere)
        parts = Parts(self._evidence, {} if concerns is None else concerns.of_cell)
        figures = {fid: self._told(parts, fid, row) for fid, row in rows.items()}
        own = {fid: row for fid, row in rows.items() if fid not in pages}
        below = _Below(self._facts, self._index, self._evidence, parts, own)
        for fid, row in own.items():
            figures[fid] |= below.of(row)
            if numbers := below.found(fid):
                figures[fid]["findings"] = sorted(numbers)
        for fid, address in pages.items():
            figures[fid]["page"] = address
        found = [] if concerns is None else [_finding(parts, one) for one in concerns.found]
        return {"strings": parts.strings, "figures": figures, "nodes": parts.nodes, "findings": found}

    def page(self, html: str, elsewhere: Elsewhere | None = None, concerns: Concerns | None = None) -> str:
        """A page with the explanations of every figure it prints in the place the template keeps for them."""
        printed = sorted(set(_FIGURE.findall(html)))
        told = self.explanations([fid for fid in printed if fid in self._index], elsewhere, concerns)
        before, slot, after = html.partition(_SLOT)
        if not slot:
            raise ValueError("the page keeps no place for explanations")
        return before + _SLOT.replace("></", f">{script_json(told)}</") + after

    def _closure(self, figure_ids: Iterable[str], elsewhere: Elsewhere | None) -> tuple[dict[str, Row], dict[str, str]]:
        """The figures asked for and those they rest on, sorted by id, and the page of those explained elsewhere."""
        found: dict[str, Row] = {}
        pages: dict[str, str] = {}
        waiting = sorted(set(figure_ids))
        while waiting:
            fid = waiting.pop()
            if fid in found:
                continue
            found[fid] = dict(self._index.row(fid))
            address = "" if elsewhere is None else elsewhere(fid)
            if address:
                pages[fid] = address
            elif found[fid]["operation"] in SIGNS:
                waiting += found[fid]["operands"]
            elif found[fid]["operation"] in OF_INTERVALS:
                of = Intervals(self._facts, [found[fid]]).of(found[fid])
                waiting += [of] if of is not None and of in self._index else []
            elif found[fid]["operation"] == RESTATEMENT:
                waiting += [of for of in (restated_of(found[fid]),) if of in self._index]
            elif found[fid]["operation"] == BRIDGE:
                waiting += [of for of in bridged_of(self._facts, found[fid]) if of in self._index]
            elif found[fid]["operation"] == PATHWAY:
                of = pathway_of(self._facts, found[fid])
                waiting += [of] if of is not None and of in self._index else []
        return {fid: found[fid] for fid in sorted(found)}, pages

    def _told(self, parts: Parts, fid: str, row: Row) -> Node:
        """A figure as printed, and what it is about."""
        shown = self._index.need(fid)
        where = [self._names.get(str(row["smelter_id"]), str(row["smelter_id"]))] if row["smelter_id"] else []
        where += [str(row["period_label"])] if row["period_label"] else []
        basis = [one if one.isupper() or "GWP" in one else words(one) for one in str(row["basis"]).split("|")]
        stated = " · ".join(one for one in basis if one and one != "not stated")
        told = {
            "label": parts.text(shown.label),
            "text": shown.text,
            "word": parts.text(shown.word) if shown.word else None,
            "unit": parts.text(shown.unit) if shown.unit else None,
            "where": parts.text(", ".join(where)) if where else None,
            "basis": parts.text(stated) if stated else None,
            "how": parts.text(OPERATIONS[str(row["operation"])]),
        }
        return {name: value for name, value in told.items() if value is not None}


def explanations(facts: Facts, index: FigureIndex, records: Frame, figure_ids: Iterable[str]) -> dict[str, Any]:
    """What explains these figures and those they rest on, for a single page (see `Explainer`)."""
    return Explainer(facts, index, records).explanations(figure_ids)


def _finding(parts: Parts, one: Found) -> Node:
    """A finding by its letter, with where its row stands on the page."""
    return {"letter": parts.text(one.letter), "said": parts.text(one.said), "place": parts.text(one.place)}


def script_json(value: object) -> str:
    """JSON for a script element: < > & and ' as escapes, so that no text can end the element."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class _Below:
    """What the figures of one page rest on; rows, inputs and cells of all of them are fetched at once."""

    def __init__(
        self, facts: Facts, index: FigureIndex, evidence: Evidence, parts: Parts, figures: Mapping[str, Row]
    ) -> None:
        self._facts, self._index, self._evidence, self._parts = facts, index, evidence, parts
        self._figures = figures
        self._found: dict[str, set[int]] = {}

        def operands(*operations: str) -> dict[str, list[str]]:
            return {fid: row["operands"] for fid, row in figures.items() if row["operation"] in operations}

        sums = operands("sum_co2e", "sum_mass")
        self._ledger = evidence.ledger(one for ids in sums.values() for one in ids)
        self._inputs = evidence.inputs(self._ledger)
        self._energy = evidence.energy(one for ids in operands("sum_energy").values() for one in ids)
        self._quantities = evidence.quantities(one for ids in operands(*_OF_QUANTITIES).values() for one in ids)
        of_energy = {one for row in self._energy.values() for one in row["input_ids"] if "|" in one}
        self._conversions = evidence.conversions(of_energy)
        entries = [entry for own in self._inputs.values() for entry in own]
        named = {row["input_id"] for row in (*entries, *self._quantities.values())}
        shares = (*entries, *self._quantities.values(), *self._energy.values())
        named.update(row["allocation_id"] for row in shares if row["allocation_id"] is not None)
        # A record's id joins table, row key and column with bars; a factor's id holds none.
        written = {one for one in named if "|" in one} | of_energy
        self._intervals = Intervals(facts, figures.values())
        written |= self._intervals.cells(figures.values())
        self._of_paths = {fid: pathway_cells(facts, row) for fid, row in figures.items() if row["operation"] == PATHWAY}
        written |= {cell for cells in self._of_paths.values() for cell in cells}
        self._cells = evidence.cells(written | {one for ids in operands(*_OF_CELLS).values() for one in ids})
        self._ledger_groups = _Groups(self._ledger, GROUP, sums)
        self._energy_groups = _Groups(self._energy, _ENERGY_GROUP, operands("sum_energy"))

    def found(self, fid: str) -> set[int]:
        """The numbers of the findings on the record cells below a figure."""
        if not self._parts.found or fid not in self._figures:
            return set()
        if fid not in self._found:
            row = self._figures[fid]
            operation, operands = str(row["operation"]), row["operands"]
            if operation in SIGNS:
                self._found[fid] = {number for one in operands for number in self.found(one)}
            elif operation == PATHWAY:
                of_path = self._of_paths[fid]
                self._found[fid] = {number for cell in of_path for number in self._parts.found.get(cell, ())}
            else:
                cells = {cell for one in operands for cell in self._cells_below(operation, one)}
                self._found[fid] = {number for cell in cells if cell for number in self._parts.found.get(cell, ())}
        return self._found[fid]

    def _cells_below(self, operation: str, operand: str) -> Iterable[str | None]:
        """The record cells (and factors) that one operand of a figure rests on."""
        if operation in _OF_CELLS:
            return (operand,)
        rows: Sequence[Row] = ()
        if operation in ("sum_co2e", "sum_mass"):
            rows = self._inputs[operand]
        elif operation in _OF_QUANTITIES:
            rows = (self._quantities[operand],)
        elif operation == "sum_energy":
            row = self._energy[operand]
            return (*row["input_ids"], row["allocation_id"])
        return [row[name] for row in rows for name in ("input_id", "allocation_id")]

    def of(self, row: Row) -> Node:
        """What a figure rests on: figures, nodes or the names it counts."""
        operation, operands = str(row["operation"]), list(row["operands"])
        parts = self._parts
        if operation in SIGNS:
            return {"figures": operands, "sign": parts.text(SIGNS[operation])}
        if operation in ("sum_co2e", "sum_mass"):
            gwp_set = str(row["gwp_set"]) if operation == "sum_co2e" else None
            return {"nodes": self._of_ledger(operands, gwp_set)}
        if operation == "sum_energy":
            return {"nodes": self._of_energy(operands)}
        if operation in _OF_QUANTITIES:
            return {"nodes": parts.quantities(operands, self._cells, self._quantities)}
        if operation in _OF_CELLS:
            return {"nodes": parts.cells([self._cells[one] for one in operands], 1.0)}
        if operation in OF_INTERVALS:
            of = self._intervals.of(row)
            return {"nodes": [self._intervals.node(parts, row, of if of in self._figures else None, self._cells)]}
        if operation == BRIDGE:
            return {"nodes": bridge_nodes(parts, self._facts, row, self._figures)}
        if operation == PATHWAY:
            return {"nodes": pathway_nodes(parts, self._facts, row, self._figures, self._cells)}
        if operation == RESTATEMENT:
            of = restated_of(row)
            return {"nodes": [restated_node(parts, self._facts, row, of if of in self._figures else None)]}
        if operation == "factor":
            return {"nodes": [parts.factor(self._evidence.factor(operands[0]))]}
        if operation == "parameter":
            return {"nodes": [parts.parameter(operands[0])]}
        items = [self._item(one) for one in operands[:_ITEMS_SHOWN]]
        return {"items": [*items, *([parts.text("…")] if len(operands) > _ITEMS_SHOWN else [])]}

    def _item(self, operand: str) -> int:
        if operand in self._index:
            row = self._index.row(operand)
            return self._parts.text(f"{row['label']}, {row['period_label']}")
        return self._parts.text(words(operand.partition("|")[0]))

    def _of_ledger(self, ids: list[str], gwp_set: str | None) -> list[int]:
        by_source: dict[tuple[Any, ...], list[tuple[int, Row]]] = {}
        groups = self._ledger_groups.of(ids)
        for group, rows in groups:
            node = self._parts.ledger_group(group, rows, self._inputs, self._cells, gwp_set)
            by_source.setdefault(tuple(rows[0][name] for name in _SOURCE), []).append((node, rows[0]))
        if len(groups) <= _GROUPS_SHOWN or len(by_source) == 1:
            return [node for own in by_source.values() for node, _ in own]
        return [self._source(by_source[key]) for key in sorted(by_source, key=_sortable)]

    def _source(self, groups: list[tuple[int, Row]]) -> int:
        """The groups of one scope, source and account together."""
        nodes = [node for node, _ in groups]
        if len(nodes) == 1:
            return nodes[0]
        row = groups[0][1]
        category = "" if row["scope3_category"] is None else f", category {row['scope3_category']}"
        account = "" if row["scope2_account"] in (None, "common", "none") else f", {words(row['scope2_account'])}"
        made: Node = {
            "kind": "source",
            "label": self._parts.text(f"Scope {row['scope']}{category}: {words(row['source'])}{account}"),
            "nodes": nodes,
        }
        if all("co2e" in self._parts.nodes[node] for node in nodes):
            made["co2e"] = number(math.fsum(self._parts.nodes[node]["co2e"] for node in nodes))
        return self._parts.node(("source", tuple(nodes)), lambda: made)

    def _of_energy(self, ids: list[str]) -> list[int]:
        return [
            self._parts.energy_group(group, rows, self._cells, self._conversions)
            for group, rows in self._energy_groups.of(ids)
        ]


class _Groups:
    """Rows that agree in some columns and are taken by the same sums, so that no sum takes half a group."""

    def __init__(self, rows: Mapping[str, Row], columns: Sequence[str], operands: Mapping[str, list[str]]) -> None:
        classes = _classes(operands)
        found: dict[tuple[Any, ...], list[str]] = {}
        for _, one in sorted((row["period_start"], one) for one, row in rows.items()):
            row = rows[one]
            found.setdefault((*map(row.get, columns), classes[one]), []).append(one)
        ordered = [found[key] for key in sorted(found, key=_sortable)]
        self._rows = [[rows[one] for one in ids] for ids in ordered]
        self._group = {one: number for number, ids in enumerate(ordered) for one in ids}

    def of(self, ids: Iterable[str]) -> list[tuple[int, list[Row]]]:
        """The groups these rows make up, each with its number and its rows by day."""
        return [(number, self._rows[number]) for number in sorted({self._group[one] for one in ids})]


def _classes(operands: Mapping[str, list[str]]) -> dict[str, tuple[int, ...]]:
    """For each id the sums that take it: ids of one class are taken by the same, so that no sum takes half a class."""
    found: dict[str, list[int]] = {}
    for at, fid in enumerate(sorted(operands)):
        for one in operands[fid]:
            if one in found:
                found[one].append(at)
            else:
                found[one] = [at]
    return {one: tuple(numbers) for one, numbers in found.items()}


def _sortable(key: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)

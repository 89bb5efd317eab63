"""The nodes of an explanation below the figures: ledger and energy rows in groups, record cells, factors, parameters.

Belongs here: what goes into one group, and what a group tells. Does not belong here: figures and how they rest on each
other, how a script shows a node.

Nodes are plain dictionaries for JSON: every text is a number of the string table, every node below another the number
of a node. Each node stands there once, however many figures rest on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from smelter_ghg.disclosure.evidence import Evidence
from smelter_ghg.disclosure.facts import Row
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.provenance import cited, energy_expression, kind_words, place
from smelter_ghg.disclosure.text import clipped, neutral
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.units import KG_PER_T

Node = dict[str, Any]

# Rows of one ledger group share these; the days, the mass and the values of the arguments tell them apart.
GROUP = (
    "period_label", "scope", "scope3_category", "source", "process", "item", "gas", "equation_id", "facility_id",
    "input_key", "tier", "route", "method_set", "scope2_account", "gwp_set", "allocated_to",
)  # fmt: skip
# A group of more rows than two years of months is shown in ranges alone.
ROWS_SHOWN = 24
# Units of amounts that add up over rows; rates and shares do not.
_AMOUNTS = ("t", "t Al", "GJ", "MWh", "m3")
_TEXT_AT = 400
_SIGNIFICANT = 12


def number(value: float) -> float | int:
    """A value for JSON with twelve significant digits: what sums in another order agree on."""
    rounded = float(f"{value:.{_SIGNIFICANT}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**_SIGNIFICANT else rounded


class Parts:
    """Strings, equations and nodes of one page's explanations, each kept once."""

    def __init__(self, evidence: Evidence) -> None:
        sources()  # importing the sources fills the register of equations
        self._evidence = evidence
        self._strings: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        self._known: dict[Hashable, int] = {}
        self.nodes: list[Node] = []

    @property
    def strings(self) -> list[str]:
        return list(self._strings)

    def text(self, text: object) -> int:
        """The number of a text, made inert and of bearable length."""
        raw = str(text)
        if raw not in self._texts:
            self._texts[raw] = self._strings.setdefault(clipped(neutral(raw), _TEXT_AT), len(self._strings))
        return self._texts[raw]

    def node(self, key: Hashable, make: Callable[[], Node]) -> int:
        """The number of the node with this key, made when it is first asked for."""
        if key not in self._known:
            made = make()
            self._known[key] = len(self.nodes)
            self.nodes.append({name: value for name, value in made.items() if value not in (None, [])})
        return self._known[key]

    # Leaves ----------------------------------------------------------------------------------------------------------

    def factor(self, row: Row) -> int:
        """A cited factor: the value as published, its citation, its standing."""
        return self.node(("factor", row["factor_id"]), lambda: self._factor(row))

    def _factor(self, row: Row) -> Node:
        parts = (row["item"], row["parameter"], row["gas"], row["technology"], row["region"])
        name = ", ".join(item_words(str(part), capital=False) for part in parts[:2] if part)
        more = ", ".join(str(part) for part in parts[2:] if part)
        standing = ", ".join(str(row[part]) for part in ("status", "confidence", "gwp_set") if row[part])
        return {
            "kind": "factor",
            "label": self.text(name[:1].upper() + name[1:] + (f" ({more})" if more else "")),
            "id": self.text(row["factor_id"]),
            "value": number(float(row["value"])),
            "unit": self.text(unit_text(row["unit"])),
            "cited": self.text(cited(row)),
            "standing": self.text(standing),
            "note": self.text(row["note"]) if row["note"] else None,
        }

    def parameter(self, parameter_id: str) -> int:
        row = self._evidence.parameter(parameter_id)
        standing = ", ".join(str(row[part]) for part in ("status", "confidence") if row.get(part))
        return self.node(
            ("parameter", parameter_id),
            lambda: {
                "kind": "factor",
                "label": self.text(row["meaning"]),
                "id": self.text(parameter_id),
                "value": number(row["value"]),
                "unit": self.text(unit_text(row["unit"])),
                "cited": self.text(row["source"]),
                "standing": self.text(standing),
            },
        )

    def cells(self, cells: Sequence[Row], times: float) -> list[int]:
        """Record cells by file, sheet, column and unit: where they stand, their values as written."""
        groups: dict[tuple[str, str, str, str], dict[int, Row]] = {}
        for cell in cells:
            key = (cell["file"], cell["sheet"] or "", cell["column"], cell["unit"] or "")
            groups.setdefault(key, {})[cell["row"]] = cell
        return [self._place(groups[key], times) for key in sorted(groups)]

    def _place(self, cells: Mapping[int, Row], times: float) -> int:
        rows = sorted(cells)
        first = cells[rows[0]]
        key = ("cells", first["file"], first["sheet"], first["column"], first["unit"], tuple(rows), times)
        return self.node(key, lambda: self._cells(cells, rows, times))

    def _cells(self, cells: Mapping[int, Row], rows: Sequence[int], times: float) -> Node:
        first = cells[rows[0]]
        values = [cell["value"] for cell in cells.values() if cell["value"] is not None]
        documents = sorted({cell["document_id"] for cell in cells.values() if cell["document_id"]})
        measured = sorted({day for cell in cells.values() if (day := self._evidence.measured_on(cell)) is not None})
        made: Node = {
            "kind": "cells",
            "place": self.text(place(first["file"], first["sheet"], rows, first["column"])),
            "unit": self.text(unit_text(first["unit"])) if first["unit"] else None,
            "times": number(times) if times != 1 else None,
            "documents": [self.text(self._document(one)) for one in documents],
            "measured": [self.text(day) for day in measured],
        }
        if len(rows) == 1:
            made["text"] = self.text(first["text"])
        else:
            made["count"] = len(rows)
            made |= {"low": number(min(values)), "high": number(max(values))} if values else {}
        if 1 < len(rows) <= ROWS_SHOWN:
            made["cells"] = [[row, clipped(neutral(str(cells[row]["text"])), _TEXT_AT)] for row in rows]
        return made

    def _document(self, document_id: str) -> str:
        title = self._evidence.document_title(document_id)
        return document_id if title is None else f"{document_id}: {title}"

    # Ledger rows -----------------------------------------------------------------------------------------------------

    def ledger_group(
        self,
        key: Hashable,
        rows: Sequence[Row],
        inputs: Mapping[str, list[Row]],
        cells: Mapping[str, Row],
        gwp_set: str | None,
    ) -> int:
        """Ledger rows that share the columns of GROUP, sorted by day; with a GWP set also their CO2e."""
        return self.node(("ledger", key, gwp_set), lambda: self._ledger_group(rows, inputs, cells, gwp_set))

    def _ledger_group(
        self, rows: Sequence[Row], inputs: Mapping[str, list[Row]], cells: Mapping[str, Row], gwp_set: str | None
    ) -> Node:
        first, gas = rows[0], rows[0]["gas"]
        mass = math.fsum(row["mass_kg"] for row in rows)
        end = max(row["period_end"] for row in rows)
        about = [words(first["process"]), f"tier {first['tier']}"]
        if first["scope2_account"] not in (None, "common", "none"):
            about.insert(0, words(first["scope2_account"]))
        if first["allocated_to"] != "primary_metal":
            about.append(f"allocated to {words(first['allocated_to'])}")
        named = [
            item_words(first["item"] or "", capital=False),
            unit_text(gas),
            first["facility_id"],
            first["input_key"],
        ]
        label = f"{words(first['source'])}: {', '.join(part for part in named if part)}"
        made: Node = {
            "kind": "group",
            "label": self.text(label),
            "about": [self.text(part) for part in about if part],
            "days": self.text(f"{first['period_start']} to {end}"),
            "count": len(rows),
            "gas": self.text(unit_text(gas)),
            "kg": number(mass),
            "equation": self._equation(first["equation_id"]),
        }
        if gwp_set is not None:
            factor = None if gas == "CO2e" else self._evidence.potential(gwp_set, gas)
            potential = 1.0 if factor is None else factor["canonical_value"]
            made["co2e"] = number(math.fsum(row["mass_kg"] / KG_PER_T * potential for row in rows))
            if factor is not None:
                made["potential"] = self.factor(factor)
            elif first["gwp_set"]:
                made["known_under"] = self.text(first["gwp_set"].replace("_", " "))
        made["arguments"], values = self._arguments(rows, inputs, cells)
        if 1 < len(rows) <= ROWS_SHOWN:
            varying = [at for at, told in enumerate(made["arguments"]) if "low" in told]
            made["columns"] = varying
            made["rows"] = [
                [self._days(row), *(number(values[at][line]) for at in varying), number(row["mass_kg"])]
                for line, row in enumerate(rows)
            ]
        return made

    def _days(self, row: Row) -> int:
        return self.text(f"{row['period_start']} to {row['period_end']}")

    def _equation(self, equation_id: str) -> int:
        known = EQUATIONS.get(equation_id)
        title, expression, source = (
            (equation_id, "", "") if known is None else (known.title, known.expression, known.citation)
        )
        return self.node(
            ("equation", equation_id),
            lambda: {
                "kind": "equation",
                "id": self.text(equation_id),
                "title": self.text(title),
                "expression": self.text(expression),
                "cited": self.text(source),
            },
        )

    def _arguments(
        self, rows: Sequence[Row], inputs: Mapping[str, list[Row]], cells: Mapping[str, Row]
    ) -> tuple[list[Node], list[list[float]]]:
        """Each argument of the group's equation, and its value in every row."""
        order: list[str] = []
        known = EQUATIONS.get(rows[0]["equation_id"])
        if known is not None:
            order = known.arguments
        names = {entry["argument"] for row in rows for entry in inputs[row["ledger_id"]]}
        told, columns = [], []
        for name in sorted(names, key=lambda one: (order.index(one) if one in order else len(order), one)):
            entries = [[e for e in inputs[row["ledger_id"]] if e["argument"] == name] for row in rows]
            values = [math.fsum(entry["value"] for entry in own) for own in entries]
            told.append(self._argument(name, [entry for own in entries for entry in own], values, cells))
            columns.append(values)
        return told, columns

    def _argument(self, name: str, entries: Sequence[Row], values: Sequence[float], cells: Mapping[str, Row]) -> Node:
        unit = entries[0]["unit"]
        made: Node = {
            "name": self.text(item_words(name)),
            "argument": self.text(name),
            "unit": self.text(unit_text(unit)),
        }
        low, high = min(values), max(values)
        if low == high and (len(values) == 1 or unit not in _AMOUNTS):
            made["value"] = number(low)
        else:
            made |= {"low": number(low), "high": number(high)}
            if unit in _AMOUNTS:
                made["sum"] = number(math.fsum(values))
        made["from"] = []
        found: dict[tuple[str, float, str, str], dict[str, Row]] = {}
        for entry in entries:
            factor_id = "" if entry["input_id"] in cells else entry["input_id"]
            key = (entry["kind"], entry["multiplier"], factor_id, entry.get("allocation_id") or "")
            found.setdefault(key, {})[entry["input_id"]] = entry
        for (kind, times, factor_id, _), own in sorted(found.items()):
            if factor_id:
                below = [self.factor(self._evidence.factor(factor_id))]
            else:
                below = self._shared(next(iter(own.values())), self.cells([cells[one] for one in own], times), cells)
            told: Node = {"nodes": below}
            if kind not in ("record", "factor"):
                told["standing"] = self.text(kind_words(kind))
            if factor_id and times != 1:
                told["times"] = number(times)
            made["from"].append(told)
        return made

    # Energy ----------------------------------------------------------------------------------------------------------

    def energy_group(
        self, key: Hashable, rows: Sequence[Row], cells: Mapping[str, Row], conversions: Mapping[str, float]
    ) -> int:
        """Energy rows of one carrier, origin, process and equation."""
        return self.node(("energy", key), lambda: self._energy_group(rows, cells, conversions))

    def _energy_group(self, rows: Sequence[Row], cells: Mapping[str, Row], conversions: Mapping[str, float]) -> Node:
        first = rows[0]
        ids = sorted({one for row in rows for one in row["input_ids"]})
        by_times: dict[float, list[Row]] = {}
        for one in ids:
            if one in cells:
                by_times.setdefault(conversions[one], []).append(cells[one])
        written = [node for times in sorted(by_times) for node in self.cells(by_times[times], times)]
        below = self._shared(first, written, cells)
        below += [self.factor(self._evidence.factor(one)) for one in ids if one not in cells]
        about = (first["facility_id"], words(first["process"]), (first["heating_value"] or "").replace("_", " "))
        return {
            "kind": "energy",
            "label": self.text(f"{item_words(first['carrier'])}, {words(first['origin'])}"),
            "about": [self.text(part) for part in about if part],
            "days": self.text(f"{first['period_start']} to {max(row['period_end'] for row in rows)}"),
            "count": len(rows),
            "mwh": number(math.fsum(row["mwh"] for row in rows)),
            "gj": number(math.fsum(row["gj"] for row in rows)),
            "expression": self.text(energy_expression(first["equation_id"])),
            "nodes": below,
        }

    def quantities(self, ids: Iterable[str], cells: Mapping[str, Row], quantities: Mapping[str, Row]) -> list[int]:
        """Rows of the activity table as the record cells they are, by conversion and share."""
        found: dict[tuple[float, str], list[Row]] = {}
        for row in (quantities[one] for one in ids):
            found.setdefault((row["multiplier"], row.get("allocation_id") or ""), []).append(row)
        return [
            node
            for (times, _), rows in sorted(found.items())
            for node in self._shared(rows[0], self.cells([cells[row["input_id"]] for row in rows], times), cells)
        ]

    def _shared(self, row: Row, nodes: list[int], cells: Mapping[str, Row]) -> list[int]:
        """The nodes, or one around them where a row takes only its share of what is shared with others."""
        allocation_id = row.get("allocation_id")
        if allocation_id is None:
            return nodes
        return [
            self.node(
                ("shared", allocation_id, tuple(nodes)),
                lambda: {
                    "kind": "shared",
                    "share": number(row["allocation_share"]),
                    "nodes": nodes,
                    "by": self.cells([cells[allocation_id]], 1.0),
                },
            )
        ]

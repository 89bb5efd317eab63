"""The middle of an explanation: ledger and energy rows in groups, each with its equation and its arguments.

Belongs here: what goes into one group, and what a group tells. Does not belong here: record cells and factors
(explained_leaves), figures and how they rest on each other (explanations).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from smelter_ghg.disclosure.evidence import Evidence
from smelter_ghg.disclosure.explained_leaves import ROWS_SHOWN, Leaves, Node, number
from smelter_ghg.disclosure.facts import Row
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.provenance import energy_expression, kind_words
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.units import KG_PER_T

# Rows of one ledger group share these; the days, the mass and the values of the arguments tell them apart.
GROUP = (
    "period_label", "scope", "scope3_category", "source", "process", "item", "gas", "equation_id", "facility_id",
    "input_key", "tier", "route", "method_set", "scope2_account", "gwp_set", "allocated_to",
)  # fmt: skip
# Units of amounts that add up over rows; rates and shares do not.
_AMOUNTS = ("t", "t Al", "GJ", "MWh", "m3")


class Parts(Leaves):
    """Everything below the figures of one page's explanations, each node kept once."""

    def __init__(self, evidence: Evidence, found: Mapping[str, Collection[int]] | None = None) -> None:
        super().__init__(evidence, found)
        sources()  # importing the sources fills the register of equations

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
            about.append(f"made for {words(first['allocated_to'])}")
        if first["allocated_share"] != 1:
            about.append("result of the equation times allocated part over allocated whole")
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
        found: dict[str, list[list[Row]]] = {}
        for line, row in enumerate(rows):
            for entry in inputs[row["ledger_id"]]:
                name = entry["argument"]
                if name not in found:
                    found[name] = [[] for _ in rows]
                found[name][line].append(entry)
        told, columns = [], []
        for name in sorted(found, key=lambda one: (order.index(one) if one in order else len(order), one)):
            entries = found[name]
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
        # Every row of a facility has the same part and whole; only those of one row add up.
        shared = name in (PART, WHOLE)
        if low == high and (len(values) == 1 or shared or unit not in _AMOUNTS):
            made["value"] = number(low)
        else:
            made |= {"low": number(low), "high": number(high)}
            if unit in _AMOUNTS and not shared:
                made["sum"] = number(math.fsum(values))
        made["from"] = []
        found: dict[tuple[str, float, str, str, str], dict[str, Row]] = {}
        for entry in entries:
            input_id = entry["input_id"]
            factor_id = "" if input_id in cells else input_id
            method = entry.get("substitution_method") or ""
            key = (entry["kind"], entry["multiplier"], factor_id, entry.get("allocation_id") or "", method)
            found.setdefault(key, {})[input_id] = entry
        for (kind, times, factor_id, _, method), own in sorted(found.items()):
            if factor_id:
                below = [self.factor(self._evidence.factor(factor_id))]
            else:
                below = self._shared(next(iter(own.values())), self.cells([cells[one] for one in own], times), cells)
            told: Node = {"nodes": below}
            if kind not in ("record", "factor"):
                told["standing"] = self.text(kind_words(kind, method or None))
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

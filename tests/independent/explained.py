"""Holds the explanations a page carries against the release's Parquet and against themselves.

Belongs here: reading a page's explanations, and every number in them recomputed from the numbers below it and from the
record cells, factors and ledger rows of the release. Does not belong here: what the page prints of them (crawler).
"""

from __future__ import annotations

import bisect
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from leaf_equations import EQUATIONS, PART, WHOLE
from leaf_units import number_written
from printed import expected_text, printed_figures
from qualifiers import word_problem
from release_data import ReleaseData

_HELD = re.compile(r'<script type="application/json" id="explanations">(.*?)</script>', re.DOTALL)
_PLACE = re.compile(r"file (?P<file>.+?)(?:, sheet (?P<sheet>.+?))?, rows? (?P<rows>[\d–, ]+), column (?P<column>\w+)")
_LEAVES = ("sum_records", "rate", "record")

Node = dict[str, Any]


def told(html: str) -> dict[str, Any]:
    """The explanations a page carries. Raises ValueError where it carries none."""
    found = _HELD.search(html)
    if found is None:
        raise ValueError("the page carries no explanations")
    held: dict[str, Any] = json.loads(found.group(1))
    return held


def same(left: float, right: float) -> bool:
    # Twelve digits are carried, so sums of many hold ten.
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def rows_named(text: str) -> list[int]:
    """2-5, 9 as 2, 3, 4, 5, 9; a dash is an en dash."""
    rows: list[int] = []
    for part in text.split(", "):
        first, _, last = part.partition("–")
        rows += range(int(first), int(last or first) + 1)
    return rows


def _is_behind(cell: str, column: str) -> bool:
    """Whether a cell behind a row of a path is behind one of its columns: slopes, shares, a stated base, a target."""
    target = cell.rpartition("|")[2] in ("intermediate_target_value", "target_value")
    if column == "intermediate_target_value":
        return target
    return not target and (column == "path_value" or (column == "base_value" and cell.startswith("pathways|")))


class Explained:
    """The explanations of one page beside the release they come from."""

    def __init__(self, data: ReleaseData, held: dict[str, Any]) -> None:
        self.data, self.held = data, held
        self.cells = {(c["file"], c["sheet"] or "", c["row"], c["column"]): c for c in data.cells.values()}

    def text(self, at: int) -> str:
        return str(self.held["strings"][at])

    def nodes(self, numbers: list[int]) -> list[Node]:
        return [self.held["nodes"][at] for at in numbers]

    def groups(self, numbers: list[int]) -> list[Node]:
        """The groups below nodes, those of a source included."""
        return [
            one
            for node in self.nodes(numbers)
            for one in (self.groups(node["nodes"]) if node["kind"] == "source" else [node])
        ]

    # Figures ---------------------------------------------------------------------------------------------------------

    def problems(self, html: str) -> Iterator[str]:
        figures = self.held["figures"]
        for fid in sorted({fid for fid, _, _ in printed_figures(html)} - set(figures)):
            yield f"figure {fid} is printed and not explained"
        for fid, figure in figures.items():
            row = self.data.figures[fid]
            word = self.text(figure["word"]) if "word" in figure else ""
            if figure["text"] != expected_text(row["value"], row["decimals"]):
                yield f"figure {fid} reads {figure['text']}, its value is {row['value']}"
            problem = word_problem(row, word, figure["text"])
            if problem is not None:
                yield f"figure {fid}: {problem}"
            if "page" not in figure:
                yield from (f"figure {fid} ({row['label']}): {found}" for found in self._below(figure, row))
        yield from self._linked(html)
        for at, node in enumerate(self.held["nodes"]):
            yield from (f"node {at}: {found}" for found in self._node(node))

    def _linked(self, html: str) -> Iterator[str]:
        """Marks beside figures and links back lead somewhere; the explanations know the findings the page lists."""
        ids = re.findall(r'\bid="([^"]+)"', html)
        if len(ids) != len(set(ids)):
            yield "an id stands twice"
        for target in re.findall(r'href="#((?:finding|at)-[^"]+)"', html):
            if target not in ids:
                yield f"#{target} leads nowhere"
        listed = sum(one.startswith("finding-") for one in ids)
        if len(self.held["findings"]) not in (0, listed):
            yield f"{len(self.held['findings'])} findings, the page lists {listed}"
        for one in self.held["findings"]:
            if self.text(one["place"]) not in ids:
                yield f"finding {self.text(one['letter'])} is not on the page"

    def _findings(self, node: Node) -> Iterator[str]:
        """Every finding of the release at one of these cells is told with them."""
        told = {self.text(self.held["findings"][at]["said"]) for at in node.get("findings", [])}
        places = {(c["file"], c["sheet"] or "", c["row"], c["column"]) for c in self._places(node)}
        for one in self.data.findings if self.held["findings"] else []:
            if (one["file"], one["sheet"] or "", one["row"], one["column"]) in places:
                check = one["check_id"].replace("_", " ")
                if not any(said.endswith(check) for said in told):
                    yield f"says nothing of {check} at {self.text(node['place'])}"

    def _below(self, figure: Node, row: Node) -> Iterator[str]:
        operation, operands = row["operation"], row["operands"]
        if "figures" in figure:
            if figure["figures"] != operands or not set(operands) <= set(self.held["figures"]):
                yield "rests on other figures than the release says"
            return
        if operation in ("sum_co2e", "sum_mass"):
            groups = self.groups(figure["nodes"])
            unit = {"kg": 1.0, "t": 1000.0}.get(row["unit"], 1.0)
            total = math.fsum(one["co2e"] if operation == "sum_co2e" else one["kg"] / unit for one in groups)
            if not same(total, row["value"]):
                yield f"its groups make {total}, not {row['value']}"
            masses = sorted(self.data.ledger[one]["mass_kg"] for one in operands)
            shown = sorted(mass for one in groups for mass in _masses(one))
            hidden = sum(one["count"] for one in groups if not _masses(one))
            if _without(masses, shown) != hidden:
                yield "its rows are not the ledger rows of the release"
        elif operation == "sum_energy":
            column = {"MWh": "mwh", "GJ": "gj"}[row["unit"]]
            total = math.fsum(one[column] for one in self.nodes(figure["nodes"]))
            count = sum(one["count"] for one in self.nodes(figure["nodes"]))
            if not same(total, row["value"]) or count != len(operands):
                yield f"its groups make {total} in {count} rows, not {row['value']} in {len(operands)}"
        elif operation in _LEAVES:
            values = [value for one in self.nodes(figure["nodes"]) for value in self._values(one)]
            if not same(math.fsum(values), row["value"]) or len(values) != len(operands):
                yield f"its {len(values)} cells make {math.fsum(values)}, not {row['value']}"
        elif operation == "mean_records":
            values = [value for one in self.nodes(figure["nodes"]) for value in self._values(one)]
            if not same(math.fsum(values) / len(operands), row["value"]) or len(values) != len(operands):
                yield f"its {len(values)} cells have another mean than {row['value']}"
        elif operation == "sum_row_products":
            rows: dict[tuple[str, str, int], float] = {}
            for one in self.nodes(figure["nodes"]):
                for cell, value in zip(self._places(one), self._values(one), strict=True):
                    key = (cell["file"], cell["sheet"] or "", cell["row"])
                    rows[key] = rows.get(key, 1.0) * value
            if not same(math.fsum(rows.values()), row["value"]):
                yield f"its rows make {math.fsum(rows.values())}, not {row['value']}"
        elif operation in ("printed_lower", "printed_upper"):
            cells = [cell["input_id"] for one in self.nodes(figure["nodes"]) for cell in self._places(one)]
            if sorted(cells) != sorted(operands):
                yield f"its cells are {cells}, not {operands}"
        elif operation in ("interval", "half_width", "probability"):
            yield from self._interval(figure, row)
        elif operation == "bridge":
            if not self.nodes(figure["nodes"]):
                yield "says nothing of how it was split off"
        elif operation == "pathway":
            yield from self._pathway(figure, row)
        elif operation == "restatement":
            (node,) = self.nodes(figure["nodes"])
            if node.get("of") not in (None, operands[0].partition("|")[0]):
                yield f"is of {node['of']}, not {operands[0]}"
        elif operation in ("factor", "parameter"):
            (node,) = self.nodes(figure["nodes"])
            if not same(node["value"], row["value"]) or self.text(node["id"]) != operands[0]:
                yield f"its leaf is {node['value']}, not {row['value']}"
        elif operation != "count":
            yield f"no operation {operation!r} is known"

    def _pathway(self, figure: Node, row: Node) -> Iterator[str]:
        """How it follows; a base, a path or a target shows the record cells it rests on."""
        how, *cells = self.nodes(figure["nodes"])
        if how["kind"] != "interval" or ("of" in how and how["of"] not in self.held["figures"]):
            yield "says nothing of how it follows"
        pathway_id, _, column = row["operands"][0].partition("|")
        shown = sorted(cell["input_id"] for one in cells for cell in self._places(one))
        wanted = sorted(one for one in self.data.pathways[pathway_id]["input_ids"] if _is_behind(one, column))
        if shown != wanted:
            yield f"its cells are {shown}, not {wanted}"

    def _interval(self, figure: Node, row: Node) -> Iterator[str]:
        """The number of draws, what has no range, the drivers in their order, and the figure it is of."""
        (node,) = self.nodes(figure["nodes"])
        first, *rest = row["operands"][0].split("|")
        if "of" in node and node["of"] not in self.held["figures"]:
            yield f"is of {node['of']}, which the page does not tell"
        if row["operation"] == "probability":
            return
        interval = self.data.intervals[first]
        if "draws" in node and (node["draws"], self.text(node["seed"])) != (interval["draws"], str(interval["seed"])):
            yield f"{node['draws']} draws from {self.text(node['seed'])}"
        if "exact" in node and not same(node["exact"], 100 * interval["without_range_share"]):
            yield f"{node['exact']} % without a range"
        wanted = [one for one in self.data.drivers.values() if one["uncertainty_id"] == first]
        wanted = [one for one in wanted if len(rest) == 1 or str(one["rank"]) == rest[0]]
        told = self.nodes(node.get("drivers", []))
        if "exact" in node and len(told) != len(wanted):
            yield f"{len(told)} drivers, the release holds {len(wanted)}"
        for one, driver in zip(told, sorted(wanted, key=lambda each: each["rank"]), strict=False):
            same_numbers = same(one["half"], driver["half_width"]) and same(
                one["share"], 100 * driver["variance_share"]
            )
            if self.text(one["named"]) != driver["error_group"] or not same_numbers:
                yield f"driver {self.text(one['named'])} is {one['half']}, the release says {driver['half_width']}"

    # Nodes -----------------------------------------------------------------------------------------------------------

    def _node(self, node: Node) -> Iterator[str]:
        if node["kind"] == "cells":
            yield from self._cells(node)
            yield from self._findings(node)
        elif node["kind"] == "factor" and self.text(node["id"]) in self.data.factors:
            row = self.data.factors[self.text(node["id"])]
            if not same(node["value"], number_written(str(row["value"]))):
                yield f"factor {row['factor_id']} is {row['value']}, not {node['value']}"
            if row["document"][:300] not in self.text(node["cited"]):
                yield f"factor {row['factor_id']} does not cite {row['document']}"
        elif node["kind"] == "group":
            yield from self._group(node)
        elif node["kind"] == "source" and "co2e" in node:
            total = math.fsum(one["co2e"] for one in self.groups(node["nodes"]))
            if not same(total, node["co2e"]):
                yield f"{node['co2e']} t CO2e, its groups make {total}"
        elif node["kind"] == "shared":
            (share,) = [value for one in self.nodes(node["by"]) for value in self._values(one)]
            if not same(share, node["share"]):
                yield f"a share of {node['share']}, the record says {share}"
        elif node["kind"] == "energy" and not same(node["gj"], node["mwh"] * 3.6):
            yield f"{node['mwh']} MWh are not {node['gj']} GJ"

    def _places(self, node: Node) -> list[Node]:
        found = _PLACE.fullmatch(self.text(node["place"]))
        if found is None:
            raise ValueError(f"{self.text(node['place'])} is no place")
        sheet = found["sheet"] or ""
        return [self.cells[found["file"], sheet, row, found["column"]] for row in rows_named(found["rows"])]

    def _values(self, node: Node, *, signed: bool = False) -> list[float]:
        """The values of record cells, read from the release at the place named, in the unit that is taken; with
        `signed`, those that an argument takes away with a minus sign."""
        if node["kind"] == "shared":
            below = [value for one in self.nodes(node["nodes"]) for value in self._values(one, signed=signed)]
            return [node["share"] * value for value in below]
        times = node.get("times", 1.0)
        return [number_written(cell["text"]) * (times if signed else abs(times)) for cell in self._places(node)]

    def _cells(self, node: Node) -> Iterator[str]:
        cells = self._places(node)
        if "text" in node:
            shown = [self.text(node["text"])]
        else:
            shown = [text for _, text in node.get("cells", [])]
            if node["count"] != len(cells):
                yield f"{node['count']} cells, {len(cells)} are named"
            values = [cell["value"] for cell in cells if cell["value"] is not None]
            if values and not (same(min(values), node["low"]) and same(max(values), node["high"])):
                yield f"{node['low']} to {node['high']}, the release holds {min(values)} to {max(values)}"
        if shown and shown != [cell["text"] for cell in cells]:
            yield f"{shown} are not what the release holds at {self.text(node['place'])}"

    def _group(self, node: Node) -> Iterator[str]:
        known = EQUATIONS[self.text(self.held["nodes"][node["equation"]]["id"])]
        names = [self.text(one["argument"]) for one in node["arguments"]]
        if set(names) - {PART, WHOLE} != set(known.units):
            yield f"arguments {names}, the equation takes {sorted(known.units)}"
            return
        masses = []
        for row in node.get("rows", []) or ([[0, node["kg"]]] if node["count"] == 1 else []):
            given = {name: one.get("value", 0.0) for name, one in zip(names, node["arguments"], strict=True)}
            given |= {names[at]: row[1 + place] for place, at in enumerate(node.get("columns", []))}
            masses.append(row[-1])
            share = given.pop(PART, 1.0) / given.pop(WHOLE, 1.0)
            if not same(known.function(**given) * share, row[-1]):
                yield f"{row[-1]} kg, its arguments make {known.function(**given) * share}"
        if masses and not same(math.fsum(masses), node["kg"]):
            yield f"{node['kg']} kg, its rows make {math.fsum(masses)}"
        if "co2e" in node:
            potential = self.held["nodes"][node["potential"]]["value"] if "potential" in node else 1.0
            if not same(node["kg"] / 1000.0 * potential, node["co2e"]):
                yield f"{node['co2e']} t CO2e from {node['kg']} kg at {potential}"
        for name, one in zip(names, node["arguments"], strict=True):
            yield from (f"{name}: {found}" for found in self._argument(one, node))

    def _argument(self, one: Node, group: Node) -> Iterator[str]:
        if len(one["from"]) != 1:
            parts = [below for source in one["from"] for below in self.nodes(source["nodes"])]
            if group["count"] == 1 and all(below["kind"] in ("cells", "shared") for below in parts):
                total = math.fsum(value for below in parts for value in self._values(below, signed=True))
                if not same(total, one["value"]):
                    yield f"{one['value']}, its cells make {total}"
            return
        (source,) = one["from"]
        values: list[float] = []
        signed: list[float] = []
        for below in self.nodes(source["nodes"]):
            of_cells = below["kind"] in ("cells", "shared")
            values += self._values(below) if of_cells else [below["value"] * source.get("times", 1.0)]
            signed += self._values(below, signed=True) if of_cells else []
        own = [row[1 + group["columns"].index(at)] for at, other in enumerate(group["arguments"])
               if other is one and at in group.get("columns", []) for row in group["rows"]]  # fmt: skip
        if len(values) == 1 and not same(values[0], one.get("value", one.get("low"))):
            yield f"{one.get('value')}, its leaf is {values[0]}"
        if group["count"] == 1 and len(signed) > 1 and not same(math.fsum(signed), one["value"]):
            yield f"{one['value']}, its cells make {math.fsum(signed)}"
        if len(values) == len(own) > 1 and not all(map(same, sorted(values), sorted(own))):
            yield "its rows are not its cells"
        if len(values) == group["count"] and "sum" in one and not same(math.fsum(values), one["sum"]):
            yield f"together {one['sum']}, its cells make {math.fsum(values)}"


def _masses(group: Node) -> list[float]:
    if group["count"] == 1:
        return [group["kg"]]
    return [row[-1] for row in group.get("rows", [])]


def _without(masses: list[float], shown: list[float]) -> int | None:
    """How many masses are left when those shown are taken away; None where one shown is none of them. Both sorted."""
    left = list(masses)
    for mass in shown:
        at = bisect.bisect_left(left, mass - abs(mass) * 1e-9 - 1e-9)
        if at == len(left) or not same(left[at], mass):
            return None
        del left[at]
    return len(left)


def explained_problems(data: ReleaseData, html: str) -> Iterator[str]:
    """Everything in which a page's explanations disagree with the release."""
    yield from Explained(data, told(html)).problems(html)

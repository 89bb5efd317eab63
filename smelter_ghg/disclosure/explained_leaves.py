"""Where an explanation ends: record cells, factors, rule parameters; and the tables of strings and nodes it is kept in.

Belongs here: what a leaf tells. Does not belong here: ledger and energy rows (explained_groups), figures
(explanations), how a script shows a node (explain.js).

Nodes are plain dictionaries for JSON: every text is a number of the string table, every node below another the number
of a node. Each node stands there once, however many figures rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

from smelter_ghg.disclosure.evidence import Evidence
from smelter_ghg.disclosure.facts import Row
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.provenance import cited, place
from smelter_ghg.disclosure.text import clipped, neutral
from smelter_ghg.disclosure.words import item_words

Node = dict[str, Any]

# A group of more rows than two years of months is shown in ranges alone.
ROWS_SHOWN = 24
_TEXT_AT = 400
_SIGNIFICANT = 12


def number(value: float) -> float | int:
    """A value for JSON with twelve significant digits: what sums in another order agree on."""
    rounded = float(f"{value:.{_SIGNIFICANT}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**_SIGNIFICANT else rounded


class Leaves:
    """Strings and nodes of one page's explanations, each kept once: record cells, factors, parameters, shares.

    `found` holds the numbers of the page's findings by the record cell they point at.
    """

    def __init__(self, evidence: Evidence, found: Mapping[str, Collection[int]] | None = None) -> None:
        self._evidence = evidence
        self.found = {} if found is None else found
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
            "findings": sorted({one for cell in cells.values() for one in self.found.get(cell["input_id"], ())}),
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

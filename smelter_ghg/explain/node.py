"""One node of an explanation.

Belongs here: its shape and its form as plain data. Does not belong here: where it comes from, how it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NodeKind = Literal[
    "figure", "group", "ledger", "argument", "energy", "quantity", "potential", "record", "factor", "parameter", "item",
    "interval", "driver", "verdict", "restatement", "bridge", "pathway",
]  # fmt: skip
# What a node of the table of pathways tells: the path, and what it starts from.
PATH_FACTS = ("slope_set", "slope_version", "form", "emissions", "path_value", "value", "production_t")
BASE_FACTS = ("base_year", "base_value", "base_source", "slope_base", "slope", "slope_2050", "market_ratio")
Fact = str | float | int | bool | None


@dataclass(frozen=True)
class ExplainNode:
    """A value and what it was made of.

    kind: figure; group (ledger rows of one source, item and gas); ledger, energy (one row); argument (of an equation);
    quantity (record cell in canonical units); potential (a global warming potential); record, factor, parameter
    (leaves); item (something counted); interval, driver (rows of the tables of uncertainty); verdict; restatement (of
    the comparison with the previous release); bridge (of the table of bridges);
    pathway (of the table of pathways). `value` is in `unit`; `facts` holds
    what else a reader needs, in reading order.
    """

    kind: NodeKind
    id: str
    label: str
    value: Fact = None
    unit: str | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    children: tuple[ExplainNode, ...] = ()

    def leaves(self) -> list[ExplainNode]:
        """The leaves below this node in reading order, each as often as it is used."""
        if not self.children:
            return [self]
        return [leaf for child in self.children for leaf in child.leaves()]


def as_dict(node: ExplainNode) -> dict[str, object]:
    """The tree as plain data for JSON."""
    return {
        "kind": node.kind,
        "id": node.id,
        "label": node.label,
        "value": node.value,
        "unit": node.unit,
        "facts": dict(node.facts),
        "children": [as_dict(child) for child in node.children],
    }

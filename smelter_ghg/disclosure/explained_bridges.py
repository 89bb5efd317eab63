"""What explains a part of a change from one period to the next: how it is split off, and the two sums it lies between.

Belongs here: the nodes of bridges. Does not belong here: which figures there are (figures_bridge).
"""

from __future__ import annotations

from collections.abc import Collection

from smelter_ghg.bridge import BOUNDARY
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.explained_groups import Parts
from smelter_ghg.disclosure.explained_leaves import Node
from smelter_ghg.disclosure.facts import Facts, Period, Row

BRIDGE = "bridge"
_AT_NEW_VOLUME = "the change of emissions per tonne tapped of these sources, at the new volume"
_HOW = {
    "volume": "the emissions of the period before, times the change of metal tapped in parts of one",
    "electricity_use": "the change of electricity per tonne, at the mean emissions per MWh of the period before",
    "power_contract": "the change of the shares of grid, contracts and certificates, and of the factors of instruments",
    "grid": "the change of the emissions per MWh of grid supply, upstream and losses included",
    "supplier": "the change of the shares of suppliers, of their footprints, and of transport",
    "material_use": "the change of goods per tonne, at the mean footprint of the period before",
    "method": "all the change of sources that are computed by another tier than in the period before",
}


def bridged_of(facts: Facts, figure: Row) -> list[str]:
    """The emissions of both periods, as figures."""
    row = _row(facts, figure)
    basis = m.calculated(facts.config, row["scope2_account"])
    return [
        m.of_period(m.EMISSIONS_BOUNDARY, Period(row["smelter_id"], label, None), basis, BOUNDARY)
        for label in (row["previous_label"], row["period_label"])
    ]


def bridge_nodes(parts: Parts, facts: Facts, figure: Row, told: Collection[str]) -> list[int]:
    """A node for each of the two sums: how the part is split off with the first, the other beside it."""
    row = _row(facts, figure)
    made: list[Node] = [
        {"kind": "interval", "label": parts.text(_HOW.get(row["cause"], _AT_NEW_VOLUME))},
        {"kind": "interval", "label": parts.text(f"The change is that to {row['period_label']}")},
    ]
    nodes = []
    for node, of in zip(made, bridged_of(facts, figure), strict=True):
        node |= {"of": of} if of in told else {}
        nodes.append(parts.node(("bridge", str(node)), lambda node=node: node))  # type: ignore[misc]
    return nodes


def _row(facts: Facts, figure: Row) -> Row:
    rows = facts.bridge_rows[str(figure["smelter_id"])]
    return next(row for row in rows if row["bridge_id"] == figure["operands"][0])

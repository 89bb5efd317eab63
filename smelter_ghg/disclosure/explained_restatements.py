"""What explains a figure of a restatement: that it is the previous release's, or what changed behind the part.

Belongs here: the nodes of restatements. Does not belong here: which figures there are (figures_restated).
"""

from __future__ import annotations

from smelter_ghg.disclosure.explained_groups import Parts
from smelter_ghg.disclosure.explained_leaves import Node
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_restated import PREVIOUS

_STATED = "As the previous release states it; the manifest names that release and its hash"


def restated_of(figure: Row) -> str:
    """The restated figure that a figure of a restatement is about."""
    return str(figure["operands"][0]).partition("|")[0]


def restated_node(parts: Parts, facts: Facts, figure: Row, of: str | None) -> int:
    """The node of a figure; `of` is the restated figure where the page tells it."""
    restated, _, what = str(figure["operands"][0]).partition("|")
    told = _STATED
    if what != PREVIOUS:
        rows = facts.restated[str(figure["smelter_id"])]
        row = next(one for one in rows if (one["figure_id"], one["cause"]) == (restated, what))
        because = [row["what_changed"], f"reason: {row['reason']}" if row["reason"] else ""]
        told = ". ".join(text for text in because if text) or "Part of this cause, those before it in place"
    made: Node = {"kind": "interval", "label": parts.text(told)} | ({} if of is None else {"of": of})
    return parts.node(("restated", told, str(of)), lambda: made)

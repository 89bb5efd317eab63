"""How a published figure was made: a tree from the figure down to file, sheet, row and cited factor.

Belongs here: reading the tree out of a release and printing it. Does not belong here: computing any figure again.
"""

from smelter_ghg.explain.lookup import BrokenReleaseError
from smelter_ghg.explain.node import ExplainNode, as_dict
from smelter_ghg.explain.render import render_text
from smelter_ghg.explain.tree import UnknownFigureError, explain, explain_each

__all__ = [
    "BrokenReleaseError",
    "ExplainNode",
    "UnknownFigureError",
    "as_dict",
    "explain",
    "explain_each",
    "render_text",
]

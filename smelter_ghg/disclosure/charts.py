"""What all charts share: colours, patterns, type, axes, and how a number becomes chart text.

Belongs here: the look of a Plotly figure. Does not belong here: what any one chart draws, or text from a record that
did not go through `chart_text`.

Every number drawn is an annotation that links to its figure; axis ticks are the only others. Colours are those of the
Okabe-Ito set with a contrast of 3 or more against white; a pattern or a word always says the same as the colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure.text import chart_text
from smelter_ghg.disclosure.view import Shown

SCOPE_COLOURS = {1: "#0072B2", 2: "#D55E00", 3: "#009E73"}
SCOPE_PATTERNS = {1: "", 2: "/", 3: "."}
INK, GREY, THRESHOLD, RULE = "#1a1a1a", "#6b6b6b", "#595959", "#d9d9d6"
FONT = 'Seravek, "Gill Sans Nova", Calibri, "Source Sans 3", "Noto Sans", "Liberation Sans", Arial, sans-serif'
LABEL_SIZE = 13


@dataclass(frozen=True)
class Limit:
    """A threshold line: its figure, what it is called, and whether the rule's text confirms it."""

    figure: Shown
    name: str
    firm: bool


def figure_link(figure: Shown, text: str | None = None) -> str:
    """A number as chart text: a link to its figure.

    plotly.js drops a link to a place in the page itself when the page is opened as a file, so the id also travels as
    a style property, from which the script of the page restores the link.
    """
    shown = chart_text(figure.phrase if text is None else text)
    return f'<a href="#{figure.figure_id}" style="--figure:{figure.figure_id};color:{INK}">{shown}</a>'


def note(text: str, x: object, y: object, **more: object) -> dict[str, object]:
    font = {"size": LABEL_SIZE, "color": INK, "family": FONT}
    halo = {"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **halo, **more}


def layout(**more: object) -> dict[str, object]:
    return {
        "font": {"family": FONT, "size": LABEL_SIZE, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "autosize": True,
        **more,
    }


def axis_style(**more: object) -> dict[str, object]:
    return {
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
        "tickfont": {"size": 12, "color": GREY},
        "automargin": True,
        **more,
    }

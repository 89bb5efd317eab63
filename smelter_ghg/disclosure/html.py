"""Jinja2 as the pages use it: everything printed is escaped and first made inert.

Belongs here: the template environment, its filters and tests. Does not belong here: templates, what they print.
"""

from __future__ import annotations

from typing import Any

from smelter_ghg.disclosure import view
from smelter_ghg.disclosure.explanations import script_json
from smelter_ghg.disclosure.text import clipped, css_string, neutral, web_address
from smelter_ghg.disclosure.words import words

_KINDS = {
    "shown": view.Shown,
    "label": view.Label,
    "when": view.When,
    "mark": view.Mark,
    "page": view.Page,
    "back": view.Back,
    "state": view.State,
    "chart": view.Chart,
    "bars": view.Bars,
    "tornado": view.Tornado,
    "causes": view.Causes,
    "table": view.TableView,
    "fold": view.Fold,
    "lines": view.Lines,
    "statement": view.Statement,
}


def environment() -> Any:
    """Jinja2 with autoescape, where every text that is printed is first made inert."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def inert(value: object) -> object:
        return neutral(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def chart_json(value: object) -> Markup:
        return Markup(script_json(value))

    made = Environment(
        loader=PackageLoader("smelter_ghg.disclosure", "templates"),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"words": words, "clipped": clipped, "chart_json": chart_json, "web_address": web_address}
    made.filters["css_string"] = css_string
    made.tests |= {name: _is(kind) for name, kind in _KINDS.items()}
    return made


def _is(kind: type) -> Any:
    return lambda value: isinstance(value, kind)

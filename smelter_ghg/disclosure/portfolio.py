"""The list of smelters at the top of the page: verdict, intensity and a bar on one scale.

Belongs here: one line per smelter. Does not belong here: the sections the lines lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.headline import headline
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.section import SectionView
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, Shown
from smelter_ghg.disclosure.words import words


@dataclass(frozen=True)
class Line:
    """One smelter: the bar's length in per cent of the common scale; `fits` is false where it is not comparable."""

    section: SectionView
    bar: float | None
    threshold: float | None
    limit: Shown | None
    fits: bool


@dataclass(frozen=True)
class PortfolioView:
    """All smelters on one scale."""

    lines: tuple[Line, ...]
    limit: Shown | None
    limit_at: float
    caption: Sentence


def portfolio_view(facts: Facts, index: FigureIndex, sections: Sequence[SectionView]) -> PortfolioView:
    """One line per section, in their order."""
    limits: list[Shown] = []
    for smelter in facts.smelters:
        detail = headline(facts, smelter["smelter_id"]).detail
        if detail is not None and detail["threshold_parameter"] is not None:
            found = index.get(m.parameter(detail["threshold_parameter"]))
            if found is not None:
                limits.append(found)
    limit = limits[0] if limits and len({one.figure_id for one in limits}) == 1 else None
    values = [section.value.value for section in sections if section.value is not None]
    length, _ = axis(max([*values, *(one.value for one in limits), 1.0]))
    lines = []
    for section in sections:
        bar = None if section.value is None else round(100 * max(section.value.value, 0.0) / length, 3)
        at = None if limit is None else round(100 * limit.value / length, 3)
        lines.append(Line(section, bar, at, limit, section.scale is not None and section.scale.judged))
    return PortfolioView(
        tuple(lines),
        limit,
        0.0 if limit is None else round(100 * limit.value / length, 3),
        ("t CO₂e per tonne of aluminium, ", Label(words(facts.boundary["text"]).lower())),
    )

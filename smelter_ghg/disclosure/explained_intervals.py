"""What explains a figure of the tables of uncertainty: the value it is of, how it was drawn, what makes it wide.

Belongs here: the nodes of intervals and probabilities. Does not belong here: which figures there are
(figures_uncertainty), how a script shows a node (explain.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.error_words import cell_of, error_words, factor_of
from smelter_ghg.disclosure.explained_groups import Parts
from smelter_ghg.disclosure.explained_leaves import Node, number
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_uncertainty import value_id
from smelter_ghg.disclosure.numbers import unit_text

OF_INTERVALS = ("interval", "half_width", "probability")
_HOW = {
    "lower": "Approach 2: all inputs with a stated range are drawn at once and the equations evaluated on every draw; "
    "this is the quantile that 2.5 % of the draws lie below",
    "upper": "Approach 2: all inputs with a stated range are drawn at once and the equations evaluated on every draw; "
    "this is the quantile that 2.5 % of the draws lie above",
    "value": "The stated value, from the inputs as recorded",
    "half_width": "Approach 1: what each error does by itself, by differences of the equations, added in quadrature",
    "variance_share": "Approach 1: the square of what this error does by itself, of the sum of the squares of all",
    "half_width_without": "Approach 1: the square root of the sum of the squares of all errors but this one",
    "without_range_share": "Emissions whose equation has no input with a stated range; they are taken as exact",
}
_ALONE = "Approach 1: half the distance between the values with this error alone at either end of its range"
_MET = "Share of the draws in which it is met; a draw is one world, the same errors in every period"


class Intervals:
    """The intervals and verdicts behind some figures, and the figures they are of."""

    def __init__(self, facts: Facts, figures: Iterable[Row]) -> None:
        self._facts = facts
        wanted = {str(row["smelter_id"]) for row in figures if row["operation"] in OF_INTERVALS}
        self._rows: dict[str, Row] = {}
        self._drivers: dict[str, list[Row]] = {}
        self._verdicts: dict[str, Row] = {}
        for smelter_id in sorted(wanted):
            self._rows |= {row["uncertainty_id"]: row for row in facts.intervals[smelter_id]}
            self._drivers |= facts.drivers_of[smelter_id]
            self._verdicts |= {detail["verdict_id"]: detail for detail in facts.details(smelter_id)}

    def of(self, figure: Row) -> str | None:
        """The figure that an interval or a probability is of."""
        first = str(figure["operands"][0]).partition("|")[0]
        if figure["operation"] != "probability":
            return value_id(self._facts, self._rows[first])
        detail = self._verdicts[first]
        rows = self._facts.intensity_rows[detail["smelter_id"]]
        return next((m.intensity_row(row) for row in rows if row["intensity_id"] == detail["intensity_id"]), None)

    def cells(self, figures: Iterable[Row]) -> set[str]:
        """The record cells whose errors drive the intervals of some figures."""
        groups = {driver["error_group"] for figure in figures for driver in self._told(figure)}
        return {group for group in groups if cell_of(self._facts, group) is not None}

    def _told(self, figure: Row) -> Sequence[Row]:
        """The drivers an explanation tells: all of an interval, or the one a figure is about."""
        if figure["operation"] not in OF_INTERVALS or figure["operation"] == "probability":
            return ()
        uncertainty_id, *rest = str(figure["operands"][0]).split("|")
        drivers = self._drivers.get(uncertainty_id, [])
        return [one for one in drivers if str(one["rank"]) == rest[0]] if len(rest) > 1 else drivers

    def node(self, parts: Parts, figure: Row, of: str | None, cells: Mapping[str, Row]) -> int:
        """The node of a figure; `of` is the figure it is of where the page tells it."""
        return _once(parts, self._node(parts, figure, of, cells))

    def _node(self, parts: Parts, figure: Row, of: str | None, cells: Mapping[str, Row]) -> Node:
        first, *rest = str(figure["operands"][0]).split("|")
        draws = self._facts.config.uncertainty
        made: Node = {"kind": "interval", "of": of}
        if figure["operation"] == "probability":
            return made | {"label": parts.text(_MET), "draws": draws.draws, "seed": parts.text(draws.seed)}
        row = self._rows[first]
        column = "half_width" if figure["operation"] == "half_width" else rest[-1]
        how = _ALONE if len(rest) > 1 and column == "half_width" else _HOW[column]
        made["label"] = parts.text(how)
        if column in ("lower", "upper"):
            made |= {"draws": row["draws"], "seed": parts.text(row["seed"])}
        if column == "value":
            return made
        if column != "without_range_share":
            made["exact"] = number(100.0 * row["without_range_share"])
            made["drivers"] = [self._driver(parts, row, one, cells) for one in self._told(figure)]
        return made

    def _driver(self, parts: Parts, row: Row, driver: Row, cells: Mapping[str, Row]) -> int:
        group = driver["error_group"]
        factor = factor_of(self._facts, group)
        made: Node = {
            "kind": "driver",
            "label": parts.text(error_words(self._facts, group)),
            "named": parts.text(group),
            "half": number(driver["half_width"]),
            "unit": parts.text(unit_text(row["unit"])) if row["unit"] != "1" else None,
            "share": number(100.0 * driver["variance_share"]),
        }
        if factor is not None and factor["value"] is not None:
            made["nodes"] = [parts.factor(factor)]
        elif group in cells:
            made["nodes"] = parts.cells([cells[group]], 1.0)
        else:
            made["shared"] = parts.text(
                "An error that several records share, by the name the table uncertainties gives it"
            )
        return _once(parts, made)


def _once(parts: Parts, made: Node) -> int:
    """The number of a node; figures that tell the same tell it by one node."""
    return parts.node(tuple((name, str(made[name])) for name in sorted(made)), lambda: made)

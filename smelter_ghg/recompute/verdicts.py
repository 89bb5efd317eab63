"""The numbers of conformance.json: values, thresholds, headroom, what the tests of a rule compared.

Belongs here: numbers of verdicts. Does not belong here: outcomes, which are judged again (judged).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smelter_ghg.recompute.book import Book, same
from smelter_ghg.recompute.figures_of_cells import NOTHING, Found

Row = Mapping[str, Any]
_PER_CENT = 100.0


def parameters_of(rulebooks: Mapping[str, Row]) -> dict[str, float]:
    """Numbers of rulebook parameters by rulebook#parameter."""
    known = {}
    for name, content in rulebooks.items():
        for parameter, entry in content.get("parameters", {}).items():
            value = entry.get("value") if isinstance(entry, dict) else None
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                known[f"{name}#{parameter}"] = float(value)
    return known


def probabilities_of(verdicts: list[dict[str, Any]]) -> dict[str, float]:
    """Shares of the draws in which a verdict, or one of its readings, is met."""
    known = {}
    for verdict in verdicts:
        share = verdict.get("probability_meets")
        if share is None:
            share = (verdict.get("if_gates_met") or {}).get("probability_meets")
        if share is not None:
            known[verdict["verdict_id"]] = float(share)
        for reading in verdict["readings"]:
            if reading["probability_meets"] is not None:
                name = f"{verdict['verdict_id']}|{reading['criterion']}.{reading['name']}"
                known[name] = float(reading["probability_meets"])
    return known


def verdicts(
    listed: list[dict[str, Any]],
    intensities: Mapping[str, Found],
    cells: Mapping[str, Found],
    parameters: Mapping[str, float],
    book: Book,
) -> None:
    """Hold every number of every verdict against intensities, record cells and rulebook parameters as recomputed."""
    for verdict in listed:
        name = verdict["verdict_id"]
        for where, held, (value, root) in _numbers(verdict, intensities, cells, parameters):
            book.recomputed["conformance"] += 1
            if not same(held, value):
                book.number("conformance", name, where, held, value, root)


def _numbers(
    verdict: Row, intensities: Mapping[str, Found], cells: Mapping[str, Found], parameters: Mapping[str, float]
) -> Iterator[tuple[str, float | None, Found]]:
    """Where a number stands in a verdict, the number, and what it should be."""
    value: Found = (verdict["value"], None)
    if verdict["intensity_id"] is not None:
        value = intensities.get(verdict["intensity_id"], NOTHING)
        yield "value", verdict["value"], value
    threshold = verdict["threshold"]
    if verdict["threshold_parameter"] is not None:
        threshold = parameters.get(verdict["threshold_parameter"])
        yield "threshold", verdict["threshold"], (threshold, None)
    for where, held in (("", verdict), ("if_gates_met.", verdict["if_gates_met"])):
        if held is None or held["headroom_t"] is None or threshold is None:
            continue
        if where:
            yield f"{where}value", held["value"], value
        left = None if value[0] is None else threshold - value[0]
        share = None if left is None or not threshold else left / threshold * _PER_CENT
        yield f"{where}headroom_t", held["headroom_t"], (left, value[1])
        yield f"{where}headroom_pct", held["headroom_pct"], (share, value[1])
    for at, other in enumerate(verdict["other_values"]):
        yield f"other_values[{at}].value", other["value"], intensities.get(other["intensity_id"], NOTHING)
    for at, refused in enumerate(verdict["refused_values"]):
        if refused["input_id"] is not None:
            yield f"refused_values[{at}].value", refused["value"], cells.get(refused["input_id"], NOTHING)
    for leg in verdict["legs"]:
        for point in leg["by_setting"]:
            if "value" in point:
                found = intensities.get(point["intensity_id"], NOTHING)
                yield f"legs.{leg['name']}.value", point["value"], found

"""A wrong number anywhere in a page's explanations is noticed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from explained import Explained, rows_named, told
from release_data import ReleaseData, load


@pytest.fixture(scope="module")
def data(published_release: Path) -> ReleaseData:
    return load(published_release)


@pytest.fixture(scope="module")
def page(data: ReleaseData) -> str:
    """A page of months, stocks, contracts and factors, so that every kind of node is on it."""
    return data.pages["disclosure/smelters/demo_coal.html"]


def first(held: dict[str, Any], kind: str, key: str) -> dict[str, Any]:
    node: dict[str, Any] = next(node for node in held["nodes"] if node["kind"] == kind and node.get(key))
    return node


def scale(kind: str, key: str) -> Callable[[dict[str, Any]], None]:
    def act(held: dict[str, Any]) -> None:
        first(held, kind, key)[key] *= 1.0 + 1e-7

    return act


def in_rows(held: dict[str, Any]) -> None:
    first(held, "group", "rows")["rows"][0][-1] *= 1.0 + 1e-7


def in_arguments(held: dict[str, Any]) -> None:
    node = next(n for n in held["nodes"] if n["kind"] == "group" and any("sum" in one for one in n["arguments"]))
    next(one for one in node["arguments"] if "sum" in one)["sum"] *= 1.0 + 1e-7


def other_row(held: dict[str, Any]) -> None:
    node = first(held, "cells", "cells")
    held["strings"].append(held["strings"][node["place"]].replace("rows ", "rows 2, "))
    node["place"] = len(held["strings"]) - 1


def other_text(held: dict[str, Any]) -> None:
    first(held, "cells", "cells")["cells"][0][1] += "1"


def figure_text(held: dict[str, Any]) -> None:
    next(iter(held["figures"].values()))["text"] += "0"


def lost_group(held: dict[str, Any]) -> None:
    figure = next(f for f in held["figures"].values() if len(f.get("nodes", [])) > 1)
    figure["nodes"].pop()


def swapped(held: dict[str, Any]) -> None:
    next(f for f in held["figures"].values() if len(f.get("figures", [])) == 2)["figures"].reverse()


BREAKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "mass of a group": scale("group", "kg"),
    "CO2e of a group": scale("group", "co2e"),
    "CO2e of a source": scale("source", "co2e"),
    "energy": scale("energy", "mwh"),
    "factor": scale("factor", "value"),
    "lowest cell": scale("cells", "low"),
    "conversion": scale("cells", "times"),
    "mass of a row": in_rows,
    "sum of an argument": in_arguments,
    "place of cells": other_row,
    "cell as written": other_text,
    "printed figure": figure_text,
    "a group less": lost_group,
    "operands in another order": swapped,
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_wrong_number_is_noticed(data: ReleaseData, page: str, what: str) -> None:
    held = copy.deepcopy(told(page))
    BREAKS[what](held)
    assert next(problems(data, held, page), None) is not None


def problems(data: ReleaseData, held: dict[str, Any], page: str) -> Iterator[str]:
    try:
        yield from Explained(data, held).problems(page)
    except KeyError as error:
        yield f"nothing is at {error}"


@pytest.mark.parametrize(
    ("old", "new"),
    [('href="#finding-c"', 'href="#finding-z"'), ('id="at-f', 'id="at-e'), ('id="finding-c"', 'id="finding-z"')],
)
def test_a_mark_that_leads_nowhere_is_noticed(data: ReleaseData, old: str, new: str) -> None:
    html = data.pages["disclosure/smelters/press_metal.html"]
    assert old in html and next(problems(data, told(html), html), None) is None
    assert next(problems(data, told(html), html.replace(old, new)), None) is not None


def test_a_finding_left_out_is_noticed(data: ReleaseData) -> None:
    html = data.pages["disclosure/smelters/dunkerque.html"]
    held = told(html)
    one = next(one for one in data.findings if one["smelter_id"] == "dunkerque" and one["row"])
    place = f"file {one['file']}, row {one['row']}, column {one['column']}"
    node = next(n for n in held["nodes"] if n.get("findings") and held["strings"][n["place"]] == place)
    del node["findings"]
    assert any("says nothing of" in problem for problem in problems(data, held, html))


def test_rows_named() -> None:
    assert rows_named("2–4, 9") == [2, 3, 4, 9]

"""Intervals on the pages: where a smelter has ranges, and nothing where it has none; names of errors are inert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.contracts.uncertainty_tables import DRIVERS, UNCERTAINTY
from smelter_ghg.disclosure import build_figures, error_words
from smelter_ghg.disclosure.book import About, FigureBook, Leaves
from smelter_ghg.disclosure.explanations import explanations
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_uncertainty import interval_id, lead_interval
from smelter_ghg.disclosure.numbers import decimals_apart
from smelter_ghg.disclosure.scale import make_scale
from smelter_ghg.disclosure.view import FigureIndex, Shown
from smelter_ghg.records import tables as record_tables

ATTACK = "</script><img src=x onerror=alert(1)>|mass_t"


@pytest.fixture
def weighed(disclose: Callable[..., Any], records_folder: Any) -> Callable[..., Any]:
    """A run in which the scale of the metal, of both smelters, may be off by so many per cent, one error for all."""

    def make(group: str = "the scale", below: str = "4", above: str = "") -> Any:
        folder = records_folder()
        for smelter_id in ("north", "south"):
            folder.append(
                "uncertainties",
                smelter_id=smelter_id,
                table="metal",
                column="mass_t",
                period_start="2000-01-01",
                period_end="2099-12-31",
                below_pct=below,
                above_pct=above,
                error_group=group,
                citation="Certificate of the scale",
            )
        return disclose(folder)

    return make


def _ends(run: Any, smelter_id: str = "north") -> tuple[Facts, dict[str, Any], list[Shown]]:
    facts, index = Facts(**run.frames), FigureIndex(run.figures)
    row = lead_interval(facts, smelter_id)
    assert row is not None
    return facts, row, [index.need(interval_id(facts, row, end)) for end in ("lower", "upper")]


def test_the_headline_and_the_scale_show_the_interval(weighed: Callable[..., Any]) -> None:
    run = weighed()
    _, row, (lower, upper) = _ends(run)
    assert (lower.value, upper.value) == (row["lower"], row["upper"])
    html = run.html()
    answer = html[html.index('<p class="answer">') :]
    answer = answer[: answer.index("</p>")]
    assert "95 % interval" in answer and lower.figure_id in answer and upper.figure_id in answer
    whisker = re.search(
        r'<div class="track">.*?class="whisker" style="left:([\d.]+)%;width:([\d.]+)%"', html, re.DOTALL
    )
    assert whisker is not None and float(whisker.group(2)) > 0
    for part in ('id="how-sure"', 'id="tornado"', 'id="drivers"', 'id="intervals-by-source"', "taken as exact"):
        assert part in html, part


def test_the_whisker_lies_about_the_end_of_the_bar() -> None:
    def shown(value: float) -> Shown:
        return Shown("f0", f"{value:.2f}", "", "t CO₂e/t Al", "", value)

    scale = make_scale(shown(8.0), [], [], (), judged=True, interval=(shown(7.0), shown(9.5), "95 % interval"))
    assert scale.whisker is not None
    assert scale.whisker.left < scale.end < scale.whisker.right <= 100
    assert scale.whisker.left / scale.end == pytest.approx(7 / 8, abs=1e-3)
    assert make_scale(shown(8.0), [], [], (), judged=True).whisker is None


def test_the_years_carry_whiskers(weighed: Callable[..., Any]) -> None:
    run = weighed()
    spec = re.search(r'data-chart="trend">(.*?)</script>', run.html("south"), re.DOTALL)
    assert spec is not None
    bars = [trace for trace in json.loads(spec.group(1))["data"] if "error_y" in trace]
    assert bars
    for trace in bars:
        assert len(trace["error_y"]["array"]) == len(trace["y"]) == len(trace["error_y"]["arrayminus"])
        assert all(one > 0 for one in trace["error_y"]["array"])


def test_the_widest_error_comes_first_and_what_would_remain_is_told(weighed: Callable[..., Any]) -> None:
    run = weighed(below="20")
    facts, row, _ = _ends(run)
    first, *others = facts.drivers_of["north"][row["uncertainty_id"]]
    assert first["error_group"] == "the scale" and first["half_width_without"] < first["half_width"]
    assert all(first["half_width"] >= other["half_width"] for other in others)
    html = run.html()
    table = html[html.index('id="drivers"') :]
    assert "The scale" in table or "the scale" in table
    assert "shared by records" in table and "Would remain" in table


def test_without_ranges_nothing_is_shown(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    frames = {**run.frames, "uncertainty": UNCERTAINTY.empty(), "drivers": DRIVERS.empty()}
    stripped = frames["verdicts"].with_columns(
        pl.col("detail_json").str.replace_all(r'"probability_meets":[\d.]+', '"probability_meets":null')
    )
    frames["verdicts"] = stripped
    figures = build_figures(**frames, findings=run.findings)
    assert not set(figures["measure"].unique()) & {"interval", "driver", "probability"}
    bare = {name: frames[name] for name in ("uncertainty", "drivers", "verdicts")}
    pages = run.pages(figures=figures, **bare)
    for name, data in pages.items():
        if name.endswith(".html"):
            text = data.decode()
            for part in ("95 % interval", "How sure", 'class="whisker"', "error_y", "Probability", 'id="intervals"'):
                assert part not in text, (name, part)


def test_a_hostile_name_of_an_error_is_inert(weighed: Callable[..., Any]) -> None:
    run = weighed(group=ATTACK)
    html = run.html()
    assert "<img src=x" not in html
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;|mass_t" in html


def test_an_end_is_explained_by_what_it_is_of_and_what_drives_it(weighed: Callable[..., Any]) -> None:
    run = weighed()
    _, row, (lower, _) = _ends(run)
    held = explanations(Facts(**run.frames), FigureIndex(run.figures), run.records, [lower.figure_id])
    (at,) = held["figures"][lower.figure_id]["nodes"]
    node = held["nodes"][at]
    assert node["of"] in held["figures"] and node["of"] != lower.figure_id
    assert (node["draws"], held["strings"][node["seed"]]) == (row["draws"], str(row["seed"]))
    named = {held["strings"][held["nodes"][one]["named"]]: held["nodes"][one] for one in node["drivers"]}
    assert "shared" in named["the scale"]
    factors = [one for name, one in named.items() if name != "the scale" and "nodes" in one]
    assert factors and all(held["nodes"][one["nodes"][0]]["kind"] in ("factor", "cells") for one in factors)


@pytest.mark.parametrize(
    ("share", "told", "qualifier"),
    [(0.0, 1.0, "upper"), (0.004, 1.0, "upper"), (0.25, 25.0, "exact"), (0.998, 99.0, "at_least"), (1, 99, "at_least")],
)
def test_a_probability_is_never_told_as_certain(share: float, told: float, qualifier: str) -> None:
    leaves = Leaves({}, {}, {}, {}, {}, {}, float, str, {}, {}, {}, probability={"v": share})
    book = FigureBook(leaves)
    fid = book.probability(About("probability", ("v",), "Probability", "%", decimals=0), "v")
    assert (book.value(fid), book.qualifier(fid)) == (told, qualifier)


@pytest.mark.parametrize(
    ("lower", "upper", "decimals"),
    [(16.39, 17.5, 2), (4.2285, 4.2326, 3), (4.23, 4.23, 2), (4.230001, 4.230002, 4)],
)
def test_two_ends_are_printed_apart(lower: float, upper: float, decimals: int) -> None:
    assert decimals_apart(lower, upper, 2) == decimals


def test_a_column_whose_name_ends_in_a_unit_is_told_in_words() -> None:
    """Every column of numbers that a range can be stated for, unless its name is plain."""
    units = re.compile(r"_(t|kg|km|mwh|min|pct|mv|per_.*)$")
    numbers = {
        column.name
        for table in record_tables().values()
        for column in table.columns
        if column.field.kind == "number" and table.name in ("electricity", "metal", "supplier_footprints", "transport")
    }
    told = {name: error_words.COLUMNS.get(name, name) for name in numbers if units.search(name)}
    assert told and not any(units.search(words) for words in told.values())
    every = {column.name for table in record_tables().values() for column in table.columns}
    assert set(error_words.COLUMNS) <= every

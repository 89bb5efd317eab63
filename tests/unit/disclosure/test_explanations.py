"""The explanations of a page's figures: whole, shared, small, and leading elsewhere where another page explains."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.explained_groups import Parts
from smelter_ghg.disclosure.explanations import Explainer, explanations
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.view import FigureIndex


def explained(run: Any, figure_ids: list[str], **changed: pl.DataFrame) -> dict[str, Any]:
    held: dict[str, Any] = explanations(
        Facts(**{**run.frames, **changed}), FigureIndex(run.figures), run.records, figure_ids
    )
    return held


def nodes(held: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [node for node in held["nodes"] if node["kind"] == kind]


def intensity(run: Any) -> str:
    found = run.figures.filter(measure="intensity", smelter_id="north", period_label="2022").filter(
        pl.col("label").str.contains("Mine to metal, market") & pl.col("label").str.contains("tapped")
    )
    return str(found["figure_id"][0])


def test_a_figure_leads_down_to_cells_and_factors(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    held = explained(run, [intensity(run)])
    text = held["strings"]
    figure = held["figures"][intensity(run)]
    assert text[figure["sign"]] == "÷" and set(figure["figures"]) <= set(held["figures"])
    places = {text[node["place"]] for node in nodes(held, "cells")}
    assert {place.split(",")[0] for place in places} >= {
        "file metal.csv",
        "file activity.csv",
        "file specific_consumption.csv",
    }
    (anodes,) = [n for n in nodes(held, "group") if text[held["nodes"][n["equation"]]["id"]] == "prebake_anode_co2"]
    by_name = {text[one["argument"]]: one for one in anodes["arguments"]}
    assert anodes["count"] == len(anodes["rows"]) == 12
    (rate,) = by_name["net_anode_consumption"]["from"]
    cell = held["nodes"][rate["nodes"][0]]
    assert (cell["low"], cell["high"], text[cell["unit"]], cell["times"]) == (410, 410, "kg/t", 0.001)
    assert by_name["net_anode_consumption"]["value"] == 0.41
    metal = by_name["metal"]
    assert metal["sum"] == pytest.approx(sum(float(t) for _, t in held["nodes"][metal["from"][0]["nodes"][0]]["cells"]))
    assert text[by_name["ash"]["from"][0]["standing"]] == "default, in place of a record"
    factor = held["nodes"][by_name["ash"]["from"][0]["nodes"][0]]
    assert "IPCC" in text[factor["cited"]] and "verified" in text[factor["standing"]]
    assert anodes["co2e"] == pytest.approx(anodes["kg"] / 1000, rel=1e-12)


def test_nodes_stand_once_and_grow_with_their_rows_alone(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    every = [str(fid) for fid in run.figures["figure_id"]]
    held = explained(run, every)
    assert len({json.dumps(node, sort_keys=True) for node in held["nodes"]}) == len(held["nodes"])
    assert len(json.dumps(held, separators=(",", ":"))) < 200_000
    shown = sum(node["count"] for node in nodes(held, "group"))
    assert shown < 3 * run.frames["ledger"].height


def test_a_figure_of_another_page_only_leads_there(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    explainer = Explainer(Facts(**run.frames), FigureIndex(run.figures), run.records)
    fid = intensity(run)
    held = explainer.explanations([fid], lambda one: "" if one == fid else "smelters/north.html")
    emissions, production = held["figures"][fid]["figures"]
    assert held["nodes"] == []
    for one in (emissions, production):
        assert held["figures"][one]["page"] == "smelters/north.html" and "nodes" not in held["figures"][one]


def test_a_share_of_a_shared_facility_is_told(disclose: Callable[..., Any], records_folder: Any) -> None:
    """Half of the north line's metal, by a share that stands in a record."""
    run = disclose(records_folder())
    share = next(one for one in run.records["input_id"].sort() if one.endswith("|current_efficiency_pct"))
    part = pl.col("input_id").str.starts_with("metal|north")
    told = [
        pl.when(part).then(pl.lit(share)).alias("allocation_id"),
        pl.when(part).then(0.5).alias("allocation_share"),
    ]
    activity = run.frames["activity"].with_columns(pl.col("input_id").alias("activity_id"), *told)
    held = explained(
        run, [intensity(run)], activity=activity, ledger_inputs=run.frames["ledger_inputs"].with_columns(*told)
    )
    shared = nodes(held, "shared")
    assert shared and {node["share"] for node in shared} == {0.5}
    places = {held["strings"][held["nodes"][at]["place"]] for node in shared for at in node["by"]}
    assert places == {"file potlines.csv, row 2, column current_efficiency_pct"}
    within = {held["strings"][held["nodes"][at]["place"]].split(",")[0] for node in shared for at in node["nodes"]}
    assert within == {"file metal.csv"}


def test_a_coefficient_of_the_plant_tells_when_it_was_measured(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    folder.set("potlines", 2, "slope_cf4", "0.12")
    folder.set("potlines", 2, "coefficient_measured_on", "2020-05-04")
    run = disclose(folder)
    explainer = Explainer(Facts(**run.frames), FigureIndex(run.figures), run.records)
    parts = Parts(explainer._evidence)
    for column, days in (("slope_cf4", ["2020-05-04"]), ("cell_days", [])):
        (cell,) = run.records.filter(table="potlines", row=2, column=column).rows(named=True)
        (node,) = parts.cells([cell], 1.0)
        assert [parts.strings[at] for at in parts.nodes[node].get("measured", [])] == days


def test_hostile_names_are_inert_and_short(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    row = folder.find("smelters", smelter_id="north")
    folder.set("smelters", row, "name", "</script>\u202e" + "x" * 10_000)
    run = disclose(folder)
    html = run.html()
    assert "\\u003c/script\\u003e" in html and "\u202e" not in html and "\\u202e" not in html
    assert "x" * 501 not in html

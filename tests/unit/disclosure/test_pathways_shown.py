"""Paths on the pages: sentence, chart, tables, the marks of invented slopes; nothing where there is none."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.charts_pathway import pathway_chart
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_pathway import cell_of, gap_of, paths_of, shown_rows, value_of
from smelter_ghg.disclosure.table_sheets import said
from smelter_ghg.disclosure.tables_pathway import inputs_table, path_table, progress_statement, progress_table
from smelter_ghg.disclosure.view import FigureIndex

SLOPES = {2020: 20.0, 2021: 19.0, 2022: 18.0, 2025: 14.0, 2030: 9.0, 2050: 1.0}
PATH = {"slope_set": "set", "version": "1", "form": "contraction", "emissions": "all", "base_year": "2020"}
BASIS = {"gwp_set": "AR6GWP100", "scope2_account": "market"}
Make = Callable[..., Any]


@pytest.fixture
def planned(disclose: Make, records_folder: Any) -> Make:
    """A run in which north has a path from a stated base; both smelters are real, and so are the slopes unless said."""

    def make(*, synthetic: str = "", slopes: dict[int, float] = SLOPES, **cells: str) -> Any:
        folder = records_folder()
        for row in folder.tables["smelters"]:
            row["synthetic"] = ""
        for part in ("all", "electricity", "non_electricity"):
            about = {"slope_set": "set", "version": "1", "activity": "primary_aluminium", "emissions": part}
            for year, value in slopes.items():
                folder.append(
                    "pathway_slopes", **about, year=str(year), value=str(value), citation="c", synthetic=synthetic
                )
        row = PATH | BASIS | {"smelter_id": "north", "base_value": "9", "intermediate_target_year": "2025"} | cells
        folder.append("pathways", **row)
        return disclose(folder)

    return make


def shown(run: Any) -> tuple[Facts, FigureIndex, list[dict[str, Any]]]:
    facts = Facts(**run.frames)
    (rows,) = paths_of(facts, "north")
    return facts, FigureIndex(run.figures), rows


def test_a_page_without_a_path_says_nothing_of_one(disclose: Make, records_folder: Any) -> None:
    page = disclose(records_folder()).html()
    assert "Against the path" not in page and 'id="pathway"' not in page


def test_the_sentence_leads_and_its_numbers_are_figures(planned: Make) -> None:
    """An intensity of 2022 above 1.5 * 18/20: how far, and which fall meets the path of 2025."""
    run = planned(base_value="1.5")
    facts, index, rows = shown(run)
    row = next(one for one in rows if one["reporting_year"] == 2022)
    gap, fall = index.need(gap_of(facts, row)), index.need(cell_of(facts, row, "yearly_rate_to_close_pct"))
    assert gap.value == pytest.approx(row["value"] - 1.35) and gap.value > 0
    sentence = said(progress_statement(facts, index, rows).sentence)
    assert (
        sentence
        == f"{gap.phrase} t CO₂e/t above the path in 2022; falls of {fall.phrase} % a year to 2025 would close it."
    )
    page = run.html()
    part = page[page.index('id="pathway"') :]
    assert part.index('class="answer"') < part.index("<figure")


def test_below_the_path_the_room_is_told(planned: Make) -> None:
    facts, index, rows = shown(planned(base_value="90"))
    assert " below the path in 2022; falls of " in said(progress_statement(facts, index, rows).sentence)


def test_without_progress_the_sentence_says_why(planned: Make) -> None:
    facts, index, rows = shown(planned(gwp_set="AR4GWP100"))
    assert "AR4GWP100, not AR6GWP100" in said(progress_statement(facts, index, rows).sentence)
    assert progress_table(facts, index, rows, "t") is None
    chart = pathway_chart(facts, index, rows, "c")
    assert chart is not None and not any("error_y" in trace for trace in chart.spec["data"])  # type: ignore[attr-defined]


def test_incomplete_intensities_are_at_least_and_open_triangles(planned: Make) -> None:
    run = planned(base_value="2")
    facts, index, rows = shown(run)
    row = next(one for one in rows if one["reporting_year"] == 2022)
    assert row["complete"] is False
    assert index.need(value_of(facts, row)).word == index.need(cell_of(facts, row, "gap_t")).word == "at least"
    chart = pathway_chart(facts, index, rows, "c")
    assert chart is not None
    (marks,) = [trace for trace in chart.spec["data"] if "error_y" in trace]  # type: ignore[attr-defined]
    assert set(marks["marker"]["symbol"]) == {"triangle-up"} and set(marks["marker"]["color"]) == {"#ffffff"}


def test_the_path_is_joined_between_neighbouring_years_alone(planned: Make) -> None:
    chart = pathway_chart(*shown(planned()), "c")
    assert chart is not None
    runs = [trace["x"] for trace in chart.spec["data"] if trace["mode"] == "lines"]  # type: ignore[attr-defined]
    assert runs == [[2020, 2021, 2022]]
    straight = pathway_chart(*shown(planned(interpolation="linear")), "c")
    assert straight is not None
    runs = [trace["x"] for trace in straight.spec["data"] if trace["mode"] == "lines"]  # type: ignore[attr-defined]
    assert runs == [list(range(2020, 2051))]


def test_intensities_are_never_joined(planned: Make) -> None:
    """No trace with the intensities draws a line, so that none can run across a break."""
    chart = pathway_chart(*shown(planned()), "c")
    assert chart is not None
    for trace in chart.spec["data"]:  # type: ignore[attr-defined]
        assert ("error_y" not in trace) or trace["mode"] == "markers"


def test_what_the_page_says_of_interpolation_and_market_ratio(planned: Make) -> None:
    notes = {
        name: " ".join(said(note) for note in path_table(*shown(planned(**cells)), "t").notes)
        for name, cells in {
            "plain": {},
            "linear": {"interpolation": "linear"},
            "convergence": {"form": "convergence"},
        }.items()
    }
    assert all("not ASI's own" in text for text in notes.values())
    assert ["straight line" in notes[name] for name in ("plain", "linear", "convergence")] == [False, True, False]
    assert ["market ratio is 1" in notes[name] for name in ("plain", "linear", "convergence")] == [False, False, True]


def test_invented_slopes_are_marked_on_page_and_exports_of_a_real_smelter(planned: Make) -> None:
    files = planned(synthetic="true").pages()
    page = files["disclosure/smelters/north.html"].decode()
    assert "Part of this page is synthetic" in page and page.count("synthetic slopes") >= 4
    for name in ("pathways.csv", "pathway_inputs.csv"):
        rows = list(csv.DictReader(io.StringIO(files[f"disclosure/{name}"].decode())))
        assert rows and {row["synthetic"] for row in rows} == {"true"}
    of_page = list(csv.DictReader(io.StringIO(files["disclosure/smelters/north.csv"].decode())))
    assert {row["synthetic"] for row in of_page} == {"in part"}
    real = planned().pages()
    assert "ynthetic" not in real["disclosure/smelters/north.html"].decode()
    assert "true" not in {
        row["synthetic"] for row in csv.DictReader(io.StringIO(real["disclosure/pathways.csv"].decode()))
    }


def test_the_inputs_are_those_of_the_base(planned: Make) -> None:
    parts = {"base_value_electricity": "6", "base_value_non_electricity": "3", "base_value": ""}
    run = planned(emissions="apart", intermediate_target_value="5.5", **parts)
    facts, index, rows = shown(run)
    table = inputs_table(facts, index, rows, "t")
    assert table is not None
    told = {said(row.head): said(row.cells[0] or ()) for row in table.rows}
    assert told["Base year"] == "2020" and told["Base value, all emissions"] == "9.00"
    assert (told["Electricity"], told["All other emissions"]) == ("6.00", "3.00")
    assert (told["Intermediate target year"], told["Intermediate target of the plan"]) == ("2025", "5.50")
    (row,) = csv.DictReader(io.StringIO(run.pages()["disclosure/pathway_inputs.csv"].decode()))
    assert (row["base_value_electricity"], row["base_value_non_electricity"]) == ("6.0", "3.0")


def test_every_printed_number_of_the_path_is_a_figure_that_explains_itself(planned: Make) -> None:
    run = planned(emissions="apart", base_value="", base_value_electricity="6", base_value_non_electricity="3")
    page = run.html()
    held = json.loads(re.search(r'id="explanations">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    facts, _, rows = shown(run)
    for row in shown_rows(rows):
        told = held["figures"][cell_of(facts, row, "path_value")]
        texts = [held["strings"][held["nodes"][at]["label"]] for at in told["nodes"] if "label" in held["nodes"][at]]
        assert any("not ASI's own" in text for text in texts), row
    assert run.figures.filter(pl.col("operation") == "pathway")["operands"].list.len().unique().to_list() == [1]

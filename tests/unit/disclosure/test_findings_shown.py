"""A finding stands beside the figure it concerns, leads to its row and back, and is listed above its record cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.concerns import Concerns, _letters, cells_of, found_on
from smelter_ghg.disclosure.explanations import Explainer
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.marks import Marks
from smelter_ghg.disclosure.view import FigureIndex
from smelter_ghg.findings import finding, to_frame

MARK = re.compile(r'data-figure="(f[0-9a-f]{12})">[^<]*</a><sup class="found">(.*?)</sup>')
Disclose = Callable[..., Any]


def at(folder: Any, table: str, row: int, column: str, **more: Any) -> dict[str, Any]:
    """A finding at a cell of the north smelter's records."""
    place = {"smelter_id": "north", "table": table, "file": f"{table}.csv", "row": row, "column": column}
    written = folder.tables[table][row - 2][column]
    return finding(more.pop("check_id", "odd"), more.pop("severity", "warning"), **{**place, "value": written, **more})


def concerns(run: Any) -> Concerns:
    facts = Facts(**run.frames)
    cells = cells_of(run.findings, run.records, facts.activity)
    return Concerns(facts, "north", found_on(run.findings, cells, "north"))


def reported(folder: Any) -> int:
    """The row of a value that the north smelter now reports."""
    days = {"period_start": "2022-01-01", "period_end": "2022-12-31", "period_stated": "true"}
    stated = {"boundary": "scope_1", "scope2_account": "none", "value": "2.1", "unit": "t CO2e/t", "qualifier": "exact"}
    told = {**days, **stated, "confidence": "V", "citation": "A report", "indicator": "intensity_s1"}
    return int(folder.append("reported_indicators", smelter_id="north", decimals_printed="1", **told))


def test_a_clean_page_has_no_mark(disclose: Disclose, records_folder: Any) -> None:
    html = disclose(records_folder()).html()
    assert 'class="found"' not in html and "finding-" not in html and '"findings":[]' in html


def test_a_finding_at_a_reported_value_is_marked_and_leads_both_ways(disclose: Disclose, records_folder: Any) -> None:
    folder = records_folder()
    row = reported(folder)
    run = disclose(folder, [at(folder, "reported_indicators", row, "value", check_id="energy_in_conflict")])
    html = run.html()
    marked = MARK.findall(html)
    assert marked
    cell = next(
        one["input_id"]
        for one in run.records.filter(table="reported_indicators", row=row, column="value").rows(named=True)
    )
    for figure_id, mark in marked:
        (figure,) = run.figures.filter(figure_id=figure_id).rows(named=True)
        assert figure["operands"] == [cell]
        assert 'href="#finding-a"' in mark and "†A" in mark and "Warning, energy in conflict" in mark
    assert html.count('<tr class="warning" id="finding-a" tabindex="-1">') == 1
    first = marked[0][0]
    assert html.count(f'id="at-{first}"') == 1 and f'href="#at-{first}"' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_only_figures_of_few_cells_carry_it_and_all_above_list_it(disclose: Disclose, records_folder: Any) -> None:
    """One month of metal: the year is a sum of twelve records and is marked, what is made of it is not."""
    folder = records_folder()
    row = folder.find("metal", smelter_id="north", flow="tapped")
    run = disclose(folder, [at(folder, "metal", row, "mass_t", check_id="metal_odd")])
    own = concerns(run)
    assert len(own.of_cell) == 1
    beside = {figure["figure_id"]: figure for figure in run.figures.rows(named=True) if own.beside(figure)}
    assert {figure["operation"] for figure in beside.values()} <= {"sum_records", "rate", "record"}
    assert all(len(figure["operands"]) <= 12 for figure in beside.values())
    assert any(figure["measure"] == "production" for figure in beside.values())
    every = [str(one) for one in run.figures["figure_id"]]
    held = Explainer(Facts(**run.frames), FigureIndex(run.figures), run.records).explanations(every, None, own)
    listing = {fid for fid, told in held["figures"].items() if told.get("findings") == [0]}
    assert set(beside) < listing
    intensities = run.figures.filter(measure="intensity", smelter_id="north")
    year = folder.row("metal", row)["period_start"][:4]
    for figure in intensities.rows(named=True):
        assert (figure["figure_id"] in listing) == (figure["period_label"] == year), figure["label"]
    places = {held["strings"][node["place"]] for node in held["nodes"] if node.get("findings")}
    assert places and all(place.startswith("file metal.csv") for place in places)


def test_more_than_twelve_cells_are_listed_alone(disclose: Disclose, records_folder: Any) -> None:
    folder = records_folder()
    row = folder.find("metal", smelter_id="north", flow="tapped")
    own = concerns(disclose(folder, [at(folder, "metal", row, "mass_t")]))
    (cell,) = own.of_cell
    assert own.beside({"operation": "sum_records", "operands": [cell]})
    others = [f"other {number}" for number in range(12)]
    assert own.beside({"operation": "sum_records", "operands": [cell, *others]}) == ()
    assert own.beside({"operation": "sum_co2e", "operands": [cell]}) == ()


def test_a_finding_without_a_row_is_about_its_period(disclose: Disclose, records_folder: Any) -> None:
    folder = records_folder()
    told = {"smelter_id": "north", "period": "2022"}
    findings = to_frame(
        [
            finding("cell_voltage", "warning", table="potlines", column="current_efficiency_pct", **told),
            finding("net_carbon_high", "warning", table="specific_consumption", column="value", **told),
        ]
    )
    run = disclose(folder)
    voltage, carbon = cells_of(findings, run.records, run.frames["activity"])
    assert voltage and all("|2022-" in cell and cell.endswith("|current_efficiency_pct") for cell in voltage)
    assert carbon == frozenset()


def test_a_finding_without_a_column_is_about_its_row(disclose: Disclose, records_folder: Any) -> None:
    run = disclose(records_folder())
    findings = to_frame([finding("row_odd", "note", smelter_id="north", table="metal", file="metal.csv", row=2)])
    (cells,) = cells_of(findings, run.records, run.frames["activity"])
    assert cells == set(run.records.filter(table="metal", row=2)["input_id"]) and cells


def test_a_finding_at_a_source_is_about_the_cell_and_every_source() -> None:
    cell = "metal|north||2022-01-01|2022-12-31|tapped||mass_t"
    rows = [
        (f"evidence|{cell}|paper_a|10|value", "evidence", "evidence.csv", 2, "value"),
        (f"evidence|{cell}|paper_b|11|value", "evidence", "evidence.csv", 3, "value"),
        (f"evidence|{cell}|paper_b|11|chosen", "evidence", "evidence.csv", 3, "chosen"),
        ("evidence|metal|south||x|y|tapped||mass_t|paper_a|9|value", "evidence", "evidence.csv", 4, "value"),
    ]
    names = ["input_id", "table", "file", "row", "column"]
    records = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.lit(None, pl.String).alias("sheet"))
    activity = pl.DataFrame(schema={"input_id": pl.String, "smelter_id": pl.String, "period_label": pl.String})
    place = {"table": "evidence", "file": "evidence.csv", "row": 2, "column": "value"}
    (cells,) = cells_of(to_frame([finding("sources_in_conflict", "note", **place)]), records, activity)
    assert cells == {cell, rows[0][0], rows[1][0]}


def test_marks_beyond_three_are_told_by_the_explanation(disclose: Disclose, records_folder: Any) -> None:
    folder = records_folder()
    row = reported(folder)
    many = [at(folder, "reported_indicators", row, "value", check_id=f"odd_{one}") for one in "abcd"]
    run = disclose(folder, many)
    marks = Marks(concerns(run), FigureIndex(run.figures))
    cell = run.records.filter(table="reported_indicators", row=row, column="value")["input_id"][0]
    index = FigureIndex(run.figures)
    (fid,) = run.figures.filter((pl.col("measure") == "record") & (pl.col("operands").list.first() == cell))[
        "figure_id"
    ]
    once, again = marks.on((index.need(fid), index.need(fid)))
    assert [mark.letter for mark in once.marks] == ["A", "B", "C"] and once.more_marks
    assert once.place == f"at-{fid}" and again.place == ""
    assert all(marks.back(one) for one in concerns(run).found)


def test_hostile_findings_are_inert(disclose: Disclose, records_folder: Any) -> None:
    folder = records_folder()
    row = reported(folder)
    nasty = '"><script>alert(1)</script>'
    html = disclose(folder, [at(folder, "reported_indicators", row, "value", check_id=nasty)]).html()
    assert "<script>alert" not in html


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(number: int, letters: str) -> None:
    assert _letters(number) == letters

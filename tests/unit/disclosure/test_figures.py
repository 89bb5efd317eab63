"""The figures of a run: what they add up to, how they are named, when they are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure import FigureError, build_figures


def _frames(run: Any) -> dict[str, Any]:
    return {**run.frames, "findings": run.findings}


def test_every_intensity_is_a_figure_of_the_same_value(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    rows = run.frames["intensity"].filter(pl.col("value").is_not_null())
    assert rows.height > 10
    values = run.figures.filter(pl.col("measure") == "intensity")["value"].sort().to_list()
    assert values == pytest.approx(rows["value"].sort().to_list(), rel=1e-12)


def test_production_and_emissions_are_sums_of_their_rows(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    run = disclose(folder)
    tapped = [
        float(row["mass_t"])
        for row in folder.tables["metal"]
        if (row["smelter_id"], row["flow"], row["period_start"][:4]) == ("north", "tapped", "2021")
    ]
    figure = run.figure("production", smelter_id="north", period_label="2021", basis="|||tapped|")
    assert figure["value"] == pytest.approx(sum(tapped))
    assert len(figure["operands"]) == 12 and figure["operands"][0].startswith("metal|north|north-line|2021-01-01")
    parts = run.figures.filter(pl.col("measure") == "emissions_source", smelter_id="north", period_label="2021").filter(
        pl.col("key").str.contains("|1||", literal=True)
    )
    whole = run.figures.filter(pl.col("key") == "north|2021|1|", measure="emissions_scope").row(0, named=True)
    assert whole["value"] == pytest.approx(parts["value"].sum(), rel=1e-12)


def test_what_is_missing_makes_sums_at_least(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    rows = run.frames["intensity"].filter(boundary="mine_to_metal", route="calculated")
    assert not rows["complete"].any()
    figures = run.figures.filter(pl.col("measure") == "intensity", pl.col("key").str.ends_with("|mine_to_metal"))
    assert set(figures["qualifier"]) == {"at_least"}
    lacking = run.figure("count", key="missing_items|north|2021")
    assert lacking["value"] == len(lacking["operands"]) > 0


def test_headroom_is_the_threshold_less_the_value(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    detail = json.loads(run.frames["verdicts"]["detail_json"][0])
    room = run.figure("headroom", key=detail["verdict_id"])
    assert room["operation"] == "difference"
    assert room["value"] == pytest.approx(detail["threshold"] - detail["value"], rel=1e-12)
    assert room["qualifier"] == "upper"


@pytest.mark.parametrize("column", ["value", "production_t", "emissions_t_co2e"])
def test_a_figure_that_does_not_come_out_as_its_intensity_is_refused(
    disclose: Callable[..., Any], records_folder: Any, column: str
) -> None:
    frames = _frames(disclose(records_folder()))
    frames["intensity"] = frames["intensity"].with_columns(pl.col(column) * 1.000001)
    with pytest.raises(FigureError, match="intensity table"):
        build_figures(**frames)


def test_a_figure_that_does_not_come_out_as_its_verdict_is_refused(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    frames = _frames(disclose(records_folder()))

    def moved(text: str) -> str:
        detail = json.loads(text)
        held = detail["if_gates_met"] or detail
        held["headroom_t"] += 0.001
        return json.dumps(detail)

    changed = [moved(text) for text in frames["verdicts"]["detail_json"]]
    frames["verdicts"] = frames["verdicts"].with_columns(pl.Series("detail_json", changed))
    with pytest.raises(FigureError, match="of the verdict"):
        build_figures(**frames)


def test_the_order_of_rows_plays_no_part(disclose: Callable[..., Any], records_folder: Any) -> None:
    frames = _frames(disclose(records_folder()))
    shuffled = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=5) if isinstance(frame, pl.DataFrame) else frame
        for name, frame in frames.items()
    }
    shuffled["tables"] = {name: t.sample(fraction=1.0, shuffle=True, seed=7) for name, t in frames["tables"].items()}
    assert build_figures(**shuffled).equals(build_figures(**frames))


def test_ids_do_not_depend_on_values(disclose: Callable[..., Any], records_folder: Any) -> None:
    before, folder = disclose(records_folder()), records_folder("other")
    folder.set("metal", folder.find("metal", smelter_id="north", flow="tapped"), "mass_t", "51000.5")
    after = disclose(folder)
    assert after.figures["figure_id"].to_list() == before.figures["figure_id"].to_list()
    assert after.figures["value"].to_list() != before.figures["value"].to_list()


def test_sources_that_disagree_are_figures_each(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    key = "north||2021-01-01|2021-12-31|primary_stage_not_stated|"
    folder.append(
        "metal",
        smelter_id="north",
        period_start="2021-01-01",
        period_end="2021-12-31",
        flow="primary_stage_not_stated",
        mass_t="",
    )
    for value, document in (("280000", "a"), ("300000", "b"), ("about 290 kt", "c")):
        folder.append(
            "evidence",
            table="metal",
            row_key=key,
            column="mass_t",
            value=value,
            qualifier="exact",
            document_id=document,
            confidence="V",
            chosen="false",
        )
    run = disclose(folder)
    said = run.figures.filter(
        pl.col("measure") == "record", pl.col("operands").list.first().str.starts_with("evidence")
    )
    assert sorted(said["value"]) == [280000.0, 300000.0]
    assert set(said["unit"]) == {"t"}
    assert "about 290 kt" in run.html()


def test_a_number_a_finding_quotes_is_a_figure_of_its_record(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    row = folder.find("potlines", smelter_id="south")
    finding = {
        "check_id": "faraday",
        "severity": "warning",
        "smelter_id": "south",
        "period": "2021",
        "table": "potlines",
        "file": "potlines.csv",
        "row": row,
        "column": "line_current_ka",
        "value": "350.0",
        "expected": "between 360 and 370",
    }
    run = disclose(folder, [finding])
    figure = run.figure("record", label="Line current ka")
    assert figure["value"] == 350.0
    assert f'data-figure="{figure["figure_id"]}">350<' in run.html("south")
    assert run.figure("count", key="findings|south|warning")["value"] == 1


def test_a_month_without_metal_makes_production_and_intensity_at_least(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    row = folder.find("metal", smelter_id="north", flow="tapped", period_start="2021-06-01")
    del folder.tables["metal"][row - 2]
    run = disclose(folder)
    tapped = run.figure("production", smelter_id="north", period_label="2021", basis="|||tapped|")
    assert tapped["qualifier"] == "at_least"
    intensity = run.figures.filter(
        pl.col("basis").str.contains("|tapped|", literal=True),
        measure="intensity",
        smelter_id="north",
        period_label="2021",
    )
    assert set(intensity["qualifier"]) == {"at_least"}


def test_primary_metal_cast_is_what_was_cast_less_what_came_from_outside(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    folder.append(
        "metal",
        smelter_id="north",
        period_start="2021-01-01",
        period_end="2021-12-31",
        flow="cold_in",
        mass_t="5000",
    )
    figures = build_figures(**_frames(disclose(folder)))
    made = figures.filter(measure="production", smelter_id="north", period_label="2021")
    tonnes = dict(made.select(pl.col("basis").str.strip_chars("|"), "value").iter_rows())
    assert tonnes["foreign"] == 5000 and tonnes["primary_cast_out"] == tonnes["cast_out"] - 5000
    primary = made.filter(pl.col("basis").str.contains("primary")).row(0, named=True)
    assert primary["operation"] == "difference" and len(primary["operands"]) == 2


@pytest.mark.parametrize("table", ["activity", "electricity", "potlines", "specific_consumption", "power_instruments"])
def test_a_lost_record_never_stops_the_figures(disclose: Callable[..., Any], records_folder: Any, table: str) -> None:
    folder = records_folder()
    del folder.tables[table][3 if len(folder.tables[table]) > 3 else 0]
    assert disclose(folder).figures.height > 100


def test_cells_of_a_potline_stand_among_the_values_on_record(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    folder.append("facilities", smelter_id="north", facility_id="line-2", kind="potline", cells_installed="264")
    days = {"period_start": "2021-01-01", "period_end": "2021-12-31"}
    folder.append("potlines", smelter_id="bare", facility_id="B1", cells_started="201", cells_stopped="12", **days)
    folder.append("facilities", smelter_id="bare", facility_id="B1", kind="potline")
    folder.append("smelters", smelter_id="bare", name="Bare", level="site", synthetic="false")
    run = disclose(folder)
    installed = run.figure("record", label="Cells installed", value=264.0)
    assert installed["unit"] == "cells" and "line-2" in installed["key"]
    assert "Cells installed, line-2" in run.html("north") and installed["figure_id"] in run.html("north")
    for label, value in (("Cells started", 201.0), ("Cells stopped", 12.0)):
        figure = run.figure("record", label=label)
        assert figure["value"] == value and figure["figure_id"] in run.html("bare")

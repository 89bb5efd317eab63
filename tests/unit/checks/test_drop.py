"""What an error takes with it, and that nothing of it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.accept import RecordsRefusedError, require_accepted, require_kept
from checks.drop import DROPPED, dropped_findings, kept, together, without_dropped
from checks.records import CheckedRecords
from smelter_ghg.findings import finding, to_frame

Make = Callable[..., Any]
Check = Callable[[Any], CheckedRecords]


def gone(result: CheckedRecords) -> list[tuple[str, int | None]]:
    rows: list[tuple[str, int | None]] = result.dropped.select("smelter_id", "reporting_year").rows()
    return rows


def test_a_row_takes_its_smelter_year_whole(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("activity", folder.find("activity", smelter_id="south", period_start="2022-03-01"), "quantity", "-1")
    result = checked(folder)
    assert gone(result) == [("south", 2022)]
    for name, frame in result.tables.items():
        if {"smelter_id", "period_end"} <= set(frame.columns):
            years = frame.filter(pl.col("smelter_id") == "south")["period_end"].dt.year().unique().to_list()
            assert 2022 not in years, name


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("smelters", "level", "plant"),
        ("facilities", "kind", "pot"),
        ("reporting_periods", "period_start", "first of May"),
    ],
)
def test_a_row_without_a_year_takes_the_smelter(
    records_folder: Make, checked: Check, table: str, column: str, value: str
) -> None:
    folder = records_folder()
    folder.set(table, 2, column, value)
    result = checked(folder)
    assert gone(result) == [("north", None)]
    for name, frame in result.tables.items():
        if "smelter_id" in frame.columns:
            assert "north" not in frame["smelter_id"], name


def test_a_row_whose_dates_cannot_be_read_takes_the_smelter(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 2, "period_start", "?")
    assert gone(checked(folder)) == [("north", 2021)], "its other date still says which year"
    folder.set("metal", 2, "period_end", "?")
    assert gone(checked(folder)) == [("north", None)]


def test_a_row_outside_every_period_takes_the_smelter(records_folder: Make, checked: Check) -> None:
    """Its year is wrong, so nobody knows which year lacks it."""
    folder = records_folder()
    folder.set("metal", 2, "period_start", "2091-01-01")
    folder.set("metal", 2, "period_end", "2091-01-31")
    assert gone(checked(folder)) == [("north", None)]


def test_a_row_across_two_years_takes_both(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    row = folder.find("activity", smelter_id="north", period_start="2021-12-01", item="natural_gas")
    folder.set("activity", row, "item", "diesel")
    folder.set("activity", row, "period_end", "2022-01-15")
    assert gone(checked(folder)) == [("north", 2021), ("north", 2022)]


def test_an_error_about_a_file_takes_every_smelter_of_the_file(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.tables["potlines"] = [row for row in folder.tables["potlines"] if row["smelter_id"] == "south"]
    folder.drop_column("potlines", "period_end")
    assert gone(checked(folder)) == [("south", None)]


def test_a_file_without_smelters_takes_them_all(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.drop_column("metal", "smelter_id")
    assert gone(checked(folder)) == [("north", None), ("south", None)]
    other = records_folder("other")
    other.write()
    other.tables["metall"] = other.tables["metal"]
    assert gone(checked(other)) == [("north", None), ("south", None)]


def test_rows_of_an_unknown_smelter_are_dropped_alone(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 5, "smelter_id", "nroth")
    result = checked(folder)
    assert gone(result) == []
    assert result.tables["metal"].height == len(folder.tables["metal"]) - 1


def test_a_bad_supplier_footprint_takes_the_years_that_bought_the_item(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    footprint = {"period_start": "2021-01-01", "period_end": "2021-12-31", "factor_t_co2e_per_t": "-1",
                 "parts_covered": "refining", "gwp_set": "AR6GWP100", "citation": "x"}  # fmt: skip
    folder.append("supplier_footprints", item="prebaked_anode", supplier="", **footprint)
    assert gone(checked(folder)) == [], "nobody bought it"
    folder.append("supplier_footprints", item="alumina", supplier="Other", **footprint)
    assert gone(checked(folder)) == [], "nobody bought it there"
    folder.append("supplier_footprints", item="alumina", supplier="Refinery", **footprint)
    assert set(gone(checked(folder))) == {(name, year) for name in ("north", "south") for year in (2021, 2022)}


def test_a_bad_allocation_takes_every_smelter_that_shares_the_facility(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.append("allocations", facility_id="north-line", smelter_id="north", basis="mass", share="1.2")
    folder.append("allocations", facility_id="north-line", smelter_id="south", basis="mass", share="0.2")
    assert gone(checked(folder)) == [("north", None), ("south", None)]


def test_a_bad_document_takes_nothing(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.append("documents", document_id="d", title="t", kind="rumour")
    result = checked(folder)
    assert result.findings.height == 1
    assert gone(result) == []
    assert result.tables["documents"].is_empty()


def test_reasons_are_put_together() -> None:
    rows = [("a", 2020, "y, x"), ("a", 2020, "x"), ("b", 2020, "x"), ("b", None, "z")]
    frame = pl.DataFrame(rows, schema=DROPPED, orient="row")
    assert together([frame, frame]).rows() == [("a", 2020, "x, y"), ("b", None, "x, z")]
    assert together([]).is_empty()


def test_every_dropped_smelter_year_is_named_in_a_finding() -> None:
    dropped = pl.DataFrame([("a", 2020, "x"), ("b", None, "y")], schema=DROPPED, orient="row")
    found = dropped_findings(dropped).select("check_id", "severity", "smelter_id", "period").rows()
    assert found == [
        ("smelter_year_dropped", "warning", "a", "2020"),
        ("smelter_year_dropped", "warning", "b", "every year"),
    ]


def test_kept_leaves_out_smelters_and_smelter_years() -> None:
    frame = pl.DataFrame({"smelter_id": ["a", "a", "b"], "reporting_year": [2020, 2021, 2020]})
    dropped = pl.DataFrame([("a", 2020, "x"), ("b", None, "y")], schema=DROPPED, orient="row")
    assert kept(frame, dropped).rows() == [("a", 2021)]


def test_a_strict_consumer_refuses_records_with_errors(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 2, "mass_t", "-1")
    result = checked(folder)
    require_accepted(result.findings, result.dropped, result.tables, accept_partial=True)
    with pytest.raises(RecordsRefusedError, match="1 errors"):
        require_accepted(result.findings, result.dropped, result.tables, accept_partial=False)


def test_a_consumer_refuses_a_row_an_error_points_at(records_folder: Make, checked: Check) -> None:
    sound = checked(records_folder())
    error = to_frame([finding("x", "error", table="metal", file="metal.csv", row=2)])
    with pytest.raises(RecordsRefusedError, match="metal: a row with an error"):
        require_accepted(error, sound.dropped, sound.tables, accept_partial=True)


def test_a_consumer_refuses_a_dropped_smelter_that_is_still_there(records_folder: Make, checked: Check) -> None:
    sound = checked(records_folder())
    dropped = pl.DataFrame([("north", None, "x")], schema=DROPPED, orient="row")
    with pytest.raises(RecordsRefusedError, match="still has rows"):
        require_accepted(sound.findings, dropped, sound.tables, accept_partial=True)
    left = without_dropped(sound.tables, dropped, 12)
    require_accepted(sound.findings, dropped, left, accept_partial=True)


def test_a_yearly_consumer_refuses_an_error_that_dropped_nothing() -> None:
    rows = pl.DataFrame({"smelter_id": ["a"], "reporting_year": [2020]})
    error = to_frame([finding("faraday", "error", smelter_id="a", period="2020")])
    nothing = pl.DataFrame(schema=DROPPED)
    dropped = pl.DataFrame([("a", 2020, "faraday")], schema=DROPPED, orient="row")
    with pytest.raises(RecordsRefusedError, match="took no smelter-year"):
        require_kept(error, nothing, rows, accept_partial=True)
    with pytest.raises(RecordsRefusedError, match="still has rows"):
        require_kept(error, dropped, rows, accept_partial=True)
    with pytest.raises(RecordsRefusedError, match="1 errors"):
        require_kept(error, dropped, rows.clear(), accept_partial=False)
    require_kept(error, dropped, rows.clear(), accept_partial=True)

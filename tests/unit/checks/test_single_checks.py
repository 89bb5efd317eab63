"""Each check by itself: what it finds in tables with one fault, and that it leaves sound ones alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.claims import claimed_twice, over_allocated
from checks.coefficients import coefficient_age
from checks.instruments import instruments_not_counted, instruments_within_grid, rates_beyond_the_rest
from checks.periods import duplicate_keys, outside_reporting_periods, overlapping_periods, whole_beside_facilities
from checks.references import unknown_documents, unknown_facilities, unknown_smelters
from checks.rows import dates_backwards, energy_without_basis, negative_values, ratios_above_one, unused_items
from checks.totals import allocation_shares, consumed_against_stocks

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]
EVERY = (
    coefficient_age,
    duplicate_keys,
    outside_reporting_periods,
    overlapping_periods,
    whole_beside_facilities,
    unknown_documents,
    unknown_facilities,
    unknown_smelters,
    dates_backwards,
    negative_values,
    unused_items,
    energy_without_basis,
    ratios_above_one,
    allocation_shares,
    consumed_against_stocks,
    instruments_within_grid,
    instruments_not_counted,
    rates_beyond_the_rest,
    claimed_twice,
    over_allocated,
)


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.__name__)
def test_sound_tables_have_no_finding(
    records_folder: Make, tables_of: Read, check: Callable[..., pl.DataFrame]
) -> None:
    assert check(tables_of(records_folder())).is_empty()


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.__name__)
def test_empty_tables_have_no_finding(
    records_folder: Make, tables_of: Read, check: Callable[..., pl.DataFrame]
) -> None:
    empty = {name: frame.clear() for name, frame in tables_of(records_folder()).items()}
    assert check(empty).is_empty()


def test_dates_backwards_names_the_date_that_does_not_meet_its_neighbours(
    records_folder: Make, tables_of: Read
) -> None:
    ending, starting = records_folder("ending"), records_folder("starting")
    row = ending.find("potlines", smelter_id="north", period_start="2021-06-01")
    ending.set("potlines", row, "period_end", "2021-05-31")
    starting.set("potlines", row, "period_start", "2021-07-01")
    for folder, column in ((ending, "period_end"), (starting, "period_start")):
        (found,) = dates_backwards(tables_of(folder)).to_dicts()
        assert (found["row"], found["column"]) == (row, column)


def test_dates_of_validity_backwards(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.set("facilities", 3, "valid_from", "2020-01-02")
    folder.set("facilities", 3, "valid_to", "2020-01-01")
    (found,) = dates_backwards(tables_of(folder)).to_dicts()
    assert (found["table"], found["row"], found["column"]) == ("facilities", 3, "valid_to")


def test_overlap_names_the_row_that_grew_and_its_end(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = folder.find("potlines", smelter_id="south", period_start="2021-06-01")
    folder.set("potlines", row, "period_end", "2021-09-10")
    (found,) = overlapping_periods(tables_of(folder)).to_dicts()
    assert (found["row"], found["column"], found["value"]) == (row, "period_end", "2021-09-10")


def test_a_yearly_row_among_months_is_one_finding(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    whole = {**folder.row("potlines", 2), "period_end": "2021-12-31", "period_start": "2021-01-01"}
    row = folder.append("potlines", **whole)
    (found,) = overlapping_periods(tables_of(folder)).to_dicts()
    assert found["row"] == row


def test_reporting_periods_of_one_smelter_may_not_overlap_under_two_names(
    records_folder: Make, tables_of: Read
) -> None:
    folder = records_folder()
    row = folder.append(
        "reporting_periods",
        smelter_id="north",
        period_label="FY2022",
        period_start="2021-04-01",
        period_end="2022-03-31",
    )
    (found,) = overlapping_periods(tables_of(folder)).filter(pl.col("row") == row).to_dicts()
    assert found["table"] == "reporting_periods"


def test_periods_that_touch_do_not_overlap(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.append("metal", **{**folder.row("metal", 2), "period_start": "2020-12-01", "period_end": "2020-12-31"})
    assert overlapping_periods(tables_of(folder)).is_empty()


def test_whole_smelter_and_facility_on_other_days_are_fine(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.append(
        "metal",
        **{**folder.row("metal", 2), "facility_id": "", "period_start": "2020-12-01", "period_end": "2020-12-31"},
    )
    assert whole_beside_facilities(tables_of(folder)).is_empty()


def test_whole_smelter_beside_a_facility_is_found_across_period_lengths(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = folder.append(
        "specific_consumption",
        **{**folder.row("specific_consumption", 2), "facility_id": "", "period_end": "2021-12-31", "per": "cast_out"},
    )
    (found,) = whole_beside_facilities(tables_of(folder)).to_dicts()
    assert (found["row"], found["column"]) == (row, "facility_id")
    assert "north-line" in found["likely_cause"]


def test_a_record_before_every_reporting_period_is_found(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = folder.append("metal", **{**folder.row("metal", 2), "period_start": "2012-01-01", "period_end": "2012-01-31"})
    (found,) = outside_reporting_periods(tables_of(folder)).to_dicts()
    assert (found["row"], found["column"], found["value"]) == (row, "period_end", "2012-01-31")
    assert "missing from reporting_periods" in found["likely_cause"]


def test_a_record_across_two_periods_names_both(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.append("metal", **{**folder.row("metal", 3), "period_start": "2021-12-15", "period_end": "2022-01-15"})
    (found,) = outside_reporting_periods(tables_of(folder)).to_dicts()
    assert "2021, 2022" in found["likely_cause"]


def test_without_stated_periods_calendar_or_fiscal_years_count(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.tables["reporting_periods"] = []
    folder.append(
        "metal",
        **{**folder.row("metal", 3), "counterparty": "x", "period_start": "2021-12-01", "period_end": "2022-01-31"},
    )
    tables = tables_of(folder)
    assert outside_reporting_periods(tables).height == 1
    assert "metal" not in outside_reporting_periods(tables, 6)["table"]


def test_a_facility_of_another_smelter_is_unknown_and_a_shared_one_names_its_owner(
    records_folder: Make, tables_of: Read
) -> None:
    folder = records_folder()
    row = folder.find("metal", smelter_id="north", flow="cast_out")
    folder.set("metal", row, "facility_id", "south-line")
    (found,) = unknown_facilities(tables_of(folder)).to_dicts()
    assert (found["row"], found["column"], found["value"]) == (row, "facility_id", "south-line")
    folder.append("allocations", facility_id="south-line", smelter_id="north", basis="mass", share="0.4")
    (shared,) = unknown_facilities(tables_of(folder)).to_dicts()
    assert "under its owner south" in shared["likely_cause"]
    folder.set("metal", row, "smelter_id", "south")
    assert unknown_facilities(tables_of(folder)).is_empty()


def test_an_allocation_of_no_facility_is_found(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.append("allocations", facility_id="nowhere", smelter_id="north", basis="mass", share="1")
    (found,) = unknown_facilities(tables_of(folder)).to_dicts()
    assert (found["table"], found["value"]) == ("allocations", "nowhere")


def test_an_unknown_document_warns_once_per_file(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    for row in (2, 3, 4):
        folder.set("metal", row, "document_id", "lost")
    (found,) = unknown_documents(tables_of(folder)).to_dicts()
    assert (found["severity"], found["row"], found["value"]) == ("warning", 2, "lost")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("activity", "item", "alumna"), ("specific_consumption", "item", "anode"), ("properties", "property", "sulfur")],
)
def test_a_name_no_equation_uses_warns(
    records_folder: Make, tables_of: Read, table: str, column: str, value: str
) -> None:
    folder = records_folder()
    folder.append(
        "properties", smelter_id="north", item="prebaked_anode", period_start="2021-01-01", period_end="2021-12-31",
        property="sulphur_pct", value="2.1",
    )  # fmt: skip
    folder.set(table, 2, column, value)
    (found,) = unused_items(tables_of(folder)).to_dicts()
    assert (found["severity"], found["row"], found["column"], found["value"]) == ("warning", 2, column, value)


def test_negative_properties_are_found(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = folder.append(
        "properties", smelter_id="north", item="prebaked_anode", period_start="2021-01-01", period_end="2021-12-31",
        property="sulphur_pct", value="-2.1",
    )  # fmt: skip
    assert negative_values(tables_of(folder)).select("row", "column").rows() == [(row, "value")]


def test_shares_may_sum_to_one_in_decimal_fractions(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    for smelter, share in (("north", "0.1"), ("south", "0.7")):
        folder.append("allocations", facility_id="north-line", smelter_id=smelter, basis="mass", share=share)
    assert allocation_shares(tables_of(folder)).height == 1
    folder.append("allocations", facility_id="north-line", smelter_id="third", basis="mass", share="0.2")
    assert allocation_shares(tables_of(folder)).is_empty()


def test_instruments_of_another_zone_are_not_counted(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    folder.set("power_instruments", 2, "grid_zone", "ZONE-elsewhere")
    assert instruments_within_grid(tables_of(folder)).is_empty()
    (found,) = instruments_not_counted(tables_of(folder)).to_dicts()
    assert (found["severity"], found["row"], found["column"]) == ("warning", 2, "grid_zone")


def test_several_instruments_are_summed_and_the_largest_is_named(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = folder.append(
        "power_instruments",
        **{**folder.row("power_instruments", 2), "instrument_id": "more", "allocated_mwh": "2600000"},
    )
    assert instruments_within_grid(tables_of(folder)).select("row", "value").rows() == [(row, "2600000.0")]


def test_captive_power_cannot_be_re_priced(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    for row in range(2, len(folder.tables["electricity"]) + 2):
        folder.set("electricity", row, "supply", "captive")
    assert instruments_not_counted(tables_of(folder)).select("row", "column").rows() == [
        (row, "grid_zone") for row in (2, 3, 4, 5)
    ]


@pytest.mark.parametrize(
    ("measured_on", "from_month", "rules"),
    [
        ("2020-05-01", "", []),
        ("2018-02-10", "2021-02-01", ["3 years"]),
        ("2011-01-30", "2021-01-01", ["10 years", "3 years"]),
        ("", "2021-01-01", ["Annex II, B.7"]),
        ("2023-01-01", "2021-01-01", ["not after"]),
    ],
)
def test_old_undated_and_future_coefficients_are_warned_about_with_the_rule(
    records_folder: Make, tables_of: Read, measured_on: str, from_month: str, rules: list[str]
) -> None:
    folder = records_folder()
    for row in folder.tables["potlines"]:
        if row["smelter_id"] == "north" and row["period_start"] < "2021-03":
            row |= {"slope_cf4": "0.12", "coefficient_measured_on": measured_on}
    found = coefficient_age(tables_of(folder)).sort("expected").to_dicts()
    assert len(found) == len(rules)
    for finding, rule in zip(found, rules, strict=True):
        assert (finding["check_id"], finding["severity"], finding["table"], finding["column"]) == (
            *("coefficient_age", "warning", "potlines", "coefficient_measured_on"),
        )
        assert finding["row"] == folder.find("potlines", smelter_id="north", period_start=from_month)
        assert rule in finding["expected"]
        if "years" in rule:
            assert ("40 CFR 98.64" if rule.startswith("10") else "2025/2547") in finding["expected"]


def test_fuel_as_energy_without_its_basis_warns_once_per_file(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    assert energy_without_basis(tables_of(folder)).is_empty()
    rows = [number for number, row in enumerate(folder.tables["activity"], start=2) if row["item"] == "natural_gas"]
    for number in rows[2:5]:
        folder.set("activity", number, "basis", "")
    (found,) = energy_without_basis(tables_of(folder)).to_dicts()
    assert (found["severity"], found["row"], found["column"]) == ("warning", rows[2], "basis")


def test_a_sharing_smelters_reporting_period_must_hold_the_shared_rows(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    for smelter, share in (("north", "0.6"), ("south", "0.4")):
        folder.append("allocations", facility_id="north-line", smelter_id=smelter, basis="mass", share=share)
    assert outside_reporting_periods(tables_of(folder)).is_empty()
    row = folder.find("reporting_periods", smelter_id="south", period_label="2021")
    folder.set("reporting_periods", row, "period_end", "2021-12-15")
    found = outside_reporting_periods(tables_of(folder))
    shared = found.filter(pl.col("file") == "electricity.csv").join(
        tables_of(folder)["electricity"].filter(pl.col("smelter_id") == "north"), left_on="row", right_on="_row"
    )
    assert set(shared["smelter_id"]) == {"south"} and shared.height == 1


def test_a_dropped_owner_takes_the_sharing_smelter_along(records_folder: Make, checked: Callable[..., Any]) -> None:
    folder = records_folder()
    for smelter, share in (("north", "0.6"), ("south", "0.4")):
        folder.append("allocations", facility_id="north-line", smelter_id=smelter, basis="mass", share=share)
    folder.set("metal", folder.find("metal", smelter_id="north", flow="cast_out"), "mass_t", "-1")
    rows = checked(folder).dropped.select("smelter_id", "reporting_year").rows()
    assert rows == [("north", 2021), ("south", 2021)]

"""Quantities in canonical units, each in the reporting period that holds all its days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.activity import build_activity
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts import FIELDS
from smelter_ghg.contracts.result_tables import ACTIVITY
from smelter_ghg.periods import PERIODS, assign, of_year, reporting_periods
from tests.golden.from_records import Run, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, instrument, small_plant

POTLINE = {
    "line_current_ka": "350",
    "cells_operating": "200",
    "cell_days": "6200",
    "current_efficiency_pct": "94.5",
    "dc_electricity_mwh": "13000",
    "anode_effect_frequency_per_cell_day": "0.1",
    "anode_effect_duration_min": "1.5",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tables = small_plant() | {"power_instruments": [instrument(100_000)]}
    tables["potlines"][0] |= POTLINE
    tables["activity"][0] |= {"unit": "kt", "quantity": "1.93", "uncertainty_pct": "2"}
    tables["properties"] = [
        whole_year(YEAR) | {"smelter_id": "s", "item": "natural_gas", "property": name, "value": value}
        for name, value in (("density_kg_per_m3", "0.8"), ("net_calorific_value_gj_per_m3", "0.036"))
    ]
    return run(tmp_path_factory.mktemp("activity"), tables, factors=FACTORS)


def test_it_keeps_its_contract_and_one_row_per_filled_number(made: Run) -> None:
    assert dict(made.activity.schema) == ACTIVITY.polars_schema
    assert made.activity["activity_id"].is_unique().all() and made.activity["activity_id"].is_sorted()
    assert made.activity["period_label"].null_count() == 0


@pytest.mark.parametrize("column", sorted(POTLINE))
def test_a_potlines_number_is_in_the_registrys_unit_or_a_fraction_of_it(made: Run, column: str) -> None:
    row = made.activity.filter((pl.col("item") == column) & (pl.col("period_start") == dt.date(YEAR, 1, 1)))
    unit, multiplier, value = row.select("unit", "multiplier", "value").row(0)
    if FIELDS[column].unit == "%":
        assert (unit, multiplier) == ("1", 0.01)
    else:
        assert (unit, multiplier) == (FIELDS[column].unit, 1.0)
    assert value == pytest.approx(float(POTLINE[column]) * multiplier, rel=1e-12)


def test_an_instruments_numbers_are_in_the_registrys_units(made: Run) -> None:
    rows = made.activity.filter(pl.col("quantity") == "instrument")
    units = dict(rows.select("item", "unit").iter_rows())
    assert units == {name: FIELDS[name].unit for name in units} and len(units) == 4


def test_a_quantity_is_converted_once(made: Run) -> None:
    row = made.activity.filter((pl.col("item") == "alumina") & (pl.col("multiplier") == 1000.0)).row(0, named=True)
    assert (row["value"], row["unit"]) == (pytest.approx(1930.0), "t")
    assert (row["lower_share"], row["upper_share"]) == (pytest.approx(0.98), pytest.approx(1.02))
    rate = made.activity.filter(pl.col("quantity") == "rate").row(0, named=True)
    assert (rate["value"], rate["unit"], rate["basis"]) == (pytest.approx(0.42), "t/t", "tapped")


def test_properties_have_their_canonical_name_and_unit(made: Run) -> None:
    rows = made.activity.filter(pl.col("quantity") == "property").select("flow", "unit", "value").sort("flow")
    assert rows.rows() == [
        ("density_per_m3", "t/m3", pytest.approx(0.0008)),
        ("net_calorific_value_per_m3", "GJ/m3", 0.036),
    ]


def test_the_uncertainty_of_a_record_reaches_the_ledgers_inputs(made: Run) -> None:
    ranged = made.ledger_inputs.filter(pl.col("input_id").str.contains(r"\|alumina\|") & pl.col("lower").is_not_null())
    assert ranged.select("lower", "upper").row(0) == (pytest.approx(1930 * 0.98), pytest.approx(1930 * 1.02))
    assert ranged["error_group"].to_list() == ranged["input_id"].to_list()


def periods_of(
    *stated: tuple[str, str, str], dated: tuple[str, str] = ("2021-02-01", "2022-03-31"), end: int = 12
) -> pl.DataFrame:
    day = dt.date.fromisoformat
    rows = [("s", label, day(start), day(stop)) for label, start, stop in stated]
    names = ["smelter_id", "period_label", "period_start", "period_end"]
    kinds = [pl.String, pl.String, pl.Date, pl.Date]
    tables = {
        "reporting_periods": pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row"),
        "metal": pl.DataFrame(
            {"smelter_id": ["s"], "period_start": [day("2021-02-01")], "period_end": [day("2022-03-31")]},
        ),
    }
    return reporting_periods(tables, end)


def test_without_stated_periods_the_years_the_records_touch_are_the_periods() -> None:
    found = periods_of()
    assert dict(found.schema) == PERIODS
    assert found.select("period_label", "reporting_year").rows() == [("2021", 2021), ("2022", 2022)]


@pytest.mark.parametrize(
    ("end", "labels"),
    [(3, ["FY2021", "FY2022"]), (6, ["FY2021", "FY2022"]), (1, ["FY2022", "FY2023"])],
)  # fmt: skip
def test_fiscal_years_are_named_after_the_year_they_end_in(end: int, labels: list[str]) -> None:
    found = periods_of(end=end)
    assert found["period_label"].to_list() == labels
    lengths = found["reporting_period_end"] - found["reporting_period_start"]
    assert set(lengths.dt.total_days() + 1) <= {365, 366}
    assert (found["reporting_period_end"] + pl.Series([dt.timedelta(days=1)])).dt.day().unique().to_list() == [1]


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-06-01", "2022-06-30", "2022"),
        ("2022-12-15", "2023-01-15", None),
        ("2021-12-31", "2022-01-31", None),
        ("2024-01-01", "2024-01-31", None),
    ],
)
def test_a_row_belongs_to_the_period_that_contains_it_whole(start: str, end: str, label: str | None) -> None:
    periods = periods_of(("2022", "2022-01-01", "2022-12-31"), ("2023", "2023-01-01", "2023-12-31"))
    day = dt.date.fromisoformat
    rows = pl.DataFrame({"smelter_id": ["s"], "period_start": [day(start)], "period_end": [day(end)]})
    assert assign(rows, periods)["period_label"].to_list() == [label]


def test_a_row_across_two_periods_makes_no_emission(tmp_path: Path) -> None:
    tables = small_plant()
    tables["metal"][0] |= {"period_start": f"{YEAR - 1}-12-16"}
    gases = run(tmp_path, tables, factors=FACTORS).ledger.filter(pl.col("source") == "anode_effects")
    assert gases["period_start"].min() == dt.date(YEAR, 2, 1)


def test_a_years_quantities_come_of_a_years_rows(made: Run) -> None:
    tables, config = dict(made.tables), ReportingConfig()
    periods = reporting_periods(tables, 12)
    whole = build_activity(tables, config)
    years = whole["reporting_year"].unique().sort().to_list()
    assert years
    for year in years:
        alone = build_activity(of_year(tables, periods, year), config)
        assert alone.filter(reporting_year=year).equals(whole.filter(reporting_year=year))
    elsewhere = of_year(tables, periods, min(years) - 1)
    assert elsewhere["metal"].is_empty() and elsewhere["smelters"].equals(tables["smelters"])

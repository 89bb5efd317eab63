"""Totals of several activities, capacities taken for productions, benchmarks, material accounts of certified metal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.custody import custody_accounts
from checks.disclosures import activity_not_stated, capacity_as_production
from smelter_ghg.contracts.result_tables import INTENSITY
from smelter_ghg.physics.benchmarks import outside_benchmarks
from smelter_ghg.records.benchmarks import TABLE as BENCHMARKS

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]
YEAR = {"period_start": "2021-01-01", "period_end": "2021-12-31"}


def found(findings: pl.DataFrame) -> list[tuple[str, int, str]]:
    return list(findings.select("check_id", "row", "column").iter_rows())


@pytest.mark.parametrize(
    ("level", "process", "expected"), [("company", "", 1), ("company", "electrolysis", 0), ("site", "", 0)]
)
def test_a_total_of_a_company_does_not_say_of_which_activity(
    records_folder: Make, tables_of: Read, level: str, process: str, expected: int
) -> None:
    folder = records_folder()
    folder.set("smelters", 2, "level", level)
    row = folder.append("reported_emissions", smelter_id="north", **YEAR, period_stated="true", scope="1",
                        scope2_account="none", process=process, gas="CO2e", emissions_t_co2e="1000",
                        gwp_set="not_stated", citation="Report")  # fmt: skip
    assert found(activity_not_stated(tables_of(folder))) == [("activity_not_stated", row, "process")] * expected


@pytest.mark.parametrize(("made", "expected"), [("75000", 1), ("74999", 0)])
def test_a_capacity_is_no_production(records_folder: Make, tables_of: Read, made: str, expected: int) -> None:
    folder = records_folder()
    folder.append("reported_indicators", smelter_id="north", **YEAR, period_stated="true", value="75", unit="kt",
                  indicator="capacity_per_year", boundary="not_stated", scope2_account="none", gwp_set="not_stated",
                  qualifier="exact", confidence="V", citation="Report")  # fmt: skip
    row = folder.append("metal", smelter_id="north", **YEAR, flow="primary_stage_not_stated", mass_t=made)
    assert found(capacity_as_production(tables_of(folder))) == [("capacity_as_production", row, "mass_t")] * expected


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"coc_output_t": "400"}, []),
        ({"coc_output_t": "401"}, ["coc_output_share"]),
        ({"coc_output_t": "480", "internal_overdraw_t": "80"}, []),
        ({"coc_output_t": "501", "internal_overdraw_t": "101"}, ["coc_overdraw"]),
        ({"coc_input_t": "0", "other_input_t": "0", "coc_output_t": "1"}, ["coc_output_share"]),
    ],
)
def test_no_more_certified_metal_leaves_than_came_in(
    records_folder: Make, tables_of: Read, account: dict[str, str], expected: list[str]
) -> None:
    folder = records_folder()
    # 500 of 1,000 t came in certified: 400 of the 800 t that left may be.
    whole = {"coc_input_t": "500", "other_input_t": "500", "output_t": "800"}
    row = folder.append("coc_accounts", smelter_id="north", **YEAR, material="aluminium", **(whole | account))
    assert [(one, at) for one, at, _ in found(custody_accounts(tables_of(folder)))] == [(one, row) for one in expected]


def an_intensity(**changed: Any) -> pl.DataFrame:
    row = {"intensity_id": "i", "smelter_id": "north", "period_label": "2021", "period_start": dt.date(2021, 1, 1),
           "period_end": dt.date(2021, 12, 31), "route": "calculated", "boundary": "mine_to_metal",
           "scope2_account": "market", "denominator": "tapped", "complete": True, "value": 12.0} | changed  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in INTENSITY.names}], schema=INTENSITY.polars_schema)


def a_benchmark(**changed: Any) -> pl.DataFrame:
    row = {"boundary": "mine_to_metal", "period_start": dt.date(2021, 1, 1), "period_end": dt.date(2021, 12, 31),
           "lower_t_co2e_per_t": 3.0, "upper_t_co2e_per_t": 12.0, "citation": "Survey"} | changed  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in BENCHMARKS.names}], schema=BENCHMARKS.polars_schema)


@pytest.mark.parametrize(
    ("intensity", "benchmark", "column"),
    [
        ({}, {}, None),
        ({"value": 12.1}, {}, "upper_t_co2e_per_t"),
        ({"value": 0.012}, {}, "lower_t_co2e_per_t"),
        ({"value": 12.1, "complete": False}, {}, None),
        ({"value": 12.1}, {"smelter_id": "south"}, None),
        ({"value": 12.1}, {"smelter_id": "north"}, "upper_t_co2e_per_t"),
        ({"value": 12.1}, {"boundary": "scope_1"}, None),
        ({"value": 12.1}, {"period_end": dt.date(2021, 6, 30)}, None),
        ({"value": 12.1, "route": "reported", "qualifier": "exact", "complete": None}, {}, "upper_t_co2e_per_t"),
        ({"value": 12.1, "route": "reported", "qualifier": "approximate", "complete": None}, {}, None),
    ],
)
def test_what_lies_outside_a_benchmark_is_named(
    intensity: dict[str, Any], benchmark: dict[str, Any], column: str | None
) -> None:
    findings = outside_benchmarks(an_intensity(**intensity), a_benchmark(**benchmark))
    assert findings["column"].to_list() == ([] if column is None else [column])

"""What a path looks at and what it refuses: base, slopes, boundary, periods, targets, draws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.unit.pathways.made import made, path, row_of, tables

SLOPES = {"all": {2020: 16.0, 2024: 12.0, 2025: 10.0, 2050: 1.0}}
YEARS = {2020: (8.0, 4.0), 2024: (7.2, 4.3)}
STATED = {"base_value": 14.0, "gwp_set": "AR6GWP100", "scope2_account": "market"}


def test_rows_have_their_roles_and_years_without_a_period_no_intensity() -> None:
    found = made(YEARS, tables([path()], SLOPES)).sort("reporting_year")
    roles = dict(found.select("reporting_year", "role").iter_rows())
    assert roles == {2020: "base", 2024: "progress", 2025: "intermediate", 2050: "path"}
    assert found.filter(reporting_year=2025)["value"].to_list() == [None]
    assert found["pathway_id"].is_unique().all()


def test_a_stated_base_goes_before_the_ledgers() -> None:
    found = made(YEARS, tables([path(**STATED)], SLOPES))
    base = row_of(found, 2020)
    assert (base["base_value"], base["base_source"], base["base_intensity_id"]) == (14.0, "stated", None)
    assert row_of(found, 2024)["path_value"] == pytest.approx(14 * 12 / 16)
    assert "pathways|s||set|1|contraction|all|base_value" in base["input_ids"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"boundary": "regulatory"}, "boundary regulatory"),
        (STATED | {"gwp_set": "AR4GWP100"}, "AR4GWP100, not AR6GWP100"),
        (STATED | {"gwp_set": None}, "a GWP set not stated"),
        (STATED | {"scope2_account": "location"}, "location, the intensities are market-based"),
        (STATED | {"scope2_account": None}, "an account not stated"),
    ],
)
def test_a_base_made_otherwise_has_no_progress_beside_it(changed: dict[str, Any], said: str) -> None:
    found = made(YEARS, tables([path(**STATED | changed)], SLOPES))
    assert not found["comparable"].any()
    assert found.select("value", "gap_t", "cumulative_t_against_path").null_count().row(0) == (found.height,) * 3
    assert all(said in reason for reason in found["reason"])
    # The path itself is the plan's own and stays.
    assert row_of(found, 2024)["path_value"] == pytest.approx(10.5)


@pytest.mark.parametrize(
    ("rows", "slopes", "said"),
    [
        ({"base_year": 2019}, SLOPES, "no intensity of 2019"),
        ({"slope_set": "other"}, SLOPES, "no slopes of other 1"),
        ({"version": "2"}, SLOPES, "no slopes of set 2"),
        ({}, {"all": {2024: 12.0, 2050: 1.0}}, "no slope of 2020, the base year"),
        ({}, {"all": {2020: 0.0, 2050: 1.0}}, "is zero"),
        ({"form": "convergence"}, {"all": {2020: 16.0, 2024: 12.0}}, "no slope of 2050"),
        ({"form": "convergence"}, {"all": {2020: 1.0, 2024: 1.0, 2050: 1.0}}, "are the same"),
        ({"emissions": "apart"}, SLOPES, "no slopes of set 1 for electricity"),
        ({"emissions": "apart", "base_value_electricity": 3.0}, SLOPES, "that of the other is not"),
    ],
)
def test_a_path_that_cannot_be_says_why(rows: dict[str, Any], slopes: Any, said: str) -> None:
    found = made(YEARS, tables([path(**rows)], slopes)).filter(emissions="all")
    assert found["path_value"].null_count() == found.height
    assert any(said in str(reason) for reason in found["reason"]), found["reason"].to_list()


def test_an_incomplete_base_is_no_base() -> None:
    found = made(YEARS, tables([path()], SLOPES), incomplete=[2020])
    assert found["base_value"].null_count() == found.height and "lacks alumina" in row_of(found, 2024)["reason"]


def test_an_incomplete_year_is_beside_the_path_and_marks_the_sum() -> None:
    every = YEARS | dict.fromkeys((2021, 2022, 2023), (8.0, 4.0))
    own = row_of(made(every, tables([path(interpolation="linear")], SLOPES), incomplete=[2022]), 2024)
    assert own["missing_years"] == [] and own["cumulative_complete"] is False and own["complete"] is True


def test_a_year_on_the_slopes_without_an_intensity_is_named() -> None:
    slopes = {"all": SLOPES["all"] | {2022: 14.0}}
    found = made(YEARS, tables([path()], slopes))
    assert row_of(found, 2022)["reason"] == "no intensity of a reporting period that ends in 2022"


def short_period(**more: Any) -> dict[str, Any]:
    return {
        "smelter_id": "s", "period_label": "short", "reporting_year": 2020, "period_start": dt.date(2020, 1, 1),
        "period_end": dt.date(2020, 3, 31), "intensity_id": "short", "route": "calculated", "value": 10.0,
        "boundary": "mine_to_metal", "gwp_set": "AR6GWP100", "scope2_account": "market", "denominator": "tapped",
        "production_t": 10.0, "complete": True, "missing": [], "deducted_ids": [],
    } | more  # fmt: skip


def test_of_two_periods_that_end_in_the_base_year_the_record_names_one() -> None:
    unnamed = made(YEARS, tables([path()], SLOPES), also=[short_period()])
    assert "base_period_label says which" in row_of(unnamed, 2024)["reason"]
    named = made(YEARS, tables([path(base_period_label="short")], SLOPES), also=[short_period()])
    assert (row_of(named, 2020)["base_value"], row_of(named, 2020)["period_label"]) == (10.0, "short")


def test_intensities_of_another_denominator_or_route_are_not_looked_at() -> None:
    others = [short_period(denominator="cast_out"), short_period(route="reported", intensity_id="r")]
    assert row_of(made(YEARS, tables([path()], SLOPES), also=others), 2020)["base_value"] == 12.0
    cast = made(YEARS, tables([path(denominator="cast_out")], SLOPES), also=others[:1])
    assert row_of(cast, 2020)["base_value"] == 10.0


def test_slopes_of_other_activities_are_not_taken() -> None:
    records = tables([path()], SLOPES)
    other = records["pathway_slopes"].with_columns(activity=pl.lit("casthouse"))
    found = made(YEARS, records | {"pathway_slopes": other})
    assert "no slopes of set 1" in row_of(found, 2024)["reason"]


def test_the_target_of_the_plan_is_taken_where_the_path_states_none() -> None:
    when = dt.date(2021, 5, 31)
    plan = {"smelter_id": "s", "plan_date": when, "target_year": 2025, "target_value": 7.0, "boundary": "mine_to_metal"}
    found = made(YEARS, tables([path(plan_date=when)], SLOPES, targets=[plan, plan | {"target_year": 2030}]))
    assert row_of(found, 2025)["intermediate_target_value"] == 7.0
    assert "targets|s|2021-05-31|2025|mine_to_metal|target_value" in row_of(found, 2025)["input_ids"]
    own = made(YEARS, tables([path(plan_date=when, intermediate_target_value=6.5)], SLOPES, targets=[plan]))
    assert row_of(own, 2025)["intermediate_target_value"] == 6.5
    other = made(YEARS, tables([path(plan_date=dt.date(2022, 1, 1))], SLOPES, targets=[plan]))
    assert row_of(other, 2025)["intermediate_target_value"] is None


def test_draws_of_the_base_move_the_path_with_them() -> None:
    """The same error in both years: of 12 and 11.5 the path is 9, so the smelter is above it in every draw. With a
    stated base of 15.5 the path is 11.625, and the draws above it count."""
    drawn = np.array([0.9, 1.0, 1.02, 1.1])
    draws = {"i2020": 12.0 * drawn, "i2024": 11.5 * drawn}
    ledger = made(YEARS, tables([path()], SLOPES), draws=draws)
    assert row_of(ledger, 2024)["probability_on_path"] == 0.0
    assert row_of(ledger, 2020)["probability_on_path"] is None
    stated = made(YEARS, tables([path(**STATED | {"base_value": 15.5})], SLOPES), draws=draws)
    # 10.35 and 11.5 are below 11.625; 11.73 and 12.65 are not.
    assert row_of(stated, 2024)["probability_on_path"] == 0.5
    both = dict.fromkeys(("electricity", "non_electricity"), SLOPES["all"])
    apart = made(YEARS, tables([path(emissions="apart")], both), draws=draws)
    assert row_of(apart, 2024)["probability_on_path"] is None


def test_intervals_stand_beside_all_emissions_alone() -> None:
    both = dict.fromkeys(("electricity", "non_electricity"), SLOPES["all"])
    found = made(YEARS, tables([path(emissions="apart")], both), ends={2024: (11.0, 12.1)})
    assert (row_of(found, 2024)["lower"], row_of(found, 2024)["upper"]) == (11.0, 12.1)
    assert row_of(found, 2024, "electricity")["lower"] is None


def test_a_path_is_synthetic_by_its_slopes_or_its_smelter() -> None:
    plain = tables([path()], SLOPES)
    assert not made(YEARS, plain)["synthetic"].any()
    marked = plain["pathway_slopes"].with_columns(synthetic=pl.lit(True))
    assert made(YEARS, plain | {"pathway_slopes": marked})["synthetic"].all()
    assert made(YEARS, tables([path()], SLOPES, synthetic=True))["synthetic"].all()


def test_no_paths_give_an_empty_table() -> None:
    assert made(YEARS, tables([], SLOPES)).is_empty()

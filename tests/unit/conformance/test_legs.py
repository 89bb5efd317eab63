"""Reduction history, plan and switch settings: what is compared, and what an unknown leg asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

PAIRS = [(account, denominator) for account in ("location", "market") for denominator in ("tapped", "cast_out")]


def leg(verdict: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in verdict["legs"] if entry["name"] == name)


def items(verdict: dict[str, Any]) -> list[str]:
    return [entry["item"] for entry in verdict["missing"]]


REDUCED, PLAN = "reduced_10pct_3_periods", "plan_below_11_by_2030"


@pytest.mark.parametrize("periods", [1, 2, 3, 4, 5])
def test_reduction_needs_four_periods_in_a_row(site: Any, plan: Any, periods: int) -> None:
    values = {2024 - back: 20.0 + 3 * back for back in reversed(range(periods))}
    verdict = site(values=values, plans=[plan(12.0, base_year=2021)]).verdict()
    if periods < 4:
        assert leg(verdict, REDUCED)["truth"] == "unknown"
        assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "history_short")
        assert items(verdict) == ["reduction_history"]
    else:
        assert leg(verdict, REDUCED)["truth"] == "true"
        assert verdict["outcome"] == "indeterminate_rule"


def test_a_gap_breaks_the_history(site: Any, plan: Any) -> None:
    values = {2019: 30.0, 2020: 29.0, 2022: 28.0, 2023: 20.0, 2024: 19.0}
    verdict = site(values=values, plans=[plan(12.0, base_year=2019)]).verdict()
    assert leg(verdict, REDUCED)["truth"] == "unknown"
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "series_broken")


def test_another_gwp_set_in_between_breaks_the_series(site: Any, plan: Any) -> None:
    one = site(values={2020: 20.0, 2021: 20.0, 2022: 19.0, 2023: 17.0}, plans=[plan(12.0, base_year=2020)])
    other = one.intensity().with_columns(
        pl.when(pl.col("reporting_year") == 2021).then(pl.lit("AR5GWP100")).otherwise("gwp_set").alias("gwp_set")
    )
    one.intensity = lambda: other
    verdict = one.verdict()
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "series_broken")


def test_what_has_no_name_of_its_own_goes_before(site: Any) -> None:
    nothing = site(values={2024: 20.0}).verdict()
    assert nothing["reason_code"] == "history_short", "a plan is missing too, and weighs less"
    incomplete = site(values={2024: 10.0}, incomplete={2024: ["alumina"]}).verdict()
    assert incomplete["reason_code"] == "boundary_incomplete"


def test_reduction_base_can_change_the_outcome(site: Any, plan: Any) -> None:
    # 12 % under the first of the four periods, less than 10 % under the mean of the earlier ones.
    values = {2020: 20.0, 2021: 18.5, 2022: 18.0, 2023: 17.6}
    verdict = site(values=values, plans=[plan(12.0, base_year=2020)]).verdict()
    changed = {entry["switch"]: entry["settings"] for entry in verdict["switches"]}
    assert list(changed) == ["reduction_base"]
    assert {entry["setting"]: entry["outcome"] for entry in changed["reduction_base"]} == {
        "first_of_four": "indeterminate_rule",
        "average_of_earlier": "not_met",
        "stated_base_year": "indeterminate_rule",
    }
    assert "asi_ps_v3_1#reduction_base" in verdict["depends_on"]


def test_base_year_must_be_stated_and_have_a_value(site: Any, plan: Any) -> None:
    values = {2020: 20.0, 2021: 20.0, 2022: 20.0, 2023: 20.0}
    unstated = site(values=values, plans=[plan(12.0)]).verdict()
    assert unstated["outcome"] == "indeterminate_data"
    assert items(unstated) == ["base_year"]
    unknown = site(values=values, plans=[plan(12.0, base_year=2015)]).verdict()
    assert items(unknown) == ["base_year"]
    assert site(values=values, plans=[plan(12.0, base_year=2020)]).verdict()["outcome"] == "not_met"


def test_history_on_an_unstated_gwp_set_shows_no_reduction(site: Any, plan: Any) -> None:
    values = {2020: 20.0, 2021: 19.0, 2022: 18.0, 2023: 15.0}
    stated = site(values=values, route="reported", plans=[plan(12.0, base_year=2020)])
    assert leg(stated.verdict(), REDUCED)["truth"] == "true"
    stated.gwp_set = "not_stated"
    assert leg(stated.verdict(), REDUCED)["truth"] == "unknown"


def test_an_incomplete_earlier_period_leaves_the_reduction_open(site: Any, plan: Any) -> None:
    values = {2020: 16.0, 2021: 16.0, 2022: 16.0, 2023: 15.5}
    verdict = site(values=values, incomplete={2020: ["pitch"]}, plans=[plan(12.0, base_year=2021)]).verdict()
    truths = {point["settings"]["reduction_base"]: point["truth"] for point in leg(verdict, REDUCED)["by_setting"]}
    assert truths["first_of_four"] == "unknown"
    assert truths["stated_base_year"] == "false"


@pytest.mark.parametrize(
    ("rows", "truth"),
    [
        ([], "unknown"),
        ([{"target_value": 10.9}], "true"),
        ([{"target_value": 11.1}], "false"),
        ([{"target_value": 11.0}], "varies"),
        ([{"target_value": 10.0, "target_year": 2028}], "true"),
        ([{"target_value": 5.0, "target_year": 2031}], "false"),
        ([{"target_value": None}], "unknown"),
        ([{"target_value": None, "target_year": None, "no_plan": True}], "false"),
        ([{"target_value": 5.0, "boundary": "scope_1_2"}], "unknown"),
        ([{"target_value": 12.0, "target_year": 2027}, {"target_value": 9.0}], "true"),
        # The later plan of the two made by the end of the period counts.
        (
            [
                {"target_value": 9.0, "plan_date": dt.date(2019, 1, 1)},
                {"target_value": 12.0, "plan_date": dt.date(2021, 1, 1)},
                {"target_value": 8.0, "plan_date": dt.date(2025, 1, 1)},
            ],
            "false",
        ),
    ],
)
def test_plan(site: Any, plan: Any, rows: list[dict[str, Any]], truth: str) -> None:
    plans = [plan(**{"base_year": 2020, **row}) for row in rows]
    verdict = site(values={2023: 12.0}, plans=plans).verdict()
    assert leg(verdict, PLAN)["truth"] == truth
    assert ("plan" in items(verdict)) == (truth == "unknown")


def test_after_2030_a_plan_no_longer_counts(site: Any, plan: Any) -> None:
    outcomes = {}
    for year in (2030, 2031):
        verdict = site(values={year: 12.0}, plans=[plan(10.0, base_year=2020)]).verdict()
        outcomes[year] = {r["name"]: r["outcome"] for r in verdict["readings"]}["plan_until_2030"]
    assert outcomes == {2030: "meets", 2031: "not_met"}


def test_accounts_and_denominators_are_reported_only_where_they_matter(site: Any) -> None:
    start = [dt.date(2021, 2, 1)]
    by_account = {(a, d): 12.0 if a == "location" else 6.0 for a, d in PAIRS}
    verdict = site(starts=start, values={2023: by_account}).verdict()
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_rule", "readings_differ")
    assert [entry["switch"] for entry in verdict["switches"]] == ["scope2_account"]
    assert verdict["value"] == 6.0 and verdict["basis"]["scope2_account"] == "market"
    by_location = site(starts=start, values={2023: by_account}).verdict(scope2_account="location")
    assert by_location["value"] == 12.0 and by_location["outcome"] == "indeterminate_rule"
    by_tonne = {(a, d): 11.2 if d == "tapped" else 10.8 for a, d in PAIRS}
    verdict = site(starts=start, values={2023: by_tonne}).verdict()
    assert [entry["switch"] for entry in verdict["switches"]] == ["denominator"]
    assert verdict["value"] == 11.2 and verdict["basis"]["denominator"] == "tapped"
    both_under = {(a, d): 5.0 if a == "location" else 4.0 for a, d in PAIRS}
    assert site(starts=start, values={2023: both_under}).verdict()["switches"] == []


def test_a_missing_denominator_is_named(site: Any) -> None:
    only_tapped = {("location", "tapped"): 4.0, ("market", "tapped"): 4.0}
    verdict = site(starts=[dt.date(2021, 2, 1)], values={2023: only_tapped}).verdict()
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "data_missing")
    assert "cast_out" in verdict["missing"][0]["reason"]


@pytest.mark.parametrize(
    ("qualifier", "value", "outcome"),
    [
        ("upper", 10.9, "meets"),
        ("upper", 11.5, "indeterminate_data"),
        ("lower", 11.5, "not_met"),
        ("lower", 10.0, "indeterminate_data"),
        # How far "about" reaches is not known, so such a value decides nothing on either side.
        ("approximate", 4.0, "indeterminate_data"),
        ("approximate", 20.0, "indeterminate_data"),
    ],
)
def test_bounds_of_reported_values(site: Any, qualifier: str, value: float, outcome: str) -> None:
    verdict = site(starts=[dt.date(2021, 2, 1)], route="reported", qualifier=qualifier, values={2023: value}).verdict()
    assert verdict["outcome"] == outcome
    assert verdict["value_qualifier"] == qualifier


def test_route_follows_the_preference(site: Any) -> None:
    reported = site(route="reported", values={2023: 9.0})

    class Two(site):  # type: ignore[misc]
        def intensity(self) -> Any:
            return pl.concat([super().intensity(), reported.intensity()])

    two = Two(values={2023: 4.0})
    assert (two.verdict()["route"], two.verdict()["value"]) == ("calculated", 4.0)
    assert [(other["route"], other["value"]) for other in two.verdict()["other_values"]] == [("reported", 9.0)]
    other = two.verdict(route_preference=("reported", "calculated"))
    assert (other["route"], other["value"]) == ("reported", 9.0)
    # A sum in which nothing is known yet does not stand before a reported value.
    empty = Two(values={2023: 0.0}, incomplete={2023: ["everything"]})
    assert (empty.verdict()["route"], empty.verdict()["value"]) == ("reported", 9.0)


def test_a_stated_account_goes_before_an_unstated_one(site: Any) -> None:
    values = {("market", "not_stated"): 12.0, ("not_stated", "not_stated"): 4.0}
    verdict = site(route="reported", values={2023: values}).verdict()
    assert (verdict["value"], verdict["basis"]["scope2_account"]) == (12.0, "market")
    by_account = {p["settings"]["scope2_account"]: p["value"] for p in leg(verdict, "below_11")["by_setting"]}
    assert by_account == {"market": 12.0, "location": 4.0}


def test_a_shorter_period_is_no_part_of_the_history(site: Any, plan: Any) -> None:
    class FirstHalfYear(site):  # type: ignore[misc]
        def intensity(self) -> pl.DataFrame:
            rows: pl.DataFrame = super().intensity()
            half = pl.when(pl.col("reporting_year") == 2020).then(pl.lit(dt.date(2020, 7, 1)))
            return rows.with_columns(half.otherwise("period_start").alias("period_start"))

    values = {2020: 20.0, 2021: 19.0, 2022: 18.0, 2023: 14.0}
    plans = [plan(12.0, base_year=2021)]
    assert leg(site(values=values, plans=plans).verdict(), REDUCED)["truth"] == "true"
    assert leg(FirstHalfYear(values=values, plans=plans).verdict(), REDUCED)["truth"] == "unknown"

"""Gates: each fails on its own fault, all are listed, and the reason follows the order of weight."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from smelter_ghg.conformance.gates import REASONS

OLD, NEW = dt.date(1995, 3, 1), dt.date(2022, 6, 1)


def codes(verdict: dict[str, Any]) -> list[str]:
    assert verdict["gates_failed"] == [
        gate["reason_code"]
        for gate in sorted(
            (gate for gate in verdict["gates"] if not gate["passed"]), key=lambda g: REASONS.index(g["reason_code"])
        )
    ]
    return list(verdict["gates_failed"])


@pytest.mark.parametrize(
    ("starts", "criterion", "failed"),
    [
        ([dt.date(2020, 12, 31)], "5.2b", []),
        ([dt.date(2021, 1, 1)], "5.2a", []),
        ([OLD, dt.date(2020, 6, 1)], "5.2b", []),
        ([dt.date(2021, 5, 1), NEW], "5.2a", []),
        ([OLD, NEW], "5.2", ["straddles_cutoff"]),
        ([OLD, None], "5.2", ["start_year_missing"]),
        ([], "5.2", ["start_year_missing"]),
        # A line that starts after the period is no part of the smelter of that period.
        ([OLD, dt.date(2024, 1, 1)], "5.2b", []),
    ],
)
def test_start_year(site: Any, starts: list[dt.date | None], criterion: str, failed: list[str]) -> None:
    verdict = site(starts=starts, values={2023: 4.0}).verdict()
    assert verdict["criterion"] == criterion
    assert codes(verdict) == failed
    if failed == ["straddles_cutoff"]:
        assert verdict["outcome"] == "indeterminate_rule"
    elif failed:
        assert verdict["outcome"] == "indeterminate_data"
    if failed:
        assert verdict["reason_code"] == failed[0]
        assert verdict["if_gates_met"]["outcome"] == "meets"
        assert {reading["criterion"] for reading in verdict["readings"]} == {"5.2a", "5.2b"}


def test_straddling_with_a_failed_data_gate_is_a_matter_of_data(site: Any) -> None:
    verdict = site(starts=[OLD, NEW], values={2023: 4.0}, metal=[]).verdict()
    assert verdict["outcome"] == "indeterminate_data"
    assert codes(verdict) == ["straddles_cutoff", "production_not_stated"]


@pytest.mark.parametrize(
    ("level", "of"),
    [
        ("potline", "one potline"),
        ("cluster", "several sites"),
        ("company", "a company"),
        ("group", "a group"),
        ("brand", "a brand"),
        ("national", "a country"),
        ("model", "a model"),
    ],
)
def test_only_a_site_is_judged_and_the_gate_says_what_else_it_is(site: Any, level: str, of: str) -> None:
    verdict = site(level=level, values={2023: 4.0}).verdict()
    assert [gate["detail"].split(", not")[0].startswith(f"figure of {of}") for gate in verdict["gates"]].count(
        True
    ) == 1
    assert (verdict["outcome"], codes(verdict)) == ("indeterminate_data", ["group_figure"])
    assert verdict["headroom_t"] is None
    assert verdict["if_gates_met"]["headroom_t"] == 7.0


@pytest.mark.parametrize(
    ("categories", "failed"),
    [
        (["1", "3", "4"], []),
        (["category_1", "category_3", "category_4", "category_5"], []),
        (["1", "4"], ["boundary_incomplete"]),
        ([], ["boundary_incomplete"]),
    ],
)
def test_reported_value_needs_its_categories(site: Any, categories: list[str], failed: list[str]) -> None:
    verdict = site(route="reported", categories=categories, values={2023: 4.0}).verdict()
    assert codes(verdict) == failed
    assert verdict["route"] == "reported"


def test_incomplete_sum_reads_at_least_and_names_its_items(site: Any) -> None:
    items = ["alumina", "anode_effect_duration"]
    listed = [
        {"period_label": "2023", "item": "alumina", "boundary": "mine_to_metal", "category": "category_1"},
        {"period_label": "2023", "item": "anode_effect_duration", "boundary": "scope_1", "category": "scope_1"},
        {
            "period_label": "2023",
            "item": "lime",
            "boundary": "mine_to_metal",
            "category": "category_1",
            "excluded_estimate_t_co2e": 3.0,
        },
        {"period_label": "2022", "item": "pitch", "boundary": "mine_to_metal", "category": "category_1"},
    ]
    missing = [{"scope2_account": "common", "reason": f"no record of {row['item']}", **row} for row in listed]
    base = site(values={2023: 4.0}, incomplete={2023: items}, missing=missing)
    verdict = base.verdict()
    assert codes(verdict) == ["boundary_incomplete"]
    assert verdict["value_qualifier"] == "at_least"
    assert verdict["headroom_qualifier"] == "at_most"
    assert verdict["if_gates_met"]["outcome"] == "indeterminate_data"
    only_if = "below_11 does not hold"
    assert [(entry["item"], entry["reason"], entry["only_if"]) for entry in verdict["missing"][:2]] == [
        ("anode_effect_duration", "no record of anode_effect_duration", None),
        ("alumina", "no record of alumina", None),
    ]
    # A history or a plan would matter only if the value, once complete, missed its limit.
    assert {(entry["item"], entry["only_if"]) for entry in verdict["missing"][2:]} == {
        ("reduction_history", only_if),
        ("plan", only_if),
    }
    high = replace(base, starts=[dt.date(2021, 2, 1)], values={2023: 14.0}).verdict()
    assert high["outcome"] == "indeterminate_data"
    assert high["if_gates_met"]["outcome"] == "not_met"


def test_items_of_another_method_set_are_not_missing(site: Any) -> None:
    row = {
        "period_label": "2023",
        "item": "technology_subtype",
        "boundary": "scope_1",
        "category": "scope_1",
        "scope2_account": "common",
        "method_set": "ipcc_2006",
    }
    other = site(values={2023: 4.0}, incomplete={2023: ["pitch"]}, missing=[row])
    named = [entry["item"] for entry in other.verdict()["missing"] if entry["only_if"] is None]
    assert named == ["pitch"]
    assert "technology_subtype" in [entry["item"] for entry in other.verdict(method_set="ipcc_2006")["missing"]]


def test_period_must_be_stated_and_twelve_months(site: Any) -> None:
    unstated = site(route="reported", period_stated=False, values={2023: 4.0})
    assert codes(unstated.verdict()) == ["period_not_stated"]
    short = site(values={2023: 4.0})
    frame = short.intensity()
    assert frame["period_end"][0] == dt.date(2023, 12, 31)

    class Stub(site):  # type: ignore[misc]
        def intensity(self) -> Any:
            return super().intensity().with_columns(pl.lit(dt.date(2023, 9, 30)).alias("period_end"))

    metal = [
        {
            "period_start": dt.date(2023, 1, 1),
            "period_end": dt.date(2023, 9, 30),
            "flow": "tapped",
            "mass_t": 1.0,
        }
    ]
    assert codes(Stub(values={2023: 4.0}, metal=metal).verdict()) == ["period_not_stated"]


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ([dt.date(2023, 4, 1)], "part_year_start"),
        ([dt.date(2023, 9, 1)], "part_year_start"),
        # Another line that begins in a part of a year is no start of the smelter.
        ([dt.date(2021, 4, 1), dt.date(2023, 9, 1)], "period_not_stated"),
        ([dt.date(2023, 3, 31)], "period_not_stated"),
    ],
)
def test_a_period_that_production_began_in_is_a_part_year_start(site: Any, starts: list[dt.date], code: str) -> None:
    class Part(site):  # type: ignore[misc]
        def intensity(self) -> Any:
            return super().intensity().with_columns(pl.lit(dt.date(2023, 4, 1)).alias("period_start"))

    metal = [{"period_start": dt.date(2023, 4, 1), "period_end": dt.date(2023, 12, 31), "flow": "tapped",
              "mass_t": 1.0}]  # fmt: skip
    verdict = Part(values={2023: 4.0}, metal=metal, starts=starts).verdict()
    assert codes(verdict) == [code]
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", code)


@pytest.mark.parametrize(
    ("end", "failed"), [(dt.date(2023, 3, 31), ["period_not_stated"]), (dt.date(2023, 12, 31), [])]
)
def test_a_figure_of_a_quarter_is_none_of_its_year(site: Any, end: dt.date, failed: list[str]) -> None:
    indicator = {
        "period_start": dt.date(2023, 1, 1),
        "period_end": end,
        "indicator": "footprint",
        "boundary": "mine_to_metal",
        "scope2_account": "market",
        "value": 4.0,
    }
    input_id = f"reported_indicators|site_a|2023-01-01|{end}|footprint|mine_to_metal|market|value"

    class Published(site):  # type: ignore[misc]
        def intensity(self) -> pl.DataFrame:
            rows: pl.DataFrame = super().intensity()
            return rows.with_columns(pl.lit(input_id).alias("input_id"))

    verdict = Published(route="reported", values={2023: 4.0}, more={"reported_indicators": [indicator]}).verdict()
    assert codes(verdict) == failed
    assert verdict["other_values"] == []


@pytest.mark.parametrize(
    ("flow", "mass", "failed"),
    [
        ("tapped", 10.0, []),
        ("cast_out", 10.0, []),
        ("tapped", 0.0, ["production_not_stated"]),
        ("tapped", None, ["production_not_stated"]),
        ("primary_stage_not_stated", 10.0, ["production_not_stated"]),
        ("liquid_out", 10.0, ["production_not_stated"]),
    ],
)
def test_production_basis(site: Any, flow: str, mass: float | None, failed: list[str]) -> None:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    verdict = site(values={2023: 4.0}, metal=[{**year, "flow": flow, "mass_t": mass}]).verdict()
    assert codes(verdict) == failed


def test_metal_of_another_year_is_no_production(site: Any) -> None:
    year = {"period_start": dt.date(2022, 1, 1), "period_end": dt.date(2022, 12, 31)}
    verdicts = site(values={2023: 4.0}, metal=[{**year, "flow": "tapped", "mass_t": 5.0}]).verdicts()
    assert set(verdicts) == {"2022", "2023"}  # metal alone also asks for a verdict
    assert codes(verdicts["2023"]) == ["production_not_stated"]
    assert codes(verdicts["2022"]) == ["boundary_incomplete"]
    assert verdicts["2022"]["missing"][0]["item"] == "mine_to_metal_value"


def test_reason_is_the_weightiest_failed_gate(site: Any) -> None:
    verdict = site(
        level="group", starts=(), route="reported", categories=(), period_stated=False, metal=[], values={2023: 4.0}
    ).verdict()
    assert codes(verdict) == [
        "group_figure",
        "start_year_missing",
        "boundary_incomplete",
        "period_not_stated",
        "production_not_stated",
    ]
    assert verdict["reason_code"] == "group_figure"


def test_a_casthouse_without_potline_is_no_smelter(site: Any) -> None:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    casthouse = site(
        starts=(),
        metal=[{**year, "flow": "cast_out", "mass_t": 5.0}],
        more={"facilities": [{"facility_id": "casthouse", "kind": "casthouse"}]},
    ).verdict()
    assert casthouse["outcome"] == "not_applicable"
    assert casthouse["reason_code"] is None and casthouse["readings"] == []
    assert casthouse["rests_on_unverified"] is False


def test_metal_without_a_mass_asks_for_no_verdict(site: Any) -> None:
    year = {"period_start": dt.date(2022, 1, 1), "period_end": dt.date(2022, 12, 31)}
    metal = [{**year, "flow": "tapped", "mass_t": mass} for mass in (None, 0.0)]
    assert set(site(values={2023: 4.0}, metal=metal[:1]).verdicts()) == {"2023"}
    assert set(site(values={2023: 4.0}, metal=metal[1:]).verdicts()) == {"2023"}


def test_a_regulatory_figure_of_another_year_is_not_this_years(site: Any) -> None:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    target = {
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 12, 31),
        "indicator": "target",
        "boundary": "regulatory",
        "scope2_account": "not_stated",
        "value": 13.0,
        "unit": "t CO2e/t",
    }
    metal = [{**year, "flow": "tapped", "mass_t": 5.0}]
    verdict = site(metal=metal, more={"reported_indicators": [target]}).verdicts()["2023"]
    assert codes(verdict) == ["boundary_incomplete"]


def test_a_regulatory_figure_does_not_push_a_better_one_aside(site: Any) -> None:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    indicator = {**year, "indicator": "baseline", "boundary": "regulatory", "value": 13.0, "unit": "t CO2e/t"}
    verdict = site(values={2023: 4.0}, more={"reported_indicators": [indicator]}).verdict()
    assert (verdict["outcome"], verdict["value"], verdict["refused_values"]) == ("meets", 4.0, [])


@pytest.mark.parametrize(
    ("unit", "failed"), [("t CO2e/t", "boundary_regulatory"), ("allowances", "boundary_incomplete")]
)
def test_what_a_regulator_allots_is_no_intensity(site: Any, unit: str, failed: str) -> None:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    allotted = {**year, "indicator": "allotted", "boundary": "regulatory", "value": 13.0, "unit": unit}
    metal = [{**year, "flow": "tapped", "mass_t": 5.0}]
    verdict = site(metal=metal, more={"reported_indicators": [allotted]}).verdict()
    assert codes(verdict) == [failed]
    assert [refused["value"] for refused in verdict["refused_values"]] == [13.0] * (unit == "t CO2e/t")


def published(unit: str = "kg CO2e/t", **more: Any) -> dict[str, Any]:
    year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31), "period_stated": True}
    return {**year, "indicator": "pfc_intensity", "boundary": "process", "value": 22.0, "unit": unit, **more}


def test_a_published_figure_of_any_unit_asks_for_a_verdict_and_gets_the_reason(site: Any) -> None:
    company = site(level="company", starts=(), metal=[], more={"reported_indicators": [published()]})
    verdict = company.verdicts()["2023"]
    assert (verdict["outcome"], verdict["reason_code"], verdict["value"]) == (
        "indeterminate_data",
        "group_figure",
        None,
    )
    emitted = {**published(), "scope": "1", "scope2_account": "none", "gas": "CO2e", "emissions_t_co2e": 5.0}
    emitted = {name: value for name, value in emitted.items() if name not in ("indicator", "boundary", "value", "unit")}
    assert set(replace(company, more={"reported_emissions": [emitted]}).verdicts()) == {"2023"}
    for nothing in (published(value=None), published(boundary="regulatory")):
        assert replace(company, more={"reported_indicators": [nothing]}).verdicts() == {}


def test_a_design_figure_without_dates_is_refused_and_lends_no_period(site: Any) -> None:
    design = published(period_start=None, period_end=None, period_stated=False, boundary="scope_1", unit="t CO2e/t")
    pilot = site(level="potline", starts=(), metal=[], more={"reported_indicators": [design]})
    (verdict,) = pilot.verdicts().values()
    assert (verdict["period_start"], verdict["period_end"], verdict["reporting_year"]) == (None, None, None)
    assert codes(verdict) == [
        "group_figure",
        "start_year_missing",
        "boundary_incomplete",
        "period_not_stated",
        "production_not_stated",
    ]
    for version in ("V2", "V3", "V3.1"):
        (of_version,) = pilot.verdicts(version).values()
        asked = [entry["item"] for entry in of_version["missing"]]
        assert sorted(set(asked)) == sorted(asked), version
    dated = replace(pilot, more={"reported_indicators": [design, published()]})
    assert set(dated.verdicts()) == {"2023"}

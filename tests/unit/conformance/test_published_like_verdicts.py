"""Cases shaped like published smelters: what is judged, what is refused, and that only data decide."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

YEAR = (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.fixture
def one_published_figure(site: Any) -> Any:
    """A site that published one cradle-to-gate figure and nothing that would let it be judged."""
    key = "plant|" + "|".join(("", YEAR[0].isoformat(), YEAR[1].isoformat(), "primary_stage_not_stated", ""))
    said = [
        {"table": "metal", "row_key": key, "column": "mass_t", "value": value, "document_id": source, "chosen": False}
        for value, source in (("285000", "newspaper"), ("280000", "pages"), ("300000", "pages"))
    ]
    unstaged = {
        "period_start": YEAR[0],
        "period_end": YEAR[1],
        "flow": "primary_stage_not_stated",
        "mass_t": None,
    }
    return site(
        smelter_id="plant",
        starts=(None,),
        values={2022: 4.4},
        route="reported",
        gwp_set="not_stated",
        categories=(),
        period_stated=False,
        metal=[unstaged],
        more={"evidence": said},
    )


def test_a_figure_without_start_boundary_period_and_production(one_published_figure: Any) -> None:
    verdict = one_published_figure.verdict()
    assert verdict["outcome"] == "indeterminate_data"
    assert verdict["criterion"] == "5.2"
    assert verdict["route"] == "reported"
    assert verdict["gates_failed"] == [
        "start_year_missing",
        "boundary_incomplete",
        "period_not_stated",
        "production_not_stated",
    ]
    assert verdict["reason_code"] == "start_year_missing"
    met = verdict["if_gates_met"]
    assert met["outcome"] == "meets"
    assert met["value"] == 4.4
    assert met["headroom_t"] == pytest.approx(6.6, rel=1e-12)
    assert met["headroom_pct"] == pytest.approx(60.0, rel=1e-12)
    assert len(verdict["readings"]) == 7  # one of 5.2a, six of 5.2b: which of them applies is open
    assert {reading["outcome"] for reading in verdict["readings"]} == {"meets"}
    assert verdict["switches"] == []
    assert verdict["headroom_t"] is None and verdict["headroom_pct"] is None
    assert [entry["item"] for entry in verdict["missing"]] == [
        "start_year",
        "category_1",
        "category_3",
        "category_4",
        "reporting_period",
        "production",
    ]
    gate = next(gate for gate in verdict["gates"] if gate["gate"] == "production")
    assert [value["value"] for value in gate["values"]] == ["280000", "285000", "300000"]
    assert gate["values"][0]["input_id"] == f"evidence|{key_of(verdict)}|mass_t|pages|280000|value"
    assert verdict["rests_on_unverified"] is True


def key_of(verdict: dict[str, Any]) -> str:
    return f"metal|{verdict['evidence'][0]['row_key']}"


def test_the_same_figure_above_the_threshold(one_published_figure: Any) -> None:
    before, verdict = one_published_figure.verdict(), replace(one_published_figure, values={2022: 11.6}).verdict()
    met = verdict["if_gates_met"]
    assert met["headroom_t"] == pytest.approx(-0.6, rel=1e-9)
    outcomes = {reading["criterion"] + " " + reading["name"]: reading["outcome"] for reading in verdict["readings"]}
    assert outcomes["5.2a below_11"] == "not_met"
    assert outcomes["5.2b below_13_or_reducing"] == "meets"
    assert met["outcome"] == "indeterminate_data"  # neither history nor plan is known
    assert verdict["gates_failed"] == before["gates_failed"]
    assert {"reduction_history", "plan"} <= {entry["item"] for entry in verdict["missing"]}


@pytest.fixture
def a_company(site: Any) -> Any:
    """A company average on the market account, categories shown, without production or start year."""
    return site(
        smelter_id="company",
        level="company",
        starts=(),
        values={2022: 10.1, 2023: 8.7},
        route="reported",
        account="market",
        categories=("1", "3", "4", "5"),
        metal=[],
    )


def test_a_company_average_is_refused(a_company: Any) -> None:
    for verdict in a_company.verdicts().values():
        assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "group_figure")
        assert verdict["gates_failed"] == ["group_figure", "start_year_missing", "production_not_stated"]


def test_a_company_set_to_site_meets_the_other_gates(a_company: Any) -> None:
    verdict = replace(a_company, level="site").verdict()
    assert verdict["gates_failed"] == ["start_year_missing", "production_not_stated"]
    assert verdict["reason_code"] == "start_year_missing"
    assert verdict["if_gates_met"]["value"] == 8.7
    # Published by contract only: by location the value is unknown, and that setting is still open.
    assert verdict["switches"] == [
        {
            "switch": "scope2_account",
            "status": "unverified",
            "settings": [
                {"setting": "location", "outcome": "indeterminate_data"},
                {"setting": "market", "outcome": "meets"},
            ],
        }
    ]


@pytest.fixture
def a_regulated_site(site: Any) -> Any:
    """A site known only by a figure on a regulator's boundary and by tonnes of an unnamed stage."""
    year = {"period_start": dt.date(2022, 1, 1), "period_end": dt.date(2022, 12, 31)}
    indicator = {
        **year,
        "indicator": "baseline",
        "boundary": "regulatory",
        "scope2_account": "not_stated",
        "value": 13.4927,
        "unit": "t CO2e/t",
        "citation": "Rules of 2025",
        "confidence": "S",
    }
    return site(
        smelter_id="regulated",
        starts=(),
        values={},
        metal=[{**year, "flow": "primary_stage_not_stated", "mass_t": 1_238_336.0}],
        more={"reported_indicators": [indicator]},
    )


def test_a_regulatory_figure_is_refused(a_regulated_site: Any) -> None:
    verdict = a_regulated_site.verdict()
    assert verdict["period_label"] == "2022"
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "boundary_regulatory")
    assert verdict["value"] is None and verdict["route"] is None
    assert verdict["if_gates_met"] == {
        "outcome": "indeterminate_data",
        "value": None,
        "headroom_t": None,
        "headroom_pct": None,
        "probability_meets": None,
    }
    assert [value["value"] for value in verdict["refused_values"]] == [13.4927]


def test_the_same_figure_in_the_intensity_table_is_refused(a_regulated_site: Any) -> None:
    verdict = replace(a_regulated_site, values={2022: 13.4927}, boundary="regulatory", route="reported", more={})
    assert verdict.verdict()["reason_code"] == "boundary_regulatory"
    assert verdict.verdict()["refused_values"][0]["value"] == 13.4927


def test_the_same_figure_from_mine_to_metal_is_judged_as_far_as_it_goes(a_regulated_site: Any) -> None:
    changed = replace(a_regulated_site, values={2022: 13.4927}, route="reported", categories=(), more={})
    verdict = changed.verdict()
    assert verdict["gates_failed"] == ["start_year_missing", "boundary_incomplete", "production_not_stated"]
    assert verdict["refused_values"] == []
    assert verdict["if_gates_met"]["value"] == 13.4927
    assert verdict["if_gates_met"]["headroom_t"] == pytest.approx(11 - 13.4927)


def test_names_decide_nothing(one_published_figure: Any) -> None:
    renamed = replace(
        one_published_figure,
        smelter_id="other",
        more={
            "evidence": [
                {**row, "row_key": row["row_key"].replace("plant", "other")}
                for row in one_published_figure.more["evidence"]
            ]
        },
    )
    text = json.dumps(one_published_figure.verdict()).replace("plant", "other").replace("Plant", "Other")
    first, second = json.loads(text), renamed.verdict()
    first["verdict_id"] = second["verdict_id"]
    assert first == second


def test_low_carbon_site_meets_in_five_years(site: Any, plan: Any) -> None:
    values = dict(zip(range(2020, 2025), (4.4, 4.3, 4.3, 4.2, 4.1), strict=True))
    verdicts = site(values=values, plans=[plan(3.9, base_year=2020)]).verdicts()
    assert [verdict["outcome"] for verdict in verdicts.values()] == ["meets"] * 5
    for verdict in verdicts.values():
        assert verdict["criterion"] == "5.2b"
        assert verdict["gates_failed"] == [] and verdict["if_gates_met"] is None
        assert verdict["reason_code"] is None and verdict["missing"] == []
        assert verdict["rests_on_unverified"] is True
    assert verdicts["2024"]["headroom_t"] == pytest.approx(6.9)


def test_coal_site_over_five_years(site: Any, plan: Any) -> None:
    values = dict(zip(range(2020, 2025), (18.0, 17.9, 17.8, 15.8, 16.6), strict=True))
    verdicts = site(values=values, plans=[plan(12.0, base_year=2020)]).verdicts()
    outcomes = [(verdict["outcome"], verdict["reason_code"]) for verdict in verdicts.values()]
    assert outcomes == [("indeterminate_data", "history_short")] * 3 + [
        ("indeterminate_rule", "readings_differ"),
        ("not_met", None),
    ]
    for year in ("2020", "2021", "2022"):
        assert [entry["item"] for entry in verdicts[year]["missing"]] == ["reduction_history"]
    assert {r["name"]: r["outcome"] for r in verdicts["2023"]["readings"]} == {
        "below_11_or_reducing": "meets",
        "below_13_or_reducing": "meets",
        "below_11_or_13_and_reducing": "not_met",
        "13_or_reducing_with_plan": "not_met",
        "13_and_reducing_with_plan": "not_met",
        "plan_until_2030": "not_met",
    }
    assert verdicts["2023"]["depends_on"] == ["asi_ps_v3_1#5.2b"]
    reduced = next(leg for leg in verdicts["2024"]["legs"] if leg["name"] == "reduced_10pct_3_periods")
    assert reduced["truth"] == "false"
    bases = {point["settings"]["reduction_base"]: point["reduction_pct"] for point in reduced["by_setting"]}
    assert bases == {
        "first_of_four": pytest.approx((1 - 16.6 / 17.9) * 100),
        "average_of_earlier": pytest.approx((1 - 16.6 / ((17.9 + 17.8 + 15.8) / 3)) * 100),
        "stated_base_year": pytest.approx((1 - 16.6 / 18.0) * 100),
    }

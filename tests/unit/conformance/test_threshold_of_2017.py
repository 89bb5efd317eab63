"""The 8 t threshold of the standard's version of 2017: scopes 1 and 2, new and existing smelters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

OLD, NEW = dt.date(1990, 1, 1), dt.date(2021, 1, 1)


@pytest.mark.parametrize(
    ("start", "year", "value", "outcome", "reason"),
    [
        (NEW, 2023, 7.999, "meets", None),
        (NEW, 2023, 8.0, "indeterminate_rule", "at_threshold"),
        (NEW, 2023, 8.001, "not_met", None),
        (OLD, 2023, 7.999, "meets", None),
        (OLD, 2023, 15.0, "indeterminate_rule", "readings_differ"),
        (OLD, 2029, 15.0, "indeterminate_rule", "readings_differ"),
        (OLD, 2030, 15.0, "not_met", None),
        (OLD, 2030, 7.0, "meets", None),
        (dt.date(2020, 6, 1), 2023, 7.0, "indeterminate_rule", "straddles_cutoff"),
        (dt.date(2020, 6, 1), 2023, 15.0, "indeterminate_rule", "straddles_cutoff"),
        (dt.date(2019, 12, 31), 2023, 15.0, "indeterminate_rule", "readings_differ"),
    ],
)
def test_decisions(site: Any, start: dt.date, year: int, value: float, outcome: str, reason: str | None) -> None:
    verdict = site(starts=[start], boundary="scope_1_2", values={year: value}).verdict("V2")
    assert verdict["criterion"] == "smelter_threshold"
    assert verdict["rulebook"] == "asi_ps_v2_2017"
    assert (verdict["outcome"], verdict["reason_code"]) == (outcome, reason)
    assert verdict["threshold"] == 8.0


def test_existing_smelter_above_the_level_lists_both_readings(site: Any) -> None:
    verdict = site(boundary="scope_1_2", values={2023: 15.0}).verdict("V2")
    assert {r["name"]: r["outcome"] for r in verdict["readings"]} == {
        "by_2030_not_due": "meets",
        "applies_now": "not_met",
    }
    assert verdict["depends_on"] == ["asi_ps_v2_2017#smelter_threshold_existing"]


def test_mine_to_metal_is_another_boundary(site: Any) -> None:
    verdict = site(boundary="mine_to_metal", values={2023: 4.0}).verdict("V2")
    assert verdict["gates_failed"] == ["boundary_incomplete"]
    assert verdict["value"] is None


def test_upstream_items_are_not_missing_from_scopes_1_and_2(site: Any) -> None:
    listed = [("alumina", "mine_to_metal"), ("diesel", "scope_1"), ("grid_factor", "scope_1_2")]
    missing = [
        {"period_label": "2023", "item": item, "boundary": boundary, "scope2_account": "common"}
        for item, boundary in listed
    ]
    incomplete = {2023: ["diesel", "grid_factor"]}
    verdict = site(boundary="scope_1_2", values={2023: 4.0}, incomplete=incomplete, missing=missing).verdict("V2")
    assert [entry["item"] for entry in verdict["missing"]] == ["diesel", "grid_factor"]

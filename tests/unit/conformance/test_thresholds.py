"""Comparisons at, just under and just over limits, for exact values, bounds and incomplete sums."""

from __future__ import annotations

import datetime as dt
from math import inf, nextafter
from typing import Any

import pytest

from smelter_ghg.conformance.compare import below, reduced


@pytest.mark.parametrize(
    ("value", "less", "less_or_equal"),
    [(10.999, True, True), (11.0, False, True), (nextafter(11.0, 0), False, True), (11.001, False, False)],
)
def test_exact_values(value: float, less: bool, less_or_equal: bool) -> None:
    assert below(value, value, 11.0, "<") is less
    assert below(value, value, 11.0, "<=") is less_or_equal


@pytest.mark.parametrize("operator", ["<", "<="])
@pytest.mark.parametrize(
    ("low", "expected"), [(0.5, None), (10.999, None), (11.0, False), (11.001, False), (30.0, False)]
)
def test_an_incomplete_sum_can_only_fail(low: float, expected: bool | None, operator: str) -> None:
    assert below(low, inf, 11.0, operator, more_to_come=True) is expected


def test_bounds() -> None:
    assert below(-inf, 10.9, 11.0, "<") is True
    assert below(-inf, 11.0, 11.0, "<") is None
    assert below(-inf, 11.0, 11.0, "<=") is True
    assert below(-inf, 12.0, 11.0, "<") is None
    assert below(11.1, inf, 11.0, "<=") is False
    assert below(11.0, inf, 11.0, "<=") is None


@pytest.mark.parametrize(
    ("base", "value", "expected"),
    [(20.0, 18.0, True), (19.0, 17.1, True), (20.0, 18.001, False), (20.0, 17.999, True), (20.0, 22.0, False)],
)
def test_ten_per_cent_reduction(base: float, value: float, expected: bool) -> None:
    truth, pct = reduced((base, base), (value, value), 10.0)
    assert truth is expected
    assert pct == pytest.approx((base - value) / base * 100)


def test_reduction_of_values_known_in_part() -> None:
    assert reduced((20.0, 20.0), (19.0, inf), 10.0) == (False, None)
    assert reduced((20.0, 20.0), (15.0, inf), 10.0) == (None, None)
    assert reduced((20.0, inf), (15.0, 15.0), 10.0) == (True, None)
    assert reduced((20.0, inf), (19.0, 19.0), 10.0) == (None, None)
    assert reduced((20.0, 20.0), (-inf, 15.0), 10.0) == (True, None)
    assert reduced((0.0, 0.0), (0.0, 0.0), 10.0) == (None, None)


@pytest.mark.parametrize(
    ("value", "outcome", "reason"),
    [
        (10.999, "meets", None),
        (11.0, "indeterminate_rule", "at_threshold"),
        (11.001, "not_met", None),
    ],
)
def test_new_smelter_at_the_target(site: Any, value: float, outcome: str, reason: str | None) -> None:
    verdict = site(starts=[dt.date(2021, 1, 1)], values={2023: value}).verdict()
    assert verdict["criterion"] == "5.2a"
    assert (verdict["outcome"], verdict["reason_code"]) == (outcome, reason)
    if reason == "at_threshold":
        assert verdict["depends_on"] == ["asi_ps_v3_1#operator"]
        assert [entry["setting"] for entry in verdict["switches"][0]["settings"]] == ["<", "<="]


def test_existing_smelter_at_the_ceiling(site: Any, plan: Any) -> None:
    flat = {2020: 13.0, 2021: 13.0, 2022: 13.0, 2023: 13.0}
    verdict = site(values=flat, plans=[plan(12.0, base_year=2020)]).verdict()
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_rule", "at_threshold")
    by_name = {reading["name"]: reading for reading in verdict["readings"]}
    assert by_name["below_13_or_reducing"]["varies_with"] == ["operator"]
    assert by_name["below_11_or_reducing"]["outcome"] == "not_met"
    for value, expected in ((12.999, "indeterminate_rule"), (13.001, "not_met")):
        near = site(values={**flat, 2023: value}, plans=[plan(12.0, base_year=2020)]).verdict()
        assert near["outcome"] == expected
        assert near["reason_code"] in (None, "readings_differ")

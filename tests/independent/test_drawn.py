"""Intervals of the release of data/, drawn again by other code and other random numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import Drawn, factor
from evaluator import problems
from release_data import ReleaseData, load

DRAWS, SEED = 40_000, 7
# The standard error of an end, of 10,000 draws there and 40,000 here, is about 0.015 of the half-width.
SAMPLING = 0.07


@pytest.fixture(scope="module")
def data(published_release: Path) -> ReleaseData:
    return load(published_release)


def headline(data: ReleaseData, smelter_id: str, period: str = "2024") -> tuple[dict[str, Any], dict[str, Any]]:
    """The interval that leads a smelter's page and its intensity: that of the verdict."""
    verdict = next(
        one for one in data.conformance["verdicts"] if (one["smelter_id"], one["period_label"]) == (smelter_id, period)
    )
    interval = next(one for one in data.intervals.values() if one["intensity_id"] == verdict["intensity_id"])
    return interval, next(one for one in data.intensity if one["intensity_id"] == verdict["intensity_id"])


@pytest.mark.parametrize("smelter_id", ["demo_coal", "demo_hydro"])
def test_the_interval_of_a_headline_is_drawn_again(data: ReleaseData, smelter_id: str) -> None:
    interval, intensity = headline(data, smelter_id)
    drawn = Drawn(data, DRAWS, SEED).intensity(intensity)
    half = (interval["upper"] - interval["lower"]) / 2
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(
        [interval["lower"], interval["upper"]], abs=SAMPLING * half
    )


def test_errors_that_are_shared_do_not_cancel(data: ReleaseData) -> None:
    """Were the carbon content of the coal another in every month, the interval would be far narrower."""
    interval, intensity = headline(data, "demo_coal")
    apart = Drawn(data, DRAWS // 8, SEED, lambda row: f"{row['error_group']} {row.get('ledger_id')}")
    lower, upper = np.quantile(apart.intensity(intensity), [0.025, 0.975])
    assert upper - lower < 0.6 * (interval["upper"] - interval["lower"])


@pytest.mark.parametrize("shape", [None, "normal", "lognormal", "two_piece", "triangular", "uniform"])
@pytest.mark.parametrize(("low", "high"), [(0.9, 1.1), (0.7, 1.6)])
def test_the_ends_of_a_range_are_quantiles_of_its_factor(shape: str | None, low: float, high: float) -> None:
    drawn = factor(np.random.default_rng(1).standard_normal(100_000), low, high, shape)
    assert np.quantile(drawn, [0.025, 0.5, 0.975]) == pytest.approx([low, 1.0, high], abs=0.012)


BREAKS = {
    "value": ("intervals", lambda value: value * 1.0001, "the release says"),
    "lower": ("intervals", lambda value: value * 1e6 + 1e6, "lies above"),
    "without_range_share": ("intervals", lambda value: value + 1.1, "has no range"),
    "half_width": ("drivers", lambda value: value * 1.01 + 1e-3, "recomputed"),
}


@pytest.mark.parametrize("column", BREAKS)
def test_a_table_of_uncertainty_that_contradicts_itself_is_noticed(data: ReleaseData, column: str) -> None:
    table, change, expected = BREAKS[column]
    rows = getattr(data, table)
    interval, _ = headline(data, "demo_coal")
    key = interval["uncertainty_id"] + ("|1" if table == "drivers" else "")
    wrong = replace(data, **{table: {**rows, key: {**rows[key], column: change(rows[key][column])}}})
    assert any(expected in problem for problem in problems(wrong))


def test_a_probability_told_as_certain_is_noticed(data: ReleaseData) -> None:
    key, row = next((fid, row) for fid, row in data.figures.items() if row["operation"] == "probability")
    wrong = replace(data, figures={**data.figures, key: {**row, "qualifier": "exact", "value": 0.0}})
    found = list(problems(wrong))
    assert any("recomputed" in problem for problem in found) and any("the draws make it" in one for one in found)

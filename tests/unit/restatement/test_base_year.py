"""The base year held against the policy of the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from smelter_ghg.config import BaseYear
from tests.golden.small_plant import YEAR, small_plant

Make = Callable[..., Any]
TOTAL = "Emissions, scopes 1 and 2, market-based"


def with_power(mwh: int) -> Any:
    tables = small_plant()
    tables["electricity"][0]["mwh"] = str(mwh)
    return tables


def row_of(changes: pl.DataFrame) -> dict[str, Any]:
    return changes.filter(pl.col("label") == TOTAL).row(0, named=True)


def test_no_threshold_is_assumed() -> None:
    with pytest.raises(ValidationError, match="significance_pct"):
        BaseYear.model_validate({"year": 2022})


@pytest.mark.parametrize(("threshold", "passed"), [(0.2, True), (0.3, False)])
def test_a_change_is_held_against_the_threshold(state: Make, restated: Make, threshold: float, passed: bool) -> None:
    """1000 MWh at 0.1 kg/kWh are 100 t of 41 240 t: 0.24 %."""
    policy = BaseYear(year=YEAR, significance_pct=threshold)
    found = row_of(restated(state(), state(with_power(15000)), policy).base_year_changes)
    assert found["change"] == pytest.approx(100.0, rel=1e-9)
    assert found["cumulative_pct"] == pytest.approx(100 * 100 / found["previous"], rel=1e-9)
    assert found["recalculate"] is passed
    assert (found["standing"], found["carried"]) == (found["previous"], 0.0)


def test_small_changes_are_carried_until_they_reach_it(state: Make, restated: Make) -> None:
    policy = BaseYear(year=YEAR, significance_pct=0.4)
    previous, told = state(), []
    for mwh in (15000, 16000, 17000):
        current = state(with_power(mwh))
        changes = restated(previous, current, policy).base_year_changes
        told.append(row_of(changes))
        previous = replace(current, stated=replace(current.stated, base_year_changes=changes))
    # Each is 0.24 %; the second reaches 0.4 % with the first, and the third starts from nothing.
    assert [row["recalculate"] for row in told] == [False, True, False]


def test_another_set_of_potentials_is_no_error_but_breaks_the_series(state: Make, restated: Make) -> None:
    policy = BaseYear(year=YEAR, significance_pct=1)
    found = row_of(restated(state(), state(gwp_set="AR5GWP100"), policy).base_year_changes)
    assert (found["change"], found["recalculate"], found["breaks_series"]) == (0.0, False, True)
    assert found["other_change"] == pytest.approx(found["restated"] - found["previous"])


def test_other_years_are_not_the_base_year(state: Make, restated: Make) -> None:
    policy = BaseYear(year=YEAR - 1, significance_pct=1)
    assert restated(state(), state(with_power(15000)), policy).base_year_changes.is_empty()

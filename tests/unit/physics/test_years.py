"""A period beside the one before: which are compared, and what is named as the cause."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from smelter_ghg.physics.years import year_on_year_findings


def found(values: dict[int, float], compared: str = "production") -> pl.DataFrame:
    rows = [
        {
            "smelter_id": "s",
            "compared": compared,
            "what": "metal tapped a day",
            "period_label": str(year),
            "period_start": dt.date(year, 1, 1),
            "period_end": dt.date(year, 12, 31),
            "value": value,
        }
        for year, value in values.items()
    ]
    return year_on_year_findings(pl.DataFrame(rows))


@pytest.mark.parametrize(
    ("second", "sound"), [(1000.0, True), (2000.0, True), (500.0, True), (2001.0, False), (499.0, False)]
)
def test_production_doubles_or_halves_at_most(second: float, sound: bool) -> None:
    assert found({2021: 1000.0, 2022: second})["period"].to_list() == ([] if sound else ["2022"])


def test_only_years_that_follow_on_one_another_are_compared() -> None:
    assert found({2020: 1000.0, 2022: 100.0}).is_empty()


def test_a_year_of_standstill_is_no_year_to_compare_with() -> None:
    """Neither the fall to nothing nor the start after it is a jump between two years of operation."""
    assert found({2020: 1000.0, 2021: 0.0, 2022: 100.0}).is_empty()


def test_a_slip_is_named_before_other_causes() -> None:
    slipped = found({2021: 1.0, 2022: 60.0}, "pfc").row(0, named=True)
    assert slipped["likely_cause"].startswith("about 60 times the period before: seconds for minutes; else a change")
    changed = found({2021: 1000.0, 2022: 400.0}).row(0, named=True)
    assert changed["likely_cause"].startswith("a change of the smelter")
    assert "metal tapped a day between 0.5 and 2 times the 1000 of 2021" in changed["expected"]

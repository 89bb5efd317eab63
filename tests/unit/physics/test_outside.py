"""How findings of values outside a band are told: one per facility, of the first of its periods."""

from __future__ import annotations

import datetime as dt

import polars as pl

from smelter_ghg.physics.bands import Band
from smelter_ghg.physics.outside import Told, outside

TOLD = Told("a_check", "potlines", "dc_electricity_mwh", "voltage", "V", "another potline")
LIMITS = Band(3.5, 5.5, "warning", "a source")


def month(line: str, number: int, value: float) -> dict[str, object]:
    start = dt.date(2022, number, 1)
    days = {"period_start": start, "period_end": start + dt.timedelta(days=27)}
    return {"smelter_id": "s", "period_label": "2022", "facility_id": line, "value": value} | days


def test_each_facility_has_its_finding_with_the_first_of_its_periods() -> None:
    rows = pl.DataFrame([month("L2", 2, 7.0), month("L2", 1, 6.0), month("L1", 3, 3.0), month("L1", 1, 4.0)])
    found = outside(rows, LIMITS, TOLD).sort("value")
    assert found["value"].to_list() == ["3 V", "6 V"]
    one, two = found["expected"]
    assert one == "voltage of L1, 2022-03-01 to 2022-03-28, between 3.5 and 5.5 V (a source)"
    assert (
        two == "voltage of L2, 2022-01-01 to 2022-01-28, and in 1 more of its periods between 3.5 and 5.5 V (a source)"
    )


def test_reporting_periods_are_told_apart() -> None:
    rows = pl.DataFrame([{"smelter_id": "s", "period_label": label, "value": 6.0} for label in ("2021", "2022")])
    assert outside(rows, LIMITS, TOLD)["period"].to_list() == ["2021", "2022"]


def test_a_value_at_the_limit_is_inside() -> None:
    rows = pl.DataFrame([month("L1", 1, 3.5), month("L1", 2, 5.5)])
    assert outside(rows, LIMITS, TOLD).is_empty()

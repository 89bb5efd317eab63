"""Paths reckoned by hand, in both forms and with one slope or two; the slopes are synthetic.

Slopes of the sector, t CO2e/t: all 16, 12, 10 and 1; electricity 10, 7, 6 and 0; all others 6, 5, 4 and 1 (2020, 2024,
2025, 2050). The smelter emits 12 in 2020 (8 of electricity, 4 of the rest) and 11.5 in 2024 (7.2 and 4.3), at 1000 t
of metal a year and 2000 t in 2024.
"""

from __future__ import annotations

import pytest

from tests.unit.pathways.made import made, path, row_of, tables

SLOPES = {
    "all": {2020: 16.0, 2024: 12.0, 2025: 10.0, 2050: 1.0},
    "electricity": {2020: 10.0, 2024: 7.0, 2025: 6.0, 2050: 0.0},
    "non_electricity": {2020: 6.0, 2024: 5.0, 2025: 4.0, 2050: 1.0},
}
YEARS = {2020: (8.0, 4.0), 2024: (7.2, 4.3)}
METAL = {2024: 2000.0}


def test_contraction_by_one_slope() -> None:
    """12 * 12/16 = 9 in 2024, 12 * 10/16 = 7.5 in 2025, 12 * 1/16 = 0.75 in 2050."""
    found = made(YEARS, tables([path()], SLOPES), metal=METAL)
    values = {year: row_of(found, year)["path_value"] for year in (2020, 2024, 2025, 2050)}
    assert values == pytest.approx({2020: 12.0, 2024: 9.0, 2025: 7.5, 2050: 0.75})
    own = row_of(found, 2024)
    # 11.5 - 9 = 2.5 above, 5000 t at 2000 t of metal; the years 2021 to 2023 are not known.
    assert (own["gap_t_per_t"], own["gap_t"]) == pytest.approx((2.5, 5000.0))
    assert own["cumulative_t_against_path"] == pytest.approx(5000.0)
    assert own["missing_years"] == ["2021", "2022", "2023"] and not own["cumulative_complete"]
    # 7.5 / 11.5 = 0.652174 in one year. 0.75 / 11.5 = 0.0652174 in 26 years: its logarithm is -2.73003, a 26th of that
    # -0.105001, and e to that power 0.900324.
    assert own["yearly_rate_to_close_pct"] == pytest.approx(34.7826, abs=1e-4)
    assert own["yearly_rate_to_close_2050_pct"] == pytest.approx(9.9676, abs=1e-4)


def test_convergence_by_one_slope() -> None:
    """p = (12 - 1) / (16 - 1) = 11/15 in 2024: (12 - 1) * 11/15 + 1 = 9.0666...; in 2025 p = 9/15 gives 7.6."""
    found = made(YEARS, tables([path(form="convergence")], SLOPES), metal=METAL)
    values = {year: row_of(found, year)["path_value"] for year in (2020, 2024, 2025, 2050)}
    assert values == pytest.approx({2020: 12.0, 2024: 121 / 15 + 1, 2025: 7.6, 2050: 1.0})
    assert {row_of(found, 2024)["market_ratio"], row_of(found, 2024)["market_recorded"]} == {1.0, False}


def test_convergence_with_a_share_that_shrinks() -> None:
    """m = 0.02 / 0.016 = 1.25 in 2024: 11 * 11/15 * 1.25 + 1 = 11.08333; without a share of 2025 it is 1 there."""
    records = tables([path(form="convergence")], SLOPES, shares={2020: 0.02, 2024: 0.016})
    found = made(YEARS, records, metal=METAL)
    own = row_of(found, 2024)
    assert own["path_value"] == pytest.approx(11 * 11 / 15 * 1.25 + 1)
    assert (own["market_ratio"], own["market_recorded"]) == (pytest.approx(1.25), True)
    assert (row_of(found, 2025)["path_value"], row_of(found, 2025)["market_recorded"]) == (pytest.approx(7.6), False)


def test_contraction_with_electricity_apart() -> None:
    """Electricity 8 * 7/10 = 5.6 and the rest 4 * 5/6 = 3.3333 in 2024, together 8.9333."""
    found = made(YEARS, tables([path(emissions="apart")], SLOPES), metal=METAL)
    parts = {one: row_of(found, 2024, one) for one in ("electricity", "non_electricity", "all")}
    values = {name: row["path_value"] for name, row in parts.items()}
    assert values == pytest.approx({"electricity": 5.6, "non_electricity": 10 / 3, "all": 5.6 + 10 / 3})
    gaps = {name: row["gap_t"] for name, row in parts.items()}
    # 7.2 - 5.6 = 1.6 and 4.3 - 3.3333 = 0.9667, times 2000 t.
    assert gaps == pytest.approx({"electricity": 3200.0, "non_electricity": 5800 / 3, "all": 3200 + 5800 / 3})
    assert (parts["all"]["electricity_value"], parts["all"]["non_electricity_value"]) == pytest.approx((7.2, 4.3))


def test_convergence_with_electricity_apart_from_stated_bases() -> None:
    """Electricity (9 - 0) * 7/10 + 0 = 6.3; the rest (5 - 1) * (5 - 1)/(6 - 1) + 1 = 4.2; together 10.5."""
    stated = {"base_value_electricity": 9.0, "base_value_non_electricity": 5.0}
    basis = {"gwp_set": "AR6GWP100", "scope2_account": "market"}
    found = made(YEARS, tables([path(emissions="apart", form="convergence", **stated, **basis)], SLOPES), metal=METAL)
    values = {one: row_of(found, 2024, one)["path_value"] for one in ("electricity", "non_electricity", "all")}
    assert values == pytest.approx({"electricity": 6.3, "non_electricity": 4.2, "all": 10.5})
    base = row_of(found, 2020)
    assert (base["base_value"], base["base_source"], base["path_value"]) == (14.0, "stated", pytest.approx(14.0))
    # The ledger's own intensity of the base year is 12: 2 below what the plan states.
    assert base["gap_t_per_t"] == pytest.approx(-2.0)


def test_a_straight_line_between_years_only_where_asked_for() -> None:
    """In 2022 half way from 16 to 12: a slope of 14, so 12 * 14/16 = 10.5."""
    plain, asked = (made(YEARS, tables([path(interpolation=how)], SLOPES)) for how in (None, "linear"))
    assert plain.filter(reporting_year=2022).is_empty()
    assert (row_of(asked, 2022)["path_value"], row_of(asked, 2022)["interpolated"]) == (pytest.approx(10.5), True)
    assert not row_of(asked, 2024)["interpolated"]

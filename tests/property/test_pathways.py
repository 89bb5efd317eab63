"""What holds of every path: it starts at its base, scales with it, converges; falls that close close, sums add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smelter_ghg.pathways.forms import between, contraction, convergence, yearly_rate_pct
from tests.unit.pathways.made import made, path, row_of, tables

values = st.floats(min_value=0.1, max_value=30)
slopes = st.floats(min_value=0.05, max_value=20)
close = pytest.approx


@given(values, slopes)
def test_the_slope_of_the_base_year_gives_the_base_value(base: float, slope: float) -> None:
    assert contraction(base, slope, slope) == close(base)


@given(values, slopes, st.floats(min_value=1.01, max_value=10), st.floats(min_value=0.2, max_value=5))
def test_convergence_runs_from_base_to_the_slope_of_2050(base: float, end: float, over: float, market: float) -> None:
    first = end * over
    assert convergence(base, first, first, end) == close(base)
    assert convergence(base, end, first, end, market) == close(end)


@given(values, slopes, slopes, st.floats(min_value=0.1, max_value=5))
def test_contraction_scales_with_its_base(base: float, slope: float, first: float, times: float) -> None:
    assert contraction(times * base, slope, first) == close(times * contraction(base, slope, first))


@given(values, values, slopes, st.floats(min_value=1.01, max_value=10), st.floats(min_value=0, max_value=1))
def test_convergence_is_straight_in_its_base(one: float, other: float, end: float, over: float, at: float) -> None:
    """Half way between two bases is half way between their paths."""
    first = end * over
    slope = end + at * (first - end)
    halves = [convergence(base, slope, first, end) / 2 for base in (one, other)]
    assert convergence((one + other) / 2, slope, first, end) == close(sum(halves))


@given(values, values, st.integers(min_value=1, max_value=30))
def test_the_yearly_fall_closes_the_gap_exactly(value: float, aim: float, years: int) -> None:
    fall = yearly_rate_pct(value, aim, years)
    assert value * (1 - fall / 100) ** years == close(aim, rel=1e-9)
    assert (fall > 0) == (aim < value)


@given(slopes, slopes, st.integers(min_value=1, max_value=20), st.floats(min_value=0, max_value=1))
def test_a_straight_line_stays_between_its_ends(first: float, last: float, years: int, part: float) -> None:
    year = 2020 + round(part * years)
    found = between(year, (2020, first), (2020 + years, last))
    assert min(first, last) - 1e-9 <= found <= max(first, last) + 1e-9
    assert between(2020, (2020, first), (2020 + years, last)) == close(first)


years_of = st.dictionaries(
    st.integers(min_value=2021, max_value=2030), st.tuples(values, values), min_size=1, max_size=6
)


@given(years_of, st.tuples(values, values), st.sampled_from(["all", "apart"]))
def test_gaps_add_up_over_years_and_parts(
    later: dict[int, tuple[float, float]], base: tuple[float, float], emissions: str
) -> None:
    fall = {year: 15.0 - 0.4 * (year - 2020) for year in range(2020, 2051)}
    records = tables([path(emissions=emissions)], dict.fromkeys(("all", "electricity", "non_electricity"), fall))
    found = made({2020: base, **dict(sorted(later.items()))}, records)
    told = [row_of(found, year) for year in sorted(later)]
    assert told[-1]["cumulative_t_against_path"] == close(sum(row["gap_t"] for row in told), abs=1e-6)
    lost = [str(year) for year in range(2021, max(later)) if year not in later]
    assert told[-1]["missing_years"] == lost and told[-1]["cumulative_complete"] == (not lost)
    if emissions == "apart":
        for row in told:
            parts = [row_of(found, row["reporting_year"], one) for one in ("electricity", "non_electricity")]
            for column in ("path_value", "value", "gap_t"):
                assert row[column] == close(sum(part[column] for part in parts), abs=1e-6)

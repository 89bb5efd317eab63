"""Every distribution ends its 95 % range where the range says, with the stated value in the middle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smelter_ghg.contracts.labels import DISTRIBUTIONS
from smelter_ghg.uncertainty.distributions import END, Array, distribution_of, factors_of, sides_of

RANGES = {"even": (0.9, 1.1), "lopsided": (0.95, 1.4), "wide": (0.01, 4.8), "one-sided": (1.0, 1.2)}


def factors(z: Array, distribution: str, *ends: float) -> Array:
    """The factors of one range, whose ends are shares of the value."""
    return factors_of(z, distribution, *sides_of(distribution, *ends))


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("ends", RANGES.values(), ids=RANGES)
def test_the_ends_are_the_quantiles_and_the_value_is_the_median(distribution: str, ends: tuple[float, float]) -> None:
    lower, middle, upper = factors(np.array([-END, 0.0, END]), distribution, *ends)
    assert (lower, middle, upper) == pytest.approx((ends[0], 1.0, ends[1]), rel=1e-9)


@given(
    distribution=st.sampled_from(DISTRIBUTIONS),
    lower=st.floats(0.01, 1.0),
    upper=st.floats(1.0, 5.0),
    errors=st.lists(st.floats(-6, 6), min_size=2, max_size=20),
)
def test_a_larger_error_never_gives_a_smaller_value_nor_any_a_negative_one(
    distribution: str, lower: float, upper: float, errors: list[float]
) -> None:
    made = factors(np.sort(np.array(errors)), distribution, lower, upper)
    assert (np.diff(made) >= -1e-12).all() and (made >= 0).all()


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_ranges_shaped_together_give_the_bytes_of_each_by_itself(distribution: str) -> None:
    z = np.random.default_rng(1).standard_normal((len(RANGES), 1_001))
    below, above = np.array([sides_of(distribution, *ends) for ends in RANGES.values()]).T[:, :, None]
    each = [factors(row, distribution, *ends) for row, ends in zip(z, RANGES.values(), strict=True)]
    assert factors_of(z, distribution, below, above).tobytes() == np.array(each).tobytes()


def test_the_side_an_error_is_on_decides_and_no_other() -> None:
    """At twice the end of the range, a two-piece factor is twice as far from one as the range is on that side."""
    assert factors(np.array([-2 * END, 2 * END]), "two_piece", 0.9, 1.4) == pytest.approx([0.8, 1.8], rel=1e-12)
    assert factors(np.array([-2 * END, 2 * END]), "lognormal", 0.9, 1.4) == pytest.approx([0.81, 1.96], rel=1e-12)
    # A range on one side alone, whichever it is.
    assert factors(np.array([-END, END]), "two_piece", 0.9, 1.0) == pytest.approx([0.9, 1.0], rel=1e-12)


def test_a_triangle_and_a_rectangle_have_the_ends_geometry_gives_them() -> None:
    """A triangle from 0.5 to 1.5 has 2.5 % of its area below 0.5 + 0.5 sqrt(0.05); a rectangle ends at 0.95 of its
    half-width."""
    triangle_end = 0.5 * (1 - math.sqrt(0.05))
    far = np.array([-40.0, 40.0])
    assert factors(far, "triangular", 1 - triangle_end, 1 + triangle_end) == pytest.approx([0.5, 1.5])
    assert factors(far, "uniform", 1 - 0.475, 1 + 0.475) == pytest.approx([0.5, 1.5])
    # A quarter of a triangle lies below 0.5 + 0.5 sqrt(0.5), the lower quartile of the standard normal is -0.67449.
    quartile = factors(np.array([-0.6744897501960817]), "triangular", 1 - triangle_end, 1 + triangle_end)
    assert quartile == pytest.approx([0.5 + 0.5 * math.sqrt(0.5)], rel=1e-9)


@pytest.mark.parametrize(
    ("stated", "ends", "taken"),
    [
        (None, (0.94, 1.06), "normal"),
        (None, (0.7, 1.3), "normal"),
        (None, (0.6, 1.4), "lognormal"),
        (None, (0.9, 1.3), "lognormal"),
        (None, (-0.2, 2.2), "two_piece"),
        ("normal", (0.5, 1.5), "normal"),
        ("normal", (0.9, 1.3), "two_piece"),
        ("lognormal", (0.0, 2.0), "two_piece"),
        ("lognormal", (0.8, 1.25), "lognormal"),
        ("uniform", (0.9, 1.3), "uniform"),
    ],
)
def test_what_nobody_stated_follows_from_the_range(stated: str | None, ends: tuple[float, float], taken: str) -> None:
    assert distribution_of(stated, *ends) == taken

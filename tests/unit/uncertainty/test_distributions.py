"""Every distribution ends its 95 % range where the range says, with the stated value in the middle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smelter_ghg.contracts.labels import DISTRIBUTIONS
from smelter_ghg.uncertainty.distributions import END, distribution_of, factors_of

RANGES = {"even": (0.9, 1.1), "lopsided": (0.95, 1.4), "wide": (0.01, 4.8), "one-sided": (1.0, 1.2)}


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("ends", RANGES.values(), ids=RANGES)
def test_the_ends_are_the_quantiles_and_the_value_is_the_median(distribution: str, ends: tuple[float, float]) -> None:
    lower, middle, upper = factors_of(np.array([-END, 0.0, END]), distribution, *ends)
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
    factors = factors_of(np.sort(np.array(errors)), distribution, lower, upper)
    assert (np.diff(factors) >= -1e-12).all() and (factors >= 0).all()


def test_a_triangle_and_a_rectangle_have_the_ends_geometry_gives_them() -> None:
    """A triangle from 0.5 to 1.5 has 2.5 % of its area below 0.5 + 0.5 sqrt(0.05); a rectangle ends at 0.95 of its
    half-width."""
    triangle_end = 0.5 * (1 - math.sqrt(0.05))
    far = np.array([-40.0, 40.0])
    assert factors_of(far, "triangular", 1 - triangle_end, 1 + triangle_end) == pytest.approx([0.5, 1.5])
    assert factors_of(far, "uniform", 1 - 0.475, 1 + 0.475) == pytest.approx([0.5, 1.5])
    # A quarter of a triangle lies below 0.5 + 0.5 sqrt(0.5), the lower quartile of the standard normal is -0.67449.
    quartile = factors_of(np.array([-0.6744897501960817]), "triangular", 1 - triangle_end, 1 + triangle_end)
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

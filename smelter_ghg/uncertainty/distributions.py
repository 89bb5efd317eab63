"""What a 95 % range says about the values between and beyond its ends.

Belongs here: one shape per distribution, and the factor by which a drawn value differs from the stated one. Does not
belong here: which inputs share an error, equations.

Every distribution is a shape g(z) of one standard normal error z with g(-1.96) = -1 and g(1.96) = 1: the stated value
is the median, the ends of the range are the 2.5 and 97.5 % quantiles, whatever the distribution and however lopsided
the range. Inputs of one error group take one z, so that they are high and low together even where their shapes differ
(IPCC 2006 Guidelines, Volume 1, Chapter 3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The 97.5 % quantile of the standard normal distribution, where a 95 % range ends.
END = NormalDist().inv_cdf(0.975)
# A range wider than this share of the value is no longer taken for normal where nobody has said what it is (IPCC 2006
# Guidelines, Volume 1, Chapter 3, asks for Approach 2 above about 30 %).
WIDE = 0.3

_TRIANGLE_END = 1 - math.sqrt(2 * 0.025)
_UNIFORM_END = 0.95


def _normal(z: Array) -> Array:
    return z / END


def _beyond(z: Array) -> Array:
    """The probability of a standard normal value farther out than |z|, on one side."""
    outward = (np.abs(z) / math.sqrt(2)).ravel().tolist()
    return 0.5 * np.fromiter(map(math.erfc, outward), np.float64, z.size).reshape(z.shape)


def _triangular(z: Array) -> Array:
    made: Array = np.sign(z) * (1 - np.sqrt(2 * _beyond(z))) / _TRIANGLE_END
    return made


def _uniform(z: Array) -> Array:
    made: Array = np.sign(z) * (1 - 2 * _beyond(z)) / _UNIFORM_END
    return made


_SHAPES: dict[str, Callable[[Array], Array]] = {
    "normal": _normal,
    "lognormal": _normal,
    "two_piece": _normal,
    "triangular": _triangular,
    "uniform": _uniform,
}


def distribution_of(stated: str | None, lower_share: float, upper_share: float) -> str:
    """The stated distribution; where none is, normal for a narrow symmetric range, lognormal for a wide or lopsided one
    above zero, else two-piece.

    lower_share and upper_share are the ends of the range over the value. A normal distribution has one half-width, so
    a lopsided range that is called normal is taken for two-piece, and a lognormal one needs a lower end above zero.
    """
    lopsided = not math.isclose(1 - lower_share, upper_share - 1, rel_tol=1e-6)
    if stated == "normal" and lopsided:
        return "two_piece"
    if stated == "lognormal" and lower_share <= 0:
        return "two_piece"
    if stated is not None:
        return stated
    if not lopsided and upper_share - 1 <= WIDE * (1 + 1e-6):
        return "normal"
    return "lognormal" if lower_share > 0 else "two_piece"


def sides_of(distribution: str, lower_share: float, upper_share: float) -> tuple[float, float]:
    """How far the range reaches below and above the value, as shares of it; of a lognormal one, as logarithms."""
    if distribution == "lognormal":
        return -math.log(lower_share), math.log(upper_share)
    return 1 - lower_share, upper_share - 1


def factors_of(z: Array, distribution: str, below: Array | float, above: Array | float) -> Array:
    """What the stated value is to be multiplied by, one factor per error of `z`, for the sides of one range or a column
    of them.

    A positive quantity cannot be negative: normal and two-piece factors below zero, which only ranges of more than
    half the value can give, are zero.
    """
    shape = _SHAPES[distribution](z)
    # One of the terms is always zero: the side the error is on decides, and no processor has to guess which.
    moved: Array = above * np.maximum(shape, 0.0) + below * np.minimum(shape, 0.0)
    if distribution == "lognormal":
        return np.exp(moved, out=moved)
    moved += 1
    return np.maximum(moved, 0.0, out=moved)

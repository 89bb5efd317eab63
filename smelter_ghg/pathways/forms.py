"""The equations of paths and of progress, as functions of numbers.

Belongs here: numbered equations with their source. Does not belong here: looking anything up.

S is the reference slope of the sector, I the intensity of the smelter, b the base year, t a year, all in t CO2e per
tonne. Equations 1 to 4 are those of the sectoral decarbonisation approach as the Science Based Targets initiative
prints it (Sectoral Decarbonization Approach, version 1, 2015), taken from memory of that document and not held against
ASI's method: confidence M, not ASI's own.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

# The year a path leads to.
END_YEAR = 2050


def contraction(base_value: Number, slope: float, slope_base: float) -> Number:
    """(1) I_t = I_b * S_t / S_b: the smelter falls as its sector does."""
    return base_value * (slope / slope_base)


def progress(slope: float, slope_base: float, slope_end: float) -> float:
    """(2) p_t = (S_t - S_2050) / (S_b - S_2050): what the sector has yet to go, 1 in the base year and 0 in 2050."""
    return (slope - slope_end) / (slope_base - slope_end)


def market_ratio(share_base: float, share: float) -> float:
    """(3) m_t: market share of the base year over that of the year; above 1 for a smelter whose share shrinks."""
    return share_base / share


def convergence(base_value: Number, slope: float, slope_base: float, slope_end: float, market: float = 1.0) -> Number:
    """(4) I_t = (I_b - S_2050) * p_t * m_t + S_2050: the smelter comes to where its sector will be."""
    return (base_value - slope_end) * (progress(slope, slope_base, slope_end) * market) + slope_end


def between(year: int, before: tuple[int, float], after: tuple[int, float]) -> float:
    """(5) The slope on a straight line between two years; only where the user asks for it."""
    part = (year - before[0]) / (after[0] - before[0])
    return before[1] + (after[1] - before[1]) * part


def yearly_rate_pct(value: float, aim: float, years: int) -> float:
    """(6) r in per cent with value * (1 - r)^years = aim: the equal yearly fall that ends on the path."""
    return float(100 * (1 - (aim / value) ** (1 / years)))

"""Comparisons of values known only to lie in an interval: under a limit, reduced against a base.

Belongs here: interval arithmetic that ends in true, false or unknown. Does not belong here: where values come from.
"""

from __future__ import annotations

from math import inf, isinf

from smelter_ghg.conformance.logic import Truth

# Sums of the same terms in another order differ by about 1e-15 of their value; figures are recomputed to 1e-9. Two
# intensities closer than that are one intensity, so a value meant to be 11 is at the threshold and not under it.
SAME = 1e-9


def same(value: float, limit: float) -> bool:
    """Whether the value is the limit but for the noise of summing."""
    return not isinf(value) and abs(value - limit) <= SAME * abs(limit)


def below(low: float, high: float, limit: float, operator: str, *, more_to_come: bool = False) -> Truth:
    """Whether a value between low and high is below the limit; unknown where the interval does not decide it.

    `operator` is "<" or "<=". With `more_to_come` the low end is a sum from which something is missing, so at the limit
    it already counts as above it.
    """

    def under(value: float) -> bool:
        return operator == "<=" if same(value, limit) else value < limit

    if more_to_come and same(low, limit):
        return False
    if under(high):
        return True
    return None if under(low) else False


def reduced(base: tuple[float, float], value: tuple[float, float], minimum_pct: float) -> tuple[Truth, float | None]:
    """Whether the value lies `minimum_pct` per cent or more under the base, both given as (low, high).

    The second part is the reduction in per cent where base and value are exact. A base of zero or less decides nothing.
    """
    base_low, base_high = base
    low, high = value
    if base_low <= 0:
        return None, None
    least = -inf if isinf(high) else (1 - high / base_low) * 100
    most = 100.0 if isinf(low) else (1 - low / base_high) * 100
    exact = least if base_low == base_high and low == high else None
    if least >= minimum_pct or same(least, minimum_pct):
        return True, exact
    return (None if most >= minimum_pct or same(most, minimum_pct) else False), exact

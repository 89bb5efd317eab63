"""What a printed number stands for, worked out again from its digits.

Belongs here: the two ends of a rounding, in exact fractions. Does not belong here: which cells are read.
"""

from __future__ import annotations

import re
from fractions import Fraction

_BEGINS = re.compile(r"\s*(-?)(\d+)(?:\.(\d+))?")
_SURE_DIGITS = 3


def ends(value: float, decimals: float | None = None, text: str | None = None) -> tuple[float, float]:
    """The lower and the upper end of a value printed to so many decimals, or quoted from a text in any unit.

    Raises ValueError for decimals that are no whole number.
    """
    around = Fraction(repr(value))
    if decimals is not None:
        if decimals != int(decimals):
            raise ValueError(f"{decimals} decimals are no whole number")
        half = Fraction(1, 2) / 10 ** int(decimals)
        return float(around - half), float(around + half)
    found = _BEGINS.match(text or "")
    quoted = Fraction(0) if found is None else Fraction(found.group().strip())
    if found is None or not quoted:
        digits = str(int(value)) if value == int(value) else repr(value)
        found, quoted = _BEGINS.match(digits), around
    assert found is not None
    half = _half(found.group(2), found.group(3))
    return float((quoted - half) * around / quoted), float((quoted + half) * around / quoted)


def _half(whole: str, fraction: str | None) -> Fraction:
    """Half a unit of the last digit that counts; closing zeros do not, beyond the first three digits."""
    if fraction:
        return Fraction(1, 2) / 10 ** len(fraction)
    zeros = len(whole) - len(whole.rstrip("0"))
    return Fraction(10 ** min(zeros, max(len(whole.lstrip("0")) - _SURE_DIGITS, 0)), 2)

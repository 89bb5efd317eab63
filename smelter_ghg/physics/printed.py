"""Printed numbers as the ranges they stand for.

Belongs here: the range of a rounded number, exact in decimal. Does not belong here: what the numbers mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from smelter_ghg.units import DIGITS_AT_LEAST, ROUNDING

_NUMBER = re.compile(r"\s*(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>.*)")


class Range(NamedTuple):
    """All numbers that round to a printed one."""

    lower: Decimal
    upper: Decimal

    def meets(self, other: Range) -> bool:
        return self.lower <= other.upper and other.lower <= self.upper

    def over(self, other: Range) -> Range:
        """The range of a quotient of two positive numbers."""
        return Range(self.lower / other.upper, self.upper / other.lower)

    def times(self, factor: Decimal) -> Range:
        return Range(self.lower * factor, self.upper * factor)


def number_and_unit(text: str) -> tuple[Decimal, str] | None:
    """A number as a source prints it and the unit behind it; None where the text begins with no number."""
    found = _NUMBER.fullmatch(text)
    return None if found is None else (Decimal(found["number"]), found["unit"].strip())


def range_of(number: Decimal, decimals: int | None = None) -> Range:
    """What a number printed to so many decimals stands for; without them to its last digit that is not a closing zero.

    A number with a decimal point is printed to its last digit, zero or not; of a whole number the first three digits
    count in any case.
    """
    exponent = _exponent(number)
    if decimals is not None:
        exponent = -decimals
    elif exponent == 0 and number:
        exponent = min(_exponent(number.normalize()), max(number.adjusted() + 1 - DIGITS_AT_LEAST, 0))
    half = Decimal(str(ROUNDING)).scaleb(exponent)
    return Range(number - half, number + half)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is no number")
    return exponent


def stands_for(recorded: Decimal, *, decimals: int | None = None, text: str | None = None) -> Range:
    """What a recorded value stands for, by the decimals its source prints, or by the text it prints.

    A text in another unit is rounded there: a source that prints kilotonnes rounds them. Without either the value
    itself tells.
    """
    whole = recorded.to_integral_value()
    number = whole if recorded == whole else recorded
    if decimals is not None:
        return range_of(number, decimals)
    quoted = None if text is None else number_and_unit(text)
    if quoted is None or not quoted[0]:
        return range_of(number)
    printed, _ = quoted
    exponent = _exponent(printed)
    return range_of(printed, -exponent if exponent < 0 else None).times(number / printed)


def sum_of(ranges: Iterable[Range]) -> Range:
    """The range of a sum."""
    listed = list(ranges)
    zero = Decimal(0)
    return Range(sum((one.lower for one in listed), zero), sum((one.upper for one in listed), zero))


def common_to(ranges: Iterable[Range]) -> Range | None:
    """What lies in all ranges; None where nothing does."""
    listed = list(ranges)
    both = Range(max(one.lower for one in listed), min(one.upper for one in listed))
    return both if both.lower <= both.upper else None

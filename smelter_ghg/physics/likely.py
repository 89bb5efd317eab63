"""The likely cause of a number that is off by a power of ten, by sixty or by a unit's prefix.

Belongs here: which slip brings a number back to where it belongs, and how that is said. Does not belong here: where it
belongs, which is a band or its neighbours in time. The factors are in slips.csv.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib.resources import files

from smelter_ghg.physics.bands import band


@cache
def _slips() -> tuple[tuple[int, str], ...]:
    text = files(__package__).joinpath("slips.csv").read_text(encoding="utf-8")
    return tuple((int(row["factor"]), row["cause"]) for row in csv.DictReader(text.splitlines()))


def likely_slip(value: float | None, lower: float | None, upper: float | None, beside: str) -> str | None:
    """The slip that would bring a value between two limits, in words; None where none would.

    A limit that is not there is taken for the other one. Limits apart by more than a slip's factor say nothing of it.
    `beside` is what the value is compared with.
    """
    ends = [end for end in (lower, upper) if end is not None and end > 0]
    if not ends or value is None or value <= 0:
        return None
    low, high = min(ends), max(ends)
    middle = math.sqrt(low * high)
    # The value may be anywhere in the band, and near one limit where there is but one.
    room = max(math.sqrt(high / low), band("likely_slip").upper or 1)
    ratio = value / middle
    size = max(ratio, 1 / ratio)
    factor, cause = min(_slips(), key=lambda slip: abs(math.log(size / slip[0])))
    if abs(math.log(size / factor)) > math.log(room) or factor <= high / low:
        return None
    return f"about {factor:,} {'times' if ratio > 1 else 'times too small beside'} {beside}: {cause}"

"""How a number is printed: decimals by unit, separators, the words of a qualifier.

Belongs here: the only rounding in the project. Does not belong here: any arithmetic.
"""

from __future__ import annotations

import math
import re

NOT_AVAILABLE = "n.a."
NOT_APPLICABLE = "\N{EN DASH}"

# Significance by unit: t/t two decimals, tonnes and energy none, per cent one.
DECIMALS = {
    "t CO2e/t Al": 2,
    "t CO2e/t": 2,
    "kg/t Al": 3,
    "kg CO2e/t Al": 0,
    "t CO2e": 0,
    "kt CO2e": 0,
    "t Al": 0,
    "t": 0,
    "kt": 0,
    "kg": 0,
    "MWh": 0,
    "GJ": 0,
    "MWh/t Al": 2,
    "%": 1,
    "count": 0,
}
_PRINTED_UNITS = {"t CO2e/t Al": "t CO₂e/t Al", "t CO2e/t": "t CO₂e/t", "t CO2e": "t CO₂e"}
_WORDS = {"exact": "", "at_least": "at least", "approximate": "about", "upper": "at most", "lower": "at least"}
_WRITTEN = re.compile(r"[+-]?\d*(?:\.(\d*))?(?:[eE]([+-]?\d+))?")
_MOST_DECIMALS = 6


def shown(value: float | None, decimals: int) -> str:
    """The number with thousands separated, a true minus sign and no negative zero; "n.a." where there is none."""
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else "\N{MINUS SIGN}" + text


def unit_text(unit: str | None) -> str:
    """The unit as printed, with the 2 of CO2 as a subscript; nothing for counts and plain ratios."""
    if unit is None or unit in ("1", "count"):
        return ""
    return unit.replace("CO2", "CO₂").replace("m3", "m³").replace("CF4", "CF₄").replace("C2F6", "C₂F₆")


def qualifier_word(qualifier: str | None) -> str:
    """The word before the number; KeyError for a qualifier no contract knows."""
    return "" if qualifier is None else _WORDS[qualifier]


def decimals_for(unit: str) -> int:
    """Decimals of a computed number in this unit; KeyError for a unit nobody decided on."""
    return DECIMALS[unit]


def decimals_apart(lower: float, upper: float, usual: int, most: int = 4) -> int:
    """The usual decimals, or as many more (up to `most`) as it takes to print two different numbers differently."""
    found = usual
    same = math.isclose(lower, upper, rel_tol=1e-9, abs_tol=1e-12)
    while not same and found < most and f"{lower:.{found}f}" == f"{upper:.{found}f}":
        found += 1
    return found


def decimals_written(text: str) -> int:
    """Decimals of a number as its source writes it; four for a ratio such as 44/12."""
    if "/" in text:
        return 4
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return 2
    decimals = len(found.group(1) or "") - int(found.group(2) or 0)
    return min(max(decimals, 0), _MOST_DECIMALS)

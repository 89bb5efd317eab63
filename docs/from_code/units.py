"""The units and names a record or factor file may use.

Belongs here: lists over the vocabulary of the code. Does not belong here: any unit.
"""

from __future__ import annotations

from from_code.markdown import cell, code, number, table
from smelter_ghg.factors.vocabulary import PARAMETERS
from smelter_ghg.items import FUELS, GOODS, PROPERTIES
from smelter_ghg.units import AMBIGUOUS, SYNONYMS, convert, known_units


def quantity_units() -> str:
    """Units of quantities, their other names, and what one of them is."""
    return _units(rate=False)


def refused_units() -> str:
    """Units that are refused, and what to write instead."""
    return table(["refused", "write"], [[code(unit), cell(instead)] for unit, instead in AMBIGUOUS.items()])


def rate_units() -> str:
    """Units of rates per tonne of metal and what one of them is."""
    return _units(rate=True)


def _units(*, rate: bool) -> str:
    rows = []
    for unit in known_units(rate=rate):
        conversion = convert(unit, rate=rate)
        if conversion is not None:
            others = ", ".join(code(name) for name, meant in SYNONYMS.items() if meant == unit)
            one = f"{number(conversion.multiplier)} {conversion.canonical_unit}"
            rows.append([code(unit), one] if rate else [code(unit), others, one])
    return table(["unit", "one of them is"] if rate else ["unit", "also written", "one of them is"], rows)


def factor_units() -> str:
    """Parameters of factor files, their items and units."""
    rows = [
        [
            code(name),
            cell(parameter.meaning),
            ", ".join(code(item) for item in parameter.items) or "any name",
            ", ".join(code(unit) for unit in parameter.units),
        ]
        for name, parameter in PARAMETERS.items()
    ]
    return table(["parameter", "meaning", "items", "units"], rows)


def fuels() -> str:
    """Names of fuels."""
    return ", ".join(code(name) for name in FUELS) + "."


def goods() -> str:
    """Names of purchased goods."""
    return ", ".join(code(name) for name in GOODS) + "."


def properties() -> str:
    """Names of properties of materials and fuels."""
    rows = [[code(name), code(name_of), cell(unit)] for name, (name_of, unit, _) in PROPERTIES.items()]
    return table(["property", "kept as", "in"], rows)

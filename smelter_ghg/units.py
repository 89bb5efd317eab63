"""Units at the edge: which units a record may use, and what one of them is in canonical units.

Belongs here: unit definitions and exact conversion constants. Does not belong here: calorific values and densities,
which are records or cited factors, and physical constants, which are factor rows.
Canonical units: t, GJ, m3, MWh for electricity rates, fractions for per cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pint import UnitRegistry

# Exact by definition (BIPM, The International System of Units, 9th edition 2019, tables 7 and 8).
KG_PER_T = 1000.0
GJ_PER_MWH = 3.6
HOURS_PER_DAY = 24.0
SECONDS_PER_HOUR = 3600.0
PER_CENT = 0.01

# Meters are read in whole MWh or kWh; what is left below this is float noise, not electricity.
METER_NOISE_MWH = 1e-6

# Only what a record may write. pint's own list is not used: there "kt" is a knot and "ton" the short ton.
_DEFINITIONS = (
    "tonne = [mass] = t",
    "kilogram = 0.001 tonne = kg",
    "kilotonne = 1000 tonne = kt",
    "gigajoule = [energy] = GJ",
    "megajoule = 0.001 gigajoule = MJ",
    "terajoule = 1000 gigajoule = TJ",
    "kilowatt_hour = 0.0036 gigajoule = kWh",
    "megawatt_hour = 3.6 gigajoule = MWh",
    "gigawatt_hour = 3600 gigajoule = GWh",
    "cubic_metre = [volume] = m3",
)

# A symbol, or one symbol per another: nothing else reaches pint's expression reader.
_UNIT = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}(/[A-Za-z][A-Za-z0-9]{0,9})?")

# Dimension of a quantity -> the canonical unit it is stored in.
_QUANTITIES = {"mass": "t", "energy": "GJ", "volume": "m3"}
_RATES = {"mass per t": "t/t", "energy per t": "MWh/t"}
_PER_TONNE = "/t"


@dataclass(frozen=True)
class Conversion:
    """canonical value = multiplier x value as written."""

    canonical_unit: str
    multiplier: float


@cache
def _registry() -> UnitRegistry[float]:
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(None)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


@cache
def convert(unit: str, *, rate: bool = False) -> Conversion | None:
    """The conversion of a unit as written, or None where the unit is not known.

    `rate` reads the unit as an amount per tonne of metal (kg/t, kWh/t); otherwise as an amount.
    """
    # GJ/MWh and m3/m3 have no dimension either, just as t/t: what a rate is per is told by its text.
    if not _UNIT.fullmatch(unit) or (not unit.endswith(_PER_TONNE) if rate else "/" in unit):
        return None
    from pint.errors import UndefinedUnitError

    registry = _registry()
    candidates = _RATES.values() if rate else _QUANTITIES.values()
    try:
        written = registry.Unit(unit)
        for canonical in candidates:
            target = registry.Unit(canonical)
            if written.dimensionality == target.dimensionality:
                return Conversion(canonical, float(registry.Quantity(1.0, written).to(target).magnitude))
    except UndefinedUnitError:
        return None
    return None


def known_units(*, rate: bool = False, canonical: str | None = None) -> list[str]:
    """The units a record may use, for messages and templates; with `canonical`, those of its dimension."""
    symbols = [definition.rsplit("= ", 1)[1] for definition in _DEFINITIONS]
    units = ["kg/t", "t/t", "kWh/t", "MWh/t", "MJ/t", "GJ/t"] if rate else symbols
    if canonical is None:
        return units
    found = {unit: convert(unit, rate=rate) for unit in units}
    return [unit for unit, conversion in found.items() if conversion and conversion.canonical_unit == canonical]


def conversions(units: pl.Series, *, rate: bool = False) -> pl.DataFrame:
    """One row per distinct unit of the series: unit, canonical_unit, multiplier; both empty for unknown units."""
    distinct = units.drop_nulls().unique().sort()
    found = [convert(unit, rate=rate) for unit in distinct]
    return pl.DataFrame(
        {
            units.name: distinct,
            "canonical_unit": [None if c is None else c.canonical_unit for c in found],
            "multiplier": [None if c is None else c.multiplier for c in found],
        },
        schema={units.name: pl.String, "canonical_unit": pl.String, "multiplier": pl.Float64},
    )

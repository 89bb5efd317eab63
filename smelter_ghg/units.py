"""Units at the edge: which units a record may use, and what one of them is in canonical units.

Belongs here: unit definitions and exact conversion constants. Does not belong here: calorific values and densities,
which are records or cited factors, and physical constants, which are factor rows.
Canonical units: t, GJ, m3, Nm3, MWh for electricity rates, fractions for per cent.
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
KWH_PER_MWH = 1000.0
HOURS_PER_DAY = 24.0
SECONDS_PER_HOUR = 3600.0
PER_CENT = 0.01
# A printed number stands for all that round to it: half a unit of its last digit to either side.
ROUNDING = 0.5
# Closing zeros of a whole number are taken for digits up to so many: 300 000 t is not meant to the nearest 100 000 t.
DIGITS_AT_LEAST = 3
# Electricity as publications state it -> MWh.
MWH_PER_UNIT = {"MWh": 1.0, "GWh": 1000.0, "TWh": 1_000_000.0}

# Meters are read in whole MWh or kWh; what is left below this is float noise, not electricity.
METER_NOISE_MWH = 1e-6
# Decimals are no exact doubles: 60 + 20 - 80 kg in tonnes is -1e-17 t. Less than this share of what was moved is zero.
SUM_NOISE = 1e-9

# Only what a record may write. pint's own list is not used: there "kt" is a knot and "ton" the short ton.
# SI and units accepted for use with it: BIPM, The International System of Units, 9th edition (2019), tables 3, 7 and 8.
# The others: NIST Special Publication 811 (2008), appendix B.8: pound 0.453 592 37 kg (exact), short ton 2000 lb, long
# ton 2240 lb, U.S. gallon 3.785 411 784 L (exact, 231 cubic inches), imperial gallon 4.546 09 L (exact), therm (EC)
# 1.055 06e8 J and therm (U.S.) 1.054 804e8 J (both exact, by law), British thermal unit (International Table)
# 1055.055 852 62 J.
# A normal cubic metre is an amount of gas, not a volume: no factor turns one into cubic metres without a temperature
# and a pressure, so it has a dimension of its own.
_DEFINITIONS = (
    "tonne = [mass] = t",
    "kilogram = 0.001 tonne = kg",
    "gram = 0.000001 tonne = g",
    "kilotonne = 1000 tonne = kt",
    "pound = 0.00045359237 tonne = lb",
    "short_ton = 0.90718474 tonne = ton_us",
    "long_ton = 1.0160469088 tonne = ton_uk",
    "gigajoule = [energy] = GJ",
    "megajoule = 0.001 gigajoule = MJ",
    "terajoule = 1000 gigajoule = TJ",
    "kilowatt_hour = 0.0036 gigajoule = kWh",
    "megawatt_hour = 3.6 gigajoule = MWh",
    "gigawatt_hour = 3600 gigajoule = GWh",
    "therm_of_the_ec = 0.105506 gigajoule = therm_ec",
    "therm_of_the_us = 0.1054804 gigajoule = therm_us",
    "million_btu = 1.05505585262 gigajoule = MMBtu",
    "cubic_metre = [volume] = m3",
    "litre = 0.001 cubic_metre = L",
    "us_gallon = 0.003785411784 cubic_metre = gallon_us",
    "imperial_gallon = 0.00454609 cubic_metre = gallon_uk",
    "normal_cubic_metre = [amount_of_gas] = Nm3",
)

_SYMBOLS = tuple(definition.rsplit("= ", 1)[1] for definition in _DEFINITIONS)

# Other names for the same unit, as meters and invoices have them.
SYNONYMS = {
    "tonne": "t",
    "tonnes": "t",
    "lbs": "lb",
    "short_ton": "ton_us",
    "long_ton": "ton_uk",
    "MMBTU": "MMBtu",
    "mmBtu": "MMBtu",
    "m³": "m3",
    "Nm³": "Nm3",
    "l": "L",
    "litre": "L",
    "litres": "L",
    "liter": "L",
    "liters": "L",
    "us_gallon": "gallon_us",
    "imperial_gallon": "gallon_uk",
    "gallon_imperial": "gallon_uk",
}

# What means different things in different places -> what to write instead.
AMBIGUOUS = {
    "ton": "t (1000 kg), ton_us (2000 lb) or ton_uk (2240 lb)",
    "tons": "t (1000 kg), ton_us (2000 lb) or ton_uk (2240 lb)",
    **dict.fromkeys(("gallon", "gallons", "gal", "gals"), "gallon_us (3.785 L) or gallon_uk (imperial, 4.546 L)"),
    **dict.fromkeys(("therm", "therms"), "therm_ec (Europe, 105.506 MJ) or therm_us (105.4804 MJ)"),
    "mbtu": "MMBtu, if a million British thermal units are meant; M is also used for a thousand",
    "btu": "MMBtu",
    "scm": "Nm3, converted to 0 °C and 101.325 kPa, or m3 with a calorific value at the meter's conditions",
    "sm3": "Nm3, converted to 0 °C and 101.325 kPa, or m3 with a calorific value at the meter's conditions",
    "scf": "Nm3 or m3, converted, or the energy on the invoice in GJ, MWh, therm_ec, therm_us or MMBtu",
    "mcf": "Nm3 or m3, converted, or the energy on the invoice in GJ, MWh, therm_ec, therm_us or MMBtu",
    "mt": "t, or kt for a thousand tonnes",
    "cal": "GJ or MJ",
}

# A symbol, or one symbol per another: nothing else reaches pint's expression reader.
_UNIT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}(/[A-Za-z][A-Za-z0-9_]{0,15})?")

# Dimension of a quantity -> the canonical unit it is stored in.
_QUANTITIES = {"mass": "t", "energy": "GJ", "volume": "m3", "amount of gas": "Nm3"}
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
    unit = SYNONYMS.get(unit, unit)
    if not rate and unit not in _SYMBOLS:
        return None
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
    """The units a record may use, for messages and templates; with `canonical`, those of its dimension.

    Their other names (SYNONYMS) are left out.
    """
    units = ["kg/t", "t/t", "kWh/t", "MWh/t", "MJ/t", "GJ/t"] if rate else list(_SYMBOLS)
    if canonical is None:
        return units
    found = {unit: convert(unit, rate=rate) for unit in units}
    return [unit for unit, conversion in found.items() if conversion and conversion.canonical_unit == canonical]


def written_instead(unit: str) -> str | None:
    """What to write instead of a unit that means different things in different places."""
    return AMBIGUOUS.get(unit.lower())


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

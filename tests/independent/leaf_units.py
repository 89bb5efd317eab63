"""What one unit as written is in the unit an equation or a table takes, kept apart from the package under test.

Sources: SI prefixes; 1 Wh = 3600 J (BIPM, The International System of Units, 9th edition, tables 7 and 8); per cent;
pound, tons, gallons, therms and the British thermal unit from NIST Special Publication 811 (2008), appendix B.8.
"""

from __future__ import annotations

import math
from typing import Any

Row = dict[str, Any]

_POUND = 0.45359237e-3
_MASS = {"t": 1.0, "kg": 0.001, "g": 1e-6, "kt": 1000.0, "lb": _POUND, "ton_us": 2000 * _POUND, "ton_uk": 2240 * _POUND}
_ENERGY = {"GJ": 1.0, "MJ": 0.001, "TJ": 1000.0, "kWh": 0.0036, "MWh": 3.6, "GWh": 3600.0}
_ENERGY |= {"therm_ec": 0.105506, "therm_us": 0.1054804, "MMBtu": 1.05505585262}
# 231 cubic inches of 2.54 cm.
_VOLUME = {"m3": 1.0, "L": 0.001, "gallon_us": 231 * 0.0254**3, "gallon_uk": 0.00454609}

# Other names of the units above, as records may write them.
OTHER_NAMES = {"tonne": "t", "tonnes": "t", "lbs": "lb", "short_ton": "ton_us", "long_ton": "ton_uk", "m³": "m3"}
OTHER_NAMES |= {"Nm³": "Nm3", "MMBTU": "MMBtu", "mmBtu": "MMBtu"}
OTHER_NAMES |= dict.fromkeys(("l", "litre", "litres", "liter", "liters"), "L")
OTHER_NAMES |= {"gallon_imperial": "gallon_uk", "us_gallon": "gallon_us", "imperial_gallon": "gallon_uk"}

# Unit taken -> unit written -> factor.
RECORD_UNITS: dict[str, dict[str, float]] = {
    "t": _MASS,
    "t Al": {"t": 1.0},
    "GJ": _ENERGY,
    "MWh": {"MWh": 1.0},
    "m3": _VOLUME,
    "Nm3": {"Nm3": 1.0},
    "kg": {"kg": 1.0},
    "km": {"km": 1.0},
    "kA": {"kA": 1.0},
    "cells": {"cells": 1.0},
    "cell-days": {"cell-days": 1.0},
    "t/t": {"t/t": 1.0, "kg/t": 0.001},
    "t/t Al": {"t/t": 1.0, "kg/t": 0.001},
    "MWh/t": {
        "MWh/t": 1.0,
        "kWh/t": 0.001,
        "GWh/t": 1000.0,
        "GJ/t": 1 / 3.6,
        "MJ/t": 0.001 / 3.6,
        "TJ/t": 1000 / 3.6,
    },
    "1": {"%": 0.01, "1": 1.0, "kg C2F6/kg CF4": 1.0},
    # The overvoltage equation takes current efficiency as the per cent number.
    "%": {"%": 1.0},
    "mV": {"mV": 1.0},
    "kg CF4/t Al/mV": {"kg CF4/t Al/mV": 1.0},
    "kg CF4/t Al/(min/cell-day)": {"kg CF4/t Al/(min/cell-day)": 1.0},
    "min": {"min": 1.0},
    "1/cell-day": {"1/cell-day": 1.0},
    "min/cell-day": {"min/cell-day": 1.0},
    "kg CO2e/MWh": {"kg CO2e/MWh": 1.0},
    "t CO2e/t": {"t CO2e/t": 1.0},
    "GJ/t": {"GJ/t": 1.0},
    "GJ/m3": {"GJ/m3": 1.0},
    "GJ/Nm3": {"GJ/Nm3": 1.0},
    "t/m3": {"kg/m3": 0.001},
    "t/Nm3": {"kg/Nm3": 0.001},
}

# A property carries its unit in its name.
PROPERTY_UNITS = {
    "sulphur_pct": "%",
    "ash_pct": "%",
    "hydrogen_pct": "%",
    "binder_content_pct": "%",
    "carbon_pct": "%",
    "moisture_pct": "%",
    "volatiles_pct": "%",
    "purity_pct": "%",
    "calcined_pct": "%",
    "net_calorific_value_gj_per_t": "GJ/t",
    "net_calorific_value_gj_per_m3": "GJ/m3",
    "net_calorific_value_gj_per_nm3": "GJ/Nm3",
    "gross_calorific_value_gj_per_t": "GJ/t",
    "gross_calorific_value_gj_per_m3": "GJ/m3",
    "gross_calorific_value_gj_per_nm3": "GJ/Nm3",
    "net_to_gross_calorific_ratio": "1",
    "density_kg_per_m3": "kg/m3",
    "density_kg_per_nm3": "kg/Nm3",
}

# Canonical unit of a factor -> unit published -> factor.
FACTOR_UNITS: dict[str, dict[str, float]] = {
    "1": {"%": 0.01, "1": 1.0},
    "g/mol": {"g/mol": 1.0, "kg/kmol": 1.0},
    "C/mol": {"C/mol": 1.0},
    "t CO2/t C": {"t CO2/t C": 1.0, "kg CO2/kg C": 1.0},
    "t CO2/t Al": {"t CO2/t Al": 1.0},
    "t CO2/t": {"t CO2/t": 1.0},
    "t CO2/t CH4": {"t CO2/t CH4": 1.0},
    "kg/cell": {"kg/cell": 1.0},
    "GJ/t": {"GJ/t": 1.0, "MJ/kg": 1.0, "TJ/kt": 1.0, "TJ/Gg": 1.0},
    "kg C/GJ": {"kg C/GJ": 1.0, "t C/TJ": 1.0},
    "kg/GJ": {"kg/GJ": 1.0, "kg/TJ": 0.001, "t/TJ": 1.0},
    "kg CO2e/GJ": {"kg CO2e/GJ": 1.0, "g CO2e/MJ": 1.0, "t CO2e/TJ": 1.0, "kg CO2e/TJ": 0.001},
    "kg CO2e/MWh": {"kg CO2e/MWh": 1.0, "g CO2e/kWh": 1.0, "kg CO2e/kWh": 1000.0, "t CO2e/MWh": 1000.0},
    "t CO2e/t": {"t CO2e/t": 1.0, "kg CO2e/kg": 1.0, "kg CO2e/t": 0.001},
    "kg CO2e/t km": {"kg CO2e/t km": 1.0, "g CO2e/t km": 0.001},
    "kg CO2e/kg": {"kg CO2e/kg": 1.0},
    "kg CF4/t Al/(min/cell-day)": {"kg CF4/t Al/(min/cell-day)": 1.0},
    "kg C2F6/kg CF4": {"kg C2F6/kg CF4": 1.0},
    "kg CF4/t Al/mV": {"kg CF4/t Al/mV": 1.0},
    "kg/t Al": {"kg/t Al": 1.0},
    "t/t": {"t/t": 1.0},
    "t/t Al": {"kg/t Al": 0.001, "t/t Al": 1.0, "t C/t Al": 1.0, "kg C/t Al": 0.001},
}

# Units that name the same thing in the factor tables and in the equations.
SAME_UNIT = {("1", "kg C2F6/kg CF4"), ("kg CO2e/(t km)", "kg CO2e/t km")}

# Flows that leave what the equation counts, so their rows are subtracted.
_OUTGOING = frozenset({"returned", "sold", "closing_stock", "exported", "equipment_installed"})


class UnitError(ValueError):
    """A multiplier is not the conversion between the units it stands between."""


def number_written(text: str) -> float:
    """The number a leaf shows: a decimal number or a ratio such as 44/12."""
    top, slash, bottom = text.partition("/")
    return float(top) / float(bottom) if slash else float(text)


def unit_of_cell(cell: Row) -> str:
    if cell["unit"] is not None:
        return OTHER_NAMES.get(str(cell["unit"]), str(cell["unit"]))
    if cell["table"] == "properties":
        names = [part for part in cell["row_key"].split("|") if part in PROPERTY_UNITS]
        if len(names) == 1:
            return PROPERTY_UNITS[names[0]]
    raise UnitError(f"{cell['input_id']}: no unit")


def record_multiplier(cell: Row, unit: str, given: float, taken_off: frozenset[str] | None = None) -> float:
    """The factor from the cell as written to `unit`, negative where the cell is subtracted. Raises UnitError."""
    written = unit_of_cell(cell)
    if unit not in RECORD_UNITS or written not in RECORD_UNITS[unit]:
        raise UnitError(f"{cell['input_id']}: no conversion from {written} to {unit}")
    size = RECORD_UNITS[unit][written]
    outgoing = bool((_OUTGOING if taken_off is None else taken_off) & set(cell["row_key"].split("|")))
    # An instrument's energy is counted at its own factor and taken off the energy no instrument covers.
    either = cell["column"] == "allocated_mwh"
    expected = -size if outgoing or (either and given < 0) else size
    if not math.isclose(expected, given, rel_tol=1e-9):
        raise UnitError(f"{cell['input_id']}: multiplier {given}, expected {expected} from {written} to {unit}")
    return expected


def factor_multiplier(factor: Row, unit: str, given: float) -> float:
    """The factor from the value as published to `unit`. Raises UnitError."""
    canonical, published = factor["canonical_unit"], factor["unit"]
    if unit != canonical and (unit, canonical) not in SAME_UNIT:
        raise UnitError(f"{factor['factor_id']}: {canonical} where {unit} is taken")
    if canonical not in FACTOR_UNITS or published not in FACTOR_UNITS[canonical]:
        raise UnitError(f"{factor['factor_id']}: no conversion from {published} to {canonical}")
    expected = FACTOR_UNITS[canonical][published]
    for said in (given, factor["multiplier"]):
        if not math.isclose(expected, said, rel_tol=1e-9):
            raise UnitError(f"{factor['factor_id']}: multiplier {said}, expected {expected}")
    return expected

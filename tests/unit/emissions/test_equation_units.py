"""The units of an equation's arguments multiply to the kilograms it returns, conversion factor and all."""

from __future__ import annotations

import re
from collections import Counter
from math import prod

import numpy as np
import polars as pl
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS

sources()
NAMES = sorted(EQUATIONS)
# What a mass is a mass of plays no part in its dimension.
SPECIES = {"Al", "C", "CO2", "CO2e", "CH4", "CF4", "C2F6"}
# A per cent number goes into the overvoltage equation as it is.
IN_BASE_UNITS = {"t": ("kg", 1000.0), "kg": ("kg", 1.0), "1": ("", 1.0), "%": ("", 1.0), "cells": ("cell", 1.0)}
# Shares of a mass that is left out: at zero, all of it counts.
SHARES = (
    *("sulphur", "ash", "hydrogen", "waste_tar_share", "binder_content"),
    *("moisture", "volatiles", "methane_share"),
    *("pitch_sulphur", "pitch_ash", "pitch_hydrogen", "coke_sulphur", "coke_ash"),
)
# Arguments of a second term, subtracted: at zero, the first term counts alone. Each with the arguments of its own term.
SUBTRACTED: dict[str, dict[str, tuple[str, ...]]] = {
    "pitch_volatiles_co2": {"baked_anodes": ("carbon_to_co2",)},
    "pitch_volatiles_co2_with_weighed_tar": {"baked_anodes": ("carbon_to_co2",), "waste_tar": ("carbon_to_co2",)},
    "coke_calcination_co2": {"coke_and_dust": ("carbon_to_co2",)},
    "coke_calcination_co2_with_dust_share": {
        "coke_out": ("carbon_to_co2",),
        "dust_share": ("green_coke", "carbon_to_co2"),
    },
    "coke_calcination_co2_from_yield": {
        "coke_yield": ("green_coke", "carbon_to_co2"),
        "dust_share": ("green_coke", "carbon_to_co2"),
    },
    "soderberg_paste_co2": {
        "cyclohexane_soluble_matter": ("metal", "carbon_to_co2"),
        "carbon_in_skimmed_dust": ("metal", "carbon_to_co2"),
    },
    "soderberg_paste_co2_from_mass": {
        "cyclohexane_soluble_matter": ("metal", "carbon_to_co2"),
        "carbon_in_skimmed_dust": ("metal", "carbon_to_co2"),
    },
}
# Of carbon that leaves, the CO2 it does not make.
NEGATIVE = ("carbon_out_co2",)
# In the first term, an argument only of the subtracted ones.
ONLY_SUBTRACTED = {"soderberg_paste_co2_from_mass": ("metal",)}
# One more is what the ratio has over the weight it is of: E = BA (r (1 - h - w) - 1) f.
RATIO_LESS_ONE = {"green_to_baked_ratio": 2.0}
AMOUNTS = ("t", "t Al", "kg", "GJ", "m3", "Nm3", "MWh", "cells")
# Of two calorific values, an equation divides by the gross one.
BOTH_VALUES = {"net_calorific_value", "gross_calorific_value"}


def dimension(unit: str) -> tuple[Counter[str], float]:
    """Exponents of the base units of a unit as the register writes it, and its size in them."""
    exponents: Counter[str] = Counter()
    size = 1.0
    sign = 1
    for part in re.findall(r"\([^()]*\)|/|[^\s/()]+", unit):
        if part == "/":
            sign = -1
        elif part.startswith("("):
            inner, inner_size = dimension(part[1:-1])
            size *= inner_size**sign
            exponents.update({name: power * sign for name, power in inner.items()})
        elif part not in SPECIES:
            name, factor = IN_BASE_UNITS.get(part, (part, 1.0))
            size *= factor**sign
            exponents[name] += sign
    exponents.pop("", None)
    return Counter({name: power for name, power in exponents.items() if power}), size


def test_units_are_read() -> None:
    assert dimension("kg CF4/t Al/(min/cell-day)") == (Counter({"min": -1, "cell-day": 1}), 0.001)
    assert dimension("kg CO2e/(t km)") == (Counter({"km": -1}), 0.001)
    assert dimension("t CO2/t C") == (Counter(), 1.0)
    assert dimension("1/cell-day") == (Counter({"cell-day": -1}), 1.0)


@pytest.mark.parametrize("name", NAMES)
def test_the_arguments_units_multiply_to_kilograms_of_the_size_the_function_returns(name: str) -> None:
    stated = EQUATIONS[name]
    subtracted = SUBTRACTED.get(name, {})
    aside = (*subtracted, *ONLY_SUBTRACTED.get(name, ()))
    parts = []
    for argument, unit in stated.units.items():
        if argument in aside:
            continue
        powers, size = dimension(unit)
        if argument == "gross_calorific_value" and set(stated.units) >= BOTH_VALUES:
            powers, size = Counter({name: -power for name, power in powers.items()}), 1 / size
        parts.append((powers, size))
    exponents: Counter[str] = Counter()
    for powers, _ in parts:
        for name_of_unit, power in powers.items():
            exponents[name_of_unit] += power
    assert {unit: power for unit, power in exponents.items() if power} == {"kg": 1}
    ones = {
        argument: 0.0 if argument in SHARES or argument in subtracted else RATIO_LESS_ONE.get(argument, 1.0)
        for argument in stated.arguments
    }
    size = prod(size for _, size in parts)
    sign = -1 if name in NEGATIVE else 1
    assert stated.function(**ones) == pytest.approx(sign * size, rel=1e-12)
    for argument, beside in subtracted.items():
        term = [dimension(stated.units[other]) for other in (argument, *beside)]
        exponents = Counter()
        for powers, _ in term:
            exponents.update(powers)
        assert {unit: power for unit, power in exponents.items() if power} == {"kg": 1}
        less = size - stated.function(**ones | {argument: 1.0})
        assert less == pytest.approx(prod(size for _, size in term), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_floats_arrays_and_expressions_give_the_same(name: str) -> None:
    stated = EQUATIONS[name]
    draw = np.random.default_rng(NAMES.index(name))
    values = {argument: draw.uniform(0.01, 0.4, 50) for argument in stated.arguments}
    arrays = stated.function(**values)
    floats = [stated.function(**{a: float(v[row]) for a, v in values.items()}) for row in range(50)]
    frame = pl.DataFrame(values).select(stated.function(**{a: pl.col(a) for a in values}).alias("kg"))
    assert arrays.tolist() == floats == frame["kg"].to_list()


@pytest.mark.parametrize("name", NAMES)
def test_twice_the_masses_make_twice_the_gas_and_none_makes_none(name: str) -> None:
    stated = EQUATIONS[name]
    draw = np.random.default_rng(NAMES.index(name))
    values = {argument: float(draw.uniform(0.01, 0.4)) for argument in stated.arguments}
    amounts = [argument for argument, unit in stated.units.items() if unit in AMOUNTS]
    assert amounts
    once = stated.function(**values)
    twice = stated.function(**values | {argument: 2 * values[argument] for argument in amounts})
    assert twice == pytest.approx(2 * once, rel=1e-12)
    assert stated.function(**values | dict.fromkeys(amounts, 0.0)) == 0

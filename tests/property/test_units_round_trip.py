"""A quantity is the same quantity in every unit a record may use, and so are the emissions of it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.units import convert, known_units
from tests.golden.from_records import Run, run
from tests.golden.small_plant import FACTORS, small_plant

FEW = settings(max_examples=4, deadline=None)
MANY = settings(max_examples=200, deadline=None)
AMOUNTS = {
    "t": ("kg", "g", "kt", "lb", "ton_us", "ton_uk"),
    "GJ": ("MJ", "TJ", "kWh", "MWh", "GWh", "therm_ec", "therm_us", "MMBtu"),
}
# By definition (SI brochure; NIST SP 811, appendix B.8): how much of the canonical unit one unit is.
ONE_IS = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "MJ": 1e-3, "GJ": 1.0, "TJ": 1e3, "kWh": 3.6e-3, "MWh": 3.6, "GWh": 3.6e3}
ONE_IS |= {"g": 1e-6, "lb": 0.45359237e-3, "ton_us": 2000 * 0.45359237e-3, "ton_uk": 2240 * 0.45359237e-3}
ONE_IS |= {"therm_ec": 0.105506, "therm_us": 0.1054804, "MMBtu": 1.05505585262}
ONE_IS |= {"m3": 1.0, "L": 1e-3, "gallon_us": 231 * 0.0254**3, "gallon_uk": 4.54609e-3, "Nm3": 1.0}
RATES = {"kg/t": ("t/t", 1e-3), "t/t": ("t/t", 1.0), "kWh/t": ("MWh/t", 1e-3), "MWh/t": ("MWh/t", 1.0)}
RATES |= {"MJ/t": ("MWh/t", 1 / 3600), "GJ/t": ("MWh/t", 1 / 3.6)}


def test_every_unit_the_reader_knows_is_held_here() -> None:
    assert set(known_units()) == set(ONE_IS)


quantities = st.floats(min_value=1e-6, max_value=1e9)


@pytest.mark.parametrize("unit", sorted(ONE_IS))
@MANY
@given(quantity=quantities)
def test_an_amount_goes_to_its_canonical_unit_and_back(unit: str, quantity: float) -> None:
    conversion = convert(unit)
    assert conversion is not None and conversion.multiplier == pytest.approx(ONE_IS[unit], rel=1e-15)
    assert quantity * conversion.multiplier / conversion.multiplier == pytest.approx(quantity, rel=1e-15)


@pytest.mark.parametrize("unit", sorted(RATES))
def test_a_rate_goes_to_its_canonical_unit(unit: str) -> None:
    conversion = convert(unit, rate=True)
    assert conversion is not None
    assert (conversion.canonical_unit, conversion.multiplier) == (RATES[unit][0], pytest.approx(RATES[unit][1]))


@cache
def plant_with(item: str, unit: str, quantity: float) -> Run:
    """The small plant with one item's monthly quantity in this unit."""
    tables = small_plant()
    for row in tables["activity"]:
        if row["item"] == item:
            row |= {"quantity": repr(quantity), "unit": unit}
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), tables, factors=FACTORS)


@FEW
@given(data=st.data(), quantity=st.floats(min_value=1, max_value=1e5))
def test_emissions_do_not_depend_on_the_unit_of_the_record(data: st.DataObject, quantity: float) -> None:
    item, canonical = data.draw(st.sampled_from([("alumina", "t"), ("natural_gas", "GJ"), ("natural_gas", "t")]))
    unit = data.draw(st.sampled_from(AMOUNTS[canonical]))
    one = plant_with(item, canonical, quantity)
    other = plant_with(item, unit, quantity / ONE_IS[unit])
    assert other.records.findings.is_empty()
    assert other.t_co2e("AR6GWP100") == pytest.approx(one.t_co2e("AR6GWP100"), rel=1e-12)
    assert other.energy["gj"].sum() == pytest.approx(one.energy["gj"].sum(), rel=1e-12)


@FEW
@given(unit=st.sampled_from(["kg/t", "t/t"]), rate=st.floats(min_value=0.3, max_value=0.7))
def test_the_carbon_rate_is_the_same_in_kilograms_and_tonnes(unit: str, rate: float) -> None:
    tables = small_plant()
    for row in tables["specific_consumption"]:
        row |= {"value": repr(rate / RATES[unit][1]), "unit": unit}
    with tempfile.TemporaryDirectory() as folder:
        made = run(Path(folder), tables, factors=FACTORS)
    expected = rate * 12_000 * (1 - 0.024) * 3.664 * 1000
    assert made.kilograms(source="anode_consumption") == pytest.approx(expected, rel=1e-12)

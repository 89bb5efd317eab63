"""Which units a record may use, and that nothing else is taken for one."""

from __future__ import annotations

import polars as pl
import pytest

from smelter_ghg.units import AMBIGUOUS, GJ_PER_MWH, SYNONYMS, conversions, convert, known_units, written_instead


@pytest.mark.parametrize("unit", known_units())
def test_every_unit_a_message_offers_is_known(unit: str) -> None:
    assert convert(unit) is not None


@pytest.mark.parametrize("unit", known_units(rate=True))
def test_every_rate_a_message_offers_is_known(unit: str) -> None:
    assert convert(unit, rate=True) is not None and convert(unit) is None


STRANGE = ("t ", " t", "", "__import__('os')", "kg;t", "tonne CO2", "m²", "2*t", "t*t", "t**2", "t+t")


@pytest.mark.parametrize(
    "unit",
    [
        *[
            "ton",
            "Mt",
            "T",
            "KG",
            "Kg",
            "mwh",
            "kw",
            "kWh/h",
            "kg/t",
            "t/",
            "/t",
            "t/t/t",
            "%",
            "1",
            "gal",
            "BTU",
            "gallon",
            "therm",
        ],
        *STRANGE,
    ],
)
def test_what_is_no_unit_of_a_quantity_is_refused(unit: str) -> None:
    assert convert(unit) is None


@pytest.mark.parametrize("unit", ["kg", "kWh", "kg/lb", "t/h", "m3/t", "/t", "kg/t/t", "1/t", "%"])
def test_what_is_no_rate_per_tonne_is_refused(unit: str) -> None:
    assert convert(unit, rate=True) is None


@pytest.mark.parametrize("unit", ["GJ/MWh", "kWh/MJ", "m3/m3", "MWh/MWh", "kg/kg", "t/kg", "kWh/kg", "GJ/kt"])
def test_a_quotient_of_energies_or_volumes_is_no_mass_per_tonne(unit: str) -> None:
    assert convert(unit, rate=True) is None


def test_a_knot_is_not_a_kilotonne_and_a_short_ton_no_tonne() -> None:
    kilotonne = convert("kt")
    assert kilotonne is not None and (kilotonne.canonical_unit, kilotonne.multiplier) == ("t", 1000.0)
    assert convert("ton") is None


def test_the_two_ways_to_a_megawatt_hour_agree() -> None:
    assert convert("MWh").multiplier == GJ_PER_MWH  # type: ignore[union-attr]


def test_conversions_of_a_column_leave_unknown_units_empty() -> None:
    found = conversions(pl.Series("unit", ["kt", "stone", None, "kt", "GJ"]))
    rows = {unit: rest for unit, *rest in found.iter_rows()}
    assert rows == {"GJ": ["GJ", 1.0], "kt": ["t", 1000.0], "stone": [None, None]}


@pytest.mark.parametrize(
    ("canonical", "rate", "units"),
    [
        ("t", False, ["t", "kg", "g", "kt", "lb", "ton_us", "ton_uk"]),
        ("m3", False, ["m3", "L", "gallon_us", "gallon_uk"]),
        ("Nm3", False, ["Nm3"]),
        ("t/t", True, ["kg/t", "t/t"]),
        ("MWh/t", True, ["kWh/t", "MWh/t", "MJ/t", "GJ/t"]),
    ],
)
def test_messages_offer_the_units_of_one_dimension(canonical: str, rate: bool, units: list[str]) -> None:
    assert known_units(rate=rate, canonical=canonical) == units


@pytest.mark.parametrize(
    ("plain", "names"),
    [
        ("ton", ["t", "ton_us", "ton_uk"]),
        ("Tons", ["t", "ton_us", "ton_uk"]),
        ("gallon", ["gallon_us", "gallon_uk"]),
        ("Gallons", ["gallon_us", "gallon_uk"]),
        ("therm", ["therm_ec", "therm_us"]),
        ("therms", ["therm_ec", "therm_us"]),
    ],
)
def test_a_plain_word_of_two_units_is_refused_with_the_names_of_both(plain: str, names: list[str]) -> None:
    assert convert(plain) is None
    instead = written_instead(plain)
    assert instead is not None
    for name in names:
        assert convert(name) is not None and f"{name} (" in instead


def test_no_refused_word_is_a_unit_or_another_name_of_one() -> None:
    assert not AMBIGUOUS.keys() & ({unit.lower() for unit in known_units()} - {"mmbtu"} | SYNONYMS.keys())

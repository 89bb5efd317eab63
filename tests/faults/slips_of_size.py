"""Faults of size: a number in another unit than its column, a digit too many, digits exchanged.

Belongs here: cells whose number is wrong and whose row is right. Does not belong here: rows that are missing or twice.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Tables
from tests.faults.fault import Planted, at, kind, numbers, slip


@kind("Metal tapped in kilograms where tonnes belong.")
def tapped_metal_in_kg(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "metal", "mass_t", 1000, flow="tapped")


@kind("Metal tapped in kilotonnes where tonnes belong.")
def tapped_metal_in_kt(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "metal", "mass_t", 0.001, flow="tapped")


@kind("A meter read in kilowatt-hours where megawatt-hours belong.")
def electricity_in_kwh(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "electricity", "mwh", 1000, flow="consumed")


@kind("A meter read in gigawatt-hours where megawatt-hours belong.")
def electricity_in_gwh(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "electricity", "mwh", 0.001, flow="consumed")


@kind("A digit too many or too few in a quantity consumed.")
def decimal_point_of_a_quantity(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "activity", "quantity", random.choice((10, 0.1)), flow="consumed")


@kind("A net carbon rate in tonnes per tonne under the unit kg/t.")
def net_carbon_in_t_per_t(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "specific_consumption", "value", 0.001, item="net_anode_carbon")


@kind("Anode-effect duration in seconds where minutes belong.")
def anode_effect_seconds(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "potlines", "anode_effect_duration_min", 60)


@kind("A supplier's footprint in kg CO2e per tonne where t CO2e per tonne belong.")
def footprint_in_kg(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "supplier_footprints", "factor_t_co2e_per_t", 1000)


@kind("Two neighbouring digits of a month's tapped metal exchanged.")
def digits_of_tapped_metal(tables: Tables, random: Random) -> Planted | None:
    choices = []
    for row in numbers(tables, "metal", "mass_t", flow="tapped"):
        text = at(tables, "metal", row)["mass_t"]
        whole = text.partition(".")[0]
        # Digits further right change the metal by less than a hundredth.
        choices += [(row, place) for place in range(min(2, len(whole) - 1)) if whole[place] != whole[place + 1] != "0"]
    if not choices:
        return None
    row, place = random.choice(choices)
    cells = at(tables, "metal", row)
    text = cells["mass_t"]
    cells["mass_t"] = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return Planted("metal", (row,), ("mass_t",), f"{text} to {cells['mass_t']}")

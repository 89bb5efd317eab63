"""Faults of meaning: a number in the wrong column, a label that does not fit, a thing counted that should not be.

Belongs here: rows whose numbers are right for something else. Does not belong here: sizes, missing rows.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Tables
from tests.faults.fault import Planted, at, kind, numbers, slip, slip_of

_FREQUENCY, _DURATION = "anode_effect_frequency_per_cell_day", "anode_effect_duration_min"
# Higher over lower calorific value of natural gas, about; any label of a fuel's energy can be wrong by this much.
_GROSS_OVER_NET = 1.108


@kind("Frequency and duration of anode effects stand in each other's column.")
def anode_effect_columns_swapped(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, "potlines", _FREQUENCY)
    if not found:
        return None
    row = random.choice(found)
    cells = at(tables, "potlines", row)
    cells[_FREQUENCY], cells[_DURATION] = cells[_DURATION], cells[_FREQUENCY]
    return Planted("potlines", (row,), (_FREQUENCY, _DURATION), "exchanged")


@kind("A potline is listed under another technology.")
def wrong_technology(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "facilities", "technology", kind="potline"))
    cells = at(tables, "facilities", row)
    was = cells["technology"]
    cells["technology"] = random.choice([one for one in ("PFPB_L", "PFPB_M", "CWPB", "SWPB", "VSS") if one != was])
    return Planted("facilities", (row,), ("technology",), f"{was} to {cells['technology']}")


@kind("Natural gas billed on its higher calorific value stands as lower.")
def gross_gas_as_net(tables: Tables, random: Random) -> Planted | None:
    # An invoice layout is wrong for all months.
    rows = numbers(tables, "activity", "quantity", item="natural_gas", unit="GJ", basis="net_calorific")
    return slip_of(tables, rows, "activity", "quantity", _GROSS_OVER_NET)


@kind("The same certificate was entered twice under two numbers.")
def certificate_used_again(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, "power_instruments", "allocated_mwh")
    row = random.choice(found)
    again = dict(at(tables, "power_instruments", row))
    again["instrument_id"] += "-B"
    tables["power_instruments"].append(again)
    columns = ("instrument_id", "allocated_mwh")
    return Planted("power_instruments", (row, len(tables["power_instruments"]) + 1), columns, "the same MWh again")


@kind("Current efficiency as a fraction where per cent belong.")
def current_efficiency_as_fraction(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "potlines", "current_efficiency_pct", 0.01)


@kind("The number of cells stands where cell-days belong.")
def cells_for_cell_days(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "potlines", "cell_days"))
    cells = at(tables, "potlines", row)
    cells["cell_days"] = cells["cells_operating"]
    return Planted("potlines", (row,), ("cell_days",), "without the days", also=("metal",))

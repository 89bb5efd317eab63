"""Faults of what is counted: another year, another supply, gross for net, metal that is not the smelter's own.

Belongs here: rows that are sound by themselves and belong elsewhere. Does not belong here: sizes, missing rows.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Tables
from tests.faults.fault import Planted, at, kind, numbers, slip, slip_of

# Anodes set over anodes consumed once butts are taken back, about, in the invented smelters.
_GROSS_OVER_NET = 1.36


@kind("A month was entered under a year ten years away.")
def year_mistyped(tables: Tables, random: Random) -> Planted | None:
    table = random.choice(("activity", "electricity", "metal", "potlines"))
    row = random.choice(numbers(tables, table))
    cells = at(tables, table, row)
    for column in ("period_start", "period_end"):
        # The 28th is in every year's February.
        year, month, day = cells[column].split("-")
        cells[column] = f"{int(year) - 10}-{month}-{'28' if (month, day) == ('02', '29') else day}"
    return Planted(table, (row,), ("period_start", "period_end"), "ten years back")


@kind("Cast metal was entered as tapped metal of the casthouse.")
def cast_metal_as_tapped(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "metal", "mass_t", flow="cast_out"))
    at(tables, "metal", row)["flow"] = "tapped"
    return Planted("metal", (row,), ("flow", "mass_t"), "cast_out to tapped")


@kind("Anodes set stand where net carbon belongs: butts were not taken off.")
def gross_anodes_for_net(tables: Tables, random: Random) -> Planted | None:
    rows = numbers(tables, "specific_consumption", "value", item="net_anode_carbon")
    return slip_of(tables, rows, "specific_consumption", "value", _GROSS_OVER_NET)


@kind("Sulphur as a fraction where per cent belong.")
def sulphur_as_fraction(tables: Tables, random: Random) -> Planted | None:
    analysis = {"item": "prebaked_anode", "property": "sulphur_pct"}
    return slip(tables, random, "properties", "value", 0.01, **analysis)


@kind("A distance in metres where kilometres belong.")
def distance_in_metres(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "transport", "distance_km", 1000)


@kind("A month of captive power was booked as drawn from the grid.")
def captive_power_as_grid(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, "electricity", "mwh", supply="captive", flow="consumed")
    if not found:
        return None
    row = random.choice(found)
    at(tables, "electricity", row)["supply"] = "grid"
    return Planted("electricity", (row,), ("supply", "mwh"), "captive to grid")


@kind("A quantity with a minus sign.")
def minus_sign(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "activity", "quantity", flow="consumed"))
    cells = at(tables, "activity", row)
    cells["quantity"] = "-" + cells["quantity"]
    return Planted("activity", (row,), ("quantity",), "negative")


@kind("A contract was entered for another grid than the smelter draws from.")
def contract_of_another_grid(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "power_instruments", "allocated_mwh"))
    at(tables, "power_instruments", row)["grid_zone"] = "SYN-ELSEWHERE"
    return Planted("power_instruments", (row,), ("grid_zone", "allocated_mwh"), "another zone")

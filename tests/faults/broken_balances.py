"""Faults that leave every cell plausible and break a balance: cells, carbon, metal, captive power, fuel.

Belongs here: rows that contradict others of the same smelter. Does not belong here: slips of a unit, rows of meanings.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Tables
from tests.faults.fault import Planted, at, kind, numbers, slip, slip_of, times


@kind("Cell-days count the cells out of operation too, and some more.")
def cell_days_above_installed(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "potlines", "cell_days", random.choice((1.12, 2)))


@kind("The cells of both potlines stand at one of them.")
def cells_of_both_potlines(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, "potlines", "cells_operating")
    if not found:
        return None
    row = random.choice(found)
    cells = at(tables, "potlines", row)
    installed = sum(int(one["cells_installed"]) for one in tables["facilities"] if one.get("cells_installed"))
    cells["cells_operating"] = str(installed)
    return Planted("potlines", (row,), ("cells_operating", "cell_days"), f"{installed} cells")


@kind("Direct-current energy of a period was booked to the other potline.")
def dc_energy_of_the_other_potline(tables: Tables, random: Random) -> Planted | None:
    column = "dc_electricity_mwh"
    row = random.choice(numbers(tables, "potlines", column))
    first = at(tables, "potlines", row)
    others = [one for one in numbers(tables, "potlines", column, period_start=first["period_start"]) if one != row]
    if not others:
        return None
    second = at(tables, "potlines", others[0])
    # Lines of about one size hide the exchange.
    if max(float(first[column]), float(second[column])) < 1.5 * min(float(first[column]), float(second[column])):
        return None
    first[column], second[column] = second[column], first[column]
    return Planted("potlines", (row, others[0]), (column,), "two potlines exchanged")


@kind("Butts were not weighed, and zeros entered for them.")
def butts_as_zero(tables: Tables, random: Random) -> Planted | None:
    rows = numbers(tables, "activity", "quantity", item="anode_butts", flow="returned")
    return _also(slip_of(tables, rows, "activity", "quantity", 0), "specific_consumption")


@kind("Butts are booked in the column of anodes, and anodes in that of butts.")
def anodes_and_butts_exchanged(tables: Tables, random: Random) -> Planted | None:
    anodes = numbers(tables, "activity", "quantity", item="prebaked_anode", flow="consumed")
    butts = numbers(tables, "activity", "quantity", item="anode_butts", flow="returned")
    if not anodes or len(anodes) != len(butts):
        return None
    for one, other in zip(anodes, butts, strict=True):
        first, second = at(tables, "activity", one), at(tables, "activity", other)
        first["quantity"], second["quantity"] = second["quantity"], first["quantity"]
    return Planted("activity", (*anodes, *butts), ("quantity",), "all periods")


@kind("Remelted metal was cast with the smelter's own and never entered.")
def remelted_metal_left_out(tables: Tables, random: Random) -> Planted | None:
    rows = numbers(tables, "metal", "mass_t", flow="cast_out")
    return slip_of(tables, rows, "metal", "mass_t", random.choice((1.05, 1.2)))


@kind("A period's cast metal was never entered.")
def period_of_casting_left_out(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "metal", "mass_t", flow="cast_out"))
    at(tables, "metal", row)["mass_t"] = "0"
    return Planted("metal", (row,), ("mass_t",), "zero")


@kind("A captive plant's electricity was sold, and the sale never entered.")
def captive_export_forgotten(tables: Tables, random: Random) -> Planted | None:
    rows = numbers(tables, "electricity", "mwh", flow="generated_gross")
    share = random.choice((1.06, 1.3))
    for row in rows:
        times(tables, "electricity", row, "mwh", share)
    return Planted("electricity", tuple(rows), ("mwh",), f"×{share}") if rows else None


@kind("A generator's meter was left out of a month's generation.")
def generator_left_out(tables: Tables, random: Random) -> Planted | None:
    return slip(tables, random, "electricity", "mwh", random.choice((0.5, 0.8)), flow="generated_gross")


@kind("Half of the power plant's fuel was bought by another company and never entered.")
def fuel_of_half_the_plant(tables: Tables, random: Random) -> Planted | None:
    plants = {row["facility_id"] for row in tables["facilities"] if row["kind"] == "power_plant"}
    rows = [
        row
        for row in numbers(tables, "activity", "quantity", flow="consumed")
        if at(tables, "activity", row).get("facility_id") in plants
    ]
    return slip_of(tables, rows, "activity", "quantity", 0.5)


@kind("Alumina delivered stands for alumina consumed: what was drawn from stock is not counted.")
def alumina_out_of_stock(tables: Tables, random: Random) -> Planted | None:
    rows = numbers(tables, "activity", "quantity", item="alumina", flow="consumed")
    return slip_of(tables, rows, "activity", "quantity", random.choice((0.9, 0.95)))


def _also(planted: Planted | None, *tables: str) -> Planted | None:
    """A fault that shows in other tables too."""
    if planted is None:
        return None
    return Planted(planted.table, planted.rows, planted.columns, planted.size, also=tables)

"""Faults of rows: a month left out, entered twice, exchanged with another, or copied over the months after it.

Belongs here: rows that are missing, twice or in the wrong place. Does not belong here: wrong sizes.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Row, Tables
from tests.faults.fault import Planted, at, kind, numbers


def _left_out(tables: Tables, random: Random, table: str, **cells: str) -> Planted | None:
    found = numbers(tables, table, **cells)
    if not found:
        return None
    row = random.choice(found)
    gone = at(tables, table, row)
    del tables[table][row - 2]
    # The row that now stands there, and the column whose sum lacks something.
    column = {"metal": "mass_t", "electricity": "mwh", "activity": "quantity"}[table]
    return Planted(table, (row,), (column,), f"without {gone['period_start']}")


@kind("A month of tapped metal was never entered.")
def month_of_metal_left_out(tables: Tables, random: Random) -> Planted | None:
    return _left_out(tables, random, "metal", flow="tapped")


@kind("A month of a potline's meter was never entered.")
def month_of_electricity_left_out(tables: Tables, random: Random) -> Planted | None:
    found = [row["facility_id"] for row in tables["facilities"] if row["kind"] == "potline"]
    return _left_out(tables, random, "electricity", flow="consumed", facility_id=random.choice(found))


@kind("A month of alumina was never entered.")
def month_of_alumina_left_out(tables: Tables, random: Random) -> Planted | None:
    return _left_out(tables, random, "activity", item="alumina", flow="consumed")


@kind("A row was pasted twice.")
def row_twice(tables: Tables, random: Random) -> Planted | None:
    table = random.choice(("metal", "electricity", "activity", "potlines"))
    row = random.choice(numbers(tables, table))
    tables[table].append(dict(at(tables, table, row)))
    return Planted(table, (row, len(tables[table]) + 1), ("period_start", "period_end"), "the same row again")


@kind("A delivery of alumina was booked twice, once under a misspelt supplier.")
def alumina_under_two_suppliers(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "activity", item="alumina", flow="consumed"))
    again = dict(at(tables, "activity", row))
    again["supplier"] += " Ltd"
    tables["activity"].append(again)
    columns = ("quantity", "supplier")
    return Planted("activity", (row, len(tables["activity"]) + 1), columns, "the same mass, another name")


@kind("A meter stood still: its reading was copied over three to six months.")
def meter_stuck(tables: Tables, random: Random) -> Planted | None:
    series: dict[tuple[str, str], list[int]] = {}
    for row in numbers(tables, "electricity", flow="consumed"):
        cells = at(tables, "electricity", row)
        series.setdefault((cells["facility_id"], cells["meter_id"]), []).append(row)
    long = [rows for rows in series.values() if len(rows) >= 12]
    if not long:
        return None
    rows, length = random.choice(long), random.randint(3, 6)
    first = random.randrange(len(rows) - length)
    stuck = rows[first : first + length + 1]
    for row in stuck[1:]:
        at(tables, "electricity", row)["mwh"] = at(tables, "electricity", stuck[0])["mwh"]
    return Planted("electricity", tuple(stuck), ("mwh",), f"{length} months copied")


@kind("The metal of two months was exchanged.")
def months_of_metal_exchanged(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, "metal", "mass_t", flow="tapped")
    one = random.choice(found)
    line = at(tables, "metal", one)["facility_id"]
    others = [row for row in found if row != one and at(tables, "metal", row)["facility_id"] == line]
    if not others:
        return None
    other = random.choice(others)
    first, second = at(tables, "metal", one), at(tables, "metal", other)
    first["mass_t"], second["mass_t"] = second["mass_t"], first["mass_t"]
    return Planted("metal", (one, other), ("mass_t",), f"{second['mass_t']} and {first['mass_t']}")


@kind("A month's metal of one potline was booked to the other.")
def metal_of_the_other_potline(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, "metal", "mass_t", flow="tapped"))
    cells = at(tables, "metal", row)
    found = numbers(tables, "metal", "mass_t", flow="tapped", period_start=cells["period_start"])
    others = [at(tables, "metal", one) for one in found if one != row]
    if not others:
        return None
    other: Row = random.choice(others)
    cells["facility_id"], other["facility_id"] = other["facility_id"], cells["facility_id"]
    return Planted("metal", tuple(found), ("mass_t", "facility_id"), "two potlines exchanged")

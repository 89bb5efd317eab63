"""Faults of claims on electricity: certificates used again, not retired, of another year, rates beside claims.

Belongs here: instruments that must not price what they are entered for. Does not belong here: metered energy.
"""

from __future__ import annotations

from random import Random

from tests.faults.clean import Row, Tables
from tests.faults.fault import Planted, at, kind, numbers

_TABLE = "power_instruments"
_SERIALS = ("registry", "serial_from", "serial_to")


def _added(tables: Tables, of: int, **cells: str) -> int:
    """A copy of an instrument's row with other cells at the end of the file; its row."""
    tables[_TABLE].append(at(tables, _TABLE, of) | cells)
    return len(tables[_TABLE]) + 1


def _with_serials(row: Row, first: int) -> None:
    amount = int(float(row["allocated_mwh"]))
    row |= {"registry": "Invented registry", "serial_from": f"NO-{first:012d}"}
    row["serial_to"] = f"NO-{first + amount - 1:012d}"


def _claims(tables: Tables, random: Random) -> int | None:
    found = [row for name in ("certificate", "contract") for row in numbers(tables, _TABLE, kind=name)]
    return random.choice(found) if found else None


@kind("The certificates of one year were claimed again for the next.")
def certificate_of_two_years(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, _TABLE, kind="certificate")
    if len(found) < 2:
        return None
    for row in found:
        _with_serials(at(tables, _TABLE, row), 5_000_000)
    return Planted(_TABLE, tuple(found), _SERIALS, "the same serial numbers")


@kind("A part of the certificates one smelter claims was claimed by another, under another number.")
def certificate_of_two_smelters(tables: Tables, random: Random) -> Planted | None:
    row = _claims(tables, random)
    if row is None:
        return None
    cells = at(tables, _TABLE, row)
    _with_serials(cells, 1)
    part = {"instrument_id": "SOLD-ON", "allocated_mwh": "12345", "smelter_id": random.choice(_others(tables, cells))}
    again = _added(tables, row, **part, serial_from="NO-000000000100", serial_to="NO-000000012444")
    return Planted(_TABLE, (row, again), ("serial_from", "allocated_mwh"), "12345 MWh")


def _others(tables: Tables, cells: Row) -> list[str]:
    """The corpus has one smelter at a time: where there is no other, the second claim is of the smelter itself."""
    others = [row["smelter_id"] for row in tables["smelters"] if row["smelter_id"] != cells["smelter_id"]]
    return others or [cells["smelter_id"]]


@kind("More was allocated than the contract stands for.")
def contract_over_allocated(tables: Tables, random: Random) -> Planted | None:
    row = _claims(tables, random)
    if row is None:
        return None
    cells = at(tables, _TABLE, row)
    cells["instrument_mwh"] = str(int(float(cells["allocated_mwh"]) * random.choice((0.5, 0.8, 0.95))))
    return Planted(_TABLE, (row,), ("instrument_mwh", "allocated_mwh"), f"of {cells['instrument_mwh']} MWh")


@kind("Certificates or a contract of another year than the electricity was used in.")
def wrong_vintage(tables: Tables, random: Random) -> Planted | None:
    row = random.choice(numbers(tables, _TABLE, "vintage"))
    cells = at(tables, _TABLE, row)
    cells["vintage"] = str(int(cells["vintage"]) - random.choice((1, 2, 5)))
    return Planted(_TABLE, (row,), ("vintage",), cells["vintage"])


@kind("Certificates that were bought and never retired.")
def certificate_not_retired(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, _TABLE, kind="certificate")
    if not found:
        return None
    row = random.choice(found)
    at(tables, _TABLE, row)["retired_on"] = ""
    return Planted(_TABLE, (row,), ("retired_on",), "no date")


@kind("Certificates retired before their electricity was generated.")
def certificate_retired_too_early(tables: Tables, random: Random) -> Planted | None:
    found = numbers(tables, _TABLE, kind="certificate")
    if not found:
        return None
    row = random.choice(found)
    cells = at(tables, _TABLE, row)
    cells["retired_on"] = f"{int(cells['vintage']) - 1}-02-15"
    return Planted(_TABLE, (row,), ("retired_on",), cells["retired_on"])


@kind("A supplier's rate was entered for all energy beside contracts and certificates that cover it.")
def supplier_rate_beside_claims(tables: Tables, random: Random) -> Planted | None:
    row = _claims(tables, random)
    if row is None:
        return None
    rate = {"instrument_id": "UTILITY-RATE", "kind": "supplier", "energy_source": "mixed", "retired_on": ""}
    amount = int(float(at(tables, _TABLE, row)["allocated_mwh"]))
    drawn = sum(
        float(one["mwh"])
        for one in tables["electricity"]
        if (one["supply"], one["flow"]) == ("grid", "consumed")
        and one["period_start"][:4] == at(tables, _TABLE, row)["period_start"][:4]
    )
    rate |= {"allocated_mwh": str(int(drawn)), "combustion_factor_kg_co2e_per_mwh": "5.0"}
    again = _added(tables, row, **rate)
    return Planted(_TABLE, (again,), ("allocated_mwh",), f"beside {amount} MWh claimed")

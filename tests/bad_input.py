"""Every kind of bad input: each writes one fault into a records folder and says which finding it must give.

Belongs here: breaking the small folder of tests/conftest.py. Does not belong here: tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

Folder = Any
"""The RecordsFolder of tests/conftest.py."""


@dataclass(frozen=True)
class Injected:
    """Where a fault was written, and the check_id of the finding it must give."""

    check_id: str
    table: str
    row: int
    column: str
    value: str | None


def _any_row(folder: Folder, table: str, random: Random) -> int:
    return random.randrange(len(folder.tables[table])) + 2


def _cell(check_id: str, table: str, column: str, value: str) -> Callable[[Folder, Random], Injected]:
    def inject(folder: Folder, random: Random) -> Injected:
        row = _any_row(folder, table, random)
        folder.set(table, row, column, value)
        return Injected(check_id, table, row, column, value)

    return inject


def _missing_column(folder: Folder, random: Random) -> Injected:
    folder.drop_column("electricity", "mwh")
    return Injected("missing_column", "electricity", 1, "mwh", None)


def _duplicate(folder: Folder, random: Random) -> Injected:
    source = folder.row("specific_consumption", _any_row(folder, "specific_consumption", random))
    row = folder.append("specific_consumption", **source)
    return Injected("duplicate_key", "specific_consumption", row, "period_start", source["period_start"])


def _longer(folder: Folder, random: Random) -> Injected:
    """A potline's month reaches back into the one before."""
    row = random.choice([n for n in range(2, 50) if folder.row("potlines", n)["period_start"][5:7] not in ("01", "12")])
    start = folder.row("potlines", row)["period_start"]
    value = f"{start[:5]}{int(start[5:7]) - 1:02d}-15"
    folder.set("potlines", row, "period_start", value)
    return Injected("overlapping_period", "potlines", row, "period_start", value)


def _backwards(folder: Folder, random: Random) -> Injected:
    row = _any_row(folder, "metal", random)
    value = f"{int(folder.row('metal', row)['period_end'][:4]) - 1}-03-17"
    folder.set("metal", row, "period_end", value)
    return Injected("dates_backwards", "metal", row, "period_end", value)


def _whole(folder: Folder, random: Random) -> Injected:
    """Tapped metal of the whole smelter beside that of its potline."""
    source = folder.row("metal", folder.find("metal", flow="tapped"))
    row = folder.append("metal", **{**source, "facility_id": ""})
    return Injected("whole_beside_facility", "metal", row, "facility_id", "")


def _two_years(folder: Folder, random: Random) -> Injected:
    """The last month of a year reaches into a year that reports nothing else of the item."""
    row = folder.append(
        "activity",
        **{**folder.row("activity", 2), "item": "diesel", "period_start": "2021-12-01", "period_end": "2022-01-15"},
    )
    return Injected("outside_reporting_periods", "activity", row, "period_end", "2022-01-15")


def _shares(folder: Folder, random: Random) -> Injected:
    folder.append("allocations", facility_id="north-line", smelter_id="north", basis="mass", share="0.7")
    row = folder.append("allocations", facility_id="north-line", smelter_id="south", basis="mass", share="0.2")
    return Injected("allocation_shares", "allocations", row, "share", "0.2")


def _not_the_owner(folder: Folder, random: Random) -> Injected:
    """Metal of the north's shared potline, written under the south."""
    for smelter, share in (("north", "0.6"), ("south", "0.4")):
        folder.append("allocations", facility_id="north-line", smelter_id=smelter, basis="mass", share=share)
    source = folder.row("metal", folder.find("metal", smelter_id="north", flow="tapped"))
    row = folder.append("metal", **{**source, "smelter_id": "south", "flow": "dross_out"})
    return Injected("unknown_facility", "metal", row, "facility_id", "north-line")


def _ratio(folder: Folder, random: Random) -> Injected:
    span = {"period_start": "2021-01-01", "period_end": "2021-12-31", "item": "natural_gas", "smelter_id": "north"}
    row = folder.append("properties", **span, property="net_to_gross_calorific_ratio", value="1.1")
    return Injected("out_of_range", "properties", row, "value", "1.1")


FAULTS: dict[str, Callable[[Folder, Random], Injected]] = {
    "missing column": _missing_column,
    "text in a number": _cell("cell_type", "electricity", "mwh", "12 345,6"),
    "unknown unit": _cell("unknown_unit", "activity", "unit", "stones"),
    "negative mass": _cell("out_of_range", "metal", "mass_t", "-12.50"),
    "negative rate": _cell("out_of_range", "specific_consumption", "value", "-410"),
    "infinite": _cell("out_of_range", "electricity", "mwh", "1e999"),
    "efficiency as a fraction": _cell("out_of_range", "potlines", "current_efficiency_pct", "0.95"),
    "efficiency above 100": _cell("out_of_range", "potlines", "current_efficiency_pct", "100.5"),
    "empty": _cell("cell_empty", "metal", "flow", ""),
    "unknown label": _cell("not_allowed", "activity", "flow", "burnt"),
    "separator in a key": _cell("cell_separator", "electricity", "meter_id", "M|1"),
    "unknown smelter": _cell("unknown_smelter", "specific_consumption", "smelter_id", "nroth"),
    "unknown facility": _cell("unknown_facility", "potlines", "facility_id", "line-9"),
    "dates backwards": _backwards,
    "duplicate": _duplicate,
    "overlap": _longer,
    "whole beside facility": _whole,
    "two years": _two_years,
    "shares": _shares,
    "ambiguous unit": _cell("unknown_unit", "activity", "unit", "ton"),
    "shared facility under another": _not_the_owner,
    "ratio above 1": _ratio,
    "instruments": _cell("instruments_exceed_grid", "power_instruments", "allocated_mwh", "90000000"),
}

"""Legs of inbound transport: too long, or moving other tonnes than were bought; a sound chain is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.periods import duplicate_keys
from checks.slips import jumps
from checks.transport import legs_against_goods, legs_too_long

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]
LEGS = (("sea", "north to port", 2100, 0.6), ("sea", "south to port", 11500, 0.4), ("rail", "port to smelter", 35, 1.0))


@pytest.fixture
def folder(records_folder: Make) -> Any:
    """The sound records with the legs of every month's alumina: by sea from two suppliers, then by rail."""
    made = records_folder()
    for bought in [row for row in made.tables["activity"] if row["item"] == "alumina"]:
        when = {name: bought[name] for name in ("smelter_id", "period_start", "period_end", "item")}
        for mode, leg, km, share in LEGS:
            moved = {"mode": mode, "leg": leg, "distance_km": str(km), "mass_t": str(float(bought["quantity"]) * share)}
            made.append("transport", **when, **moved)
    return made


def row_of(folder: Any, leg: str, month: str = "2021-05-01", smelter: str = "north") -> int:
    row: int = folder.find("transport", smelter_id=smelter, period_start=month, leg=leg)
    return row


def found(findings: pl.DataFrame) -> list[tuple[str, int, str]]:
    assert set(findings["severity"]) <= {"warning"}
    return list(findings.select("check_id", "row", "column").iter_rows())


def test_sound_legs_are_silent(folder: Any, tables_of: Read) -> None:
    tables = tables_of(folder)
    for check in (legs_too_long, legs_against_goods, jumps, duplicate_keys):
        assert check(tables).is_empty(), check.__name__


def test_metres_for_kilometres_is_a_jump_in_the_distance(folder: Any, tables_of: Read) -> None:
    row = row_of(folder, "port to smelter")
    folder.set("transport", row, "distance_km", "35000")
    tables = tables_of(folder)
    assert found(jumps(tables)) == [("series_jump", row, "distance_km")]
    assert found(legs_too_long(tables)) == [("leg_too_long", row, "distance_km")]


def test_a_leg_of_every_month_in_metres_is_too_long(folder: Any, tables_of: Read) -> None:
    for row, cells in enumerate(folder.tables["transport"], start=2):
        if cells["leg"] == "north to port":
            folder.set("transport", row, "distance_km", "2100000")
    assert len(found(legs_too_long(tables_of(folder)))) == 48


@pytest.mark.parametrize(("km", "silent"), [("26117", True), ("28052", True), ("28053", False)])
def test_the_way_round_continents_is_no_slip(folder: Any, tables_of: Read, km: str, silent: bool) -> None:
    folder.set("transport", row_of(folder, "south to port"), "distance_km", km)
    assert legs_too_long(tables_of(folder)).is_empty() == silent


def test_a_leg_that_moved_more_than_was_bought_is_named_at_its_largest_row(folder: Any, tables_of: Read) -> None:
    row = row_of(folder, "port to smelter")
    folder.set("transport", row, "mass_t", str(float(folder.row("transport", row)["mass_t"]) * 10))
    assert found(legs_against_goods(tables_of(folder))) == [("legs_against_goods", row, "mass_t")]


def test_legs_that_moved_far_less_than_was_bought_are_named_at_their_first_row(folder: Any, tables_of: Read) -> None:
    for number, cells in enumerate(folder.tables["transport"], start=2):
        if cells["smelter_id"] == "north" and cells["period_start"].startswith("2022"):
            folder.set("transport", number, "mass_t", str(float(cells["mass_t"]) / 1000))
    (one,) = found(legs_against_goods(tables_of(folder)))
    assert one == ("legs_against_goods", row_of(folder, "north to port", "2022-01-01"), "mass_t")


def test_stocks_of_a_month_or_two_are_no_gap(folder: Any, tables_of: Read) -> None:
    for number, cells in enumerate(folder.tables["transport"], start=2):
        if cells["period_start"] == "2022-12-01":
            folder.set("transport", number, "mass_t", "0")
    assert legs_against_goods(tables_of(folder)).is_empty()


def test_what_a_footprint_holds_needs_no_leg(folder: Any, tables_of: Read) -> None:
    for number in range(2, len(folder.tables["transport"]) + 2):
        folder.set("transport", number, "mass_t", "1")
    assert len(found(legs_against_goods(tables_of(folder)))) == 4
    statement = {"period_start": "2021-01-01", "period_end": "2022-12-31", "gwp_set": "AR6GWP100", "citation": "tests"}
    statement |= {"item": "alumina", "supplier": "Refinery", "factor_t_co2e_per_t": "1"}
    folder.append("supplier_footprints", **statement, parts_covered="refining;inbound_transport")
    assert legs_against_goods(tables_of(folder)).is_empty()


def test_receipts_of_one_supplier_and_consumption_of_another_add_up(folder: Any, tables_of: Read) -> None:
    """Legs moved 2.2 times what one supplier's consumption shows; the other is recorded by receipts."""
    bought = [dict(row) for row in folder.tables["activity"] if row["item"] == "alumina"]
    for row in bought:
        more = str(1.2 * float(row["quantity"]))
        folder.append("activity", **{**row, "supplier": "Other", "flow": "received", "quantity": more})
    for number, cells in enumerate(folder.tables["transport"], start=2):
        folder.set("transport", number, "mass_t", str(2.2 * float(cells["mass_t"])))
    assert legs_against_goods(tables_of(folder)).is_empty()


def test_two_legs_of_one_mode_need_names(folder: Any, tables_of: Read) -> None:
    rows = [row_of(folder, leg) for leg in ("north to port", "south to port")]
    for row in rows:
        folder.set("transport", row, "leg", "")
    (one,) = duplicate_keys(tables_of(folder)).to_dicts()
    assert one["row"] == rows[1] and "mode, leg" in one["expected"]

"""Balances of carbon, alumina, metal and captive power: closed on a small plant, then broken one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from checks.physics import physics_findings
from smelter_ghg.factors import load_factors
from smelter_ghg.physics import (
    alumina_findings,
    captive_power_findings,
    carbon_balance_findings,
    metal_balance_findings,
    plant_efficiency_findings,
)
from smelter_ghg.physics.alumina import stoichiometric_alumina
from tests.golden.from_records import Row, Run, Tables, months, run
from tests.golden.small_plant import YEAR, bought, small_plant
from tests.unit.ledger.demo_run import demo

Break = Callable[[Tables], None]


def plant(*breaks: Break) -> Tables:
    """1000 t a month of 1930 t alumina and 530 t anodes of which 110 t come back; all of it is cast."""
    tables = small_plant()
    for month in months(YEAR):
        butts = {"item": "anode_butts", "flow": "returned", "quantity": "110", "unit": "t"}
        tables["activity"].append(month | {"smelter_id": "s"} | butts)
    for broken in breaks:
        broken(tables)
    return tables


def with_power_plant(tables: Tables) -> None:
    """All potline electricity from a gas plant of 50 %: 15 000 MWh a month, 900 own use, 100 exported."""
    tables["facilities"].append({"smelter_id": "s", "facility_id": "PP", "kind": "power_plant"})
    for row in tables["electricity"]:
        row |= {"supply": "captive", "grid_zone": ""}
    for month in months(YEAR):
        here = month | {"smelter_id": "s", "facility_id": "PP", "supply": "captive", "meter_id": "PP"}
        for flow, mwh in (("generated_gross", "15000"), ("own_use", "900"), ("exported", "100")):
            tables["electricity"].append(here | {"flow": flow, "mwh": mwh})
        gas = {"item": "natural_gas", "flow": "consumed", "quantity": "108000", "unit": "GJ", "basis": "net_calorific"}
        tables["activity"].append(month | {"smelter_id": "s", "facility_id": "PP"} | gas)


def change(table: str, column: str, value: str, **cells: str) -> Break:
    """Every row with these cells gets another value in one column."""

    def broken(tables: Tables) -> None:
        for row in tables[table]:
            if all(row.get(name, "") == cell for name, cell in cells.items()):
                row[column] = value

    return broken


def without(table: str, **cells: str) -> Break:
    def broken(tables: Tables) -> None:
        tables[table] = [row for row in tables[table] if any(row.get(name) != cell for name, cell in cells.items())]

    return broken


ANODES = {"item": "prebaked_anode", "flow": "consumed"}
BUTTS = {"item": "anode_butts"}


def all_findings(made: Run) -> pl.DataFrame:
    return physics_findings(made.activity, made.factors)


def places(found: pl.DataFrame) -> list[tuple[object, ...]]:
    return found.select("check_id", "severity", "table", "column").rows()


def test_a_plant_whose_balances_close_is_silent(tmp_path: Path) -> None:
    assert all_findings(run(tmp_path / "bought", plant())).is_empty()
    assert all_findings(run(tmp_path / "captive", plant(with_power_plant))).is_empty()
    assert all_findings(demo()).is_empty()


@pytest.mark.parametrize(
    ("broken", "place", "told"),
    [
        (change("specific_consumption", "value", "530"), "net_carbon_weighed", "gross rate"),
        (change("activity", "quantity", "0", **BUTTS), "net_carbon_weighed", "butts"),
        (change("activity", "quantity", "400", **ANODES), "net_carbon_weighed", "missing"),
    ],
    ids=["gross rate", "no butts", "anodes missing"],
)
def test_a_stated_rate_that_was_not_weighed_is_a_warning(tmp_path: Path, broken: Break, place: str, told: str) -> None:
    made = run(tmp_path, plant(broken))
    found = carbon_balance_findings(made.activity).filter(check_id=place)
    assert places(found) == [(place, "warning", "specific_consumption", "value")]
    assert told in found["likely_cause"].item() and "between 0.85 and 1.15" in found["expected"].item()
    assert found.select("smelter_id", "period").rows() == [("s", str(YEAR))]


def test_without_butts_on_record_a_rate_above_the_anodes_is_a_warning(tmp_path: Path) -> None:
    sound = run(tmp_path / "sound", plant(without("activity", **BUTTS)))
    assert carbon_balance_findings(sound.activity).is_empty()
    made = run(tmp_path / "low", plant(without("activity", **BUTTS), change("activity", "quantity", "300", **ANODES)))
    assert places(carbon_balance_findings(made.activity))[0][0] == "net_carbon_weighed"


def test_more_butts_than_anodes_are_impossible(tmp_path: Path) -> None:
    made = run(tmp_path, plant(change("activity", "quantity", "600", **BUTTS)))
    found = carbon_balance_findings(made.activity).filter(severity="error")
    assert places(found) == [("butts_above_anodes", "error", "activity", "quantity")]
    assert found["value"].item() == "7200.0 t" and "6360.0 t" in found["expected"].item()


def test_a_net_rate_as_high_as_gross_rates_is_a_warning(tmp_path: Path) -> None:
    """Also without weighed anodes; and weighed, where no rate is stated."""
    rate = change("specific_consumption", "value", "560")
    made = run(tmp_path / "rate", plant(rate, without("activity", **ANODES)))
    assert places(carbon_balance_findings(made.activity)) == [
        ("net_carbon_high", "warning", "specific_consumption", "value")
    ]
    found = carbon_balance_findings(made.activity).row(0, named=True)
    assert "of L1" in found["expected"] and "11 more of its periods" in found["expected"]
    weighed = run(
        tmp_path / "weighed", plant(without("specific_consumption"), change("activity", "quantity", "30", **BUTTS))
    )
    assert places(carbon_balance_findings(weighed.activity)) == [("net_carbon_high", "warning", "activity", "quantity")]


def test_the_reaction_takes_1_8895_t_of_alumina() -> None:
    factors = load_factors().usable
    assert stoichiometric_alumina(factors) == pytest.approx((2 * 26.9815384 + 3 * 15.999) / (2 * 26.9815384), rel=1e-12)


@pytest.mark.parametrize(
    ("tonnes", "sound", "told"),
    [
        ("1890", True, ""),
        ("2050", True, ""),
        ("1880", False, "missing"),
        ("2150", False, "deliveries"),
        ("1930000", False, "about 1,000 times what is usual"),
    ],
)
def test_alumina_is_held_to_the_reaction_over_the_reporting_period(
    tmp_path: Path, tonnes: str, sound: bool, told: str
) -> None:
    made = run(tmp_path, plant(change("activity", "quantity", tonnes, item="alumina")))
    found = alumina_findings(made.activity, made.factors)
    assert places(found) == ([] if sound else [("alumina_per_tonne", "warning", "activity", "quantity")])
    assert sound or told in found["likely_cause"].item()


def test_a_months_alumina_may_come_out_of_stock(tmp_path: Path) -> None:
    """Less in one month and more in the next is no fault."""
    months_apart = plant(
        change("activity", "quantity", "1500", item="alumina", period_start=f"{YEAR}-05-01"),
        change("activity", "quantity", "2360", item="alumina", period_start=f"{YEAR}-06-01"),
    )
    made = run(tmp_path, months_apart)
    assert alumina_findings(made.activity, made.factors).is_empty()


@pytest.mark.parametrize(
    ("cast", "sound"), [("995", True), ("1005", True), ("970", True), ("1015", True), ("1030", False), ("900", False)]
)
def test_metal_comes_out_again(tmp_path: Path, cast: str, sound: bool) -> None:
    made = run(tmp_path, plant(change("metal", "mass_t", cast, flow="cast_out")))
    found = metal_balance_findings(made.activity)
    assert places(found) == ([] if sound else [("metal_balance", "warning", "metal", "mass_t")])
    assert sound or "remelted" in found["likely_cause"].item()


def test_stocks_liquid_metal_and_dross_are_in_the_metal_balance(tmp_path: Path) -> None:
    year = {"smelter_id": "s", "period_start": f"{YEAR}-01-01", "period_end": f"{YEAR}-12-31"}

    def moved(tables: Tables) -> None:
        flows = {"opening_stock": "500", "cold_in": "1000", "liquid_out": "1400", "dross_out": "100"}
        for flow, tonnes in (flows | {"closing_stock": "500"}).items():
            tables["metal"].append(year | {"flow": flow, "mass_t": tonnes})

    made = run(tmp_path / "closed", plant(moved, change("metal", "mass_t", "955", flow="cast_out")))
    assert metal_balance_findings(made.activity).is_empty()
    open_balance = plant(moved, without("metal", flow="liquid_out"), change("metal", "mass_t", "955", flow="cast_out"))
    assert metal_balance_findings(run(tmp_path / "open", open_balance).activity).height == 1


def test_without_casting_on_record_there_is_no_metal_balance(tmp_path: Path) -> None:
    made = run(tmp_path, plant(without("metal", flow="cast_out")))
    assert metal_balance_findings(made.activity).is_empty()


def test_a_smelter_that_stands_still_loses_no_metal(tmp_path: Path) -> None:
    made = run(tmp_path, plant(change("metal", "mass_t", "0")))
    assert metal_balance_findings(made.activity).is_empty()


def test_no_metal_is_cast_where_none_came_in(tmp_path: Path) -> None:
    found = metal_balance_findings(run(tmp_path, plant(change("metal", "mass_t", "0", flow="tapped"))).activity)
    assert places(found) == [("metal_balance", "error", "metal", "mass_t")]
    assert "none is tapped" in found["expected"].item()


GROSS = {"flow": "generated_gross"}


@pytest.mark.parametrize(
    ("broken", "severity"),
    [
        (change("electricity", "mwh", "16500", **GROSS), "warning"),
        (change("electricity", "mwh", "14500", **GROSS), "warning"),
        (change("electricity", "mwh", "13000", **GROSS), "error"),
        (without("electricity", flow="own_use"), "warning"),
        (change("electricity", "supply", "grid", flow="consumed", period_start=f"{YEAR}-03-01"), None),
    ],
    ids=["an export forgotten", "a generator missing", "more used than generated", "no own use", "a month of the grid"],
)
def test_captive_electricity_is_generated_and_used(tmp_path: Path, broken: Break, severity: str | None) -> None:
    made = run(tmp_path, plant(with_power_plant, broken))
    found = captive_power_findings(made.activity)
    # A month booked as of the grid leaves too much of the year's generation.
    assert places(found) == [("captive_power", severity or "warning", "electricity", "mwh")]
    assert found["expected"].item() and found["likely_cause"].item()


def test_an_impossible_month_is_named_by_its_days(tmp_path: Path) -> None:
    made = run(
        tmp_path, plant(with_power_plant, change("electricity", "mwh", "1400", period_start=f"{YEAR}-04-01", **GROSS))
    )
    (row,) = captive_power_findings(made.activity).rows(named=True)
    assert row["severity"] == "error" and f"{YEAR}-04-01 to {YEAR}-04-30" in row["expected"]
    assert "10 times" in row["likely_cause"]


@pytest.mark.parametrize(
    ("fuel", "severity"),
    [("108000", None), ("95000", None), ("80000", "warning"), ("300000", "warning"), ("50000", "error")],
)
def test_a_power_plant_makes_of_its_fuel_what_plants_do(tmp_path: Path, fuel: str, severity: str | None) -> None:
    made = run(tmp_path, plant(with_power_plant, change("activity", "quantity", fuel, facility_id="PP")))
    found = plant_efficiency_findings(made.activity, made.factors)
    expected = ("power_plant_efficiency", severity, "activity", "quantity")
    assert places(found) == ([] if severity is None else [expected])
    assert severity is None or "PP" in found["expected"].item()


def test_a_plant_with_a_fuel_of_unknown_energy_has_no_efficiency(tmp_path: Path) -> None:
    broken = change("activity", "basis", "", facility_id="PP")
    made = run(tmp_path, plant(with_power_plant, broken))
    assert plant_efficiency_findings(made.activity, made.factors).is_empty()


def test_a_supplier_of_its_own_rows_adds_up(tmp_path: Path) -> None:
    def two(tables: Tables) -> None:
        rows: list[Row] = []
        for month in months(YEAR):
            rows += [bought(month, "alumina", 1200), bought(month, "alumina", 730, supplier="B")]
        tables["activity"] = [row for row in tables["activity"] if row["item"] != "alumina"] + rows

    made = run(tmp_path / "both", plant(two))
    assert alumina_findings(made.activity, made.factors).is_empty()
    lost = run(tmp_path / "one", plant(two, without("activity", supplier="B", period_start=f"{YEAR}-07-01")))
    assert alumina_findings(lost.activity, lost.factors).height == 1


def test_what_follows_from_the_impossible_is_not_told_beside_it(tmp_path: Path) -> None:
    """More metal than the charge can make also leaves the casthouse; Faraday's law names it."""

    def with_charge(tables: Tables) -> None:
        for row in tables["potlines"]:
            row |= {"line_current_ka": "350", "cell_days": "400"}

    assert all_findings(run(tmp_path / "sound", plant(with_charge))).is_empty()
    cast = change("metal", "mass_t", "950", flow="cast_out")
    assert places(all_findings(run(tmp_path / "cast", plant(with_charge, cast))))[0][0] == "metal_balance"
    metal = change("metal", "mass_t", "1200", flow="tapped", period_start=f"{YEAR}-02-01")
    found = all_findings(run(tmp_path / "broken", plant(with_charge, cast, metal)))
    assert places(found) == [("faraday", "error", "metal", "mass_t")]

"""Bought goods by consumption or stocks, with the footprint of their supplier, and the legs that bring them in."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.golden.from_records import Row, Run, Tables, months, run, user_factor, whole_year
from tests.golden.small_plant import FACTORS, GWP, YEAR, bought, small_plant

YEAR_LONG = whole_year(YEAR)


def plant_with(*rows: Row) -> Tables:
    """The small plant with these rows in place of its alumina."""
    tables = small_plant()
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "alumina"] + list(rows)
    return tables


def footprint(value: float, when: Row = YEAR_LONG, **cells: str) -> Row:
    row = {"item": "alumina", "supplier": "A", "factor_t_co2e_per_t": repr(value), "gwp_set": "AR6GWP100"}
    return row | {"parts_covered": "bauxite_mining;refining", "citation": "invented for the tests"} | when | cells


def alumina(folder: Path, tables: Tables, *footprints: Row, factors: tuple[Row, ...] = FACTORS) -> Run:
    if footprints:
        others = [row for row in tables["supplier_footprints"] if row["item"] != "alumina"]
        tables["supplier_footprints"] = others + list(footprints)
    return run(folder, tables, factors=factors)


def tonnes(made: Run) -> float:
    return made.kilograms(source="purchased_goods", item="alumina") / 1000


def test_goods_times_their_suppliers_footprint(tmp_path: Path) -> None:
    made = alumina(tmp_path, plant_with(bought(YEAR_LONG, "alumina", 500)), footprint(1.1))
    assert tonnes(made) == pytest.approx(550)
    row = made.ledger.filter((pl.col("item") == "alumina") & (pl.col("source") == "purchased_goods"))
    assert row.select("scope", "scope3_category", "tier", "gas", "gwp_set", "process").row(0) == (
        *(3, 1, 2, "CO2e", "AR6GWP100", "alumina_refining"),
    )


def test_consumption_from_stocks_and_receipts_keeps_every_record(tmp_path: Path) -> None:
    moved = {"opening_stock": 100, "received": 500, "sold": 30, "closing_stock": 70}
    rows = [bought(YEAR_LONG, "alumina", mass, flow=flow) for flow, mass in moved.items()]
    made = alumina(tmp_path, plant_with(*rows))
    assert tonnes(made) == pytest.approx(500) and made.intensity_of("mine_to_metal")["complete"]
    ledger_id = made.ledger.filter((pl.col("item") == "alumina") & (pl.col("source") == "purchased_goods"))["ledger_id"]
    inputs = made.ledger_inputs.filter(pl.col("ledger_id").is_in(ledger_id.implode()) & (pl.col("argument") == "mass"))
    flows = inputs["input_id"].str.extract(r"\|alumina\|([a-z_]+)\|")
    assert dict(zip(flows, inputs["value"], strict=True)) == {
        "opening_stock": 100.0,
        "received": 500.0,
        "sold": -30.0,
        "closing_stock": -70.0,
    }


def test_recorded_consumption_beats_the_stocks_of_the_same_days(tmp_path: Path) -> None:
    rows = (bought(YEAR_LONG, "alumina", 480), bought(YEAR_LONG, "alumina", 500, flow="received"))
    assert tonnes(alumina(tmp_path, plant_with(*rows))) == pytest.approx(480)


def test_the_sites_footprint_beats_the_suppliers(tmp_path: Path) -> None:
    rows = [bought(YEAR_LONG, "alumina", 100, supplier_site=site) for site in ("north", "south")]
    made = alumina(tmp_path, plant_with(*rows), footprint(1.0), footprint(0.5, supplier_site="north"))
    assert tonnes(made) == pytest.approx(150)


def test_a_footprint_must_hold_for_all_days_of_the_row(tmp_path: Path) -> None:
    half = {"period_start": f"{YEAR}-01-01", "period_end": f"{YEAR}-06-30"}
    made = alumina(tmp_path, plant_with(bought(YEAR_LONG, "alumina", 100)), footprint(1.0, half))
    assert tonnes(made) == 0 and made.missing_items() == ["alumina"]


def test_two_years_of_footprints_meet_their_own_goods(tmp_path: Path) -> None:
    before = whole_year(YEAR - 1)
    rows = (bought(YEAR_LONG, "alumina", 100), bought(before, "alumina", 100))
    tables = plant_with(*rows)
    tables["reporting_periods"].append({"smelter_id": "s", "period_label": str(YEAR - 1)} | before)
    made = alumina(tmp_path, tables, footprint(1.0), footprint(2.0, before))
    masses = made.inventory().filter(pl.col("item") == "alumina", pl.col("source") == "purchased_goods")
    assert dict(masses.select("reporting_year", "mass_kg").iter_rows()) == {YEAR: 100_000.0, YEAR - 1: 200_000.0}


def test_a_cited_factor_stands_in_one_tier_lower_where_no_supplier_has_stated_one(tmp_path: Path) -> None:
    factor = user_factor("alumina", "footprint", 1.5, "t CO2e/t", **GWP)
    rows = (bought(YEAR_LONG, "alumina", 100), bought(YEAR_LONG, "alumina", 100, supplier="B"))
    made = alumina(tmp_path, plant_with(*rows), footprint(1.0), factors=(*FACTORS, factor))
    assert tonnes(made) == pytest.approx(100 + 150) and made.intensity_of("mine_to_metal")["complete"]
    rows_of = made.inventory().filter(pl.col("item") == "alumina", pl.col("source") == "purchased_goods")
    assert sorted(rows_of["tier"]) == [1, 2]


def test_goods_of_another_set_of_potentials_are_missing_and_not_restated(tmp_path: Path) -> None:
    made = alumina(tmp_path, small_plant(), footprint(1.0, gwp_set="AR4GWP100"))
    assert made.missing_items() == ["alumina"]
    assert made.intensity_of("mine_to_metal")["categories_shown"] == ["1", "3", "4"]


def legs(folder: Path, *rows: Row) -> Run:
    return run(folder, small_plant() | {"transport": list(rows)}, factors=FACTORS)


def leg(mass: float, distance: str, **cells: str) -> Row:
    row = {"smelter_id": "s", "item": "alumina", "mode": "sea", "mass_t": repr(mass), "distance_km": distance}
    return row | YEAR_LONG | cells


def test_a_leg_is_mass_times_distance_times_factor(tmp_path: Path) -> None:
    made = legs(tmp_path, leg(1000, "500"), leg(2000, "90", leg="coast"), leg(10, "500", item="pitch"))
    assert made.kilograms(source="inbound_transport") == pytest.approx((500_000 + 180_000 + 5_000) * 0.01)
    rows = made.ledger.filter(pl.col("source") == "inbound_transport")
    assert rows.select("scope", "scope3_category", "process").unique().row(0) == (3, 4, "transport")


def test_legs_of_two_months_add_up(tmp_path: Path) -> None:
    made = legs(tmp_path, *(leg(100, "500", **month) for month in months(YEAR)))
    assert made.kilograms(source="inbound_transport") == pytest.approx(1200 * 500 * 0.01)


def test_two_legs_of_one_mode_and_distance_are_told_apart_by_name(tmp_path: Path) -> None:
    made = legs(tmp_path, leg(1000, "500", leg="north to port"), leg(2000, "500", leg="south to port"))
    assert made.kilograms(source="inbound_transport") == pytest.approx(3000 * 500 * 0.01)
    keys = made.ledger.filter(pl.col("source") == "inbound_transport")["input_key"]
    assert set(keys) == {"sea · north to port", "sea · south to port"}


def test_a_leg_without_a_name_is_its_mode(tmp_path: Path) -> None:
    made = legs(tmp_path, leg(1000, "500"))
    assert made.ledger.filter(pl.col("source") == "inbound_transport")["input_key"].to_list() == ["sea"]


def test_a_distance_of_one_month_is_no_leg_of_its_own(tmp_path: Path) -> None:
    """Legs told apart by distance would both have holes; the leg of a month whose distance differs has none."""
    rows = [leg(100, "510" if number == 3 else "500", **month) for number, month in enumerate(months(YEAR))]
    assert "alumina_transport" not in legs(tmp_path, *rows).missing_items()

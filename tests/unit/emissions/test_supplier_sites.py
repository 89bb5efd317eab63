"""Goods by the fuels, power and materials of their supplier's site, beside the footprint and never with it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.golden.from_records import Row, Tables, whole_year
from tests.golden.from_records import run as run_records
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant

WHEN = {"smelter_id": "s"} | whole_year(YEAR)


def with_refinery(*, control: str = "supplier", footprint: bool = True) -> Tables:
    """The small plant takes 23 160 t of alumina from a refinery that makes 1 000 000 t, from 9 PJ and 150 GWh."""
    tables = small_plant()
    tables["facilities"].append({"facility_id": "R", "smelter_id": "s", "kind": "refinery", "control": control})

    def at_site(name: str, flow: str, quantity: str, unit: str, **cells: str) -> Row:
        amount = {"item": name, "flow": flow, "quantity": quantity, "unit": unit}
        return WHEN | {"facility_id": "R"} | amount | cells

    for row in tables["activity"]:
        if row["item"] == "alumina":
            row["supplier_site"] = "R"
    tables["activity"] += [
        at_site("alumina", "produced", "1000", "kt"),
        at_site("natural_gas", "consumed", "9000", "TJ", basis="net_calorific"),
        at_site("bauxite", "consumed", "2500", "kt", origin="purchased", supplier="Mine"),
    ]
    tables["electricity"].append(
        WHEN | {"facility_id": "R", "flow": "consumed", "supply": "grid", "grid_zone": "Z", "mwh": "150000"}
    )
    tables["supplier_footprints"].append(
        tables["supplier_footprints"][0]
        | {"item": "bauxite", "supplier": "Mine", "factor_t_co2e_per_t": "0.02", "parts_covered": "production"}
    )
    if not footprint:
        tables["supplier_footprints"] = [row for row in tables["supplier_footprints"] if row["item"] != "alumina"]
    return tables


TAKEN = 12 * 1930 / 1_000_000


def test_a_refinerys_gas_power_and_bauxite_go_with_the_tonnes_taken(tmp_path: Path) -> None:
    made = run_records(tmp_path, with_refinery(), factors=FACTORS)
    site = made.inventory().filter(source="goods_from_known_site")
    assert set(site["scope"]) == {3} and set(site["scope3_category"]) == {1} and set(site["item"]) == {"alumina"}
    assert set(site["process"]) == {"alumina_refining"} and site["allocated_share"].to_list() == pytest.approx(
        [TAKEN] * site.height
    )
    kilograms = {
        (row["equation_id"], row["gas"]): row["mass_kg"]
        for row in site.filter(pl.col("gas").is_in(["CO2", "CO2e"])).iter_rows(named=True)
    }
    assert kilograms["combustion_from_energy", "CO2"] == pytest.approx(9_000_000 * 56.1 * TAKEN)
    assert kilograms["electricity_co2e", "CO2e"] == pytest.approx(150_000 * 100 * TAKEN)
    assert kilograms["goods_co2e", "CO2e"] == pytest.approx(2_500_000 * 0.02 * 1000 * TAKEN)
    assert kilograms["fuel_upstream_from_energy", "CO2e"] == pytest.approx(9_000_000 * 5 * TAKEN)
    # The power of the site is the supplier's scope 2, not the smelter's.
    plain = run_records(tmp_path / "plain", small_plant(), factors=FACTORS)
    for scope in (1, 2):
        own = [one.inventory().filter(scope=scope)["mass_kg"].sum() for one in (made, plain)]
        assert own[0] == pytest.approx(own[1])


def test_the_footprint_stands_beside_and_counts_for_no_tonne(tmp_path: Path) -> None:
    made = run_records(tmp_path, with_refinery(), factors=FACTORS)
    footprint = made.ledger.filter((pl.col("source") == "purchased_goods") & (pl.col("item") == "alumina"))
    assert footprint.height == 12 and not footprint["selected"].any()
    assert footprint["mass_kg"].sum() == pytest.approx(12 * 1930 * 1.0 * 1000)


def test_without_a_footprint_nothing_is_missing_of_goods_from_a_known_site(tmp_path: Path) -> None:
    made = run_records(tmp_path, with_refinery(footprint=False), factors=FACTORS)
    assert made.missing_items() == [] and made.intensity_of("mine_to_metal")["complete"]


def test_a_site_that_made_less_than_was_taken_stands_for_nothing(tmp_path: Path) -> None:
    tables = with_refinery()
    output = next(row for row in tables["activity"] if row["flow"] == "produced")
    output["quantity"] = "20"
    made = run_records(tmp_path, tables, factors=FACTORS)
    assert made.inventory().filter(source="goods_from_known_site").is_empty()
    assert made.inventory().filter(source="purchased_goods", item="alumina").height == 12


def test_what_the_site_lacks_is_named_in_category_1(tmp_path: Path) -> None:
    tables = with_refinery(footprint=False)
    tables["supplier_footprints"] = [row for row in tables["supplier_footprints"] if row["item"] != "bauxite"]
    missing = run_records(tmp_path, tables, factors=FACTORS).missing.filter(item="bauxite")
    row = missing.row(0, named=True)
    assert (row["boundary"], row["category"]) == ("mine_to_metal", "category_1")
    assert row["reason"].startswith("at the supplier's site")


def test_a_refinery_of_the_smelters_own_is_scope_1_and_2_and_its_alumina_no_purchase(tmp_path: Path) -> None:
    tables = with_refinery(control="own")
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "alumina" or row["flow"] == "produced"]
    for month_of in {
        row["period_start"]: row for row in tables["activity"] if row["item"] == "prebaked_anode"
    }.values():
        when = {name: month_of[name] for name in ("period_start", "period_end")}
        tables["activity"].append(bought(when, "alumina", 1930, origin="own", supplier="", supplier_site="R"))
    made = run_records(tmp_path, tables, factors=FACTORS)
    of_refinery = made.inventory().filter(facility_id="R", gas="CO2")
    assert set(of_refinery["scope"]) == {1} and set(of_refinery["process"]) == {"alumina_refining"}
    assert of_refinery["mass_kg"].sum() == pytest.approx(9_000_000 * 56.1)
    assert made.inventory().filter(source="purchased_goods", item="alumina").is_empty()
    # A refinery of one's own takes bauxite, caustic soda and lime; two of them are not recorded.
    assert made.missing_items() == ["caustic_soda", "lime"]


def test_alumina_the_refinery_sells_is_made_for_another_product(tmp_path: Path) -> None:
    tables = with_refinery(control="own")
    sold = next(row for row in tables["activity"] if row["flow"] == "produced") | {"flow": "sold", "quantity": "900"}
    tables["activity"].append(sold)
    made = run_records(tmp_path, tables, factors=FACTORS)
    of_refinery = made.inventory().filter(facility_id="R", gas="CO2")
    parts = dict(of_refinery.group_by("allocated_to").agg(pl.col("mass_kg").sum()).iter_rows())
    assert parts == {
        "other": pytest.approx(9_000_000 * 56.1 * 0.9),
        "primary_metal": pytest.approx(9_000_000 * 56.1 * 0.1),
    }

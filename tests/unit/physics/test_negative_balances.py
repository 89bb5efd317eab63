"""Balances below zero are errors that name the records, and no emission comes of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from checks.physics import physics_findings
from tests.golden.from_records import Row, Tables, run, whole_year
from tests.golden.further_sources import FURTHER_FACTORS

WHEN = {"smelter_id": "s"} | whole_year(2022)


def made(facilities: list[Row], activity: list[Row], electricity: list[Row] | None = None) -> Tables:
    return {
        "smelters": [{"smelter_id": "s", "name": "S", "level": "site"}],
        "facilities": [{"smelter_id": "s"} | row for row in facilities],
        "activity": [WHEN | row for row in activity],
        "electricity": [WHEN | row for row in electricity or ()],
    }


def item(name: str, flow: str, quantity: float, unit: str = "t", **cells: str) -> Row:
    return {"item": name, "flow": flow, "quantity": str(quantity), "unit": unit} | cells


CALCINER = [{"facility_id": "kiln", "kind": "coke_calciner"}]
GREEN = item("green_coke", "consumed", 1000, facility_id="kiln")


@pytest.mark.parametrize(("calcined", "impossible"), [(680, False), (800, True)])
def test_a_calciner_cannot_give_more_carbon_than_it_takes(tmp_path: Path, calcined: float, impossible: bool) -> None:
    """The yield of 0.80 t/t that the text of the protocol is quoted with gives -208.5417 t."""
    rows = [GREEN, item("calcined_coke", "produced", calcined, facility_id="kiln")]
    result = run(tmp_path, made(CALCINER, rows), method_set="ipcc_2006")
    found = physics_findings(result.activity, result.factors).filter(check_id="negative_balance")
    assert found.height == int(impossible)
    of_kiln = result.inventory().filter(source="coke_calcination")
    if impossible:
        row = found.row(0, named=True)
        assert (row["severity"], row["table"], row["column"], row["value"]) == ("error", "activity", "quantity", "1000")
        assert "-208.5" in row["expected"] and "0.68" in row["likely_cause"]
        assert of_kiln.is_empty() and "green_coke" in set(result.missing["item"])
    else:
        assert of_kiln["mass_kg"].sum() == pytest.approx(220_458.3333)


@pytest.mark.parametrize(("closing", "impossible"), [(55, False), (85, True)])
def test_no_gas_is_accounted_for_that_was_not_there(tmp_path: Path, closing: float, impossible: bool) -> None:
    rows = [
        item("sulphur_hexafluoride", "opening_stock", 60, "kg"),
        item("sulphur_hexafluoride", "received", 20, "kg"),
        item("sulphur_hexafluoride", "closing_stock", closing, "kg"),
    ]
    result = run(tmp_path, made([], rows))
    found = physics_findings(result.activity, result.factors).filter(check_id="negative_balance")
    assert found.height == int(impossible)
    assert result.inventory().filter(source="charged_gases").height == int(not impossible)
    assert ("sulphur_hexafluoride" in set(result.missing["item"])) == impossible


def test_a_stock_at_one_end_leaves_the_balance_open(tmp_path: Path) -> None:
    rows = [item("hfc_134a", "opening_stock", 60, "kg"), item("hfc_134a", "received", 20, "kg")]
    result = run(tmp_path, made([], rows))
    assert result.inventory().is_empty() and "hfc_134a" in set(result.missing["item"])


@pytest.mark.parametrize(("exported", "impossible"), [(40_000, False), (97_000, True)])
def test_a_plant_sells_no_more_power_than_it_makes(tmp_path: Path, exported: float, impossible: bool) -> None:
    power = [{"facility_id": "pp", "kind": "power_plant"}]
    metered = [
        {"facility_id": "pp", "flow": flow, "supply": "captive", "mwh": str(mwh)}
        for flow, mwh in (("generated_gross", 100_000), ("own_use", 5_000), ("exported", exported))
    ]
    gas = [item("natural_gas", "consumed", 800_000, "GJ", facility_id="pp", basis="net_calorific")]
    result = run(tmp_path, made(power, gas, metered), factors=FURTHER_FACTORS)
    found = physics_findings(result.activity, result.factors).filter(check_id="negative_balance")
    assert found.height == int(impossible)
    sold = result.ledger.filter((pl.col("allocated_to") == "power_sold") & (pl.col("gas") == "CO2"))
    if impossible:
        assert sold.is_empty() and found["table"].to_list() == ["electricity"] and found["column"].to_list() == ["mwh"]
    else:
        assert sold["mass_kg"].sum() == pytest.approx(800_000 * 56.1 * 40_000 / 95_000)


def told(tmp_path: Path, rows: list[Row], facilities: list[Row]) -> list[str]:
    made_of = run(tmp_path, made(facilities, rows), method_set="ipcc_2006")
    found = physics_findings(made_of.activity, made_of.factors).filter(check_id="negative_balance")
    return [str(text) for text in found["expected"]]


def test_a_kiln_that_was_not_fed_has_no_balance_below_zero(tmp_path: Path) -> None:
    still = [GREEN | {"quantity": "0"}, item("calcined_coke", "produced", 0, facility_id="kiln")]
    assert told(tmp_path, still, CALCINER) == []


def test_gas_that_is_all_in_stock_is_no_balance_below_zero(tmp_path: Path) -> None:
    flows = {"opening_stock": 60, "received": 20, "closing_stock": 80}
    assert told(tmp_path, [item("hfc_134a", flow, mass, "kg") for flow, mass in flows.items()], []) == []


def test_a_negative_balance_is_told_of_its_place(tmp_path: Path) -> None:
    coke = [GREEN, item("calcined_coke", "produced", 800, facility_id="kiln")]
    (of_kiln,) = told(tmp_path / "kiln", coke, CALCINER)
    assert "coke and dust of kiln, 2022-01-01 to 2022-12-31" in of_kiln
    stocks = {"opening_stock": 60, "closing_stock": 85}
    switchgear = {"facility_id": "cast", "kind": "casthouse"}
    for place, words in (("cast", "sulphur_hexafluoride of cast: "), ("", "sulphur_hexafluoride of the site: ")):
        gas = [item("sulphur_hexafluoride", flow, mass, "kg", facility_id=place) for flow, mass in stocks.items()]
        (of_gas,) = told(tmp_path / (place or "site"), gas, [switchgear])
        assert of_gas.startswith(words)

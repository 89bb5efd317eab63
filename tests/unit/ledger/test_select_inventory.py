"""The only way to total: one route, one method set, one account, one set of potentials, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from smelter_ghg.ledger import InventoryError, co2e, of_other_gwp_set, select_inventory
from tests.golden.from_records import Run, run
from tests.golden.small_plant import FACTORS, instrument, small_plant
from tests.unit.ledger.demo_run import demo

CHOICES = {"route": "calculated", "method_set": "eu_2025_2547", "scope2_account": "market"}


@pytest.mark.parametrize("name", sorted(CHOICES))
@pytest.mark.parametrize("value", ["common", "", None, ["ipcc_2006", "eu_2025_2547"], ("market",), 1, pl.lit("market")])
def test_a_choice_must_be_one_value(name: str, value: Any) -> None:
    with pytest.raises(InventoryError, match=name):
        select_inventory(demo().ledger, **CHOICES | {name: value})


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_a_choice_must_be_made(name: str) -> None:
    with pytest.raises(TypeError):
        select_inventory(demo().ledger, **{key: value for key, value in CHOICES.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"), [("route", "measured"), ("method_set", "ipcc2006"), ("scope2_account", "none")]
)
def test_a_value_no_row_can_have_is_refused(name: str, value: str) -> None:
    with pytest.raises(InventoryError, match=name):
        select_inventory(demo().ledger, **CHOICES | {name: value})


@pytest.mark.parametrize("method_set", ["ipcc_2006", "eu_2025_2547"])
@pytest.mark.parametrize("account", ["location", "market"])
def test_it_gives_the_selected_rows_of_the_choice_and_those_common_to_all(method_set: str, account: str) -> None:
    ledger = demo().ledger
    rows = select_inventory(ledger, route="calculated", method_set=method_set, scope2_account=account)
    assert set(rows["method_set"]) == {"common", method_set} and set(rows["scope2_account"]) == {"common", account}
    assert rows["selected"].all() and rows["ledger_id"].is_sorted() and rows["ledger_id"].is_unique().all()
    left_out = ledger.join(rows, on="ledger_id", how="anti")
    other_choice = ~pl.col("method_set").is_in(["common", method_set]) | ~pl.col("scope2_account").is_in(
        ["common", account]
    )
    assert left_out.filter(~(other_choice | ~pl.col("selected"))).is_empty()


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("route", ("calculated", "reported")),
        ("method_set", ("ipcc_2006", "eu_2025_2547")),
        ("scope2_account", ("location", "market")),
    ],
)
def test_co2e_refuses_rows_of_more_than_one_inventory(column: str, values: tuple[str, str]) -> None:
    made = demo()
    inventory = made.inventory()
    mixed = pl.concat([inventory.head(3).with_columns(pl.lit(value).alias(column)) for value in values])
    with pytest.raises(InventoryError, match=f"several {column}s"):
        co2e(mixed, "AR6GWP100", made.factors)


@pytest.mark.parametrize("gwp_set", ["SARGWP100", "AR4GWP100", "AR5GWP100", "AR5CCFGWP100"])
def test_co2e_refuses_rows_known_only_under_another_set(gwp_set: str) -> None:
    made = demo()
    inventory = made.inventory()
    assert not of_other_gwp_set(inventory, gwp_set).is_empty()
    with pytest.raises(InventoryError, match=gwp_set):
        co2e(inventory, gwp_set, made.factors)
    assert co2e(inventory.filter(pl.col("gas") != "CO2e"), gwp_set, made.factors)["t_co2e"].null_count() == 0


@pytest.mark.parametrize("gwp_set", ["AR6", "AR7GWP100", "", "ar6gwp100"])
def test_co2e_refuses_a_set_it_does_not_know(gwp_set: str) -> None:
    made = demo()
    with pytest.raises(InventoryError):
        co2e(made.inventory().filter(pl.col("gas") == "CF4"), gwp_set, made.factors)


def test_co2e_refuses_a_gas_without_a_potential() -> None:
    made = demo()
    unknown = made.inventory().head(1).with_columns(pl.lit("SF5CF3").alias("gas"))
    with pytest.raises(InventoryError, match="SF5CF3"):
        co2e(unknown, "AR6GWP100", made.factors)


def test_a_row_in_co2e_counts_as_it_stands_and_a_gas_by_its_potential() -> None:
    made = demo()
    rows = co2e(made.inventory(), "AR6GWP100", made.factors)
    potentials = {"CO2": 1.0, "CO2e": 1.0, "CH4": 27.9, "N2O": 273.0, "CF4": 7380.0, "C2F6": 12400.0}
    factor = pl.col("gas").replace_strict(potentials, return_dtype=pl.Float64)
    expected = rows.select(pl.col("mass_kg") / 1000 * factor).to_series()
    assert (rows["t_co2e"] - expected).abs().max() == pytest.approx(0, abs=1e-9)
    assert set(rows["gas"]) == set(potentials)


def test_masses_are_the_same_under_every_set(tmp_path: Path) -> None:
    masses = [
        run(tmp_path / name, small_plant(), factors=FACTORS, gwp_set=name).ledger.select("ledger_id", "mass_kg")
        for name in ("AR5GWP100", "AR6GWP100")
    ]
    assert masses[0].equals(masses[1])


def location_of_ar5(folder: Path) -> Run:
    """A plant whose electricity is all under a contract, and whose grid factor is known under AR5 only."""
    grid = [row | {"gwp_set": "AR5GWP100"} if row["parameter"] == "grid_combustion" else row for row in FACTORS]
    return run(folder, small_plant() | {"power_instruments": [instrument(168_000)]}, factors=grid)


def test_co2e_of_another_set_is_missing_from_the_account_that_needs_it(tmp_path: Path) -> None:
    made = location_of_ar5(tmp_path)
    stated = made.intensity_of("scope_1_2", "location")
    assert not stated["complete"] and stated["missing"] == ["electricity"]


def test_co2e_of_another_set_leaves_the_other_account_complete(tmp_path: Path) -> None:
    assert location_of_ar5(tmp_path).intensity_of("scope_1_2", "market")["complete"]

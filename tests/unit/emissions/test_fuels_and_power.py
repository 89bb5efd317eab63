"""Fuels by mass, volume and energy, and electricity on both accounts: which factor meets which row."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.factors import UnusableFactorError
from smelter_ghg.items import FOSSIL_FUELS as FUELS
from tests.golden.from_records import Row, Run, Tables, months, run, user_factor, whole_year
from tests.golden.small_plant import FACTORS, GWP, YEAR, instrument, small_plant

# IPCC 2006 Guidelines, Volume 2, Tables 1.2 and 1.3: GJ/t and kg C/GJ.
FUEL_TABLE = {
    "natural_gas": (48.0, 15.3),
    "residual_fuel_oil": (40.4, 21.1),
    "diesel": (43.0, 20.2),
    "anthracite": (26.7, 26.8),
    "coking_coal": (28.2, 25.8),
    "other_bituminous_coal": (25.8, 25.8),
    "sub_bituminous_coal": (18.9, 26.2),
    "lignite": (11.9, 27.6),
    "lpg": (47.3, 17.2),
    "petroleum_coke": (32.5, 26.6),
    "coke_oven_coke": (28.2, 29.2),
    "coal_tar": (28.0, 22.0),
}
BY_FACTOR = {"natural_gas": 56.1, "diesel": 74.1, "lpg": 63.1}


def burnt(item: str, quantity: str, unit: str, **cells: str) -> Row:
    row = {"smelter_id": "s", "item": item, "flow": "consumed", "quantity": quantity, "unit": unit}
    # Energy without its basis is missing, not net: test_fuel_paths.py.
    basis = {"basis": "net_calorific"} if unit == "GJ" else {}
    return row | basis | whole_year(YEAR) | cells


def of_fuel(folder: Path, *rows: Row, factors: tuple[Row, ...] = (), properties: tuple[Row, ...] = ()) -> Run:
    return run(folder, {"activity": list(rows), "properties": list(properties)}, factors=factors)


def test_every_fuel_makes_co2_from_shipped_rows(tmp_path: Path) -> None:
    amounts = [(burnt(fuel, "10", "t"), burnt(fuel, "100", "GJ", supplier="by energy")) for fuel in FUELS]
    made = of_fuel(tmp_path, *(row for rows in amounts for row in rows))
    for fuel in FUELS:
        calorific, carbon = FUEL_TABLE[fuel]
        per_gj = BY_FACTOR.get(fuel, carbon * 44 / 12)
        assert made.kilograms(gas="CO2", item=fuel) == pytest.approx((10 * calorific + 100) * per_gj, rel=1e-12), fuel
        # The rounded factors of the Guidelines come from the same carbon content.
        assert per_gj == pytest.approx(carbon * 44 / 12, rel=2e-3)


def test_other_gases_need_a_users_factor_and_are_missing_without(tmp_path: Path) -> None:
    fuels = [fuel for fuel in FUELS if fuel != "diesel"]
    tables: Tables = {"activity": [burnt(fuel, "10", "t") for fuel in fuels]}
    tables["metal"] = [{"smelter_id": "s", "flow": "tapped", "mass_t": "1"} | whole_year(YEAR)]
    made = run(tmp_path, tables)
    lacking = made.intensity_of("scope_1")["missing"]
    assert {f"{fuel}_combustion_{gas}" for fuel in fuels for gas in ("ch4", "n2o")} <= set(lacking)
    assert made.ledger.filter(pl.col("gas").is_in(["CH4", "N2O"])).is_empty()


def test_diesel_has_verified_factors_of_all_three_gases(tmp_path: Path) -> None:
    made = of_fuel(tmp_path, burnt("diesel", "1000", "GJ"))
    masses = {gas: made.kilograms(gas=gas) for gas in ("CO2", "CH4", "N2O")}
    assert masses == {"CO2": pytest.approx(74_100), "CH4": pytest.approx(3), "N2O": pytest.approx(0.6)}


def test_the_sites_calorific_value_beats_the_default_and_makes_tier_2(tmp_path: Path) -> None:
    own = {"smelter_id": "s", "item": "diesel", "property": "net_calorific_value_gj_per_t", "value": "42"}
    made = of_fuel(tmp_path, burnt("diesel", "1", "t"), properties=(own | whole_year(YEAR),))
    assert made.kilograms(gas="CO2") == pytest.approx(42 * 74.1) and set(made.ledger["tier"]) == {2}
    other = of_fuel(
        tmp_path / "other", burnt("diesel", "1", "t"), properties=(own | {"item": "lignite"} | whole_year(YEAR),)
    )
    assert other.kilograms(gas="CO2") == pytest.approx(43 * 74.1) and set(other.ledger["tier"]) == {1}


def test_a_users_factor_takes_the_shipped_ones_place_inside_its_dates_only(tmp_path: Path) -> None:
    first, second = months(YEAR)[5:7]
    factor = user_factor("diesel", "combustion_factor", "70", "kg/GJ", gas="CO2", valid_to=first["period_end"])
    made = of_fuel(
        tmp_path, burnt("diesel", "1", "GJ", **first), burnt("diesel", "1", "GJ", **second), factors=(factor,)
    )
    masses = made.inventory().filter(pl.col("gas") == "CO2").sort("period_start")["mass_kg"].to_list()
    assert masses == [pytest.approx(70), pytest.approx(74.1)]


def test_fuel_of_a_power_plant_is_scope_1_of_power_generation(tmp_path: Path) -> None:
    tables: Tables = {
        "facilities": [{"smelter_id": "s", "facility_id": "PP", "kind": "power_plant"}],
        "activity": [burnt("lignite", "1", "t", facility_id="PP")],
    }
    rows = run(tmp_path, tables).ledger.filter(pl.col("gas") == "CO2")
    assert rows.select("scope", "process").unique().row(0) == (1, "power_generation")


def power(folder: Path, *instruments: Row, factors: tuple[Row, ...] = FACTORS, **config: object) -> Run:
    return run(folder, small_plant() | {"power_instruments": list(instruments)}, factors=factors, **config)


def scope_2(made: Run, account: str) -> float:
    rows = made.inventory(scope2_account=account).filter(pl.col("source") == "purchased_electricity")
    assert set(rows["scope"]) == {2}
    return float(rows["mass_kg"].sum())


def test_instruments_price_what_they_cover_and_the_grid_the_rest(tmp_path: Path) -> None:
    made = power(tmp_path, instrument(100_000), instrument(8_000, instrument_id="second"))
    assert scope_2(made, "location") == pytest.approx(168_000 * 100)
    assert scope_2(made, "market") == pytest.approx(108_000 * 10 + 60_000 * 100)


def test_a_residual_mix_prices_the_rest_where_there_is_one(tmp_path: Path) -> None:
    residual = user_factor("electricity", "residual_mix", 0.4, "kg CO2e/kWh", region="Z", basis="direct", **GWP)
    made = power(tmp_path, instrument(100_000), factors=(*FACTORS, residual))
    assert scope_2(made, "market") == pytest.approx(100_000 * 10 + 68_000 * 400)
    kinds = made.ledger_inputs.filter(pl.col("input_id") == residual["factor_id"])["kind"]
    assert set(kinds) == {"factor"}


def test_a_grid_average_in_place_of_the_residual_mix_is_a_default(tmp_path: Path) -> None:
    made = power(tmp_path)
    market = made.inventory().filter(pl.col("source") == "purchased_electricity")
    inputs = made.ledger_inputs.join(market, on="ledger_id").filter(pl.col("argument") == "factor")
    assert set(inputs["kind"]) == {"default"}


def test_all_energy_covered_leaves_no_uncovered_row(tmp_path: Path) -> None:
    made = power(tmp_path, instrument(168_000))
    assert made.ledger.filter(pl.col("input_key").str.starts_with("uncovered")).is_empty()
    assert scope_2(made, "market") == pytest.approx(168_000 * 10)


def test_a_shipped_grid_factor_is_used_only_when_chosen(tmp_path: Path) -> None:
    without = tuple(row for row in FACTORS if row["parameter"] != "grid_combustion")
    assert "grid_factor" in power(tmp_path / "none", factors=without).missing_items()
    chosen = power(tmp_path / "one", factors=without, chosen_factors={"Z": "grid_au_tas_nga_2024"})
    assert scope_2(chosen, "location") == pytest.approx(168_000 * 150)


IN_ONE = user_factor("electricity", "grid_upstream_and_losses", 0.03, "kg CO2e/kWh", region="Z", **GWP)
PARTS = ("grid_upstream", "grid_losses")


def without(*parameters: str) -> tuple[Row, ...]:
    return tuple(row for row in FACTORS if row["parameter"] not in parameters)


def upstream(made: Run, account: str) -> dict[str, float]:
    rows = made.inventory(scope2_account=account).filter(
        (pl.col("source") == "energy_upstream") & pl.col("item").str.starts_with("electricity")
    )
    assert set(rows["scope3_category"]) <= {3}
    return dict(rows.group_by("item").agg(pl.col("mass_kg").sum()).iter_rows())


def test_upstream_and_losses_in_one_figure_make_one_row_in_place_of_two(tmp_path: Path) -> None:
    made = power(tmp_path, instrument(100_000), factors=(*without(*PARTS), IN_ONE))
    # 12 months of 14 000 MWh at 30 kg/MWh; the instrument states 1 and 0 kg/MWh of its own.
    assert upstream(made, "location") == {"electricity_upstream_and_losses": pytest.approx(168_000 * 30)}
    assert upstream(made, "market")["electricity_upstream_and_losses"] == pytest.approx(68_000 * 30)
    assert made.intensity_of("mine_to_metal")["complete"]
    assert not {"electricity_upstream", "electricity_losses"} & set(made.intensity_of("mine_to_metal")["missing"])


@pytest.mark.parametrize("kept", [PARTS, PARTS[:1], PARTS[1:]])
def test_a_factor_of_one_part_keeps_the_figure_of_both_away(tmp_path: Path, kept: tuple[str, ...]) -> None:
    made = power(tmp_path, factors=(*without(*set(PARTS) - set(kept)), IN_ONE))
    expected = {"grid_upstream": 168_000 * 5, "grid_losses": 168_000 * 2}
    wanted = {f"electricity_{name.removeprefix('grid_')}": pytest.approx(expected[name]) for name in kept}
    assert upstream(made, "location") == upstream(made, "market") == wanted
    lacking = {f"electricity_{name.removeprefix('grid_')}" for name in set(PARTS) - set(kept)}
    assert lacking == set(made.intensity_of("mine_to_metal")["missing"])


def test_a_shipped_figure_of_both_is_used_only_when_chosen_itself(tmp_path: Path) -> None:
    """The document that gives the combustion factor gives 0.03 kg/kWh for both; its zone's name chooses nothing."""
    factors = without("grid_combustion", *PARTS)
    tables = small_plant()
    for row in tables["electricity"]:
        row["grid_zone"] = "AU-TAS"
    one = run(tmp_path / "one", tables, factors=factors, chosen_factors={"AU-TAS": "grid_au_tas_nga_2024"})
    assert upstream(one, "location") == {} and scope_2(one, "location") == pytest.approx(168_000 * 150)
    assert {"electricity_upstream", "electricity_losses"} <= set(one.intensity_of("mine_to_metal")["missing"])
    ids = ["grid_au_tas_nga_2024", "grid_upstream_and_losses_au_tas_nga_2024"]
    both = run(tmp_path / "both", tables, factors=factors, chosen_factors={"AU-TAS": ids})
    assert upstream(both, "location") == {"electricity_upstream_and_losses": pytest.approx(168_000 * 30)}
    assert upstream(both, "market") == upstream(both, "location")
    assert both.intensity_of("mine_to_metal")["complete"]


def test_a_chosen_factor_that_may_not_be_used_is_refused(tmp_path: Path) -> None:
    for name in ("grid_my_swk", "no_such_factor"):
        with pytest.raises(UnusableFactorError):
            power(tmp_path / name, chosen_factors={"Z": name})


def test_a_life_cycle_factor_gets_no_upstream_and_no_losses_on_top(tmp_path: Path) -> None:
    whole = tuple(row | {"basis": "life_cycle"} if row["parameter"] == "grid_combustion" else row for row in FACTORS)
    made = power(tmp_path, factors=whole)
    assert made.kilograms(source="energy_upstream") == pytest.approx(60_000 * 5)
    assert made.intensity_of("mine_to_metal")["complete"]


def test_captive_power_has_no_row_of_its_own(tmp_path: Path) -> None:
    tables = small_plant()
    tables["electricity"] = [row | {"supply": "captive"} for row in tables["electricity"]]
    made = run(tmp_path, tables, factors=FACTORS)
    assert made.ledger.filter(pl.col("source") == "purchased_electricity").is_empty()
    assert "power_plant_fuel" in made.intensity_of("scope_1")["missing"]

"""Every way from a fuel's record to its net energy: the energy by hand, and what is missing where a step is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.emissions.energy_upstream import FUEL_UPSTREAM
from smelter_ghg.emissions.fuel_combustion import COMBUSTION, COMBUSTION_BY_CARBON
from smelter_ghg.emissions.fuel_paths import FUEL_PATHS
from tests.golden.from_records import Run, Tables, run
from tests.golden.small_plant import FACTORS, FUEL_RECORDS, add_fuel, small_plant

# 1000 of the unit each path is recorded in, in GJ on the net calorific value, by hand.
NET_GJ = {
    "gross_energy": 1000 * 1.05505585262 * 0.9,
    "gross_mass": 1000 * 0.90718474 * 50 * 0.9,
    "gross_volume": 1000 * 0.003785411784 * 0.04 * 0.9,
    "gross_normal_volume": 1000 * 0.04 * 0.9,
    "gross_energy_by_mass_values": 1000 * 0.105506 * 45 / 50,
    "gross_energy_by_volume_values": 1000 * 0.036 / 0.04,
    "gross_energy_by_normal_volume_values": 1000 * 0.036 / 0.04,
    "normal_volume": 1000 * 0.036,
    "volume_by_density": 0.840 * 48.0,
    "normal_volume_by_density": 0.8 * 48,
}


def burnt(folder: Path, *fuels: tuple[str, str, dict[str, str]]) -> Run:
    tables: Tables = {name: [] for name in small_plant()}
    for smelter, unit, properties in fuels:
        add_fuel(tables, smelter, unit, properties)
    return run(folder, tables, factors=FACTORS)


def missing_of(made: Run, item: str = "natural_gas") -> str:
    rows = made.missing.filter((pl.col("item") == item) & (pl.col("boundary") == "scope_1"))
    return str(rows["reason"].item())


def test_each_path_gives_the_energy_and_the_carbon_dioxide_by_hand(tmp_path: Path) -> None:
    made = burnt(tmp_path, *((path, unit, properties) for path, (unit, properties) in FUEL_RECORDS.items()))
    assert made.records.findings.is_empty()
    gas = made.energy.filter(pl.col("carrier") == "natural_gas")
    assert dict(gas.select("smelter_id", "equation_id").iter_rows()) == {path: f"fuel_{path}" for path in NET_GJ}
    found = dict(gas.select("smelter_id", "gj").iter_rows())
    assert found == {path: pytest.approx(gj, rel=1e-12) for path, gj in NET_GJ.items()}
    for path, gj in NET_GJ.items():
        # 56 100 kg CO2 per TJ of natural gas (IPCC 2006, volume 2, table 2.3).
        co2 = made.kilograms(smelter_id=path, item="natural_gas", gas="CO2", source="combustion")
        assert co2 == pytest.approx(gj * 56.1, rel=1e-12), path
        density = {"density", "net_to_gross", "gross_calorific_value"} & set(FUEL_PATHS[path].units)
        ids = made.ledger.filter(pl.col("smelter_id") == path)["ledger_id"].implode()
        leaves = made.ledger_inputs.filter(pl.col("ledger_id").is_in(ids) & pl.col("argument").is_in(sorted(density)))
        assert leaves.filter(pl.col("kind") != "record").is_empty()
        assert set(leaves["argument"]) == density


@pytest.mark.parametrize("path", sorted(FUEL_PATHS))
def test_a_path_only_adds_its_steps_to_the_equation_of_energy(path: str) -> None:
    values = {name: 0.3 + 0.1 * at for at, name in enumerate(FUEL_PATHS[path].units)}
    energy = FUEL_PATHS[path].energy(**values)
    factors = {"emission_factor": 0.7}
    assert COMBUSTION[path].function(**values, **factors) == COMBUSTION["energy"].function(energy, **factors)
    factors = {"carbon_content": 15.3, "carbon_to_co2": 3.664}
    carbon = COMBUSTION_BY_CARBON[path].function(**values, **factors)
    assert carbon == COMBUSTION_BY_CARBON["energy"].function(energy, **factors)
    factors = {"upstream_factor": 5.0}
    assert FUEL_UPSTREAM[path].function(**values, **factors) == FUEL_UPSTREAM["energy"].function(energy, **factors)


@pytest.mark.parametrize(
    ("unit", "properties", "basis", "words"),
    [
        ("GJ", {}, "", "without its basis"),
        ("therm_ec", {}, "", "without its basis"),
        ("MMBtu", {"net_to_gross_calorific_ratio": "0.9"}, "wet", "without its basis"),
        ("MWh", {}, "gross_calorific", "net_to_gross_calorific_ratio"),
        ("MWh", {"gross_calorific_value_gj_per_t": "50"}, "gross_calorific", "net_to_gross_calorific_ratio"),
        ("m3", {"gross_calorific_value_gj_per_m3": "0.04"}, "", "no net calorific value per m3"),
        ("m3", {"net_calorific_value_gj_per_nm3": "0.036"}, "", "no net calorific value per m3"),
        ("Nm3", {"net_calorific_value_gj_per_m3": "0.036"}, "", "do not fit normal cubic metres"),
        ("Nm3", {"density_kg_per_m3": "0.8"}, "", "do not fit normal cubic metres"),
    ],
)
def test_a_step_nobody_stated_is_missing_and_never_guessed(
    unit: str, properties: dict[str, str], basis: str, words: str, tmp_path: Path
) -> None:
    tables: Tables = {name: [] for name in small_plant()}
    add_fuel(tables, "s", unit, properties)
    for row in tables["activity"]:
        row["basis"] = basis
    made = run(tmp_path, tables, factors=FACTORS)
    assert words in missing_of(made)
    assert made.ledger.filter(pl.col("item") == "natural_gas").is_empty() and made.energy.is_empty()

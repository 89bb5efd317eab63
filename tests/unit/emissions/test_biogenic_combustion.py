"""CO2 of biomass stands beside the scopes and in no total; its CH4 counts in scope 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import run, user_factor
from tests.golden.small_plant import FACTORS, bought, months, small_plant

# 100 GJ of biogas; 70.8 kg CO2/GJ and 3 kg CH4/TJ are the test's own: 7080 kg and 0.3 kg.
OWN = (
    user_factor("biogas", "combustion_factor", 70.8, "kg/GJ", gas="CO2"),
    user_factor("biogas", "combustion_factor", 3, "kg/TJ", gas="CH4"),
)


def test_biogenic_co2_is_stated_apart_and_its_methane_in_scope_1(tmp_path: Path) -> None:
    tables = small_plant()
    tables["activity"].append(
        bought(months(2022)[0], "biogas", 100, unit="GJ", basis="net_calorific", origin="", supplier="")
    )
    made = run(tmp_path, tables, factors=[*FACTORS, *OWN])
    apart = made.ledger.filter(gas="CO2_biogenic")
    assert apart["mass_kg"].to_list() == pytest.approx([7080]) and apart["scope"].to_list() == [0]
    assert made.inventory().filter(gas="CO2_biogenic").is_empty()
    methane = made.inventory().filter(item="biogas", gas="CH4")
    assert methane["mass_kg"].to_list() == pytest.approx([0.3]) and methane["scope"].to_list() == [1]
    plain = run(tmp_path / "plain", small_plant(), factors=FACTORS)
    added = made.intensity_of("scope_1")["emissions_t_co2e"] - plain.intensity_of("scope_1")["emissions_t_co2e"]
    assert added == pytest.approx(0.3 * 27.9 / 1000)


def test_biomass_without_a_factor_leaves_no_scope_incomplete_by_its_co2(tmp_path: Path) -> None:
    tables = small_plant()
    tables["activity"].append(
        bought(months(2022)[0], "biogas", 100, unit="GJ", basis="net_calorific", origin="", supplier="")
    )
    missing = run(tmp_path, tables, factors=FACTORS).missing.filter(item="biogas_combustion_co2_biogenic")
    assert missing["boundary"].to_list() == ["outside_scopes"]

"""The total a regulation asks for: rounding, potentials and refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smelter_ghg.disclosure.regulatory import RefusedTotalError, regulatory_total
from tests.golden.from_records import Run, bare_potline, run, user_factor

WHERE = {"smelter_id": "golden", "period_label": "2022"}


def total(made: Run, **choices: Any) -> tuple[float, float]:
    found = regulatory_total(made.ledger, made.missing, made.factors, **{**WHERE, **choices})
    return found.unrounded_t_co2e, found.t_co2e


def plant(folder: Path, *, quebec: bool = False) -> Run:
    rows = [
        user_factor("carbon", "carbon_to_co2", "3.66", "t CO2/t C", gas="CO2"),
        user_factor("anode_effect", "slope_cf4", 0.1, "kg CF4/t Al/(min/cell-day)", gas="CF4", technology="CWPB"),
        user_factor("anode_effect", "c2f6_cf4_ratio", 0.1, "kg C2F6/kg CF4", gas="C2F6", technology="CWPB"),
    ]
    tables = bare_potline("CWPB", "1000", anode_effect_minutes_per_cell_day="0.1")
    # Nothing else is burnt: an exclusion says so, where the records of a real smelter would hold a zero.
    rate = tables["metal"][0] | {"item": "net_anode_carbon", "value": "0.4", "unit": "t/t", "per": "tapped"}
    tables["specific_consumption"] = [{k: v for k, v in rate.items() if k not in ("flow", "mass_t")}]
    days = {name: rate[name] for name in ("smelter_id", "period_start", "period_end")}
    tables["exclusions"] = [
        days | {"item": item, "estimate_t_co2e": "0", "reason": "none"} for item in ("fuels", "power_plant_fuel")
    ]
    own = [row | {"method_set": "quebec_q2_r15"} for row in rows] if quebec else []
    return run(folder, tables, factors=own)


def test_quebec_rounds_up_to_whole_tonnes(tmp_path: Path) -> None:
    made = plant(tmp_path, quebec=True)
    exact = 0.4 * 1000 * (1 - 0.024) * 3.66 + 0.01 * 6630 + 0.001 * 11100
    unrounded, stated = total(made, method_set="quebec_q2_r15", gwp_set="AR5GWP100")
    assert unrounded == pytest.approx(exact, rel=1e-12)
    assert stated == int(exact) + 1


def test_quebec_has_no_potentials_of_its_own_and_no_equations_without_a_user(tmp_path: Path) -> None:
    with pytest.raises(RefusedTotalError, match="potentials are not verified"):
        total(plant(tmp_path / "with", quebec=True), method_set="quebec_q2_r15")
    with pytest.raises(RefusedTotalError, match=r"missing: .*QC\.3"):
        total(plant(tmp_path / "without"), method_set="quebec_q2_r15", gwp_set="AR5GWP100")


def test_the_eu_total_is_not_rounded_and_keeps_its_potentials(tmp_path: Path) -> None:
    made = plant(tmp_path)
    exact = 0.4 * 1000 * (1 - 0.024) * 3.664 + 1000 * 0.1 * 0.143 / 1000 * (6630 + 0.121 * 11100)
    assert total(made, method_set="eu_2025_2547") == (pytest.approx(exact), pytest.approx(exact))
    with pytest.raises(RefusedTotalError, match="AR5GWP100, not AR6GWP100"):
        total(made, method_set="eu_2025_2547", gwp_set="AR6GWP100")


def test_a_missing_item_refuses_the_total(tmp_path: Path) -> None:
    with pytest.raises(RefusedTotalError, match="anode_effect_months"):
        total(plant(tmp_path), method_set="us_40cfr98_f", gwp_set="AR4GWP100")

"""The carbon floor: net carbon, less sulphur and ash, above what the reaction takes over current efficiency."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.factors import load_factors
from smelter_ghg.physics import carbon_floor_findings
from smelter_ghg.physics.carbon import stoichiometric_carbon
from tests.golden.from_records import Run, Tables, months, run, whole_year
from tests.golden.small_plant import YEAR, bought
from tests.unit.ledger.demo_run import demo

# 2 Al2O3 + 3 C -> 4 Al + 3 CO2: three quarters of a carbon atom per aluminium atom.
FLOOR = 0.75 * 12.011 / 26.9815384
DEFAULT_IMPURITIES = 0.02 + 0.004


def plant(value: float, unit: str = "t/t", **potline: str) -> Tables:
    where = {"smelter_id": "s", "facility_id": "L1"} | months(YEAR)[0]
    return {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}],
        "metal": [where | {"flow": "tapped", "mass_t": "1000"}],
        "potlines": [where | potline],
        "specific_consumption": [
            where | {"item": "net_anode_carbon", "value": repr(value), "unit": unit, "per": "tapped"}
        ],
    }


def findings(made: Run) -> list[tuple[object, ...]]:
    found = carbon_floor_findings(made.activity, made.factors)
    return found.select("check_id", "severity", "smelter_id", "period", "table", "column", "value").rows()


def test_the_reaction_takes_0_3339_t_of_carbon() -> None:
    assert stoichiometric_carbon(load_factors().usable) == pytest.approx(0.3339, abs=5e-5)
    assert stoichiometric_carbon(load_factors().usable) == pytest.approx(FLOOR, rel=1e-12)


@pytest.mark.parametrize("efficiency", [None, 88.0, 95.0])
@pytest.mark.parametrize(("share", "sound"), [(1.001, True), (1.3, True), (0.999, False), (0.8, False)])
def test_the_floor_is_the_reactions_carbon_over_the_stated_efficiency(
    tmp_path: Path, efficiency: float | None, share: float, sound: bool
) -> None:
    lowest = FLOOR / (1 - DEFAULT_IMPURITIES) / ((efficiency or 100) / 100)
    stated = {} if efficiency is None else {"current_efficiency_pct": str(efficiency)}
    made = run(tmp_path, plant(round(lowest * share, 6), **stated))
    value = f"{round(lowest * share, 6):g}"
    expected = ("carbon_floor", "error", "s", str(YEAR), "specific_consumption", "value", value)
    assert findings(made) == ([] if sound else [expected])


def test_kilograms_are_compared_as_tonnes_and_shown_as_written(tmp_path: Path) -> None:
    assert findings(run(tmp_path / "sound", plant(420, "kg/t"))) == []
    made = run(tmp_path / "low", plant(300, "kg/t"))
    assert findings(made)[0][-1] == "300"
    assert "more than 342.1" in carbon_floor_findings(made.activity, made.factors)["expected"].item()


def test_the_sites_own_sulphur_and_ash_count(tmp_path: Path) -> None:
    """345 kg/t is above the floor with the default impurities, and below it with 4 % sulphur and 1 % ash."""
    sound, low = plant(0.345), plant(0.345)
    low["properties"] = [
        whole_year(YEAR) | {"smelter_id": "s", "item": "prebaked_anode", "property": name, "value": value}
        for name, value in (("sulphur_pct", "4"), ("ash_pct", "1"))
    ]
    assert findings(run(tmp_path / "sound", sound)) == []
    assert len(findings(run(tmp_path / "low", low))) == 1


def test_the_efficiency_metal_and_charge_imply_stands_in_for_a_stated_one(tmp_path: Path) -> None:
    """At 80 % of the charge the floor is a quarter higher."""
    charge = {"line_current_ka": "350", "cell_days": str(1000 / 0.8 / (350 * 24 * 0.000335567))}
    assert findings(run(tmp_path / "implied", plant(0.4, **charge)))[0][:2] == ("carbon_floor", "error")
    assert findings(run(tmp_path / "stated", plant(0.4, **charge | {"current_efficiency_pct": "94"}))) == []


def test_the_demo_smelters_burn_more_than_the_reaction_takes() -> None:
    assert findings(demo()) == []


def test_anodes_by_weight_are_held_against_the_floor_too(tmp_path: Path) -> None:
    tables = plant(0.42) | {"specific_consumption": []}
    tables["activity"] = [bought(months(YEAR)[0], "prebaked_anode", 250)]
    assert len(findings(run(tmp_path, tables))) == 1

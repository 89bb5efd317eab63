"""Where a balance begins and ends: exactly at the floor, a line that stands still, rows that are no electricity."""

from __future__ import annotations

import math
from pathlib import Path

from smelter_ghg.factors import load_factors
from smelter_ghg.physics import carbon_floor_findings, dc_ac_findings
from smelter_ghg.physics.carbon import stoichiometric_carbon
from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import YEAR, bought

JANUARY = months(YEAR)[0] | {"smelter_id": "s"}
LINE = JANUARY | {"facility_id": "L1"}


def plant(tonnes: float = 1000, **tables: list[Row]) -> Tables:
    return {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}],
        "metal": [LINE | {"flow": "tapped", "mass_t": repr(tonnes)}],
    } | tables


def without_impurities() -> list[Row]:
    return [
        whole_year(YEAR) | {"smelter_id": "s", "item": "prebaked_anode", "property": name, "value": "0"}
        for name in ("sulphur_pct", "ash_pct")
    ]


def by_rate(value: float) -> Tables:
    rate = {"item": "net_anode_carbon", "value": repr(value), "unit": "t/t", "per": "tapped"}
    return plant(specific_consumption=[LINE | rate], properties=without_impurities())


def by_weight(anodes: float, butts: float, tonnes: float = 1000) -> Tables:
    returned = bought(JANUARY, "anode_butts", butts, flow="returned")
    return plant(tonnes, activity=[bought(JANUARY, "prebaked_anode", anodes), returned])


def low(made: Run) -> list[str]:
    return carbon_floor_findings(made.activity, made.factors)["expected"].to_list()


def test_carbon_exactly_at_the_floor_is_too_little(tmp_path: Path) -> None:
    """At 100 % current efficiency no carbon would be left for the sulphur, the ash and the air."""
    floor = stoichiometric_carbon(load_factors().usable)
    assert len(low(run(tmp_path / "at", by_rate(floor)))) == 1
    assert low(run(tmp_path / "above", by_rate(math.nextafter(floor, 1)))) == []


def test_a_finding_says_whose_carbon_it_is(tmp_path: Path) -> None:
    assert "(L1, " in low(run(tmp_path / "line", by_rate(0.3)))[0]
    assert "(whole smelter, " in low(run(tmp_path / "smelter", by_weight(300, 0)))[0]


def test_butts_are_taken_off_the_anodes(tmp_path: Path) -> None:
    """0.55 t set less 0.13 t returned is enough per tonne; 0.45 t alone would be, less 0.13 t it is not."""
    assert low(run(tmp_path / "sound", by_weight(550, 130))) == []
    assert len(low(run(tmp_path / "low", by_weight(450, 130)))) == 1


def test_a_month_without_metal_has_no_carbon_rate(tmp_path: Path) -> None:
    """More butts come back from a line that is shut down than anodes go in."""
    assert low(run(tmp_path, by_weight(0, 130, tonnes=0))) == []


def test_what_a_potline_consumes_of_other_things_is_no_electricity(tmp_path: Path) -> None:
    meter = {"flow": "consumed", "supply": "grid", "grid_zone": "Z", "mwh": "14000", "meter_id": "M"}
    made = run(
        tmp_path,
        plant(
            potlines=[LINE | {"dc_electricity_mwh": "13300"}],
            electricity=[LINE | meter],
            activity=[bought(JANUARY, "alumina", 1930, facility_id="L1")],
        ),
    )
    assert dc_ac_findings(made.activity).is_empty()

"""Where a balance begins and ends: exactly at the floor, a line that stands still, rows that are no electricity."""

from __future__ import annotations

import math
from pathlib import Path

from smelter_ghg.factors import load_factors
from smelter_ghg.physics import carbon_floor_findings, dc_ac_findings
from smelter_ghg.physics.carbon import stoichiometric_carbon
from smelter_ghg.physics.faraday import implied_current_efficiency
from smelter_ghg.physics.potlines import potline_periods, tapped_by_potline
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


def two_months(**potline: str) -> list[Row]:
    return [LINE | month | potline for month in months(YEAR)[:2]]


def test_a_row_of_anode_effects_alone_is_no_period_of_operation(tmp_path: Path) -> None:
    effects = LINE | whole_year(YEAR) | {"anode_effect_minutes_per_cell_day": "0.2"}
    made = run(tmp_path, plant(potlines=[*two_months(line_current_ka="350", cell_days="6000"), effects]))
    rows = potline_periods(made.activity)
    assert rows["period_start"].dt.month().to_list() == [1, 2]
    assert rows["line_current_ka"].to_list() == [350, 350]


def test_metal_belongs_to_the_place_it_is_labelled_with(tmp_path: Path) -> None:
    """Unlabelled metal is the only potline's; cast metal and metal of another place are not."""
    tapped = JANUARY | {"flow": "tapped", "mass_t": "1000"}
    current = {"line_current_ka": "350", "cell_days": "6000"}
    cast = LINE | {"flow": "cast_out", "mass_t": "990"}

    def by_place(name: str, metal: list[Row], lines: tuple[str, ...] = ("L1",)) -> dict[str, float]:
        potlines = [LINE | {"facility_id": line} | current for line in lines]
        made = run(tmp_path / name, plant(metal=metal, potlines=potlines))
        return dict(tapped_by_potline(made.activity).select("facility_id", "metal_t").iter_rows())

    assert by_place("unlabelled", [tapped, cast]) == {"L1": 1000}
    assert by_place("two lines", [tapped], ("L1", "L2")) == {"": 1000}
    assert by_place("labelled", [tapped | {"facility_id": "CH"}]) == {"CH": 1000}
    assert by_place("one of two", [tapped | {"facility_id": "L2"}], ("L1", "L2")) == {"L2": 1000}


def test_months_of_metal_meet_the_charge_of_their_quarter(tmp_path: Path) -> None:
    first, *_, last = months(YEAR)[:3]
    quarter = {"period_start": first["period_start"], "period_end": last["period_end"]}
    metal = [LINE | month | {"flow": "tapped", "mass_t": "1000"} for month in months(YEAR)[:3]]
    made = run(
        tmp_path,
        plant(metal=metal, potlines=[LINE | quarter | {"line_current_ka": "350", "cell_days": "1200"}]),
    )
    rows = implied_current_efficiency(made.activity, made.factors)
    assert rows["metal_t"].to_list() == [3000]

"""Cell voltage and energy per tonne: the reaction's enthalpy is the floor, the IAI's regions are what is usual."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.factors import load_factors
from smelter_ghg.physics import energy_per_tonne_findings, voltage_findings
from smelter_ghg.physics.energy_of_cells import reaction_energy
from tests.golden.from_records import Run, Tables, months, run
from tests.golden.small_plant import YEAR
from tests.unit.ledger.demo_run import demo

WHERE = {"smelter_id": "s", "facility_id": "L1"} | months(YEAR)[0]
KILOAMPERE, CELL_DAYS = 350.0, 6200.0


def line(dc_mwh: float, tonnes: float = 16_500.0, ac_mwh: float | None = None) -> Tables:
    operation = {"line_current_ka": str(KILOAMPERE), "cell_days": str(CELL_DAYS), "dc_electricity_mwh": repr(dc_mwh)}
    tables: Tables = {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}],
        "metal": [WHERE | {"flow": "tapped", "mass_t": repr(tonnes)}],
        "potlines": [WHERE | operation],
    }
    if ac_mwh is not None:
        meter = {"flow": "consumed", "supply": "grid", "grid_zone": "Z", "meter_id": "L1"}
        tables["electricity"] = [WHERE | meter | {"mwh": repr(ac_mwh)}]
    return tables


def rate(item: str, value: str, unit: str = "MWh/t") -> Tables:
    stated = WHERE | {"item": item, "value": value, "unit": unit, "per": "tapped"}
    return {"facilities": line(1)["facilities"], "specific_consumption": [stated]}


def energy(made: Run) -> list[tuple[object, ...]]:
    found = energy_per_tonne_findings(made.activity, made.factors)
    return found.select("check_id", "severity", "table", "column").rows()


def test_the_reaction_takes_5_59_mwh_per_tonne() -> None:
    by_hand = (2 * 1675.7 - 3 * 393.51) / 4 / 26.9815384 / 3.6
    assert reaction_energy(load_factors().usable) == pytest.approx(by_hand, rel=1e-12)
    assert by_hand == pytest.approx(5.587, abs=5e-4)


@pytest.mark.parametrize(("volts", "sound"), [(3.6, True), (4.2, True), (5.4, True), (3.3, False), (5.8, False)])
def test_the_implied_voltage_is_in_its_band(tmp_path: Path, volts: float, sound: bool) -> None:
    made = run(tmp_path, line(volts * KILOAMPERE * CELL_DAYS * 24 / 1000))
    found = voltage_findings(made.activity)
    expected = ("cell_voltage", "warning", "s", "potlines", "dc_electricity_mwh", f"{volts:.4g} V")
    shown = found.select("check_id", "severity", "smelter_id", "table", "column", "value").rows()
    assert shown == ([] if sound else [expected])
    assert sound or ("L1" in found["expected"].item() and f"{YEAR}-01-01 to {YEAR}-01-31" in found["expected"].item())


def test_a_slip_of_a_thousand_is_named(tmp_path: Path) -> None:
    made = run(tmp_path, line(4.2 * KILOAMPERE * CELL_DAYS * 24))
    assert "about 1,000 times what is usual: another unit" in voltage_findings(made.activity)["likely_cause"].item()


def test_without_current_or_cells_there_is_no_voltage(tmp_path: Path) -> None:
    tables = line(200_000)
    tables["potlines"][0]["line_current_ka"] = ""
    assert voltage_findings(run(tmp_path / "no current", tables).activity).is_empty()
    tables["potlines"][0] |= {"line_current_ka": "350", "cell_days": "0"}
    assert voltage_findings(run(tmp_path / "no cells", tables).activity).is_empty()


@pytest.mark.parametrize(
    ("per_tonne", "severity"),
    [(13.2, None), (11.6, None), (16.1, None), (10.9, "warning"), (17.0, "warning"), (5.5, "error")],
)
def test_metered_direct_current_per_tonne(tmp_path: Path, per_tonne: float, severity: str | None) -> None:
    made = run(tmp_path, line(per_tonne * 16_500))
    expected = ("energy_per_tonne", severity, "potlines", "dc_electricity_mwh")
    assert energy(made) == ([] if severity is None else [expected])
    if severity is not None:
        source = "CODATA" if severity == "error" else "IAI"
        assert source in energy_per_tonne_findings(made.activity, made.factors)["expected"].item()


@pytest.mark.parametrize(
    ("per_tonne", "severity"),
    [(14.1, None), (12.3, None), (18.8, None), (19.5, "warning"), (11.9, "warning"), (5.0, "error")],
)
def test_metered_alternating_current_per_tonne(tmp_path: Path, per_tonne: float, severity: str | None) -> None:
    made = run(tmp_path, line(13.2 * 16_500, ac_mwh=per_tonne * 16_500))
    assert energy(made) == ([] if severity is None else [("energy_per_tonne", severity, "electricity", "mwh")])


@pytest.mark.parametrize(
    ("tables", "severity"),
    [
        (rate("electricity_dc", "13181", "kWh/t"), None),
        (rate("electricity_ac", "14.5"), None),
        (rate("electricity_not_stated", "13"), None),
        (rate("electricity_dc", "17"), "warning"),
        (rate("electricity_not_stated", "20"), "warning"),
        (rate("electricity_ac", "14.5", "kWh/t"), "error"),
    ],
)
def test_stated_rates(tmp_path: Path, tables: Tables, severity: str | None) -> None:
    expected = ("energy_per_tonne", severity, "specific_consumption", "value")
    assert energy(run(tmp_path, tables)) == ([] if severity is None else [expected])


def test_the_demo_potlines_take_what_smelters_take() -> None:
    assert energy(demo()) == [] and voltage_findings(demo().activity).is_empty()


def test_a_line_without_current_has_no_voltage(tmp_path: Path) -> None:
    """Cells are counted and heated before the line is switched on."""
    tables = line(200)
    tables["potlines"][0]["line_current_ka"] = "0"
    assert voltage_findings(run(tmp_path, tables).activity).is_empty()


def test_energy_without_metal_is_no_rate(tmp_path: Path) -> None:
    """Neither what heats cells that are started nor what a line that is shut still takes is energy per tonne."""
    assert energy(run(tmp_path, line(200, tonnes=0, ac_mwh=210))) == []

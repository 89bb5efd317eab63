"""Faraday per potline and month: more metal than the charge can make is impossible, an odd efficiency worth a look."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.factors import load_factors
from smelter_ghg.physics import faraday_findings
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.faraday import implied_current_efficiency, metal_per_charge
from tests.golden.from_records import Row, Run, months, run
from tests.golden.small_plant import YEAR
from tests.unit.ledger.demo_run import demo

KILOAMPERE, CELLS = 350.0, 200
# One mole of electrons per 96 485 C, three per atom, 26.98 g of aluminium per mole.
KG_PER_KAH = 26.9815384 / (3 * 96485.33212) * 3600


def january_with(folder: Path, tonnes: float, metal: Row | None = None, **cells: str) -> Run:
    where = {"smelter_id": "s", "facility_id": "L1"} | months(YEAR)[0]
    operation = {"line_current_ka": str(KILOAMPERE), "cell_days": str(CELLS * 31)} | cells
    tables = {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}],
        "metal": [where | {"flow": "tapped", "mass_t": repr(tonnes)} | (metal or {})],
        "potlines": [where | operation],
    }
    return run(folder, tables)


def theoretical() -> float:
    return KILOAMPERE * CELLS * 31 * 24 * KG_PER_KAH / 1000


def findings(made: Run) -> list[tuple[object, ...]]:
    found = faraday_findings(made.activity, made.factors)
    return found.select("check_id", "severity", "smelter_id", "period", "table", "column").rows()


def test_a_kiloampere_hour_deposits_0_33557_kg() -> None:
    assert metal_per_charge(load_factors().usable) == pytest.approx(0.33557, abs=5e-6)
    assert metal_per_charge(load_factors().usable) == pytest.approx(KG_PER_KAH, rel=1e-12)


@pytest.mark.parametrize("efficiency", [0.5, 0.88, 0.94, 0.9999])
def test_metal_over_charge_is_the_current_efficiency(tmp_path: Path, efficiency: float) -> None:
    made = january_with(tmp_path, theoretical() * efficiency)
    rows = implied_current_efficiency(made.activity, made.factors)
    assert rows["implied_current_efficiency"].to_list() == [pytest.approx(efficiency, rel=1e-9)]
    assert findings(made) == []


@pytest.mark.parametrize("efficiency", [1.0001, 1.2, 10.0])
def test_more_metal_than_the_charge_can_make_is_an_error(tmp_path: Path, efficiency: float) -> None:
    made = january_with(tmp_path, theoretical() * efficiency, current_efficiency_pct="94")
    assert findings(made) == [("faraday", "error", "s", str(YEAR), "metal", "mass_t")]
    found = faraday_findings(made.activity, made.factors).row(0, named=True)
    assert f"{theoretical():.1f}" in found["expected"] and "Faraday" in found["expected"] and found["likely_cause"]
    assert found["value"] == f"{theoretical() * efficiency:.1f}"


@pytest.mark.parametrize(
    ("stated", "sound"), [("94", True), ("95.5", True), ("92.5", True), ("97", False), ("91", False)]
)
def test_a_stated_efficiency_off_by_more_than_two_points_is_a_warning(tmp_path: Path, stated: str, sound: bool) -> None:
    made = january_with(tmp_path, theoretical() * 0.94, current_efficiency_pct=stated)
    expected = ("faraday_efficiency", "warning", "s", str(YEAR), "potlines", "current_efficiency_pct")
    assert findings(made) == ([] if sound else [expected])


def test_the_limits_are_those_of_the_band_file() -> None:
    assert band("implied_current_efficiency").upper == 1 and band("current_efficiency_difference").upper == 0.02


@pytest.mark.parametrize("empty", ["line_current_ka", "cell_days"])
def test_without_current_or_cell_days_there_is_nothing_to_say(tmp_path: Path, empty: str) -> None:
    assert findings(january_with(tmp_path, theoretical() * 5, **{empty: ""})) == []


def test_a_stopped_potline_has_no_efficiency(tmp_path: Path) -> None:
    assert findings(january_with(tmp_path, 0.0, cell_days="0")) == []


def test_metal_of_a_stopped_potline_is_an_error(tmp_path: Path) -> None:
    assert findings(january_with(tmp_path, 500.0, cell_days="0"))[0][:2] == ("faraday", "error")


def test_a_quarter_of_metal_meets_three_months_of_charge(tmp_path: Path) -> None:
    made = january_with(tmp_path, theoretical() * 5, metal={"period_end": f"{YEAR}-03-31"})
    assert findings(made)[0][:2] == ("faraday", "error")


def test_metal_of_the_whole_smelter_meets_its_only_potline(tmp_path: Path) -> None:
    made = january_with(tmp_path, theoretical() * 5, metal={"facility_id": ""})
    assert findings(made)[0][:2] == ("faraday", "error")


def test_potlines_are_judged_one_by_one_and_month_by_month() -> None:
    """A potline that makes too much is not hidden by one that makes too little."""
    made = demo()
    assert findings(made) == []
    rows = implied_current_efficiency(made.activity, made.factors)
    # Two smelters with two potlines each over sixty months, one with two over eight quarters.
    assert rows.height == 2 * 2 * 60 + 2 * 8
    assert rows["implied_current_efficiency"].is_between(0.85, 0.97).all()

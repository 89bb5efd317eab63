"""Captive power over periods that share days, and of a plant that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.physics import captive_power_findings, plant_efficiency_findings
from tests.golden.from_records import Row, Run, run, whole_year
from tests.golden.small_plant import YEAR

WHO = {"smelter_id": "s"}
MARCH = (f"{YEAR}-03-01", f"{YEAR}-03-31")


def metered(flow: str, mwh: float, first: str = MARCH[0], last: str = MARCH[1]) -> Row:
    place = "L1" if flow == "consumed" else "PP"
    cells = {"facility_id": place, "meter_id": place, "supply": "captive", "flow": flow, "mwh": str(mwh)}
    return WHO | {"period_start": first, "period_end": last} | cells


def made(folder: Path, electricity: list[Row], fuel_gj: float | None = None) -> Run:
    gas = {"facility_id": "PP", "item": "natural_gas", "flow": "consumed", "unit": "GJ", "basis": "net_calorific"}
    first, last = MARCH
    burnt = WHO | {"period_start": first, "period_end": last} | gas | {"quantity": str(fuel_gj)}
    return run(
        folder,
        {
            "facilities": [
                WHO | {"facility_id": "L1", "kind": "potline", "technology": "PFPB_M"},
                WHO | {"facility_id": "PP", "kind": "power_plant"},
            ],
            "reporting_periods": [WHO | {"period_label": str(YEAR)} | whole_year(YEAR)],
            "electricity": electricity,
            "activity": [] if fuel_gj is None else [burnt],
        },
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (f"{YEAR}-03-31", f"{YEAR}-04-15"),
        (f"{YEAR}-02-15", f"{YEAR}-03-01"),
        (f"{YEAR}-03-01", f"{YEAR}-03-15"),
        (f"{YEAR}-03-16", f"{YEAR}-03-31"),
    ],
    ids=["from its last day on", "to its first day", "its first half", "its second half"],
)
def test_a_month_that_shares_a_day_with_another_reading_is_judged_with_the_year(
    tmp_path: Path, first: str, last: str
) -> None:
    """13 000 of 15 000 MWh by the month alone; the meter that was exchanged has the other 2 000."""
    month = [metered("generated_gross", 15_000), metered("consumed", 13_000)]
    exchanged = made(tmp_path / "shared", [*month, metered("consumed", 2_000, first, last)])
    assert captive_power_findings(exchanged.activity).is_empty()
    apart = made(tmp_path / "apart", [*month, metered("consumed", 2_000, f"{YEAR}-04-01", f"{YEAR}-04-15")])
    (found,) = captive_power_findings(apart.activity).rows(named=True)
    assert found["value"] == "0.8667" and f"{YEAR}-03-01 to {YEAR}-03-31" in found["expected"]


def test_a_plant_that_stands_still_and_supplies_nothing_is_no_fault(tmp_path: Path) -> None:
    still = made(tmp_path, [metered("generated_gross", 0), metered("consumed", 0)], fuel_gj=0)
    assert captive_power_findings(still.activity).is_empty()
    assert plant_efficiency_findings(still.activity, still.factors).is_empty()


@pytest.mark.parametrize(("generated", "used", "told"), [(0, 100, ["100 MWh"]), (0, 0, []), (100, 100, [])])
def test_no_captive_electricity_is_used_where_none_is_generated(
    tmp_path: Path, generated: float, used: float, told: list[str]
) -> None:
    """By the month, though the plant ran in another one; and told once, by its days."""
    april = (f"{YEAR}-04-01", f"{YEAR}-04-30")
    running = [metered("generated_gross", 15_000, *april), metered("consumed", 15_000, *april)]
    month = [metered("generated_gross", generated), metered("consumed", used)]
    found = captive_power_findings(made(tmp_path, [*running, *month]).activity)
    assert found.filter(severity="error")["value"].to_list() == told
    alone = captive_power_findings(made(tmp_path / "alone", month).activity)
    assert alone.select("severity", "value").rows() == [("error", value) for value in told]
    assert all(f"generated, {MARCH[0]} to {MARCH[1]} (" in text for text in alone["expected"])


def test_a_plant_that_exports_all_it_makes_supplies_nothing(tmp_path: Path) -> None:
    flows = {"generated_gross": 15_000, "own_use": 900, "exported": 14_100, "consumed": 0}
    exporting = made(tmp_path, [metered(flow, mwh) for flow, mwh in flows.items()])
    assert captive_power_findings(exporting.activity).is_empty()


@pytest.mark.parametrize(
    ("exported", "used", "told"), [(14_100, 100, ["100 MWh"]), (14_900, 15_000, ["15000 MWh"]), (14_000, 100, [])]
)
def test_no_captive_electricity_is_used_where_all_of_it_is_exported(
    tmp_path: Path, exported: float, used: float, told: list[str]
) -> None:
    """15 000 MWh made of which the plant takes 900; the same 15 000 may not be exported and used."""
    flows = {"generated_gross": 15_000, "own_use": 900, "exported": exported, "consumed": used}
    found = captive_power_findings(made(tmp_path, [metered(flow, mwh) for flow, mwh in flows.items()]).activity)
    assert found.select("severity", "value").rows() == [("error", value) for value in told]


@pytest.mark.parametrize(
    ("generated", "own_use", "exported", "severity"),
    [(0.6, 0.1, 0.5, "error"), (0.61, 0.1, 0.5, "warning"), (15_000.7, 900.4, 14_100.3, "error")],
    ids=["a hair less than nothing", "a hundredth", "a hair more than nothing"],
)
def test_nothing_is_left_where_tenths_add_up_to_all_of_it(
    tmp_path: Path, generated: float, own_use: float, exported: float, severity: str
) -> None:
    """Of 0.6 less 0.1 and 0.5, and of 15 000.7 less 900.4 and 14 100.3, the rounding of doubles leaves a hair."""
    flows = {"generated_gross": generated, "own_use": own_use, "exported": exported, "consumed": 0.3}
    found = captive_power_findings(made(tmp_path, [metered(flow, mwh) for flow, mwh in flows.items()]).activity)
    assert found["severity"].to_list() == [severity]


def test_all_that_is_generated_may_be_used(tmp_path: Path) -> None:
    used = made(tmp_path, [metered("generated_gross", 15_000), metered("consumed", 15_000)])
    assert captive_power_findings(used.activity).is_empty()

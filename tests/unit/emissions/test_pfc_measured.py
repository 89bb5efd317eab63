"""Measured PFC: in place of coefficients where it covers the metal's days, and never with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import Row, Run, months, user_factor, whole_year
from tests.golden.from_records import run as run_records
from tests.golden.small_plant import FACTORS, YEAR, small_plant

YEAR_OF_LINE = {"smelter_id": "s", "facility_id": "L1"} | whole_year(YEAR)


def measured(kind: str, gas: str, mass: str, when: Row | None = None, efficiency: str = "90") -> Row:
    return (
        YEAR_OF_LINE
        | (when or {})
        | {"pfc_kind": kind, "gas": gas, "mass_kg": mass, "collection_efficiency_pct": efficiency}
        | {"citation": "invented for the tests"}
    )


def computed(tmp_path: Path, rows: list[Row], *, factors: tuple[Row, ...] = (), **settings: str) -> Run:
    tables = small_plant()
    tables["pfc_measurements"] = rows
    return run_records(tmp_path, tables, factors=[*FACTORS, *factors], **settings)


def test_a_year_in_the_duct_stands_for_twelve_months_of_slopes(tmp_path: Path) -> None:
    made = computed(tmp_path, [measured("high_voltage", "CF4", "900"), measured("high_voltage", "C2F6", "90")])
    assert made.kilograms(source="anode_effects", gas="CF4") == pytest.approx(1000)
    assert made.kilograms(source="anode_effects", gas="C2F6") == pytest.approx(100)
    slopes = made.ledger.filter(source="anode_effects", gas="CF4", method_set="eu_2025_2547", tier=2)
    assert slopes.height == 12 and not slopes["selected"].any()


def test_half_a_year_in_the_duct_leaves_the_other_half_to_the_slopes(tmp_path: Path) -> None:
    half = [measured("high_voltage", "CF4", "90", when) for when in months(YEAR)[:6]]
    made = computed(tmp_path, half)
    assert made.kilograms(source="anode_effects", gas="CF4") == pytest.approx(6 * 100 + 6 * 0.143 * 0.2 * 1000)


def test_low_voltage_is_asked_for_by_the_eu_set_alone(tmp_path: Path) -> None:
    made = computed(tmp_path, [])
    lacking = made.missing.filter(item="low_voltage_pfc")
    assert set(lacking["method_set"]) == {"eu_2025_2547"} and set(lacking["facility_id"]) == {"L1"}
    assert made.missing_items() == ["low_voltage_pfc"]
    assert computed(tmp_path / "2006", [], method_set="ipcc_2006").missing_items() == []


@pytest.mark.parametrize("kind", ["low_voltage", "operation"])
def test_measuring_it_supplies_it(tmp_path: Path, kind: str) -> None:
    made = computed(tmp_path, [measured(kind, "CF4", "90"), measured(kind, "C2F6", "9")])
    assert made.missing_items() == []
    source = "low_voltage_pfc" if kind == "low_voltage" else "anode_effects"
    assert made.kilograms(source=source, gas="CF4") == pytest.approx(100)


def test_a_single_day_measured_by_itself_closes_the_month(tmp_path: Path) -> None:
    """Thirty days and the thirty-first: the metal of January has its low-voltage PFC."""
    first, *others = months(YEAR)
    spans = [*others, first | {"period_end": f"{YEAR}-01-30"}, first | {"period_start": f"{YEAR}-01-31"}]
    ducts = [measured("low_voltage", "CF4", "9", span) for span in spans]
    assert computed(tmp_path / "all", ducts).missing_items() == []
    assert computed(tmp_path / "but one", ducts[:-1]).missing_items() == ["low_voltage_pfc"]


def test_a_sites_own_coefficient_covers_low_voltage(tmp_path: Path) -> None:
    tables = small_plant()
    tables["pfc_measurements"] = []
    for row in tables["potlines"]:
        row |= {"slope_cf4": "0.15", "c2f6_cf4_ratio": "0.1", "coefficient_measured_on": "2021-03-01"}
    assert run_records(tmp_path, tables, factors=FACTORS).missing_items() == []


def test_no_low_voltage_factor_is_shipped_and_a_users_is_used(tmp_path: Path) -> None:
    own = user_factor("anode_effect", "low_voltage_factor", 0.02, "kg/t Al", gas="CF4", technology="CWPB",
                      method_set="eu_2025_2547")  # fmt: skip
    made = computed(tmp_path, [], factors=(own,))
    assert made.kilograms(source="low_voltage_pfc") == pytest.approx(12_000 * 0.02) and made.missing_items() == []


def test_the_factor_is_not_added_to_a_duct_that_holds_both(tmp_path: Path) -> None:
    own = user_factor("anode_effect", "low_voltage_factor", 0.02, "kg/t Al", gas="CF4", technology="CWPB",
                      method_set="eu_2025_2547")  # fmt: skip
    both = [measured("operation", "CF4", "90"), measured("operation", "C2F6", "9")]
    made = computed(tmp_path, both, factors=(own,))
    assert made.kilograms(source="low_voltage_pfc") == 0
    assert made.kilograms(gas="CF4") == pytest.approx(100)


def test_start_up_stands_apart_and_adds(tmp_path: Path) -> None:
    made = computed(tmp_path, [measured("start_up", "CF4", "45"), measured("low_voltage", "CF4", "0")])
    assert made.kilograms(source="start_up_pfc", gas="CF4") == pytest.approx(50)
    assert made.kilograms(source="anode_effects", gas="CF4") == pytest.approx(12 * 0.143 * 0.2 * 1000)


def test_a_set_that_takes_over_rows_of_another_does_not_take_measurements(tmp_path: Path) -> None:
    made = computed(tmp_path, [measured("high_voltage", "CF4", "900")], method_set="us_40cfr98_f")
    assert made.inventory().filter(tier=4).is_empty()

"""Anode effects: which line's data and which technology's coefficients meet which metal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

POINT_FED = ("PFPB", "PFPB_L", "PFPB_M", "PFPB_MW")


def computed(folder: Path, tables: Tables, method_set: str = "eu_2025_2547") -> Run:
    return run(folder, tables, factors=FACTORS, method_set=method_set)


def cf4(made: Run, **labels: str) -> float:
    return made.kilograms(source="anode_effects", gas="CF4", **labels)


@pytest.mark.parametrize("technology", POINT_FED)
def test_point_fed_cells_are_in_the_cwpb_row_of_2006(tmp_path: Path, technology: str) -> None:
    made = computed(tmp_path, small_plant(technology=technology), "ipcc_2006")
    assert cf4(made) == pytest.approx(12_000 * 0.2 * 0.143)


def test_point_fed_cells_of_no_known_subtype_have_no_coefficient_in_the_regulation(tmp_path: Path) -> None:
    made = computed(tmp_path, small_plant(technology="PFPB"))
    assert cf4(made) == 0 and made.missing_items() == ["technology_subtype"]


def test_every_line_has_its_own_technology(tmp_path: Path) -> None:
    tables = small_plant(lines=("L1", "L2"))
    tables["facilities"][1]["technology"] = "HSS"
    made = computed(tmp_path, tables)
    assert cf4(made, facility_id="L1") == pytest.approx(12_000 * 0.2 * 0.143)
    assert cf4(made, facility_id="L2") == pytest.approx(12_000 * 0.2 * 0.165)


def test_minutes_of_a_year_stand_for_its_months_but_not_the_other_way_round(tmp_path: Path) -> None:
    tables = small_plant()
    tables["potlines"] = [tables["potlines"][0] | whole_year(YEAR)]
    assert cf4(computed(tmp_path / "year", tables)) == pytest.approx(12_000 * 0.2 * 0.143)
    tables = small_plant()
    tables["metal"] = [tables["metal"][0] | whole_year(YEAR)]
    made = computed(tmp_path / "months", tables)
    assert cf4(made) == 0 and "anode_effect_frequency" in made.missing_items()


def test_a_months_minutes_beat_those_of_the_year(tmp_path: Path) -> None:
    tables = small_plant()
    year = tables["potlines"][0] | whole_year(YEAR) | {"anode_effect_minutes_per_cell_day": "0.5"}
    tables["potlines"] = [tables["potlines"][0], year]
    assert cf4(computed(tmp_path, tables)) == pytest.approx((1000 * 0.2 + 11_000 * 0.5) * 0.143)


def test_a_month_without_data_is_missing_and_not_filled(tmp_path: Path) -> None:
    tables = small_plant()
    del tables["potlines"][7]
    made = computed(tmp_path, tables)
    assert cf4(made) == pytest.approx(11_000 * 0.2 * 0.143)
    assert made.missing_items() == ["anode_effect_duration", "anode_effect_frequency"]


def test_no_anode_effects_at_all_is_zero_and_not_missing(tmp_path: Path) -> None:
    tables = small_plant()
    for row in tables["potlines"]:
        row["anode_effect_minutes_per_cell_day"] = "0"
    made = computed(tmp_path, tables)
    assert cf4(made) == 0 and made.missing_items() == []


def whole_smelter_metal(tables: Tables) -> Tables:
    for row in tables["metal"]:
        if row["flow"] == "tapped":
            row["facility_id"] = ""
    return tables


def test_metal_of_the_whole_smelter_belongs_to_its_only_line(tmp_path: Path) -> None:
    made = computed(tmp_path, whole_smelter_metal(small_plant()))
    assert cf4(made, facility_id="L1") == pytest.approx(12_000 * 0.2 * 0.143)


def test_metal_of_the_whole_smelter_belongs_to_neither_of_two_lines(tmp_path: Path) -> None:
    tables = small_plant(lines=("L1", "L2"))
    tables["metal"] = [row for row in tables["metal"] if row["facility_id"] != "L2"]
    made = computed(tmp_path, whole_smelter_metal(tables))
    assert cf4(made) == 0 and "anode_effect_frequency" in made.missing_items()


def test_a_line_without_data_still_makes_two_lines(tmp_path: Path) -> None:
    tables = small_plant()
    tables["facilities"].append(tables["facilities"][0] | {"facility_id": "L2"})
    made = computed(tmp_path, whole_smelter_metal(tables))
    assert "anode_effect_frequency" in made.missing_items()


def test_gases_of_a_year_are_the_sum_of_its_months(tmp_path: Path) -> None:
    tables = small_plant()
    for number, row in enumerate(tables["potlines"]):
        row["anode_effect_minutes_per_cell_day"] = str(0.05 * number)
    made = computed(tmp_path, tables)
    assert cf4(made) == pytest.approx(1000 * 0.143 * 0.05 * sum(range(12)))
    assert made.kilograms(gas="C2F6") == pytest.approx(cf4(made) * 0.121)
    assert made.inventory().filter(gas="CF4", source="anode_effects").height == len(months(YEAR))

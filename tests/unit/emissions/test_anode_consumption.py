"""Anode consumption: which rate and analysis meet which metal, and what keeps metal without a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant

CARBON = 0.42 * 12_000 * (1 - 0.024) * 3.664 * 1000


def computed(folder: Path, tables: Tables, method_set: str = "eu_2025_2547") -> Run:
    return run(folder, tables, factors=FACTORS, method_set=method_set)


def co2(made: Run) -> float:
    return made.kilograms(source="anode_consumption")


def rates(change: Callable[[Row], Row], lines: tuple[str, ...] = ("L1",)) -> Tables:
    tables = small_plant(lines=lines)
    return tables | {"specific_consumption": [change(row) for row in tables["specific_consumption"]]}


def test_a_rate_of_the_line_meets_the_lines_metal(tmp_path: Path) -> None:
    assert co2(computed(tmp_path, small_plant())) == pytest.approx(CARBON, rel=1e-12)


def test_a_rate_of_the_whole_smelter_meets_the_metal_of_every_line(tmp_path: Path) -> None:
    tables = rates(lambda row: row | {"facility_id": ""}, ("L1", "L2"))
    tables["specific_consumption"] = tables["specific_consumption"][::2]
    assert co2(computed(tmp_path, tables)) == pytest.approx(2 * CARBON, rel=1e-12)


def test_a_lines_own_rate_beats_the_smelters_and_a_months_the_years(tmp_path: Path) -> None:
    tables = rates(lambda row: row, ("L1", "L2"))
    tables["specific_consumption"] = [
        tables["specific_consumption"][0] | whole_year(YEAR) | {"facility_id": "", "value": "500"},
        tables["specific_consumption"][0] | whole_year(YEAR) | {"facility_id": "L2", "value": "400"},
        tables["specific_consumption"][0] | {"facility_id": "L2", "value": "300"},
    ]
    made = computed(tmp_path, tables)
    by_line = {line: made.kilograms(source="anode_consumption", facility_id=line) for line in ("L1", "L2")}
    assert by_line["L1"] == pytest.approx(CARBON * 500 / 420, rel=1e-12)
    assert by_line["L2"] == pytest.approx(CARBON * (11 * 400 + 300) / 12 / 420, rel=1e-12)


def test_an_analysis_of_another_smelter_or_year_is_not_used(tmp_path: Path) -> None:
    tables = small_plant()
    tables["properties"] = [
        {"item": "prebaked_anode", "property": "sulphur_pct", "value": "4"} | when
        for when in ({"smelter_id": "t"} | whole_year(YEAR), {"smelter_id": "s"} | whole_year(YEAR - 1))
    ]
    assert co2(computed(tmp_path, tables)) == pytest.approx(CARBON, rel=1e-12)


def test_metal_without_a_rate_is_missing_where_the_set_has_no_tier_1(tmp_path: Path) -> None:
    tables = rates(lambda row: row) | {"specific_consumption": []}
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"]
    made = computed(tmp_path, tables)
    assert "net_anode_carbon" in made.intensity_of("scope_1")["missing"]
    other = computed(tmp_path / "2006", tables, "ipcc_2006")
    assert co2(other) == pytest.approx(1.6 * 12_000_000, rel=1e-12)
    assert other.intensity_of("scope_1")["complete"]


def test_one_month_without_a_rate_is_missing_and_not_filled_from_the_others(tmp_path: Path) -> None:
    tables = small_plant()
    del tables["specific_consumption"][5]
    made = computed(tmp_path, tables)
    assert co2(made) == pytest.approx(CARBON * 11 / 12, rel=1e-12)
    assert made.intensity_of("scope_1")["missing"] == ["net_anode_carbon"]


def test_weighed_anodes_less_butts_of_the_same_month(tmp_path: Path) -> None:
    tables = small_plant() | {"specific_consumption": []}
    for month in months(YEAR):
        butts = {"smelter_id": "s", "item": "anode_butts", "flow": "returned", "quantity": "110000", "unit": "kg"}
        tables["activity"].append(month | butts)
    made = computed(tmp_path, tables)
    assert co2(made) == pytest.approx(CARBON, rel=1e-12)
    inputs = made.ledger_inputs.filter(made.ledger_inputs["argument"] == "net_anodes")
    assert set(inputs["multiplier"]) == {1.0, -0.001} and inputs.height == 2 * 24


@pytest.mark.parametrize("origins", [("purchased", "own"), ("own", "own")])
def test_own_and_bought_anodes_are_consumed_alike(tmp_path: Path, origins: tuple[str, str]) -> None:
    tables = small_plant() | {"specific_consumption": []}
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"]
    for month in months(YEAR):
        for number, origin in enumerate(origins):
            tables["activity"].append(bought(month, "prebaked_anode", 210, origin=origin, supplier=str(number)))
    tables["activity"].append(bought(whole_year(YEAR), "anode_butts", 0, flow="returned"))
    assert co2(computed(tmp_path, tables)) == pytest.approx(CARBON, rel=1e-12)


def test_a_rate_per_cast_tonne_is_not_multiplied_with_tapped_metal(tmp_path: Path) -> None:
    made = computed(tmp_path, rates(lambda row: row | {"per": "cast_out"}))
    assert co2(made) == 0.0
    assert "net_anode_carbon" in made.missing_items()


def test_a_rate_whose_tonne_is_not_stated_is_read_per_tonne_tapped(tmp_path: Path) -> None:
    """As equation 4.21 defines it; docs/conventions.md says so."""
    assert co2(computed(tmp_path, rates(lambda row: row | {"per": "not_stated"}))) == pytest.approx(CARBON, rel=1e-12)


def test_a_carbon_rate_in_energy_units_is_not_taken_for_carbon(tmp_path: Path) -> None:
    made = computed(tmp_path, rates(lambda row: row | {"unit": "kWh/t"}))
    assert co2(made) != pytest.approx(CARBON)


def test_metal_of_the_whole_smelter_meets_the_rate_of_its_only_line(tmp_path: Path) -> None:
    tables = small_plant()
    for row in tables["metal"]:
        if row["flow"] == "tapped":
            row["facility_id"] = ""
    made = computed(tmp_path, tables)
    assert co2(made) == pytest.approx(CARBON, rel=1e-12)


@pytest.mark.parametrize("technology", ["VSS", "HSS"])
def test_soderberg_cells_do_not_use_the_equation_of_baked_anodes(tmp_path: Path, technology: str) -> None:
    made = computed(tmp_path, small_plant(technology=technology))
    assert made.ledger.filter(made.ledger["equation_id"].str.starts_with("prebake_anode")).is_empty()

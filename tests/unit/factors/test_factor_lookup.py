"""Which rows may be used, which come first, and what a refusal says."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from smelter_ghg.factors import (
    FILE_COLUMNS,
    MANDATORY_COLUMNS,
    FactorFileError,
    Factors,
    UnusableFactorError,
    load_factors,
    refusal,
)

METHANE = {
    "factor_id": "site_methane",
    "item": "natural_gas",
    "parameter": "combustion_factor",
    "gas": "CH4",
    "value": "1",
    "unit": "kg/TJ",
    "publisher": "A laboratory",
    "document": "Stack test 17",
    "status": "unverified",
    "confidence": "M",
}
CO2 = {**METHANE, "factor_id": "site_co2", "gas": "CO2", "value": "55900", "document": "Gas analysis 3"}
Loader = Callable[..., Factors]


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    def loader(*rows: dict[str, str]) -> Factors:
        path = tmp_path / "site_factors.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, FILE_COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return load_factors([path])

    return loader


def test_an_unverified_row_is_refused_in_words_that_name_the_columns_of_a_users_file() -> None:
    factors = load_factors()
    assert factors.find("natural_gas", "combustion_factor", gas="CH4").is_empty()
    row = factors.find_refused("natural_gas", "combustion_factor", gas="CH4").row(0, named=True)
    message = refusal(row)
    assert message == factors.refusal(row)
    for column in (*MANDATORY_COLUMNS, *FILE_COLUMNS):
        assert column in message
    for words in ("ipcc_2006_combustion_ch4_natural_gas", "item=natural_gas", "gas=CH4", "kg/TJ", "factor_files"):
        assert words in message
    with pytest.raises(UnusableFactorError, match="factor_files"):
        factors.row("ipcc_2006_combustion_ch4_natural_gas")


def test_the_refusal_never_shows_the_value_it_refuses() -> None:
    row = load_factors().frame.filter(factor_id="residual_mix_no_2023").row(0, named=True)
    assert str(row["value"]) not in refusal(row)


def test_a_users_row_is_used_and_its_citation_travels(load: Loader) -> None:
    factors = load(METHANE)
    found = factors.find("natural_gas", "combustion_factor", gas="CH4").row(0, named=True)
    assert (found["factor_id"], found["status"], found["confidence"]) == ("site_methane", "user", "user")
    assert (found["publisher"], found["document"]) == ("A laboratory", "Stack test 17")
    assert (found["canonical_value"], found["canonical_unit"], found["multiplier"]) == (0.001, "kg/GJ", 0.001)
    assert factors.find_refused("natural_gas", "combustion_factor", gas="CH4").is_empty()


def test_synthetic_stays_synthetic(load: Loader) -> None:
    assert load({**METHANE, "confidence": "synthetic"}).row("site_methane")["confidence"] == "synthetic"


def test_a_users_row_takes_the_place_of_the_shipped_one_only(load: Loader) -> None:
    shipped, factors = load_factors(), load(CO2)
    assert shipped.find("natural_gas", "combustion_factor", gas="CO2")["value"].to_list() == [56100.0]
    assert factors.find("natural_gas", "combustion_factor", gas="CO2")["factor_id"].to_list() == ["site_co2"]
    assert factors.usable.height == shipped.usable.height
    assert factors.frame.height == shipped.frame.height + 1
    with pytest.raises(UnusableFactorError, match="replaced"):
        factors.row("ipcc_2006_combustion_co2_natural_gas")


def test_a_users_row_for_a_period_or_place_comes_first_and_leaves_the_rest(load: Loader) -> None:
    dated = {**CO2, "valid_from": "2024-01-01", "valid_to": "2024-12-31"}
    placed = {**CO2, "factor_id": "site_co2_here", "region": "ZZ"}
    factors = load(dated, placed)

    def ids(**labels: object) -> list[str]:
        found = factors.find("natural_gas", "combustion_factor", gas="CO2", **labels)  # type: ignore[arg-type]
        return found["factor_id"].to_list()

    general = "ipcc_2006_combustion_co2_natural_gas"
    assert ids(region="ZZ", on=date(2024, 6, 1)) == ["site_co2_here", "site_co2", general]
    assert ids(region="YY", on=date(2024, 6, 1)) == ["site_co2", general]
    assert ids(region="YY", on=date(2023, 12, 31)) == [general]


def test_a_potential_of_one_set_leaves_the_other_sets_alone(load: Loader) -> None:
    fossil = {
        **METHANE,
        "factor_id": "fossil_methane",
        "item": "CH4",
        "parameter": "gwp100",
        "gas": "",
        "value": "29",
        "unit": "kg CO2e/kg",
        "gwp_set": "AR6GWP100",
    }
    factors = load(fossil)
    of_methane = {
        name: dict(factors.gwp(name).select("gas", "gwp").iter_rows())["CH4"] for name in ("AR5GWP100", "AR6GWP100")
    }
    assert of_methane == {"AR5GWP100": 28.0, "AR6GWP100": 29.0}
    assert factors.gwp("AR6GWP100").height == 13


def test_gas_and_method_set_are_never_widened() -> None:
    factors = load_factors()
    assert factors.find("natural_gas", "combustion_factor", gas="CO2e").is_empty()
    assert factors.find("natural_gas", "net_calorific_value", method_set="ipcc_2006").is_empty()
    assert factors.find("carbon", "carbon_to_co2").height == 3


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnusableFactorError, match="no factor is called grid_xx"):
        load_factors().row("grid_xx")


def test_a_faulty_users_file_stops_the_load_and_keeps_its_findings(load: Loader) -> None:
    with pytest.raises(FactorFileError, match=r"site_factors.csv row 3, unit: found 'lb', expected one of") as caught:
        load(METHANE, {**CO2, "unit": "lb"})
    assert caught.value.findings.select("row", "column", "value").rows() == [(3, "unit", "lb")]


def test_loading_reads_every_shipped_table_once_and_imports_nothing_heavy() -> None:
    """In a fresh process, which hears of every file opened; what was loaded comes from memory from then on."""
    code = (
        "import sys; opened = []; sys.addaudithook(lambda event, about: opened.append(str(about[0])) "
        "if event == 'open' and str(about[0]).endswith('.csv') else None); "
        "import smelter_ghg.factors as f; first = f.load_factors(); once = list(opened); "
        "assert f.load_factors().frame.equals(first.frame); "
        "heavy = {'pandas', 'pint', 'pandera', 'plotly', 'dagster', 'yaml'} & set(sys.modules); "
        "print(len(once), len(set(once)), len(opened), sorted(heavy))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    tables, different, opened, heavy = told.split()
    assert int(tables) == int(different) == int(opened) >= 5
    assert heavy == "[]"

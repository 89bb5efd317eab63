"""Electricity as an amount against a rate and a production, and sources of one cell: what contradicts and what fits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from smelter_ghg.physics.published_conflicts import EnergyConflict, energy_in_conflict, sources_in_conflict
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Row, whole_year, write

WHEN = {"smelter_id": "s"} | whole_year(2022)
DAYS = "2022-01-01|2022-12-31"
METAL, USE = f"s||{DAYS}|tapped|", f"s|{DAYS}|electricity_use|not_stated|none"
PRODUCED = {"flow": "tapped", "mass_t": "300000"}


def quoted(table: str, row_key: str, column: str, value: str, **cells: str) -> Row:
    source = {"qualifier": "exact", "document_id": f"d {value}", "confidence": "V", "chosen": "false"}
    return {"table": table, "row_key": row_key, "column": column, "value": value} | source | cells


def rate(value: str, item: str = "electricity_ac", **cells: str) -> Row:
    return WHEN | {"item": item, "value": value, "unit": "MWh/t", "per": "tapped"} | cells


def conflicts(
    folder: Path,
    *rates: Row,
    amount: str = "4000",
    metal: Sequence[Row] = (PRODUCED,),
    evidence: Sequence[Row] = (),
    **cells: str,
) -> list[EnergyConflict]:
    """4000 GWh, 3995 to 4005, over 300 000 t, 299 500 to 300 500, unless said otherwise: 13.29 to 13.37 MWh/t."""
    use = {"indicator": "electricity_use", "boundary": "not_stated", "scope2_account": "none", "qualifier": "exact"}
    tables = {
        "reported_indicators": [WHEN | use | {"value": amount, "unit": "GWh"} | cells],
        "specific_consumption": list(rates),
        "metal": [WHEN | row for row in metal],
        "evidence": list(evidence),
    }
    return energy_in_conflict(read_folder(write(folder, tables)).tables)


def stated(found: list[EnergyConflict]) -> list[str]:
    return [one.stated for one in found]


def per_tonne(found: list[EnergyConflict]) -> list[float]:
    return [round(float(one.per_tonne), 4) for one in found]


def test_an_amount_over_a_production_is_held_against_the_rate_beside_it(tmp_path: Path) -> None:
    (one,) = conflicts(tmp_path / "apart", rate("13.9"))
    assert (one.stated, one.production_t) == ("13.9 MWh/t", 300_000)
    assert float(one.per_tonne) == pytest.approx(4_000_000 / 300_000)
    assert float(one.allows.lower) == pytest.approx(3_995_000 / 300_500)
    assert float(one.allows.upper) == pytest.approx(4_005_000 / 299_500)
    assert conflicts(tmp_path / "fits", rate("13.3")) == []
    assert stated(conflicts(tmp_path / "two", rate("13.3"), rate("13.9", per="cast"))) == ["13.9 MWh/t"]


@pytest.mark.parametrize(
    "other",
    [
        rate("13", "electricity_dc"),
        rate("14.9", smelter_id="other"),
        rate("14.9", period_start="2021-01-01", period_end="2021-12-31"),
        rate("0.42", "net_anode_carbon", unit="t/t"),
    ],
    ids=["of direct current", "of another smelter", "of another year", "of carbon"],
)
def test_a_rate_of_something_else_contradicts_nothing(tmp_path: Path, other: Row) -> None:
    assert conflicts(tmp_path, other, amount="4500") == []


@pytest.mark.parametrize(
    ("amount", "sound"), [("3660", True), ("5670", True), ("3659", False), ("5671", False), ("4000", True)]
)
def test_without_a_rate_the_amount_is_held_to_what_smelters_take(tmp_path: Path, amount: str, sound: bool) -> None:
    """From 12.2 to 18.9 MWh/t, the ends included."""
    assert stated(conflicts(tmp_path, amount=amount)) == ([] if sound else [""])


def test_with_a_rate_that_fits_the_amount_may_be_unusual(tmp_path: Path) -> None:
    assert conflicts(tmp_path, rate("20"), amount="6000") == []


@pytest.mark.parametrize(
    "cells",
    [{"qualifier": "upper"}, {"unit": "t CO2e", "indicator": "site_ghg_emissions"}],
    ids=["a bound", "no electricity"],
)
def test_only_an_amount_of_electricity_as_such_is_compared(tmp_path: Path, cells: dict[str, str]) -> None:
    assert conflicts(tmp_path, rate("13.9"), **cells) == []


def test_terawatt_hours_are_a_million_megawatt_hours(tmp_path: Path) -> None:
    assert per_tonne(conflicts(tmp_path, rate("20"), amount="4", unit="TWh")) == [13.3333]


@pytest.mark.parametrize(
    "other",
    [
        {"flow": "cast_out", "mass_t": "200000"},
        {"flow": "tapped", "mass_t": "200000", "smelter_id": "other"},
        {"flow": "tapped", "mass_t": "200000", "period_start": "2021-01-01", "period_end": "2021-12-31"},
    ],
    ids=["cast", "of another smelter", "of another year"],
)
def test_only_the_production_of_the_same_days_counts(tmp_path: Path, other: Row) -> None:
    assert per_tonne(conflicts(tmp_path, rate("13.9"), metal=[PRODUCED, other])) == [13.3333]


def test_a_production_with_decimals_keeps_them(tmp_path: Path) -> None:
    (one,) = conflicts(tmp_path, rate("13.9"), metal=[{"flow": "tapped", "mass_t": "300000.4"}])
    assert one.production_t == Decimal("300000.4")
    assert float(one.allows.upper) == pytest.approx(4_005_000 / 300_000.35, rel=1e-12)


def test_where_no_production_was_settled_each_one_a_source_prints_is_tried(tmp_path: Path) -> None:
    """Words without a number, and nothing, are no production; nor is what is printed of other metal."""
    printed = [quoted("metal", METAL, "mass_t", value) for value in ("285000", "300000", "about 290000", "0")]
    elsewhere = [quoted("metal", METAL.replace("2022", "2021"), "mass_t", "200000")]
    other = [quoted("reported_indicators", METAL, "value", "100000")]
    found = conflicts(
        tmp_path, rate("13.9"), metal=[{"flow": "tapped", "mass_t": ""}], evidence=[*printed, *elsewhere, *other]
    )
    assert sorted(int(one.production_t) for one in found) == [285_000, 300_000]


def test_an_amount_is_rounded_as_its_source_prints_it(tmp_path: Path) -> None:
    """4 TWh alone are 3.5 to 4.5; printed as 4.0, or to one decimal, they are 3.95 to 4.05."""

    def upper(name: str, evidence: Sequence[Row] = (), **cells: str) -> list[float]:
        found = conflicts(tmp_path / name, rate("13.9"), amount="4", unit="TWh", evidence=evidence, **cells)
        return [float(one.allows.upper) for one in found]

    text = [quoted("reported_indicators", USE, "value", "4.0", chosen="true")]
    assert upper("alone") == []
    assert upper("text", text) == upper("decimals", decimals_printed="1") == [pytest.approx(4_050_000 / 299_500)]
    # Decimals on record go before a text, such as that of a source that was not followed to the last digit.
    assert upper("both", text, decimals_printed="2") == [pytest.approx(4_005_000 / 299_500)]


@pytest.mark.parametrize(
    "other",
    [
        {"chosen": "false"},
        {"table": "reported_emissions"},
        {"row_key": USE.replace("2022", "2021")},
        {"column": "decimals_printed"},
    ],
    ids=["not chosen", "of another table", "of another record", "of another column"],
)
def test_the_text_of_another_cell_says_nothing_of_the_rounding(tmp_path: Path, other: dict[str, str]) -> None:
    text = quoted("reported_indicators", USE, "value", "4.0", chosen="true") | other
    assert conflicts(tmp_path, rate("13.9"), amount="4", unit="TWh", evidence=[text]) == []


def of_sources(folder: Path, *values: str, **cells: str) -> list[tuple[str, bool]]:
    rows = [quoted("metal", METAL, "mass_t", value, **cells) for value in values]
    found = sources_in_conflict(read_folder(write(folder, {"evidence": rows})).tables["evidence"])
    return found.select("values", "settled").rows()


def test_sources_that_no_rounding_reconciles_are_in_conflict(tmp_path: Path) -> None:
    assert of_sources(tmp_path / "apart", "285000", "300000") == [("285000; 300000", False)]
    assert of_sources(tmp_path / "settled", "285000", "300000", chosen="true") == [("285000; 300000", True)]
    assert of_sources(tmp_path / "rounded", "285000", "285400") == []
    assert of_sources(tmp_path / "one", "285000") == []


def test_words_bounds_and_other_units_are_in_conflict_with_nothing(tmp_path: Path) -> None:
    assert of_sources(tmp_path / "words", "285000", "nearly 300000") == []
    assert of_sources(tmp_path / "more words", "285000", "300000", "nearly 290000") != []
    assert of_sources(tmp_path / "all words", "some 285000", "nearly 300000") == []
    assert of_sources(tmp_path / "bounds", "285000", "300000", qualifier="upper") == []
    assert of_sources(tmp_path / "units", "285000 t", "300 kt") == []


def test_cells_are_compared_each_by_itself(tmp_path: Path) -> None:
    rows = [
        quoted("metal", METAL.replace("2022", year), "mass_t", mass) for year, mass in (("2021", "1"), ("2022", "9"))
    ]
    assert sources_in_conflict(read_folder(write(tmp_path, {"evidence": rows})).tables["evidence"]).is_empty()

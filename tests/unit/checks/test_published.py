"""Published figures: the production a disclosure implies, the figure that breaks it, sources in conflict."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from checks.published import implied_production, published_conflicts
from smelter_ghg.physics.published_intensities import Disclosure, disclosures
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Tables, write

PUBLISHED = Path(__file__).parents[3] / "data" / "published"
Row = dict[str, Any]


@cache
def _published() -> tuple[tuple[str, tuple[tuple[tuple[str, str], ...], ...]], ...]:
    found = []
    for path in sorted(PUBLISHED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found.append((path.stem, tuple(tuple(row.items()) for row in csv.DictReader(file))))
    return tuple(found)


def read(folder: Path, change: Callable[[Tables], None] = lambda tables: None) -> dict[str, pl.DataFrame]:
    """The published records with a change, read back."""
    tables = {name: [dict(row) for row in rows] for name, rows in _published()}
    change(tables)
    return read_folder(write(folder, tables)).tables


def of(tables: dict[str, pl.DataFrame], smelter: str) -> list[Disclosure]:
    return [one for one in disclosures(tables) if one.smelter_id == smelter]


def indicator(tables: Tables, smelter: str, year: str, name: str) -> Row:
    (row,) = (
        row
        for row in tables["reported_indicators"]
        if (row["smelter_id"], row["period_start"][:4], row["indicator"]) == (smelter, year, name)
    )
    return row


@pytest.mark.parametrize(("year", "lower", "upper"), [(2022, 1278.5, 1281.1), (2023, 1284.9, 1299.7)])
def test_five_printed_intensities_imply_one_production(tmp_path: Path, year: int, lower: float, upper: float) -> None:
    """Worked out by hand from unrounded emissions; their own rounding widens the range by less than 0.1 kt."""
    (one,) = (one for one in of(read(tmp_path), "press_metal") if one.period_start.year == year)
    assert one.broken_by == () and len(one.figures) == 5 and one.production is not None
    assert float(one.production.lower) / 1000 == pytest.approx(lower, abs=0.1)
    assert float(one.production.upper) / 1000 == pytest.approx(upper, abs=0.1)


def test_the_production_is_a_note_at_the_disclosure(tmp_path: Path) -> None:
    found = implied_production(read(tmp_path))
    assert found.select("check_id", "severity", "smelter_id", "table", "column").unique().rows() == [
        ("implied_production", "note", "press_metal", "reported_indicators", "value")
    ]
    assert "1278.5 to 1281.1 kt" in found["expected"][0] and found["row"].null_count() == 0


@pytest.mark.parametrize("name", ["intensity_s1", "intensity_s3", "intensity_s123"])
def test_one_tampered_figure_is_named(tmp_path: Path, name: str) -> None:
    def tamper(tables: Tables) -> None:
        row = indicator(tables, "press_metal", "2022", name)
        row["value"] = f"{float(row['value']) * 1.2:.1f}"

    (one,) = (one for one in of(read(tmp_path, tamper), "press_metal") if one.period_start.year == 2022)
    assert len(one.broken_by) == 1 and f"|{name}|" in one.broken_by[0]
    found = implied_production(read(tmp_path / "again", tamper)).filter(severity="warning")
    (row,) = found.rows(named=True)
    assert (row["table"], row["column"], row["smelter_id"]) == ("reported_indicators", "value", "press_metal")
    assert "4 other printed intensities" in row["expected"] and "mistyped" in row["likely_cause"]


def test_tampered_emissions_are_seen_too(tmp_path: Path) -> None:
    def tamper(tables: Tables) -> None:
        for row in tables["reported_emissions"]:
            if row["smelter_id"] == "press_metal" and row["scope"] == "1" and row["period_start"] == "2022-01-01":
                row["emissions_t_co2e"] = "2820500"

    """Scope 1 is part of three figures, so that no single one can be named."""
    found = implied_production(read(tmp_path, tamper)).filter(severity="warning")
    assert found.height == 5 and all("emissions behind several" in cause for cause in found["likely_cause"])


def test_two_figures_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    def tamper(tables: Tables) -> None:
        kept = ("intensity_s1", "intensity_s2")
        tables["reported_indicators"] = [
            row
            for row in tables["reported_indicators"]
            if row["smelter_id"] != "press_metal" or row["indicator"] in kept
        ]
        indicator(tables, "press_metal", "2022", "intensity_s1")["value"] = "2.9"

    assert implied_production(read(tmp_path, tamper)).filter(severity="warning").height == 2


def test_a_single_figure_implies_nothing(tmp_path: Path) -> None:
    assert {one.smelter_id for one in disclosures(read(tmp_path))} == {"press_metal"}


def conflicts(tables: dict[str, pl.DataFrame]) -> list[tuple[object, ...]]:
    found = published_conflicts(tables)
    return found.select("check_id", "severity", "smelter_id", "table", "row").rows()


def test_the_conflicts_in_the_published_records_are_listed(tmp_path: Path) -> None:
    """Dunkerque states 13 MWh/t beside 4.0 TWh, and three productions; Alouette's 7 TWh are too few for its metal."""
    tables = read(tmp_path)
    assert {(check, smelter) for check, _, smelter, *_ in conflicts(tables)} == {
        ("energy_in_conflict", "dunkerque"),
        ("energy_in_conflict", "alouette"),
        ("sources_in_conflict", "dunkerque"),
    }
    energy = {
        row["smelter_id"]: row
        for row in published_conflicts(tables).iter_rows(named=True)
        if row["table"] != "evidence"
    }
    assert "13 MWh/t" in energy["dunkerque"]["expected"]
    assert "285000 t it is 14.0 MWh/t, 13.8 to 14.2" in energy["dunkerque"]["expected"]
    assert "300000 t" not in energy["dunkerque"]["expected"], "4.0 TWh over 300 000 t does fit 13 MWh/t"
    assert "582004 t it is 12.0 MWh/t, 11.2 to 12.9" in energy["alouette"]["expected"]


def test_figures_that_agree_are_left_alone(tmp_path: Path) -> None:
    def agree(tables: Tables) -> None:
        indicator(tables, "dunkerque", "2022", "electricity_use")["value"] = "3.7"
        indicator(tables, "alouette", "2011", "electricity_use")["value"] = "8"
        for row in tables["evidence"]:
            if row["row_key"].startswith("dunkerque|") and row["column"] == "value" and row["value"] == "4.0":
                row["value"] = "3.7"
            if row["row_key"].startswith("dunkerque||") and row["table"] == "metal":
                row["value"] = "285000"
        tables["evidence"] = [dict(row) for row in {tuple(row.items()): row for row in tables["evidence"]}.values()]

    assert conflicts(read(tmp_path, agree)) == []


def test_a_conflict_of_sources_that_was_settled_is_a_note(tmp_path: Path) -> None:
    def settle(tables: Tables) -> None:
        for row in tables["evidence"]:
            if row["row_key"].startswith("dunkerque||") and row["value"] == "285000":
                row["chosen"] = "true"

    found = published_conflicts(read(tmp_path, settle)).filter(check_id="sources_in_conflict")
    assert found["severity"].to_list() == ["note"] and "280000; 300000; 285000" in found["expected"].item()


def test_bounds_and_other_units_are_no_conflict(tmp_path: Path) -> None:
    def bound(tables: Tables) -> None:
        for row in tables["evidence"]:
            if row["row_key"].startswith("dunkerque||") and row["table"] == "metal":
                row["qualifier"] = "upper" if row["value"] != "285000" else row["qualifier"]

    assert "sources_in_conflict" not in {check for check, *_ in conflicts(read(tmp_path, bound))}

"""Results against published spreads, the year before and reported ones: silent when sound, named when not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from checks.computed import computed_findings, findings_between_years
from tests.golden.from_records import Row, Run, Tables, run
from tests.golden.small_plant import FACTORS, YEAR, small_plant
from tests.unit.ledger.demo_run import demo

PLACE = ("check_id", "severity", "smelter_id", "period", "table", "column")


def of_results(made: Run) -> pl.DataFrame:
    return computed_findings(made.ledger, made.activity, made.intensity, made.factors, made.config)


def between_years(made: Run) -> pl.DataFrame:
    return findings_between_years(made.ledger.lazy(), made.activity.lazy(), made.intensity, made.factors, made.config)


def plant(folder: Path, change: Any = None, **tables: list[Row]) -> Run:
    records = small_plant() | tables
    if change is not None:
        change(records)
    return run(folder, records, factors=FACTORS)


def test_the_invented_smelters_are_usual_from_year_to_year() -> None:
    assert of_results(demo()).is_empty() and between_years(demo()).is_empty()


def test_a_sound_plant_is_silent(tmp_path: Path) -> None:
    assert of_results(plant(tmp_path)).is_empty()


@pytest.mark.parametrize(("process", "item"), [("alumina refining", "alumina"), ("anode production", "prebaked_anode")])
def test_a_process_no_producer_has_is_a_warning(tmp_path: Path, process: str, item: str) -> None:
    def dear(records: Tables) -> None:
        for row in records["supplier_footprints"]:
            if row["item"] == item:
                row["factor_t_co2e_per_t"] = "12"

    found = of_results(plant(tmp_path, dear)).filter(pl.col("expected").str.starts_with(process))
    assert found.select(PLACE).rows() == [("process_spread", "warning", "s", str(YEAR), "ledger", "mass_kg")]
    assert "IAI" in found["expected"].item() and "10 times" not in found["value"].item()


def test_a_sum_that_lacks_something_is_not_too_small(tmp_path: Path) -> None:
    """Without electricity hardly anything is left of electrolysis, and mine to metal reads "at least"."""

    def without_power(records: Tables) -> None:
        records["electricity"] = []
        records["specific_consumption"] = []

    assert of_results(plant(tmp_path, without_power)).is_empty()


def reported(value: str, boundary: str = "scope_1", account: str = "none", gwp: str = "AR6GWP100") -> Row:
    return {
        "smelter_id": "s", "period_start": f"{YEAR}-01-01", "period_end": f"{YEAR}-12-31", "period_stated": "true",
        "indicator": "i", "boundary": boundary, "scope2_account": account, "gwp_set": gwp, "value": value,
        "unit": "t CO2e/t", "qualifier": "exact", "decimals_printed": "2", "confidence": "user", "citation": "test",
    }  # fmt: skip


def test_calculated_and_reported_of_one_boundary_agree(tmp_path: Path) -> None:
    value = plant(tmp_path / "first").intensity_of("scope_1")["value"]
    for name, share, sound in (("same", 1.02, True), ("far", 1.3, False)):
        made = plant(tmp_path / name, reported_indicators=[reported(f"{value * share:.4f}")])
        place = ("calculated_against_reported", "warning", "s", str(YEAR), "reported_indicators", "value")
        assert of_results(made).select(PLACE).rows() == ([] if sound else [place])


@pytest.mark.parametrize(("scope", "account"), [("1", "none"), ("2", "market"), ("2", "location")])
@pytest.mark.parametrize(("share", "sound"), [(1.03, True), (0.7, False)])
def test_calculated_and_reported_emissions_of_a_scope_agree(
    tmp_path: Path, scope: str, account: str, share: float, sound: bool
) -> None:
    made = plant(tmp_path)
    of_scope_1 = made.intensity_of("scope_1")["emissions_t_co2e"]
    both = made.intensity_of("scope_1_2", "location" if account == "none" else account)["emissions_t_co2e"]
    calculated = of_scope_1 if scope == "1" else both - of_scope_1
    stated = {"smelter_id": "s", "period_label": str(YEAR), "scope": scope, "scope2_account": account}
    stated |= {"category": None, "process": None, "gas": "CO2e", "emissions_t_co2e": calculated / share}
    rows = pl.DataFrame([stated], schema_overrides={"category": pl.String, "process": pl.String})
    found = computed_findings(made.ledger, made.activity, made.intensity, made.factors, made.config, rows)
    place = ("calculated_against_reported", "warning", "s", str(YEAR), "reported_emissions", "emissions_t_co2e")
    assert found.select(PLACE).rows() == ([] if sound else [place])


def test_another_set_or_boundary_is_a_note(tmp_path: Path) -> None:
    value = plant(tmp_path / "first").intensity_of("scope_1")["value"]
    other_set = plant(tmp_path / "set", reported_indicators=[reported(f"{value:.4f}", gwp="AR4GWP100")])
    other_boundary = plant(tmp_path / "boundary", reported_indicators=[reported("9.9", "regulatory", "not_stated")])
    for made, told in ((other_set, "AR4GWP100"), (other_boundary, "boundary regulatory")):
        found = of_results(made)
        assert found.select("check_id", "severity").rows() == [("reported_on_another_basis", "note")]
        assert told in found["value"].item()


def two_years(folder: Path, table: str, column: str, factor: float, **cells: str) -> pl.DataFrame:
    """The plant over two years, one column of the second year's rows times a factor."""
    records, later = small_plant(), small_plant()
    records["reporting_periods"] = []
    for rows in later.values():
        for row in rows:
            for day in ("period_start", "period_end"):
                if day in row:
                    row[day] = row[day].replace(str(YEAR), str(YEAR + 1))
    for row in later[table]:
        if all(row.get(name) == cell for name, cell in cells.items()):
            row[column] = repr(float(row[column]) * factor)
    for name in records:
        if name not in ("smelters", "facilities", "reporting_periods"):
            records[name] = records[name] + later[name]
    return between_years(run(folder, records, factors=FACTORS))


@pytest.mark.parametrize(
    ("table", "column", "factor", "cells", "told"),
    [
        ("metal", "mass_t", 0.4, {"flow": "tapped"}, "metal tapped a day"),
        ("electricity", "mwh", 1.15, {}, "potline electricity per t tapped"),
        ("potlines", "anode_effect_minutes_per_cell_day", 60, {}, "PFC per t tapped"),
        ("activity", "quantity", 3, {"item": "natural_gas"}, "casting in t CO2e per t of its product"),
        ("supplier_footprints", "factor_t_co2e_per_t", 3, {}, "mine to metal in t CO2e per t tapped"),
    ],
)
def test_a_jump_from_year_to_year_is_a_warning(
    tmp_path: Path, table: str, column: str, factor: float, cells: dict[str, str], told: str
) -> None:
    found = two_years(tmp_path, table, column, factor, **cells).filter(pl.col("expected").str.starts_with(told))
    assert found.select("check_id", "severity", "smelter_id", "period").rows() == [
        ("year_on_year", "warning", "s", str(YEAR + 1))
    ]
    assert f"of {YEAR} (engineering judgement" in found["expected"].item()
    assert (factor != 60) or "60 times the period before: seconds for minutes" in found["likely_cause"].item()


def test_a_year_like_the_one_before_is_silent(tmp_path: Path) -> None:
    assert two_years(tmp_path, "metal", "mass_t", 1.05).is_empty()


def test_years_that_do_not_follow_on_each_other_are_not_compared(tmp_path: Path) -> None:
    records = small_plant()
    records["reporting_periods"] = []
    for row in records["metal"]:
        if row["period_start"] > f"{YEAR}-06":
            row["mass_t"] = "100"
    assert between_years(run(tmp_path, records, factors=FACTORS)).is_empty()

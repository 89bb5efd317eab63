"""Substituted records, exclusions, and what a report says about both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from checks.estimates import exclusions_without_effect, substitutions_noted
from checks.rows import substitutions_stated
from smelter_ghg.periods import reporting_periods
from tests.golden.from_records import Run, run, whole_year
from tests.golden.plant_with_gaps import plant_with_gaps
from tests.golden.small_plant import FACTORS, YEAR, small_plant


def test_a_method_and_its_word_belong_together(records_folder: Callable[..., Any], tables_of: Any) -> None:
    folder = records_folder()
    folder.set("potlines", 3, "data_source", "substituted")
    folder.set("potlines", 4, "substitution_method", "the mean of two months")
    folder.set("activity", 5, "data_source", "substituted")
    folder.set("activity", 5, "substitution_method", "the invoice is lost; last year's amount")
    found = substitutions_stated(tables_of(folder)).sort("row")
    assert found.select("severity", "table", "row", "column").rows() == [
        ("warning", "potlines", 3, "substitution_method"),
        ("warning", "potlines", 4, "data_source"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "check_id"),
    [
        ("estimate_t_co2e", "0", "out_of_range"),
        ("estimate_t_co2e", "-5", "out_of_range"),
        ("estimate_t_co2e", "", "cell_empty"),
        ("reason", "", "cell_empty"),
        ("reason", "below one per cent", None),
    ],
)
def test_an_exclusion_needs_a_positive_estimate_and_a_reason(
    records_folder: Callable[..., Any], checked: Callable[..., Any], column: str, value: str, check_id: str | None
) -> None:
    folder = records_folder()
    stated = {"smelter_id": "north", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    stated |= {"item": "diesel", "estimate_t_co2e": "3", "reason": "below one per cent"}
    row = folder.append("exclusions", **{**stated, column: value})
    found = checked(folder).findings.filter(pl.col("table") == "exclusions")
    expected = [] if check_id is None else [(check_id, "error", row, column)]
    assert found.select("check_id", "severity", "row", "column").rows() == expected


def excluded(folder: Path, item: str, **cells: str) -> pl.DataFrame:
    """Findings about an exclusion beside the small plant without aluminium fluoride."""
    tables = small_plant()
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "aluminium_fluoride"]
    stated = {"smelter_id": "s", "item": item, "estimate_t_co2e": "120", "reason": "below one per cent"}
    tables["exclusions"] = [whole_year(YEAR) | stated | cells]
    made = run(folder, tables, factors=FACTORS)
    periods = reporting_periods(made.tables, 12)
    return exclusions_without_effect(made.tables["exclusions"], made.missing, periods)


def test_an_exclusion_of_what_is_missing_all_year_is_sound(tmp_path: Path) -> None:
    assert excluded(tmp_path, "aluminium_fluoride").is_empty()


@pytest.mark.parametrize(
    ("item", "cells", "expected"),
    [
        ("alumina", {}, ("exclusion_of_nothing", "item")),
        ("aluminium_fluoride", {"period_end": "2022-06-30"}, ("exclusion_of_a_part", "period_end")),
    ],
)
def test_an_exclusion_without_effect_warns(
    tmp_path: Path, item: str, cells: dict[str, str], expected: tuple[str, str]
) -> None:
    found = excluded(tmp_path, item, **cells)
    assert found.select("check_id", "column", "severity", "row").rows() == [(*expected, "warning", 2)]


def noted(made: Run, **changed: Any) -> pl.DataFrame:
    return substitutions_noted(made.ledger, made.ledger_inputs, made.factors, made.config.model_copy(update=changed))


def test_one_note_counts_the_substituted_values_and_what_rests_on_them(tmp_path: Path) -> None:
    made = run(tmp_path, plant_with_gaps(), factors=FACTORS, missing_data="us_98_65", method_set="us_40cfr98_f")
    (note,) = noted(made).to_dicts()
    assert (note["severity"], note["smelter_id"], note["period"]) == ("note", "s", str(YEAR))
    assert note["likely_cause"].startswith("5 values stand in for missing data; 3,")
    # Equation F-9 is no row of the EU set.
    (other,) = noted(made, method_set="eu_2025_2547").to_dicts()
    assert other["likely_cause"].startswith("4 values")


def test_no_substitution_no_note(tmp_path: Path) -> None:
    assert noted(run(tmp_path, small_plant(), factors=FACTORS, missing_data="us_98_65")).is_empty()

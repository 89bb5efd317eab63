"""Checks of paths: sound rows are silent, and every fault is named in its cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from checks.pathways import pathway_findings, pathway_records
from tests.unit.pathways.made import made, path, tables

SLOPES = {"all": {2020: 16.0, 2021: 15.0, 2025: 10.0, 2050: 1.0}}
YEARS = {2020: (8.0, 4.0), 2021: (7.0, 4.0)}
PLAN = {"plan_date": dt.date(2021, 5, 31), "intermediate_target_value": 7.0}


def found(records: dict[str, pl.DataFrame], **more: Any) -> list[tuple[str, str, str, str]]:
    """check_id, column, value and likely cause of everything said about paths."""
    of_records = pathway_records(records)
    of_paths = pathway_findings(made(more.pop("years", YEARS), records, **more), records["pathways"])
    told = pl.concat([of_records, of_paths])
    assert (told["severity"] == "warning").all() and (told["row"] == 2).all()
    return list(told.select("check_id", "column", "value", "likely_cause").iter_rows())


def test_a_sound_path_is_silent() -> None:
    assert found(tables([path(**PLAN)], SLOPES)) == []
    both = dict.fromkeys(("electricity", "non_electricity"), SLOPES["all"])
    assert found(tables([path(emissions="apart", **PLAN)], both)) == []


@pytest.mark.parametrize(
    ("changed", "slopes", "check_id", "column", "said"),
    [
        ({"base_year": 2015, "base_value": 9.0, "intermediate_target_year": 2020},
         {"all": SLOPES["all"] | {2015: 17.0}}, "pathway_base_year", "base_year", "go back to 2016"),
        ({"intermediate_target_year": 2026, "intermediate_target_value": None}, {"all": SLOPES["all"] | {2026: 9.0}},
         "pathway_intermediate_year", "intermediate_target_year", "6 years from the base year 2020"),
        ({"plan_date": dt.date(2019, 1, 1)}, SLOPES, "pathway_intermediate_year", "intermediate_target_year",
         "6 years from the plan of 2019"),
        ({"intermediate_target_year": 2020, "intermediate_target_value": None}, SLOPES, "pathway_intermediate_year",
         "intermediate_target_year", "the base year is 2020"),
        ({"intermediate_target_year": None, "intermediate_target_value": None}, SLOPES, "pathway_no_intermediate",
         "intermediate_target_year", "beside that of 2050"),
        ({}, {"all": {2020: 16.0, 2021: 15.0, 2025: 10.0}}, "pathway_not_to_2050", "slope_set", "ends in 2025"),
        ({"slope_set": "other"}, SLOPES, "pathway_unknown_slopes", "slope_set", "no slopes of other 1"),
        ({}, {"all": {2020: 16.0, 2021: 15.0, 2050: 1.0}}, "pathway_slope_missing", "version", "no slope of 2025"),
        ({}, {"all": {2021: 15.0, 2025: 10.0, 2050: 1.0}}, "pathway_slope_missing", "version", "no slope of 2020"),
        ({"base_value": 9.0, "base_value_electricity": 1.0, "base_value_non_electricity": 2.0}, SLOPES,
         "pathway_base_parts", "base_value", "the parts make 3"),
        ({"base_year": 2019, "intermediate_target_year": 2024}, {"all": {2019: 17.0, 2024: 11.0, 2050: 1.0}},
         "pathway_no_base", "base_value", "no intensity of 2019"),
        ({"boundary": "regulatory"}, SLOPES, "pathway_base_differs", "boundary", "boundary regulatory"),
        ({"base_value": 12.0, "gwp_set": "AR4GWP100", "scope2_account": "market"}, SLOPES, "pathway_base_differs",
         "boundary", "AR4GWP100, not AR6GWP100"),
        ({}, {"all": {2020: 16.0, 2021: 16.5, 2025: 10.0, 2050: 1.0}}, "pathway_rises", "form", "2020 to 2021"),
        ({"intermediate_target_value": 7.6}, SLOPES, "pathway_target_above", "intermediate_target_value",
         "states 7.6, the path is 7.5"),
    ],
)  # fmt: skip
def test_a_fault_is_named_in_its_cell(
    changed: dict[str, Any], slopes: Any, check_id: str, column: str, said: str
) -> None:
    told = found(tables([path(**PLAN | changed)], slopes))
    own = [one for one in told if one[0] == check_id]
    assert [one[1] for one in own] == [column], told
    assert said in own[0][3]


def test_both_dates_are_named_where_a_target_is_too_far_from_both() -> None:
    slopes = {"all": SLOPES["all"] | {2030: 6.0}}
    rows = [path(**PLAN | {"intermediate_target_year": 2030, "intermediate_target_value": None})]
    (own,) = [one for one in found(tables(rows, slopes)) if one[0] == "pathway_intermediate_year"]
    assert own[3] == "10 years from the base year 2020, 9 years from the plan of 2021"


def test_a_base_below_the_end_makes_a_path_that_rises() -> None:
    """A smelter below the slope of 2050 converges upwards."""
    rows = [path(form="convergence", **PLAN | {"intermediate_target_value": 0.5})]
    told = found(tables(rows, SLOPES), years={2020: (0.2, 0.3), 2021: (0.2, 0.3)})
    assert [one[0] for one in told if one[0] == "pathway_rises"] == ["pathway_rises"]


def test_a_year_without_progress_is_named() -> None:
    slopes = {"all": SLOPES["all"] | {2022: 14.0, 2023: 13.0}}
    told = found(tables([path(**PLAN)], slopes), years={2020: (8.0, 4.0), 2023: (7.0, 4.0)})
    assert told == [("pathway_progress_missing", "base_year", "2020", "no intensity, or no path, of 2021, 2022")]


def test_slopes_without_a_citation_are_one_finding_per_set() -> None:
    records = tables([path(**PLAN)], SLOPES)
    uncited = records["pathway_slopes"].with_columns(citation=pl.lit(None, pl.String))
    (own,) = pathway_records(records | {"pathway_slopes": uncited}).to_dicts()
    assert (own["check_id"], own["table"], own["column"]) == ("slope_without_citation", "pathway_slopes", "citation")
    assert own["likely_cause"] == "4 rows of the set have none"

"""One fault gives one finding, at the file, row, column and value it was written to.

`make test` writes each kind of fault to two places and tries fifteen triples of them, SMELTER_GHG_SOAK=1 more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import combinations
from random import Random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from checks.records import CheckedRecords
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.folder import cells, read_folder

Make = Callable[..., Any]
Check = Callable[[Any], CheckedRecords]
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"


def places(findings: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(findings.select("check_id", "file", "row", "column", "value").iter_rows())


def test_a_sound_folder_has_no_finding_and_keeps_every_row(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    result = checked(folder)
    assert result.findings.is_empty()
    assert result.dropped.is_empty()
    assert result.rejected.is_empty()
    assert {name: frame.height for name, frame in result.tables.items() if frame.height} == {
        name: len(rows) for name, rows in folder.tables.items()
    }


@pytest.mark.parametrize("seed", range(20 if SOAK else 1))
def test_a_fault_gives_one_finding_where_it_was_written(
    records_folder: Make, checked: Check, fault: Callable[[Any, Random], Any], seed: int
) -> None:
    folder = records_folder()
    injected = fault(folder, Random(seed))
    findings = checked(folder).findings
    assert places(findings) == {
        (injected.check_id, f"{injected.table}.csv", injected.row, injected.column, injected.value)
    }
    assert findings["severity"].to_list() == ["error"]
    assert findings["expected"].null_count() == 0


def test_three_faults_give_three_findings(
    records_folder: Make, checked: Check, faults: dict[str, Callable[[Any, Random], Any]]
) -> None:
    random = Random(20260101)
    tried = 0
    for names in random.sample(list(combinations(sorted(faults), 3)), 600 if SOAK else 8):
        folder = records_folder()
        injected = [faults[name](folder, random) for name in names]
        touched = {each.table for each in injected}
        # Two faults in one table may meet in one row, or one of them may take the other's column away; and a sum over
        # electricity is not judged while electricity is at fault. Two of the faults share out the same potline.
        shared_twice = {"shares", "shared facility under another"} <= set(names)
        if len(touched) < 3 or shared_twice or ("instruments" in names and "electricity" in touched):
            continue
        tried += 1
        expected = {(each.check_id, f"{each.table}.csv", each.row, each.column, each.value) for each in injected}
        assert places(checked(folder).findings) == expected, names
    assert tried > 2


def test_two_faults_in_one_row_are_both_found(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 10, "mass_t", "-1")
    folder.set("metal", 10, "period_end", "2001-01-01")
    assert {(row, column) for _, _, row, column, _ in places(checked(folder).findings)} == {
        (10, "mass_t"),
        (10, "period_end"),
    }


def test_a_cell_that_cannot_be_read_is_not_also_reported_as_empty(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("activity", 4, "quantity", "lots")
    assert checked(folder).findings["check_id"].to_list() == ["cell_type"]


def test_the_value_is_told_as_it_was_written(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 4, "mass_t", "-1.2500E+01")
    assert checked(folder).findings["value"].to_list() == ["-1.2500E+01"]


def test_a_fraction_for_a_per_cent_number_is_recognised(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("potlines", 7, "current_efficiency_pct", "0.9475")
    (cause,) = checked(folder).findings["likely_cause"].to_list()
    assert "write 94.75" in cause
    assert "fraction" in cause


@pytest.mark.parametrize("column", ["smelter_id", "level"])
def test_a_smelter_row_at_fault_does_not_accuse_its_other_rows(
    records_folder: Make, checked: Check, column: str
) -> None:
    folder = records_folder()
    folder.set("smelters", 2, column, "")
    result = checked(folder)
    assert places(result.findings) == {("cell_empty", "smelters.csv", 2, column, "")}
    assert result.dropped["smelter_id"].to_list() == ["north"]
    assert set(result.tables["metal"]["smelter_id"]) == {"south"}


def test_a_smelter_that_is_missing_is_found_in_every_row_and_takes_none_else(
    records_folder: Make, checked: Check
) -> None:
    folder = records_folder()
    del folder.tables["smelters"][0]
    result = checked(folder)
    assert set(result.findings["check_id"]) == {"unknown_smelter"}
    assert result.dropped.is_empty()
    assert set(result.tables["metal"]["smelter_id"]) == {"south"}


def test_a_reporting_period_at_fault_does_not_put_its_rows_outside(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("reporting_periods", 2, "period_end", "2021-12-32")
    assert places(checked(folder).findings) == {("cell_type", "reporting_periods.csv", 2, "period_end", "2021-12-32")}


def test_a_sum_is_not_judged_when_one_of_its_rows_is_at_fault(records_folder: Make, checked: Check) -> None:
    """Grid electricity lost to a fault would make the instruments look too many."""
    folder = records_folder()
    for row in (2, 4):
        folder.set("power_instruments", row, "allocated_mwh", "2700000")
    folder.set("electricity", 3, "mwh", "?")
    result = checked(folder)
    assert result.findings["check_id"].to_list() == ["cell_type"]
    assert result.dropped.select("smelter_id", "reporting_year").rows() == [("north", 2021)]


def test_rows_left_out_alone_can_take_the_smelter_year_whose_sum_they_were_part_of(
    records_folder: Make, checked: Check
) -> None:
    folder = records_folder()
    folder.set("power_instruments", 2, "allocated_mwh", "2700000")
    folder.set("electricity", 3, "smelter_id", "noth")
    result = checked(folder)
    assert result.findings["check_id"].to_list() == ["unknown_smelter"]
    assert result.dropped.rows() == [("north", 2021, "instruments_exceed_grid")]


def test_rejected_and_accepted_cells_are_all_cells(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    folder.set("metal", 2, "mass_t", "-1")
    result = checked(folder)
    everything = cells(read_folder(folder.write()).texts)
    assert result.cells.height + result.rejected.height == everything.height
    assert set(result.rejected["smelter_id"]) == {"north"}


def test_findings_do_not_depend_on_the_order_of_rows(records_folder: Make, checked: Check) -> None:
    """Rows are named by their place, so the same rows in another file order keep their checks and values."""
    folder, shuffled = records_folder("a"), records_folder("b")
    for each in (folder, shuffled):
        each.set("metal", 10, "mass_t", "-1")
        each.set("activity", 7, "unit", "stones")
    for rows in shuffled.tables.values():
        Random(3).shuffle(rows)
    told = ["check_id", "smelter_id", "table", "column", "value", "expected", "likely_cause"]
    assert_frame_equal(checked(folder).findings.select(told), checked(shuffled).findings.select(told))
    assert_frame_equal(checked(folder).dropped, checked(shuffled).dropped)


def test_an_empty_required_cell_is_found_in_every_record_table(records_folder: Make, checked: Check) -> None:
    folder = records_folder()
    broken = {}
    for name, table in record_tables().items():
        required = next(column for column in table.columns if column.required)
        filled = next(c.name for c in table.columns if c is not required and c.field.kind == "text")
        row = folder.append(name, **{c.name: "x" if c.name == filled else "" for c in table.columns})
        broken[name] = (row, required.name)
    found = checked(folder).findings.filter(pl.col("check_id") == "cell_empty")
    assert set(broken.items()) <= {
        (table, (row, column)) for table, row, column in found.select("table", "row", "column").iter_rows()
    }

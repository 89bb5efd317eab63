"""Cells and cell-days against those installed, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.cells import cells_and_days
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Tables, write
from tests.unit.ledger.demo_run import demo

JUNE = {"smelter_id": "s", "facility_id": "L1", "period_start": "2022-06-01", "period_end": "2022-06-30"}


def found(folder: Path, installed: str = "200", **cells: str) -> list[tuple[object, ...]]:
    line = {"smelter_id": "s", "facility_id": "L1", "kind": "potline", "cells_installed": installed}
    tables: Tables = {"facilities": [line], "potlines": [JUNE | cells]}
    findings = cells_and_days(read_folder(write(folder, tables)).tables)
    assert findings["expected"].null_count() == 0 and findings["likely_cause"].null_count() == 0
    return findings.select("check_id", "severity", "table", "row", "column").rows()


def at(check: str, severity: str, column: str) -> tuple[object, ...]:
    return (check, severity, "potlines", 2, column)


@pytest.mark.parametrize(
    "cells",
    [
        {"cell_days": "6000"},
        {"cell_days": "6001"},
        {"cell_days": "5850", "cells_operating": "195"},
        {"cell_days": "5920", "cells_operating": "195.5"},
        {"cells_operating": "200"},
        {"cell_days": "0", "cells_operating": "0"},
        {},
    ],
)
def test_what_the_installed_cells_allow_is_silent(tmp_path: Path, cells: dict[str, str]) -> None:
    assert found(tmp_path, **cells) == []


def test_more_cell_days_than_the_cells_have_are_impossible(tmp_path: Path) -> None:
    assert found(tmp_path, cell_days="6100") == [at("cell_days_above_installed", "error", "cell_days")]
    # One fault is one finding: what is impossible is not also odd.
    both = found(tmp_path / "both", cell_days="6600", cells_operating="195")
    assert both == [at("cell_days_above_installed", "error", "cell_days")]


def test_more_cells_than_installed_are_impossible(tmp_path: Path) -> None:
    assert found(tmp_path, cells_operating="201") == [at("cell_days_above_installed", "error", "cells_operating")]


@pytest.mark.parametrize("cell_days", ["195", "5600", "6000"])
def test_cell_days_other_than_cells_times_days_are_a_warning(tmp_path: Path, cell_days: str) -> None:
    expected = at("cell_days_not_cells", "warning", "cell_days")
    assert found(tmp_path, cell_days=cell_days, cells_operating="195") == [expected]


def test_without_the_number_installed_only_cells_and_days_are_compared(tmp_path: Path) -> None:
    assert found(tmp_path, installed="", cell_days="60000") == []


def test_the_demo_potlines_have_the_cells_they_run() -> None:
    assert cells_and_days(demo().tables).is_empty()

"""Cells and cell-days at exactly what the installed cells allow, and of a line that stands still."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from smelter_ghg.physics.cell_days import more_than_installed, not_the_cells_operating, with_cells

# 200 cells over the 30 days of June: 6000 cell-days, 6001 with what is recorded to the day.
INSTALLED = 200.0


def june(cell_days: float | None, cells: float | None = None, installed: float | None = INSTALLED) -> pl.DataFrame:
    where = {"smelter_id": "s", "facility_id": "L1"}
    days = {"period_start": dt.date(2022, 6, 1), "period_end": dt.date(2022, 6, 30)}
    row = where | days | {"cell_days": cell_days, "cells_operating": cells}
    numbers = dict.fromkeys(("cell_days", "cells_operating"), pl.Float64)
    facilities = pl.DataFrame(
        [where | {"cells_installed": installed}], schema_overrides={"cells_installed": pl.Float64}
    )
    return with_cells(pl.DataFrame([row], schema_overrides=numbers), facilities)


def test_the_first_and_the_last_day_count() -> None:
    assert june(6000).select("days", "cells_installed", "possible").rows() == [(30, 200, 6000)]
    assert june(6000, installed=None)["possible"].to_list() == [None]


@pytest.mark.parametrize(("cell_days", "more"), [(6000, False), (6001, False), (6001.5, True)])
def test_one_cell_day_more_than_the_cells_installed_make_is_no_more(cell_days: float, more: bool) -> None:
    assert (more_than_installed(june(cell_days), "cell_days").height == 1) == more


@pytest.mark.parametrize(("cells", "more"), [(200, False), (200.5, True)])
def test_all_cells_installed_may_operate(cells: float, more: bool) -> None:
    """Cell-days that are too many are another finding than cells that are too many."""
    assert (more_than_installed(june(6600, cells), "cells_operating").height == 1) == more
    assert more_than_installed(june(6600, cells), "cell_days").height == 1


def test_cells_times_days_are_the_cell_days() -> None:
    assert not_the_cells_operating(june(5850, 195)).is_empty()
    rows = not_the_cells_operating(june(5616, 195))
    assert rows.select("counted", "ratio").rows() == [(5850, 0.96)]


@pytest.mark.parametrize(("cell_days", "told"), [(6001, True), (6002, False)])
def test_cell_days_that_are_impossible_are_not_also_odd(cell_days: float, told: bool) -> None:
    """190 cells make 5700 cell-days."""
    assert (not_the_cells_operating(june(cell_days, 190)).height == 1) == told


def test_without_the_cells_installed_cell_days_are_held_to_the_cells_operating() -> None:
    assert not_the_cells_operating(june(6002, 190, installed=None)).height == 1


@pytest.mark.parametrize(("cell_days", "told"), [(0, False), (None, False), (5000, True)])
def test_a_line_without_a_cell_in_operation_has_no_cell_days(cell_days: float | None, told: bool) -> None:
    assert (not_the_cells_operating(june(cell_days, 0)).height == 1) == told


def test_cell_days_alone_are_not_compared() -> None:
    assert not_the_cells_operating(june(5000)).is_empty() and not_the_cells_operating(june(None, 195)).is_empty()

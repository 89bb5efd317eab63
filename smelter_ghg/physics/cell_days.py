"""Cell-days against the cells there are: the days of operation summed over the cells of a potline.

Belongs here: what cells and days allow. Does not belong here: current, metal.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.physics.bands import band


def cell_days_of(cells: pl.Expr, days: pl.Expr) -> pl.Expr:
    """Cell-days of so many cells over so many days: t = n d.

    n is the number of cells in operation on average, d the days of the period. Definition of the cell-day (IPCC 2006
    Guidelines, Volume 3, Chapter 4, section 4.4.2.4: cells operating times days operating).
    """
    return cells * days


def with_cells(potlines: pl.DataFrame, facilities: pl.DataFrame) -> pl.DataFrame:
    """Rows of the record table `potlines` with `days`, `cells_installed` and `possible`, the cell-days of all cells
    installed; empty where the facility does not say."""
    installed = facilities.select("smelter_id", "facility_id", "cells_installed").unique(
        ["smelter_id", "facility_id"], keep="first", maintain_order=True
    )
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    return (
        potlines.join(installed, on=["smelter_id", "facility_id"], how="left", maintain_order="left")
        .with_columns(days.alias("days"))
        .with_columns(cell_days_of(pl.col("cells_installed"), pl.col("days")).alias("possible"))
    )


def more_than_installed(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows of `with_cells` with more cell_days than all cells installed make, or more cells_operating than there are.

    Cell-days are recorded to the day, so that one more is no more.
    """
    if column == "cell_days":
        return rows.filter(pl.col("cell_days") > pl.col("possible") + 1)
    return rows.filter(pl.col("cells_operating") > pl.col("cells_installed"))


def not_the_cells_operating(rows: pl.DataFrame) -> pl.DataFrame:
    """Possible rows of `with_cells` whose cell_days differ from cells_operating times days, with the ratio of the two
    and the `counted` cell-days. Cell-days of no cell in operation are such a row; none of none is not."""
    counted = cell_days_of(pl.col("cells_operating"), pl.col("days")).alias("counted")
    ratio = (pl.col("cell_days") / pl.col("counted")).alias("ratio")
    impossible = pl.col("cell_days") > pl.col("possible") + 1
    any_cell = (pl.col("cells_operating") > 0) | (pl.col("cell_days") > 0)
    told = rows.filter(any_cell & ~impossible.fill_null(False)).with_columns(counted)
    return told.with_columns(ratio).filter(band("cell_days_to_cells").left(pl.col("ratio")))

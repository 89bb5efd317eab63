"""What the stages after `validated` take from it, and the assertion that it may be used.

Belongs here: picking record tables, re-asserting that no error is open. Does not belong here: checks.

A blocking check stops its own run only; a later run could read what it left behind. So every consumer asserts again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.settings import Settings
from checks.accept import require_accepted, require_kept
from checks.drop import without_dropped
from smelter_ghg.records import tables as record_tables

# The store gives a frame so marked unread, as a LazyFrame: the largest, of which most of the work needs a part.
LAZY = {"lazy": True}
VERDICT_ON_RECORDS = {
    "record_findings": dg.AssetIn(["validated", "findings"]),
    "record_dropped": dg.AssetIn(["validated", "dropped"]),
}


def validated_tables(*names: str) -> dict[str, dg.AssetIn]:
    """Validated record tables, the reporting periods, and what is needed to assert that they may be used."""
    return {
        **{name: dg.AssetIn(["validated", name]) for name in names},
        "periods": dg.AssetIn(["validated", "periods"]),
        **VERDICT_ON_RECORDS,
    }


def accepted(settings: Settings, frames: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """The record tables among the frames; without the table of reporting periods, every period written out.

    Raises RecordsRefusedError where an error is open.
    """
    known = record_tables()
    tables = {name: frame for name, frame in frames.items() if name in known}
    require_accepted(
        frames["record_findings"], frames["record_dropped"], tables, accept_partial=settings.accept_partial
    )
    if "reporting_periods" in tables:
        return tables
    # The default years follow from the dates of all tables; a stage that takes a few of them would get others.
    contract = known["reporting_periods"]
    periods = frames["periods"].select(
        "smelter_id",
        "period_label",
        pl.col("reporting_period_start").alias("period_start"),
        pl.col("reporting_period_end").alias("period_end"),
    )
    return tables | {"reporting_periods": pl.concat([contract.empty(), periods], how="diagonal")}


def of_year(frame: pl.DataFrame, year: str) -> pl.DataFrame:
    """The rows of a result table that belong to a reporting year."""
    return frame.filter(pl.col("reporting_year") == int(year))


def every_year(*key: str, lazy: bool = False) -> dg.AssetIn:
    """All partitions of a yearly asset; the store puts them together into one frame, oldest year first."""
    return dg.AssetIn(list(key), partition_mapping=dg.AllPartitionMapping(), metadata=LAZY if lazy else None)


def all_validated() -> dict[str, dg.AssetIn]:
    """Every validated record table, and what is needed to assert that they may be published."""
    return {
        **validated_tables(*sorted(record_tables())),
        "year_findings": every_year("activity", "findings"),
        "dropped": every_year("activity", "dropped"),
    }


def published_cells(frames: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame | pl.LazyFrame:
    """The cells of the rows that are published: physics may have taken some out of the validated ones since."""
    from checks.records import cells_of

    cells: pl.DataFrame | pl.LazyFrame = frames["cells"]
    return cells if frames["dropped"].is_empty() else cells_of(cells.lazy().collect(), tables)


def publishable(settings: Settings, frames: Mapping[str, Any], *, by: str) -> dict[str, pl.DataFrame]:
    """The record tables without any smelter-year that records or physics took out.

    Raises RecordsRefusedError where an error is open, or where the frame named by `by`, which the stage works from,
    still holds such a smelter-year.
    """
    tables = accepted(settings, frames)
    years = frames[by].lazy().select("smelter_id", "reporting_year").collect()
    require_kept(frames["year_findings"], frames["dropped"], years, accept_partial=settings.accept_partial)
    return without_dropped(tables, frames["dropped"], settings.config().fiscal_year_end_month)

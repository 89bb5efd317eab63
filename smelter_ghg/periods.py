"""Reporting periods: which period a record belongs to.

Belongs here: calendar and fiscal years, and the assignment of record rows to periods. A row belongs to the period that
contains it whole; it is never spread over two.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping

import polars as pl

PERIODS = {
    "smelter_id": pl.String,
    "period_label": pl.String,
    "reporting_period_start": pl.Date,
    "reporting_period_end": pl.Date,
    "reporting_year": pl.Int64,
}


def reporting_periods(tables: Mapping[str, pl.DataFrame], fiscal_year_end_month: int) -> pl.DataFrame:
    """Every smelter's reporting periods (PERIODS columns), sorted.

    Smelters without rows in `reporting_periods` get the years, ending with the given month, that their dated records
    touch.
    """
    stated = (
        tables["reporting_periods"]
        .drop_nulls(["smelter_id", "period_label", "period_start", "period_end"])
        .select(
            "smelter_id",
            "period_label",
            pl.col("period_start").alias("reporting_period_start"),
            pl.col("period_end").alias("reporting_period_end"),
        )
    )
    dated = [
        frame.select("smelter_id", "period_start", "period_end")
        for name, frame in sorted(tables.items())
        if name != "reporting_periods" and {"smelter_id", "period_start", "period_end"} <= set(frame.columns)
    ]
    spans = (
        pl.concat(dated)
        .drop_nulls()
        .join(stated, on="smelter_id", how="anti")
        .group_by("smelter_id")
        .agg(pl.col("period_start").min(), pl.col("period_end").max())
        .sort("smelter_id")
    )
    made = [
        (row["smelter_id"], *year)
        for row in spans.iter_rows(named=True)
        for year in _years(row["period_start"], row["period_end"], fiscal_year_end_month)
    ]
    default = pl.DataFrame(made, schema=stated.schema, orient="row")
    return (
        pl.concat([stated, default])
        .with_columns(pl.col("reporting_period_end").dt.year().cast(pl.Int64).alias("reporting_year"))
        .unique(["smelter_id", "period_label"], maintain_order=True)
        .sort("smelter_id", "reporting_period_end", "period_label")
    )


def _years(first: dt.date, last: dt.date, end_month: int) -> list[tuple[str, dt.date, dt.date]]:
    """Years ending with `end_month` that touch the days from first to last; labelled 2024 or FY2024."""
    years = []
    for year in range(first.year, last.year + 2):
        end = dt.date(year, end_month, calendar.monthrange(year, end_month)[1])
        start_year, start_month = (year, 1) if end_month == 12 else (year - 1, end_month + 1)
        start = dt.date(start_year, start_month, 1)
        if start <= last and end >= first:
            years.append((str(year) if end_month == 12 else f"FY{year}", start, end))
    return years


def assign(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Rows (smelter_id, period_start, period_end) with the columns of PERIODS; empty where no period contains the row.

    The reporting periods of one smelter must not overlap; the checks refuse those that do.
    """
    return (
        rows.sort("period_end")
        .join_asof(
            periods.sort("reporting_period_end"),
            left_on="period_end",
            right_on="reporting_period_end",
            by="smelter_id",
            strategy="forward",
            coalesce=False,
            check_sortedness=False,
        )
        .with_columns(
            pl.when(pl.col("reporting_period_start") <= pl.col("period_start")).then(pl.col(name)).alias(name)
            for name in ("period_label", "reporting_year", "reporting_period_start", "reporting_period_end")
        )
    )


_OF_ALL_YEARS = ("reporting_periods", "uncertainties")


def of_year(tables: Mapping[str, pl.DataFrame], periods: pl.DataFrame, year: int) -> dict[str, pl.DataFrame]:
    """The tables without dated rows that no smelter's reporting period of the year can contain.

    What is left may still belong to another year; `assign` decides. Reporting periods stay, and so do statements about
    records of several years.
    """
    own = periods.filter(pl.col("reporting_year") == year)
    first, last = own["reporting_period_start"].min(), own["reporting_period_end"].max()
    inside = (pl.col("period_start") >= pl.lit(first, pl.Date)) & (pl.col("period_end") <= pl.lit(last, pl.Date))
    return {
        name: frame.filter(inside)
        if name not in _OF_ALL_YEARS and {"period_start", "period_end"} <= set(frame.columns)
        else frame
        for name, frame in tables.items()
    }


def days_covered(spans: pl.DataFrame, keys: list[str], first: str, last: str) -> pl.DataFrame:
    """Per group of `keys`, `covered_days`: the distinct days of the spans from `first` to `last`, overlaps once."""
    before = pl.col(last).cum_max().shift(1).over(keys)
    fresh = pl.max_horizontal(pl.col(first), before + pl.duration(days=1))
    return (
        spans.sort(*keys, first, last)
        .with_columns(((pl.col(last) - fresh).dt.total_days() + 1).clip(lower_bound=0).alias("covered_days"))
        .group_by(keys, maintain_order=True)
        .agg(pl.col("covered_days").sum())
    )

"""Checks on keys and time: rows given twice, overlapping periods, whole smelter beside facilities, reporting periods.

Belongs here: rows of one table that cannot both hold, and rows no reporting period can take. Does not belong here: the
order of a row's own dates (`checks.rows`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from checks.series import date_at_fault, series_of
from smelter_ghg.allocation import shares, with_receivers
from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import merge
from smelter_ghg.periods import assign, reporting_periods
from smelter_ghg.records import tables as record_tables

# What makes two rows speak of the same thing, where one may be for the whole smelter and the other for a facility.
_SAME_THING = {
    "activity": ("item", "flow"),
    "electricity": ("flow", "supply"),
    "metal": ("flow",),
    "specific_consumption": ("item",),
}

# Amounts of a period: a row must lie inside one reporting period, for it is never spread over two. Prices, analyses and
# published values may cover more.
_AMOUNTS = (
    "activity",
    "electricity",
    "exclusions",
    "metal",
    "pfc_measurements",
    "potlines",
    "power_instruments",
    "product_shares",
    "specific_consumption",
    "transport",
)


def duplicate_keys(tables: Tables) -> pl.DataFrame:
    """Rows whose key an earlier row of the table already has."""
    found = []
    for name, contract in sorted(record_tables().items()):
        frame = tables[name]
        if not frame["_key"].is_duplicated().any():
            continue
        numbered = frame.sort("_file", "_row").with_columns(
            pl.int_range(pl.len()).over("_key").alias("nth"),
            pl.col("_file").first().over("_key").alias("first_file"),
            pl.col("_row").first().over("_key").alias("first_row"),
        )
        found.append(
            findings_of(
                numbered.filter(pl.col("nth") > 0),
                "duplicate_key",
                table=name,
                column="period_start" if contract.period else contract.key[0],
                expected="one row per " + ", ".join(contract.key),
                likely_cause=pl.format("a copy of row {} of {}", "first_row", "first_file"),
            )
        )
    return merge(found)


def overlapping_periods(tables: Tables) -> pl.DataFrame:
    """Rows of one key whose periods share days; the finding names the row that is longer than its neighbours.

    Rows given twice are for `duplicate_keys`.
    """
    found = []
    for name, contract in sorted(record_tables().items()):
        if not contract.period:
            continue
        frame = tables[name].drop_nulls(["period_start", "period_end"])
        rows = frame.filter(pl.col("period_end") >= pl.col("period_start")).unique(
            "_key", keep="first", maintain_order=True
        )
        found.append(_overlaps(rows, contract))
    return merge(found)


def _overlaps(frame: pl.DataFrame, contract: Table) -> pl.DataFrame:
    series = series_of(contract)
    ordered = frame.sort(*series, "period_start", "period_end", "_file", "_row").with_columns(
        pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift(1)) for c in series).cum_sum().alias("nth_series"),
        (pl.col("period_end") - pl.col("period_start")).alias("length"),
    )
    # Sorted by start, rows overlap only where two neighbours do; most tables are done here.
    close = ordered.filter(pl.col("period_start") <= pl.col("period_end").shift(1).over("nth_series"))
    if close.is_empty():
        return FINDINGS.empty()
    rows = ordered.join(close.select("nth_series").unique(), on="nth_series", how="semi").with_row_index("at")
    farthest = pl.col("period_end") == pl.col("period_end").cum_max()
    holder = pl.when(farthest).then("at").forward_fill().shift(1)
    pairs = rows.with_columns(holder.over("nth_series").alias("holder")).join(
        rows.select("at", "_file", "_sheet", "_row", "period_start", "period_end", "length"),
        left_on="holder",
        right_on="at",
        suffix="_before",
        maintain_order="left",
    )
    pairs = pairs.filter(pl.col("period_start") <= pl.col("period_end_before"))
    # Of two rows that share days the longer one reaches into the other.
    earlier = pl.col("length_before") > pl.col("length")
    swapped = ("_file", "_sheet", "_row", "period_start", "period_end")
    rows = (
        pairs.with_columns(
            pl.when(earlier).then(pl.lit("period_end")).otherwise(pl.lit("period_start")).alias("reaching"),
            pl.when(earlier)
            .then(pl.format("row {} of {}", "_row", "_file"))
            .otherwise(pl.format("row {} of {}", "_row_before", "_file_before"))
            .alias("other"),
            *(pl.when(earlier).then(f"{name}_before").otherwise(name).alias(name) for name in swapped),
        )
        .sort("at")
        .unique(["_file", "_sheet", "_row"], keep="first", maintain_order=True)
    )
    at_fault = date_at_fault(rows, frame, contract, "period_start", "period_end", undecided=pl.col("reaching"))
    return findings_of(
        rows.with_columns(at_fault),
        "overlapping_period",
        table=contract.name,
        column=pl.col("at_fault"),
        value=pl.when(pl.col("at_fault") == "period_end").then("period_end").otherwise("period_start"),
        expected="days that no other row of the same " + ", ".join(series) + " has",
        likely_cause=pl.format("shares days with {}", "other"),
    )


def whole_beside_facilities(tables: Tables) -> pl.DataFrame:
    """Rows for the whole smelter beside rows of its facilities for the same thing and days: something counts twice."""
    found = []
    for name, thing in _SAME_THING.items():
        frame = tables[name].drop_nulls(["smelter_id", "period_start", "period_end"])
        on = ["smelter_id", *thing]
        whole = frame.filter(pl.col("facility_id").is_null())
        parts = frame.filter(pl.col("facility_id").is_not_null())
        whole = whole.join(parts.select(on).unique(), on=on, how="semi", nulls_equal=True)
        pairs = whole.join(
            parts.select(*on, "facility_id", "period_start", "period_end"),
            on=on,
            nulls_equal=True,
            suffix="_of_part",
        ).filter(
            (pl.col("period_start") <= pl.col("period_end_of_part"))
            & (pl.col("period_end") >= pl.col("period_start_of_part"))
        )
        rows = pairs.sort("_file", "_row", "facility_id_of_part").unique(
            ["_file", "_sheet", "_row"], keep="first", maintain_order=True
        )
        found.append(
            findings_of(
                rows,
                "whole_beside_facility",
                table=name,
                column="facility_id",
                expected="either one row for the whole smelter or rows of its facilities",
                likely_cause=pl.format("{} has rows for the same days", "facility_id_of_part"),
            )
        )
    return merge(found)


def outside_reporting_periods(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Amounts of days that lie in no reporting period, or in more than one, of a smelter that takes or shares them."""
    shared = shares(tables)
    periods = reporting_periods(tables, fiscal_year_end_month)
    found = []
    for name in _AMOUNTS:
        rows = with_receivers(tables[name], shared).drop_nulls(["smelter_id", "period_start", "period_end"])
        lost = assign(rows, periods).filter(pl.col("period_label").is_null()).select(rows.columns)
        if lost.is_empty():
            continue
        touched = (
            lost.join(periods, on="smelter_id")
            .filter(
                (pl.col("period_start") <= pl.col("reporting_period_end"))
                & (pl.col("period_end") >= pl.col("reporting_period_start"))
            )
            .sort("reporting_period_end")
            .group_by("_file", "_sheet", "_row")
            .agg(pl.col("period_label_right" if "period_label" in lost.columns else "period_label").alias("touched"))
        )
        marked = lost.join(touched, on=["_file", "_sheet", "_row"], how="left", nulls_equal=True, maintain_order="left")
        found.append(
            findings_of(
                marked,
                "outside_reporting_periods",
                table=name,
                column="period_end",
                expected="days inside one reporting period of the smelter",
                likely_cause=pl.when(pl.col("touched").is_null())
                .then(pl.lit("a wrong year, or a row is missing from reporting_periods"))
                .otherwise(
                    pl.format("the days reach beyond {}; give one row per period", pl.col("touched").list.join(", "))
                ),
            )
        )
    return merge(found)

"""Coverage in time: whether an item's records leave out days of a reporting period.

Belongs here: requirements, gaps, and the MISSING rows they give. Does not belong here: which items are required.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.result_tables import MISSING

_KEYS = ["smelter_id", "period_label"]
_PERIOD = [*_KEYS, "reporting_year"]


@dataclass(frozen=True)
class Requirement:
    """An item that must be on record for every day of some reporting periods.

    records: smelter_id, period_label, item, series, period_start, period_end. wanted: the smelters and reporting
    periods that need it, with boundary, category and the reason to print where nothing is recorded.
    """

    records: pl.DataFrame
    wanted: pl.DataFrame


def lacking(wanted: pl.DataFrame, item: str, boundary: str, category: str, reason: str) -> Requirement:
    """A requirement no record can meet for these smelters and periods."""
    no_records = wanted.clear().with_columns(
        pl.lit(None, pl.Date).alias("period_start"), pl.lit(None, pl.Date).alias("period_end")
    )
    return covered(no_records, wanted, item, boundary, category, reason, series=["facility_id"])


def covered(
    records: pl.DataFrame,
    wanted: pl.DataFrame,
    item: str,
    boundary: str,
    category: str,
    reason: str,
    *,
    series: Sequence[str],
) -> Requirement:
    """The item must be on record; `reason` is printed where nothing is, `series` are the labels of one meter's or
    supplier's run of records."""
    parts = [pl.col(name).fill_null("") for name in series]
    return Requirement(
        records=records.select(
            *_KEYS,
            pl.lit(item).alias("item"),
            pl.concat_str(parts, separator="|").alias("series"),
            "period_start",
            "period_end",
        ),
        wanted=wanted.select(
            *_PERIOD,
            "facility_id",
            pl.lit(item).alias("item"),
            pl.lit(boundary).alias("boundary"),
            pl.lit(category).alias("category"),
            pl.lit(reason).alias("reason"),
            "reporting_period_start",
            "reporting_period_end",
        ),
    )


def unmet(requirements: Iterable[Requirement]) -> pl.DataFrame:
    """MISSING rows where the records of an item are absent, start late, stop early or skip days of the period.

    Besides the item as a whole, each series (one supplier's, one meter's) is read for holes: a series that stops and
    resumes has lost a record, while one that only starts or only ends may have a new supplier to thank for it.
    """
    listed = list(requirements)
    wanted = pl.concat([requirement.wanted for requirement in listed])
    keys = [*_KEYS, "item"]
    records = pl.concat([requirement.records for requirement in listed]).join(wanted, on=keys, how="semi").unique()
    ends = _ends_of_period(wanted.join(records, on=keys, how="semi"))
    gaps = pl.concat([_gaps(pl.concat([records.drop("series"), ends]), keys), _gaps(records, [*keys, "series"])])
    holes = wanted.join(gaps.group_by(keys).agg(pl.col("gap").min()), on=keys, how="inner").with_columns(
        pl.format("records leave out {}", pl.col("gap")).alias("reason")
    )
    absent = wanted.join(records, on=keys, how="anti")
    return (
        pl.concat([absent, holes.select(absent.columns)])
        .select(
            *_PERIOD,
            "item",
            "boundary",
            "category",
            pl.lit("common").alias("scope2_account"),
            pl.lit("common").alias("method_set"),
            "facility_id",
            "reason",
            pl.lit(None, pl.Float64).alias("excluded_estimate_t_co2e"),
        )
        .select(MISSING.names)
    )


def _ends_of_period(wanted: pl.DataFrame) -> pl.DataFrame:
    """The days just before and after each reporting period, as records: what lies between them must be covered."""
    day = pl.duration(days=1)
    return pl.concat(
        wanted.select(
            *_KEYS,
            "item",
            (pl.col(name) + shift).alias("period_start"),
            (pl.col(name) + shift).alias("period_end"),
        )
        for name, shift in (("reporting_period_start", -day), ("reporting_period_end", day))
    )


def _gaps(days: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Stretches of days without a record between the first and the last of each group."""
    day = pl.duration(days=1)
    ordered = days.sort(*keys, "period_start", "period_end")
    reach = pl.col("period_end").cum_max().shift(1).over(keys).alias("reach")
    return (
        ordered.with_columns(reach)
        .filter(pl.col("period_start") > pl.col("reach") + day)
        .select(
            *_KEYS,
            "item",
            pl.format("{} to {}", pl.col("reach") + day, pl.col("period_start") - day).alias("gap"),
        )
    )

"""Coverage in time: whether an item's records leave out days of a reporting period.

Belongs here: requirements, gaps, and the MISSING rows they give. Does not belong here: which items are required.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.result_tables import MISSING

_KEYS = ["smelter_id", "period_label", "item", "facility_id"]


@dataclass(frozen=True)
class Requirement:
    """An item that must be on record for every day of some reporting periods.

    records: smelter_id, period_label, item, facility_id, series, place (the facility recorded), period_start,
    period_end. wanted: the smelters and
    reporting periods (and facilities, where the item is asked of each) that need it, from `first` to `last`, with
    boundary, category, method set and the reason to print where nothing is recorded.
    """

    records: pl.LazyFrame
    wanted: pl.LazyFrame


def required(
    item: str,
    boundary: str,
    category: str,
    reason: str,
    *,
    of: pl.DataFrame,
    records: pl.DataFrame | None = None,
    series: Sequence[str] = (),
    by_facility: bool = False,
    method_set: str = "common",
) -> Requirement:
    """The item must be on record for the smelters and periods of `of` (smelter_id, period_label, reporting_year,
    facility_id, first, last). `series` are the labels that tell one meter's or supplier's run of records from
    another's; without `records` nothing can meet the requirement."""
    if records is None:
        records = of.clear().with_columns(pl.lit(None, pl.Date).alias(name) for name in ("period_start", "period_end"))
        series = ()
    parts = [pl.col(name).cast(pl.String).fill_null("") for name in series]
    return Requirement(
        records=records.lazy().select(
            "smelter_id",
            "period_label",
            pl.lit(item).alias("item"),
            pl.col("facility_id") if by_facility else pl.lit("").alias("facility_id"),
            (pl.concat_str(parts, separator="|") if parts else pl.lit("")).alias("series"),
            pl.col("facility_id").alias("place"),
            "period_start",
            "period_end",
        ),
        wanted=of.lazy().select(
            "smelter_id",
            "period_label",
            "reporting_year",
            "facility_id",
            pl.lit(item).alias("item"),
            pl.lit(boundary).alias("boundary"),
            pl.lit(category).alias("category"),
            pl.lit(method_set).alias("method_set"),
            pl.lit(reason).alias("reason"),
            "first",
            "last",
        ),
    )


def unmet(requirements: Iterable[Requirement], idle: pl.DataFrame) -> pl.DataFrame:
    """MISSING rows where an item's records are absent, or one of its series leaves out days of the reporting period.

    A series (one supplier's, one meter's, one leg's) that only starts late or ends early is a hole like any other: a
    month nobody recorded cannot be told from a month without use, so a supplier who stops is closed with a zero. Days
    before a facility opened or after it closed (`idle`: smelter_id, place, period_start, period_end) are no hole.
    """
    listed = list(requirements)
    # Requirements are many and small: put together as queries they cost one.
    wanted, recorded = pl.collect_all(
        [
            pl.concat([requirement.wanted for requirement in listed]).unique(maintain_order=True),
            pl.concat([requirement.records for requirement in listed]),
        ]
    )
    records = recorded.join(wanted, on=_KEYS, how="semi").unique()
    resting = records.drop("period_start", "period_end").unique().join(idle, on=["smelter_id", "place"], how="inner")
    gaps = _gaps(pl.concat([records, resting.select(records.columns)]), wanted)
    holes = wanted.join(gaps, on=_KEYS, how="inner").with_columns(
        pl.format("records leave out {}; where nothing was used, record a zero", pl.col("gap")).alias("reason")
    )
    absent = wanted.join(records, on=_KEYS, how="anti")
    return pl.concat([absent, holes.select(absent.columns)]).select(
        pl.lit("common").alias(name)
        if name == "scope2_account"
        else pl.lit(None, pl.Float64).alias(name)
        if name == "excluded_estimate_t_co2e"
        else pl.col(name)
        for name in MISSING.names
    )


def _gaps(records: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The first stretch of days, per requirement, that one of its series leaves out."""
    keys, day = [*_KEYS, "series"], pl.duration(days=1)
    window = wanted.select(*_KEYS, "first", "last").unique()
    inside = records.join(window, on=_KEYS, how="inner").filter(
        (pl.col("period_end") >= pl.col("first")) & (pl.col("period_start") <= pl.col("last"))
    )
    # The days just before and after the window stand in as records: what lies between them must be covered.
    edges = inside.select(*keys, "first", "last").unique()
    ends = [
        edges.select(*keys, (pl.col(name) + shift).alias("period_start"), (pl.col(name) + shift).alias("period_end"))
        for name, shift in (("first", -day), ("last", day))
    ]
    reach = pl.col("period_end").cum_max().shift(1).over(keys).alias("reach")
    return (
        pl.concat([inside.select(*keys, "period_start", "period_end"), *ends])
        .sort(*keys, "period_start", "period_end")
        .with_columns(reach)
        .filter(pl.col("period_start") > pl.col("reach") + day)
        .select(*_KEYS, pl.format("{} to {}", pl.col("reach") + day, pl.col("period_start") - day).alias("gap"))
        .group_by(_KEYS)
        .agg(pl.col("gap").min())
    )

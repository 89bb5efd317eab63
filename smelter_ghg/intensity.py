"""Emissions per tonne of metal, by boundary, scope 2 account and denominator, complete or "at least".

Belongs here: totals of one inventory over production, and reported intensities beside them. Does not belong here:
equations, thresholds. A reported intensity stays what it is; it is never turned back into tonnes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.labels import MINE_TO_METAL_CATEGORIES, SCOPE_1, SCOPE_2, SCOPE_3
from smelter_ghg.contracts.result_tables import INTENSITY
from smelter_ghg.factors import Factors
from smelter_ghg.items import FOREIGN_METAL
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.periods import assign, reporting_periods

# The last holds the metal of the casthouse that came from outside, too; it is stated where there is some.
BOUNDARIES = ("scope_1", "scope_1_2", "mine_to_metal", "all_metal")
ACCOUNTS = ("location", "market")
DENOMINATORS = ("tapped", "cast_out")
REPORTED_UNIT = "t CO2e/t"

_KEYS = ["smelter_id", "period_label"]
_IDENTITY = [
    "smelter_id",
    "period_label",
    "route",
    "method_set",
    "gwp_set",
    "boundary",
    "scope2_account",
    "denominator",
]


def in_boundary(boundary: str) -> pl.Expr:
    """Which ledger rows a boundary counts: mine to metal takes scopes 1 and 2 and categories 1, 3 and 4 of what was
    made for primary metal, all metal also of what was made for metal from outside."""
    scope_1, scope_2 = pl.col("scope") == SCOPE_1, pl.col("scope") == SCOPE_2
    if boundary == "scope_1":
        return scope_1
    if boundary == "scope_1_2":
        return scope_1 | scope_2
    category = pl.col("scope3_category").is_in(MINE_TO_METAL_CATEGORIES)
    made_for = ("primary_metal",) if boundary == "mine_to_metal" else ("primary_metal", "remelt")
    return (scope_1 | scope_2 | ((pl.col("scope") == SCOPE_3) & category)) & pl.col("allocated_to").is_in(made_for)


def applies_to(boundary: str, scope2_account: str, method_set: str) -> pl.Expr:
    """Which MISSING rows make a sum of this boundary, account and method set incomplete."""
    counted = BOUNDARIES[: BOUNDARIES.index(boundary) + 1]
    return (
        pl.col("boundary").is_in(counted)
        & pl.col("scope2_account").is_in(["common", scope2_account])
        & pl.col("method_set").is_in(["common", method_set])
        & pl.col("excluded_estimate_t_co2e").is_null()
    )


def build_intensity(
    ledger: pl.DataFrame,
    activity: pl.DataFrame,
    missing: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    config: ReportingConfig,
) -> pl.DataFrame:
    """Calculated and reported intensities (INTENSITY) of the reporting periods in `activity`, sorted."""
    periods = reporting_periods(tables, config.fiscal_year_end_month)
    calculated = [
        _per_tonne(totals, activity, missing, config, boundary, account, denominator)
        for boundary, account, totals in _totals(ledger, factors, config)
        for denominator in (DENOMINATORS if boundary != "all_metal" else DENOMINATORS[1:])
    ]
    rows = pl.concat([*calculated, _reported(tables, periods)], how="diagonal_relaxed")
    dated = rows.join(
        periods.rename({"reporting_period_start": "period_start", "reporting_period_end": "period_end"}),
        on=_KEYS,
        how="inner",
    )
    key = dated.select(pl.concat_str([*_IDENTITY, pl.col("input_id").fill_null("")], separator="|")).to_series()
    ids = [blake2b(text.encode(), digest_size=8).hexdigest() for text in key.to_list()]
    return (
        dated.with_columns(pl.Series("intensity_id", ids, dtype=pl.String))
        .select(pl.col(name).cast(dtype) for name, dtype in INTENSITY.polars_schema.items())
        .sort("smelter_id", "period_end", "route", "boundary", "scope2_account", "denominator", "intensity_id")
    )


def _totals(ledger: pl.DataFrame, factors: Factors, config: ReportingConfig) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Boundary, account and emissions per smelter and period; scope 1 holds no electricity, so it has no account."""
    for account in ACCOUNTS:
        inventory = select_inventory(ledger, route="calculated", method_set=config.method_set, scope2_account=account)
        foreign = of_other_gwp_set(inventory, config.gwp_set).select("ledger_id")
        counted = co2e(inventory.join(foreign, on="ledger_id", how="anti"), config.gwp_set, factors)
        category = pl.col("scope3_category").drop_nulls().unique().sort().cast(pl.String)
        for boundary in BOUNDARIES:
            if boundary == "scope_1" and account != ACCOUNTS[0]:
                continue
            totals = (
                counted.filter(in_boundary(boundary))
                .group_by(_KEYS, maintain_order=True)
                .agg(pl.col("t_co2e").sum().alias("emissions_t_co2e"), category.alias("categories_shown"))
            )
            yield boundary, "none" if boundary == "scope_1" else account, totals


def _per_tonne(
    totals: pl.DataFrame,
    activity: pl.DataFrame,
    missing: pl.DataFrame,
    config: ReportingConfig,
    boundary: str,
    account: str,
    denominator: str,
) -> pl.DataFrame:
    produced = _metal(activity, (denominator,), "production_t", "production_ids")
    foreign = _metal(activity.filter(pl.col("value") > 0), FOREIGN_METAL, "foreign_t", "deducted_ids")
    if boundary == "all_metal":
        produced = produced.join(foreign.select(_KEYS), on=_KEYS, how="semi", maintain_order="left")
        totals = totals.join(produced, on=_KEYS, how="semi", maintain_order="left")
    elif denominator == "cast_out":
        # Primary metal cast is what was cast less what came from outside: its melting loss stays with the primary
        # metal, so that the intensity is not too low.
        primary = pl.col("production_t") - pl.col("foreign_t").fill_null(0.0)
        produced = produced.join(foreign, on=_KEYS, how="left", maintain_order="left").with_columns(
            primary.alias("production_t")
        )
    no_items = pl.lit([], pl.List(pl.String))
    if "deducted_ids" not in produced.columns:
        produced = produced.with_columns(no_items.alias("deducted_ids"))
    # Emissions are reckoned on metal tapped, so its holes concern every denominator; what is cast only its own.
    other = ["metal_cast_out"] if denominator == "tapped" else []
    lacking = (
        missing.filter(applies_to(boundary, account, config.method_set) & ~pl.col("item").is_in(other))
        .group_by(_KEYS)
        .agg(pl.col("item").unique().sort().alias("missing"))
    )
    return (
        totals.join(produced, on=_KEYS, how="full", coalesce=True)
        .join(lacking, on=_KEYS, how="left")
        .with_columns(
            pl.lit("calculated").alias("route"),
            pl.lit(config.method_set).alias("method_set"),
            pl.lit(config.gwp_set).alias("gwp_set"),
            pl.lit(boundary).alias("boundary"),
            pl.lit(account).alias("scope2_account"),
            pl.lit(denominator).alias("denominator"),
            pl.when(pl.col("production_t") > 0)
            .then(pl.col("emissions_t_co2e") / pl.col("production_t"))
            .alias("value"),
            (
                pl.col("missing").is_null()
                & pl.col("emissions_t_co2e").is_not_null()
                & pl.col("production_t").is_not_null()
            ).alias("complete"),
            pl.col("missing").fill_null(no_items),
            pl.col("deducted_ids").fill_null(no_items),
            pl.lit("exact").alias("qualifier"),
            pl.lit(True).alias("period_stated"),
            pl.col("categories_shown").fill_null(no_items),
            pl.lit(None, pl.String).alias("input_id"),
            pl.lit(None, pl.String).alias("citation"),
        )
    )


def _metal(activity: pl.DataFrame, flows: tuple[str, ...], mass: str, ids: str) -> pl.DataFrame:
    """Metal of some flows per smelter and period, with the rows it is the sum of."""
    return (
        activity.filter((pl.col("quantity") == "metal") & pl.col("flow").is_in(flows))
        .sort("activity_id")
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.col("value").sum().alias(mass), pl.col("activity_id").alias(ids))
    )


def _reported(tables: Mapping[str, pl.DataFrame], periods: pl.DataFrame) -> pl.DataFrame:
    """Reported indicators in t CO2e per t of metal whose dates lie in a reporting period, as they stand."""
    stated = tables["reported_indicators"].filter(
        (pl.col("unit") == REPORTED_UNIT) & pl.col("value").is_not_null() & pl.col("period_end").is_not_null()
    )
    shown = (
        assign(
            tables["reported_emissions"]
            .filter((pl.col("scope") == str(SCOPE_3)) & pl.col("category").is_not_null())
            .drop_nulls(["emissions_t_co2e", "period_start", "period_end"]),
            periods,
        )
        .filter(pl.col("category").is_in([str(category) for category in MINE_TO_METAL_CATEGORIES]))
        .group_by(_KEYS)
        .agg(pl.col("category").unique().sort().alias("categories_shown"))
    )
    return (
        assign(stated, periods)
        .filter(pl.col("period_label").is_not_null())
        .join(shown, on=_KEYS, how="left")
        .select(
            *_KEYS,
            pl.lit("reported").alias("route"),
            pl.lit("not_stated").alias("method_set"),
            pl.col("gwp_set").fill_null("not_stated"),
            "boundary",
            "scope2_account",
            pl.lit("not_stated").alias("denominator"),
            pl.lit(None, pl.Float64).alias("emissions_t_co2e"),
            pl.lit(None, pl.Float64).alias("production_t"),
            "value",
            pl.lit(True).alias("complete"),
            pl.lit([], pl.List(pl.String)).alias("missing"),
            "qualifier",
            "period_stated",
            pl.col("categories_shown").fill_null(pl.lit([], pl.List(pl.String))),
            pl.concat_str([pl.lit("reported_indicators"), "_key", pl.lit("value")], separator="|").alias("input_id"),
            "citation",
            pl.lit([], pl.List(pl.String)).alias("production_ids"),
            pl.lit([], pl.List(pl.String)).alias("deducted_ids"),
        )
    )

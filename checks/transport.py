"""Inbound transport: legs longer than the Earth allows, and tonnes moved that do not fit the tonnes bought.

Belongs here: distances and masses of legs. Does not belong here: a leg beside its own other months (`checks.slips`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge
from smelter_ghg.items import TRANSPORTED
from smelter_ghg.periods import assign, reporting_periods

# Half the equator of WGS 84 (semi-major axis 6378.137 km): no two places are farther apart.
_FARTHEST_KM = 20_037.5
# Ships go round continents: New York to Colombo by Panama and Singapore is 14,102 nautical miles (Distances Between
# Ports, Pub. 151, National Geospatial-Intelligence Agency, 11th edition, 2001; read in a secondary source), which is
# 1.30 times the farthest. The tenth above it is an engineering judgement.
_ROUTE = 1.4
_SOURCE = "half the equator, and 40 % for the way round continents (NGA Pub. 151: 30 % on a listed route)"
# Engineering judgement: stocks of alumina and carbon hold one to two months, so that tonnes moved and tonnes used in a
# year differ by less than this; over shorter periods nothing can be said.
_APART, _SHORTEST_DAYS = 1.25, 330

_WHERE = ["smelter_id", "period_label", "item"]
_SUPPLY = ["facility_id", "supplier", "supplier_site", "basis"]


def legs_too_long(tables: Tables) -> pl.DataFrame:
    """Legs longer than half round the Earth with room for the route."""
    rows = tables["transport"].filter(pl.col("distance_km") > _FARTHEST_KM * _ROUTE)
    return findings_of(
        rows,
        "leg_too_long",
        severity="warning",
        table="transport",
        column="distance_km",
        expected=f"at most {_FARTHEST_KM * _ROUTE:,.0f} km: {_SOURCE}",
        likely_cause="metres for kilometres, or the way of several shipments together",
    )


def legs_against_goods(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Items of which one leg moved far more than was received or consumed in a year, or all legs together far less.

    Which leg follows which is not recorded, so that these are the two bounds any chain of legs keeps: nothing is moved
    twice over one leg, and everything is moved at least once. Items whose supplier's footprint holds transport have no
    lower bound.
    """
    periods = reporting_periods(tables, fiscal_year_end_month)
    moved = _placed(tables["transport"].drop_nulls(["item", "mass_t"]), periods)
    bought = _bought(tables, periods)
    legs = moved.with_columns(
        pl.col("mass_t").sum().over(*_WHERE, "mode", "leg").alias("by_leg"),
        pl.col("mass_t").sum().over(_WHERE).alias("by_all"),
    ).join(bought, on=_WHERE, how="inner", maintain_order="left")
    held = tables["supplier_footprints"].filter(pl.col("parts_covered").str.contains("inbound_transport", literal=True))
    over = legs.filter(pl.col("by_leg") > pl.col("most") * _APART).sort("mass_t", "_file", "_row")
    under = legs.join(held.select("item").unique(), on="item", how="anti", maintain_order="left")
    under = under.filter(pl.col("by_all") * _APART < pl.col("least")).sort("_file", "_row")
    return merge(
        [
            _finding(
                over.unique([*_WHERE, "mode", "leg"], keep="last", maintain_order=True),
                pl.format("about {} t of {} in {}, which were received or consumed", "most", "item", "period_label"),
                pl.format(
                    "this leg alone moved {} t: another unit, or a delivery entered twice", pl.col("by_leg").round(3)
                ),
            ),
            _finding(
                under.unique(_WHERE, keep="first", maintain_order=True),
                pl.format("legs for the {} t of {} received or consumed in {}", "least", "item", "period_label"),
                pl.format(
                    "all legs together moved {} t: another unit, a month or a supplier left out; what came without "
                    "transport is a leg of 0 km",
                    pl.col("by_all").round(3),
                ),
            ),
        ]
    )


def _finding(rows: pl.DataFrame, expected: pl.Expr, likely_cause: pl.Expr) -> pl.DataFrame:
    return findings_of(
        rows,
        "legs_against_goods",
        severity="warning",
        table="transport",
        column="mass_t",
        expected=expected,
        likely_cause=likely_cause,
    )


def _bought(tables: Tables, periods: pl.DataFrame) -> pl.DataFrame:
    """Tonnes of each bought item and year: the least and the most of what was received and consumed, supplier by
    supplier, for one may be recorded by receipts and another by consumption."""
    goods = tables["activity"].filter(
        pl.col("item").is_in(TRANSPORTED)
        & pl.col("flow").is_in(["received", "consumed"])
        & (pl.col("canonical_unit") == "t")
        & (pl.col("origin").fill_null("purchased") == "purchased")
    )
    tonnes = (pl.col("quantity") * pl.col("multiplier")).sort().sum()
    return (
        _placed(goods, periods)
        .group_by(*_WHERE, *_SUPPLY, "flow")
        .agg(tonnes.alias("tonnes"))
        .filter(pl.col("tonnes") > 0)
        .group_by(*_WHERE, *_SUPPLY)
        .agg(pl.col("tonnes").min().alias("least"), pl.col("tonnes").max().alias("most"))
        .group_by(_WHERE)
        .agg(pl.col("least", "most").sum().round(3))
    )


def _placed(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Rows of reporting periods of a year or so, in the order of their place."""
    placed = assign(rows.drop_nulls(["smelter_id", "period_start", "period_end"]), periods)
    days = (pl.col("reporting_period_end") - pl.col("reporting_period_start")).dt.total_days() + 1
    return placed.filter(pl.col("period_label").is_not_null() & (days >= _SHORTEST_DAYS)).sort("_file", "_row")

"""Checks that need a sum: shares of shared facilities, consumption against stocks.

Belongs here: rows that are each fine and together are not. Does not belong here: physical balances
(`smelter_ghg.physics`), instruments (`checks.instruments`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.periods import assign, reporting_periods

# Room for the rounding of sums of decimal fractions in binary, far below any printed digit.
_ROUNDING = 1e-9


def allocation_shares(tables: Tables) -> pl.DataFrame:
    """Facilities whose shares do not sum to 1; the finding stands at the last of their rows."""
    rows = tables["allocations"].drop_nulls(["facility_id", "share"])
    sums = rows.group_by("facility_id").agg(pl.col("share").sort().sum().alias("total"))
    off = sums.filter((pl.col("total") - 1).abs() > _ROUNDING)
    last = (
        rows.join(off, on="facility_id", maintain_order="left")
        .sort("_file", "_row")
        .unique("facility_id", keep="last", maintain_order=True)
    )
    return findings_of(
        last,
        "allocation_shares",
        table="allocations",
        column="share",
        expected="shares of one facility that sum to 1",
        likely_cause=pl.format("the shares of {} sum to {}", "facility_id", pl.col("total").round(9)),
    )


def product_shares(tables: Tables) -> pl.DataFrame:
    """Facilities and periods whose parts by product do not sum to 1; the finding stands at the last of their rows."""
    on = ["smelter_id", "facility_id", "period_start", "period_end"]
    rows = tables["product_shares"].drop_nulls([*on, "share"])
    sums = rows.group_by(on).agg(pl.col("share").sort().sum().alias("total"))
    off = sums.filter((pl.col("total") - 1).abs() > _ROUNDING)
    last = (
        rows.join(off, on=on, maintain_order="left").sort("_file", "_row").unique(on, keep="last", maintain_order=True)
    )
    return findings_of(
        last,
        "product_shares",
        table="product_shares",
        column="share",
        expected="parts of one facility and period, primary_metal among them, that sum to 1",
        likely_cause=pl.format("the parts of {} sum to {}", "facility_id", pl.col("total").round(9)),
    )


def consumed_against_stocks(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Items whose consumption differs from opening + received - sold - closing by more than rounding.

    Compared per reporting period where both stocks are recorded; every number may be off by half of its last digit. The
    consumption recorded is what is used. The finding stands at its first row.
    """
    signs = {"opening_stock": 1.0, "received": 1.0, "sold": -1.0, "closing_stock": -1.0}
    on = ["smelter_id", "facility_id", "item", "basis", "origin", "supplier", "supplier_site", "period_label"]
    dated = tables["activity"].drop_nulls(["smelter_id", "period_start", "period_end", "quantity", "multiplier"])
    rows = assign(dated, reporting_periods(tables, fiscal_year_end_month)).drop_nulls("period_label")
    digits = pl.col("quantity").cast(pl.String).str.extract(r"\.(\d*?)0*$").str.len_chars().fill_null(0)
    amounts = rows.with_columns(
        (pl.col("quantity") * pl.col("multiplier")).alias("amount"),
        (pl.col("multiplier") * 0.5 * pl.lit(10.0).pow(-digits.cast(pl.Int64))).alias("rounding"),
    ).sort("_file", "_row")
    consumed = (pl.col("flow") == "consumed").alias("consumed")
    balance = amounts.filter(consumed | pl.col("flow").is_in(list(signs))).group_by(on, maintain_order=True).agg(
        pl.col("amount").filter(consumed).sum().alias("used"),
        (pl.col("amount") * pl.col("flow").replace_strict(signs, default=0.0)).sum().alias("moved"),
        pl.col("rounding").sum(),
        pl.col("flow").unique().alias("flows"),
        pl.col("canonical_unit").first(),
    )  # fmt: skip
    needed = ["consumed", "opening_stock", "closing_stock"]
    both = balance.filter(pl.all_horizontal(pl.col("flows").list.contains(flow) for flow in needed))
    off = both.filter((pl.col("used") - pl.col("moved")).abs() > pl.col("rounding") * (1 + _ROUNDING))
    first = (
        amounts.filter(consumed)
        .join(off.drop("canonical_unit", "rounding"), on=on, nulls_equal=True, maintain_order="left")
        .unique(on, keep="first", maintain_order=True)
    )
    return findings_of(
        first,
        "consumption_against_stocks",
        severity="warning",
        table="activity",
        column="quantity",
        expected=pl.format("{} {} in {}: opening stock + received - sold - closing stock",
                           pl.col("moved").round(6), "canonical_unit", "period_label"),
        likely_cause=pl.format("consumed sums to {}; a delivery or stock is missing, or in another month",
                               pl.col("used").round(6)),
    )  # fmt: skip

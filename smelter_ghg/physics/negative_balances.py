"""Balances that come out below zero: more leaves a calciner, a piece of equipment or a plant than there was.

Belongs here: the findings of such balances, with the records they come of. Does not belong here: the balances, which
are those of the sources themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.emissions.charged_gases import balances
from smelter_ghg.emissions.coke_calcination import calciner_balances
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.product_allocation import overdrawn
from smelter_ghg.units import KG_PER_T

_COLUMNS = {"electricity": "mwh", "metal": "mass_t", "activity": "quantity"}


def negative_balance_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Errors, one per calciner, gas or plant and period, where a balance is negative: a wrong record, no emission."""
    kind = pl.col("facility_kind").alias("kind")
    facilities = activity.filter(pl.col("facility_id") != "").select("smelter_id", "facility_id", kind).unique()
    inputs = SourceInputs(activity, pl.DataFrame(), facilities.sort(pl.all()), factors.usable, {})
    return to_frame([*_calciners(inputs), *_gases(inputs), *_products(inputs)])


def _calciners(inputs: SourceInputs) -> Iterator[dict[str, object]]:
    """The carbon of coke and dust out against that of green coke in; the CO2 of the volatiles' methane counts as in."""
    seen = set()
    for _, used, rows, _ in calciner_balances(inputs):
        made = used.function(**{name: pl.col(name) for name in used.arguments}).alias("kg")
        for row in rows.drop_nulls(used.arguments).with_columns(made).filter(pl.col("kg") < 0).iter_rows(named=True):
            where = (row["smelter_id"], row["facility_id"], row["period_start"])
            if where in seen:
                continue
            seen.add(where)
            yield finding(
                "negative_balance",
                "error",
                smelter_id=row["smelter_id"],
                period=row["period_label"],
                table="activity",
                column="quantity",
                value=f"{row['green_coke']:g}",
                expected=f"more carbon in the green coke than in the coke and dust of "
                f"{row['facility_id'] or 'the site'}, {row['period_start']} to {row['period_end']}; the balance is "
                f"{row['kg'] / KG_PER_T:.4g} t CO2",
                likely_cause="coke of another period, a yield of 0.80 in place of 0.68, or moisture and volatiles of "
                "another coke",
            )


def _gases(inputs: SourceInputs) -> Iterator[dict[str, object]]:
    rows, _ = balances(inputs)
    for row in rows.filter(pl.col("gas_lost") < 0).iter_rows(named=True):
        yield finding(
            "negative_balance",
            "error",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            table="activity",
            column="quantity",
            value=f"{row['gas_lost']:g}",
            expected=f"{row['item']} of {row['facility_id'] or 'the site'}: nothing below zero; stock at start + "
            "received + retired capacity - sold - returned - stock at end - installed capacity, in t",
            likely_cause="a receipt that is not recorded, a stock in another unit, or two stocks exchanged",
        )


def _products(inputs: SourceInputs) -> Iterator[dict[str, object]]:
    for row in overdrawn(inputs).iter_rows(named=True):
        yield finding(
            "negative_balance",
            "error",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            table=row["table"],
            column=_COLUMNS[row["table"]],
            value=f"{row['value']:g}",
            expected=f"no more of {row['facility_id']} sold than made, in {row['unit']}",
            likely_cause="sales of another period or plant, or a meter of generation or a scale that is not recorded",
        )

"""Sums of recorded quantities: what the balances of a reporting period are drawn up from.

Belongs here: picking and adding rows of ACTIVITY. Does not belong here: any balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

PERIOD = ["smelter_id", "period_label"]
SPAN = [*PERIOD, "period_start", "period_end"]


def recorded(activity: pl.DataFrame, quantity: str, **labels: str | Sequence[str]) -> pl.DataFrame:
    """The rows of one kind of quantity whose labels are these, or one of these."""
    tests = (
        pl.col(name) == wanted if isinstance(wanted, str) else pl.col(name).is_in(list(wanted))
        for name, wanted in labels.items()
    )
    return activity.filter(pl.col("quantity") == quantity, *tests)


def total(rows: pl.DataFrame, name: str, keys: Sequence[str] = tuple(PERIOD)) -> pl.DataFrame:
    """The sum of the rows' values by keys, under a name; no row where nothing is recorded."""
    return rows.sort("input_id").group_by(list(keys), maintain_order=True).agg(pl.col("value").sum().alias(name))


def beside(first: pl.DataFrame, others: Iterable[pl.DataFrame], keys: Sequence[str] = tuple(PERIOD)) -> pl.DataFrame:
    """Sums beside the first ones, by keys; empty where nothing is recorded."""
    for other in others:
        first = first.join(other, on=list(keys), how="left", maintain_order="left")
    return first

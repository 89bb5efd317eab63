"""Rows of one series in time: which of a row's two dates fits its neighbours.

Belongs here: telling the date at fault from the one that is right. Does not belong here: finding the faults.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts import Table

_NOT_OF_A_SERIES = ("period_start", "period_end", "valid_from", "valid_to", "period_label")


def series_of(contract: Table) -> list[str]:
    """The key without its dates: rows that agree in it follow one another in time."""
    return [column for column in contract.key if column not in _NOT_OF_A_SERIES]


def date_at_fault(
    bad: pl.DataFrame, frame: pl.DataFrame, contract: Table, start: str, end: str, undecided: pl.Expr
) -> pl.Series:
    """Per row of `bad` the name of the date at fault: the one that does not meet the row before or after.

    A row usually begins the day after its predecessor ends. Where both dates meet a neighbour, or neither does,
    `undecided` names the column.
    """
    series = series_of(contract)
    good = frame.filter(pl.col(end) >= pl.col(start))
    day = pl.duration(days=1)

    def meets(own: pl.Expr, other: str) -> pl.Series:
        keys = [*series, "met"]
        neighbours = good.with_columns(pl.col(other).alias("met")).select(keys).unique()
        joined = bad.with_columns(own.alias("met")).join(
            neighbours.with_columns(pl.lit(True).alias("found")),
            on=keys,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        return joined["found"].fill_null(False)

    start_fits = meets(pl.col(start) - day, end)
    end_fits = meets(pl.col(end) + day, start)
    return bad.with_columns(start_fits.alias("start_fits"), end_fits.alias("end_fits")).select(
        pl.when(pl.col("end_fits") & ~pl.col("start_fits"))
        .then(pl.lit(start))
        .when(pl.col("start_fits") & ~pl.col("end_fits"))
        .then(pl.lit(end))
        .otherwise(undecided)
        .alias("at_fault")
    )["at_fault"]

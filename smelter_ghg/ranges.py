"""The 95 % range of recorded values: what the records say of their meters, scales, laboratories and suppliers.

Belongs here: which statement holds for which cell, and whose errors are one. Does not belong here: ranges of factors,
what follows from a range.
"""

from __future__ import annotations

import polars as pl

RANGE = {"lower_share": pl.Float64, "upper_share": pl.Float64, "distribution": pl.String, "error_group": pl.String}
_LABELS = ("item", "facility_id", "supplier", "meter_id")
_CELL = "_cell"


def with_ranges_of_records(cells: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """Cells with the columns of RANGE, empty where no range is stated.

    cells: input_id, smelter_id, the labels item, facility_id, supplier and meter_id, period_start, period_end,
    uncertainty_pct (the record's own statement, which goes first). statements: the table `uncertainties`. A statement
    holds for the cells of its table and column that have all the labels it names and whose last day lies in its period;
    of several the one that names most labels, then the one of the shortest period, then the later one. Cells of one
    error_group share one error; others have an error each.
    """
    parts = pl.col("input_id").str.split("|").list
    numbered = cells.with_row_index(_CELL)
    asked = numbered.select(
        _CELL, "smelter_id", *_LABELS, "period_end", parts.first().alias("table"), parts.last().alias("column")
    )
    said = statements.drop_nulls(["smelter_id", "period_start", "period_end", "below_pct"]).select(
        "smelter_id",
        "table",
        "column",
        *(pl.col(label).alias(f"_{label}") for label in _LABELS),
        pl.col("period_start").alias("_start"),
        pl.col("period_end").alias("_end"),
        (1 - pl.col("below_pct") / 100).alias("lower_share"),
        (1 + pl.coalesce("above_pct", "below_pct") / 100).alias("upper_share"),
        "distribution",
        "error_group",
    )
    named = [pl.col(f"_{label}").is_not_null() & (pl.col(f"_{label}") != "") for label in _LABELS]
    fits = [
        ~is_named | (pl.col(f"_{label}") == pl.col(label)).fill_null(False)
        for label, is_named in zip(_LABELS, named, strict=True)
    ]
    best = (
        asked.join(said, on=["smelter_id", "table", "column"], how="inner")
        .filter(*fits, pl.col("period_end").is_between("_start", "_end"))
        .with_columns(pl.sum_horizontal(named).alias("_named"), (pl.col("_end") - pl.col("_start")).alias("_days"))
        .sort(
            _CELL,
            -pl.col("_named").cast(pl.Int64),
            "_days",
            -pl.col("_start").to_physical(),
            *(f"_{label}" for label in _LABELS),
        )
        .unique(_CELL, keep="first", maintain_order=True)
        .select(_CELL, *RANGE)
    )
    half = pl.col("uncertainty_pct") / 100
    own = half.is_not_null()
    ranged = pl.col("lower_share").is_not_null()
    joined = numbered.join(best, on=_CELL, how="left", maintain_order="left").with_columns(
        pl.when(own).then(1 - half).otherwise("lower_share").alias("lower_share"),
        pl.when(own).then(1 + half).otherwise("upper_share").alias("upper_share"),
        pl.when(~own).then("distribution").alias("distribution"),
    )
    group = pl.when(ranged).then(pl.coalesce("error_group", "input_id"))
    return joined.with_columns(group.alias("error_group")).drop(_CELL)

"""Rows of activity from their record cells: number as written times the conversion, times any share.

Belongs here: the table activity. Does not belong here: arguments of equations.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.recompute.book import ROOT, Book, named
from smelter_ghg.recompute.conversions import with_sizes


def shared(rows: pl.DataFrame, cells: pl.DataFrame, table: str, row_id: str, book: Book) -> pl.DataFrame:
    """Rows with `part`, the share of a shared facility's cell that they stand for (1 where nothing is shared), from
    the record of the share; their cause where it disagrees with the share they hold."""
    shares = cells.filter((pl.col("table") == "allocations") & (pl.col("column") == "share")).select(
        pl.col("input_id").alias("allocation_id"), pl.col("number").alias("of_share"), pl.col(ROOT).alias("share_root")
    )
    joined = rows.join(shares, on="allocation_id", how="left", maintain_order="left")
    claimed = pl.col("allocation_id").is_not_null() | pl.col("allocation_share").is_not_null()
    book.say(table, joined.filter(claimed & pl.col("of_share").is_null()), row_id, "allocation_id",
             "names no record of a share")  # fmt: skip
    own = joined.filter(pl.col("of_share").is_not_null()).with_columns(pl.lit(None, pl.String).alias(ROOT))
    book.compare_more(table, own, column="allocation_share", row_id=row_id, held="allocation_share",
                      recomputed="of_share")  # fmt: skip
    return joined.with_columns(pl.col("of_share").fill_null(1.0).alias("part"))


def quantities(activity: pl.DataFrame, cells: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Rows of activity with `recomputed`, and their cause where they disagree."""
    leaf = cells.select("input_id", "number", "written_unit", "of_property", pl.col(ROOT).alias("leaf_root"))
    rows = activity.join(leaf, on="input_id", how="left", maintain_order="left")
    of_cell = named("records", "input_id")
    without = rows.filter(pl.col("number").is_null())
    book.say("activity", without, "activity_id", "input_id", "names no number on record", of_cell)
    rows = with_sizes(shared(rows, cells, "activity", "activity_id", book), "unit")
    unknown = rows.filter(pl.col("size").is_null() & pl.col("number").is_not_null())
    book.say("activity", unknown, "activity_id", "unit", pl.format("no conversion from {} to {}",
             pl.coalesce("written_unit", "of_property", pl.lit("no unit")), "unit"))  # fmt: skip
    made = rows.filter(pl.col("size").is_not_null() & pl.col("number").is_not_null()).with_columns(
        (pl.col("number") * pl.col("size") * pl.col("part")).alias("recomputed"),
        pl.coalesce("leaf_root", "share_root", of_cell).alias(ROOT),
    )
    told = book.compare("activity", made, column="value", row_id="activity_id", held="value")
    book.compare_more("activity", told, column="multiplier", row_id="activity_id", held="multiplier", recomputed="size")
    book.recomputed["activity"] += made.height
    return told

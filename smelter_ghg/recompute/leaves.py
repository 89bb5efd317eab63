"""The leaves of a release: numbers as records and factors write them.

Belongs here: reading the number from a cell's text, a factor's value in its canonical unit. Does not belong here: what
is made of them.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors.columns import USABLE
from smelter_ghg.recompute.book import ROOT, Book
from smelter_ghg.recompute.conversions import part_of_keys, property_named, units_of_factors

_NUMBER = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*$"


def cells(records: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The cells of `records` with `number` (from the text as written), their unit, property and flow, and their cause
    where text and value disagree."""
    text = pl.col("text")
    read = records.with_columns(
        pl.when(text.str.contains(_NUMBER)).then(text.str.strip_chars()).cast(pl.Float64, strict=False).alias("number"),
        pl.concat_str("table", "row_key", "column", separator="|").alias("own_id"),
    )
    strange = read.filter((pl.col("own_id") != pl.col("input_id")).fill_null(True))
    book.say("records", strange, "input_id", "input_id", "not the table, row key and column of its cell")
    other = read.filter((pl.col("smelter_id") != part_of_keys("smelter_id")).fill_null(False))
    book.say("records", other, "input_id", "smelter_id", "not the smelter its key names")
    typed = read.filter(pl.col("value").is_not_null()).with_columns(pl.col("number").alias("recomputed"))
    told = book.compare("records", typed, column="value", row_id="input_id", held="value")
    book.recomputed["records"] += typed.height
    wrong = told.filter(pl.col(ROOT).is_not_null()).select("input_id", ROOT)
    return read.join(wrong, on="input_id", how="left", maintain_order="left").select(
        "input_id",
        "number",
        ROOT,
        "table",
        "column",
        "text",
        pl.col("unit").alias("written_unit"),
        property_named().alias("of_property"),
        part_of_keys("flow").alias("flow"),
    )


def factors(held: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The factors with their canonical value as `number`, and their cause where a column disagrees."""
    known = held.join(units_of_factors(), on=["parameter", "unit"], how="left", maintain_order="left")
    valued = known.filter(pl.col("value").is_not_null())
    unknown = valued.filter(pl.col("known_unit").is_null())
    book.say("factors", unknown, "factor_id", "unit", pl.format("{} is no unit of {}", "unit", "parameter"))
    other = valued.filter((pl.col("known_unit") != pl.col("canonical_unit")).fill_null(False))
    book.say("factors", other, "factor_id", "canonical_unit", pl.format("{} becomes {}", "unit", "known_unit"))
    refused = known.filter(pl.col("used") & ~pl.col("status").is_in(USABLE))
    book.say("factors", refused, "factor_id", "status", pl.format("used, and {} may not be", "status"))
    made = valued.with_columns((pl.col("value") * pl.col("known_multiplier")).alias("recomputed"))
    told = book.compare("factors", made, column="canonical_value", row_id="factor_id", held="canonical_value")
    book.compare_more("factors", told, column="multiplier", row_id="factor_id", held="multiplier",
                      recomputed="known_multiplier")  # fmt: skip
    book.recomputed["factors"] += made.height
    return told.select(
        "factor_id",
        pl.col("recomputed").alias("number"),
        "value",
        "canonical_unit",
        "known_multiplier",
        ROOT,
        "parameter",
        "item",
        "gwp_set",
    )

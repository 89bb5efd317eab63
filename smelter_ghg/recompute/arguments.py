"""Rows of ledger_inputs from their record cells and factors: number as written times multiplier, times any share.

Belongs here: arguments of the ledger's equations, the size and the sign of their multipliers, substitutions as far as
they are numbers. Does not belong here: equations.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.product_allocation import PART, PRIMARY, WHOLE
from smelter_ghg.recompute.book import ROOT, Book, apart, named
from smelter_ghg.recompute.conversions import taken_as, with_sizes
from smelter_ghg.recompute.quantities import shared
from smelter_ghg.substitution import RULES

# Flows that leave what an equation counts, so that their rows are taken off.
_OUTGOING = ("returned", "sold", "closing_stock", "exported", "equipment_installed")
# What a plant uses itself or sends on unused is no part of what it made; what it sells is no part of primary metal.
_TAKEN_OFF, _SOLD = ("own_use", "liquid_out"), ("exported", "sold")
# Energy of an instrument counts at its own factor and is taken off the energy no instrument covers.
_EITHER = "allocated_mwh"
# The rule whose substitutes are means of two data points, half of each.
_MEAN = RULES["us_98_65"].method
_HALF = 0.5


def arguments(
    inputs: pl.DataFrame,
    ledger: pl.DataFrame,
    cells: pl.DataFrame,
    factors: pl.DataFrame,
    book: Book,
) -> pl.DataFrame:
    """Rows of ledger_inputs with `recomputed` (value in the argument's unit), and their cause where they disagree."""
    key = pl.concat_str("ledger_id", "argument", "input_id", separator=" ")
    rows = inputs.with_columns(key.alias("row_id")).join(
        ledger.select("ledger_id", "allocated_to"), on="ledger_id", how="left", maintain_order="left"
    )
    book.say("ledger_inputs", rows.filter(pl.col("allocated_to").is_null()), "row_id", "ledger_id", "no row of ledger")
    _substitutions(rows, book)
    of_factors = pl.col("input_id").is_in(factors["factor_id"].implode())
    made = pl.concat(
        [_from_records(rows.filter(~of_factors), cells, book), _from_factors(rows.filter(of_factors), factors, book)]
    )
    told = book.compare("ledger_inputs", made, column="value", row_id="row_id", held="value")
    wrong = told.filter(apart("multiplier", "expected"))
    book.compare_more("ledger_inputs", wrong, column="multiplier", row_id="row_id", held="multiplier",
                      recomputed="expected")  # fmt: skip
    book.recomputed["ledger_inputs"] += made.height
    return told


_MADE = ("row_id", "ledger_id", "argument", "input_id", "unit", "value", "multiplier", "expected", "recomputed", ROOT)


def _from_records(rows: pl.DataFrame, cells: pl.DataFrame, book: Book) -> pl.DataFrame:
    leaf = cells.select("input_id", "number", "written_unit", "of_property", "flow", "table", "column",
                        pl.col(ROOT).alias("leaf_root"))  # fmt: skip
    rows = shared(
        rows.join(leaf, on="input_id", how="left", maintain_order="left"), cells, "ledger_inputs", "row_id", book
    )
    of_cell = named("records", "input_id")
    without = rows.filter(pl.col("number").is_null())
    book.say("ledger_inputs", without, "row_id", "input_id", "names no number on record", of_cell)
    rows = with_sizes(rows.filter(pl.col("number").is_not_null()), "unit")
    unknown = rows.filter(pl.col("size").is_null())
    book.say("ledger_inputs", unknown, "row_id", "unit", pl.format("no conversion from {} to {}",
             pl.coalesce("written_unit", "of_property", pl.lit("no unit")), "unit"))  # fmt: skip
    half = pl.when((pl.col("kind") == "substitution") & (pl.col("substitution_method") == _MEAN)).then(_HALF)
    sign = pl.when(_subtracted()).then(-1.0).otherwise(1.0)
    return (
        rows.filter(pl.col("size").is_not_null())
        .with_columns((pl.col("size") * half.otherwise(1.0) * sign).alias("expected"))
        .with_columns(
            (pl.col("number") * pl.col("expected") * pl.col("part")).alias("recomputed"),
            pl.coalesce("leaf_root", "share_root", of_cell).alias(ROOT),
        )
        .select(_MADE)
    )


def _subtracted() -> pl.Expr:
    flow, argument = pl.col("flow"), pl.col("argument")
    of_primary = (argument == PART) & (pl.col("allocated_to") == PRIMARY) & flow.is_in([*_TAKEN_OFF, *_SOLD])
    of_whole = (argument == WHOLE) & flow.is_in(_TAKEN_OFF)
    outgoing = ~argument.is_in([PART, WHOLE]) & flow.is_in(_OUTGOING)
    either = (pl.col("column") == _EITHER) & (pl.col("multiplier") < 0)
    return (of_primary | of_whole | outgoing | either).fill_null(False)


def _from_factors(rows: pl.DataFrame, factors: pl.DataFrame, book: Book) -> pl.DataFrame:
    leaf = factors.select(pl.col("factor_id").alias("input_id"), "number", "canonical_unit",
                          pl.col("known_multiplier").alias("expected"), pl.col(ROOT).alias("leaf_root"))  # fmt: skip
    made = rows.join(leaf, on="input_id", how="left", maintain_order="left")
    other = made.filter((taken_as("unit") != taken_as("canonical_unit")).fill_null(True))
    book.say("ledger_inputs", other, "row_id", "unit", pl.format("the factor is in {}", "canonical_unit"))
    return made.with_columns(
        pl.col("number").alias("recomputed"), pl.coalesce("leaf_root", named("factors", "input_id")).alias(ROOT)
    ).select(_MADE)


def _substitutions(rows: pl.DataFrame, book: Book) -> None:
    """A substitution names its method, nothing else does, and a mean of two data points has two."""
    told = (pl.col("kind") == "substitution") != pl.col("substitution_method").is_not_null()
    book.say("ledger_inputs", rows.filter(told), "row_id", "substitution_method",
             "goes with the kind substitution, and only with it")  # fmt: skip
    means = rows.filter(pl.col("substitution_method") == _MEAN)
    odd = means.filter(pl.len().over("ledger_id", "argument") != len(("first", "second")))
    book.say("ledger_inputs", odd, "row_id", "substitution_method", "not the mean of two data points")

"""Rows of the ledger from their arguments, by the equation each names.

Belongs here: kilograms of gas, and the share a row holds of what its facility made. Does not belong here: CO2e.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.recompute.book import RELATIVE, ROOT, Book
from smelter_ghg.recompute.conversions import taken_as


def masses(ledger: pl.DataFrame, arguments: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The ledger with `recomputed` (kg of gas), and the cause of each row that disagrees.

    A row of an equation nobody knows keeps the mass it holds, and is told.
    """
    sources()  # fills the register
    names = ledger["equation_id"].unique().to_list()
    known = [name for name in names if name in EQUATIONS]
    unknown = ledger.filter(~pl.col("equation_id").is_in(known))
    book.say("ledger", unknown, "ledger_id", "equation_id", pl.format("no equation {} is known", "equation_id"))
    rows = arguments.join(ledger.select("ledger_id", "equation_id"), on="ledger_id", how="inner")
    _units(rows.filter(pl.col("equation_id").is_in(known)), book)
    sums = rows.group_by("equation_id", "ledger_id", "argument").agg(
        pl.col("recomputed").sum(),
        # How many digits a sum loses where what is taken off nearly equals what is there.
        (pl.col("recomputed").abs().sum() / pl.col("recomputed").sum().abs()).alias("lost"),
        pl.col(ROOT).drop_nulls().sort().first(),
    )
    made = [_of_equation(name, own, book) for (name,), own in sums.group_by("equation_id") if name in EQUATIONS]
    schema = {
        "ledger_id": pl.String,
        "recomputed": pl.Float64,
        "share": pl.Float64,
        "lost": pl.Float64,
        ROOT: pl.String,
    }
    joined = ledger.join(
        pl.concat([pl.DataFrame(schema=schema), *made]), on="ledger_id", how="left", maintain_order="left"
    )
    lacking = joined.filter(pl.col("recomputed").is_null() & pl.col("equation_id").is_in(known))
    book.say("ledger", lacking, "ledger_id", "mass_kg", pl.format("lacks arguments of {}", "equation_id"))
    followed = joined.filter(pl.col("recomputed").is_not_null())
    lost = pl.when(pl.col("lost").is_finite()).then(pl.col("lost")).otherwise(1.0) * pl.col("mass_kg").abs()
    told = book.compare("ledger", followed, column="mass_kg", row_id="ledger_id", held="mass_kg", terms=lost)
    book.compare_more("ledger", told, column="allocated_share", row_id="ledger_id", held="allocated_share",
                      recomputed="share")  # fmt: skip
    book.recomputed["ledger"] += followed.height
    causes = told.select("ledger_id", pl.col(ROOT).alias("cause"))
    return (
        joined.join(causes, on="ledger_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("recomputed", "mass_kg").alias("recomputed"), pl.col("cause").alias(ROOT))
        .drop("cause")
    )


def _units(rows: pl.DataFrame, book: Book) -> None:
    """Every argument is one its equation takes, in the unit it takes it in."""
    listed = [
        (name, argument, unit) for name, equation in EQUATIONS.items() for argument, unit in equation.units.items()
    ]
    taken = pl.DataFrame(listed, schema=["equation_id", "argument", "taken_unit"], orient="row")
    own = rows.filter(~pl.col("argument").is_in([PART, WHOLE]))
    own = own.join(taken, on=["equation_id", "argument"], how="left", maintain_order="left")
    strange = own.filter(pl.col("taken_unit").is_null())
    book.say("ledger_inputs", strange, "row_id", "argument", pl.format("{} takes no such argument", "equation_id"))
    other = own.filter((taken_as("unit") != taken_as("taken_unit")).fill_null(False))
    book.say("ledger_inputs", other, "row_id", "unit", pl.format("{} takes it in {}", "equation_id", "taken_unit"))


def _of_equation(name: object, sums: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Rows of one equation that have all of its arguments: ledger_id, recomputed, share, lost, root."""
    equation = EQUATIONS[str(name)]
    wide = sums.pivot("argument", index="ledger_id", values="recomputed", sort_columns=True)
    more = sums.group_by("ledger_id").agg(pl.col("lost").max(), pl.col(ROOT).drop_nulls().sort().first())
    absent = [one for one in (*equation.arguments, PART, WHOLE) if one not in wide.columns]
    wide = wide.with_columns(pl.lit(None, pl.Float64).alias(one) for one in absent)
    share = pl.when(pl.col(PART).is_null() & pl.col(WHOLE).is_null()).then(1.0).otherwise(pl.col(PART) / pl.col(WHOLE))
    result = equation.function(**{one: pl.col(one) for one in equation.arguments})
    made = wide.with_columns(share.alias("share")).with_columns((result * pl.col("share")).alias("recomputed"))
    none = made.filter(~((pl.col("share") > 0) & (pl.col("share") <= 1 + RELATIVE)).fill_null(False))
    book.say("ledger", none, "ledger_id", "allocated_share", "part and whole make no share")
    joined = made.join(more, on="ledger_id", how="left", maintain_order="left")
    return joined.select("ledger_id", "recomputed", "share", "lost", ROOT)

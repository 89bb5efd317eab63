"""The rows there are: activity, ledger and missing items made again from the records, and held against the release.

Belongs here: rows that a release leaves out or adds, and what rows say beside their values: period, scope, method set,
whether they are selected, ranges. Does not belong here: values, which are followed row by row (quantities, arguments,
masses).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from smelter_ghg.activity import build_activity
from smelter_ghg.energy import build_energy
from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.ledger import build_ledger
from smelter_ghg.recompute.book import Book, apart
from smelter_ghg.recompute.held import Held
from smelter_ghg.release.content import KEYS

# What the steps before compare row by row.
_FOLLOWED = frozenset({"value", "mass_kg", "multiplier", "allocation_share", "allocated_share", "mwh", "gj"})
_AGAIN = "_again"


def made_again(held: Held, records: Mapping[str, pl.DataFrame], book: Book) -> None:
    """Make the tables again from the record tables and name every row and label that is not the same."""
    factors = Factors(held["factors"].select(list(FACTORS.polars_schema)))
    activity = build_activity(records, held.config)
    result = build_ledger(activity, records, factors, held.config)
    energy = build_energy(activity, records, factors, held.config)
    made = {"activity": activity, "ledger": result.ledger, "ledger_inputs": result.ledger_inputs, "energy": energy}
    for name, again in made.items():
        hold(name, KEYS[name], held[name], again, book)
    every = tuple(held["missing"].columns)
    hold("missing", every, held["missing"].unique(), result.missing.unique(), book)


def hold(table: str, key: Sequence[str], held: pl.DataFrame, again: pl.DataFrame, book: Book) -> None:
    """Rows by key, and every column that is no value of its own."""
    book.again[table] += again.height
    name = pl.concat_str([pl.col(part).cast(pl.String).fill_null("") for part in key], separator=" ").alias("row_id")
    left, right = held.with_columns(name), again.select(held.columns).with_columns(name)
    book.say(
        table, right.join(left, on="row_id", how="anti"), "row_id", "", "follows from the records and is not there"
    )
    book.say(table, left.join(right, on="row_id", how="anti"), "row_id", "", "does not follow from the records")
    columns = [column for column in held.columns if column not in key and column not in _FOLLOWED]
    both = left.join(right.select("row_id", *(pl.col(one).alias(one + _AGAIN) for one in columns)), on="row_id")
    for column in columns:
        if held.schema[column] == pl.Float64:
            differ = apart(column, column + _AGAIN)
        else:
            differ = ~pl.col(column).eq_missing(pl.col(column + _AGAIN))
        wrong = both.filter(differ)
        if wrong.is_empty():
            continue
        pairs = zip(wrong[column].to_list(), wrong[column + _AGAIN].to_list(), strict=True)
        said = pl.Series("said", [f"{left}, made again {right}" for left, right in pairs], dtype=pl.String)
        book.say(table, wrong.with_columns(said), "row_id", column, pl.col("said"))

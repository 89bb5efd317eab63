"""Where a release disagrees with what is recomputed from it: one line per number, with what is behind it.

Belongs here: when two numbers are the same, how a disagreement is written down, what was counted. Does not belong here:
recomputing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

RELATIVE = 1e-9
# What sums of doubles lose: so much of the terms that were added.
OF_TERMS = 1e-13
# The name of a record cell or of a row, as a cause: table, a space, id.
ROOT = "root"
DISAGREEMENTS = {
    "table": pl.String,
    "row_id": pl.String,
    "column": pl.String,
    "held": pl.Float64,
    "recomputed": pl.Float64,
    "said": pl.String,
    ROOT: pl.String,
}


def same(held: float | None, recomputed: float | None, terms: float = 0.0) -> bool:
    """Whether two numbers agree to the relative 1e-9, or to what sums of `terms` lose; nothing agrees with nothing."""
    if held is None or recomputed is None:
        return held is recomputed
    near = RELATIVE * max(abs(held), abs(recomputed)) + OF_TERMS * terms
    return abs(held - recomputed) <= near


def apart(held: str, recomputed: str, terms: pl.Expr | None = None) -> pl.Expr:
    """`same`, turned round, for two columns; a number that is not finite agrees with nothing."""
    left, right = pl.col(held), pl.col(recomputed)
    near = pl.max_horizontal(left.abs(), right.abs()) * RELATIVE
    if terms is not None:
        near = near + terms * OF_TERMS
    finite = left.is_finite() & right.is_finite()
    agree = finite & ((left - right).abs() <= near)
    return pl.when(left.is_null() & right.is_null()).then(False).otherwise(~agree.fill_null(False))


def named(table: str, column: str) -> pl.Expr:
    """A row of a table as a cause."""
    return pl.concat_str([pl.lit(f"{table} "), pl.col(column)])


@dataclass
class Book:
    """What was found: disagreements, rows recomputed by table, rows made again by table, and what could not be
    recomputed by kind."""

    pieces: list[pl.DataFrame] = field(default_factory=list)
    recomputed: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def disagreements(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=DISAGREEMENTS), *self.pieces])

    def compare(
        self, table: str, rows: pl.DataFrame, *, column: str, row_id: str, held: str, terms: pl.Expr | None = None
    ) -> pl.DataFrame:
        """Hold `held` against the column `recomputed` and give the rows back with their cause.

        `root` names the cause an operand brought along; a row that disagrees without one is a cause itself. A row that
        agrees carries no cause on: what was wrong above it made no difference.
        """
        if ROOT not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.String).alias(ROOT))
        wrong = apart(held, "recomputed", terms)
        told = rows.with_columns(pl.when(wrong).then(pl.coalesce(ROOT, named(table, row_id))).alias(ROOT))
        self._take(table, told.filter(pl.col(ROOT).is_not_null()), column, row_id, pl.col(held))
        return told

    def compare_more(
        self, table: str, rows: pl.DataFrame, *, column: str, row_id: str, held: str, recomputed: str
    ) -> None:
        """Hold one more column of rows against what it should be; their cause is that of the rows, if they have one."""
        wrong = rows.filter(apart(held, recomputed))
        told = wrong.with_columns(
            pl.col(recomputed).alias("recomputed"), pl.coalesce(ROOT, named(table, row_id)).alias(ROOT)
        )
        self._take(table, told, column, row_id, pl.col(held))

    def say(
        self,
        table: str,
        rows: pl.DataFrame,
        row_id: str,
        column: str,
        said: pl.Expr | str,
        root: pl.Expr | None = None,
    ) -> None:
        """Every one of these rows breaks a rule that `said` words; `root` is the cause, where that is another row."""
        words = pl.lit(said) if isinstance(said, str) else said
        told = rows.with_columns(
            words.alias("said"),
            pl.lit(None, pl.Float64).alias("recomputed"),
            (named(table, row_id) if root is None else root).alias(ROOT),
        )
        self._take(table, told, column, row_id, pl.lit(None, pl.Float64))

    def say_one(self, table: str, row_id: str, column: str, said: str) -> None:
        """One row breaks a rule."""
        self.say(table, pl.DataFrame({"row_id": [row_id]}), "row_id", column, said)

    def number(
        self, table: str, row_id: str, column: str, held: float | None, recomputed: float | None, root: str | None
    ) -> None:
        """One number that disagrees."""
        cause = root or f"{table} {row_id}"
        row = (table, row_id, column, held, recomputed, None, cause)
        self.pieces.append(pl.DataFrame([row], schema=DISAGREEMENTS, orient="row"))

    def _take(self, table: str, rows: pl.DataFrame, column: str, row_id: str, held: pl.Expr) -> None:
        if rows.is_empty():
            return
        said = pl.col("said") if "said" in rows.columns else pl.lit(None, pl.String)
        self.pieces.append(
            rows.select(
                pl.lit(table).alias("table"),
                pl.col(row_id).cast(pl.String).alias("row_id"),
                pl.lit(column).alias("column"),
                held.cast(pl.Float64).alias("held"),
                pl.col("recomputed").cast(pl.Float64),
                said.alias("said"),
                ROOT,
            )
        )

"""What every release of one version holds alike: shipped factors and equations.

Belongs here: holding them against this version's own. Does not belong here: values of factors in canonical units
(leaves), results of equations (masses).
"""

from __future__ import annotations

import polars as pl

from smelter_ghg import __version__
from smelter_ghg.emissions.equation import equations_frame
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.factors.shipped import shipped_factors
from smelter_ghg.recompute.book import Book
from smelter_ghg.recompute.held import Held
from smelter_ghg.release.content import EQUATION_COLUMNS, used_factors

OTHER_VERSION = "shipped factors and equations, which may read otherwise in the version that made the release"
OF_USERS = "factors of the user, as supplied"


def shipped(held: Held, book: Book) -> None:
    """Factors of the package and the equations are those of this version, where it is the one that made the release;
    `used` marks the factors that the release takes."""
    factors = held["factors"]
    marks = used_factors(
        factors,
        held["ledger_inputs"]["input_id"],
        held["energy"]["input_ids"],
        held["figures"],
        held["ledger"]["gas"],
    )
    wrong = factors.filter(factors["used"].ne_missing(marks))
    book.say("factors", wrong, "factor_id", "used", pl.format("{}, and what takes it says otherwise", "used"))
    of_users = factors.filter(pl.col("status") == "user").height
    if of_users:
        book.left[OF_USERS] += of_users
    if held.version != __version__:
        book.left[OTHER_VERSION] += factors.height - of_users + held["equations"].height
        return
    own = factors.filter(pl.col("status") != "user").select(list(FACTORS.polars_schema))
    _same_rows("factors", "factor_id", own, shipped_factors().select(own.columns), book)
    columns = list(EQUATION_COLUMNS)
    _same_rows("equations", "equation_id", held["equations"].select(columns), equations_frame().select(columns), book)


def _same_rows(table: str, key: str, held: pl.DataFrame, known: pl.DataFrame, book: Book) -> None:
    """Rows are those of this version in every column; user's rows stand beside shipped ones, so none may be missing."""
    book.recomputed[f"shipped {table}"] += held.height
    book.say(table, held.join(known, on=key, how="anti"), key, "", "not of this version")
    book.say(table, known.join(held, on=key, how="anti"), key, "", "of this version, and is not there")
    both = held.join(known, on=key, suffix="_known")
    for column in held.columns:
        if column != key:
            wrong = both.filter(pl.col(column).ne_missing(pl.col(f"{column}_known")))
            book.say(table, wrong, key, column, "not what this version ships")

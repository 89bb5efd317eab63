"""The rows there are: activity, ledger and missing items made again from the records, and held against the release.

Belongs here: rows that a release leaves out or adds, and what rows say beside their values: period, scope, method set,
whether they are selected, ranges. Does not belong here: values, which are followed row by row (quantities, arguments,
masses).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from smelter_ghg.activity import build_activity
from smelter_ghg.allocation import shares
from smelter_ghg.energy import build_energy
from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.ledger import build_ledger
from smelter_ghg.recompute.book import Book, apart
from smelter_ghg.recompute.held import Held
from smelter_ghg.release.content import KEYS

# What the steps before compare row by row.
_FOLLOWED = frozenset({"value", "mass_kg", "multiplier", "allocation_share", "allocated_share", "mwh", "gj"})
# Rows of activity of a group: some five smelters of ten years by month.
MOST_AT_ONCE = 30_000
_SMELTER, _LEDGER_INPUTS = "smelter_id", "ledger_inputs"
Tables = Mapping[str, pl.DataFrame]


def made_again(held: Held, records: Tables, book: Book) -> None:
    """Make the tables again from the record tables and name every row and label that is not the same.

    A portfolio is made group by group, so that it is never at hand twice as a whole.
    """
    factors = Factors(held["factors"].select(list(FACTORS.polars_schema)))
    rows = dict(held["activity"].group_by(_SMELTER).len().iter_rows())
    for group in together(records, rows, MOST_AT_ONCE):
        own = {name: _of(frame, group, nobodys=True) for name, frame in records.items()}
        activity = build_activity(own, held.config)
        result = build_ledger(activity, own, factors, held.config)
        energy = build_energy(activity, own, factors, held.config)
        made = {"activity": activity, "ledger": result.ledger, _LEDGER_INPUTS: result.ledger_inputs, "energy": energy}
        for name, again in made.items():
            hold(name, KEYS[name], _held(held, name, group), again, book)
        every = tuple(held["missing"].columns)
        hold("missing", every, _of(held["missing"], group).unique(), result.missing.unique(), book)
    strangers = held["ledger"].join(records["smelters"].select(_SMELTER), on=_SMELTER, how="anti")
    book.say("ledger", strangers, "ledger_id", _SMELTER, "no smelter on record")


def together(records: Tables, rows: Mapping[str, int], most: int) -> Iterator[list[str]]:
    """Groups of smelters by id, each closed as it reaches `most` rows of activity; those that share a facility are in
    one, whatever its size."""
    # Everyone's representative, found through those they share with.
    of = {name: name for name in sorted(records["smelters"][_SMELTER].drop_nulls().unique())}

    def first(name: str) -> str:
        while of[name] != name:
            name = of[name]
        return name

    for owner, receiver in shares(records).select("owner", "receiver").sort(pl.all()).iter_rows():
        if owner in of and receiver in of:
            of[first(receiver)] = first(owner)
    members: dict[str, list[str]] = {}
    for name in of:
        members.setdefault(first(name), []).append(name)
    group: list[str] = []
    for own in members.values():
        group += own
        if sum(rows.get(name, 0) for name in group) >= most:
            yield group
            group = []
    if group:
        yield group


def _of(frame: pl.DataFrame, group: Sequence[str], *, nobodys: bool = False) -> pl.DataFrame:
    """The rows of some smelters, with those of none (documents, suppliers) where asked for."""
    if _SMELTER not in frame.columns:
        return frame
    own = pl.col(_SMELTER).is_in(list(group))
    return frame.filter(own | pl.col(_SMELTER).is_null() if nobodys else own)


def _held(held: Held, name: str, group: Sequence[str]) -> pl.DataFrame:
    if name != _LEDGER_INPUTS:
        return _of(held[name], group)
    return held[name].join(_of(held["ledger"], group).select("ledger_id"), on="ledger_id", how="semi")


def hold(table: str, key: Sequence[str], held: pl.DataFrame, again: pl.DataFrame, book: Book) -> None:
    """Rows by key, and every column that is no value of its own."""
    book.again[table] += again.height
    left, right = held.sort(key, nulls_last=True), again.select(held.columns).sort(key, nulls_last=True)
    if not left.select(key).equals(right.select(key)):
        for one, other, said in (
            (right, left, "follows from the records and is not there"),
            (left, right, "does not follow from the records"),
        ):
            alone = one.join(other, on=key, how="anti", nulls_equal=True)
            book.say(table, _named(alone, key), "row_id", "", said)
        left, right = (
            one.join(other, on=key, how="semi", nulls_equal=True).sort(key, nulls_last=True)
            for one, other in ((left, right), (right, left))
        )
    for column in held.columns:
        if column in key or column in _FOLLOWED:
            continue
        both = pl.DataFrame({"held": left[column], "again": right[column]})
        number = held.schema[column] == pl.Float64
        wrong = both.select(
            apart("held", "again") if number else pl.col("held").ne_missing(pl.col("again"))
        ).to_series()
        if wrong.any():
            pairs = zip(both.filter(wrong)["held"].to_list(), both.filter(wrong)["again"].to_list(), strict=True)
            told = pl.Series("said", [f"{one}, made again {other}" for one, other in pairs], dtype=pl.String)
            book.say(table, _named(left.filter(wrong), key).with_columns(told), "row_id", column, pl.col("said"))


def _named(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Rows with the id they are told by."""
    parts = [pl.col(part).cast(pl.String).fill_null("") for part in key]
    return rows.select(pl.concat_str(parts, separator=" ").alias("row_id"))

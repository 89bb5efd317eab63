"""Checks on the tables the pipeline makes: they keep their contract, and their key tells rows apart.

Belongs here: contracts of result tables. Does not belong here: whether their numbers are right.
"""

from __future__ import annotations

import polars as pl

from checks.schemas import validate
from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding, merge, to_frame

# The same finding may be made, and the same item be missing, twice.
_REPEATING = ("findings", "missing")


def result_findings(table: Table, frame: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """What is wrong with a computed table (FINDINGS); nothing, unless the code that makes it is at fault."""
    collected = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    _, _, found = validate(table, collected)
    if table.name in _REPEATING or not set(table.key) <= set(collected.columns):
        return found
    twice = collected.filter(collected.select(table.key).is_duplicated()).select(table.key).unique().sort(table.key)
    return merge([found, to_frame(_twice(table, key) for key in twice.iter_rows())])


def _twice(table: Table, key: tuple[object, ...]) -> dict[str, object]:
    return finding(
        "duplicate_key",
        "error",
        table=table.name,
        column=table.key[0],
        value="|".join("" if part is None else str(part) for part in key),
        expected="one row per " + ", ".join(table.key),
    )

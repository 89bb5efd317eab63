"""The table of pathways, made again from the records and the recomputed ledger.

Belongs here: paths beside recomputed intensities, and the cells of them that figures read. Does not belong here:
equations of a path (pathways).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.pathways import build_pathways
from smelter_ghg.recompute.book import Book, same
from smelter_ghg.recompute.changes import as_computed
from smelter_ghg.recompute.figures_of_cells import Found
from smelter_ghg.recompute.held import Held
from smelter_ghg.recompute.made_again import hold
from smelter_ghg.release.content import KEYS
from smelter_ghg.uncertainty.build import draws_by_intensity

DRAWN = "probabilities of lying on a path, which are drawn"
_PROBABILITY = "probability_on_path"
_TABLE = "pathways"
Tables = Mapping[str, pl.DataFrame]


def paths(
    held: Held, records: Tables, ledger: pl.DataFrame, intensity: pl.DataFrame, draws: pl.DataFrame | None, book: Book
) -> dict[str, Found]:
    """Hold every path against the one made again; gives back what its cells should be, by pathway_id|column.

    `ledger` and `intensity` hold what was recomputed. Without draws (DRAWS) probabilities are left as stated.
    """

    def draws_of(smelter_id: str) -> dict[str, Any]:
        return {} if draws is None else draws_by_intensity(draws.filter(pl.col("smelter_id") == smelter_id))

    again = build_pathways(
        ledger.with_columns(pl.col("recomputed").alias("mass_kg")),
        as_computed(intensity),
        held["uncertainty"],
        records,
        Factors(held["factors"].select(list(FACTORS.polars_schema))),
        held.config,
        draws_of,
    )
    stated, key = held[_TABLE], KEYS[_TABLE]
    if draws is None:
        left = stated[_PROBABILITY].drop_nulls().len()
        if left:
            book.left[DRAWN] += left
        of_release = stated.select(*key, _PROBABILITY)
        again = again.drop(_PROBABILITY).join(of_release, on=key, how="left", maintain_order="left")
    hold(_TABLE, key, stated, again, book)
    return _cells(stated, again)


def _cells(stated: pl.DataFrame, again: pl.DataFrame) -> dict[str, Found]:
    numbers = [name for name, dtype in again.schema.items() if dtype == pl.Float64]
    held = {row["pathway_id"]: row for row in stated.iter_rows(named=True)}
    found: dict[str, Found] = {}
    for row in again.iter_rows(named=True):
        name = row["pathway_id"]
        for column in numbers:
            right = name in held and same(held[name][column], row[column])
            found[f"{name}|{column}"] = (row[column], None if right else f"{_TABLE} {name}")
    return found

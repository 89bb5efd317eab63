"""Figures as a book keeps them, and as the frame they become.

Belongs here: one entry, many entries as a FIGURES frame. Does not belong here: operations, values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from smelter_ghg.contracts.result_tables import FIGURES


class Entry(NamedTuple):
    """A figure as it is kept, in the order of FIGURES."""

    figure_id: str
    measure: str
    basis: str
    key: str
    smelter_id: str | None
    period_label: str | None
    label: str
    value: float
    unit: str
    decimals: int
    qualifier: str
    operation: str
    operands: list[str]
    ledger_ids: list[str]
    gwp_set: str | None


def frame_of(entries: Sequence[Entry]) -> pl.DataFrame:
    """The entries as a FIGURES frame, in their order."""
    if not entries:
        return FIGURES.empty()
    columns = zip(*entries, strict=True)
    made = {
        name: _lists(values) if name in ("operands", "ledger_ids") else list(values)
        for name, values in zip(Entry._fields, columns, strict=True)
    }
    return pl.DataFrame(made, schema=FIGURES.polars_schema)


def _lists(values: Sequence[list[str]]) -> pl.Series:
    """A column of lists. Made of one column of all their entries: Polars would make a column of each list first."""
    at = [number for number, own in enumerate(values) for _ in own]
    entries = pl.DataFrame(
        {"at": at, "entry": [entry for own in values for entry in own]}, schema={"at": pl.Int64, "entry": pl.String}
    )
    lists = entries.group_by("at", maintain_order=True).agg("entry")
    every = pl.DataFrame({"at": range(len(values))}, schema={"at": pl.Int64})
    empty = pl.lit([], dtype=pl.List(pl.String))
    return every.join(lists, on="at", how="left", maintain_order="left").select(pl.col("entry").fill_null(empty))[
        "entry"
    ]

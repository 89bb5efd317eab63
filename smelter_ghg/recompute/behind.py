"""The record cells behind a disagreement, with their places in the plant's files.

Belongs here: from the row a disagreement begins at to file, sheet, row and column. Does not belong here: recomputing.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.recompute.book import DISAGREEMENTS, ROOT
from smelter_ghg.recompute.held import Held

PLACE = {"input_id": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64, "column": pl.String}
RECORDS = "records"
_INPUT = "input_id"


def with_records(disagreements: pl.DataFrame, held: Held) -> pl.DataFrame:
    """Disagreements with `records`, a list of PLACE: the cell itself, or all cells the row was made of."""
    roots = disagreements.select(ROOT).unique().drop_nulls()
    split = roots.with_columns(
        pl.col(ROOT).str.extract(r"^(\S+) ", 1).alias("at"), pl.col(ROOT).str.replace(r"^\S+ ", "").alias("id")
    )
    pairs = pl.concat([_cells(split, held, table) for table in _BEHIND]).unique()
    places = held["records"].select(_INPUT, "file", "sheet", "row", pl.col("column"))
    listed = (
        pairs.join(places, on=_INPUT, how="inner")
        .sort(ROOT, "file", "row", _INPUT, nulls_last=True)
        .group_by(ROOT, maintain_order=True)
        .agg(pl.struct(list(PLACE)).alias(RECORDS))
    )
    none = pl.lit([], pl.List(pl.Struct(PLACE)))
    told = disagreements.select(list(DISAGREEMENTS)).join(listed, on=ROOT, how="left", maintain_order="left")
    return told.with_columns(pl.col(RECORDS).fill_null(none))


def _cells(split: pl.DataFrame, held: Held, table: str) -> pl.DataFrame:
    own = split.filter(pl.col("at") == table)
    return _BEHIND[table](own, held).select(ROOT, _INPUT)


def _own(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.rename({"id": _INPUT})


def _of_activity(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.join(held["activity"], left_on="id", right_on="activity_id", how="inner")


def _of_input(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    # ledger_id, argument and input_id; no id of a ledger row and no argument holds a space.
    return rows.with_columns(pl.col("id").str.replace(r"^\S+ \S+ ", "").alias(_INPUT))


def _of_ledger(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.join(held["ledger_inputs"], left_on="id", right_on="ledger_id", how="inner")


def _of_energy(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    listed = rows.join(held["energy"], left_on="id", right_on="energy_id", how="inner")
    return listed.explode("input_ids", empty_as_null=True).rename({"input_ids": _INPUT})


def _of_figure(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    """Records that a figure names itself."""
    listed = rows.join(held["figures"], left_on="id", right_on="figure_id", how="inner")
    return listed.explode("operands", empty_as_null=True).rename({"operands": _INPUT})


_BEHIND = {
    "records": _own,
    "activity": _of_activity,
    "ledger_inputs": _of_input,
    "ledger": _of_ledger,
    "energy": _of_energy,
    "figures": _of_figure,
}

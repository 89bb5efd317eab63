"""The record cells behind a disagreement, with their places in the plant's files.

Belongs here: from the row a disagreement begins at to file, sheet, row and column. Does not belong here: recomputing.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from smelter_ghg.disclosure.provenance import SIGNS
from smelter_ghg.recompute.book import DISAGREEMENTS, ROOT
from smelter_ghg.recompute.held import Held

PLACE = {"input_id": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64, "column": pl.String}
RECORDS, COUNT = "records", "records_behind"
# A yearly total stands on thousands of cells; the first of them and their number are told.
MOST = 20
_INPUT, _AT = "input_id", "id"


def with_records(disagreements: pl.DataFrame, held: Held) -> pl.DataFrame:
    """Disagreements with `records_behind`, how many record cells the row they begin at was made of, and `records`, a
    list of PLACE: the cell itself, or the first of them."""
    roots = disagreements.select(ROOT).unique().drop_nulls()
    split = roots.with_columns(
        pl.col(ROOT).str.extract(r"^(\S+) ", 1).alias("at"), pl.col(ROOT).str.replace(r"^\S+ ", "").alias(_AT)
    )
    pairs = [
        behind(split.filter(pl.col("at") == table).select(ROOT, _AT), held).select(ROOT, _INPUT)
        for table, behind in _BEHIND.items()
    ]
    places = held["records"].select(_INPUT, "file", "sheet", "row", "column")
    listed = (
        pl.concat(pairs)
        .unique()
        .join(places, on=_INPUT, how="inner")
        .sort(ROOT, "file", "row", _INPUT, nulls_last=True)
        .group_by(ROOT, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias(COUNT), pl.struct(list(PLACE)).head(MOST).alias(RECORDS))
    )
    none = pl.lit([], pl.List(pl.Struct(PLACE)))
    told = disagreements.select(list(DISAGREEMENTS)).join(listed, on=ROOT, how="left", maintain_order="left")
    return told.with_columns(pl.col(COUNT).fill_null(0), pl.col(RECORDS).fill_null(none))


def _own(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.rename({_AT: _INPUT})


def _of_activity(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.join(held["activity"], left_on=_AT, right_on="activity_id", how="inner")


def _of_input(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    # ledger_id, argument and input_id; no id of a ledger row and no argument holds a space.
    return rows.with_columns(pl.col(_AT).str.replace(r"^\S+ \S+ ", "").alias(_INPUT))


def _of_ledger(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    return rows.join(held["ledger_inputs"], left_on=_AT, right_on="ledger_id", how="inner")


def _of_energy(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    listed = rows.join(held["energy"], left_on=_AT, right_on="energy_id", how="inner")
    return _exploded(listed, "input_ids", _INPUT)


def _of_intensity(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    """The metal divided by, or the cell of a reported value."""
    listed = rows.join(held.intensity, left_on=_AT, right_on="intensity_id", how="inner")
    metal = pl.concat([_exploded(listed, name, _AT).select(ROOT, _AT) for name in ("production_ids", "deducted_ids")])
    reported = listed.drop_nulls(_INPUT).select(ROOT, _INPUT)
    return pl.concat([_of_activity(metal, held).select(ROOT, _INPUT), reported])


def _of_figure(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    """The cells below a figure, through the figures it is made of."""
    figures = held["figures"].select("figure_id", "operation", "operands")
    made_of_figures = pl.col("operation").is_in(list(SIGNS))
    below = [rows.clear()]
    # No figure is made of figures more often than there are figures.
    while not rows.is_empty() and len(below) <= figures.height:
        listed = rows.join(figures, left_on=_AT, right_on="figure_id", how="inner").drop(_AT)
        below.append(_exploded(listed.filter(~made_of_figures), "operands", _AT).select(ROOT, _AT))
        deeper = _exploded(listed.filter(made_of_figures), "operands", _AT).select(ROOT, _AT).unique()
        rows = deeper.drop_nulls()
    named = pl.concat(below).drop_nulls().unique()
    found = [step(named, held).select(ROOT, _INPUT) for step in (_own, _of_activity, _of_ledger, _of_energy)]
    return pl.concat(found)


def _exploded(rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    kept = rows.select(ROOT, pl.col(column).alias(name))
    return kept.explode(name, empty_as_null=True)


_BEHIND: dict[str, Callable[[pl.DataFrame, Held], pl.DataFrame]] = {
    "records": _own,
    "activity": _of_activity,
    "ledger_inputs": _of_input,
    "ledger": _of_ledger,
    "energy": _of_energy,
    "intensity": _of_intensity,
    "figures": _of_figure,
}

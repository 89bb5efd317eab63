"""The record tables of a release from its cells, for what is made and judged from records.

Belongs here: rows from cells and row keys. Does not belong here: what is made of them.

Cells hold what a row says, its key the labels and dates; unit and document stand in every cell of the row. A row all of
whose other columns are empty has no cell; it is known where evidence or a correction speaks of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.folder import PLACE
from smelter_ghg.records.typing import type_columns

# The part of the key of evidence and corrections that holds a row key, so separators of its own.
_ROW_KEY = "row_key"
_SPEAKING = ("evidence", "corrections")
_OF_ROW = ("unit", "document_id")


def record_tables_of(cells: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Typed record tables by name, with _key, from the table of record cells."""
    contracts = record_tables()
    texts = {name: _texts(contracts[name], cells, []) for name in _SPEAKING}
    spoken_of = pl.concat([frame.select("table", _ROW_KEY) for frame in texts.values()]).unique().drop_nulls()
    for name, table in contracts.items():
        if name not in texts:
            texts[name] = _texts(table, cells, spoken_of.filter(pl.col("table") == name)[_ROW_KEY].to_list())
    return {name: type_columns(contracts[name], texts[name])[0] for name in sorted(texts)}


def _texts(table: Table, cells: pl.DataFrame, spoken_of: Sequence[str]) -> pl.DataFrame:
    """The rows of one table as text with their places."""
    own = cells.filter(pl.col("table") == table.name)
    # Columns whose numbers are in the unit that the row states; others have one of their own.
    stated = [column.name for column in table.columns if column.field.unit is None]
    unit = pl.col("unit").filter(pl.col("column").is_in(stated))
    rows = own.group_by(_ROW_KEY, maintain_order=True).agg(
        unit.drop_nulls().first().alias("_of_unit"),
        pl.col("document_id").drop_nulls().first().alias("_of_document_id"),
        *(pl.col(column).first().alias(f"_{column}") for column in ("file", "sheet", "row")),
        *(
            pl.col("text").filter(pl.col("column") == column).first().alias(f"_cell_{column}")
            for column in own["column"].unique().sort().to_list()
        ),
    )
    empty = pl.DataFrame({_ROW_KEY: list(spoken_of)}, schema={_ROW_KEY: pl.String})
    rows = pl.concat([rows, empty.join(rows, on=_ROW_KEY, how="anti")], how="diagonal")
    parts = _parts(rows[_ROW_KEY].to_list(), table.key)
    rows = rows.with_columns(pl.Series(f"_part_{column}", parts[column], dtype=pl.String) for column in table.key)
    return rows.select(
        *(_text(column, rows.columns).alias(column) for column in table.names),
        *(pl.col(column).cast(PLACE[column]) for column in ("_file", "_sheet", "_row")),
        pl.col(_ROW_KEY).alias("_key"),
    )


def _text(column: str, there: Sequence[str]) -> pl.Expr:
    for name in (f"_cell_{column}", f"_part_{column}", f"_of_{column}"):
        if name in there and (name[1:3] != "of" or column in _OF_ROW):
            return pl.col(name)
    return pl.lit(None, pl.String)


def _parts(keys: Sequence[str], columns: tuple[str, ...]) -> Mapping[str, list[str | None]]:
    """The parts of row keys by column; an empty part is an empty cell."""
    found: dict[str, list[str | None]] = {column: [] for column in columns}
    nested = columns.index(_ROW_KEY) if _ROW_KEY in columns else len(columns)
    for key in keys:
        parts = key.split("|")
        extra = len(parts) - len(columns)
        if nested < len(columns) and extra > 0:
            parts = [*parts[:nested], "|".join(parts[nested : nested + extra + 1]), *parts[nested + extra + 1 :]]
        for at, column in enumerate(columns):
            found[column].append((parts[at] or None) if at < len(parts) else None)
    return found

"""What every asset tells about itself: key, group, owner, kinds, meaning, columns, row count, preview.

Belongs here: metadata made from the contracts. Does not belong here: the data.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

import dagster as dg
import polars as pl

from smelter_ghg import __version__
from smelter_ghg.contracts import Table

OWNERS = ("team:sustainability",)
KINDS = frozenset({"polars", "parquet"})
_PREVIEW_ROWS = 5
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def table_out(stage: str, table: Table) -> dg.AssetOut:
    """The output of a multi-asset that holds a table of a contract."""
    return frame_out(stage, table.name, table.meaning, column_schema(table))


def frame_out(stage: str, name: str, meaning: str, columns: dg.TableSchema) -> dg.AssetOut:
    """The output of a multi-asset that holds a frame."""
    return dg.AssetOut(
        key=[stage, name],
        dagster_type=pl.DataFrame,
        description=meaning,
        group_name=stage,
        owners=list(OWNERS),
        kinds=set(KINDS),
        metadata={"dagster/column_schema": columns},
        code_version=__version__,
    )


def column_schema(table: Table) -> dg.TableSchema:
    """Dtype, unit and meaning of every column of a contract."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=str(pl.Series(dtype=column.field.dtype).dtype),
                description=column.field.meaning + (f" Unit: {column.field.unit}." if column.field.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in table.columns
        ]
    )


def plain_schema(columns: Mapping[str, pl.DataType | type[pl.DataType]], **meanings: str) -> dg.TableSchema:
    """A column schema for a frame without a contract of its own."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, type=str(pl.Series(dtype=dtype).dtype), description=meanings.get(name))
            for name, dtype in columns.items()
        ]
    )


def outputs(frames: Mapping[str, pl.DataFrame]) -> Iterator[dg.Output[pl.DataFrame]]:
    """The frames of a multi-asset by output name, each with what a reader of the catalogue wants to see of it."""
    for name, frame in frames.items():
        yield dg.Output(frame, name, metadata=described(frame))


def described(frame: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Row count, columns as they are, and the first rows."""
    return {
        "dagster/row_count": dg.MetadataValue.int(frame.height),
        "dagster/column_schema": dg.MetadataValue.table_schema(plain_schema(dict(frame.schema))),
        "preview": dg.MetadataValue.md(preview(frame)),
    }


def preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table in which text from records stays text."""
    if frame.is_empty():
        return "no rows"
    head = frame.head(_PREVIEW_ROWS)
    lines = [head.columns, ["---"] * head.width, *([_inert(cell) for cell in row] for row in head.iter_rows())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _inert(cell: object) -> str:
    text = "" if cell is None else " ".join(str(cell).split())
    return _MARKDOWN.sub(r"\\\1", html.escape(text))

"""The facts of a group of smelters, cut out of those of all: what a process needs that makes their figures or pages.

Belongs here: which rows a group takes along, and the files they are handed over in. Does not belong here: how big a
group is, how processes are run.

Each frame is cut in one pass into a file per group, so that no process holds what is not its group's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.disclosure.facts import Facts, Frame

_RESULTS = ("ledger", "energy", "missing", "intensity", "verdicts", "activity")
_OF_PAGES = ("uncertainty", "drivers", "bridges", "pathways", "restatements", "base_year_changes", "criteria")
_OF_SMELTERS = (*_RESULTS, *_OF_PAGES)
_NAMES = (*_OF_SMELTERS, "ledger_inputs")
# The group of rows that belong to no smelter; every group takes them along.
_NONE = -1


@dataclass(frozen=True)
class Group:
    """Some smelters, and the files their rows are in; small enough to be handed to another process."""

    smelter_ids: tuple[str, ...]
    number: int
    folder: Path
    rest: Facts

    def facts(self) -> Facts:
        """The group's facts, read from the files."""
        frames: dict[str, Any] = {name: self.frame(name) for name in _NAMES}
        return replace(self.rest, **frames)

    def frame(self, name: str) -> pl.DataFrame:
        """The group's rows of one frame and those of no smelter."""
        parts = [self.folder / name / f"group={number}" for number in (_NONE, self.number)]
        found = [path for part in parts for path in sorted(part.glob("*.parquet"))]
        return pl.concat([pl.read_parquet(path) for path in (self.folder / name / "empty.parquet", *found)])


def cut(folder: Path, groups: Sequence[tuple[str, ...]], facts: Facts, **more: Frame) -> list[Group]:
    """Write the frames of `facts`, and `more` frames with a smelter_id, into files by group, below a folder.

    Beside the rows of its smelters a group gets the record rows, and of a frame `records` the cells, of other smelters
    that its quantities are shares of.
    """
    members = [(one, number) for number, ids in enumerate(groups) for one in ids]
    number_of = pl.LazyFrame(members, schema={"smelter_id": pl.String, "group": pl.Int64}, orient="row")
    for name, frame in {**{name: getattr(facts, name) for name in _OF_SMELTERS}, **more}.items():
        numbered = frame.lazy().join(number_of, on="smelter_id", how="left", maintain_order="left")
        _write(folder / name, frame, numbered.with_columns(pl.col("group").fill_null(_NONE)))
    of_row = facts.ledger.lazy().join(number_of, on="smelter_id").select("ledger_id", "group")
    inputs = facts.ledger_inputs.lazy().join(of_row, on="ledger_id", maintain_order="left")
    _write(folder / "ledger_inputs", facts.ledger_inputs, inputs)
    empty: dict[str, Any] = {name: getattr(facts, name).lazy().head(0).collect() for name in _NAMES}
    rest = replace(facts, **empty)
    shares = facts.activity.lazy().filter(pl.col("allocation_id").is_not_null()).collect()
    found = []
    for number, ids in enumerate(groups):
        ours = _in(ids)
        rows = pl.concat([_record_rows(shares.filter(ours)), _shared_facilities(facts.tables, ours)]).unique()
        if "records" in more:
            _write_shared_cells(folder / "records" / f"group={number}", more["records"].lazy().filter(~ours), rows)
        found.append(Group(ids, number, folder, replace(rest, tables=_tables(facts.tables, ours, rows))))
    return found


def _write(target: Path, frame: Frame, numbered: pl.LazyFrame) -> None:
    """One file per group number; beside them one without rows, for the columns of a group that has none."""
    target.mkdir(parents=True)
    frame.lazy().head(0).collect().write_parquet(target / "empty.parquet")
    by_group = pl.PartitionBy(target, key="group", include_key=False)
    numbered.sink_parquet(by_group, compression="lz4", mkdir=True)


def _write_shared_cells(target: Path, others: pl.LazyFrame, rows: pl.DataFrame) -> None:
    """The cells of some record rows of other smelters, beside a group's own."""
    if not rows.is_empty():
        target.mkdir(exist_ok=True)
        others.join(rows.lazy(), on=["table", "row_key"], how="semi").collect().write_parquet(target / "shared.parquet")


def _tables(tables: Mapping[str, pl.DataFrame], ours: pl.Expr, rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The record tables' rows of a group and of no smelter, and some rows of others by table and row_key."""
    return {
        name: frame.filter(ours | pl.col("_key").is_in(rows.filter(table=name)["row_key"].implode()))
        if "smelter_id" in frame.columns
        else frame
        for name, frame in tables.items()
    }


def _shared_facilities(tables: Mapping[str, pl.DataFrame], ours: pl.Expr) -> pl.DataFrame:
    """The record rows (table, row_key) of the facilities that some smelters have shares of."""
    shared = tables["facilities"].join(tables["allocations"].filter(ours), on="facility_id", how="semi")
    return shared.select(pl.lit("facilities").alias("table"), pl.col("_key").alias("row_key"))


def _in(smelter_ids: Sequence[str]) -> pl.Expr:
    """Whether a row is of one of the smelters, or of none."""
    smelter = pl.col("smelter_id")
    return smelter.is_null() | smelter.is_in(list(smelter_ids))


def _record_rows(shares: pl.DataFrame) -> pl.DataFrame:
    """The record rows (table, row_key) that quantities are shares of, and those that say how large the shares are."""
    named = pl.concat([shares["input_id"], shares["allocation_id"]]).unique().to_frame("input_id")
    parts = named.select(
        pl.col("input_id").str.extract(r"^([^|]*)\|").alias("table"),
        pl.col("input_id").str.extract(r"(?s)^[^|]*\|(.*)\|[^|]*$").alias("row_key"),
    )
    return parts.unique()

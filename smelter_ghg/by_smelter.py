"""One smelter's rows at a time, out of frames that hold all smelters.

Belongs here: cutting frames by smelter, letting go of one smelter's rows when another's are asked for, finding single
record rows. Does not belong here: what the rows mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import polars as pl

Row = dict[str, Any]
Made = TypeVar("Made")


class BySmelter:
    """A frame that gives the rows of one smelter, in the frame's order; only those rows are copied."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        numbered = frame.select("smelter_id").with_row_index("at")
        groups = numbered.group_by("smelter_id").agg(pl.col("at"))
        self._at = dict(zip(groups["smelter_id"].to_list(), range(groups.height), strict=True))
        self._positions = groups["at"]

    def __getitem__(self, smelter_id: str) -> pl.DataFrame:
        """The smelter's rows; none for a smelter the frame does not know."""
        at = self._at.get(smelter_id)
        return self._frame.clear() if at is None else self._frame[self._positions[at]]

    def height(self, smelter_id: str) -> int:
        at = self._at.get(smelter_id)
        return 0 if at is None else len(self._positions[at])


class Held(Generic[Made]):
    """What is made of one smelter's rows (or for one page), kept until another's is asked for.

    Pages and figures are made smelter by smelter; keeping every smelter's rows as Python objects would take ten times
    the memory of the frames.
    """

    def __init__(self, make: Callable[[str], Made]) -> None:
        self._make = make
        self._smelter_id: str | None = None
        self._made: Made | None = None

    def __getitem__(self, smelter_id: str) -> Made:
        if self._made is None or smelter_id != self._smelter_id:
            self._made = None
            self._made = self._make(smelter_id)
            self._smelter_id = smelter_id
        return self._made

    def get(self, smelter_id: str, _: object = None) -> Made:
        return self[smelter_id]


class _Pieces(NamedTuple):
    """A smelter's rows, where each key's stand among them, and those already read."""

    rows: pl.DataFrame
    at: dict[tuple[str, ...], pl.Series]
    read: dict[tuple[str, ...], list[Row]]


class HeldRows:
    """Rows of a frame by smelter and further columns, an empty value counting as ""; one smelter's at a time."""

    def __init__(self, cut: BySmelter, *columns: str, order: str | None = None) -> None:
        def pieces(smelter_id: str) -> _Pieces:
            rows = cut[smelter_id] if order is None else cut[smelter_id].sort(order)
            found = rows.select(columns).with_row_index("at").group_by(columns, maintain_order=True).agg("at")
            positions = found["at"]
            keys = found.select(columns).iter_rows()
            at = {tuple("" if part is None else str(part) for part in key): one for one, key in enumerate(keys)}
            return _Pieces(rows, {key: positions[one] for key, one in at.items()}, {})

        self._held = Held(pieces)

    def get(self, key: tuple[str, ...], _: object = None) -> list[Row]:
        """The rows of a key (smelter_id and the further columns), in order; none for a key that does not occur."""
        smelter_id, *rest = key
        pieces, part = self._held[smelter_id], tuple(rest)
        if part not in pieces.at:
            return []
        # The same rows are asked for again and again while a smelter's page is made.
        if part not in pieces.read:
            pieces.read[part] = pieces.rows[pieces.at[part]].rows(named=True)
        return list(pieces.read[part])


class RecordRows:
    """Rows of record tables by table and row key; kept are positions, and a row is read out of its table when asked."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = tables
        self._keyed: dict[str, dict[str, int]] = {}
        self._placed: dict[str, dict[tuple[str, str | None, int], int]] = {}

    def get(self, key: tuple[str, str]) -> Row | None:
        """The row, the first where a key occurs twice; None where there is none."""
        name, row_key = key
        if name not in self._tables:
            return None
        frame = self._tables[name]
        if name not in self._keyed:
            # Of equal keys the last to be entered stays, which counted from the end is the first.
            last = frame.height - 1
            keys = reversed(frame["_key"].to_list())
            self._keyed[name] = {each: last - number for number, each in enumerate(keys)}
        number = self._keyed[name].get(row_key)
        return None if number is None else frame.row(number, named=True)

    def __getitem__(self, key: tuple[str, str]) -> Row:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def at(self, table: str, file: str, sheet: str | None, row: int) -> Row | None:
        """The row that stands at a place, or None."""
        if table not in self._tables:
            return None
        frame = self._tables[table]
        if table not in self._placed:
            places = frame.select("_file", "_sheet", "_row").iter_rows()
            self._placed[table] = {(f, s, r): number for number, (f, s, r) in enumerate(places)}
        number = self._placed[table].get((file, sheet, row))
        return None if number is None else frame.row(number, named=True)

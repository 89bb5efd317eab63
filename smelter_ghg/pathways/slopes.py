"""The user's slopes and market shares, looked up by year.

Belongs here: which cell a slope is, straight lines between years where asked for. Does not belong here: equations.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from smelter_ghg.pathways.forms import END_YEAR, between

# The path of a smelter, cradle to gate, follows the slopes of this activity.
ACTIVITY = "primary_aluminium"
Row = dict[str, Any]


@dataclass(frozen=True)
class Slope:
    """The slope of a year, the cells it comes from, and whether it stands between two years of the table."""

    value: float
    input_ids: tuple[str, ...]
    interpolated: bool = False


@dataclass(frozen=True)
class Slopes:
    """The slopes of one set, version and part of the emissions by year."""

    known: Mapping[int, Slope] = field(default_factory=dict)
    linear: bool = False

    def at(self, year: int) -> Slope | None:
        """The slope of a year; between years of the table only where the path asks for straight lines."""
        if year in self.known or not self.linear:
            return self.known.get(year)
        years = sorted(self.known)
        place = bisect(years, year)
        if place in (0, len(years)):
            return None
        before, after = years[place - 1], years[place]
        ends = (self.known[before], self.known[after])
        value = between(year, (before, ends[0].value), (after, ends[1].value))
        return Slope(value, ends[0].input_ids + ends[1].input_ids, interpolated=True)

    def years(self, first: int) -> list[int]:
        """The years from `first` to the end that have a slope."""
        told = range(first, END_YEAR + 1) if self.linear else sorted(self.known)
        return [year for year in told if first <= year <= END_YEAR and self.at(year) is not None]


def slopes_of(table: pl.DataFrame, path: Mapping[str, Any], emissions: str) -> Slopes:
    """The slopes in a `pathway_slopes` table that a row of `pathways` follows for some emissions."""
    rows = _named(table, path, emissions)
    known = {row["year"]: Slope(row["value"], (_cell("pathway_slopes", row, "value"),)) for row in rows}
    return Slopes(known, linear=path["interpolation"] == "linear")


def invented(table: pl.DataFrame, path: Mapping[str, Any]) -> bool:
    """Whether any slope of the set is marked synthetic."""
    return any(row["synthetic"] for emissions in parts_of(path) for row in _named(table, path, emissions))


def parts_of(path: Mapping[str, Any]) -> tuple[str, ...]:
    """The emissions whose slopes a row of `pathways` follows."""
    return ("electricity", "non_electricity") if path["emissions"] == "apart" else ("all",)


def market_shares_of(table: pl.DataFrame, smelter_id: str) -> dict[int, Slope]:
    """A smelter's recorded market shares by year."""
    rows = table.filter(pl.col("smelter_id") == smelter_id).drop_nulls("market_share").sort("_key")
    return {
        row["year"]: Slope(row["market_share"], (_cell("market_shares", row, "market_share"),))
        for row in rows.iter_rows(named=True)
    }


def _named(table: pl.DataFrame, path: Mapping[str, Any], emissions: str) -> Iterable[Row]:
    wanted = {"slope_set": path["slope_set"], "version": path["version"]}
    rows = table.filter(activity=ACTIVITY, emissions=emissions, **wanted).drop_nulls(["year", "value"]).sort("_key")
    return rows.iter_rows(named=True)


def _cell(table: str, row: Row, column: str) -> str:
    return f"{table}|{row['_key']}|{column}"

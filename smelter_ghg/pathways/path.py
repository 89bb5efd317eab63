"""One path: its base, its value in every year, and why there is none.

Belongs here: a row of `pathways` with its slopes. Does not belong here: intensities beside it (progress), equations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from smelter_ghg.pathways.actual import Actual
from smelter_ghg.pathways.forms import END_YEAR, Number, contraction, convergence, market_ratio
from smelter_ghg.pathways.slopes import Slope, Slopes, market_shares_of, parts_of, slopes_of

BOUNDARY, DENOMINATOR = "mine_to_metal", "tapped"
Row = dict[str, Any]
_BASE_COLUMN = {
    "all": "base_value",
    "electricity": "base_value_electricity",
    "non_electricity": "base_value_non_electricity",
}


@dataclass(frozen=True)
class Base:
    """Where a path starts: values by emissions, stated or the ledger's; `reason` where there is none."""

    values: Mapping[str, float]
    source: str | None = None
    intensity_id: str | None = None
    input_ids: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Part:
    """Emissions that follow one slope, in one form, from a base year on."""

    emissions: str
    form: str
    base_year: int
    slopes: Slopes
    shares: Mapping[int, Slope]
    named: str

    def slope(self, year: int) -> Slope | None:
        return self.slopes.at(year)

    def reason(self, year: int) -> str | None:
        """Why the year has no path value; None where it has one."""
        base, end = self.slope(self.base_year), self.slope(END_YEAR)
        if not self.slopes.known:
            return f"no slopes of {self.named}"
        if base is None:
            return f"{self.named} has no slope of {self.base_year}, the base year"
        if self.form == "contraction" and base.value == 0:
            return f"the slope of {self.base_year}, the base year, is zero"
        if self.form == "convergence" and end is None:
            return f"{self.named} has no slope of {END_YEAR}, which the path converges to"
        if self.form == "convergence" and end is not None and base.value == end.value:
            return f"the slopes of {self.base_year} and {END_YEAR} are the same"
        return None if self.slope(year) else f"{self.named} has no slope of {year}"

    def market(self, year: int) -> tuple[float, bool, tuple[str, ...]]:
        """The market ratio of a year, whether both shares are recorded, and their cells."""
        base, own = self.shares.get(self.base_year), self.shares.get(year)
        if self.form != "convergence" or base is None or own is None:
            return 1.0, False, ()
        return market_ratio(base.value, own.value), True, base.input_ids + own.input_ids

    def value(self, base_value: Number, year: int) -> Number:
        """The path in a year that has no `reason` against it."""
        base, own, end = self.slope(self.base_year), self.slope(year), self.slope(END_YEAR)
        assert base is not None and own is not None
        if self.form == "contraction":
            return contraction(base_value, own.value, base.value)
        assert end is not None
        return convergence(base_value, own.value, base.value, end.value, self.market(year)[0])

    def input_ids(self, year: int) -> tuple[str, ...]:
        """The cells of slopes and shares behind a year's value."""
        told = (self.slope(self.base_year), self.slope(year), self.slope(END_YEAR))
        used = told if self.form == "convergence" else told[:2]
        return tuple(one for slope in used if slope for one in slope.input_ids) + self.market(year)[2]


@dataclass(frozen=True)
class Path:
    """A row of `pathways` with everything its path follows from."""

    row: Row
    parts: tuple[Part, ...]
    base: Base

    @property
    def base_year(self) -> int:
        return int(self.row["base_year"])

    @property
    def emissions(self) -> tuple[str, ...]:
        """The emissions the path has values of: all, and its parts where they are apart."""
        return ("all",) if len(self.parts) == 1 else ("all", *(part.emissions for part in self.parts))

    def of(self, emissions: str) -> tuple[Part, ...]:
        """The parts that make these emissions."""
        return self.parts if emissions == "all" else tuple(one for one in self.parts if one.emissions == emissions)

    def reason(self, emissions: str, year: int) -> str | None:
        """Why there is no path value; None where there is one."""
        return self.base.reason or next((why for part in self.of(emissions) if (why := part.reason(year))), None)

    def value(self, emissions: str, year: int) -> float | None:
        """t CO2e per tonne of the path in a year; None where it has none."""
        if self.reason(emissions, year) is not None:
            return None
        return sum(part.value(self.base.values[part.emissions], year) for part in self.of(emissions))

    def years(self) -> set[int]:
        """The base year, those of the slopes, that of the intermediate target, and the end."""
        told = {year for part in self.parts for year in part.slopes.years(self.base_year)}
        aim = self.row["intermediate_target_year"]
        return told | {self.base_year, END_YEAR} | ({int(aim)} if aim is not None else set())


def boundary_of(row: Mapping[str, Any]) -> str:
    """The boundary of a row's base, path and intensity: mine to metal unless stated."""
    return row["boundary"] or BOUNDARY


def denominator_of(row: Mapping[str, Any]) -> str:
    """The tonne of a row's path: metal tapped unless stated."""
    return row["denominator"] or DENOMINATOR


def path_of(row: Row, tables: Mapping[str, pl.DataFrame], actuals: Sequence[Actual]) -> Path:
    """The path of a row of `pathways`; a base it does not state is that of the base period among `actuals`."""
    shares = market_shares_of(tables["market_shares"], row["smelter_id"])
    parts = tuple(
        Part(
            emissions,
            row["form"],
            row["base_year"],
            slopes_of(tables["pathway_slopes"], row, emissions),
            shares,
            f"{row['slope_set']} {row['version']}" + ("" if emissions == "all" else f" for {emissions}"),
        )
        for emissions in parts_of(row)
    )
    return Path(row, parts, _base(row, actuals))


def base_periods(row: Mapping[str, Any], actuals: Sequence[Actual]) -> list[Actual]:
    """The periods the base may be of: those that end in the base year, of several the one named."""
    label = row["base_period_label"]
    return [one for one in actuals if one.year == row["base_year"] and label in (None, one.label)]


def _base(row: Row, actuals: Sequence[Actual]) -> Base:
    needed = parts_of(row)
    stated = {name: row[_BASE_COLUMN[name]] for name in needed}
    if None not in stated.values():
        cells = tuple(f"pathways|{row['_key']}|{_BASE_COLUMN[name]}" for name in needed)
        return Base({**stated, "all": sum(stated.values())}, "stated", None, cells)
    if any(value is not None for value in stated.values()):
        return Base({}, reason="the base value of one of the two parts is stated, that of the other is not")
    found = base_periods(row, actuals)
    named = row["base_period_label"] or row["base_year"]
    if not found:
        return Base({}, reason=f"no base value is stated, and the ledger has no intensity of {named}")
    if len(found) > 1:
        return Base({}, reason=f"several reporting periods end in {named}; base_period_label says which is the base")
    if not found[0].row["complete"]:
        lacking = ", ".join(found[0].row["missing"])
        return Base({}, reason=f"no base value is stated, and the intensity of {named} lacks {lacking}")
    values = {name: found[0].of(name) for name in {*needed, "all"}}
    return Base(values, "ledger", str(found[0].row["intensity_id"]))

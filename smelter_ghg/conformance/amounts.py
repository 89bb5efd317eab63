"""The intensities a verdict is made from: which row answers which question, and how firmly it is known.

Belongs here: looking up intensity rows by smelter, period, route, boundary and settings. Does not belong here: rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import polars as pl

# A reported value that does not name its account or denominator is the answer for each of them.
_ANY_ACCOUNT = ("not_stated", "common", "none")
_ANY_DENOMINATOR = ("not_stated",)
_FIRMEST = ("exact", "approximate", "upper", "lower")


@dataclass(frozen=True)
class Period:
    """A smelter's reporting period. Start and end are empty where a source states no dates at all."""

    smelter_id: str
    end: dt.date | None
    label: str
    start: dt.date | None
    year: int | None

    @property
    def months(self) -> int | None:
        """Whole months the period spans; None for anything else."""
        if self.start is None or self.end is None:
            return None
        after = self.end + dt.timedelta(days=1)
        whole = after.day == self.start.day
        return (after.year - self.start.year) * 12 + after.month - self.start.month if whole else None

    def contains(self, start: dt.date | None, end: dt.date | None) -> bool:
        if self.start is None or self.end is None or start is None or end is None:
            return False
        return self.start <= start and end <= self.end

    def before(self, later: Period) -> bool:
        return self.end is not None and later.start is not None and self.end < later.start

    def follows(self, earlier: Period) -> bool:
        """Whether this period begins the day after the earlier one ends and is as long."""
        if self.start is None or self.end is None or earlier.start is None or earlier.end is None:
            return False
        if earlier.end + dt.timedelta(days=1) != self.start:
            return False
        if self.months is not None or earlier.months is not None:
            return self.months == earlier.months
        return self.end - self.start == earlier.end - earlier.start


@dataclass(frozen=True)
class Amount:
    """One intensity with the interval it is known to lie in. `known` is at_least for an incomplete sum.

    A source that says "about" does not say how far off it may be, so an approximate value has no ends: it is shown, and
    decides nothing.
    """

    row: Mapping[str, Any]

    @property
    def value(self) -> float:
        return float(self.row["value"])

    @property
    def known(self) -> str:
        if self.row["route"] == "calculated":
            return "exact" if self.row["complete"] else "at_least"
        return str(self.row["qualifier"] or "exact")

    @property
    def low(self) -> float:
        return -inf if self.known in ("upper", "approximate") else self.value

    @property
    def high(self) -> float:
        return inf if self.known in ("at_least", "lower", "approximate") else self.value

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(self.row["missing"] or ())

    @property
    def categories(self) -> frozenset[str]:
        """Scope 3 categories shown beside a reported value, as bare numbers."""
        shown = self.row["categories_shown"] or ()
        return frozenset(str(category).removeprefix("category_").strip() for category in shown)


class Intensities:
    """Rows of the intensity table that carry a value, by smelter, period, route and boundary."""

    def __init__(self, intensity: pl.DataFrame, gwp_set: str) -> None:
        self._rows: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
        self._gwp_set = gwp_set
        usable = intensity.filter(
            pl.col("value").is_not_null()
            & pl.col("value").is_finite()
            & pl.col("period_label").is_not_null()
            # Nothing known is no figure: an incomplete sum that holds no emission yet says nothing.
            & ~((pl.col("route") == "calculated") & ~pl.col("complete").fill_null(False) & (pl.col("value") <= 0))
        )
        for row in usable.sort("intensity_id").iter_rows(named=True):
            key = (row["smelter_id"], row["period_label"], row["route"], row["boundary"])
            self._rows.setdefault(key, []).append(row)

    def rows(self, period: Period, route: str, boundary: str) -> list[dict[str, Any]]:
        return self._rows.get((period.smelter_id, period.label, route, boundary), [])

    def amount(self, period: Period, route: str, boundary: str, account: str, denominator: str) -> Amount | None:
        """The intensity on one account and denominator.

        A stated account or denominator goes before an unstated one; of several reported values the one on the
        report's GWP set, then the firmest, then the highest is taken.
        """
        fits = [
            row
            for row in self.rows(period, route, boundary)
            if row["scope2_account"] in (account, *_ANY_ACCOUNT)
            and (row["denominator"] == denominator or (route == "reported" and row["denominator"] in _ANY_DENOMINATOR))
        ]
        if not fits:
            return None
        return Amount(
            min(
                fits,
                key=lambda row: (
                    row["scope2_account"] != account,
                    row["denominator"] != denominator,
                    row["gwp_set"] != self._gwp_set,
                    _FIRMEST.index(row["qualifier"] or "exact"),
                    -row["value"],
                    row["intensity_id"],
                ),
            )
        )

    def route(self, period: Period, boundary: str, preference: Iterable[str]) -> str | None:
        """The first route of the preference that holds a value for the boundary."""
        return next((route for route in preference if self.rows(period, route, boundary)), None)

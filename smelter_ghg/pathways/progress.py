"""The rows of one path: its value, the intensity of the period, the gap and what would close it.

Belongs here: what stands beside a path's value. Does not belong here: where a path comes from (path), equations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from smelter_ghg.config import ReportingConfig
from smelter_ghg.intensity import BOUNDARIES
from smelter_ghg.pathways.actual import Actual
from smelter_ghg.pathways.forms import END_YEAR, yearly_rate_pct
from smelter_ghg.pathways.path import Part, Path, Row, base_periods, boundary_of, denominator_of

# Drawn intensities of a smelter by intensity_id.
Draws = Mapping[str, Any]


class Rows:
    """The rows of one path."""

    def __init__(self, path: Path, actuals: Sequence[Actual], config: ReportingConfig, draws: Draws) -> None:
        self._path, self._config, self._draws = path, config, draws
        self._unlike = self._why_unlike()
        base = base_periods(path.row, actuals)
        later = [one for one in actuals if one.year > path.base_year and one not in base]
        # Nothing is held against a base of another boundary, set or account.
        self._known = [] if self._unlike else [*base, *later]

    def _why_unlike(self) -> str | None:
        """Why intensities may not be held against the path: a base that is not made as they are."""
        row, base = self._path.row, self._path.base
        boundary = boundary_of(row)
        if boundary not in BOUNDARIES:
            return f"the base is of boundary {boundary}, of which no intensity is calculated"
        if base.source != "stated":
            return None
        if row["gwp_set"] != self._config.gwp_set:
            return f"the base value is of {row['gwp_set'] or 'a GWP set not stated'}, not {self._config.gwp_set}"
        account = row["scope2_account"] or "an account not stated"
        if boundary != BOUNDARIES[0] and account != self._config.scope2_account:
            return f"the base value is of {account}, the intensities are {self._config.scope2_account}-based"
        return None

    def all(self) -> Iterator[Row]:
        for emissions in self._path.emissions:
            yield from self._of(emissions)

    def _of(self, emissions: str) -> Iterator[Row]:
        """Rows of all emissions or of one part, a year after the other."""
        path, gaps, incomplete = self._path, dict[int, list[float]](), False
        by_year: dict[int, list[Actual]] = {}
        for one in self._known:
            by_year.setdefault(one.year, []).append(one)
        for year in sorted(path.years() | set(by_year)):
            for actual in by_year.get(year, [None]):
                row = self._row(emissions, year, actual)
                if actual is not None and row["gap_t"] is not None and year > path.base_year:
                    gaps.setdefault(year, []).append(row["gap_t"])
                    incomplete = incomplete or not row["complete"]
                if actual is not None and year > path.base_year and gaps:
                    lost = [str(one) for one in range(path.base_year + 1, year + 1) if one not in gaps]
                    row["cumulative_t_against_path"] = sum(part for parts in gaps.values() for part in parts)
                    row |= {"missing_years": lost, "cumulative_complete": not lost and not incomplete}
                yield row

    def _row(self, emissions: str, year: int, actual: Actual | None) -> Row:
        path, record, base = self._path, self._path.row, self._path.base
        own = path.of(emissions)
        single = own[0] if len(own) == 1 else None
        aim = record["intermediate_target_year"]
        path_value = path.value(emissions, year)
        market, recorded, _ = own[0].market(year)
        slopes = [part.slope(one) for part in own for one in (path.base_year, year)]
        row: Row = {
            "smelter_id": record["smelter_id"],
            "period_label": None if actual is None else actual.label,
            "reporting_year": year,
            "path": record["_key"],
            "plan_date": record["plan_date"],
            "slope_set": record["slope_set"],
            "slope_version": record["version"],
            "form": record["form"],
            "apart": len(path.parts) > 1,
            "emissions": emissions,
            "role": self._role(year, actual),
            "boundary": boundary_of(record),
            "scope2_account": "none" if boundary_of(record) == BOUNDARIES[0] else self._config.scope2_account,
            "gwp_set": self._config.gwp_set,
            "denominator": denominator_of(record),
            "comparable": self._unlike is None,
            "base_year": path.base_year,
            "base_value": base.values.get(emissions),
            "base_source": base.source,
            "base_intensity_id": base.intensity_id,
            **(_slopes(single, year) if single else {}),
            "interpolated": any(slope.interpolated for slope in slopes if slope),
            "market_ratio": market,
            "market_recorded": recorded,
            "path_value": path_value,
            "gap_t": None,
            "missing_years": [],
            "reason": self._unlike or path.reason(emissions, year),
            "input_ids": [*base.input_ids, *(one for part in own for one in part.input_ids(year))],
        }
        if actual is not None:
            row |= self._beside(emissions, year, actual, path_value, aim)
        elif row["reason"] is None and year <= max((one.year for one in self._known), default=0):
            row["reason"] = f"no intensity of a reporting period that ends in {year}"
        return row

    def _role(self, year: int, actual: Actual | None) -> str:
        if year == self._path.base_year:
            return "base"
        if year == self._path.row["intermediate_target_year"]:
            return "intermediate"
        return "path" if actual is None else "progress"

    def _beside(self, emissions: str, year: int, actual: Actual, path_value: float | None, aim: int | None) -> Row:
        """The intensity of a period and what follows from it."""
        value, of_all = actual.of(emissions), emissions == "all"
        made: Row = {
            "value": value,
            "lower": actual.lower if of_all else None,
            "upper": actual.upper if of_all else None,
            "intensity_id": actual.row["intensity_id"],
            "production_t": actual.row["production_t"],
            "electricity_value": actual.of("electricity") if of_all else None,
            "non_electricity_value": actual.of("non_electricity") if of_all else None,
            "complete": actual.row["complete"],
        }
        if path_value is not None:
            gap = value - path_value
            made |= {"gap_t_per_t": gap, "gap_t": gap * actual.row["production_t"]}
            made["probability_on_path"] = self._probability(emissions, year, actual)
        made["yearly_rate_to_close_pct"] = None if aim is None else self._rate(emissions, value, year, aim)
        made["yearly_rate_to_close_2050_pct"] = self._rate(emissions, value, year, END_YEAR)
        return made

    def _rate(self, emissions: str, value: float, year: int, aim_year: int) -> float | None:
        aim = self._path.value(emissions, aim_year)
        if aim is None or year >= aim_year or value <= 0:
            return None
        return yearly_rate_pct(value, aim, aim_year - year)

    def _probability(self, emissions: str, year: int, actual: Actual) -> float | None:
        """How likely the intensity is on the path; a base of the ledger is drawn along with it."""
        path, drawn = self._path, self._draws.get(actual.row["intensity_id"])
        if drawn is None or len(path.parts) > 1 or year == path.base_year:
            return None
        base = path.base.values["all"]
        of_base = self._draws.get(path.base.intensity_id or "", np.full_like(drawn, base))
        return float(np.mean(drawn <= path.parts[0].value(of_base, year)))


def _slopes(part: Part, year: int) -> Row:
    told = {"slope": year, "slope_base": part.base_year, "slope_2050": END_YEAR}
    return {name: None if (slope := part.slope(at)) is None else slope.value for name, at in told.items()}

"""Paths of plans recomputed from record cells and the ledger: slopes, base, intensity, gap, falls, sums.

Belongs here: a row of the table of pathways, made again. Does not belong here: expectations.

A path is walked forward here: first the sector's slope relative to its base year and end, then the smelter along it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Protocol

from declared import chosen, same

Row = dict[str, Any]
END = 2050
NUMBERS = (
    "base_value", "path_value", "value", "production_t", "electricity_value", "non_electricity_value", "gap_t_per_t",
    "gap_t", "yearly_rate_to_close_pct", "yearly_rate_to_close_2050_pct", "cumulative_t_against_path",
    "intermediate_target_value", "lower", "upper",
)  # fmt: skip
PARTS = ("electricity", "non_electricity")


class Chain(Protocol):
    """What is needed of the evaluator."""

    def cell(self, input_id: str) -> float: ...
    def co2e(self, ledger_id: str, gwp_set: str) -> float: ...


class Paths:
    """The paths of one release."""

    def __init__(self, chain: Chain, data: Any) -> None:
        self.chain, self.data = chain, data
        self._electricity: dict[str, float] = {}
        self._made: dict[str, dict[str, float | None]] = {}

    def cell(self, operand: str) -> float:
        """A figure that is a cell of the table; a probability is drawn, and only told again as it is told."""
        pathway_id, _, column = operand.partition("|")
        row = self.data.pathways[pathway_id]
        if column == "probability_on_path":
            return min(max(100.0 * row[column], 1.0), 99.0)
        value = self.made(row)[column]
        if value is None:
            raise KeyError(f"{operand} has no value")
        return value

    def made(self, row: Row) -> dict[str, float | None]:
        """The numbers of a row, recomputed."""
        if row["pathway_id"] not in self._made:
            self._made[row["pathway_id"]] = self._make(row)
        return self._made[row["pathway_id"]]

    def _stated(self, row: Row, column: str) -> float | None:
        cell = f"pathways|{row['path']}|{column}"
        return self.chain.cell(cell) if cell in self.data.cells else None

    def _text(self, row: Row, column: str) -> str:
        return str(self.data.cells.get(f"pathways|{row['path']}|{column}", {"text": ""})["text"])

    # Intensities -----------------------------------------------------------------------------------------------------

    def _intensities(self, row: Row) -> list[Row]:
        wanted = ("smelter_id", "boundary", "scope2_account", "denominator", "gwp_set")
        found = [
            one
            for one in self.data.intensity
            if one["route"] == "calculated" and one["value"] is not None and all(one[n] == row[n] for n in wanted)
        ]
        return sorted(found, key=lambda one: str(one["period_end"]))

    def _part(self, intensity: Row, emissions: str) -> float:
        """t CO2e per tonne of electricity, of all else, or of everything."""
        whole = float(intensity["value"])
        if emissions == "all":
            return whole
        key = intensity["intensity_id"]
        if key not in self._electricity:
            ledger = self.data.ledger
            bought = [one for one in chosen(ledger, intensity) if _electric(ledger[one])]
            tonnes = math.fsum(self.chain.co2e(one, intensity["gwp_set"]) for one in bought)
            self._electricity[key] = tonnes / intensity["production_t"]
        power = self._electricity[key]
        return power if emissions == "electricity" else whole - power

    # The path --------------------------------------------------------------------------------------------------------

    def _slope(self, row: Row, emissions: str, year: int) -> float | None:
        start = f"pathway_slopes|{row['slope_set']}|{row['slope_version']}|primary_aluminium|{emissions}|"
        cell = f"{start}{year}|value"
        if cell in self.data.cells:
            return self.chain.cell(cell)
        if self._text(row, "interpolation") != "linear":
            return None
        known = sorted(int(one[len(start) :].partition("|")[0]) for one in self.data.cells if one.startswith(start))
        older, newer = [y for y in known if y < year], [y for y in known if y > year]
        if not older or not newer:
            return None
        left, right = (self.chain.cell(f"{start}{y}|value") for y in (older[-1], newer[0]))
        weight = (newer[0] - year) / (newer[0] - older[-1])
        return weight * left + (1 - weight) * right

    def _base(self, row: Row, emissions: str) -> float | None:
        ways = PARTS if row["apart"] else ("all",)
        names = {"all": "base_value"} | {one: f"base_value_{one}" for one in PARTS}
        stated = {one: self._stated(row, names[one]) for one in ways}
        if any(value is not None for value in stated.values()):
            if None in stated.values():
                return None
            total = math.fsum(value for value in stated.values() if value is not None)
            return total if emissions == "all" else stated[emissions]
        label, year = self._text(row, "base_period_label"), int(self._stated(row, "base_year") or 0)
        found = [
            one
            for one in self._intensities(row)
            if one["reporting_year"] == year and label in ("", one["period_label"])
        ]
        if len(found) != 1 or found[0]["missing"]:
            return None
        return self._part(found[0], emissions)

    def path(self, row: Row, emissions: str, year: int) -> float | None:
        """The path of some emissions in a year."""
        if emissions == "all" and row["apart"]:
            parts = [self.path(row, one, year) for one in PARTS]
            return None if None in parts else math.fsum(one for one in parts if one is not None)
        base_year = int(self._stated(row, "base_year") or 0)
        base = self._base(row, emissions)
        first, now, last = (self._slope(row, emissions, one) for one in (base_year, year, END))
        if base is None or first is None or now is None:
            return None
        if row["form"] == "contraction":
            return None if first == 0 else now / first * base
        if last is None or first == last:
            return None
        shares = [f"market_shares|{row['smelter_id']}|{one}|market_share" for one in (base_year, year)]
        held = all(one in self.data.cells for one in shares)
        market = self.chain.cell(shares[0]) / self.chain.cell(shares[1]) if held else 1.0
        # What is left of the way to the end, of the sector and so of the smelter.
        return last + market * (base - last) * (now - last) / (first - last)

    def _make(self, row: Row) -> dict[str, float | None]:
        emissions, year = row["emissions"], row["reporting_year"]
        made: dict[str, float | None] = dict.fromkeys(NUMBERS)
        made["base_value"] = self._base(row, emissions)
        path = made["path_value"] = self.path(row, emissions, year)
        target = self._stated(row, "intermediate_target_value")
        made["intermediate_target_value"] = self._of_plan(row) if target is None else target
        if row["intensity_id"] is None:
            return made
        known = self._intensities(row)
        (own,) = [one for one in known if one["intensity_id"] == row["intensity_id"]]
        value = self._part(own, emissions)
        made |= {"value": value, "production_t": own["production_t"]}
        if emissions == "all":
            made |= {f"{one}_value": self._part(own, one) for one in PARTS}
            interval = [one for one in self.data.intervals.values() if one["intensity_id"] == row["intensity_id"]]
            made |= {end: one[end] for one in interval for end in ("lower", "upper")}
        if path is not None:
            made |= {"gap_t_per_t": value - path, "gap_t": (value - path) * own["production_t"]}
        aim = self._stated(row, "intermediate_target_year")
        for column, at in (("yearly_rate_to_close_pct", aim), ("yearly_rate_to_close_2050_pct", END)):
            goal = None if at is None or at <= year else self.path(row, emissions, int(at))
            if goal is not None and at is not None and value > 0:
                made[column] = 100 - 100 * math.pow(goal / value, 1 / (at - year))
        base_year = int(self._stated(row, "base_year") or 0)
        gaps = []
        for one in known:
            if base_year < one["reporting_year"] <= year and str(one["period_end"]) <= str(own["period_end"]):
                on_path = self.path(row, emissions, one["reporting_year"])
                if on_path is not None:
                    gaps.append((self._part(one, emissions) - on_path) * one["production_t"])
        made["cumulative_t_against_path"] = math.fsum(gaps) if gaps and year > base_year else None
        return made

    def _of_plan(self, row: Row) -> float | None:
        """The target that the plan's own row in `targets` states."""
        aim = self._stated(row, "intermediate_target_year")
        if aim is None:
            return None
        key = f"targets|{row['smelter_id']}|{row['plan_date'] or ''}|{int(aim)}|{row['boundary']}|target_value"
        return self.chain.cell(key) if key in self.data.cells else None

    def problems(self) -> Iterator[str]:
        """Every number of the table that comes out otherwise, and every cell behind a row that is not there."""
        for row in self.data.pathways.values():
            for column, value in self.made(row).items():
                if not _agree(row[column], value):
                    yield f"pathway {row['pathway_id']}: {column} {row[column]}, recomputed {value}"
            lost = [one for one in row["input_ids"] if one not in self.data.cells]
            if lost:
                yield f"pathway {row['pathway_id']} rests on {lost[0]}, which is not in the release"
            chance = row["probability_on_path"]
            if chance is not None and not 0 <= chance <= 1:
                yield f"pathway {row['pathway_id']}: a probability of {chance}"


def _electric(row: Row) -> bool:
    upstream = row["source"] == "energy_upstream" and row["item"].startswith("electricity")
    captive = row["process"] == "power_generation" and (row["scope"] == 1 or row["scope3_category"] == 3)
    return bool(row["scope"] == 2 or upstream or captive)


def _agree(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    # Gaps are differences of nearly equal intensities, here times metal.
    return same(left, right) or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-6)

"""The frames a disclosure is made from, and the few questions every part of it asks them.

Belongs here: which smelters and periods there are, what is missing from a sum, where a record cell stands. Does not
belong here: figures, or anything printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import ACCOUNTS, BOUNDARIES, in_boundary
from smelter_ghg.ledger import of_other_gwp_set, select_inventory

IN_MINE_TO_METAL = "in_mine_to_metal"
_EVERY_ACCOUNT = (None, "", "common", "none")

Row = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """A reporting period of a smelter."""

    smelter_id: str
    label: str
    year: int | None


@dataclass(frozen=True)
class Facts:
    """All frames of a run, as their contracts describe them; `rulebooks` has one row per rulebook entry."""

    ledger: pl.DataFrame
    ledger_inputs: pl.DataFrame
    energy: pl.DataFrame
    missing: pl.DataFrame
    intensity: pl.DataFrame
    verdicts: pl.DataFrame
    activity: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    factors: Factors
    rulebooks: pl.DataFrame
    config: ReportingConfig

    @cached_property
    def smelters(self) -> list[Row]:
        """The smelters: those with published records first, then synthetic ones, each group by name."""
        rows = self.tables["smelters"].sort("_key").unique("smelter_id", keep="first", maintain_order=True)
        listed = list(rows.iter_rows(named=True))
        return sorted(listed, key=lambda row: (bool(row["synthetic"]), row["name"], row["smelter_id"]))

    @cached_property
    def _periods(self) -> dict[str, list[Period]]:
        columns = ("smelter_id", "period_label", "reporting_year")
        frames = (self.ledger, self.intensity, self.verdicts, self.activity, self.missing, self.energy)
        found = pl.concat([frame.select(columns) for frame in frames]).drop_nulls(["smelter_id", "period_label"])
        newest = found.group_by("smelter_id", "period_label").agg(pl.col("reporting_year").max())
        order = newest.sort(
            "smelter_id", "reporting_year", "period_label", descending=[False, True, True], nulls_last=True
        )
        periods: dict[str, list[Period]] = {}
        for smelter_id, label, year in order.iter_rows():
            periods.setdefault(smelter_id, []).append(Period(smelter_id, label, year))
        return periods

    def periods(self, smelter_id: str) -> list[Period]:
        """The smelter's reporting periods, newest first."""
        return self._periods.get(smelter_id, [])

    @cached_property
    def inventories(self) -> dict[tuple[str, str, str], list[Row]]:
        """Ledger rows of the chosen method set by scope-2 account, smelter and period, sorted by ledger_id.

        `in_mine_to_metal` marks those that the mine-to-metal boundary counts.
        """
        found: dict[tuple[str, str, str], list[Row]] = {}
        for account in ACCOUNTS:
            chosen = select_inventory(
                self.ledger, route="calculated", method_set=self.config.method_set, scope2_account=account
            )
            # CO2e of another set is refused in a total; the ledger's missing table names it.
            foreign = of_other_gwp_set(chosen, self.config.gwp_set).select("ledger_id")
            marked = chosen.join(foreign, on="ledger_id", how="anti").with_columns(
                in_boundary("mine_to_metal").fill_null(False).alias(IN_MINE_TO_METAL)
            )
            for row in marked.sort("ledger_id").iter_rows(named=True):
                found.setdefault((account, row["smelter_id"], row["period_label"]), []).append(row)
        return found

    def inventory(self, account: str, period: Period) -> list[Row]:
        """The inventory rows of one period on one scope-2 account."""
        return self.inventories.get((account, period.smelter_id, period.label), [])

    @cached_property
    def _missing_rows(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.missing.sort(self.missing.columns).iter_rows(named=True):
            found.setdefault((row["smelter_id"], row["period_label"]), []).append(row)
        return found

    def missing_in(self, period: Period, account: str | None = None) -> list[Row]:
        """What the period lacks under the chosen method set, on one account or (None) on either."""
        rows = self._missing_rows.get((period.smelter_id, period.label), [])
        return [
            row
            for row in rows
            if row["method_set"] in (None, "", "common", self.config.method_set)
            and (account is None or row["scope2_account"] in (*_EVERY_ACCOUNT, account))
        ]

    def lacks(self, period: Period, categories: tuple[str, ...], account: str) -> bool:
        """Whether anything of these categories is missing and no recorded exclusion covers it."""
        return any(
            row["category"] in categories and row["excluded_estimate_t_co2e"] is None
            for row in self.missing_in(period, account)
        )

    def boundary_lacks(self, period: Period, boundary: str, account: str) -> bool:
        """Whether emissions inside a boundary are missing and no recorded exclusion covers them."""
        counted = BOUNDARIES[: BOUNDARIES.index(boundary) + 1]
        return any(
            row["boundary"] in counted and row["category"] != "production" and row["excluded_estimate_t_co2e"] is None
            for row in self.missing_in(period, account)
        )

    @cached_property
    def quantities(self) -> dict[tuple[str, str, str, str], list[Row]]:
        """Activity rows by smelter, period, quantity and flow, sorted by input_id."""
        found: dict[tuple[str, str, str, str], list[Row]] = {}
        for row in self.activity.sort("input_id").iter_rows(named=True):
            key = (row["smelter_id"], row["period_label"], row["quantity"], row["flow"] or "")
            found.setdefault(key, []).append(row)
        return found

    @cached_property
    def energy_rows(self) -> dict[tuple[str, str], list[Row]]:
        """Energy rows by smelter and period, sorted by energy_id."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.energy.sort("energy_id").iter_rows(named=True):
            found.setdefault((row["smelter_id"], row["period_label"]), []).append(row)
        return found

    @cached_property
    def intensity_rows(self) -> dict[str, list[Row]]:
        """Rows of the intensity table by smelter, sorted by id."""
        found: dict[str, list[Row]] = {}
        for row in self.intensity.sort("intensity_id").iter_rows(named=True):
            found.setdefault(row["smelter_id"], []).append(row)
        return found

    @cached_property
    def records(self) -> Mapping[tuple[str, str], Row]:
        """Record rows by table and row key, the first where a key occurs twice."""
        found: dict[tuple[str, str], Row] = {}
        for name in sorted(self.tables):
            for row in self.tables[name].iter_rows(named=True):
                found.setdefault((name, row["_key"]), row)
        return found

    def cell(self, input_id: str) -> tuple[Row, str]:
        """The record row an input_id points into, and the column. Raises KeyError where there is none."""
        table, _, rest = input_id.partition("|")
        row_key, _, column = rest.rpartition("|")
        return self.records[table, row_key], column

    @cached_property
    def boundary(self) -> Row:
        """The rulebook entry of the boundary that the report's version of the standard judges.

        Raises LookupError where no rulebook is of that version.
        """
        rows = self.rulebooks.filter(
            (pl.col("kind") == "boundary") & (pl.col("standard_version") == self.config.standard_version)
        )
        if rows.is_empty():
            raise LookupError(f"no rulebook of version {self.config.standard_version}")
        return rows.row(0, named=True)

    @cached_property
    def placed(self) -> Mapping[tuple[str, str, str | None, int], Row]:
        """Record rows by table, file, sheet and row."""
        return {
            (name, row["_file"], row["_sheet"], row["_row"]): row
            for name in sorted(self.tables)
            for row in self.tables[name].iter_rows(named=True)
        }

    def rows_of(self, table: str, smelter_id: str) -> list[Row]:
        """A smelter's rows of a record table, sorted by row key."""
        return list(self.tables[table].filter(pl.col("smelter_id") == smelter_id).sort("_key").iter_rows(named=True))

    @cached_property
    def used_factors(self) -> list[Row]:
        """Factor rows behind the inventories, the energy table and the potentials of their gases, by item."""
        rows = [row for members in self.inventories.values() for row in members]
        ids = pl.Series([row["ledger_id"] for row in rows], dtype=pl.String).unique()
        inputs = self.ledger_inputs.filter((pl.col("kind") != "record") & pl.col("ledger_id").is_in(ids.implode()))
        named = set(inputs["input_id"].to_list())
        named |= {one for row in self.energy.iter_rows(named=True) for one in row["input_ids"] if "|" not in one}
        gases = {row["gas"] for row in rows}
        factors = self.factors.usable.filter(
            pl.col("factor_id").is_in(sorted(named))
            | (
                (pl.col("parameter") == "gwp100")
                & (pl.col("gwp_set") == self.config.gwp_set)
                & pl.col("item").is_in(sorted(gases))
            )
        )
        return list(factors.sort("item", "parameter", "factor_id").iter_rows(named=True))

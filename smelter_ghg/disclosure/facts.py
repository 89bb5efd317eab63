"""The frames a disclosure is made from, and the few questions every part of it asks them.

Belongs here: which smelters and periods there are, what is missing from a sum, where a record cell stands. Does not
belong here: figures, or anything printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from smelter_ghg.by_smelter import BySmelter, Held, HeldRows, RecordRows
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.bridge_table import BRIDGES
from smelter_ghg.contracts.criteria_tables import CRITERIA
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES, RESTATEMENTS
from smelter_ghg.contracts.uncertainty_tables import DRIVERS, UNCERTAINTY
from smelter_ghg.disclosure.input_kinds import input_kinds
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import ACCOUNTS, BOUNDARIES, in_boundary
from smelter_ghg.ledger import of_other_gwp_set, select_inventory
from smelter_ghg.method_sets import COMMON
from smelter_ghg.periods import reporting_periods

IN_MINE_TO_METAL = "in_mine_to_metal"
IN_ALL_METAL = "in_all_metal"
FOOTPRINTS = "supplier_footprints"
_EVERY_ACCOUNT = (None, "", "common", "none")
Row = dict[str, Any]
Frame = pl.DataFrame | pl.LazyFrame
Key = TypeVar("Key")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Period:
    """A reporting period of a smelter."""

    smelter_id: str
    label: str
    year: int | None


@dataclass(frozen=True)
class Facts:
    """All frames of a run, as their contracts describe them; `rulebooks` has one row per rulebook entry.

    The largest may be lazy: what is asked of all smelters takes a few of their columns, and rows are those of one.
    """

    ledger: Frame
    ledger_inputs: Frame
    energy: pl.DataFrame
    missing: pl.DataFrame
    intensity: pl.DataFrame
    verdicts: pl.DataFrame
    activity: Frame
    tables: Mapping[str, pl.DataFrame]
    factors: Factors
    rulebooks: pl.DataFrame
    config: ReportingConfig
    uncertainty: pl.DataFrame = field(default_factory=UNCERTAINTY.empty)
    drivers: pl.DataFrame = field(default_factory=DRIVERS.empty)
    bridges: pl.DataFrame = field(default_factory=BRIDGES.empty)
    pathways: pl.DataFrame = field(default_factory=PATHWAYS.empty)
    restatements: pl.DataFrame = field(default_factory=RESTATEMENTS.empty)
    criteria: pl.DataFrame = field(default_factory=CRITERIA.empty)
    base_year_changes: pl.DataFrame = field(default_factory=BASE_YEAR_CHANGES.empty)

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
        found = pl.concat([frame.lazy().select(columns).unique() for frame in frames])
        found = found.drop_nulls(["smelter_id", "period_label"])
        newest = found.group_by("smelter_id", "period_label").agg(pl.col("reporting_year").max()).collect()
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
    def _chosen(self) -> pl.LazyFrame:
        """Ledger rows of the chosen method set on either account, marked where mine to metal counts them, by id."""
        ledger, method_set = self.ledger.lazy(), self.config.method_set
        accounts = [
            select_inventory(ledger, route="calculated", method_set=method_set, scope2_account=account)
            for account in ACCOUNTS
        ]
        chosen = pl.concat(accounts).unique("ledger_id", keep="first", maintain_order=True)
        # CO2e of another set is refused in a total; the ledger's missing table names it.
        foreign = of_other_gwp_set(chosen, self.config.gwp_set).select("ledger_id")
        return (
            chosen.join(foreign, on="ledger_id", how="anti", maintain_order="left")
            .with_columns(
                in_boundary("mine_to_metal").fill_null(False).alias(IN_MINE_TO_METAL),
                in_boundary("all_metal").fill_null(False).alias(IN_ALL_METAL),
            )
            .sort("ledger_id")
        )

    @cached_property
    def emission_rows(self) -> BySmelter:
        """A smelter's ledger rows of both inventories, each once, sorted by ledger_id."""
        return BySmelter(self._chosen.collect())

    @cached_property
    def ledger_of(self) -> BySmelter:
        """A smelter's ledger rows of every method set."""
        return BySmelter(self.ledger.lazy().collect())

    @cached_property
    def _inventories(self) -> HeldRows:
        return HeldRows(self.emission_rows, "period_label", "scope2_account")

    def inventory(self, account: str, period: Period) -> list[Row]:
        """The inventory rows of one period on one scope-2 account, sorted by ledger_id.

        `in_mine_to_metal` marks those that the mine-to-metal boundary counts.
        """
        where = (period.smelter_id, period.label)
        rows = [row for each in (COMMON, account) for row in self._inventories.get((*where, each))]
        return sorted(rows, key=lambda row: str(row["ledger_id"]))

    @cached_property
    def _made(self) -> dict[str, Held[Any]]:
        return {}

    def held(self, name: str, make: Callable[[Facts, str], Made], smelter_id: str) -> Made:
        """What `make` makes of a smelter's rows, made once and kept until another smelter's is asked for."""
        if name not in self._made:
            self._made[name] = Held(lambda one: make(self, one))
        made: Made = self._made[name][smelter_id]
        return made

    @cached_property
    def _chosen_ids(self) -> pl.DataFrame:
        """What is asked of the chosen rows of all smelters."""
        return self._chosen.select("ledger_id", "gas", "equation_id").collect()

    @cached_property
    def used_equations(self) -> set[str]:
        """The equations behind the inventories."""
        return set(self._chosen_ids["equation_id"].unique())

    @cached_property
    def _missing_rows(self) -> Held[dict[str, list[Row]]]:
        missing = BySmelter(self.missing.sort(self.missing.columns))
        return Held(lambda smelter_id: _grouped(missing[smelter_id], lambda row: str(row["period_label"])))

    def missing_of(self, period: Period) -> list[Row]:
        """What the period lacks under any method set."""
        return self._missing_rows[period.smelter_id].get(period.label, [])

    def missing_in(self, period: Period, account: str | None = None) -> list[Row]:
        """What the period lacks under the chosen method set, on one account or (None) on either."""
        return [
            row
            for row in self.missing_of(period)
            if row["method_set"] in (None, "", "common", self.config.method_set)
            and (account is None or row["scope2_account"] in (*_EVERY_ACCOUNT, account))
        ]

    def lacks(self, period: Period, categories: tuple[str, ...], account: str, widest: str = BOUNDARIES[-1]) -> bool:
        """Whether anything of these categories, inside a boundary, is missing and no recorded exclusion covers it."""
        inside = BOUNDARIES[: BOUNDARIES.index(widest) + 1]
        return any(
            row["category"] in categories and row["boundary"] in inside and row["excluded_estimate_t_co2e"] is None
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
    def activity_of(self) -> BySmelter:
        """Activity rows of a smelter."""
        return BySmelter(self.activity.lazy().collect())

    @cached_property
    def quantities(self) -> HeldRows:
        """Activity rows by smelter, period, quantity and flow, sorted by activity_id."""
        return HeldRows(self.activity_of, "period_label", "quantity", "flow", order="activity_id")

    @cached_property
    def energy_of(self) -> BySmelter:
        """Energy rows of a smelter."""
        return BySmelter(self.energy)

    @cached_property
    def energy_rows(self) -> HeldRows:
        """Energy rows by smelter and period, sorted by energy_id."""
        return HeldRows(self.energy_of, "period_label", order="energy_id")

    @cached_property
    def intensity_rows(self) -> Held[list[Row]]:
        """Rows of the intensity table by smelter, sorted by id."""
        intensity = BySmelter(self.intensity)
        return Held(lambda smelter_id: list(intensity[smelter_id].sort("intensity_id").iter_rows(named=True)))

    @cached_property
    def intervals(self) -> Held[list[Row]]:
        """Rows of the uncertainty table by smelter, sorted by id."""
        intervals = BySmelter(self.uncertainty)
        return Held(lambda smelter_id: intervals[smelter_id].sort("uncertainty_id").rows(named=True))

    @cached_property
    def drivers_of(self) -> Held[dict[str, list[Row]]]:
        """By smelter, what drives each interval, largest first, by uncertainty_id."""
        drivers = BySmelter(self.drivers)
        return Held(
            lambda smelter_id: _grouped(
                drivers[smelter_id].sort("uncertainty_id", "rank"), lambda row: str(row["uncertainty_id"])
            )
        )

    @cached_property
    def bridge_rows(self) -> Held[list[Row]]:
        """Rows of the bridges by smelter, sorted by id."""
        bridges = BySmelter(self.bridges)
        return Held(lambda smelter_id: bridges[smelter_id].sort("bridge_id").rows(named=True))

    @cached_property
    def pathway_rows(self) -> Held[list[Row]]:
        """Rows of the pathways by smelter, path after path, oldest year first."""
        pathways = BySmelter(self.pathways)
        order = ("plan_date", "path", "emissions", "reporting_year", "pathway_id")
        return Held(lambda smelter_id: pathways[smelter_id].sort(order).rows(named=True))

    @cached_property
    def restated(self) -> Held[list[Row]]:
        """Rows of the restatements by smelter, in the order of the table."""
        restatements = BySmelter(self.restatements)
        return Held(lambda smelter_id: restatements[smelter_id].rows(named=True))

    @cached_property
    def _details(self) -> Held[list[Row]]:
        verdicts = BySmelter(self.verdicts)
        return Held(lambda smelter_id: _newest_first(verdicts[smelter_id]["detail_json"].to_list()))

    def details(self, smelter_id: str) -> list[Row]:
        """Every verdict on the smelter, whole, newest period first within a version of the standard."""
        return self._details[smelter_id]

    @cached_property
    def records(self) -> RecordRows:
        """Record rows by table and row key, and by where they stand."""
        return RecordRows(self.tables)

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
    def factor_rows(self) -> dict[str, Row]:
        """Every factor row by id, used or not."""
        return {row["factor_id"]: row for row in self.factors.frame.iter_rows(named=True)}

    @cached_property
    def _tables_by_smelter(self) -> dict[str, BySmelter]:
        return {name: BySmelter(frame) for name, frame in self.tables.items() if "smelter_id" in frame.columns}

    @cached_property
    def corrected(self) -> dict[tuple[str, str], list[Row]]:
        """Corrections on record by smelter and reporting period of the record they change."""
        named = {f"{row['table']}|{row['row_key']}": row for row in self.tables["corrections"].iter_rows(named=True)}
        if not named:
            return {}
        keys = pl.col("input_id").str.replace(r"\|[^|]*$", "")
        rows = self.activity.lazy().select("smelter_id", "period_label", keys.alias("key")).unique()
        rows = rows.filter(pl.col("key").is_in(sorted(named))).sort(pl.all())
        found: dict[tuple[str, str], list[Row]] = {}
        for smelter_id, label, key in rows.collect().iter_rows():
            found.setdefault((smelter_id, label), []).append(named[key])
        return found

    @cached_property
    def input_kinds(self) -> dict[str, str]:
        """What kind of data each ledger row rests on, by ledger_id."""
        return input_kinds(self.ledger_inputs, self.tables["activity"])

    @cached_property
    def substituted_inputs(self) -> pl.DataFrame:
        """The substitutions among the inputs of all ledger rows; few, and mostly none."""
        inputs = self.ledger_inputs.lazy().filter(pl.col("kind") == "substitution")
        return inputs.collect(engine="streaming")

    @cached_property
    def factor_inputs(self) -> BySmelter:
        """A smelter's inputs of both inventories that are no records of the plant: factors, defaults, fall-backs,
        substitutions, footprints of suppliers."""
        footprint = pl.col("input_id").str.starts_with(f"{FOOTPRINTS}|")
        inputs = self.ledger_inputs.lazy().filter((pl.col("kind") != "record") | footprint)
        inputs = inputs.select("ledger_id", "argument", "kind", "input_id")
        of_row = self._chosen.select("ledger_id", "smelter_id", "period_label", "scope2_account", "source")
        taken = inputs.join(of_row, on="ledger_id").sort("ledger_id", "argument", "input_id")
        return BySmelter(taken.collect(engine="streaming"))

    @cached_property
    def days(self) -> dict[tuple[str, str], tuple[date, date]]:
        """First and last day of every reporting period, by smelter and label."""
        periods = reporting_periods(self.tables, self.config.fiscal_year_end_month)
        return {(smelter, label): (first, last) for smelter, label, first, last, _ in periods.iter_rows()}

    def rows_of(self, table: str, smelter_id: str) -> list[Row]:
        """A smelter's rows of a record table, sorted by row key."""
        return list(self._tables_by_smelter[table][smelter_id].sort("_key").iter_rows(named=True))

    def how_many(self, table: str, smelter_id: str) -> int:
        """How many rows of a record table a smelter has."""
        return self._tables_by_smelter[table].height(smelter_id)

    @cached_property
    def evidence_groups(self) -> dict[str, list[tuple[str, Row, str, list[Row]]]]:
        """By smelter, each cell that evidence speaks of: table, record row, column, and what the sources say."""
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.tables["evidence"].sort("_key").iter_rows(named=True):
            groups.setdefault((row["table"], row["row_key"], row["column"]), []).append(row)
        found: dict[str, list[tuple[str, Row, str, list[Row]]]] = {}
        for (table, row_key, column), rows in sorted(groups.items()):
            target = self.records.get((table, row_key))
            if target is not None and target.get("smelter_id") is not None:
                found.setdefault(target["smelter_id"], []).append((table, target, column, rows))
        return found

    @cached_property
    def documents_of(self) -> dict[str, set[str]]:
        """Ids of the documents each smelter's records and evidence were taken from."""
        found: dict[str, set[str]] = {}
        for name in sorted(self.tables):
            frame = self.tables[name]
            if {"document_id", "smelter_id"} <= set(frame.columns):
                for smelter_id, document_id in (
                    frame.select("smelter_id", "document_id").drop_nulls().unique().iter_rows()
                ):
                    found.setdefault(smelter_id, set()).add(document_id)
        for smelter_id, groups in self.evidence_groups.items():
            found.setdefault(smelter_id, set()).update(
                row["document_id"] for _, _, _, rows in groups for row in rows if row["document_id"]
            )
        return found

    @cached_property
    def used_factors(self) -> list[Row]:
        """Factor rows behind the inventories, the energy table and the potentials of their gases, by item."""
        inputs = self.ledger_inputs.lazy().filter(pl.col("kind") != "record")
        inputs = inputs.join(self._chosen_ids.lazy().select("ledger_id"), on="ledger_id", how="semi")
        of_ledger = inputs.select(pl.col("input_id").unique()).collect(engine="streaming")["input_id"]
        of_energy = self.energy["input_ids"].explode(empty_as_null=True).drop_nulls().unique()
        named = {*of_ledger, *of_energy.filter(~of_energy.str.contains("|", literal=True))}
        gases = set(self._chosen_ids["gas"].unique())
        factors = self.factors.usable.filter(
            pl.col("factor_id").is_in(sorted(named))
            | (
                (pl.col("parameter") == "gwp100")
                & (pl.col("gwp_set") == self.config.gwp_set)
                & pl.col("item").is_in(sorted(gases))
            )
        )
        return list(factors.sort("item", "parameter", "factor_id").iter_rows(named=True))


def _grouped(frame: pl.DataFrame, key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by a key, in the frame's order."""
    found: dict[Key, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(key(row), []).append(row)
    return found


def _newest_first(texts: Iterable[str]) -> list[Row]:
    def order(detail: Row) -> tuple[str, int, str, str]:
        year = detail["reporting_year"] or 0
        return (detail["standard_version"], -year, detail["period_label"], detail["criterion"])

    return sorted((json.loads(text) for text in texts), key=order)

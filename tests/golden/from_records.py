"""Runs the library on rows of text, the way a report does: CSV files, reader, activity, ledger, intensity.

Belongs here: what golden tests, properties and ledger tests share. Does not belong here: expectations.
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.activity import build_activity
from smelter_ghg.config import ReportingConfig
from smelter_ghg.energy import build_energy
from smelter_ghg.factors import FILE_COLUMNS, Factors, load_factors
from smelter_ghg.intensity import build_intensity
from smelter_ghg.ledger import build_ledger, co2e, select_inventory
from smelter_ghg.records.folder import RecordSet, read_folder

Row = dict[str, str]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Run:
    """One run of the library: what it read and what it made of it."""

    records: RecordSet
    tables: Mapping[str, pl.DataFrame]
    factors: Factors
    config: ReportingConfig
    activity: pl.DataFrame
    ledger: pl.DataFrame
    ledger_inputs: pl.DataFrame
    missing: pl.DataFrame

    @cached_property
    def intensity(self) -> pl.DataFrame:
        return build_intensity(self.ledger, self.activity, self.missing, self.tables, self.factors, self.config)

    @cached_property
    def energy(self) -> pl.DataFrame:
        return build_energy(self.activity, self.tables, self.factors, self.config)

    def inventory(self, **choices: str) -> pl.DataFrame:
        """The selected rows under the configuration's method set and account, or the ones named."""
        wanted = {
            "route": "calculated",
            "method_set": self.config.method_set,
            "scope2_account": self.config.scope2_account,
        } | choices
        return select_inventory(self.ledger, **wanted)

    def kilograms(self, *, method_set: str | None = None, **labels: str) -> float:
        """Sum of mass_kg over the inventory's rows with these labels."""
        rows = self.inventory(**({} if method_set is None else {"method_set": method_set}))
        return float(_with_labels(rows, labels)["mass_kg"].sum())

    def t_co2e(self, gwp_set: str, *, method_set: str | None = None, **labels: str) -> float:
        """Sum of t CO2e under a named set over the inventory's rows with these labels."""
        rows = self.inventory(**({} if method_set is None else {"method_set": method_set}))
        return float(co2e(_with_labels(rows, labels), gwp_set, self.factors)["t_co2e"].sum())

    def intensity_of(self, boundary: str, account: str = "market", denominator: str = "tapped") -> dict[str, Any]:
        """The one calculated intensity row of a run with one smelter and one period."""
        rows = self.intensity.filter(
            (pl.col("route") == "calculated")
            & (pl.col("boundary") == boundary)
            & (pl.col("scope2_account") == ("none" if boundary == "scope_1" else account))
            & (pl.col("denominator") == denominator)
        )
        assert rows.height == 1, rows
        return rows.row(0, named=True)

    def missing_items(self) -> list[str]:
        """Items missing from the widest sum of the configuration's set and account."""
        return list(self.intensity_of("mine_to_metal", self.config.scope2_account)["missing"])

    def with_tables(self, **changed: pl.DataFrame) -> Run:
        """The same report from other record tables."""
        return compute(self.records, {**self.tables, **changed}, self.factors, self.config)

    def with_factors(self, factors: Factors) -> Run:
        """The same records under other factors."""
        return compute(self.records, self.tables, factors, self.config)


def _with_labels(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    return rows.filter(pl.lit(True), *(pl.col(name) == value for name, value in labels.items()))


def compute(records: RecordSet, tables: Mapping[str, pl.DataFrame], factors: Factors, config: ReportingConfig) -> Run:
    """Activity and ledger of record tables."""
    activity = build_activity(tables, config)
    result = build_ledger(activity, tables, factors, config)
    return Run(records, tables, factors, config, activity, result.ledger, result.ledger_inputs, result.missing)


def run(folder: Path, tables: Tables, *, factors: Sequence[Row] = (), **settings: Any) -> Run:
    """Write the rows below `folder`, read them back and compute; `factors` are the rows of a user's file."""
    write(folder / "records", tables)
    files = [write_factors(folder / "site_factors.csv", factors)] if factors else []
    records = read_folder(folder / "records")
    return compute(records, records.tables, load_factors(files), ReportingConfig(**settings))


def write(folder: Path, tables: Tables) -> Path:
    """One CSV file per table that has rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            _write_csv(folder / f"{name}.csv", list(dict.fromkeys(column for row in rows for column in row)), rows)
    return folder


def write_factors(path: Path, rows: Sequence[Row]) -> Path:
    _write_csv(path, FILE_COLUMNS, rows)
    return path


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def user_factor(item: str, parameter: str, value: float | str, unit: str, **labels: str) -> Row:
    """A row of a user's factor file with its citation."""
    return {
        "factor_id": ".".join(["test", item, parameter, *labels.values()]).replace(" ", "_"),
        "item": item,
        "parameter": parameter,
        "value": str(value),
        "unit": unit,
        "method_set": "common",
        "publisher": "Tests",
        "document": "Factors supplied by a test",
        "status": "user",
        "confidence": "user",
    } | labels


def months(year: int) -> list[Row]:
    """First and last day of the months of a year."""
    return [
        {
            "period_start": f"{year}-{month:02d}-01",
            "period_end": f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}",
        }
        for month in range(1, 13)
    ]


def whole_year(year: int) -> Row:
    return {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}


def bare_potline(technology: str, tonnes: str, **cells: str) -> Tables:
    """One potline over 2022: the metal it tapped and whatever cells of the potlines table are given."""
    where = {"smelter_id": "golden", "facility_id": "line"} | whole_year(2022)
    return {
        "facilities": [
            {"smelter_id": "golden", "facility_id": "line", "kind": "potline", "technology": technology},
        ],
        "metal": [where | {"flow": "tapped", "mass_t": tonnes}],
        "potlines": [where | cells],
    }

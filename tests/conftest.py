"""What every test shares: an environment that sends nothing, and a small, sound records folder to break.

Belongs here: fixtures more than one folder of tests needs. Does not belong here: expectations.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipelines.environment import telemetry_off

# Before anything imports Dagster. Tests that start a process of their own inherit it, unless they take it away.
os.environ.pop("DAGSTER_HOME", None)
telemetry_off()

# Workers share the processors among them, so each computes on one thread; it is Polars that reads this, when first
# imported. Releases are made in processes of their own, on as many threads as there are, and compared byte by byte with
# one made on one thread; SMELTER_GHG_SOAK=1 leaves every worker its threads.
if "PYTEST_XDIST_WORKER" in os.environ and os.environ.get("SMELTER_GHG_SOAK") != "1":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

Row = dict[str, str]

ROOT = Path(__file__).resolve().parent.parent
# Aluminium deposited by a kiloampere in an hour, and the days of the month, make a small plant whose balances close.
_TONNES_PER_KAH = 0.00033554


class RecordsFolder:
    """A records folder held as rows of text: change it, write it, and know the row a fault was written to.

    Row numbers are those of the file: the header is row 1.
    """

    def __init__(self, path: Path, tables: Mapping[str, list[Row]]) -> None:
        self.path = path
        self.tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}

    def set(self, table: str, row: int, column: str, value: str) -> str:
        """Write one cell; gives back what stood there."""
        cells = self.tables[table][row - 2]
        before = cells.get(column, "")
        cells[column] = value
        return before

    def row(self, table: str, row: int) -> Row:
        return self.tables[table][row - 2]

    def append(self, table: str, /, **cells: str) -> int:
        """Add a row at the end; gives back its number."""
        self.tables.setdefault(table, []).append(dict(cells))
        return len(self.tables[table]) + 1

    def find(self, table: str, /, **cells: str) -> int:
        """The number of the first row that holds the cells."""
        for number, row in enumerate(self.tables[table], start=2):
            if all(row.get(name) == value for name, value in cells.items()):
                return number
        raise LookupError(f"{table}: {cells}")

    def drop_column(self, table: str, column: str) -> None:
        for row in self.tables[table]:
            row.pop(column, None)

    def keep_year(self, year: int) -> None:
        """Drop the rows that begin in another year."""
        for rows in self.tables.values():
            rows[:] = [row for row in rows if row.get("period_start", str(year)).startswith(str(year))]

    def write(self) -> Path:
        self.path.mkdir(parents=True, exist_ok=True)
        for earlier in self.path.glob("*.csv"):
            earlier.unlink()
        for name, rows in self.tables.items():
            if not rows:
                continue
            header = list(dict.fromkeys(column for row in rows for column in row))
            with (self.path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, header, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return self.path


def _months(*years: int) -> list[tuple[dt.date, dt.date]]:
    return [
        (dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
        for year in years
        for month in range(1, 13)
    ]


def _sound_tables() -> dict[str, list[Row]]:
    """Two smelters with one potline each, twelve months of two years; every number made up for the tests."""
    tables: dict[str, list[Row]] = {
        name: []
        for name in ("metal", "potlines", "activity", "electricity", "specific_consumption", "power_instruments")
    }
    tables["smelters"] = [
        {
            "smelter_id": name,
            "name": f"Smelter {name}",
            "grid_zone": f"ZONE-{name}",
            "level": "site",
            "synthetic": "true",
        }
        for name in ("north", "south")
    ]
    tables["facilities"] = [
        {"facility_id": f"{name}-line", "smelter_id": name, "kind": "potline", "technology": "PFPB_M",
         "first_production_date": "1999-01-01", "cells_installed": "200"}
        for name in ("north", "south")
    ]  # fmt: skip
    tables["reporting_periods"] = [
        {"smelter_id": name, "period_label": str(year), "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        for name in ("north", "south")
        for year in (2021, 2022)
    ]
    for name in ("north", "south"):
        for first, last in _months(2021, 2022):
            span = {"smelter_id": name, "period_start": str(first), "period_end": str(last)}
            days = (last - first).days + 1
            tonnes = round(200 * days * 24 * 350 * _TONNES_PER_KAH * 0.94, 1)
            line = span | {"facility_id": f"{name}-line"}
            tables["metal"].append(line | {"flow": "tapped", "mass_t": str(tonnes)})
            tables["metal"].append(span | {"flow": "cast_out", "mass_t": str(round(tonnes * 1.01, 1))})
            tables["potlines"].append(
                line
                | {"line_current_ka": "350.0", "cells_operating": "200", "cell_days": str(200 * days),
                   "current_efficiency_pct": "94.0", "dc_electricity_mwh": str(round(tonnes * 13.4, 1)),
                   "anode_effect_frequency_per_cell_day": "0.1", "anode_effect_duration_min": "1.5"}
            )  # fmt: skip
            tables["activity"].append(
                span | {"item": "alumina", "flow": "consumed", "quantity": str(round(tonnes * 1.93, 1)), "unit": "t",
                        "origin": "purchased", "supplier": "Refinery"}
            )  # fmt: skip
            tables["activity"].append(
                span | {"item": "natural_gas", "flow": "consumed", "quantity": str(round(tonnes * 2.1, 1)),
                        "unit": "GJ", "basis": "net_calorific", "origin": "purchased"}
            )  # fmt: skip
            tables["electricity"].append(
                line | {"flow": "consumed", "supply": "grid", "mwh": str(round(tonnes * 14.2, 1)), "meter_id": "M1"}
            )
            tables["specific_consumption"].append(
                line | {"item": "net_anode_carbon", "value": "410", "unit": "kg/t", "per": "tapped"}
            )
        for year in (2021, 2022):
            tables["power_instruments"].append(
                {"instrument_id": f"{name}-ppa-{year}", "smelter_id": name, "kind": "contract",
                 "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "grid_zone": f"ZONE-{name}",
                 "energy_source": "hydro", "allocated_mwh": "2000000", "combustion_factor_kg_co2e_per_mwh": "0.5",
                 "factor_basis": "direct", "citation": "invented for the tests"}
            )  # fmt: skip
    return tables


def _bad_input() -> ModuleType:
    """tests/bad_input.py; test modules have no package to import it from."""
    name = "bad_input"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `fault` runs once per kind of bad input."""
    if "fault" in metafunc.fixturenames:
        faults = _bad_input().FAULTS
        metafunc.parametrize("fault", faults.values(), ids=[name.replace(" ", "-") for name in faults])


# Folders and files whose tests take seconds and more.
_LONG = ("integration", "independent", "docs", "architecture", "mutation", "faults", "property", "unit/checks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: a worker out of work takes over from the end of another's list, and what is left at the very
    end should be short."""
    folders = [str(ROOT / "tests" / name) + os.sep for name in _LONG]
    items.sort(key=lambda item: not any(str(item.path).startswith(folder) for folder in folders))


@pytest.fixture
def faults() -> dict[str, Callable[..., Any]]:
    """Every kind of bad input by name; each writes one fault and says where."""
    found: dict[str, Callable[..., Any]] = _bad_input().FAULTS
    return found


@pytest.fixture(scope="session")
def sound_records() -> Callable[[Path], RecordsFolder]:
    """Makes the sound records of two smelters and two years, to be written to a folder."""
    return lambda path: RecordsFolder(path, _sound_tables())


@pytest.fixture
def records_folder(tmp_path: Path) -> Callable[..., RecordsFolder]:
    """Makes sound records folders of two smelters and two years; `name` keeps several of them apart."""

    def make(name: str = "records") -> RecordsFolder:
        return RecordsFolder(tmp_path / name, _sound_tables())

    return make


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT

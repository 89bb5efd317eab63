"""The demo smelters as a run of the library, whole or one smelter and year of them.

Belongs here: running and changing the demo records. Does not belong here: expectations.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import polars as pl

from smelter_ghg.config import load_config
from smelter_ghg.factors import Factors, load_factors
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Row, Run, Tables, compute

DATA = Path(__file__).parents[3] / "data"
USER_FACTORS = DATA / "demo" / "user_factors.csv"
HYDRO, COAL = "demo_hydro", "demo_coal"


@cache
def demo() -> Run:
    """Both demo smelters, all years, under the configuration of data/."""
    return of_folder(DATA / "demo", load_factors([USER_FACTORS]))


def of_folder(folder: Path, factors: Factors) -> Run:
    """A folder of demo records under the configuration of data/."""
    records = read_folder(folder, not_records=[folder / USER_FACTORS.name])
    return compute(records, records.tables, factors, load_config(DATA / "reporting.yaml"))


@cache
def one_year(smelter: str, year: int) -> Run:
    """One demo smelter and reporting year, cut from the tables as they were read."""
    whole = demo()
    kept = {name: _of(frame, name, smelter, year) for name, frame in whole.tables.items()}
    return compute(whole.records, kept, whole.factors, whole.config)


def _of(frame: pl.DataFrame, name: str, smelter: str, year: int) -> pl.DataFrame:
    if "smelter_id" in frame.columns:
        frame = frame.filter(pl.col("smelter_id") == smelter)
    if name == "supplier_footprints":
        prefix = {HYDRO: "DH-", COAL: "DC-"}[smelter]
        frame = frame.filter(pl.col("document_id").str.starts_with(prefix))
    if {"period_start", "period_end"} <= set(frame.columns):
        frame = frame.filter(pl.col("period_start").dt.year() == year)
    return frame


def demo_rows() -> Tables:
    """The demo files as rows of text, the user's factors aside; a fresh copy each time."""
    files = [path for path in sorted((DATA / "demo").glob("*.csv")) if path != USER_FACTORS]
    return {path.stem: [dict(row) for row in _rows(path)] for path in files}


@cache
def _rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))

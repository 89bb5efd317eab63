"""Seeded records of four kinds of smelter whose balances close: hydro, coal, paste (Soderberg), and a restart year.

Belongs here: the sound records faults are planted in. Does not belong here: faults, expectations.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
VARIANTS = ("hydro", "coal", "paste", "restart")
# The two latest years of the demo records; a fault in one has the other to stand out from.
FIRST_DAY = "2023-01-01"
_RESTARTED, _LINE = "2023", "DH-PL2"
# Part of the cells that run in each month of the restart year.
_RAMP = (0.12, 0.16, 0.24, 0.34, 0.45, 0.55, 0.66, 0.76, 0.85, 0.92, 0.97, 1.0)

Row = dict[str, str]
Tables = dict[str, list[Row]]


def clean(variant: str, seed: int) -> Tables:
    """The tables of one smelter over two years, `user_factors` its factor file; the same seed gives the same rows."""
    tables = {name: [dict(row) for row in rows] for name, rows in _made(variant, seed).items()}
    if variant == "restart":
        _restart(tables)
    return tables


@lru_cache(maxsize=8)
def _made(variant: str, seed: int) -> Tables:
    import numpy as np

    demo = _demo()
    if variant == "paste":
        tables = demo.paste_records(np.random.default_rng([seed, 2]))
    else:
        number, plant = (1, demo.COAL) if variant == "coal" else (0, demo.HYDRO)
        monthly = demo.operate(plant, np.random.default_rng([seed, number]))
        tables = demo.yearly_records(plant, monthly) | monthly
    kept = {
        name: [row for row in rows if row.get("period_start", FIRST_DAY) >= FIRST_DAY] for name, rows in tables.items()
    }
    return kept | {"user_factors": demo.user_factors()}


def _demo() -> Any:
    """The generator of data/demo; its modules import each other by their bare names."""
    sys.path.insert(0, str(DEMO))
    try:
        import make_demo
    finally:
        sys.path.remove(str(DEMO))
    return make_demo


def _restart(tables: Tables, line: str = _LINE, ramp: tuple[float, ...] = _RAMP) -> None:
    """A potline comes back into operation cell by cell: everything that follows its metal goes along."""
    before = _tapped(tables)
    part = {f"{_RESTARTED}-{month:02d}-01": share for month, share in enumerate(ramp, start=1)}
    for name, columns in (
        ("metal", ("mass_t",)),
        ("potlines", ("cells_operating", "cell_days", "dc_electricity_mwh")),
        ("electricity", ("mwh",)),
    ):
        for row in tables[name]:
            if row["facility_id"] == line and row["period_start"] in part:
                for column in columns:
                    _scale(row, column, part[row["period_start"]])
    after = _tapped(tables)
    lost = {start: before[start] - after[start] for start in part}
    for row in tables["metal"]:
        if row["flow"] == "cast_out" and row["period_start"] in lost:
            row["mass_t"] = f"{float(row['mass_t']) - lost[row['period_start']] * 0.994:.1f}"
    for name, column in (("activity", "quantity"), ("transport", "mass_t")):
        for row in tables[name]:
            if row["period_start"] in part:
                _scale(row, column, after[row["period_start"]] / before[row["period_start"]])
    drawn = sum(float(row["mwh"]) for row in tables["electricity"] if row["period_start"].startswith(_RESTARTED))
    of_year = [row for row in tables["power_instruments"] if row["period_start"].startswith(_RESTARTED)]
    bought = sum(float(row["allocated_mwh"]) for row in of_year)
    for row in of_year:
        row["allocated_mwh"] = str(int(float(row["allocated_mwh"]) / bought * drawn * 0.98) // 100 * 100)


def _tapped(tables: Tables) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for row in tables["metal"]:
        if row["flow"] == "tapped":
            found[row["period_start"]] += float(row["mass_t"])
    return found


def _scale(row: Row, column: str, by: float) -> None:
    """A number times a factor, with the decimals it is written with."""
    decimals = len(row[column].partition(".")[2])
    row[column] = f"{float(row[column]) * by:.{decimals}f}"

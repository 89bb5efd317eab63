"""Runs the checks on tables as a report does, and says whether a planted fault was found and what it did to the figure.

Belongs here: reading, checking, the intensity before and after. Does not belong here: faults, counting them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from checks.computed import computed_findings, findings_between_years
from checks.physics import physics_findings
from checks.records import check_records
from smelter_ghg.activity import build_activity
from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import Factors, load_factors
from smelter_ghg.findings import merge
from smelter_ghg.intensity import build_intensity
from smelter_ghg.ledger import build_ledger
from smelter_ghg.records.folder import cells, read_folder
from tests.faults.clean import Tables
from tests.faults.fault import Planted
from tests.golden.from_records import write, write_factors

CONFIG = ReportingConfig()
_KEY = ["smelter_id", "period_label"]


@dataclass(frozen=True)
class Judged:
    """What the checks say of a folder, and the mine-to-metal intensity per tonne tapped by smelter and period."""

    findings: pl.DataFrame
    intensity: dict[tuple[str, str], float]


def judge(folder: Path, tables: Tables) -> Judged:
    """Write the tables, read them back, check them; the intensity is that of all rows that could be read."""
    records = dict(tables)
    factors = load_factors([write_factors(folder / "site_factors.csv", records.pop("user_factors"))])
    read = read_folder(write(folder / "records", records))
    checked = check_records(read.tables, cells(read.texts), read.findings)
    quantities = build_activity(checked.tables, CONFIG)
    intensity, computed = _intensity(read.tables, factors)
    return Judged(merge([checked.findings, physics_findings(quantities, factors), *computed]), intensity)


def _intensity(
    tables: dict[str, pl.DataFrame], factors: Factors
) -> tuple[dict[tuple[str, str], float], list[pl.DataFrame]]:
    """What the rows that could be read come to, and findings on it.

    Nothing where the ledger refuses them, as it does with a row twice.
    """
    try:
        activity = build_activity(tables, CONFIG)
        ledger = build_ledger(activity, tables, factors, CONFIG)
    except ValueError:
        return {}, []
    intensity = build_intensity(ledger.ledger, activity, ledger.missing, tables, factors, CONFIG)
    made = (ledger.ledger, activity, intensity, factors, CONFIG)
    rows = intensity.filter(
        (pl.col("route") == "calculated")
        & (pl.col("boundary") == "mine_to_metal")
        & (pl.col("scope2_account") == CONFIG.scope2_account)
        & (pl.col("denominator") == "tapped")
    )
    values = {(smelter, label): value for smelter, label, value in rows.select(*_KEY, "value").iter_rows()}
    return values, [computed_findings(*made), findings_between_years(*made)]


def new_findings(before: Judged, after: Judged) -> pl.DataFrame:
    """Findings the sound records do not have."""
    what = ["check_id", "smelter_id", "period", "table", "column", "value"]
    return after.findings.join(before.findings, on=what, how="anti", nulls_equal=True)


def caught_by(planted: Planted, found: pl.DataFrame) -> list[str]:
    """The checks with a finding that names the fault's table, and one of its rows or columns.

    Notes do not count: nobody has to act on them.
    """
    here = pl.col("table") == planted.table
    place = pl.col("row").is_in(list(planted.rows)) | pl.col("column").is_in(list(planted.columns))
    elsewhere = pl.col("table").is_in(list(planted.also))
    named = found.filter((pl.col("severity") != "note") & ((here & place) | elsewhere))
    return sorted(set(named["check_id"].to_list()))


def effect(before: Judged, after: Judged) -> float | None:
    """The largest relative change of an intensity; None where one is no longer there to compare."""
    if before.intensity.keys() - after.intensity.keys():
        return None
    changes = [abs(after.intensity[key] / value - 1) for key, value in before.intensity.items() if value]
    return max(changes, default=0.0)

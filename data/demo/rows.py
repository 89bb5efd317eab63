"""Months, scatter and single rows of the monthly tables.

Belongs here: how a row of a table is written. Does not belong here: how much of anything there is.
"""

from __future__ import annotations

import calendar
from typing import NamedTuple

import numpy as np
from plants import YEARS, Plant

Row = dict[str, str]
Tables = dict[str, list[Row]]

# Half-width of the 95 % range the invented plants state for their instruments.
UNCERTAINTY_PCT = {"metered": "1.0", "weighed": "0.5", "invoiced": "1.5"}


class Month(NamedTuple):
    year: int
    days: int
    start: str
    end: str


MONTHS = [
    Month(year, days, f"{year}-{month:02d}-01", f"{year}-{month:02d}-{days:02d}")
    for year in YEARS
    for month in range(1, 13)
    for days in [calendar.monthrange(year, month)[1]]
]


def scatter(rng: np.random.Generator, relative_sd: float, memory: float = 0.6) -> list[float]:
    """One factor around 1 per month; each month remembers part of the one before, as plant data do."""
    steps = rng.standard_normal(len(MONTHS)) * relative_sd * (1 - memory**2) ** 0.5
    level, factors = 0.0, []
    for step in steps:
        level = memory * level + float(step)
        factors.append(1 + level)
    return factors


def tonnes(value: float) -> str:
    return f"{value:.1f}"


def metal_row(plant: Plant, month: Month, facility_id: str, flow: str, mass: float) -> Row:
    return {
        "smelter_id": plant.smelter_id,
        "facility_id": facility_id,
        "period_start": month.start,
        "period_end": month.end,
        "flow": flow,
        "mass_t": tonnes(mass),
        "document_id": f"{plant.prefix}-WEIGH-{month.year}",
    }


def consume(
    tables: Tables,
    plant: Plant,
    month: Month,
    item: str,
    quantity: str,
    data_source: str,
    document_id: str,
    *,
    facility_id: str = "",
    flow: str = "consumed",
    unit: str = "t",
    basis: str = "",
    origin: str = "",
    supplier: str = "",
    supplier_site: str = "",
) -> None:
    tables["activity"].append(
        {
            "smelter_id": plant.smelter_id,
            "facility_id": facility_id,
            "period_start": month.start,
            "period_end": month.end,
            "item": item,
            "flow": flow,
            "quantity": quantity,
            "unit": unit,
            "basis": basis,
            "origin": origin,
            "supplier": supplier,
            "supplier_site": supplier_site,
            "data_source": data_source,
            "uncertainty_pct": UNCERTAINTY_PCT[data_source],
            "document_id": document_id,
        }
    )


def meter(
    tables: Tables,
    plant: Plant,
    month: Month,
    facility_id: str,
    flow: str,
    supply: str,
    mwh: int,
    meter: str,
) -> None:
    tables["electricity"].append(
        {
            "smelter_id": plant.smelter_id,
            "facility_id": facility_id,
            "period_start": month.start,
            "period_end": month.end,
            "flow": flow,
            "supply": supply,
            "grid_zone": plant.grid_zone if supply == "grid" else "",
            "mwh": str(mwh),
            "meter_id": f"{facility_id}-{meter}",
            "document_id": f"{plant.prefix}-METER-{month.year}",
        }
    )

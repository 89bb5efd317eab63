"""Tables for paths, small enough to reckon by hand: no plant, only what a path looks at.

Belongs here: frames of records, ledger, intensity and intervals made from a few numbers. Does not belong here:
expectations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import INTENSITY, LEDGER
from smelter_ghg.contracts.uncertainty_tables import UNCERTAINTY
from smelter_ghg.factors import load_factors
from smelter_ghg.pathways import build_pathways
from smelter_ghg.records import tables as record_tables

FACTORS = load_factors()
CONFIG = ReportingConfig()
METAL = 1000.0
Slopes = Mapping[str, Mapping[int, float]]
Row = dict[str, Any]


def path(**cells: Any) -> Row:
    """A row of `pathways`: contraction of all emissions from 2020 to 2025, unless said otherwise."""
    row = {"smelter_id": "s", "slope_set": "set", "version": "1", "form": "contraction", "emissions": "all"}
    return row | {"base_year": 2020, "intermediate_target_year": 2025} | cells


def record_frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of a record table as they are read, with key and place."""
    contract = record_tables()[name]
    listed = [
        {column: row.get(column) for column in contract.names}
        | {"_key": "|".join("" if row.get(key) is None else str(row[key]) for key in contract.key)}
        | {"_file": f"{name}.csv", "_sheet": None, "_row": number}
        for number, row in enumerate(rows, start=2)
    ]
    places = {"_key": pl.String, "_file": pl.String, "_sheet": pl.String, "_row": pl.Int64}
    return pl.DataFrame(listed, schema=contract.polars_schema | places, orient="row")


def slope_rows(slopes: Slopes, **more: Any) -> list[Row]:
    about = {"slope_set": "set", "version": "1", "activity": "primary_aluminium", "citation": "invented"} | more
    return [
        about | {"emissions": emissions, "year": year, "value": value}
        for emissions, years in slopes.items()
        for year, value in years.items()
    ]


def tables(
    paths: Sequence[Row],
    slopes: Slopes,
    *,
    shares: Mapping[int, float] | None = None,
    targets: Sequence[Row] = (),
    synthetic: bool = False,
) -> dict[str, pl.DataFrame]:
    held = [{"smelter_id": "s", "year": year, "market_share": share} for year, share in (shares or {}).items()]
    return {
        "smelters": record_frame("smelters", [{"smelter_id": "s", "name": "S", "synthetic": synthetic}]),
        "pathways": record_frame("pathways", paths),
        "pathway_slopes": record_frame("pathway_slopes", slope_rows(slopes)),
        "market_shares": record_frame("market_shares", held),
        "targets": record_frame("targets", targets),
    }


def made(
    years: Mapping[int, tuple[float, float]],
    records: Mapping[str, pl.DataFrame],
    *,
    metal: Mapping[int, float] | None = None,
    incomplete: Sequence[int] = (),
    also: Sequence[Row] = (),
    ends: Mapping[int, tuple[float, float]] | None = None,
    draws: Mapping[str, Any] | None = None,
    **settings: Any,
) -> pl.DataFrame:
    """Paths beside intensities of electricity and of the rest by year, in t CO2e per tonne of metal."""
    tonnes = {year: (metal or {}).get(year, METAL) for year in years}
    ledger, intensity = [], list(also)
    for year, (electricity, rest) in years.items():
        when = {"smelter_id": "s", "period_label": str(year), "reporting_year": year}
        when |= {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
        for number, (value, scope, source, category) in enumerate(
            # Bought power, its upstream, and what is no electricity: half of it a good, with its power inside.
            (
                (0.75 * electricity, 2, "purchased_electricity", None),
                (0.25 * electricity, 3, "energy_upstream", 3),
                (0.5 * rest, 1, "anode_consumption", None),
                (0.5 * rest, 3, "purchased_goods", 1),
            )
        ):
            item = "electricity_upstream" if source == "energy_upstream" else "x"
            ledger.append(
                when
                | {"ledger_id": f"{year}-{number}", "source": source, "item": item, "process": "electrolysis"}
                | {"gas": "CO2e", "gwp_set": "AR6GWP100", "route": "calculated", "method_set": "common"}
                | {"scope2_account": "market" if scope != 1 else "common", "scope": scope, "scope3_category": category}
                | {"mass_kg": value * tonnes[year] * 1000, "selected": True, "allocated_to": "primary_metal"}
            )
        lacking = ["alumina"] if year in incomplete else []
        intensity.append(
            when
            | {"intensity_id": f"i{year}", "route": "calculated", "boundary": "mine_to_metal", "gwp_set": "AR6GWP100"}
            | {"scope2_account": "market", "denominator": "tapped", "production_t": tonnes[year]}
            | {"value": electricity + rest, "complete": not lacking, "missing": lacking, "deducted_ids": []}
        )
    stated = [
        {"uncertainty_id": f"u{year}", "smelter_id": "s", "subject": "intensity", "intensity_id": f"i{year}"}
        | {"lower": lower, "upper": upper}
        for year, (lower, upper) in (ends or {}).items()
    ]
    return build_pathways(
        pl.DataFrame(ledger, schema=LEDGER.polars_schema, orient="row"),
        pl.DataFrame(intensity, schema=INTENSITY.polars_schema, orient="row"),
        pl.DataFrame(stated, schema=UNCERTAINTY.polars_schema, orient="row"),
        records,
        FACTORS,
        CONFIG.model_copy(update=settings),
        lambda smelter_id: draws or {},
    )


def row_of(paths: pl.DataFrame, year: int, emissions: str = "all") -> Row:
    """The only row of a year."""
    return paths.filter(reporting_year=year, emissions=emissions).row(0, named=True)

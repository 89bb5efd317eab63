"""Seeded records for the benchmark: 200 smelters, 100,000 activity rows of one year, and the factors they need.

Belongs here: invented records of a size worth timing. Does not belong here: anything that is timed.
"""

from __future__ import annotations

import calendar
from pathlib import Path

import numpy as np
import polars as pl

YEAR = 2024
FUELS = ("natural_gas", "residual_fuel_oil", "diesel", "other_bituminous_coal")
GOODS = ("alumina", "prebaked_anode", "aluminium_fluoride")
FACILITIES = {"potline": "potline", "casthouse": "casthouse", "power": "power_plant"}
UNITS = ("t", "kg", "kt")


def write_records(folder: Path, *, smelters: int = 200, rows_per_smelter: int = 500, seed: int = 20241122) -> None:
    """Write a records folder with smelters x rows_per_smelter activity rows and user_factors.csv.

    kg_per_t.csv beside the folder holds what the baselines need: kg of each gas per tonne of each item.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    ids = [f"smelter_{number:03d}" for number in range(smelters)]
    months = [(f"{YEAR}-{m:02d}-01", f"{YEAR}-{m:02d}-{calendar.monthrange(YEAR, m)[1]}") for m in range(1, 13)]
    pl.DataFrame({"smelter_id": ids, "name": ids, "level": "site", "synthetic": "true"}).write_csv(
        folder / "smelters.csv"
    )
    pl.DataFrame(
        [
            (name, smelter, kind, "PFPB_M" if kind == "potline" else None)
            for smelter in ids
            for name, kind in FACILITIES.items()
        ],
        schema=["facility_id", "smelter_id", "kind", "technology"],
        orient="row",
    ).write_csv(folder / "facilities.csv")
    pl.DataFrame(
        [
            (smelter, "potline", start, end, flow, 20000.0)
            for smelter in ids
            for start, end in months
            for flow in ("tapped", "cast_out")
        ],
        schema=["smelter_id", "facility_id", "period_start", "period_end", "flow", "mass_t"],
        orient="row",
    ).write_csv(folder / "metal.csv")
    _activity(ids, months, rows_per_smelter, random).write_csv(folder / "activity.csv")
    pl.DataFrame(
        [
            (
                item,
                supplier,
                f"{YEAR}-01-01",
                f"{YEAR}-12-31",
                1.1,
                "life_cycle",
                "production;bauxite_mining;refining",
                "AR6GWP100",
                "synthetic",
            )
            for item in GOODS
            for supplier in _suppliers(rows_per_smelter)
        ],
        schema=[
            "item",
            "supplier",
            "period_start",
            "period_end",
            "factor_t_co2e_per_t",
            "basis",
            "parts_covered",
            "gwp_set",
            "citation",
        ],
        orient="row",
    ).write_csv(folder / "supplier_footprints.csv")
    _factors().write_csv(folder / "user_factors.csv")
    _per_tonne().write_csv(folder.parent / "kg_per_t.csv")


def _suppliers(rows_per_smelter: int) -> list[str]:
    return [f"supplier {number}" for number in range(-(-rows_per_smelter // (12 * 7)))]


def _activity(ids: list[str], months: list[tuple[str, str]], rows: int, random: np.random.Generator) -> pl.DataFrame:
    """Fuels and goods by month and supplier, in mixed units of mass, until every smelter has its rows."""
    items = (*FUELS, *GOODS)
    one = [
        ("casthouse" if item in FUELS else "potline", start, end, item, "consumed", supplier, UNITS[number % 3])
        for number, (supplier, item, (start, end)) in enumerate(
            (s, i, m) for s in _suppliers(rows) for i in items for m in months
        )
    ][:rows]
    columns = ["facility_id", "period_start", "period_end", "item", "flow", "supplier", "unit"]
    frame = pl.DataFrame(one, schema=columns, orient="row")
    every = pl.DataFrame({"smelter_id": ids}).join(frame, how="cross")
    scale = {"t": 1.0, "kg": 1000.0, "kt": 0.001}
    amounts = pl.Series("tonnes", random.uniform(10, 5000, every.height)).round(3)
    return every.with_columns((amounts * pl.col("unit").replace_strict(scale)).round(6).alias("quantity"))


def _factors() -> pl.DataFrame:
    rows = [
        (f"bench_{fuel}_{gas.lower()}", fuel, "combustion_factor", gas, value, "kg/TJ", None)
        for fuel in FUELS
        if fuel != "diesel"
        for gas, value in (("CH4", 1.0), ("N2O", 0.1))
    ] + [(f"bench_{fuel}_upstream", fuel, "upstream", "CO2e", 8.0, "kg CO2e/GJ", "AR6GWP100") for fuel in FUELS]
    return pl.DataFrame(
        rows, schema=["factor_id", "item", "parameter", "gas", "value", "unit", "gwp_set"], orient="row"
    ).with_columns(pl.lit("benchmark").alias("publisher"), pl.lit("invented for timing").alias("document"))


def _per_tonne() -> pl.DataFrame:
    """Kilograms of gas per tonne, from the calorific values and factors the library uses (IPCC 2006, Volume 2)."""
    heat = {"natural_gas": 48.0, "residual_fuel_oil": 40.4, "diesel": 43.0, "other_bituminous_coal": 25.8}
    co2 = {
        "natural_gas": 56.1,
        "residual_fuel_oil": 21.1 * 44 / 12,
        "diesel": 74.1,
        "other_bituminous_coal": 25.8 * 44 / 12,
    }
    rows = [(fuel, "CO2", heat[fuel] * co2[fuel]) for fuel in FUELS]
    for gas, of_diesel, of_others in (
        ("CH4", 0.003, 0.001),
        ("N2O", 0.0006, 0.0001),
        ("CO2e", 0.008 * 1000, 0.008 * 1000),
    ):
        rows += [(fuel, gas, heat[fuel] * (of_diesel if fuel == "diesel" else of_others)) for fuel in FUELS]
    rows += [(good, "CO2e", 1100.0) for good in GOODS]
    return pl.DataFrame(rows, schema=["item", "gas", "kg_per_t"], orient="row")

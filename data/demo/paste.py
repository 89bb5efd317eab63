"""The invented paste smelter: a Soderberg potline beside a prebake potline whose anodes are baked on site, by quarter.

No real plant is described. Belongs here: its numbers and its records, which follow from metal by fixed rates and some
seeded scatter. Does not belong here: emission factors (demo_factors.py), the other two smelters.
The Soderberg potline has a measured slope coefficient, the prebake one a measured overvoltage coefficient.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import numpy as np
from paperwork import DOCUMENT_KINDS
from plants import PRODUCTION, REFINING
from potrooms import FARADAY_KG_PER_KAH
from rows import Row, Tables

SMELTER, PREFIX, ZONE = "demo_paste", "DP", "SYN-COAL"
YEARS = (2023, 2024)
BOUGHT_SHARE = 0.4
# Potline, technology, start, cells, kA, current efficiency in %, cell voltage, AC per DC, t paste or net anode per t.
LINES = (
    ("DP-PL1", "VSS", "1968-09-02", 160, 131.0, 88.2, 4.62, 1.045, 0.522),
    ("DP-PL2", "CWPB", "2009-04-20", 120, 182.0, 93.6, 4.31, 1.05, 0.418),
)
# Item, t per t of metal, supplier, t CO2e/t, parts, legs. Coke and pitch are for paste and for anodes.
GOODS: tuple[tuple[str, float, str, str, str, tuple[tuple[str, int, str], ...]], ...] = (
    (
        "alumina",
        1.93,
        "Refinery East (synthetic)",
        "0.910",
        REFINING,
        (("sea", 3900, "refinery to port"), ("rail", 120, "port to smelter")),
    ),
    ("aluminium_fluoride", 0.021, "Fluorides Two (synthetic)", "3.100", PRODUCTION, ()),
    ("calcined_coke", 0.385, "Calciner (synthetic)", "0.620", PRODUCTION, (("sea", 2700, "calciner to smelter"),)),
    ("pitch", 0.112, "Tar works (synthetic)", "0.480", PRODUCTION, (("rail", 540, "tar works to smelter"),)),
)
ANALYSES = (
    ("calcined_coke", "sulphur_pct", 2.1),
    ("calcined_coke", "ash_pct", 0.25),
    ("pitch", "sulphur_pct", 0.55),
    ("pitch", "hydrogen_pct", 3.4),
    ("soderberg_paste", "binder_content_pct", 25.5),
    ("prebaked_anode", "sulphur_pct", 2.0),
    ("prebaked_anode", "ash_pct", 0.45),
)
# Baked anodes per tonne of the prebake potline, green per baked, packing coke per baked.
BAKED, GREEN, PACKING = 0.561, 1.052, 0.014


def paste_records(rng: np.random.Generator) -> Tables:
    """Every table's rows of the smelter."""
    tables: Tables = defaultdict(list)
    tables.update(_sites())
    stock = 180.0
    for year in YEARS:
        for quarter in range(4):
            stock = _quarter(tables, rng, year, quarter, stock)
        _yearly(tables, year)
    return tables


def _sites() -> Tables:
    plan = {"document_id": f"{PREFIX}-PLAN"}
    facility = {"smelter_id": SMELTER, "technology": "", "cells_installed": ""}

    def other(facility_id: str, kind: str, start: str, **cells: str) -> Row:
        return {"facility_id": facility_id} | facility | {"kind": kind, "first_production_date": start} | cells | plan

    return {
        "smelters": [
            {
                "smelter_id": SMELTER,
                "name": "Demo paste smelter (synthetic)",
                "operator": "Demo Paste Metal (synthetic)",
            }
            | {"grid_zone": ZONE, "level": "site", "synthetic": "true"}
            | plan
        ],
        "facilities": [
            *(
                other(line, "potline", start, technology=technology, cells_installed=str(cells + 4))
                | ({"paste_kind": "dry"} if technology == "VSS" else {})
                for line, technology, start, cells, *_ in LINES
            ),
            other("DP-AP", "anode_plant", "2009-03-02", furnace_kind="closed"),
            other("DP-CH", "casthouse", "1968-09-02"),
        ],
        "documents": [
            {
                "document_id": f"{PREFIX}-PLAN",
                "title": "Synthetic site description, Demo paste smelter (synthetic)",
                "kind": "publication",
                "issuer": "Demo Paste Metal (synthetic)",
                "date": "2023-01-31",
            }
        ],
    }


def _quarter(tables: Tables, rng: np.random.Generator, year: int, quarter: int, stock: float) -> float:
    """Writes the records of a quarter; gives back the casthouse's closing stock."""
    first = dt.date(year, 3 * quarter + 1, 1)
    last = dt.date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1) - dt.timedelta(days=1)
    days = (last - first).days + 1
    when = {"smelter_id": SMELTER, "period_start": str(first), "period_end": str(last)}

    def paper(kind: str) -> Row:
        return {"document_id": f"{PREFIX}-{kind}-{year}"}

    tapped = {}
    for line, technology, _, cells, ka, efficiency, voltage, per_dc, carbon in LINES:
        here = {"facility_id": line} | when
        around = 1 + 0.01 * rng.standard_normal(6)
        cell_days = cells * days
        kah = round(ka * float(around[0]), 1) * 24 * cell_days
        full_t = kah * FARADAY_KG_PER_KAH / 1000
        tapped[line] = metal = round(full_t * efficiency * float(1 + (around[1] - 1) / 3) / 100, 1)
        dc = round(voltage * float(around[2]) * kah / 1000)
        effects = (
            {"anode_effect_frequency_per_cell_day": f"{0.42 * around[3]:.3f}"}
            | {"anode_effect_duration_min": f"{2.3 * around[4]:.2f}", "slope_cf4": "0.081", "c2f6_cf4_ratio": "0.060"}
            | {"coefficient_measured_on": "2022-05-18"}
            if technology == "VSS"
            else {"overvoltage_mv": f"{2.6 * around[3]:.2f}", "overvoltage_kind": "positive"}
            | {"overvoltage_coefficient_cf4": "1.34", "c2f6_cf4_ratio": "0.110"}
            | {"coefficient_measured_on": "2023-02-09"}
        )
        tables["metal"].append(here | {"flow": "tapped", "mass_t": f"{metal:.1f}"} | paper("WEIGH"))
        tables["potlines"].append(
            here
            | {"line_current_ka": f"{kah / 24 / cell_days:.1f}", "cells_operating": f"{cells:.1f}"}
            | {"cell_days": f"{cell_days:.1f}", "current_efficiency_pct": f"{100 * metal / full_t:.2f}"}
            | {"dc_electricity_mwh": str(dc)}
            | effects
            | {"anode_effect_definition": "cell voltage above 8 V for more than 3 s (synthetic)"}
            | paper("METER")
        )
        rate = "paste_consumption" if technology == "VSS" else "net_anode_carbon"
        value = {"item": rate, "value": f"{1000 * carbon * float(around[5]):.1f}", "unit": "kg/t", "per": "tapped"}
        tables["specific_consumption"].append(here | value | paper("LAB"))
        _meter(tables, here, round(dc * per_dc), paper("METER"))
    metal = sum(tapped.values())
    closing = round(float(rng.uniform(120, 240)), 1)
    for flow, mass in (
        ("opening_stock", stock),
        ("cast_out", metal * 0.993 + stock - closing),
        ("closing_stock", closing),
    ):
        cast = {"facility_id": "DP-CH", "flow": flow, "mass_t": f"{mass:.1f}"}
        tables["metal"].append(when | cast | paper("WEIGH"))
    for facility, per_t in (("DP-CH", 0.21), ("DP-AP", 0.06)):
        _meter(tables, when | {"facility_id": facility}, round(metal * per_t), paper("METER"))
    baked = tapped["DP-PL2"] * BAKED * float(1 + 0.01 * rng.standard_normal())
    for item, flow, mass in (
        ("baked_anodes", "produced", baked),
        ("green_anodes", "consumed", baked * GREEN),
        ("packing_coke", "consumed", baked * PACKING),
    ):
        row = _amount(item, flow, f"{mass:.1f}", "t", "weighed") | {"facility_id": "DP-AP"}
        tables["activity"].append(when | row | paper("WEIGH"))
    for item, per_t, supplier, _, _, legs in GOODS:
        mass = f"{metal * per_t * float(1 + 0.01 * rng.standard_normal()):.1f}"
        who = {"origin": "purchased", "supplier": supplier, "supplier_site": "Demo Works"}
        tables["activity"].append(when | _amount(item, "consumed", mass, "t", "weighed") | who | paper("WEIGH"))
        for mode, distance, name in legs:
            leg = {"item": item, "mode": mode, "leg": name, "mass_t": mass, "distance_km": str(distance)}
            tables["transport"].append(when | leg | paper("WEIGH"))
    for facility, item, amount, unit, basis in (
        ("DP-CH", "natural_gas", metal * 0.9, "GJ", "net_calorific"),
        ("DP-AP", "natural_gas", baked * 2.4, "GJ", "net_calorific"),
        ("", "diesel", metal * 0.004, "t", ""),
    ):
        source, kind = ("metered", "METER") if unit == "GJ" else ("invoiced", "INVOICE")
        row = _amount(item, "consumed", f"{amount:.1f}", unit, source) | {"facility_id": facility, "basis": basis}
        tables["activity"].append(when | row | paper(kind))
    return closing


def _amount(item: str, flow: str, quantity: str, unit: str, data_source: str) -> Row:
    return {"item": item, "flow": flow, "quantity": quantity, "unit": unit, "data_source": data_source}


def _meter(tables: Tables, here: Row, mwh: int, paper: Row) -> None:
    meter = {"flow": "consumed", "supply": "grid", "grid_zone": ZONE, "mwh": str(mwh)}
    tables["electricity"].append(here | meter | {"meter_id": f"{here['facility_id']}-FEEDER"} | paper)


def _yearly(tables: Tables, year: int) -> None:
    when = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    here = {"smelter_id": SMELTER} | when
    tables["reporting_periods"].append({"smelter_id": SMELTER, "period_label": str(year)} | when)
    tables["properties"] += [
        here | {"item": item, "property": name, "value": f"{value:.2f}", "document_id": f"{PREFIX}-LAB-{year}"}
        for item, name, value in ANALYSES
    ]
    mwh = sum(int(row["mwh"]) for row in tables["electricity"] if row["period_start"].startswith(str(year)))
    tables["power_instruments"].append(
        {"instrument_id": f"{PREFIX}-PPA-{year}", "kind": "contract", "grid_zone": ZONE, "energy_source": "hydro"}
        | here
        | {"allocated_mwh": str(int(mwh * BOUGHT_SHARE) // 100 * 100), "combustion_factor_kg_co2e_per_mwh": "0.0"}
        | {"upstream_factor_kg_co2e_per_mwh": "3.0", "losses_factor_kg_co2e_per_mwh": "0.1", "factor_basis": "direct"}
        | {"vintage": str(year), "citation": f"Synthetic electricity contracts and certificates {year}"}
        | {"document_id": f"{PREFIX}-POWER-{year}"}
    )
    tables["supplier_footprints"] += [
        {"item": item, "supplier": supplier, "supplier_site": "Demo Works"}
        | when
        | {"factor_t_co2e_per_t": footprint, "parts_covered": parts, "gwp_set": "AR6GWP100", "factor_year": str(year)}
        | {"verified": "false", "citation": f"Synthetic supplier footprint statements {year}"}
        | {"document_id": f"{PREFIX}-SUPPLIER-{year}"}
        for item, _, supplier, footprint, parts, _ in GOODS
    ]
    tables["documents"] += [
        {
            "document_id": f"{PREFIX}-{key}-{year}",
            "title": f"{title} {year}, Demo paste smelter (synthetic)",
            "kind": kind,
            "issuer": "Demo Paste Metal (synthetic)",
            "date": f"{year}-12-31",
        }
        for key, (kind, title) in DOCUMENT_KINDS.items()
    ]

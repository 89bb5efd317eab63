"""The invented smelters' yearly and lasting records: sites, contracts, supplier statements, analyses, plans, documents.

Belongs here: rows that change by year or not at all. Does not belong here: monthly operation, emission factors.
"""

from __future__ import annotations

from plants import YEARS, Plant
from rows import MONTHS, Row, Tables

PLAN_DATE = "2021-05-31"
TARGET_YEAR = 2030
# CF4 in the ducts below the voltage of an anode effect, per tonne tapped, and the share of the gas they collect.
LOW_VOLTAGE_KG_PER_T = 0.004
COLLECTED_PCT = 98.5
DOCUMENT_KINDS = {
    "METER": ("meter_log", "Synthetic meter and pot-control log"),
    "WEIGH": ("weighbridge", "Synthetic weighbridge list"),
    "LAB": ("laboratory", "Synthetic laboratory report"),
    "INVOICE": ("invoice", "Synthetic fuel invoices"),
    "POWER": ("contract", "Synthetic electricity contracts and certificates"),
    "SUPPLIER": ("statement", "Synthetic supplier footprint statements"),
}


def yearly_records(plant: Plant, monthly: Tables) -> Tables:
    """All tables of one plant that are not monthly; instruments are cut from the year's metered grid electricity."""
    return {
        "smelters": [
            {
                "smelter_id": plant.smelter_id,
                "name": plant.name,
                "operator": plant.operator,
                "grid_zone": plant.grid_zone,
                "level": "site",
                "synthetic": "true",
                "document_id": f"{plant.prefix}-PLAN",
            }
        ],
        "facilities": _facilities(plant),
        "reporting_periods": [
            {
                "smelter_id": plant.smelter_id,
                "period_label": str(year),
                "period_start": f"{year}-01-01",
                "period_end": f"{year}-12-31",
            }
            for year in YEARS
        ],
        "properties": _properties(plant),
        "pfc_measurements": _low_voltage(plant, monthly["metal"]),
        "power_instruments": _instruments(plant, monthly["electricity"]),
        "supplier_footprints": _footprints(plant),
        "targets": [
            {
                "smelter_id": plant.smelter_id,
                "plan_date": PLAN_DATE,
                "base_year": str(YEARS[0]),
                "base_value": f"{plant.plan.base_value_t_per_t:.1f}",
                "target_year": str(TARGET_YEAR),
                "target_value": f"{plant.plan.target_value_t_per_t:.1f}",
                "boundary": "mine_to_metal",
                "no_plan": "false",
                "published_on": PLAN_DATE,
                "document_id": f"{plant.prefix}-PLAN",
            }
        ],
        "documents": _documents(plant),
    }


def _facilities(plant: Plant) -> list[Row]:
    plan = f"{plant.prefix}-PLAN"
    rows = [
        _facility(plant, line.facility_id, "potline", line.first_production_date, plan)
        | {"technology": line.technology, "cells_installed": str(line.cells_installed)}
        for line in plant.potlines
    ]
    rows.append(_facility(plant, plant.casthouse_id, "casthouse", plant.casthouse_start, plan))
    if plant.power_plant is not None:
        power = plant.power_plant
        rows.append(_facility(plant, power.facility_id, "power_plant", power.first_production_date, plan))
    return rows


def _facility(plant: Plant, facility_id: str, kind: str, start: str, document_id: str) -> Row:
    return {
        "facility_id": facility_id,
        "smelter_id": plant.smelter_id,
        "kind": kind,
        "technology": "",
        "first_production_date": start,
        "cells_installed": "",
        "document_id": document_id,
    }


def _properties(plant: Plant) -> list[Row]:
    rows = []
    for i, year in enumerate(YEARS):
        # Analyses wander a little from year to year: a fixed pattern, no scatter.
        values = [
            ("prebaked_anode", "sulphur_pct", f"{plant.anode_sulphur_pct + 0.05 * (i % 3):.2f}"),
            ("prebaked_anode", "ash_pct", f"{plant.anode_ash_pct + 0.02 * (i % 2):.2f}"),
        ]
        if plant.power_plant is not None:
            ncv = f"{plant.power_plant.coal_ncv_gj_per_t[i]:.1f}"
            values.append((plant.power_plant.coal, "net_calorific_value_gj_per_t", ncv))
        rows += [
            {
                "smelter_id": plant.smelter_id,
                "item": item,
                "period_start": f"{year}-01-01",
                "period_end": f"{year}-12-31",
                "property": name,
                "value": value,
                "document_id": f"{plant.prefix}-LAB-{year}",
            }
            for item, name, value in values
        ]
    return rows


def _low_voltage(plant: Plant, metal: list[Row]) -> list[Row]:
    """What a yearly campaign in the ducts found below the voltage of an anode effect."""
    rows = []
    for year in YEARS:
        for number, line in enumerate(plant.potlines):
            tapped = sum(
                float(row["mass_t"])
                for row in metal
                if row["facility_id"] == line.facility_id
                and row["flow"] == "tapped"
                and row["period_start"].startswith(str(year))
            )
            rows.append(
                {
                    "smelter_id": plant.smelter_id,
                    "facility_id": line.facility_id,
                    "period_start": f"{year}-01-01",
                    "period_end": f"{year}-12-31",
                    "pfc_kind": "low_voltage",
                    "gas": "CF4",
                    "mass_kg": f"{tapped * (LOW_VOLTAGE_KG_PER_T + 0.001 * number):.1f}",
                    "collection_efficiency_pct": f"{COLLECTED_PCT:.1f}",
                    "citation": f"Synthetic duct campaign {year}",
                    "document_id": f"{plant.prefix}-LAB-{year}",
                }
            )
    return rows


def _instruments(plant: Plant, electricity: list[Row]) -> list[Row]:
    rows = []
    year_of = {month.start: month.year for month in MONTHS}
    for year in YEARS:
        grid_mwh = sum(
            int(row["mwh"]) for row in electricity if row["supply"] == "grid" and year_of[row["period_start"]] == year
        )
        for bought in plant.instruments:
            # Contracts and certificates are settled in whole 100 MWh.
            allocated = int(grid_mwh * bought.share_of_grid) // 100 * 100
            rows.append(
                {
                    "instrument_id": f"{plant.prefix}-{bought.name}-{year}",
                    "smelter_id": plant.smelter_id,
                    "kind": bought.kind,
                    "period_start": f"{year}-01-01",
                    "period_end": f"{year}-12-31",
                    "grid_zone": plant.grid_zone,
                    "energy_source": bought.energy_source,
                    "allocated_mwh": str(allocated),
                    "combustion_factor_kg_co2e_per_mwh": f"{bought.combustion_kg_per_mwh:.1f}",
                    "upstream_factor_kg_co2e_per_mwh": f"{bought.upstream_kg_per_mwh:.1f}",
                    "losses_factor_kg_co2e_per_mwh": f"{bought.losses_kg_per_mwh:.1f}",
                    "factor_basis": "direct",
                    "vintage": str(year),
                    "retired_on": f"{year + 1}-02-15" if bought.kind == "certificate" else "",
                    "citation": f"Synthetic electricity contracts and certificates {year}",
                    "document_id": f"{plant.prefix}-POWER-{year}",
                }
            )
    return rows


def _footprints(plant: Plant) -> list[Row]:
    return [
        {
            "item": good.item,
            "supplier": good.supplier,
            "supplier_site": good.supplier_site,
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            "factor_t_co2e_per_t": f"{good.footprint_t_co2e_per_t * (1 + good.footprint_trend) ** i:.3f}",
            "parts_covered": good.parts_covered,
            "gwp_set": "AR6GWP100",
            "factor_year": str(year),
            "verified": "false",
            "citation": f"Synthetic supplier footprint statements {year}",
            "document_id": f"{plant.prefix}-SUPPLIER-{year}",
        }
        for i, year in enumerate(YEARS)
        for good in plant.goods
    ]


def _documents(plant: Plant) -> list[Row]:
    rows = [
        {
            "document_id": f"{plant.prefix}-{key}-{year}",
            "title": f"{title} {year}, {plant.name}",
            "kind": kind,
            "issuer": plant.operator,
            "date": f"{year}-12-31",
        }
        for year in YEARS
        for key, (kind, title) in DOCUMENT_KINDS.items()
    ]
    rows.append(
        {
            "document_id": f"{plant.prefix}-PLAN",
            "title": f"Synthetic site description and reduction plan, {plant.name}",
            "kind": "publication",
            "issuer": plant.operator,
            "date": PLAN_DATE,
        }
    )
    return rows

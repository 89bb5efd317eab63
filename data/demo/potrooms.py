"""Potlines and casthouse month by month: current, cells, metal, direct and alternating current, anode effects.

Belongs here: rows that hang together by Faraday's law and by voltage times current. Does not belong here: goods,
fuels and power generation (supplies.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from plants import Plant, Potline
from rows import MONTHS, Month, Tables, metal_row, meter, scatter

# kg Al per kA.h at 100 % current efficiency: M / (3 F); IUPAC 2021 standard atomic weight of aluminium in g/mol, CODATA
# 2018 Faraday constant in C/mol.
FARADAY_KG_PER_KAH = 26.9815384 / (3 * 96485.33212) * 3600


class LineMonth(NamedTuple):
    """What one potline gives and takes in one month; anodes gross (set) and net (gross less butts)."""

    tapped_t: float
    gross_anode_t: float
    net_anode_t: float
    ac_mwh: int


def run_potline(plant: Plant, line: Potline, rng: np.random.Generator, tables: Tables) -> list[LineMonth]:
    """Writes the potline's metal, operation, anode rate and meter rows."""
    current, efficiency, voltage, frequency, duration, net, rectifier, services = (
        scatter(rng, sd) for sd in (0.002, 0.004, 0.004, 0.12, 0.06, 0.006, 0.003, 0.02)
    )
    stops = rng.poisson(line.cells_installed / line.cell_life_years / 12, len(MONTHS))
    offsets = rng.integers(-2, 3, len(MONTHS))
    aim = in_operation = line.cells_installed - line.cells_in_relining
    supply = "grid" if plant.power_plant is None else "captive"
    months = []
    for i, month in enumerate(MONTHS):
        years = i / 12
        ka = round((line.current_ka + line.current_trend_ka * years) * current[i], 1)
        stopped = int(stops[i])
        started = max(0, aim + int(offsets[i]) - in_operation + stopped)
        # Cells stop and start in mid-month on average.
        cell_days = in_operation * month.days + (started - stopped) * month.days / 2
        in_operation += started - stopped
        kah = ka * 24 * cell_days
        at_full_efficiency_t = kah * FARADAY_KG_PER_KAH / 1000
        tapped = round(at_full_efficiency_t * line.current_efficiency_pct * efficiency[i] / 100, 1)
        dc = round((line.cell_voltage_v + line.cell_voltage_trend_v * years) * voltage[i] * kah / 1000)
        effects = line.anode_effects_per_cell_day * (1 + line.anode_effect_trend) ** years * frequency[i]
        net_carbon = round(line.net_carbon_kg_per_t * net[i], 1)
        butts = line.gross_anode_kg_per_t - line.net_carbon_kg_per_t

        tables["metal"].append(metal_row(plant, month, line.facility_id, "tapped", tapped))
        tables["potlines"].append(
            _place(plant, line, month)
            | {
                "line_current_ka": f"{ka:.1f}",
                "cells_operating": f"{cell_days / month.days:.1f}",
                "cell_days": f"{cell_days:.1f}",
                "cells_started": str(started),
                "cells_stopped": str(stopped),
                "current_efficiency_pct": f"{100 * tapped / at_full_efficiency_t:.2f}",
                "dc_electricity_mwh": str(dc),
                "anode_effect_frequency_per_cell_day": f"{effects:.4f}",
                "anode_effect_duration_min": f"{line.anode_effect_duration_min * duration[i]:.2f}",
                "anode_effect_definition": "cell voltage above 8 V for more than 3 s (synthetic)",
                "document_id": f"{plant.prefix}-METER-{month.year}",
            }
        )
        tables["specific_consumption"].append(
            _place(plant, line, month)
            | {
                "item": "net_anode_carbon",
                "value": f"{net_carbon:.1f}",
                "unit": "kg/t",
                "per": "tapped",
                "document_id": f"{plant.prefix}-LAB-{month.year}",
            }
        )
        rectified = round(dc / (line.rectifier_efficiency * rectifier[i]))
        auxiliary = round(tapped * line.auxiliaries_mwh_per_t * services[i])
        meter(tables, plant, month, line.facility_id, "consumed", supply, rectified, "RECTIFIERS")
        meter(tables, plant, month, line.facility_id, "consumed", supply, auxiliary, "AUXILIARIES")
        months.append(
            LineMonth(
                tapped_t=tapped,
                gross_anode_t=tapped * (net_carbon + butts) / 1000,
                net_anode_t=tapped * net_carbon / 1000,
                ac_mwh=rectified + auxiliary,
            )
        )
    return months


def run_casthouse(plant: Plant, tapped: list[float], rng: np.random.Generator, tables: Tables) -> None:
    """Cast metal is tapped metal less melt loss and the change of furnace stock; its power comes from the grid."""
    stock = 260.0
    losses, services = scatter(rng, 0.05), scatter(rng, 0.03)
    stocks = rng.uniform(180, 340, len(MONTHS))
    for i, month in enumerate(MONTHS):
        closing = round(float(stocks[i]), 1)
        cast = tapped[i] * (1 - plant.melt_loss * losses[i]) + stock - closing
        for flow, mass in (("opening_stock", stock), ("cast_out", cast), ("closing_stock", closing)):
            tables["metal"].append(metal_row(plant, month, plant.casthouse_id, flow, mass))
        mwh = round(tapped[i] * plant.casthouse_mwh_per_t * services[i])
        meter(tables, plant, month, plant.casthouse_id, "consumed", "grid", mwh, "CASTHOUSE-SERVICES")
        stock = closing


def _place(plant: Plant, line: Potline, month: Month) -> dict[str, str]:
    return {
        "smelter_id": plant.smelter_id,
        "facility_id": line.facility_id,
        "period_start": month.start,
        "period_end": month.end,
    }

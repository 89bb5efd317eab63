"""What the smelters buy and burn month by month: goods and their transport, fuels, coal and gas for captive power.

Belongs here: quantities that follow from the metal made and the power sent out. Does not belong here: potlines and
metal (potrooms.py), footprints and contracts (paperwork.py).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from plants import YEARS, Plant, PowerPlant
from potrooms import LineMonth
from rows import MONTHS, Month, Tables, consume, meter, scatter, tonnes


def buy_goods(plant: Plant, lines: list[list[LineMonth]], rng: np.random.Generator, tables: Tables) -> None:
    """Goods consumed by supplier, butts sent back to the anode works, and the legs the goods travelled."""
    alumina, fluoride, split = scatter(rng, 0.003), scatter(rng, 0.05), scatter(rng, 0.05)
    for i, month in enumerate(MONTHS):
        tapped = sum(line[i].tapped_t for line in lines)
        gross = sum(line[i].gross_anode_t for line in lines)
        needed = {
            "alumina": tapped * plant.alumina_t_per_t * alumina[i],
            "prebaked_anode": gross,
            "aluminium_fluoride": tapped * plant.aluminium_fluoride_kg_per_t * fluoride[i] / 1000,
        }
        weighed = f"{plant.prefix}-WEIGH-{month.year}"
        legs: dict[tuple[str, str, int, str], float] = defaultdict(float)
        for item, mass in needed.items():
            goods = [good for good in plant.goods if good.item == item]
            left = mass
            for good in goods:
                # The first supplier's share scatters; the last one takes the rest.
                part = round(left if good is goods[-1] else mass * good.share * split[i], 1)
                left -= part
                consume(
                    tables,
                    plant,
                    month,
                    item,
                    tonnes(part),
                    "weighed",
                    weighed,
                    origin="purchased",
                    supplier=good.supplier,
                    supplier_site=good.supplier_site,
                )
                for mode, distance, leg in good.legs:
                    legs[item, mode, distance, leg] += part
        butts = gross - sum(line[i].net_anode_t for line in lines)
        consume(tables, plant, month, "anode_butts", tonnes(butts), "weighed", weighed, flow="returned")
        for (item, mode, distance, leg), mass in legs.items():
            tables["transport"].append(
                {
                    "smelter_id": plant.smelter_id,
                    "period_start": month.start,
                    "period_end": month.end,
                    "item": item,
                    "mode": mode,
                    "leg": leg,
                    "mass_t": tonnes(mass),
                    "distance_km": str(distance),
                    "document_id": weighed,
                }
            )


def burn_fuels(plant: Plant, tapped: list[float], rng: np.random.Generator, tables: Tables) -> None:
    """Casthouse and vehicle fuel, in proportion to the metal."""
    for fuel in plant.fuels:
        kind = "METER" if fuel.data_source == "metered" else "INVOICE"
        for month, mass, factor in zip(MONTHS, tapped, scatter(rng, 0.04), strict=True):
            quantity = mass * fuel.per_t * factor
            consume(
                tables,
                plant,
                month,
                fuel.item,
                _gigajoules(quantity) if fuel.unit == "GJ" else tonnes(quantity),
                fuel.data_source,
                f"{plant.prefix}-{kind}-{month.year}",
                facility_id=fuel.facility_id,
                unit=fuel.unit,
                basis=fuel.basis,
            )


def generate_power(
    plant: Plant, power: PowerPlant, sent_out: list[int], rng: np.random.Generator, tables: Tables
) -> None:
    """Gross power is what the potlines take, what is sold and own use; coal and gas follow from the heat rate."""
    heat, own = scatter(rng, 0.006), scatter(rng, 0.01)
    for i, month in enumerate(MONTHS):
        year = YEARS.index(month.year)
        sold = round(sent_out[i] * power.sold_per_sent_to_potlines)
        own_use = round((sent_out[i] + sold) * power.own_use_share / (1 - power.own_use_share) * own[i])
        gross = sent_out[i] + sold + own_use
        meter(tables, plant, month, power.facility_id, "generated_gross", "captive", gross, "GENERATORS")
        meter(tables, plant, month, power.facility_id, "own_use", "captive", own_use, "STATION-SERVICE")
        meter(tables, plant, month, power.facility_id, "exported", "captive", sold, "SALES")
        heat_gj = gross * power.heat_rate_gj_per_mwh * heat[i]
        gas_gj = heat_gj * power.gas_share_of_heat[year]
        coal_t = (heat_gj - gas_gj) / power.coal_ncv_gj_per_t[year]
        _burn(tables, plant, month, power, power.coal, tonnes(coal_t), "weighed", "t", "")
        if power.gas_share_of_heat[year] > 0:
            _burn(tables, plant, month, power, "natural_gas", _gigajoules(gas_gj), "metered", "GJ", "net_calorific")


def _burn(
    tables: Tables,
    plant: Plant,
    month: Month,
    power: PowerPlant,
    fuel: str,
    quantity: str,
    data_source: str,
    unit: str,
    basis: str,
) -> None:
    kind = "METER" if data_source == "metered" else "WEIGH"
    document_id = f"{plant.prefix}-{kind}-{month.year}"
    consume(
        tables,
        plant,
        month,
        fuel,
        quantity,
        data_source,
        document_id,
        facility_id=power.facility_id,
        unit=unit,
        basis=basis,
    )


def _gigajoules(value: float) -> str:
    return f"{value:.0f}"

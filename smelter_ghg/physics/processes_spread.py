"""Emissions per tonne of a process's product against the spread between producers.

Belongs here: which product a process is counted per, and the comparison. Does not belong here: the emissions.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import merge
from smelter_ghg.physics.bands import Band, band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, recorded, total

# Captive power is electrolysis' own, as electricity bought for it is.
_ELECTROLYSIS = ("electrolysis", "power_generation")
_CARBON = (("prebaked_anode", "consumed"), ("baked_anodes", "produced"), ("soderberg_paste", "consumed"))
PROCESSES = ("alumina_refining", "anode_production", "electrolysis", "casting")


def per_tonne_of_product(emissions: pl.Expr, product: pl.Expr) -> pl.Expr:
    """Emissions per tonne of a process's product in t CO2e/t: e = E / m.

    E are the process's emissions in t CO2e, m the mass of what it makes in t: alumina, anodes or paste, metal tapped,
    metal cast. As the IAI states its spread between producers.
    """
    return emissions / product


def process_intensities(emissions: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """smelter_id, period_label, process and `value` in t CO2e per t of the product.

    `emissions` has t_co2e by smelter, reporting period and process of the ledger.
    """
    named = pl.when(pl.col("process").is_in(_ELECTROLYSIS)).then(pl.lit(_ELECTROLYSIS[0])).otherwise(pl.col("process"))
    summed = (
        emissions.with_columns(named.alias("process"))
        .sort("process")
        .group_by([*PERIOD, "process"], maintain_order=True)
        .agg(pl.col("t_co2e").sort().sum())
    )
    masses = [
        total(rows, "product_t").with_columns(pl.lit(process).alias("process"))
        for process, rows in _products(activity).items()
    ]
    return (
        summed.join(pl.concat(masses), on=[*PERIOD, "process"], how="inner", maintain_order="left")
        .filter(pl.col("product_t") > 0)
        .with_columns(per_tonne_of_product(pl.col("t_co2e"), pl.col("product_t")).alias("value"))
        .sort([*PERIOD, "process"])
    )


def _products(activity: pl.DataFrame) -> dict[str, pl.DataFrame]:
    carbon = [recorded(activity, "item", item=item, flow=flow, unit="t") for item, flow in _CARBON]
    return {
        "alumina_refining": recorded(activity, "item", item="alumina", flow="consumed", unit="t"),
        "anode_production": pl.concat(carbon),
        "electrolysis": recorded(activity, "metal", flow="tapped"),
        "casting": recorded(activity, "metal", flow="cast_out"),
    }


def spread_findings(processes: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Findings where a process, or mine to metal, emits per tonne what no producer does.

    processes: `process_intensities`. whole: smelter_id, period_label, `value` of mine to metal per t tapped, and
    `complete`. A sum that lacks something is "at least" and is held to the upper limit alone.
    """
    complete = whole.select(*PERIOD, "complete")
    found = [_held(whole, "mine_to_metal", "mine to metal per t tapped")]
    for process in PROCESSES:
        rows = processes.filter(process=process).join(complete, on=PERIOD, how="left", maintain_order="left")
        found.append(_held(rows, process, f"{process.replace('_', ' ')} per t of its product"))
    return merge(found)


def _held(rows: pl.DataFrame, name: str, of: str) -> pl.DataFrame:
    limits = band(f"process_{name}")
    upper = Band(None, limits.upper, limits.outside, limits.source)
    cause = "an amount, a factor or a footprint of the process in another unit, or its product left out"
    told = Told("process_spread", "ledger", "mass_kg", of, "t CO2e/t", cause)
    whole = pl.col("complete").fill_null(False)
    return merge([outside(rows.filter(whole), limits, told), outside(rows.filter(~whole), upper, told)])

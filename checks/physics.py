"""The physical balances as one list of findings on a year's activity.

Belongs here: which balances are run. Does not belong here: the balances (`smelter_ghg.physics`).
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.findings import errors, merge
from smelter_ghg.physics import (
    alumina_findings,
    captive_power_findings,
    carbon_balance_findings,
    carbon_floor_findings,
    dc_ac_findings,
    energy_per_tonne_findings,
    faraday_findings,
    impurity_findings,
    metal_balance_findings,
    negative_balance_findings,
    plant_efficiency_findings,
    technology_findings,
    voltage_findings,
)


def physics_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings (FINDINGS) of every balance on an ACTIVITY frame.

    Where the metal of a smelter's period is impossible, only what is impossible is told: every balance is drawn up per
    tonne of metal, and one fault is one finding.
    """
    found = merge(
        [
            faraday_findings(activity, factors),
            carbon_floor_findings(activity, factors),
            carbon_balance_findings(activity),
            alumina_findings(activity, factors),
            voltage_findings(activity),
            energy_per_tonne_findings(activity, factors),
            dc_ac_findings(activity),
            metal_balance_findings(activity),
            negative_balance_findings(activity, factors),
            captive_power_findings(activity),
            plant_efficiency_findings(activity, factors),
            impurity_findings(activity),
            technology_findings(activity),
        ]
    )
    impossible = errors(found)
    metal = impossible.filter(pl.col("table") == "metal")
    return merge([impossible, found.join(metal, on=["smelter_id", "period"], how="anti", nulls_equal=True)])


def dropped_by_physics(findings: pl.DataFrame, reporting_year: int) -> pl.DataFrame:
    """The smelter-years (DROPPED) whose records are impossible."""
    year = pl.lit(reporting_year, pl.Int64).alias("reporting_year")
    return errors(findings).select("smelter_id", year, pl.col("check_id").alias("reason"))

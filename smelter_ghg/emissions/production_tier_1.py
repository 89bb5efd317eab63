"""The production-based Tier 1 of anode and paste consumption, and which of the two a potline does.

Belongs here: IPCC equation 4.20, shared by the two sources. Does not belong here: what either source knows better.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation
from smelter_ghg.emissions.lookup import SourceInputs, with_factor
from smelter_ghg.items import PREBAKE, SODERBERG
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

CELL_FAMILY = (
    pl.when(pl.col("technology").is_in(PREBAKE))
    .then(pl.lit("prebake"))
    .when(pl.col("technology").is_in(SODERBERG))
    .then(pl.lit("soderberg"))
    .alias("cell_family")
)


@equation(
    title="CO2 from aluminium production, Tier 1",
    expression="E_CO2 = EF · MP",
    units={"metal": "t Al", "anode_co2_factor": "t CO2/t Al"},
    citation="IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.20; 40 CFR 98.65, equation F-9",
)
def production_co2_tier_1(metal: Arithmetic, anode_co2_factor: Arithmetic) -> Arithmetic:
    """CO2 in kg from metal produced (t Al) and the technology's factor (t CO2/t Al).

    E_CO2 = EF x MP. IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.20; 40 CFR 98.65, equation F-9.
    """
    return metal * anode_co2_factor * KG_PER_T


def add_tier_1(inputs: SourceInputs, metal: pl.DataFrame, source: str, result: SourceResult) -> None:
    """Tier 1 rows of metal whose cell family is known, in every method set that has the factor."""
    for method_set in WITH_OWN_ROWS:
        candidates = inputs.candidates("anode_co2_factor", method_set=method_set)
        rows = with_factor(metal, candidates, "anode_co2_factor", on={"cell_family": "technology"})
        rows = rows.filter(pl.col("anode_co2_factor").is_not_null())
        if not rows.is_empty():
            result.drafts.append(Draft(production_co2_tier_1, rows, source, "CO2", SCOPE_1, TIER_1, method_set))

"""The alumina balance: no metal without its oxide.

Belongs here: alumina per tonne of metal over a reporting period. Does not belong here: months, between which stocks
come and go; the footprint of alumina.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.findings import merge
from smelter_ghg.physics.bands import Band, band, constant
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, recorded, total


def stoichiometric_alumina(factors: pl.DataFrame) -> float:
    """Alumina the reaction 2 Al2O3 + 3 C -> 4 Al + 3 CO2 takes, in t Al2O3 per t Al: 1.8895.

    m = (M(Al) + o M(O)) / M(Al), o being the atoms of oxygen per atom of aluminium, M in g/mol (IUPAC 2021). Alumina as
    delivered holds some soda and water, so that cells take more.
    """
    aluminium = constant(factors, "aluminium", "molar_mass")
    oxygen = constant(factors, "oxygen", "atoms_per_aluminium_atom") * constant(factors, "oxygen", "molar_mass")
    return (aluminium + oxygen) / aluminium


def alumina_per_tonne(activity: pl.DataFrame) -> pl.DataFrame:
    """Alumina consumed per t of metal tapped (`value`), by smelter and reporting period where both are recorded."""
    alumina = total(recorded(activity, "item", item="alumina", flow="consumed", unit="t"), "alumina_t")
    metal = total(recorded(activity, "metal", flow="tapped"), "metal_t").filter(pl.col("metal_t") > 0)
    return alumina.join(metal, on=PERIOD, how="inner", maintain_order="left").with_columns(
        (pl.col("alumina_t") / pl.col("metal_t")).alias("value")
    )


def alumina_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where less alumina was consumed than the metal holds, or far more, by weight or by stated rate.

    Below the floor is a warning only: what was in the cells and in stock at the start may not be on record.
    """
    least = stoichiometric_alumina(factors.usable)
    source = "2 Al2O3 + 3 C -> 4 Al + 3 CO2 with molar masses of IUPAC, 2021"
    found = []
    for rows, table, column in (
        (alumina_per_tonne(activity), "activity", "quantity"),
        (recorded(activity, "rate", item="alumina"), "specific_consumption", "value"),
    ):
        little = "alumina of a supplier or a period is missing, or stocks were drawn on that are not on record"
        much = "deliveries stand where consumption belongs, or metal of a period is missing"
        for limits, cause in ((Band(least, None, "warning", source), little), (band("alumina_high"), much)):
            told = Told("alumina_per_tonne", table, column, "alumina per t of metal tapped", "t/t", cause)
            found.append(outside(rows, limits, told))
    return merge(found)

"""Scope 3 category 1 of metal the casthouse did not get from its own cells: bought liquid, cold metal, alloys, scrap.

Belongs here: metal from outside times its supplier's footprint. Does not belong here: primary metal of the smelter,
which carries none of it: these rows count where all metal cast is looked at, and not in mine to metal.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import PURCHASED_GOODS, SCOPE_3, TIER_2
from smelter_ghg.emissions.consumption import with_supplier_footprint
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows
from smelter_ghg.items import METALS
from smelter_ghg.units import KG_PER_T


@equation(
    title="Footprint of metal from outside",
    expression="E = m · EF",
    units={"metal": "t Al", "footprint": "t CO2e/t"},
    citation="GHG Protocol Corporate Value Chain (Scope 3) Standard (2011), category 1, supplier-specific method",
)
def foreign_metal_co2e(metal: Arithmetic, footprint: Arithmetic) -> Arithmetic:
    """CO2e in kg from metal that came into the casthouse (t Al) and its footprint (t CO2e/t)."""
    return metal * footprint * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2e rows of metal from outside by the footprint of its supplier, the counterparty; without one it is missing
    where all metal cast is looked at."""
    result = SourceResult()
    rows = inputs.quantities("metal", flow=tuple(METALS)).filter(pl.col("value") > 0)
    if rows.is_empty():
        return result
    rows = rows.with_columns(
        pl.col("flow").replace_strict(METALS).alias("item"),
        pl.lit("remelt").alias("allocated_to"),
        pl.lit("casting").alias("process"),
        joined_key("supplier").alias("input_key"),
        *record_argument("metal", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    rows = with_supplier_footprint(inputs, rows).rename(
        {f"supplier_footprint{suffix}": f"footprint{suffix}" for suffix in ("", "__id", "__kind", "__multiplier")}
    )
    known = pl.col("footprint").is_not_null()
    if not rows.filter(known).is_empty():
        result.drafts.append(
            Draft(
                foreign_metal_co2e,
                rows.filter(known),
                "purchased_metal",
                "CO2e",
                SCOPE_3,
                TIER_2,
                scope3_category=PURCHASED_GOODS,
                gwp_set_column="supplier_gwp_set",
            )
        )
    result.missing.append(
        missing_rows(
            rows.filter(~known),
            pl.col("item"),
            boundary="all_metal",
            category="category_1",
            reason="no supplier footprint for this counterparty and period; a smelter's own metal is not affected",
        )
    )
    return result

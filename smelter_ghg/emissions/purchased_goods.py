"""Scope 3 category 1: alumina with its bauxite, anodes or their coke and pitch, aluminium fluoride.

Belongs here: goods consumed times the supplier's footprint or a cited factor. Does not belong here: transport, energy.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import PURCHASED_GOODS, SCOPE_3, TIER_1, TIER_2
from smelter_ghg.emissions.consumption import PARTS, goods_consumed, with_supplier_footprint
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, prefer, with_factor
from smelter_ghg.units import KG_PER_T

# What a footprint must cover before nothing of the item is missing.
PARTS_NEEDED = {"alumina": ("bauxite_mining", "refining")}
PARTS_OF_OTHERS = ("production",)


@equation(
    title="Footprint of purchased goods",
    expression="E = m · EF",
    units={"mass": "t", "footprint": "t CO2e/t"},
    citation="GHG Protocol Corporate Value Chain (Scope 3) Standard (2011), category 1, supplier-specific method",
)
def goods_co2e(mass: Arithmetic, footprint: Arithmetic) -> Arithmetic:
    """CO2e in kg from goods consumed (t) and their footprint (t CO2e/t)."""
    return mass * footprint * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2e rows of every purchased good with a footprint; goods and parts without one are missing, never zero."""
    result = SourceResult()
    goods = inputs.once(goods_consumed)
    rows = goods.rows
    if rows.is_empty():
        return result
    rows = with_supplier_footprint(inputs, rows)
    rows = with_factor(rows, inputs.candidates("footprint"), "default_footprint", on={"item": "item"})
    rows = prefer(rows, "footprint", "supplier_footprint", "default_footprint")
    sets = inputs.factors.select(pl.col("factor_id").alias("footprint__id"), pl.col("gwp_set").alias("factor_gwp_set"))
    rows = rows.join(sets, on="footprint__id", how="left", maintain_order="left").with_columns(
        pl.coalesce("supplier_gwp_set", "factor_gwp_set", pl.lit("not_stated")).alias("footprint_gwp_set")
    )
    rows = _beside_reckoned(inputs, rows)
    known = pl.col("footprint").is_not_null()
    by_supplier = pl.col("footprint__kind") == "record"
    for tier, part in ((TIER_2, rows.filter(known & by_supplier)), (TIER_1, rows.filter(known & ~by_supplier))):
        if not part.is_empty():
            result.drafts.append(
                Draft(
                    goods_co2e,
                    part,
                    "purchased_goods",
                    "CO2e",
                    SCOPE_3,
                    tier,
                    scope3_category=PURCHASED_GOODS,
                    addends=goods.addends,
                    gwp_set_column="footprint_gwp_set",
                )
            )
    result.missing.append(
        missing_rows(
            rows.filter(~known & pl.col("counted")),
            pl.col("item"),
            boundary="mine_to_metal",
            category="category_1",
            reason="no supplier footprint for this supplier and period, and no cited factor",
        )
    )
    result.missing.extend(_parts_not_covered(rows.filter(by_supplier & pl.col("counted"))))
    return result


def _beside_reckoned(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `counted`: false for goods of a site that is reckoned from its fuels and power, so that no tonne counts
    twice; their footprint stands beside."""
    if inputs.reckoned_goods is None:
        return rows.with_columns(pl.lit(True).alias("counted"))
    keys = ["smelter_id", "period_label", "item", "supplier_site"]
    known = inputs.reckoned_goods.select(keys).unique().with_columns(pl.lit(False).alias("counted"))
    return rows.join(known, on=keys, how="left", maintain_order="left").with_columns(pl.col("counted").fill_null(True))


def _parts_not_covered(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Parts a supplier's footprint leaves out are missing items of their own."""
    covered = PARTS
    found = []
    for item in sorted(rows["item"].unique()):
        for part in PARTS_NEEDED.get(item, PARTS_OF_OTHERS):
            found.append(
                missing_rows(
                    rows.filter((pl.col("item") == item) & ~covered.list.contains(part)),
                    f"{item}_{part}",
                    boundary="mine_to_metal",
                    category="category_1",
                    reason=f"the supplier's footprint does not cover {part.replace('_', ' ')}",
                )
            )
    return found

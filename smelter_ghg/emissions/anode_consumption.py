"""Carbon dioxide from the consumption of prebaked anodes in the cells.

Belongs here: IPCC equation 4.21. Does not belong here: Soderberg paste, pitch volatiles, packing coke.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2, TIER_3
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import (
    SourceInputs,
    all_recorded,
    missing_rows,
    refused,
    with_analysis,
    with_carbon_to_co2,
    with_record,
)
from smelter_ghg.emissions.production_tier_1 import CELL_FAMILY, add_tier_1
from smelter_ghg.emissions.tapped_metal import tapped_metal
from smelter_ghg.items import ANODE_BUTTS
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.periods import days_covered
from smelter_ghg.units import KG_PER_T

TIERS_ARE_ALTERNATIVES = True
_COMPOSITION = ("sulphur", "ash")


@equation(
    title="CO2 from prebaked anode consumption",
    expression="E_CO2 = NAC · MP · (1 − S_a − Ash_a) · f",
    units={
        "net_anode_consumption": "t/t Al",
        "metal": "t Al",
        "sulphur": "1",
        "ash": "1",
        "carbon_to_co2": "t CO2/t C",
    },
    citation="IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.21; Regulation (EU) 2025/2547, Annex II, B.3.2",
)
def prebake_anode_co2(
    net_anode_consumption: Arithmetic,
    metal: Arithmetic,
    sulphur: Arithmetic,
    ash: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from net anode consumption (t/t Al), metal (t Al), sulphur and ash of the baked anode (fractions of 1)
    and the carbon-to-CO2 ratio (t CO2/t C).

    E_CO2 = NAC x MP x (100 - S_a - Ash_a)/100 x 44/12, with per cent already turned into fractions. IPCC 2006
    Guidelines, Volume 3, Chapter 4, equation 4.21. The EU mass balance has the same form with f = 3.664 (Regulation
    (EU) 2025/2547, Annex II, B.3.2).
    """
    return net_anode_consumption * metal * (1 - sulphur - ash) * carbon_to_co2 * KG_PER_T


@equation(
    title="CO2 from prebaked anodes weighed in and out",
    expression="E_CO2 = (anodes − butts) · (1 − S_a − Ash_a) · f",
    units={"net_anodes": "t", "sulphur": "1", "ash": "1", "carbon_to_co2": "t CO2/t C"},
    citation="IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.21, with NAC · MP as one weighed mass",
)
def prebake_anode_co2_from_mass(
    net_anodes: Arithmetic, sulphur: Arithmetic, ash: Arithmetic, carbon_to_co2: Arithmetic
) -> Arithmetic:
    """CO2 in kg from anodes consumed less butts returned (t), sulphur and ash (fractions of 1) and the carbon-to-CO2
    ratio (t CO2/t C).

    IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.21, where NAC x MP is the net anode mass itself.
    """
    return net_anodes * (1 - sulphur - ash) * carbon_to_co2 * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of Tier 1, 2 and 3 for every mass of metal tapped, and what keeps metal without one."""
    result = SourceResult()
    metal = inputs.once(tapped_metal).with_columns(pl.lit("anodes").alias("item"), CELL_FAMILY)
    # Paste is not an anode: Soderberg cells are a source of their own.
    prebake = metal.filter(pl.col("cell_family").fill_null("prebake") == "prebake")
    if prebake.is_empty():
        return result
    add_tier_1(inputs, prebake, "anode_consumption", result)
    rates = inputs.quantities("rate", item="net_anode_carbon").filter(
        (pl.col("unit") == "t/t") & pl.col("basis").is_in(["tapped", "not_stated"])
    )
    rated = with_record(prebake, rates, "net_anode_consumption")
    with_rate = rated.filter(pl.col("net_anode_consumption").is_not_null())
    weighed, addends = _weighed(inputs, prebake, with_rate)
    for rows, equation_used, summed in (
        (with_rate, prebake_anode_co2, None),
        (weighed, prebake_anode_co2_from_mass, addends),
    ):
        for name in _COMPOSITION:
            rows = with_analysis(
                inputs, rows, name, item="prebaked_anode", analysis=name, default=f"{name}_pct", of="baked_anode"
            )
        for method_set in WITH_OWN_ROWS:
            complete = with_carbon_to_co2(inputs, rows, method_set).drop_nulls([*_COMPOSITION, "carbon_to_co2"])
            measured = all_recorded(_COMPOSITION)
            for tier, part in ((TIER_3, complete.filter(measured)), (TIER_2, complete.filter(~measured))):
                if not part.is_empty():
                    draft = Draft(
                        equation_used, part, "anode_consumption", "CO2", SCOPE_1, tier, method_set, addends=summed
                    )
                    result.drafts.append(draft)
    _missing(inputs, prebake, with_rate, weighed, result)
    return result


def _weighed(inputs: SourceInputs, prebake: pl.DataFrame, with_rate: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Net anode mass per smelter and reporting period where no rate is recorded, and the records behind it.

    Anodes and butts are weighed for the smelter as a whole and in their own rhythm, so all masses of a reporting period
    are put together. Without a record of the butts, zero included, gross anodes are not taken for net ones.
    """
    butts = pl.col("item") == ANODE_BUTTS
    anodes = inputs.quantities("item", item=("prebaked_anode", ANODE_BUTTS), unit="t").filter(
        ((pl.col("item") == "prebaked_anode") & (pl.col("flow") == "consumed"))
        | (butts & (pl.col("flow") == "returned"))
    )
    keys = ["smelter_id", "period_label", "reporting_year"]
    sign = pl.when(butts).then(-1.0).otherwise(1.0)
    signed = (
        anodes.join(prebake, on=["smelter_id", "period_label"], how="semi")
        .join(with_rate, on=["smelter_id", "period_label"], how="anti")
        .with_columns(
            pl.concat_str([pl.lit("sum:net_anodes"), "smelter_id", "period_label"], separator="|").alias("sum_id"),
            (pl.col("value") * sign).alias("value"),
            (pl.col("multiplier") * sign).alias("multiplier"),
        )
    )
    days = days_covered(signed.filter(~butts), ["sum_id"], "period_start", "period_end")
    rows = (
        signed.group_by([*keys, "sum_id"], maintain_order=True)
        .agg(
            pl.col("value").sum().alias("net_anodes"),
            pl.col("grid_zone").first(),
            pl.col("period_start").filter(~butts).min(),
            pl.col("period_end").filter(~butts).max(),
            butts.any().alias("has_butts"),
        )
        .join(days, on="sum_id", how="inner", maintain_order="left")
        # A sum over days that some records leave out would stand for more days than it holds.
        .filter(
            pl.col("has_butts")
            & (pl.col("net_anodes") > 0)
            & (pl.col("covered_days") == (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1)
        )
        .with_columns(
            pl.lit("").alias("facility_id"),
            pl.lit("electrolysis").alias("process"),
            pl.lit("anodes").alias("item"),
            pl.lit("").alias("input_key"),
            *record_argument("net_anodes", pl.col("net_anodes"), pl.col("sum_id"), pl.lit(1.0)),
        )
    )
    return rows, signed.select("sum_id", "input_id", "value", "multiplier")


def _missing(
    inputs: SourceInputs, metal: pl.DataFrame, with_rate: pl.DataFrame, weighed: pl.DataFrame, result: SourceResult
) -> None:
    """Metal that no tier covers: neither a rate nor weighed anodes with their butts, nor a technology for Tier 1."""
    bare = metal.join(with_rate, on="activity_id", how="anti").join(
        weighed, on=["smelter_id", "period_label"], how="anti"
    )
    for method_set in WITH_OWN_ROWS:
        why = refused(inputs, method_set, "carbon_to_co2")
        no_tier_1 = (
            pl.lit(True) if inputs.candidates("anode_co2_factor", method_set=method_set).is_empty() else pl.lit(False)
        )
        result.missing.append(
            missing_rows(
                metal if why else bare.filter(no_tier_1 | pl.col("cell_family").is_null()),
                "net_anode_carbon",
                boundary="scope_1",
                category="scope_1",
                reason=why
                or "net anode consumption per tonne tapped of each potline, or anodes consumed and butts returned",
                method_set=method_set,
            )
        )

"""CO2 from packing coke that burns around the anodes in the bake furnace.

Belongs here: IPCC equation 4.23, with a rate per baked anode or the coke weighed. Does not belong here: pitch
volatiles, the furnace's fuel.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2, TIER_3
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation
from smelter_ghg.emissions.lookup import (
    SourceInputs,
    all_recorded,
    missing_rows,
    refused,
    with_analysis,
    with_carbon_to_co2,
    with_default,
    with_record,
)
from smelter_ghg.emissions.weighed_masses import weighed
from smelter_ghg.items import BAKED_ANODES, PACKING_COKE
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

_SOURCE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.23; 40 CFR 98.63, equation F-8"
_COMPOSITION = ("sulphur", "ash")


@equation(
    title="CO2 from packing coke, by its rate per baked anode",
    expression="E_CO2 = PCC · BA · (1 − S_pc − Ash_pc) · f",
    units={
        "packing_coke_rate": "t/t",
        "baked_anodes": "t",
        "sulphur": "1",
        "ash": "1",
        "carbon_to_co2": "t CO2/t C",
    },
    citation=_SOURCE,
)
def packing_coke_co2(
    packing_coke_rate: Arithmetic,
    baked_anodes: Arithmetic,
    sulphur: Arithmetic,
    ash: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from packing coke consumed per baked anode (t/t), baked anodes (t), sulphur and ash of the coke
    (fractions of 1) and CO2 per carbon."""
    return packing_coke_rate * baked_anodes * (1 - sulphur - ash) * carbon_to_co2 * KG_PER_T


@equation(
    title="CO2 from packing coke weighed",
    expression="E_CO2 = m · (1 − S_pc − Ash_pc) · f",
    units={"packing_coke": "t", "sulphur": "1", "ash": "1", "carbon_to_co2": "t CO2/t C"},
    citation=_SOURCE + ", with PCC · BA as one weighed mass",
)
def packing_coke_co2_from_mass(
    packing_coke: Arithmetic, sulphur: Arithmetic, ash: Arithmetic, carbon_to_co2: Arithmetic
) -> Arithmetic:
    """CO2 in kg from packing coke consumed (t), its sulphur and ash (fractions of 1) and CO2 per carbon."""
    return packing_coke * (1 - sulphur - ash) * carbon_to_co2 * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of every bake furnace: from coke weighed, else from its rate and the baked anodes of the period."""
    result = SourceResult()
    by_mass, of_mass = weighed(inputs, "packing_coke", PACKING_COKE, "consumed", kind="anode_plant")
    baked, of_baked = weighed(inputs, "baked_anodes", BAKED_ANODES, "produced", kind="anode_plant")
    # Within a reporting period a furnace's coke is either weighed or reckoned, never both.
    by_rate = baked.join(by_mass, on=["smelter_id", "facility_id", "period_label"], how="anti")
    rates = inputs.quantities("rate", item=PACKING_COKE, unit="t/t", basis="baked_anode")
    by_rate = with_default(
        inputs,
        with_record(by_rate, rates, "site_packing_coke_rate"),
        "packing_coke_rate",
        PACKING_COKE,
        "packing_coke_rate",
    )
    for rows, used, consumed, addends in (
        (by_mass, packing_coke_co2_from_mass, "packing_coke", of_mass),
        (by_rate, packing_coke_co2, "packing_coke_rate", of_baked),
    ):
        if rows.is_empty():
            continue
        rows = rows.with_columns(
            pl.lit(PACKING_COKE).alias("item"),
            pl.lit("anode_production").alias("process"),
            pl.lit("").alias("input_key"),
        )
        for name in _COMPOSITION:
            rows = with_analysis(inputs, rows, name, item=PACKING_COKE, analysis=name, default=f"{name}_pct")
        for method_set in WITH_OWN_ROWS:
            why = refused(inputs, method_set, "carbon_to_co2")
            complete = with_carbon_to_co2(inputs, rows, method_set).drop_nulls(used.arguments)
            measured = all_recorded((consumed, *_COMPOSITION))
            for tier, part in ((TIER_3, complete.filter(measured)), (TIER_2, complete.filter(~measured))):
                if not part.is_empty():
                    result.drafts.append(
                        Draft(used, part, "packing_coke", "CO2", SCOPE_1, tier, method_set, addends=addends)
                    )
            if why:
                result.missing.append(
                    missing_rows(
                        rows, PACKING_COKE, boundary="scope_1", category="scope_1", reason=why, method_set=method_set
                    )
                )
    return result

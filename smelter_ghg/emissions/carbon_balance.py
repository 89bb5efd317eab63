"""CO2 of anodes and paste by the carbon that comes to the site and leaves it: the alternative to consumption.

Belongs here: one row per stream of carbon, negative for what leaves. Does not belong here: fuels; the choice between
the two ways, which is the report's.

The streams add up to pitch, coke, packing coke and anodes bought, less by-products and anodes sold. Where the report
chooses this way, the sources of STANDS_FOR are not counted for a smelter and period that has a balance.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2, TIER_3
from smelter_ghg.emissions.consumption import goods_consumed
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import (
    SourceInputs,
    joined_key,
    missing_rows,
    prefer,
    refused,
    with_carbon_to_co2,
    with_factor,
    with_record,
)
from smelter_ghg.items import CARBON_BYPRODUCTS, PACKING_COKE, PASTE
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

STANDS_FOR = ("anode_consumption", "paste_consumption", "pitch_volatiles", "packing_coke")
# What those sources, or the completeness of their records, report as missing.
ITEMS_IT_REPLACES = ("net_anode_carbon", "anode_butts", "paste_consumption", "pitch_volatiles", "packing_coke")

_SOURCE = (
    "IAI Aluminium Sector Greenhouse Gas Protocol (2006), alternative carbon balance, as in the GHG Protocol Aluminium "
    "Sector GHG Workbook v2.0; Regulation (EU) 2025/2547, Annex II, B.3.2"
)
_UNITS = {"mass": "t", "carbon": "1", "carbon_to_co2": "t CO2/t C"}
_BOUGHT = ("pitch", "calcined_coke", PASTE, "prebaked_anode")
_RAW = ("pitch", "calcined_coke")


@equation(title="Carbon that comes to the site", expression="E_CO2 = m · C · f", units=_UNITS, citation=_SOURCE)
def carbon_in_co2(mass: Arithmetic, carbon: Arithmetic, carbon_to_co2: Arithmetic) -> Arithmetic:
    """CO2 in kg the carbon of a material consumed would make: mass (t), carbon (fraction of 1) and CO2 per carbon."""
    return mass * carbon * carbon_to_co2 * KG_PER_T


@equation(title="Carbon that leaves the site", expression="E_CO2 = −m · C · f", units=_UNITS, citation=_SOURCE)
def carbon_out_co2(mass: Arithmetic, carbon: Arithmetic, carbon_to_co2: Arithmetic) -> Arithmetic:
    """CO2 in kg, negative, that the carbon of a product sold does not make on site: mass (t), carbon (fraction of 1)
    and CO2 per carbon."""
    return -mass * carbon * carbon_to_co2 * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of every stream of carbon; a stream without its carbon content is missing, if the report counts it."""
    result = SourceResult()
    streams, addends = _in(inputs), inputs.once(goods_consumed).addends
    if streams.is_empty():
        return result
    for rows, used in ((streams, carbon_in_co2), (_out(inputs, streams), carbon_out_co2)):
        if rows.is_empty():
            continue
        # The carbon of anodes sold is taken off as a stream; what is left is what the site burnt for its metal.
        rows = _with_carbon(inputs, rows).with_columns(pl.lit("primary_metal").alias("allocated_to"))
        for method_set in WITH_OWN_ROWS:
            why = refused(inputs, method_set, "carbon_to_co2")
            complete = with_carbon_to_co2(inputs, rows, method_set).drop_nulls(used.arguments)
            own = pl.col("carbon__kind") == "record"
            for tier, part in ((TIER_3, complete.filter(own)), (TIER_2, complete.filter(~own))):
                if not part.is_empty():
                    draft = Draft(used, part, "carbon_balance", "CO2", SCOPE_1, tier, method_set, addends=addends)
                    result.drafts.append(draft)
            if inputs.process_carbon == "carbon_balance":
                result.missing.append(
                    missing_rows(
                        rows if why else rows.filter(pl.col("carbon").is_null()),
                        pl.concat_str(pl.col("item"), pl.lit("_carbon")),
                        boundary="scope_1",
                        category="scope_1",
                        reason=why or "the carbon content of this stream: carbon_pct in properties",
                        method_set=method_set,
                    )
                )
    return result


def _in(inputs: SourceInputs) -> pl.DataFrame:
    """Carbon consumed: pitch, coke, paste and anodes bought, and packing coke. A plant that bakes anodes has a balance
    only where both its coke and its pitch are on record."""
    bought = inputs.once(goods_consumed).rows.filter(pl.col("item").is_in(_BOUGHT))
    packing = inputs.quantities("item", item=PACKING_COKE, flow="consumed", unit="t").with_columns(
        joined_key("supplier", "supplier_site").alias("input_key"),
        *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    shared = [name for name in bought.columns if name in packing.columns]
    of = ["smelter_id", "period_label"]
    bakes = inputs.activity.filter(pl.col("facility_kind").is_in(["anode_plant", "paste_plant"])).select(of).unique()
    for item in _RAW:
        without = bakes.join(bought.filter(pl.col("item") == item), on=of, how="anti")
        bought = bought.join(without, on=of, how="anti", maintain_order="left")
    packing = packing.join(bought.select(of).unique(), on=of, how="semi", maintain_order="left")
    return pl.concat([bought.select(shared), packing.select(shared)]).with_columns(
        pl.lit("anode_production").alias("process")
    )


def _out(inputs: SourceInputs, streams: pl.DataFrame) -> pl.DataFrame:
    """Anodes and other carbon sold, of the smelters and periods that have a balance."""
    return (
        inputs.quantities("item", item=("prebaked_anode", CARBON_BYPRODUCTS), flow="sold", unit="t")
        .join(streams, on=["smelter_id", "period_label"], how="semi", maintain_order="left")
        .with_columns(
            pl.lit("anode_production").alias("process"),
            joined_key("flow", "supplier", "supplier_site").alias("input_key"),
            *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
        )
    )


def _with_carbon(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Carbon content by analysis, else by the cited default of the material."""
    rows = with_record(rows, inputs.quantities("property", flow="carbon"), "site_carbon", on={"item": "item"})
    default = inputs.candidates("carbon_pct")
    rows = with_factor(rows, default, "default_carbon", on={"item": "item"}, kind="default")
    return prefer(rows, "carbon", "site_carbon", "default_carbon")

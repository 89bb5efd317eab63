"""CO2 from the volatiles of pitch that burn in the anode bake furnace.

Belongs here: IPCC equation 4.22, from weighed green anodes or from the ratio of green to baked weight. Does not belong
here: packing coke, the furnace's fuel.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2, TIER_3
from smelter_ghg.emissions.equation import Arithmetic, Draft, Equation, SourceResult, equation
from smelter_ghg.emissions.lookup import (
    SourceInputs,
    all_recorded,
    missing_rows,
    refused,
    with_analysis,
    with_carbon_to_co2,
    with_factor,
)
from smelter_ghg.emissions.weighed_masses import beside, weighed, with_kind
from smelter_ghg.items import BAKED_ANODES, GREEN_ANODES, WASTE_TAR
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

_SOURCE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.22; 40 CFR 98.63, equation F-7"


@equation(
    title="CO2 from pitch volatiles, waste tar as a share of green anodes",
    expression="E_CO2 = (GA · (1 − h − w) − BA) · f",
    units={
        "green_anodes": "t",
        "hydrogen": "1",
        "waste_tar_share": "1",
        "baked_anodes": "t",
        "carbon_to_co2": "t CO2/t C",
    },
    citation=_SOURCE + ", with H_w = h · GA and WT = w · GA",
)
def pitch_volatiles_co2(
    green_anodes: Arithmetic,
    hydrogen: Arithmetic,
    waste_tar_share: Arithmetic,
    baked_anodes: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from green anodes set (t), hydrogen and waste tar as shares of their mass (fractions of 1), baked
    anodes drawn (t) and CO2 per carbon.

    E_CO2 = (GA - H_w - BA - WT) x 44/12, where H_w and WT are masses: here their shares h and w of GA.
    """
    return (green_anodes * (1 - hydrogen - waste_tar_share) - baked_anodes) * carbon_to_co2 * KG_PER_T


@equation(
    title="CO2 from pitch volatiles, waste tar weighed",
    expression="E_CO2 = (GA · (1 − h) − BA − WT) · f",
    units={"green_anodes": "t", "hydrogen": "1", "waste_tar": "t", "baked_anodes": "t", "carbon_to_co2": "t CO2/t C"},
    citation=_SOURCE + ", with H_w = h · GA",
)
def pitch_volatiles_co2_with_weighed_tar(
    green_anodes: Arithmetic,
    hydrogen: Arithmetic,
    waste_tar: Arithmetic,
    baked_anodes: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from green anodes set (t), their hydrogen (fraction of 1), waste tar collected (t), baked anodes drawn
    (t) and CO2 per carbon."""
    return (green_anodes * (1 - hydrogen) - baked_anodes - waste_tar) * carbon_to_co2 * KG_PER_T


@equation(
    title="CO2 from pitch volatiles, green anodes by their ratio to baked ones",
    expression="E_CO2 = BA · (r · (1 − h − w) − 1) · f",
    units={
        "baked_anodes": "t",
        "green_to_baked_ratio": "t/t",
        "hydrogen": "1",
        "waste_tar_share": "1",
        "carbon_to_co2": "t CO2/t C",
    },
    citation=_SOURCE + ", with GA = r · BA as in the GHG Protocol aluminium workbook v2.0",
)
def pitch_volatiles_co2_from_baked_anodes(
    baked_anodes: Arithmetic,
    green_to_baked_ratio: Arithmetic,
    hydrogen: Arithmetic,
    waste_tar_share: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from baked anodes drawn (t), green over baked weight (t/t), hydrogen and waste tar as shares of the
    green anodes (fractions of 1) and CO2 per carbon."""
    return baked_anodes * (green_to_baked_ratio * (1 - hydrogen - waste_tar_share) - 1) * carbon_to_co2 * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of every bake furnace and period with baked anodes on record, and what keeps one from a row.

    Green and baked anodes meet over the same days: a month of one says nothing about a year of the other. Without green
    anodes on record their mass follows from a ratio that only a secondary source gives, marked as default.
    """
    result = SourceResult()
    baked, of_baked = weighed(inputs, "baked_anodes", BAKED_ANODES, "produced", kind="anode_plant")
    if baked.is_empty():
        return result
    green, of_green = weighed(inputs, "green_anodes", GREEN_ANODES, "consumed", kind="anode_plant")
    tar, of_tar = weighed(inputs, "waste_tar", WASTE_TAR, "produced", kind="anode_plant")
    addends = pl.concat([of_baked, of_green, of_tar])
    rows = baked.with_columns(
        pl.lit("pitch").alias("item"), pl.lit("anode_production").alias("process"), pl.lit("").alias("input_key")
    )
    rows = beside(beside(rows, green, "green_anodes"), tar, "waste_tar")
    rows = with_analysis(inputs, rows, "hydrogen", item=GREEN_ANODES, analysis="hydrogen", default="hydrogen_pct")
    rows = with_kind(inputs, rows, "furnace_kind").with_columns(pl.lit(GREEN_ANODES).alias("green"))
    tar_share = inputs.candidates("waste_tar_share")
    rows = with_factor(
        rows, tar_share, "waste_tar_share", on={"green": "item", "furnace_kind": "basis"}, kind="default"
    )
    ratio = inputs.candidates("green_to_baked_ratio")
    rows = with_factor(rows, ratio, "green_to_baked_ratio", on={"green": "item"}, kind="default")
    is_weighed, has_tar = pl.col("green_anodes").is_not_null(), pl.col("waste_tar").is_not_null()
    parts = (
        (pitch_volatiles_co2_with_weighed_tar, rows.filter(is_weighed & has_tar)),
        (pitch_volatiles_co2, rows.filter(is_weighed & ~has_tar)),
        (pitch_volatiles_co2_from_baked_anodes, rows.filter(~is_weighed)),
    )
    for method_set in WITH_OWN_ROWS:
        why = refused(inputs, method_set, "carbon_to_co2")
        if why:
            result.missing.append(_missing(rows, why, method_set))
            continue
        for used, part in parts:
            _add(inputs, result, used, part, method_set, addends)
    return result


def _add(
    inputs: SourceInputs,
    result: SourceResult,
    used: Equation,
    rows: pl.DataFrame,
    method_set: str,
    addends: pl.DataFrame,
) -> None:
    """Rows of one equation; without a furnace kind, or with more out of the furnace than went in, they are missing."""
    if rows.is_empty():
        return
    rows = with_carbon_to_co2(inputs, rows, method_set)
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in used.arguments)
    burnt = pl.max_horizontal(used.function(**{name: pl.col(name) for name in used.arguments}), pl.lit(0)) > 0
    nothing_baked = pl.col("baked_anodes") == 0
    complete = rows.filter(known & (burnt | nothing_baked))
    # The tar of a closed furnace is a site's own only where it was weighed.
    own = used is pitch_volatiles_co2_with_weighed_tar
    measured = all_recorded(("hydrogen",)) if own else pl.lit(False)
    for tier, part in ((TIER_3, complete.filter(measured)), (TIER_2, complete.filter(~measured))):
        if not part.is_empty():
            result.drafts.append(
                Draft(used, part, "pitch_volatiles", "CO2", SCOPE_1, tier, method_set, addends=addends)
            )
    without_kind = (
        "the kind of bake furnace is not recorded: closed or other decides how much tar it gives; or weigh the tar"
    )
    result.missing.append(_missing(rows.filter(~known), without_kind, method_set))
    impossible = "green anodes, less hydrogen and tar, weigh no more than the anodes baked from them: check both masses"
    result.missing.append(_missing(rows.filter(known & ~burnt & ~nothing_baked), impossible, method_set))


def _missing(rows: pl.DataFrame, reason: str, method_set: str) -> pl.DataFrame:
    return missing_rows(
        rows, "pitch_volatiles", boundary="scope_1", category="scope_1", reason=reason, method_set=method_set
    )

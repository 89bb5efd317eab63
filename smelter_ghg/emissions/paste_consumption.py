"""CO2 from the paste of Soderberg cells, horizontal and vertical stud, dry and wet paste.

Belongs here: IPCC equation 4.24, with a rate per tonne tapped or the paste weighed. Does not belong here: prebaked
anodes, the footprint of paste or of its coke and pitch.
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
from smelter_ghg.emissions.production_tier_1 import CELL_FAMILY, add_tier_1
from smelter_ghg.emissions.tapped_metal import tapped_metal
from smelter_ghg.emissions.weighed_masses import beside, weighed, with_kind
from smelter_ghg.items import PASTE
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

TIERS_ARE_ALTERNATIVES = True
_SOURCE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.24; 40 CFR 98.63, equation F-6"
_COMPOSITION = {
    "cyclohexane_soluble_matter": "t/t Al",
    "binder_content": "1",
    "pitch_sulphur": "1",
    "pitch_ash": "1",
    "pitch_hydrogen": "1",
    "coke_sulphur": "1",
    "coke_ash": "1",
    "carbon_in_skimmed_dust": "t/t Al",
    "carbon_to_co2": "t CO2/t C",
}


@equation(
    title="CO2 from Soderberg paste",
    expression="E_CO2 = MP · (PC · (1 − B · (S_p + Ash_p + H_p) − (1 − B) · (S_c + Ash_c)) − CSM − CD) · f",
    units={"paste_consumption": "t/t Al", "metal": "t Al", **_COMPOSITION},
    citation=_SOURCE,
)
def soderberg_paste_co2(
    paste_consumption: Arithmetic,
    metal: Arithmetic,
    cyclohexane_soluble_matter: Arithmetic,
    binder_content: Arithmetic,
    pitch_sulphur: Arithmetic,
    pitch_ash: Arithmetic,
    pitch_hydrogen: Arithmetic,
    coke_sulphur: Arithmetic,
    coke_ash: Arithmetic,
    carbon_in_skimmed_dust: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from paste per tonne tapped PC (t/t Al), metal MP (t Al), cyclohexane soluble matter CSM and carbon in
    skimmed dust CD (t/t Al), binder content B, sulphur S, ash Ash and hydrogen H of pitch (p) and calcined coke (c)
    (fractions of 1) and CO2 per carbon.

    IPCC writes CSM in kg/t Al and B, S, Ash and H in per cent.
    """
    of_pitch = binder_content * (pitch_sulphur + pitch_ash + pitch_hydrogen)
    of_coke = (1 - binder_content) * (coke_sulphur + coke_ash)
    carbon = paste_consumption * (1 - of_pitch - of_coke) - cyclohexane_soluble_matter - carbon_in_skimmed_dust
    return metal * carbon * carbon_to_co2 * KG_PER_T


@equation(
    title="CO2 from Soderberg paste weighed",
    expression="E_CO2 = (P · (1 − B · (S_p + Ash_p + H_p) − (1 − B) · (S_c + Ash_c)) − MP · (CSM + CD)) · f",
    units={"paste": "t", "metal": "t Al", **_COMPOSITION},
    citation=_SOURCE + ", with PC · MP as one weighed mass",
)
def soderberg_paste_co2_from_mass(
    paste: Arithmetic,
    metal: Arithmetic,
    cyclohexane_soluble_matter: Arithmetic,
    binder_content: Arithmetic,
    pitch_sulphur: Arithmetic,
    pitch_ash: Arithmetic,
    pitch_hydrogen: Arithmetic,
    coke_sulphur: Arithmetic,
    coke_ash: Arithmetic,
    carbon_in_skimmed_dust: Arithmetic,
    carbon_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from paste consumed P (t), metal MP (t Al), CSM and CD (t/t Al), B, S, Ash and H (fractions of 1) as in
    soderberg_paste_co2, and CO2 per carbon; PC x MP is the paste itself."""
    of_pitch = binder_content * (pitch_sulphur + pitch_ash + pitch_hydrogen)
    of_coke = (1 - binder_content) * (coke_sulphur + coke_ash)
    lost = metal * (cyclohexane_soluble_matter + carbon_in_skimmed_dust)
    return (paste * (1 - of_pitch - of_coke) - lost) * carbon_to_co2 * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of Tier 1, 2 and 3 for every mass tapped from Soderberg cells, and what keeps metal without one."""
    result = SourceResult()
    metal = inputs.once(tapped_metal).with_columns(pl.lit(PASTE).alias("item"), CELL_FAMILY)
    metal = metal.filter(pl.col("cell_family") == "soderberg")
    if metal.is_empty():
        return result
    add_tier_1(inputs, metal, "paste_consumption", result)
    rates = inputs.quantities("rate", item="paste_consumption", unit="t/t", basis=("tapped", "not_stated"))
    rows = with_record(metal, rates, "paste_consumption")
    paste, addends = weighed(inputs, "paste", PASTE, "consumed", kind="potline")
    rows = _with_paste_parameters(inputs, beside(rows, paste, "paste"))
    by_rate = rows.filter(pl.col("paste_consumption").is_not_null())
    # Two records of metal over the same days would each take the whole of the paste.
    alone = pl.len().over("smelter_id", "facility_id", "period_start", "period_end") == 1
    by_mass = rows.filter(pl.col("paste_consumption").is_null() & pl.col("paste").is_not_null() & alone)
    for method_set in WITH_OWN_ROWS:
        why = refused(inputs, method_set, "carbon_to_co2")
        covered = [metal.clear().select("activity_id")]
        for used, part in ((soderberg_paste_co2, by_rate), (soderberg_paste_co2_from_mass, by_mass)):
            complete = with_carbon_to_co2(inputs, part, method_set).drop_nulls(used.arguments)
            covered.append(complete.select("activity_id"))
            measured = all_recorded([name for name in _COMPOSITION if name != "carbon_to_co2"])
            for tier, of_tier in ((TIER_3, complete.filter(measured)), (TIER_2, complete.filter(~measured))):
                if not of_tier.is_empty():
                    result.drafts.append(
                        Draft(used, of_tier, "paste_consumption", "CO2", SCOPE_1, tier, method_set, addends=addends)
                    )
        lacking = rows.join(pl.concat(covered), on="activity_id", how="anti")
        if inputs.candidates("anode_co2_factor", method_set=method_set).height:
            lacking = lacking.clear()
        result.missing.append(_missing(lacking, why, method_set))
    return result


def _with_paste_parameters(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the analyses of the site, else the defaults: by stud type for CSM, by kind of paste for the binder."""
    rows = with_kind(inputs, rows, "paste_kind")
    rows = with_analysis(
        inputs,
        rows,
        "binder_content",
        item=PASTE,
        analysis="binder_content",
        default="binder_content_pct",
        on={"paste_kind": "basis"},
    )
    for item, short, names in (
        ("pitch", "pitch", ("sulphur", "ash", "hydrogen")),
        ("calcined_coke", "coke", ("sulphur", "ash")),
    ):
        for name in names:
            rows = with_analysis(inputs, rows, f"{short}_{name}", item=item, analysis=name, default=f"{name}_pct")
    for name, on in (("cyclohexane_soluble_matter", {"technology": "technology"}), ("carbon_in_skimmed_dust", {})):
        rates = inputs.quantities("rate", item=name, unit="t/t", basis=("tapped", "not_stated"))
        rows = with_default(inputs, with_record(rows, rates, f"site_{name}"), name, PASTE, name, on=on)
    return rows


def _missing(rows: pl.DataFrame, why: str | None, method_set: str) -> pl.DataFrame:
    no_paste = pl.col("paste_consumption").is_null() & pl.col("paste").is_null()
    reason = (
        pl.lit(why)
        if why
        else pl.when(no_paste)
        .then(
            pl.lit(
                "paste consumption per tonne tapped of each Soderberg potline, or paste consumed over the metal's days"
            )
        )
        .otherwise(
            pl.lit("the kind of paste is not recorded: dry or wet decides its binder; or record binder_content_pct")
        )
    )
    return missing_rows(
        rows, "paste_consumption", boundary="scope_1", category="scope_1", reason=reason, method_set=method_set
    )

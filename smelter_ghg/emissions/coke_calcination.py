"""CO2 from calcining green petroleum coke for anodes or paste.

Belongs here: the carbon balance of a calciner. Does not belong here: its fuel, the baking of anodes.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from smelter_ghg.emissions.weighed_masses import beside, weighed
from smelter_ghg.items import CALCINED_COKE, COKE_DUST, GREEN_COKE, UNDERCALCINED_COKE
from smelter_ghg.method_sets import WITH_OWN_ROWS
from smelter_ghg.units import KG_PER_T

_SOURCE = (
    "IAI Aluminium Sector Greenhouse Gas Protocol (2006), coke calcination, as in the GHG Protocol Aluminium Sector "
    "GHG Workbook v2.0"
)
_GREEN = {"green_coke": "t", "moisture": "1", "volatiles": "1", "sulphur": "1"}
_BURNT = {"coke_sulphur": "1", "carbon_to_co2": "t CO2/t C", "methane_share": "1", "methane_to_co2": "t CO2/t CH4"}
_ANALYSES = ("moisture", "volatiles", "sulphur", "coke_sulphur")


@equation(
    title="CO2 from calcining green coke, coke and dust weighed",
    expression="E_CO2 = (GC · (1 − w − v − S_gc) − CO · (1 − S_cc)) · f + GC · m · g",
    units={**_GREEN, "coke_and_dust": "t", **_BURNT},
    citation=_SOURCE,
)
def coke_calcination_co2(
    green_coke: Arithmetic,
    moisture: Arithmetic,
    volatiles: Arithmetic,
    sulphur: Arithmetic,
    coke_and_dust: Arithmetic,
    coke_sulphur: Arithmetic,
    carbon_to_co2: Arithmetic,
    methane_share: Arithmetic,
    methane_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg from green coke fed GC (t), its moisture w, volatiles v and sulphur (fractions of 1), coke calcined,
    under-calcined and collected as dust CO (t), the sulphur of that coke (fraction of 1), CO2 per carbon f, and the
    methane in green coke m (fraction of 1) with its CO2 per methane burnt g (t CO2/t CH4).

    E_CO2 = [GC x (100 - H2O - V - S_gc)/100 - (CC + UCC + DE) x (100 - S_cc)/100] x 44/12 + GC x 0.035 x 44/16.
    """
    carbon = green_coke * (1 - moisture - volatiles - sulphur) - coke_and_dust * (1 - coke_sulphur)
    return (carbon * carbon_to_co2 + green_coke * methane_share * methane_to_co2) * KG_PER_T


@equation(
    title="CO2 from calcining green coke, dust as a share of it",
    expression="E_CO2 = (GC · (1 − w − v − S_gc) − (CC + GC · d) · (1 − S_cc)) · f + GC · m · g",
    units={**_GREEN, "coke_out": "t", "dust_share": "t/t", **_BURNT},
    citation=_SOURCE + ", with DE = d · GC",
)
def coke_calcination_co2_with_dust_share(
    green_coke: Arithmetic,
    moisture: Arithmetic,
    volatiles: Arithmetic,
    sulphur: Arithmetic,
    coke_out: Arithmetic,
    dust_share: Arithmetic,
    coke_sulphur: Arithmetic,
    carbon_to_co2: Arithmetic,
    methane_share: Arithmetic,
    methane_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg as in coke_calcination_co2 (CO2 per carbon, t CO2/t CH4), with coke calcined and under-calcined CC (t)
    and dust collected per green coke d (t/t)."""
    out = coke_out + green_coke * dust_share
    carbon = green_coke * (1 - moisture - volatiles - sulphur) - out * (1 - coke_sulphur)
    return (carbon * carbon_to_co2 + green_coke * methane_share * methane_to_co2) * KG_PER_T


@equation(
    title="CO2 from calcining green coke, by cited yields",
    expression="E_CO2 = GC · ((1 − w − v − S_gc − (y + d) · (1 − S_cc)) · f + m · g)",
    units={**_GREEN, "coke_yield": "t/t", "dust_share": "t/t", **_BURNT},
    citation=_SOURCE + ", with CC = y · GC and DE = d · GC",
)
def coke_calcination_co2_from_yield(
    green_coke: Arithmetic,
    moisture: Arithmetic,
    volatiles: Arithmetic,
    sulphur: Arithmetic,
    coke_yield: Arithmetic,
    dust_share: Arithmetic,
    coke_sulphur: Arithmetic,
    carbon_to_co2: Arithmetic,
    methane_share: Arithmetic,
    methane_to_co2: Arithmetic,
) -> Arithmetic:
    """CO2 in kg as in coke_calcination_co2 (t, CO2 per carbon, t CO2/t CH4), with coke and dust per green coke y and d
    (t/t)."""
    carbon = 1 - moisture - volatiles - sulphur - (coke_yield + dust_share) * (1 - coke_sulphur)
    return green_coke * (carbon * carbon_to_co2 + methane_share * methane_to_co2) * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of every calciner and period. More carbon out than in is an error of the records, not an emission: such
    a balance is missing here, and a check says so."""
    result = SourceResult()
    for method_set, used, rows, addends in calciner_balances(inputs):
        made_carbon = used.function(**{name: pl.col(name) for name in used.arguments}) < 0
        complete = rows.drop_nulls(used.arguments)
        measured = all_recorded(_ANALYSES) & (pl.lit("coke_yield" not in used.units))
        for tier, part in ((TIER_3, complete.filter(measured)), (TIER_2, complete.filter(~measured))):
            kept = part.filter(~made_carbon)
            if not kept.is_empty():
                draft = Draft(used, kept, "coke_calcination", "CO2", SCOPE_1, tier, method_set, addends=addends)
                result.drafts.append(draft)
        why = refused(inputs, method_set, "carbon_to_co2")
        for lacking, reason in (
            (rows.filter(pl.col("carbon_to_co2").is_null()), why or "the ratio of CO2 to carbon of this set"),
            (complete.filter(made_carbon), "more carbon leaves the calciner than green coke brings"),
        ):
            result.missing.append(
                missing_rows(
                    lacking, GREEN_COKE, boundary="scope_1", category="scope_1", reason=reason, method_set=method_set
                )
            )
    return result


def calciner_balances(inputs: SourceInputs) -> Iterator[tuple[str, Equation, pl.DataFrame, pl.DataFrame]]:
    """Per method set and equation: green coke fed by place and period with the equation's arguments, and the records
    behind sums."""
    green, of_green = weighed(inputs, "green_coke", GREEN_COKE, "consumed", kind="coke_calciner")
    if green.is_empty():
        return
    coke = (CALCINED_COKE, UNDERCALCINED_COKE)
    dust, _ = weighed(inputs, "coke_dust", COKE_DUST, "produced", kind="coke_calciner")
    out, of_out = weighed(inputs, "coke_out", coke, "produced", kind="coke_calciner")
    everything, of_everything = weighed(inputs, "coke_and_dust", (*coke, COKE_DUST), "produced", kind="coke_calciner")
    rows = beside(beside(beside(green, dust, "coke_dust"), out, "coke_out"), everything, "coke_and_dust")
    rows = _with_parameters(inputs, rows)
    has_coke, has_dust = pl.col("coke_out").is_not_null(), pl.col("coke_dust").is_not_null()
    addends = pl.concat([of_green, of_out, of_everything])
    for used, part in (
        (coke_calcination_co2, rows.filter(has_coke & has_dust)),
        (coke_calcination_co2_with_dust_share, rows.filter(has_coke & ~has_dust)),
        (coke_calcination_co2_from_yield, rows.filter(~has_coke)),
    ):
        if not part.is_empty():
            for method_set in WITH_OWN_ROWS:
                yield method_set, used, with_carbon_to_co2(inputs, part, method_set), addends


def _with_parameters(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Analyses of the site, else cited defaults; yields and methane from cited defaults."""
    rows = rows.with_columns(
        pl.lit(GREEN_COKE).alias("item"),
        pl.lit("methane").alias("burnt"),
        pl.lit("anode_production").alias("process"),
        pl.lit("").alias("input_key"),
    )
    for name in ("moisture", "volatiles", "sulphur"):
        rows = with_analysis(inputs, rows, name, item=GREEN_COKE, analysis=name, default=f"{name}_pct")
    rows = with_analysis(
        inputs,
        rows,
        "coke_sulphur",
        item=CALCINED_COKE,
        analysis="sulphur",
        default="sulphur_pct",
        of="coke_of_calciner",
    )
    for name in ("coke_yield", "dust_share", "methane_share"):
        rows = with_factor(rows, inputs.candidates(name), name, on={"item": "item"}, kind="default")
    return with_factor(rows, inputs.candidates("methane_to_co2"), "methane_to_co2", on={"burnt": "item"})

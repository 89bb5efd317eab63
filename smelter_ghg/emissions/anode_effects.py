"""CF4 and C2F6 from high-voltage anode effects, by the slope method, potline by potline and month by month.

Belongs here: IPCC equation 4.26 with technology coefficients. Does not belong here: overvoltage, low-voltage emissions.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, Equation, SourceResult, equation
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, with_factor, with_record
from smelter_ghg.emissions.tapped_metal import tapped_metal

METHOD_SETS = ("ipcc_2006", "eu_2025_2547")
TIERS_ARE_ALTERNATIVES = True
_SLOPE = "kg CF4/t Al/(min/cell-day)"
_SOURCE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.26; Regulation (EU) 2025/2547, Annex II, B.7.1"

# In the 2006 set every point-fed prebake cell uses the centre-worked prebake row; the seven-technology set has rows of
# its own for PFPB_L, PFPB_M and PFPB_MW and none for a PFPB cell whose subtype is not known.
_ROW_OF_2006 = {"PFPB": "CWPB", "PFPB_L": "CWPB", "PFPB_M": "CWPB", "PFPB_MW": "CWPB"}


@equation(
    title="CF4 from anode effects, slope method",
    expression="E_CF4 = S · AEM · MP",
    units={"slope_cf4": _SLOPE, "anode_effect_minutes": "min/cell-day", "metal": "t Al"},
    citation=_SOURCE + ", equation 21",
)
def anode_effect_cf4(slope_cf4: Arithmetic, anode_effect_minutes: Arithmetic, metal: Arithmetic) -> Arithmetic:
    """CF4 in kg from the slope coefficient, anode-effect minutes and metal tapped.

    S in kg CF4/t Al/(min/cell-day), AEM in min/cell-day, MP in t Al.
    """
    return slope_cf4 * anode_effect_minutes * metal


@equation(
    title="CF4 from anode effects, frequency times duration",
    expression="E_CF4 = S · AEF · AED · MP",
    units={
        "slope_cf4": _SLOPE,
        "anode_effect_frequency": "1/cell-day",
        "anode_effect_duration": "min",
        "metal": "t Al",
    },
    citation=_SOURCE + ", equations 21 and 23",
)
def anode_effect_cf4_from_frequency(
    slope_cf4: Arithmetic, anode_effect_frequency: Arithmetic, anode_effect_duration: Arithmetic, metal: Arithmetic
) -> Arithmetic:
    """CF4 in kg; anode-effect minutes are frequency times average duration.

    S in kg CF4/t Al/(min/cell-day), AEF in 1/cell-day, AED in min, MP in t Al.
    """
    return slope_cf4 * anode_effect_frequency * anode_effect_duration * metal


@equation(
    title="C2F6 from anode effects, slope method",
    expression="E_C2F6 = S · AEM · MP · F",
    units={"slope_cf4": _SLOPE, "anode_effect_minutes": "min/cell-day", "metal": "t Al", "c2f6_cf4_ratio": "1"},
    citation=_SOURCE + ", equation 22",
)
def anode_effect_c2f6(
    slope_cf4: Arithmetic, anode_effect_minutes: Arithmetic, metal: Arithmetic, c2f6_cf4_ratio: Arithmetic
) -> Arithmetic:
    """C2F6 in kg: the CF4 of the slope method times the mass ratio of C2F6 to CF4.

    S in kg CF4/t Al/(min/cell-day), AEM in min/cell-day, MP in t Al, F in kg C2F6 per kg CF4 (unit 1).
    """
    return slope_cf4 * anode_effect_minutes * metal * c2f6_cf4_ratio


@equation(
    title="C2F6 from anode effects, frequency times duration",
    expression="E_C2F6 = S · AEF · AED · MP · F",
    units={
        "slope_cf4": _SLOPE,
        "anode_effect_frequency": "1/cell-day",
        "anode_effect_duration": "min",
        "metal": "t Al",
        "c2f6_cf4_ratio": "1",
    },
    citation=_SOURCE + ", equations 22 and 23",
)
def anode_effect_c2f6_from_frequency(
    slope_cf4: Arithmetic,
    anode_effect_frequency: Arithmetic,
    anode_effect_duration: Arithmetic,
    metal: Arithmetic,
    c2f6_cf4_ratio: Arithmetic,
) -> Arithmetic:
    """C2F6 in kg, with anode-effect minutes as frequency times average duration.

    S in kg CF4/t Al/(min/cell-day), AEF in 1/cell-day, AED in min, MP in t Al, F in kg C2F6 per kg CF4 (unit 1).
    """
    return slope_cf4 * anode_effect_frequency * anode_effect_duration * metal * c2f6_cf4_ratio


_RECORDS = {
    "anode_effect_minutes": "anode_effect_minutes_per_cell_day",
    "anode_effect_frequency": "anode_effect_frequency_per_cell_day",
    "anode_effect_duration": "anode_effect_duration_min",
}


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CF4 and C2F6 rows for every mass tapped from a potline with anode-effect data, and what is missing for the rest.

    Metal and anode-effect data meet per potline; a month's metal meets the month's data, or a longer period's average
    where the plant has no monthly data.
    """
    result = SourceResult()
    metal = inputs.once(tapped_metal).with_columns(pl.lit("anode_effects").alias("item"))
    if metal.is_empty():
        return result
    for argument, column in _RECORDS.items():
        metal = with_record(metal, inputs.quantities("potline", item=column), argument)
    for method_set in METHOD_SETS:
        rows = _with_coefficients(inputs, metal, method_set)
        known = rows.filter(pl.col("slope_cf4").is_not_null() & pl.col("c2f6_cf4_ratio").is_not_null())
        minutes = pl.col("anode_effect_minutes").is_not_null()
        both = pl.col("anode_effect_frequency").is_not_null() & pl.col("anode_effect_duration").is_not_null()
        direct, product = known.filter(minutes), known.filter(~minutes & both)
        for gas, equation_used, part in (
            ("CF4", anode_effect_cf4, direct),
            ("C2F6", anode_effect_c2f6, direct),
            ("CF4", anode_effect_cf4_from_frequency, product),
            ("C2F6", anode_effect_c2f6_from_frequency, product),
        ):
            _add(result, equation_used, part, gas, method_set)
        _missing(rows, method_set, result)
    return result


def _add(result: SourceResult, used: Equation, rows: pl.DataFrame, gas: str, method_set: str) -> None:
    if not rows.is_empty():
        result.drafts.append(Draft(used, rows, "anode_effects", gas, SCOPE_1, TIER_2, method_set))


def _with_coefficients(inputs: SourceInputs, metal: pl.DataFrame, method_set: str) -> pl.DataFrame:
    technology = pl.col("technology")
    row = technology.replace(_ROW_OF_2006) if method_set == "ipcc_2006" else technology
    rows = metal.with_columns(row.alias("coefficient_row"))
    for parameter in ("slope_cf4", "c2f6_cf4_ratio"):
        candidates = inputs.candidates(parameter, method_set=method_set)
        rows = with_factor(rows, candidates, parameter, on={"coefficient_row": "technology"})
    return rows


def _missing(rows: pl.DataFrame, method_set: str, result: SourceResult) -> None:
    """Name what each potline lacks: coefficients through its technology, frequency, duration."""
    no_minutes = pl.col("anode_effect_minutes").is_null()
    lacks = (
        (
            "technology_subtype" if method_set == "eu_2025_2547" else "technology",
            pl.col("slope_cf4").is_null(),
            "the slope coefficient needs the cell technology, for point-fed cells with its subtype",
        ),
        (
            "anode_effect_frequency",
            no_minutes & pl.col("anode_effect_frequency").is_null(),
            "anode effects per cell-day, or anode-effect minutes per cell-day, of each potline",
        ),
        (
            "anode_effect_duration",
            no_minutes & pl.col("anode_effect_duration").is_null(),
            "average minutes per anode effect, or anode-effect minutes per cell-day, of each potline",
        ),
    )
    for item, test, reason in lacks:
        result.missing.append(
            missing_rows(
                rows.filter(test),
                item,
                boundary="scope_1",
                category="scope_1",
                reason=reason,
                method_set=method_set,
            )
        )

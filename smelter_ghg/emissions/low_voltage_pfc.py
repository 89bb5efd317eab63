"""CF4 that cells give off below the voltage of an anode effect.

Belongs here: low-voltage emissions measured, or by a factor per tonne. Does not belong here: anode effects, cells being
started.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1
from smelter_ghg.emissions.anode_effect_data import potline_data
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, with_factor
from smelter_ghg.emissions.pfc_measured import add_measured, measured_throughout
from smelter_ghg.method_sets import METHOD_SETS, WITH_OWN_ROWS

TIERS_ARE_ALTERNATIVES = True
ITEM = "low_voltage_pfc"
# The regulation wants low-voltage emissions covered: by the site's own coefficient, or apart.
_ASKED_BY = "eu_2025_2547"
_OWN_COEFFICIENTS = ("site_slope_cf4", "site_overvoltage_coefficient_cf4")


@equation(
    title="CF4 at low voltage, by production",
    expression="E = EF · MP",
    units={"low_voltage_factor": "kg/t Al", "metal": "t Al"},
    citation="In the form of IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.25; the 2019 Refinement has "
    "low-voltage emissions as a source of their own; the factor comes from the user",
)
def low_voltage_cf4(low_voltage_factor: Arithmetic, metal: Arithmetic) -> Arithmetic:
    """CF4 in kg from the technology's low-voltage factor (kg/t Al) and metal tapped (t Al)."""
    return low_voltage_factor * metal


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """Measured rows, rows by a user's factor, and the metal that has neither in the set that asks for it."""
    result = SourceResult()
    add_measured(inputs, result, ITEM, ITEM, ("low_voltage",))
    metal = inputs.once(potline_data)
    if metal.is_empty():
        return result
    metal = metal.with_columns(pl.lit(ITEM).alias("item"), pl.lit(None, pl.String).alias("counted_in"))
    measured = measured_throughout(inputs, metal, ("low_voltage", "operation"), "CF4")
    for method_set in WITH_OWN_ROWS:
        if METHOD_SETS[method_set].unverified:
            continue
        candidates = inputs.candidates("low_voltage_factor", gas="CF4", method_set=method_set)
        rows = with_factor(metal, candidates, "low_voltage_factor", on={"technology": "technology"})
        known = pl.col("low_voltage_factor").is_not_null()
        # Where a duct holds high and low voltage together, the factor would count the latter again.
        with_duct = measured.filter("together").select("activity_id")
        drafted = rows.filter(known).join(with_duct, on="activity_id", how="anti", maintain_order="left")
        if not drafted.is_empty():
            result.drafts.append(
                Draft(low_voltage_cf4, drafted, ITEM, "CF4", SCOPE_1, TIER_1, method_set, also_in_column="counted_in")
            )
        if method_set == _ASKED_BY:
            no_own = pl.all_horizontal(pl.col(name).is_null() for name in _OWN_COEFFICIENTS)
            bare = rows.filter(~known & no_own).join(measured.select("activity_id"), on="activity_id", how="anti")
            result.missing.append(_missing(bare, method_set))
    return result


def _missing(rows: pl.DataFrame, method_set: str) -> pl.DataFrame:
    return missing_rows(
        rows,
        ITEM,
        boundary="scope_1",
        category="scope_1",
        reason="the printed slope and overvoltage coefficients leave out low-voltage emissions: record what was "
        "measured in pfc_measurements or the site's own coefficient, supply low_voltage_factor with its "
        "citation, or exclude it with an estimate",
        method_set=method_set,
    )

"""CF4 and C2F6 of cells being started, apart from those in operation.

Belongs here: start-ups measured, or by a factor per cell started. Does not belong here: anode effects of running cells.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs, with_factor
from smelter_ghg.emissions.pfc_measured import PFC_GASES, add_measured
from smelter_ghg.method_sets import METHOD_SETS, WITH_OWN_ROWS

TIERS_ARE_ALTERNATIVES = True
ITEM = "start_up_pfc"


@equation(
    title="PFC of cells started",
    expression="E = EF · n",
    units={"start_up_factor": "kg/cell", "cells_started": "cells"},
    citation="In the form of IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.25, per cell in place of per tonne; "
    "IAI, Good Practice Guidance: Measuring Perfluorocarbons, keeps start-up apart; the factor comes from the user",
)
def start_up_pfc(start_up_factor: Arithmetic, cells_started: Arithmetic) -> Arithmetic:
    """CF4 or C2F6 in kg from the mass per cell start (kg/cell) and cells started (cells)."""
    return start_up_factor * cells_started


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """Measured rows and rows by a user's factor. Without either nothing is stated: a plant's anode-effect log may hold
    its start-ups."""
    result = SourceResult()
    add_measured(inputs, result, ITEM, ITEM, ("start_up",))
    started = inputs.quantities("potline", item="cells_started").with_columns(
        pl.lit(ITEM).alias("item"),
        pl.lit("electrolysis").alias("process"),
        pl.lit("").alias("input_key"),
        pl.lit(None, pl.String).alias("counted_in"),
        *record_argument("cells_started", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    if started.is_empty():
        return result
    for method_set in WITH_OWN_ROWS:
        if METHOD_SETS[method_set].unverified:
            continue
        for gas in PFC_GASES:
            candidates = inputs.candidates("start_up_factor", gas=gas, method_set=method_set)
            rows = with_factor(started, candidates, "start_up_factor", on={"technology": "technology"})
            rows = rows.filter(pl.col("start_up_factor").is_not_null())
            if not rows.is_empty():
                result.drafts.append(
                    Draft(start_up_pfc, rows, ITEM, gas, SCOPE_1, TIER_1, method_set, also_in_column="counted_in")
                )
    return result

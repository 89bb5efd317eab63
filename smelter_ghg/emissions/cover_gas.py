"""SF6 blown over or through the melt in the casthouse.

Belongs here: cover gas consumed x share emitted. Does not belong here: SF6 in switchgear.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, with_factor
from smelter_ghg.items import CHARGED_GASES, PROCESS_OF_FACILITY
from smelter_ghg.units import KG_PER_T


@equation(
    title="Cover gas of casting",
    expression="E = m · s",
    units={"mass": "t", "emitted_share": "1"},
    citation="Mass balance of the gas: what is consumed and not destroyed is emitted. IPCC 2006 Guidelines, Volume 3, "
    "chapter 4, is the place to look for a share and was not read; the share comes from the user, with its citation",
)
def cover_gas_emitted(mass: Arithmetic, emitted_share: Arithmetic) -> Arithmetic:
    """Gas in kg from cover gas consumed (t) and the share of it that is emitted (fraction of 1)."""
    return mass * emitted_share * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """Rows of every cover gas consumed. That all of it is emitted is not verified, so the share comes from the user."""
    result = SourceResult()
    rows = inputs.quantities("item", item=tuple(CHARGED_GASES), flow="consumed", unit="t").with_columns(
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        joined_key("supplier", "supplier_site").alias("input_key"),
        *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    if rows.is_empty():
        return result
    rows = with_factor(rows, inputs.candidates("emitted_share"), "emitted_share", on={"item": "item"})
    known = pl.col("emitted_share").is_not_null()
    for item, gas in CHARGED_GASES.items():
        own = rows.filter(known & (pl.col("item") == item))
        if not own.is_empty():
            result.drafts.append(Draft(cover_gas_emitted, own, "cover_gas", gas, SCOPE_1, TIER_2))
    result.missing.append(
        missing_rows(
            rows.filter(~known),
            pl.col("item"),
            boundary="scope_1",
            category="scope_1",
            reason="the share of the cover gas that is emitted is not verified: supply emitted_share with its citation "
            "in a factor file; gas for switchgear or chillers is recorded as received, not as consumed",
        )
    )
    return result

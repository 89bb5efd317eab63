"""CO2 from soda ash and other carbonates, where gas is scrubbed, sulphur is bound or metal is fluxed.

Belongs here: mass x purity x share calcined x CO2 per carbonate. Does not belong here: making of lime, carbon of
anodes.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import (
    SourceInputs,
    all_recorded,
    joined_key,
    missing_rows,
    prefer,
    with_factor,
    with_record,
)
from smelter_ghg.items import CARBONATES, PROCESS_OF_FACILITY
from smelter_ghg.units import KG_PER_T

_QUALITIES = ("purity", "calcined")


@equation(
    title="CO2 from carbonates",
    expression="E_CO2 = m · p · c · EF",
    units={"mass": "t", "purity": "1", "calcined": "1", "carbonate_factor": "t CO2/t"},
    citation="IPCC 2006 Guidelines, Volume 3, Chapter 2, Table 2.1; GHG Protocol Aluminium Sector GHG Workbook v2.0, "
    "soda ash",
)
def carbonate_co2(
    mass: Arithmetic, purity: Arithmetic, calcined: Arithmetic, carbonate_factor: Arithmetic
) -> Arithmetic:
    """CO2 in kg from a carbonate used (t), its purity and the share calcined (fractions of 1) and CO2 per carbonate
    (t CO2/t).

    IPCC 2006 Guidelines, Volume 3, Chapter 2, Table 2.1 has the factors; purity and share calcined follow the soda ash
    sheet of the GHG Protocol aluminium workbook v2.0, whose factor is 44/106.
    """
    return mass * purity * calcined * carbonate_factor * KG_PER_T


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of every carbonate consumed; one whose purity or share calcined nobody states is missing."""
    result = SourceResult()
    rows = inputs.quantities("item", item=CARBONATES, flow="consumed", unit="t").with_columns(
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        joined_key("supplier", "supplier_site", "basis").alias("input_key"),
        *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    if rows.is_empty():
        return result
    rows = with_factor(rows, inputs.candidates("carbonate_factor"), "carbonate_factor", on={"item": "item"})
    for name in _QUALITIES:
        site = inputs.quantities("property", flow=name)
        rows = with_record(rows, site, f"site_{name}", on={"item": "item"})
        default = inputs.candidates(f"{name}_pct")
        rows = with_factor(rows, default, f"default_{name}", on={"item": "item"}, kind="default")
        rows = prefer(rows, name, f"site_{name}", f"default_{name}")
    for name, reason in (
        ("carbonate_factor", "no CO2 factor of this carbonate"),
        ("purity", "purity_pct of this carbonate is not in properties"),
        ("calcined", "calcined_pct, the share that gives off its CO2, is not in properties"),
    ):
        lacking = rows.filter(pl.col(name).is_null())
        result.missing.append(
            missing_rows(lacking, pl.col("item"), boundary="scope_1", category="scope_1", reason=reason)
        )
    complete = rows.drop_nulls(carbonate_co2.arguments)
    measured = all_recorded(_QUALITIES)
    for tier, part in ((TIER_2, complete.filter(measured)), (TIER_1, complete.filter(~measured))):
        if not part.is_empty():
            result.drafts.append(Draft(carbonate_co2, part, "carbonates", "CO2", SCOPE_1, tier))
    return result

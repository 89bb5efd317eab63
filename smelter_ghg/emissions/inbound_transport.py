"""Scope 3 category 4: transport of alumina, anodes, coke and pitch to the smelter.

Belongs here: tonne-kilometres times a cited factor per mode. Does not belong here: transport a supplier's footprint
already holds, outbound transport.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import INBOUND_TRANSPORT, SCOPE_3, TIER_1
from smelter_ghg.emissions.consumption import leg_name, transport_held
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation, record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, with_factor


@equation(
    title="Inbound transport",
    expression="E = m · d · EF",
    units={"mass": "t", "distance": "km", "transport_factor": "kg CO2e/(t km)"},
    citation="GHG Protocol Corporate Value Chain (Scope 3) Standard (2011), category 4, distance-based method",
)
def transport_co2e(mass: Arithmetic, distance: Arithmetic, transport_factor: Arithmetic) -> Arithmetic:
    """CO2e in kg from mass (t), distance (km) and the mode's factor (kg CO2e per t km)."""
    return mass * distance * transport_factor


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2e rows of every transport leg; legs without a factor for their mode are missing."""
    result = SourceResult()
    distances = inputs.quantities("transport_distance").select(
        "group_key", *record_argument("distance", pl.col("value"), pl.col("input_id"), pl.col("multiplier"))
    )
    legs = (
        inputs.quantities("transport_mass")
        .with_columns(
            *record_argument("mass", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
            pl.lit("transport").alias("process"),
        )
        .join(distances, on="group_key", how="inner", maintain_order="left")
        # A footprint that holds the transport must not meet it again here.
        .join(inputs.once(transport_held), on=["smelter_id", "period_label", "item"], how="anti", maintain_order="left")
        .with_columns(leg_name())
        .with_columns(joined_key("mode", "leg").alias("input_key"))
    )
    if legs.is_empty():
        return result
    rows = with_factor(legs, inputs.candidates("transport_factor"), "transport_factor", on={"mode": "item"})
    sets = inputs.factors.select(
        pl.col("factor_id").alias("transport_factor__id"),
        pl.col("gwp_set").fill_null("not_stated").alias("leg_gwp_set"),
    )
    rows = rows.join(sets, on="transport_factor__id", how="left", maintain_order="left")
    known = pl.col("transport_factor").is_not_null()
    if not rows.filter(known).is_empty():
        result.drafts.append(
            Draft(
                transport_co2e,
                rows.filter(known),
                "inbound_transport",
                "CO2e",
                SCOPE_3,
                TIER_1,
                scope3_category=INBOUND_TRANSPORT,
                gwp_set_column="leg_gwp_set",
            )
        )
    result.missing.append(
        missing_rows(
            rows.filter(~known),
            pl.concat_str(pl.col("item"), pl.lit("_transport")),
            boundary="mine_to_metal",
            category="category_4",
            reason=pl.format("no factor for transport by {}: supply one with its citation", pl.col("mode")),
        )
    )
    return result

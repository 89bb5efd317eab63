"""Scope 2: electricity from the grid, location-based and market-based side by side.

Belongs here: metered energy times the grid's, the instrument's or the residual factor. Does not belong here: losses and
the upstream of power (scope 3 category 3), captive generation (scope 1, through its fuel).
"""

from __future__ import annotations

from smelter_ghg.contracts.labels import SCOPE_2, TIER_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, SourceResult, equation
from smelter_ghg.emissions.grid_supply import grid_supply
from smelter_ghg.emissions.lookup import SourceInputs


@equation(
    title="Emissions of electricity",
    expression="E = W · EF",
    units={"energy": "MWh", "factor": "kg CO2e/MWh"},
    citation="GHG Protocol Scope 2 Guidance (2015), chapter 6: energy consumed times emission factor",
)
def electricity_co2e(energy: Arithmetic, factor: Arithmetic) -> Arithmetic:
    """CO2e in kg from electricity (MWh) and its factor (kg CO2e/MWh)."""
    return energy * factor


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2e rows of both accounts: every meter by location; instruments and what they leave uncovered by market."""
    supply = inputs.once(grid_supply)
    result = SourceResult(missing=list(supply.missing))
    for rows, account, tier, addends in (
        (supply.location, "location", TIER_1, None),
        (supply.instruments, "market", TIER_2, supply.addends),
        (supply.uncovered, "market", TIER_1, supply.addends),
    ):
        if not rows.is_empty():
            result.drafts.append(
                Draft(
                    electricity_co2e,
                    rows,
                    "purchased_electricity",
                    "CO2e",
                    SCOPE_2,
                    tier,
                    scope2_account=account,
                    addends=addends,
                    gwp_set_column="factor_gwp_set",
                )
            )
    return result

"""CO2, CH4 and N2O from the engines of vehicles and mobile machines: metal haulers, anode tractors, loaders.

Belongs here: fuel recorded at a facility of kind mobile_plant. Does not belong here: fuel of no facility, which counts
as stationary; inbound transport, which is scope 3.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.equation import SourceResult
from smelter_ghg.emissions.fuel_combustion import MOBILE, Burning, add_burnt, is_mobile
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import FOSSIL_FUELS


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 follows from the fuel's carbon wherever it is burnt; CH4 and N2O depend on the engine and have factors of
    their own (IPCC 2006 Guidelines, Volume 2, Chapter 3), none of which is shipped."""
    result = SourceResult()
    add_burnt(inputs, result, Burning("mobile_plant", "CO2"), is_mobile() & pl.col("item").is_in(FOSSIL_FUELS))
    for gas in ("CH4", "N2O"):
        add_burnt(inputs, result, Burning("mobile_plant", gas, MOBILE), is_mobile())
    return result

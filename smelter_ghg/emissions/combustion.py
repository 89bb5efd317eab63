"""CO2, CH4 and N2O from burning fuels in furnaces, boilers and captive power plants.

Belongs here: stationary combustion. Does not belong here: vehicles, the CO2 of biomass, the upstream of fuels,
electricity bought.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.equation import SourceResult
from smelter_ghg.emissions.fuel_combustion import Burning, add_burnt, is_mobile
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import FOSSIL_FUELS


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2 rows of fossil fuels, CH4 and N2O rows of every fuel; fuels that no path takes are missing."""
    result = SourceResult(missing=list(inputs.once(fuel_quantities).missing))
    fossil = pl.col("item").is_in(FOSSIL_FUELS)
    for gas, which in (("CO2", fossil), ("CH4", pl.lit(True)), ("N2O", pl.lit(True))):
        add_burnt(inputs, result, Burning("combustion", gas), ~is_mobile() & which)
    return result

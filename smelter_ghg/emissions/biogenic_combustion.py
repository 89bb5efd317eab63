"""CO2 from burning biomass, stated beside the scopes and part of none.

Belongs here: the CO2 of wood, charcoal, biogas and liquid biofuels, in furnaces and engines alike. Does not belong
here: their CH4 and N2O, which count in scope 1.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.fields import BIOGENIC_CO2
from smelter_ghg.contracts.labels import OUTSIDE_SCOPES
from smelter_ghg.emissions.equation import SourceResult
from smelter_ghg.emissions.fuel_combustion import Burning, add_burnt
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import BIOFUELS

_BURNING = Burning("biogenic_combustion", BIOGENIC_CO2, scope=OUTSIDE_SCOPES, factor_gas="CO2")


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """Biogenic CO2 rows of every biofuel with a factor; without one nothing is stated (GHG Protocol Corporate Standard,
    chapter 4: direct CO2 of biomass is reported separately from the scopes)."""
    result = SourceResult()
    add_burnt(inputs, result, _BURNING, pl.col("item").is_in(BIOFUELS))
    return result

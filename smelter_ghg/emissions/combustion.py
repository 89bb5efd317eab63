"""CO2, CH4 and N2O from burning fuels, on site and in captive power plants.

Belongs here: fuel x calorific value x factor, and CO2 from a fuel's carbon content. Does not belong here: the upstream
of fuels, electricity bought.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1, TIER_2
from smelter_ghg.emissions.equation import Draft, Equation, SourceResult
from smelter_ghg.emissions.fuel_paths import per_path
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, with_factor

_IPCC = "IPCC 2006 Guidelines, Volume 2, Chapter 2, equation 2.1"
_EU = "Regulation (EU) 2025/2547, Annex II, equations 5 and 6"
_CARBON = "IPCC 2006 Guidelines, Volume 2, Chapter 1, Tables 1.2 and 1.3: factor = carbon content · 44/12"
GASES = ("CO2", "CH4", "N2O")


# Gas in kg from a fuel's net energy (GJ) and an emission factor (kg gas/GJ).
COMBUSTION = per_path(
    "combustion_from_{path}",
    "Combustion of {words}",
    {"emission_factor": "kg/GJ"},
    "EF",
    "Gas",
    f"{_IPCC}; {_EU}",
    __name__,
)
# CO2 in kg from a fuel's net energy (GJ), carbon per energy (kg C/GJ) and CO2 per carbon (t CO2/t C).
COMBUSTION_BY_CARBON = per_path(
    "combustion_co2_from_carbon_in_{path}",
    "CO2 from the carbon in {words}",
    {"carbon_content": "kg C/GJ", "carbon_to_co2": "t CO2/t C"},
    "C · f",
    "CO2",
    _CARBON,
    __name__,
)


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2, CH4 and N2O rows of every fuel row; a gas without a usable factor is missing, never zero."""
    fuels = inputs.once(fuel_quantities)
    result = SourceResult(missing=list(fuels.missing))
    for path, rows in fuels.by_path:
        by_factor, by_carbon = COMBUSTION[path.name], COMBUSTION_BY_CARBON[path.name]
        for gas in GASES:
            found = with_factor(
                rows, inputs.candidates("combustion_factor", gas=gas), "emission_factor", on={"item": "item"}
            )
            lacking = found.filter(pl.col("emission_factor").is_null())
            _add(result, by_factor, found.filter(pl.col("emission_factor").is_not_null()), gas)
            if gas == "CO2":
                lacking = _from_carbon(inputs, lacking, by_carbon, result)
            result.missing.append(_without_factor(lacking, gas))
    return result


def _from_carbon(inputs: SourceInputs, rows: pl.DataFrame, used: Equation, result: SourceResult) -> pl.DataFrame:
    """CO2 by carbon content for fuels without a CO2 factor; returns the rows that have neither."""
    rows = with_factor(rows, inputs.candidates("carbon_content"), "carbon_content", on={"item": "item"})
    rows = with_factor(
        rows.with_columns(pl.lit("carbon").alias("element")),
        inputs.candidates("carbon_to_co2", method_set="common"),
        "carbon_to_co2",
        on={"element": "item"},
    )
    known = pl.col("carbon_content").is_not_null() & pl.col("carbon_to_co2").is_not_null()
    _add(result, used, rows.filter(known), "CO2")
    return rows.filter(~known)


def _add(result: SourceResult, used: Equation, rows: pl.DataFrame, gas: str) -> None:
    """A default calorific value makes a row Tier 1, anything of the site's own Tier 2."""
    if "net_calorific_value__kind" in rows.columns:
        own = pl.col("net_calorific_value__kind") == "record"
        parts = ((TIER_2, rows.filter(own)), (TIER_1, rows.filter(~own)))
    else:
        parts = ((TIER_2, rows), (TIER_1, rows.clear()))
    for tier, part in parts:
        if not part.is_empty():
            result.drafts.append(Draft(used, part, "combustion", gas, SCOPE_1, tier))


def _without_factor(rows: pl.DataFrame, gas: str) -> pl.DataFrame:
    return missing_rows(
        rows,
        pl.concat_str(pl.col("item"), pl.lit(f"_combustion_{gas.lower()}")),
        boundary="scope_1",
        category="scope_1",
        reason=f"no verified {gas} factor for this fuel: supply one with its citation in a factor file",
    )

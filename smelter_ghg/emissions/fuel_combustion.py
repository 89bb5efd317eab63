"""Burning a fuel: the equations, and the ledger rows of one gas, whatever the fuel is burnt in.

Belongs here: fuel x calorific value x factor, and CO2 from a fuel's carbon content. Does not belong here: which fuels
and gases a source takes.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1, TIER_2
from smelter_ghg.emissions.equation import Draft, Equation, SourceResult
from smelter_ghg.emissions.fuel_paths import per_path
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, with_factor

_IPCC = "IPCC 2006 Guidelines, Volume 2, Chapter 2, equation 2.1"
_EU = "Regulation (EU) 2025/2547, Annex II, equations 5 and 6"
_CARBON = "IPCC 2006 Guidelines, Volume 2, Chapter 1, Tables 1.2 and 1.3: factor = carbon content · 44/12"
STATIONARY, MOBILE = "combustion_factor", "mobile_combustion_factor"


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


@dataclass(frozen=True)
class Burning:
    """How a source burns fuel: the source's name, the parameter of its factors, the ledger's gas and scope.

    `factor_gas` is the gas as factor rows name it, where the ledger's name differs.
    """

    source: str
    gas: str
    parameter: str = STATIONARY
    scope: int = SCOPE_1
    factor_gas: str | None = None


def is_mobile() -> pl.Expr:
    """Fuel of vehicles and mobile machines: it has factors of its own for CH4 and N2O."""
    return (pl.col("facility_kind") == "mobile_plant").fill_null(False)


def add_burnt(inputs: SourceInputs, result: SourceResult, burning: Burning, which: pl.Expr) -> None:
    """Rows of one gas for the fuels `which` selects; a fuel without a usable factor is missing, never zero.

    CO2 may also come of the fuel's carbon content.
    """
    gas = burning.factor_gas or burning.gas
    for path, all_fuels in inputs.once(fuel_quantities).by_path:
        rows = all_fuels.filter(which)
        if rows.is_empty():
            continue
        candidates = inputs.candidates(burning.parameter, gas=gas)
        found = with_factor(rows, candidates, "emission_factor", on={"item": "item"})
        known = pl.col("emission_factor").is_not_null()
        _add(result, COMBUSTION[path.name], found.filter(known), burning)
        lacking = found.filter(~known)
        if gas == "CO2":
            lacking = _from_carbon(inputs, lacking, COMBUSTION_BY_CARBON[path.name], result, burning)
        result.missing.append(_without_factor(lacking, burning, gas))


def _from_carbon(
    inputs: SourceInputs, rows: pl.DataFrame, used: Equation, result: SourceResult, burning: Burning
) -> pl.DataFrame:
    """CO2 by carbon content for fuels without a CO2 factor; returns the rows that have neither."""
    rows = with_factor(rows, inputs.candidates("carbon_content"), "carbon_content", on={"item": "item"})
    rows = with_factor(
        rows.with_columns(pl.lit("carbon").alias("element")),
        inputs.candidates("carbon_to_co2", method_set="common"),
        "carbon_to_co2",
        on={"element": "item"},
    )
    known = pl.col("carbon_content").is_not_null() & pl.col("carbon_to_co2").is_not_null()
    _add(result, used, rows.filter(known), burning)
    return rows.filter(~known)


def _add(result: SourceResult, used: Equation, rows: pl.DataFrame, burning: Burning) -> None:
    """A default calorific value makes a row Tier 1, anything of the site's own Tier 2."""
    if "net_calorific_value__kind" in rows.columns:
        own = pl.col("net_calorific_value__kind") == "record"
        parts = ((TIER_2, rows.filter(own)), (TIER_1, rows.filter(~own)))
    else:
        parts = ((TIER_2, rows), (TIER_1, rows.clear()))
    for tier, part in parts:
        if not part.is_empty():
            result.drafts.append(Draft(used, part, burning.source, burning.gas, burning.scope, tier))


def _without_factor(rows: pl.DataFrame, burning: Burning, gas: str) -> pl.DataFrame:
    """Missing rows; what is outside the scopes leaves none of them incomplete."""
    where = "mobile_combustion" if burning.parameter == MOBILE else "combustion"
    boundary = "scope_1" if burning.scope == SCOPE_1 else "outside_scopes"
    return missing_rows(
        rows,
        pl.concat_str(pl.col("item"), pl.lit(f"_{where}_{burning.gas.lower()}")),
        boundary=boundary,
        category=boundary,
        reason=f"no verified {gas} factor for this fuel: supply one with its citation in a factor file",
    )

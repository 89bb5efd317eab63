"""CO2, CH4 and N2O from burning fuels, on site and in captive power plants.

Belongs here: fuel x calorific value x factor, and CO2 from a fuel's carbon content. Does not belong here: the upstream
of fuels, electricity bought.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1, TIER_2
from smelter_ghg.emissions.equation import Arithmetic, Draft, Equation, SourceResult, equation
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, with_factor

_IPCC = "IPCC 2006 Guidelines, Volume 2, Chapter 2, equation 2.1"
_EU = "Regulation (EU) 2025/2547, Annex II, equations 5 and 6"
_CARBON = "IPCC 2006 Guidelines, Volume 2, Chapter 1, Tables 1.2 and 1.3: factor = carbon content · 44/12"
GASES = ("CO2", "CH4", "N2O")


@equation(
    title="Combustion of a weighed fuel",
    expression="E = m · NCV · EF",
    units={"amount": "t", "net_calorific_value": "GJ/t", "emission_factor": "kg/GJ"},
    citation=f"{_IPCC}; {_EU}",
)
def combustion_from_mass(
    amount: Arithmetic, net_calorific_value: Arithmetic, emission_factor: Arithmetic
) -> Arithmetic:
    """Gas in kg from fuel (t), net calorific value (GJ/t) and emission factor (kg gas/GJ)."""
    return amount * net_calorific_value * emission_factor


@equation(
    title="Combustion of a fuel metered as energy",
    expression="E = Q · EF",
    units={"amount": "GJ", "emission_factor": "kg/GJ"},
    citation=_IPCC,
)
def combustion_from_energy(amount: Arithmetic, emission_factor: Arithmetic) -> Arithmetic:
    """Gas in kg from fuel energy (GJ, net) and emission factor (kg gas/GJ)."""
    return amount * emission_factor


@equation(
    title="Combustion of a fuel metered as volume",
    expression="E = V · NCV · EF",
    units={"amount": "m3", "net_calorific_value": "GJ/m3", "emission_factor": "kg/GJ"},
    citation=f"{_IPCC}; {_EU}",
)
def combustion_from_volume(
    amount: Arithmetic, net_calorific_value: Arithmetic, emission_factor: Arithmetic
) -> Arithmetic:
    """Gas in kg from fuel (m3), net calorific value (GJ/m3) and emission factor (kg gas/GJ)."""
    return amount * net_calorific_value * emission_factor


@equation(
    title="CO2 from the carbon in a weighed fuel",
    expression="E_CO2 = m · NCV · C · f",
    units={
        "amount": "t",
        "net_calorific_value": "GJ/t",
        "carbon_content": "kg C/GJ",
        "carbon_to_co2": "t CO2/t C",
    },
    citation=_CARBON,
)
def combustion_co2_from_carbon_in_mass(
    amount: Arithmetic, net_calorific_value: Arithmetic, carbon_content: Arithmetic, carbon_to_co2: Arithmetic
) -> Arithmetic:
    """CO2 in kg from fuel (t), net calorific value (GJ/t), carbon per energy (kg C/GJ) and CO2 per carbon."""
    return amount * net_calorific_value * carbon_content * carbon_to_co2


@equation(
    title="CO2 from the carbon in a fuel metered as energy",
    expression="E_CO2 = Q · C · f",
    units={"amount": "GJ", "carbon_content": "kg C/GJ", "carbon_to_co2": "t CO2/t C"},
    citation=_CARBON,
)
def combustion_co2_from_carbon_in_energy(
    amount: Arithmetic, carbon_content: Arithmetic, carbon_to_co2: Arithmetic
) -> Arithmetic:
    """CO2 in kg from fuel energy (GJ, net), carbon per energy (kg C/GJ) and CO2 per carbon."""
    return amount * carbon_content * carbon_to_co2


@equation(
    title="CO2 from the carbon in a fuel metered as volume",
    expression="E_CO2 = V · NCV · C · f",
    units={
        "amount": "m3",
        "net_calorific_value": "GJ/m3",
        "carbon_content": "kg C/GJ",
        "carbon_to_co2": "t CO2/t C",
    },
    citation=_CARBON,
)
def combustion_co2_from_carbon_in_volume(
    amount: Arithmetic, net_calorific_value: Arithmetic, carbon_content: Arithmetic, carbon_to_co2: Arithmetic
) -> Arithmetic:
    """CO2 in kg from fuel (m3), net calorific value (GJ/m3), carbon per energy (kg C/GJ) and CO2 per carbon."""
    return amount * net_calorific_value * carbon_content * carbon_to_co2


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CO2, CH4 and N2O rows of every fuel row; a gas without a usable factor is missing, never zero."""
    fuels = inputs.once(fuel_quantities)
    result = SourceResult(missing=list(fuels.missing))
    for rows, by_factor, by_carbon in (
        (fuels.mass, combustion_from_mass, combustion_co2_from_carbon_in_mass),
        (fuels.energy, combustion_from_energy, combustion_co2_from_carbon_in_energy),
        (fuels.volume, combustion_from_volume, combustion_co2_from_carbon_in_volume),
    ):
        if rows.is_empty():
            continue
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
    """A site's own calorific value makes a row Tier 2, a default one Tier 1."""
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

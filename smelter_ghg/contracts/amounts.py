"""Fields of the registry that hold an amount: their unit, bounds and meaning.

Belongs here: numbers. Does not belong here: labels, dates, flags (fields), tables.
"""

from __future__ import annotations

from smelter_ghg.contracts.field import Field


def _amount(
    name: str,
    unit: str,
    meaning: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> Field:
    return Field(name, "number", meaning, unit=unit, minimum=minimum, maximum=maximum, above=above, below=below)


AMOUNTS = (
    Field("cells_installed", "count", "Cells installed in the potline.", unit="cells", above=0),
    _amount("cells_operating", "cells", "Average number of cells in operation.", minimum=0),
    _amount("cells_started", "cells", "Cells started in the period.", minimum=0),
    _amount("cells_stopped", "cells", "Cells stopped in the period.", minimum=0),
    _amount("cell_days", "cell-days", "Days of operation summed over the cells.", minimum=0),
    _amount("share", "1", "Share of the facility that belongs to the smelter.", minimum=0, maximum=1),
    _amount("product_share", "1", "Share of the facility's emissions made for the product.", minimum=0, maximum=1),
    _amount("share_pct", "%", "Share of the smelter inside the certification scope.", minimum=0, maximum=100),
    _amount("mass_t", "t", "Mass.", minimum=0),
    _amount("lower_t_co2e_per_t", "t CO2e/t", "Lower end of what a benchmark finds.", minimum=0),
    _amount("upper_t_co2e_per_t", "t CO2e/t", "Upper end of what a benchmark finds.", minimum=0),
    _amount("coc_input_t", "t", "Material that came in as certified by the Chain of Custody Standard.", minimum=0),
    _amount("other_input_t", "t", "Material of the kind that came in otherwise.", minimum=0),
    _amount("coc_output_t", "t", "Material that left as certified.", minimum=0),
    _amount("output_t", "t", "Material of the kind that left, certified or not.", minimum=0),
    _amount(
        "internal_overdraw_t", "t", "Certified output beyond what certified input allows, to be made good.", minimum=0
    ),
    _amount("line_current_ka", "kA", "Average line current.", above=0, below=1000),
    _amount(
        "current_efficiency_pct",
        "%",
        "Current efficiency as a per cent number; 95, never 0.95.",
        minimum=50,
        maximum=100,
    ),
    _amount("dc_electricity_mwh", "MWh", "Direct-current energy of the potline.", minimum=0),
    _amount(
        "anode_effect_frequency_per_cell_day",
        "1/cell-day",
        "Anode effects per cell and day.",
        minimum=0,
    ),
    _amount("anode_effect_duration_min", "min", "Average duration of an anode effect.", minimum=0),
    _amount(
        "anode_effect_minutes_per_cell_day",
        "min/cell-day",
        "Anode-effect minutes per cell and day.",
        minimum=0,
        maximum=1440,
    ),
    _amount("overvoltage_mv", "mV", "Anode-effect overvoltage.", minimum=0),
    _amount(
        "slope_cf4",
        "kg CF4/t Al/(min/cell-day)",
        "Measured slope coefficient for CF4.",
        above=0,
    ),
    _amount("overvoltage_coefficient_cf4", "kg CF4/t Al/mV", "Measured overvoltage coefficient.", above=0),
    _amount("c2f6_cf4_ratio", "kg C2F6/kg CF4", "Measured mass ratio of C2F6 to CF4.", above=0, below=1),
    _amount("pfc_mass_kg", "kg", "Mass of the gas measured at the place of measurement.", minimum=0),
    _amount(
        "collection_efficiency_pct",
        "%",
        "Share of the gas that reaches the place of measurement; what escapes the hoods is added to it.",
        above=0,
        maximum=100,
    ),
    Field("quantity", "number", "Quantity in the unit beside it.", minimum=0),
    Field("value", "number", "Value in the unit beside it, or in the unit its name carries."),
    _amount("uncertainty_pct", "%", "Half-width of the 95 % range of the quantity.", minimum=0),
    _amount("below_pct", "%", "How far the 95 % range reaches below the value.", minimum=0, maximum=100),
    _amount("above_pct", "%", "The same above the value; empty is as far as below.", minimum=0),
    _amount("mwh", "MWh", "Metered electricity.", minimum=0),
    _amount("allocated_mwh", "MWh", "Grid electricity the instrument is allocated to.", minimum=0),
    _amount(
        "instrument_mwh",
        "MWh",
        "Electricity the instrument stands for in the period, all smelters it is allocated to together.",
        above=0,
    ),
    _amount("combustion_factor_kg_co2e_per_mwh", "kg CO2e/MWh", "Emissions at the generating plant.", minimum=0),
    _amount(
        "upstream_factor_kg_co2e_per_mwh",
        "kg CO2e/MWh",
        "Emissions of fuel supply before the generating plant.",
        minimum=0,
    ),
    _amount(
        "losses_factor_kg_co2e_per_mwh",
        "kg CO2e/MWh",
        "Emissions of transmission and distribution losses.",
        minimum=0,
    ),
    _amount("distance_km", "km", "Distance travelled.", minimum=0),
    _amount("factor_t_co2e_per_t", "t CO2e/t", "Footprint per tonne of the item.", minimum=0),
    _amount("emissions_t_co2e", "t CO2e", "Reported emissions.", minimum=0),
    Field("decimals_printed", "count", "Decimals the source prints.", unit="digits", minimum=0),
    _amount("estimate_t_co2e", "t CO2e", "Estimate of what was left out.", above=0),
    Field("verified_value", "number", "Value the verifier confirmed, in the unit beside it."),
    _amount("materiality_pct", "%", "Materiality threshold of the verification.", minimum=0, maximum=100),
    Field("base_year", "count", "Base year.", unit="year", minimum=1980, maximum=2100),
    Field("target_year", "count", "Target year.", unit="year", minimum=1980, maximum=2100),
    _amount("base_value", "t CO2e/t Al", "Intensity in the base year.", minimum=0),
    _amount("target_value", "t CO2e/t Al", "Intensity aimed at.", minimum=0),
    _amount("base_value_electricity", "t CO2e/t Al", "Part of the base value that comes from electricity.", minimum=0),
    _amount("base_value_non_electricity", "t CO2e/t Al", "Rest of the base value.", minimum=0),
    Field(
        "intermediate_target_year",
        "count",
        "Year of the plan's intermediate target.",
        unit="year",
        minimum=1980,
        maximum=2100,
    ),
    _amount(
        "intermediate_target_value",
        "t CO2e/t Al",
        "Intensity the plan states for that year; empty is that of the plan's own row in targets.",
        minimum=0,
    ),
    Field("slope_year", "count", "Year of the slope.", unit="year", minimum=1980, maximum=2100),
    _amount("slope_value", "t CO2e/t Al", "Reference intensity of the sector in the year.", minimum=0),
    Field("share_year", "count", "Year of the share.", unit="year", minimum=1980, maximum=2100),
    _amount("market_share", "1", "Share of the sector's production.", above=0, maximum=1),
)

"""The equations by id, written down again from their sources in plain arithmetic, with the unit of every argument.

Sources: IPCC 2006 Guidelines, volume 2 chapters 1 and 2, volume 3 chapter 4; Regulation (EU) 2025/2547, annex II;
GHG Protocol Scope 2 Guidance and Corporate Value Chain (Scope 3) Standard. Each returns kilograms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

KG = 1000.0
_SLOPE = "kg CF4/t Al/(min/cell-day)"
_MINUTES = {"slope_cf4": _SLOPE, "anode_effect_minutes": "min/cell-day", "metal": "t Al"}
_PRODUCT = {
    "slope_cf4": _SLOPE,
    "anode_effect_frequency": "1/cell-day",
    "anode_effect_duration": "min",
    "metal": "t Al",
}
_CALCINER = {
    "green_coke": "t",
    "moisture": "1",
    "volatiles": "1",
    "sulphur": "1",
    "coke_sulphur": "1",
    "carbon_to_co2": "t CO2/t C",
    "methane_share": "1",
    "methane_to_co2": "t CO2/t CH4",
}
_STREAM = {"mass": "t", "carbon": "1", "carbon_to_co2": "t CO2/t C"}
_RATIO = {"c2f6_cf4_ratio": "1"}
_ANODE = {"sulphur": "1", "ash": "1", "carbon_to_co2": "t CO2/t C"}
_CARBON = {"carbon_content": "kg C/GJ", "carbon_to_co2": "t CO2/t C"}


@dataclass(frozen=True)
class Known:
    """An equation: its arithmetic and the unit each argument is in."""

    function: Callable[..., float]
    units: dict[str, str]


def _tier_1(metal: float, anode_co2_factor: float) -> float:
    return KG * metal * anode_co2_factor


def _anode(net_anode_consumption: float, metal: float, sulphur: float, ash: float, carbon_to_co2: float) -> float:
    carbon_t = metal * net_anode_consumption * (1.0 - (sulphur + ash))
    return KG * carbon_t * carbon_to_co2


def _weighed_anode(net_anodes: float, sulphur: float, ash: float, carbon_to_co2: float) -> float:
    return KG * net_anodes * (1.0 - (sulphur + ash)) * carbon_to_co2


def _cf4(slope_cf4: float, anode_effect_minutes: float, metal: float) -> float:
    return metal * anode_effect_minutes * slope_cf4


def _cf4_product(slope_cf4: float, anode_effect_frequency: float, anode_effect_duration: float, metal: float) -> float:
    return _cf4(slope_cf4, anode_effect_frequency * anode_effect_duration, metal)


def _c2f6(slope_cf4: float, anode_effect_minutes: float, metal: float, c2f6_cf4_ratio: float) -> float:
    return c2f6_cf4_ratio * _cf4(slope_cf4, anode_effect_minutes, metal)


def _c2f6_product(
    slope_cf4: float,
    anode_effect_frequency: float,
    anode_effect_duration: float,
    metal: float,
    c2f6_cf4_ratio: float,
) -> float:
    return c2f6_cf4_ratio * _cf4_product(slope_cf4, anode_effect_frequency, anode_effect_duration, metal)


def _tier_1_pfc(tier_1_factor: float, metal: float) -> float:
    return metal * tier_1_factor


def _overvoltage_cf4(
    overvoltage_coefficient_cf4: float, overvoltage: float, current_efficiency_pct: float, metal: float
) -> float:
    return metal * overvoltage_coefficient_cf4 * overvoltage / current_efficiency_pct


def _overvoltage_c2f6(c2f6_cf4_ratio: float, **of_cf4: float) -> float:
    return c2f6_cf4_ratio * _overvoltage_cf4(**of_cf4)


def _volatiles(
    green_anodes: float, hydrogen: float, waste_tar_share: float, baked_anodes: float, carbon_to_co2: float
) -> float:
    return _volatiles_of_masses(
        green_anodes, hydrogen * green_anodes, waste_tar_share * green_anodes, baked_anodes, carbon_to_co2
    )


def _volatiles_of_masses(green: float, hydrogen_t: float, tar_t: float, baked: float, carbon_to_co2: float) -> float:
    """IPCC equation 4.22 with its own masses: GA - H_w - BA - WT."""
    return KG * carbon_to_co2 * (green - hydrogen_t - baked - tar_t)


def _volatiles_weighed_tar(
    green_anodes: float, hydrogen: float, waste_tar: float, baked_anodes: float, carbon_to_co2: float
) -> float:
    return _volatiles_of_masses(green_anodes, hydrogen * green_anodes, waste_tar, baked_anodes, carbon_to_co2)


def _volatiles_by_ratio(baked_anodes: float, green_to_baked_ratio: float, **rest: float) -> float:
    return _volatiles(green_anodes=baked_anodes * green_to_baked_ratio, baked_anodes=baked_anodes, **rest)


def _carbonate(mass: float, purity: float, calcined: float, carbonate_factor: float) -> float:
    return KG * carbonate_factor * (mass * purity * calcined)


def _calciner(
    green_coke: float,
    moisture: float,
    volatiles: float,
    sulphur: float,
    coke_and_dust: float,
    coke_sulphur: float,
    carbon_to_co2: float,
    methane_share: float,
    methane_to_co2: float,
) -> float:
    carbon_in = green_coke - green_coke * (moisture + volatiles + sulphur)
    carbon_out = coke_and_dust - coke_and_dust * coke_sulphur
    return KG * ((carbon_in - carbon_out) * carbon_to_co2 + methane_to_co2 * methane_share * green_coke)


def _calciner_dust(green_coke: float, coke_out: float, dust_share: float, **rest: float) -> float:
    return _calciner(green_coke=green_coke, coke_and_dust=coke_out + dust_share * green_coke, **rest)


def _calciner_yield(green_coke: float, coke_yield: float, dust_share: float, **rest: float) -> float:
    return _calciner_dust(green_coke=green_coke, coke_out=coke_yield * green_coke, dust_share=dust_share, **rest)


def _carbon_in(mass: float, carbon: float, carbon_to_co2: float) -> float:
    return KG * mass * carbon * carbon_to_co2


def _carbon_out(**stream: float) -> float:
    return -_carbon_in(**stream)


def _packing(packing_coke: float, sulphur: float, ash: float, carbon_to_co2: float) -> float:
    return KG * packing_coke * (1.0 - (sulphur + ash)) * carbon_to_co2


def _packing_by_rate(packing_coke_rate: float, baked_anodes: float, **rest: float) -> float:
    return _packing(packing_coke=packing_coke_rate * baked_anodes, **rest)


def _paste_of_mass(
    paste: float,
    metal: float,
    cyclohexane_soluble_matter: float,
    binder_content: float,
    pitch_sulphur: float,
    pitch_ash: float,
    pitch_hydrogen: float,
    coke_sulphur: float,
    coke_ash: float,
    carbon_in_skimmed_dust: float,
    carbon_to_co2: float,
) -> float:
    """IPCC equation 4.24 term by term."""
    binder, coke = paste * binder_content, paste * (1.0 - binder_content)
    carbon = paste - metal * cyclohexane_soluble_matter - metal * carbon_in_skimmed_dust
    carbon -= binder * (pitch_sulphur + pitch_ash + pitch_hydrogen) + coke * (coke_sulphur + coke_ash)
    return KG * carbon * carbon_to_co2


def _paste_by_rate(paste_consumption: float, metal: float, **rest: float) -> float:
    return _paste_of_mass(paste=paste_consumption * metal, metal=metal, **rest)


def _electricity(energy: float, factor: float) -> float:
    return factor * energy


def _electricity_upstream(energy: float, upstream_factor: float) -> float:
    return upstream_factor * energy


def _goods(mass: float, footprint: float) -> float:
    return KG * (footprint * mass)


def _transport(mass: float, distance: float, transport_factor: float) -> float:
    return transport_factor * (distance * mass)


_BURNT = {"emission_factor": "kg/GJ"}
_UP = {"upstream_factor": "kg CO2e/GJ"}

_OVERVOLTAGE = {
    "overvoltage_coefficient_cf4": "kg CF4/t Al/mV",
    "overvoltage": "mV",
    "current_efficiency_pct": "%",
    "metal": "t Al",
}
_GREEN = {"hydrogen": "1", "carbon_to_co2": "t CO2/t C"}
_PASTE = {
    "metal": "t Al",
    "cyclohexane_soluble_matter": "t/t Al",
    "binder_content": "1",
    "pitch_sulphur": "1",
    "pitch_ash": "1",
    "pitch_hydrogen": "1",
    "coke_sulphur": "1",
    "coke_ash": "1",
    "carbon_in_skimmed_dust": "t/t Al",
    "carbon_to_co2": "t CO2/t C",
}

# Beside the arguments of its equation, a ledger row of a facility with several products has these two.
PART, WHOLE = "allocated_part", "allocated_whole"
EQUATIONS: dict[str, Known] = {
    "production_co2_tier_1": Known(_tier_1, {"metal": "t Al", "anode_co2_factor": "t CO2/t Al"}),
    "prebake_anode_co2": Known(_anode, {"net_anode_consumption": "t/t Al", "metal": "t Al", **_ANODE}),
    "prebake_anode_co2_from_mass": Known(_weighed_anode, {"net_anodes": "t", **_ANODE}),
    "anode_effect_cf4": Known(_cf4, _MINUTES),
    "anode_effect_cf4_from_frequency": Known(_cf4_product, _PRODUCT),
    "anode_effect_c2f6": Known(_c2f6, _MINUTES | _RATIO),
    "anode_effect_c2f6_from_frequency": Known(_c2f6_product, _PRODUCT | _RATIO),
    "anode_effect_tier_1": Known(_tier_1_pfc, {"tier_1_factor": "kg/t Al", "metal": "t Al"}),
    "overvoltage_cf4": Known(_overvoltage_cf4, _OVERVOLTAGE),
    "overvoltage_c2f6": Known(_overvoltage_c2f6, _OVERVOLTAGE | _RATIO),
    "pitch_volatiles_co2": Known(
        _volatiles, _GREEN | {"green_anodes": "t", "waste_tar_share": "1", "baked_anodes": "t"}
    ),
    "pitch_volatiles_co2_with_weighed_tar": Known(
        _volatiles_weighed_tar, _GREEN | {"green_anodes": "t", "waste_tar": "t", "baked_anodes": "t"}
    ),
    "pitch_volatiles_co2_from_baked_anodes": Known(
        _volatiles_by_ratio,
        _GREEN | {"green_to_baked_ratio": "t/t", "waste_tar_share": "1", "baked_anodes": "t"},
    ),
    "packing_coke_co2": Known(_packing_by_rate, _ANODE | {"packing_coke_rate": "t/t", "baked_anodes": "t"}),
    "packing_coke_co2_from_mass": Known(_packing, _ANODE | {"packing_coke": "t"}),
    "soderberg_paste_co2": Known(_paste_by_rate, _PASTE | {"paste_consumption": "t/t Al"}),
    "soderberg_paste_co2_from_mass": Known(_paste_of_mass, _PASTE | {"paste": "t"}),
    "electricity_co2e": Known(_electricity, {"energy": "MWh", "factor": "kg CO2e/MWh"}),
    "electricity_upstream_co2e": Known(_electricity_upstream, {"energy": "MWh", "upstream_factor": "kg CO2e/MWh"}),
    "goods_co2e": Known(_goods, {"mass": "t", "footprint": "t CO2e/t"}),
    "transport_co2e": Known(_transport, {"mass": "t", "distance": "km", "transport_factor": "kg CO2e/(t km)"}),
    "foreign_metal_co2e": Known(
        lambda metal, footprint: KG * footprint * metal, {"metal": "t Al", "footprint": "t CO2e/t"}
    ),
    "carbonate_co2": Known(_carbonate, {"mass": "t", "purity": "1", "calcined": "1", "carbonate_factor": "t CO2/t"}),
    "coke_calcination_co2": Known(_calciner, _CALCINER | {"coke_and_dust": "t"}),
    "coke_calcination_co2_with_dust_share": Known(_calciner_dust, _CALCINER | {"coke_out": "t", "dust_share": "t/t"}),
    "coke_calcination_co2_from_yield": Known(_calciner_yield, _CALCINER | {"coke_yield": "t/t", "dust_share": "t/t"}),
    "carbon_in_co2": Known(_carbon_in, _STREAM),
    "carbon_out_co2": Known(_carbon_out, _STREAM),
    "cover_gas_emitted": Known(
        lambda mass, emitted_share: KG * emitted_share * mass, {"mass": "t", "emitted_share": "1"}
    ),
    "charged_gas_lost": Known(lambda gas_lost: KG * gas_lost, {"gas_lost": "t"}),
    "measured_pfc": Known(
        lambda measured_mass, collection_efficiency: measured_mass * (1.0 / collection_efficiency),
        {"measured_mass": "kg", "collection_efficiency": "1"},
    ),
    "low_voltage_cf4": Known(
        lambda low_voltage_factor, metal: metal * low_voltage_factor, {"low_voltage_factor": "kg/t Al", "metal": "t Al"}
    ),
    "start_up_pfc": Known(
        lambda start_up_factor, cells_started: cells_started * start_up_factor,
        {"start_up_factor": "kg/cell", "cells_started": "cells"},
    ),
}

# Net energy of a fuel in GJ, by the way it was recorded: the units of what is known, and what is made of it.
FUEL_ENERGY: dict[str, Known] = {
    "energy": Known(lambda amount: amount, {"amount": "GJ"}),
    "gross_energy": Known(lambda amount, net_to_gross: net_to_gross * amount, {"amount": "GJ", "net_to_gross": "1"}),
}
for _name, _per in (("mass", "t"), ("volume", "m3"), ("normal_volume", "Nm3")):
    _amount = {"amount": _per}
    _net, _gross = {"net_calorific_value": f"GJ/{_per}"}, {"gross_calorific_value": f"GJ/{_per}"}
    FUEL_ENERGY[_name] = Known(lambda amount, net_calorific_value: net_calorific_value * amount, _amount | _net)
    FUEL_ENERGY[f"gross_{_name}"] = Known(
        lambda amount, gross_calorific_value, net_to_gross: net_to_gross * (gross_calorific_value * amount),
        _amount | _gross | {"net_to_gross": "1"},
    )
    FUEL_ENERGY[f"gross_energy_by_{_name}_values"] = Known(
        lambda amount, net_calorific_value, gross_calorific_value: (
            amount * (net_calorific_value / gross_calorific_value)
        ),
        {"amount": "GJ"} | _net | _gross,
    )
    if _per != "t":
        FUEL_ENERGY[f"{_name}_by_density"] = Known(
            lambda amount, density, net_calorific_value: net_calorific_value * (density * amount),
            _amount | {"density": f"t/{_per}", "net_calorific_value": "GJ/t"},
        )


def _burnt(energy: Callable[..., float], *factors: str) -> Callable[..., float]:
    def kilograms(**given: float) -> float:
        product = 1.0
        for factor in factors:
            product *= given.pop(factor)
        return product * energy(**given)

    return kilograms


for _name, _known in FUEL_ENERGY.items():
    for _identifier, _factors in (
        ("combustion_from", _BURNT), ("combustion_co2_from_carbon_in", _CARBON), ("fuel_upstream_from", _UP)
    ):  # fmt: skip
        EQUATIONS[f"{_identifier}_{_name}"] = Known(_burnt(_known.function, *_factors), {**_known.units, **_factors})

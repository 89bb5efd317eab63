"""Which parameters a factor can be: of what, in which units, for which gases, technologies and method sets.

Belongs here: names and unit conversions. Does not belong here: any value, which is a row of a factor file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smelter_ghg.contracts.fields import BIOGENIC_CO2, GASES, GWP_SETS, TECHNOLOGIES
from smelter_ghg.items import CARBONATES, CHARGED_GASES, FUELS, GOODS, GREEN_COKE, PASTE, SODERBERG
from smelter_ghg.method_sets import COMMON, WITH_OWN_ROWS

# A set that counts another's rows takes that set's factors.
METHOD_SETS = (COMMON, *WITH_OWN_ROWS)
BASES = ("direct", "life_cycle")
OVERVOLTAGE_KINDS = ("algebraic", "positive")
GWP_GASES = tuple(gas for gas in GASES if gas not in ("CO2e", BIOGENIC_CO2))
NAMED_GWP_SETS = tuple(name for name in GWP_SETS if name != "not_stated")

Units = Mapping[str, tuple[str, float]]
"""Unit as a file may write it -> canonical unit, and canonical value divided by value as written."""

_PER_CENT: Units = {"%": ("1", 0.01), "1": ("1", 1.0)}
_NUMBER: Units = {"1": ("1", 1.0)}
_MOLAR_MASS: Units = {"g/mol": ("g/mol", 1.0), "kg/kmol": ("g/mol", 1.0)}
_CARBON_TO_CO2: Units = {"t CO2/t C": ("t CO2/t C", 1.0), "kg CO2/kg C": ("t CO2/t C", 1.0)}
_CALORIFIC: Units = dict.fromkeys(("GJ/t", "MJ/kg", "TJ/kt", "TJ/Gg"), ("GJ/t", 1.0))
_CARBON_CONTENT: Units = dict.fromkeys(("kg C/GJ", "t C/TJ"), ("kg C/GJ", 1.0))
_PER_FUEL_ENERGY: Units = {"kg/TJ": ("kg/GJ", 0.001), "kg/GJ": ("kg/GJ", 1.0), "t/TJ": ("kg/GJ", 1.0)}
_CO2E_PER_FUEL_ENERGY: Units = {
    "kg CO2e/GJ": ("kg CO2e/GJ", 1.0),
    "g CO2e/MJ": ("kg CO2e/GJ", 1.0),
    "t CO2e/TJ": ("kg CO2e/GJ", 1.0),
    "kg CO2e/TJ": ("kg CO2e/GJ", 0.001),
}
_CO2E_PER_MWH: Units = {
    "kg CO2e/MWh": ("kg CO2e/MWh", 1.0),
    "g CO2e/kWh": ("kg CO2e/MWh", 1.0),
    "kg CO2e/kWh": ("kg CO2e/MWh", 1000.0),
    "t CO2e/MWh": ("kg CO2e/MWh", 1000.0),
}
_CO2E_PER_MASS: Units = {
    "t CO2e/t": ("t CO2e/t", 1.0),
    "kg CO2e/kg": ("t CO2e/t", 1.0),
    "kg CO2e/t": ("t CO2e/t", 0.001),
}
_CO2E_PER_TONNE_KM: Units = {"kg CO2e/t km": ("kg CO2e/t km", 1.0), "g CO2e/t km": ("kg CO2e/t km", 0.001)}


@dataclass(frozen=True)
class Parameter:
    """What a row of one parameter may say; an empty tuple means that the cell stays empty.

    items: the items it exists for; empty means any name. gases, method_sets, technologies: where there is only one, an
    empty cell means that one; where there are several, the row must say which. bases may be left empty unless
    `basis_required`. A value in CO2e says which set of global warming potentials is behind it. `at_most` bounds the
    canonical value.
    """

    meaning: str
    units: Units
    items: tuple[str, ...]
    gases: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    method_sets: tuple[str, ...] = ("common",)
    bases: tuple[str, ...] = ()
    basis_required: bool = False
    region_required: bool = False
    gwp_sets: tuple[str, ...] = ()
    at_most: float | None = None


def _grid(meaning: str, *, basis_required: bool) -> Parameter:
    return Parameter(
        meaning,
        _CO2E_PER_MWH,
        ("electricity",),
        gases=("CO2e",),
        bases=BASES,
        basis_required=basis_required,
        region_required=True,
        gwp_sets=GWP_SETS,
    )


def _share(
    meaning: str, *items: str, bases: tuple[str, ...] = (), method_sets: tuple[str, ...] = ("ipcc_2006",)
) -> Parameter:
    """A share of a material's mass."""
    return Parameter(meaning, _PER_CENT, items, method_sets=method_sets, bases=bases, at_most=1.0)


def _anode(meaning: str, units: Units, item: str, *, technologies: tuple[str, ...] = ()) -> Parameter:
    """A rate of anode baking or paste consumption."""
    return Parameter(meaning, units, (item,), method_sets=("ipcc_2006",), technologies=technologies)


_GOODS = tuple(GOODS)
_EDITIONS = WITH_OWN_ROWS

PARAMETERS: dict[str, Parameter] = {
    "molar_mass": Parameter("Molar mass.", _MOLAR_MASS, ("aluminium", "carbon", "oxygen")),
    "faraday_constant": Parameter("Charge of a mole of electrons.", {"C/mol": ("C/mol", 1.0)}, ("charge",)),
    "electrons_per_atom": Parameter("Electrons that reduce one atom.", _NUMBER, ("aluminium",)),
    "atoms_per_aluminium_atom": Parameter("Atoms used per atom of aluminium made.", _NUMBER, ("carbon", "oxygen")),
    "formula_units_per_aluminium_atom": Parameter(
        "Formula units used per atom of aluminium made.", _NUMBER, ("alumina",)
    ),
    "enthalpy_of_formation": Parameter(
        "Standard enthalpy of formation at 298.15 K.", {"kJ/mol": ("kJ/mol", 1.0)}, ("alumina", "carbon_dioxide")
    ),
    "carbon_to_co2": Parameter(
        "Mass of CO2 per mass of carbon burnt.",
        _CARBON_TO_CO2,
        ("carbon",),
        gases=("CO2",),
        method_sets=METHOD_SETS,
    ),
    "anode_co2_factor": Parameter(
        "CO2 of anode or paste consumption per tonne of aluminium.",
        {"t CO2/t Al": ("t CO2/t Al", 1.0)},
        ("metal",),
        gases=("CO2",),
        technologies=("prebake", "soderberg"),
        method_sets=("ipcc_2006",),
    ),
    "sulphur_pct": _share(
        "Sulphur in a carbon material.",
        *("baked_anode", "packing_coke", "pitch", "calcined_coke", GREEN_COKE, "coke_of_calciner"),
    ),
    "ash_pct": _share("Ash in a carbon material.", "baked_anode", "packing_coke", "pitch", "calcined_coke"),
    "hydrogen_pct": _share("Hydrogen in a carbon material.", "green_anodes", "pitch"),
    "binder_content_pct": _share("Binder in Soderberg paste.", "soderberg_paste", bases=("dry", "wet")),
    "moisture_pct": _share("Water in a carbon material.", GREEN_COKE),
    "volatiles_pct": _share("Volatiles in a carbon material.", GREEN_COKE),
    "carbon_pct": _share(
        "Carbon in a material.", "pitch", "calcined_coke", "packing_coke", "prebaked_anode", PASTE, "carbon_byproducts"
    ),
    "coke_yield": _anode("Calcined per green coke.", {"t/t": ("t/t", 1.0)}, GREEN_COKE),
    "dust_share": _anode("Coke dust collected per green coke.", {"t/t": ("t/t", 1.0)}, GREEN_COKE),
    "methane_share": _share("Methane in green coke.", GREEN_COKE),
    "methane_to_co2": Parameter(
        "Mass of CO2 per mass of methane burnt.",
        {"t CO2/t CH4": ("t CO2/t CH4", 1.0)},
        ("methane",),
        gases=("CO2",),
        method_sets=("ipcc_2006",),
    ),
    "carbonate_factor": Parameter(
        "CO2 per mass of carbonate.", {"t CO2/t": ("t CO2/t", 1.0)}, CARBONATES, gases=("CO2",)
    ),
    "purity_pct": _share("Carbonate in the material as bought.", *CARBONATES, method_sets=(COMMON,)),
    "calcined_pct": _share("Share of the carbonate that gives off its CO2.", *CARBONATES, method_sets=(COMMON,)),
    "emitted_share": _share("Cover gas that is emitted.", *CHARGED_GASES, method_sets=(COMMON,)),
    "waste_tar_share": _share("Waste tar per mass of green anodes.", "green_anodes", bases=("closed", "other")),
    "green_to_baked_ratio": _anode("Green per baked weight of an anode.", {"t/t": ("t/t", 1.0)}, "green_anodes"),
    "packing_coke_rate": _anode("Packing coke per baked anode.", {"t/t": ("t/t", 1.0)}, "packing_coke"),
    "cyclohexane_soluble_matter": _anode(
        "Cyclohexane soluble matter emitted per tonne of aluminium.",
        {"kg/t Al": ("t/t Al", 0.001), "t/t Al": ("t/t Al", 1.0)},
        "soderberg_paste",
        technologies=SODERBERG,
    ),
    "carbon_in_skimmed_dust": _anode(
        "Carbon in dust skimmed from the cells per tonne of aluminium.",
        {"t C/t Al": ("t/t Al", 1.0), "kg C/t Al": ("t/t Al", 0.001)},
        "soderberg_paste",
    ),
    "tier_1_factor": Parameter(
        "Gas from anode effects per tonne of aluminium.",
        {"kg/t Al": ("kg/t Al", 1.0)},
        ("anode_effect",),
        gases=("CF4", "C2F6"),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
    ),
    "low_voltage_factor": Parameter(
        "CF4 at low voltage per tonne of aluminium.",
        {"kg/t Al": ("kg/t Al", 1.0)},
        ("anode_effect",),
        gases=("CF4",),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
    ),
    "start_up_factor": Parameter(
        "Gas of a cell being started.",
        {"kg/cell": ("kg/cell", 1.0)},
        ("anode_effect",),
        gases=("CF4", "C2F6"),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
    ),
    "overvoltage_coefficient_cf4": Parameter(
        "CF4 per tonne of aluminium and mV of anode-effect overvoltage, current efficiency being a per cent number; "
        "the basis is the kind of overvoltage.",
        {"kg CF4/t Al/mV": ("kg CF4/t Al/mV", 1.0)},
        ("anode_effect",),
        gases=("CF4",),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
        bases=OVERVOLTAGE_KINDS,
    ),
    "overvoltage_c2f6_cf4_ratio": Parameter(
        "Mass of C2F6 per mass of CF4, where CF4 comes of overvoltage.",
        {"kg C2F6/kg CF4": ("kg C2F6/kg CF4", 1.0)},
        ("anode_effect",),
        gases=("C2F6",),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
        at_most=1.0,
    ),
    "slope_cf4": Parameter(
        "CF4 per tonne of aluminium and anode-effect minute per cell-day.",
        {"kg CF4/t Al/(min/cell-day)": ("kg CF4/t Al/(min/cell-day)", 1.0)},
        ("anode_effect",),
        gases=("CF4",),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
    ),
    "c2f6_cf4_ratio": Parameter(
        "Mass of C2F6 per mass of CF4.",
        {"kg C2F6/kg CF4": ("kg C2F6/kg CF4", 1.0)},
        ("anode_effect",),
        gases=("C2F6",),
        technologies=TECHNOLOGIES,
        method_sets=_EDITIONS,
        at_most=1.0,
    ),
    "net_calorific_value": Parameter("Net calorific value.", _CALORIFIC, FUELS),
    "carbon_content": Parameter("Carbon per net calorific energy.", _CARBON_CONTENT, FUELS),
    "combustion_factor": Parameter(
        "Gas emitted per net calorific energy burnt.", _PER_FUEL_ENERGY, FUELS, gases=("CO2", "CH4", "N2O")
    ),
    "mobile_combustion_factor": Parameter(
        "Gas emitted per net calorific energy burnt in engines of vehicles and machines.",
        _PER_FUEL_ENERGY,
        FUELS,
        gases=("CH4", "N2O"),
    ),
    "upstream": Parameter(
        "Emissions of supplying a fuel, per net calorific energy.",
        _CO2E_PER_FUEL_ENERGY,
        FUELS,
        gases=("CO2e",),
        bases=BASES,
        gwp_sets=GWP_SETS,
    ),
    "footprint": Parameter(
        "Cradle-to-gate emissions per tonne of a purchased good.",
        _CO2E_PER_MASS,
        _GOODS,
        gases=("CO2e",),
        bases=BASES,
        gwp_sets=GWP_SETS,
    ),
    "transport_factor": Parameter(
        "Emissions per tonne and kilometre of a transport mode, the item being the mode.",
        _CO2E_PER_TONNE_KM,
        (),
        gases=("CO2e",),
        bases=BASES,
        gwp_sets=GWP_SETS,
    ),
    "grid_combustion": _grid("Emissions at the plants behind the grid's mix.", basis_required=True),
    "residual_mix": _grid("Emissions of the mix left after tracked claims.", basis_required=True),
    "grid_upstream": _grid("Emissions of supplying the fuels of the mix.", basis_required=False),
    "grid_losses": _grid("Emissions of transmission and distribution losses.", basis_required=False),
    "grid_upstream_and_losses": _grid("Fuel supply and network losses in one figure.", basis_required=False),
    "gwp100": Parameter(
        "Global warming potential over 100 years, the item being the gas.",
        {"kg CO2e/kg": ("kg CO2e/kg", 1.0)},
        GWP_GASES,
        gwp_sets=NAMED_GWP_SETS,
    ),
}

# Parameters whose shipped rows count only when a user names them for a grid zone.
CHOSEN_BY_ID = ("grid_combustion", "grid_upstream", "grid_losses", "grid_upstream_and_losses")

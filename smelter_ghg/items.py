"""The materials, fuels and properties the equations know, by the names records use.

Belongs here: names and what they are. Does not belong here: any number about them.
"""

from __future__ import annotations

FUELS = (
    "natural_gas",
    "residual_fuel_oil",
    "diesel",
    "anthracite",
    "coking_coal",
    "other_bituminous_coal",
    "sub_bituminous_coal",
    "lignite",
    "lpg",
    "petroleum_coke",
    "coke_oven_coke",
    "coal_tar",
)

# Purchased goods of scope 3 category 1 -> the process whose footprint they carry.
GOODS = {
    "alumina": "alumina_refining",
    "prebaked_anode": "anode_production",
    "calcined_coke": "anode_production",
    "pitch": "anode_production",
    "soderberg_paste": "anode_production",
    "aluminium_fluoride": "electrolysis",
}

ANODE_BUTTS = "anode_butts"

# What goes into a bake furnace and comes out of it, weighed. Green anodes and packing coke are consumed, baked anodes
# and collected tar are produced.
GREEN_ANODES, BAKED_ANODES, PACKING_COKE, WASTE_TAR = "green_anodes", "baked_anodes", "packing_coke", "waste_tar"
BAKE_FURNACE = (GREEN_ANODES, BAKED_ANODES, PACKING_COKE, WASTE_TAR)
PASTE = "soderberg_paste"

# Goods whose inbound transport belongs to mine to metal.
TRANSPORTED = ("alumina", "prebaked_anode", "calcined_coke", "pitch", "soderberg_paste")

# Rates per tonne of metal, for packing coke per tonne of baked anode -> the canonical unit that has their dimension.
RATES = {
    "net_anode_carbon": "t/t",
    "electricity_dc": "MWh/t",
    "electricity_ac": "MWh/t",
    "electricity_not_stated": "MWh/t",
    "alumina": "t/t",
    "paste_consumption": "t/t",
    "cyclohexane_soluble_matter": "t/t",
    "carbon_in_skimmed_dust": "t/t",
    "packing_coke": "t/t",
}

# Property as records name it -> canonical name, canonical unit, multiplier.
PROPERTIES = {
    "sulphur_pct": ("sulphur", "1", 0.01),
    "ash_pct": ("ash", "1", 0.01),
    "hydrogen_pct": ("hydrogen", "1", 0.01),
    "carbon_pct": ("carbon", "1", 0.01),
    "binder_content_pct": ("binder_content", "1", 0.01),
    "net_calorific_value_gj_per_t": ("net_calorific_value_per_t", "GJ/t", 1.0),
    "net_calorific_value_gj_per_m3": ("net_calorific_value_per_m3", "GJ/m3", 1.0),
    "net_calorific_value_gj_per_nm3": ("net_calorific_value_per_nm3", "GJ/Nm3", 1.0),
    "gross_calorific_value_gj_per_t": ("gross_calorific_value_per_t", "GJ/t", 1.0),
    "gross_calorific_value_gj_per_m3": ("gross_calorific_value_per_m3", "GJ/m3", 1.0),
    "gross_calorific_value_gj_per_nm3": ("gross_calorific_value_per_nm3", "GJ/Nm3", 1.0),
    "net_to_gross_calorific_ratio": ("net_to_gross", "1", 1.0),
    "density_kg_per_m3": ("density_per_m3", "t/m3", 0.001),
    "density_kg_per_nm3": ("density_per_nm3", "t/Nm3", 0.001),
}

# What a facility does -> the unit process its emissions belong to. Fuel that no facility claims is burnt around the
# cells (vehicles, preheating), so the whole smelter counts to electrolysis.
PROCESS_OF_FACILITY = {
    "": "electrolysis",
    "potline": "electrolysis",
    "anode_plant": "anode_production",
    "paste_plant": "anode_production",
    "casthouse": "casting",
    "power_plant": "power_generation",
    "refinery": "alumina_refining",
    "mine": "bauxite_mining",
}

PREBAKE = ("PFPB_L", "PFPB_M", "PFPB_MW", "PFPB", "CWPB", "SWPB")
SODERBERG = ("VSS", "HSS")


def is_known_item(item: str) -> bool:
    """Whether any equation can use an activity item of this name."""
    return item in FUELS or item in GOODS or item in (ANODE_BUTTS, *BAKE_FURNACE)

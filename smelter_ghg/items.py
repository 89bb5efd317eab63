"""The materials, fuels and properties the equations know, by the names records use.

Belongs here: names and what they are. Does not belong here: any number about them.
"""

from __future__ import annotations

FOSSIL_FUELS = (
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
# Their CO2 is biogenic and stands beside the scopes; their CH4 and N2O do not.
BIOFUELS = ("wood", "charcoal", "biogas", "biomethane", "biodiesel", "bioethanol")
FUELS = (*FOSSIL_FUELS, *BIOFUELS)

# Purchased goods of scope 3 category 1 -> the process whose footprint they carry.
GOODS = {
    "bauxite": "bauxite_mining",
    "caustic_soda": "alumina_refining",
    "lime": "alumina_refining",
    "alumina": "alumina_refining",
    "prebaked_anode": "anode_production",
    "calcined_coke": "anode_production",
    "pitch": "anode_production",
    "soderberg_paste": "anode_production",
    "aluminium_fluoride": "electrolysis",
}

# Metal that the cells of the smelter did not make -> the name its supplier's footprint is under. Scrap after use brings
# no burden of its first life into the casthouse.
FOREIGN_METAL = ("liquid_in", "cold_in", "pre_consumer_scrap_in", "post_consumer_scrap_in", "alloying_in")
METALS = {
    "liquid_in": "liquid_metal",
    "cold_in": "cold_metal",
    "pre_consumer_scrap_in": "pre_consumer_scrap",
    "alloying_in": "alloying_metal",
}

ANODE_BUTTS = "anode_butts"

# What goes into a bake furnace and comes out of it, weighed. Green anodes and packing coke are consumed, baked anodes
# and collected tar are produced.
GREEN_ANODES, BAKED_ANODES, PACKING_COKE, WASTE_TAR = "green_anodes", "baked_anodes", "packing_coke", "waste_tar"
BAKE_FURNACE = (GREEN_ANODES, BAKED_ANODES, PACKING_COKE, WASTE_TAR)
PASTE = "soderberg_paste"

# What a calciner takes and gives: green coke in; coke, under-calcined coke and collected dust out.
GREEN_COKE, CALCINED_COKE, UNDERCALCINED_COKE, COKE_DUST = (
    "green_coke",
    "calcined_coke",
    "undercalcined_coke",
    "coke_dust",
)
CALCINER = (GREEN_COKE, CALCINED_COKE, UNDERCALCINED_COKE, COKE_DUST)
# Carbon that leaves the site otherwise than as anodes or CO2, such as tar, dust and spent linings sold.
CARBON_BYPRODUCTS = "carbon_byproducts"

# Carbonates that give off CO2 where gas is scrubbed or metal is fluxed.
CARBONATES = ("soda_ash", "limestone", "dolomite", "magnesite", "siderite")

# Gases charged into equipment or used as cover gas -> the gas of the ledger.
CHARGED_GASES = {
    "sulphur_hexafluoride": "SF6",
    "hfc_23": "HFC23",
    "hfc_32": "HFC32",
    "hfc_125": "HFC125",
    "hfc_134a": "HFC134a",
    "hfc_143a": "HFC143a",
    "hfc_152a": "HFC152a",
    "hfc_227ea": "HFC227ea",
}

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
    "moisture_pct": ("moisture", "1", 0.01),
    "volatiles_pct": ("volatiles", "1", 0.01),
    "purity_pct": ("purity", "1", 0.01),
    "calcined_pct": ("calcined", "1", 0.01),
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
    "coke_calciner": "anode_production",
    "casthouse": "casting",
    "power_plant": "power_generation",
    "refinery": "alumina_refining",
    "mine": "bauxite_mining",
    "mobile_plant": "electrolysis",
}

PREBAKE = ("PFPB_L", "PFPB_M", "PFPB_MW", "PFPB", "CWPB", "SWPB")
SODERBERG = ("VSS", "HSS")


# Every activity item an equation can use.
KNOWN_ITEMS = (
    *FUELS,
    *GOODS,
    ANODE_BUTTS,
    *BAKE_FURNACE,
    *(item for item in CALCINER if item not in GOODS),
    CARBON_BYPRODUCTS,
    *CARBONATES,
    *CHARGED_GASES,
)

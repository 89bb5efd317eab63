"""The invented hydro smelter: two potlines on contracted hydro power.

No real plant is described. Belongs here: every number this plant's records start from. Does not belong here: monthly
scatter (potrooms.py, supplies.py), yearly paperwork (paperwork.py), emission factors (demo_factors.py).
The sizes are ordinary ones of the field (about 1.92 t alumina and 0.41 t net carbon per tonne of metal, 13 to 14 MWh
of direct current per tonne); the values themselves are synthetic.
"""

from __future__ import annotations

from plants import PRODUCTION, REFINING, Fuel, Good, Instrument, Plan, Plant, Potline

HYDRO = Plant(
    smelter_id="demo_hydro",
    prefix="DH",
    name="Demo hydro smelter (synthetic)",
    operator="Demo Hydro Metal (synthetic)",
    grid_zone="SYN-HYDRO",
    potlines=(
        Potline(
            facility_id="DH-PL1",
            technology="PFPB_L",
            first_production_date="1992-05-04",
            cells_installed=264,
            cells_in_relining=4,
            cell_life_years=6.0,
            current_ka=214.0,
            current_trend_ka=0.6,
            current_efficiency_pct=94.1,
            cell_voltage_v=4.26,
            cell_voltage_trend_v=-0.008,
            rectifier_efficiency=0.982,
            auxiliaries_mwh_per_t=0.36,
            anode_effects_per_cell_day=0.12,
            anode_effect_duration_min=1.6,
            anode_effect_trend=-0.03,
            net_carbon_kg_per_t=414.0,
            gross_anode_kg_per_t=562.0,
        ),
        Potline(
            facility_id="DH-PL2",
            technology="PFPB_M",
            first_production_date="2005-09-12",
            cells_installed=396,
            cells_in_relining=5,
            cell_life_years=6.5,
            current_ka=384.0,
            current_trend_ka=1.2,
            current_efficiency_pct=94.9,
            cell_voltage_v=4.19,
            cell_voltage_trend_v=-0.006,
            rectifier_efficiency=0.984,
            auxiliaries_mwh_per_t=0.33,
            anode_effects_per_cell_day=0.05,
            anode_effect_duration_min=1.2,
            anode_effect_trend=-0.02,
            net_carbon_kg_per_t=407.0,
            gross_anode_kg_per_t=551.0,
        ),
    ),
    casthouse_start="1992-05-04",
    alumina_t_per_t=1.92,
    aluminium_fluoride_kg_per_t=16.5,
    casthouse_mwh_per_t=0.16,
    melt_loss=0.006,
    anode_sulphur_pct=1.9,
    anode_ash_pct=0.35,
    goods=(
        Good(
            item="alumina",
            supplier="Refinery North (synthetic)",
            supplier_site="Port Demo North",
            share=0.6,
            footprint_t_co2e_per_t=0.86,
            footprint_trend=-0.01,
            parts_covered=REFINING,
            legs=(("sea", 2100, "Port Demo North to port"), ("rail", 35, "port to smelter")),
        ),
        Good(
            item="alumina",
            supplier="Refinery South (synthetic)",
            supplier_site="Port Demo South",
            share=0.4,
            footprint_t_co2e_per_t=1.08,
            footprint_trend=-0.01,
            parts_covered=REFINING,
            legs=(("sea", 11500, "Port Demo South to port"), ("rail", 35, "port to smelter")),
        ),
        Good(
            item="prebaked_anode",
            supplier="Anode works Coast (synthetic)",
            supplier_site="Demo Coast",
            share=1.0,
            footprint_t_co2e_per_t=1.05,
            footprint_trend=-0.005,
            parts_covered=PRODUCTION,
            legs=(("sea", 1800, "Demo Coast to port"), ("road", 42, "port to smelter")),
        ),
        Good(
            item="aluminium_fluoride",
            supplier="Fluorides One (synthetic)",
            supplier_site="Demo Works",
            share=1.0,
            footprint_t_co2e_per_t=2.6,
            footprint_trend=0.0,
            parts_covered=PRODUCTION,
        ),
    ),
    fuels=(
        Fuel("natural_gas", "DH-CH", 0.82, "GJ", "net_calorific", "metered"),
        Fuel("diesel", "", 0.0034, "t", "", "invoiced"),
    ),
    instruments=(
        Instrument("PPA", "contract", "hydro", 0.70, 0.0, 3.0, 0.1),
        Instrument("CERT", "certificate", "hydro", 0.28, 0.0, 3.0, 0.1),
    ),
    power_plant=None,
    plan=Plan(base_value_t_per_t=4.3, target_value_t_per_t=3.9),
)

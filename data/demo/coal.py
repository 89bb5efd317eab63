"""The invented coal smelter: two potlines on a captive coal plant, part of its heat from gas in 2023 and 2024.

No real plant is described. Belongs here: every number this plant's records start from. Does not belong here: monthly
scatter (potrooms.py, supplies.py), yearly paperwork (paperwork.py), emission factors (demo_factors.py).
The sizes are ordinary ones of the field (about 1.92 t alumina and 0.41 t net carbon per tonne of metal, 13 to 14 MWh
of direct current per tonne); the values themselves are synthetic.
"""

from __future__ import annotations

from plants import PRODUCTION, REFINING, Fuel, Good, Instrument, Plan, Plant, Potline, PowerPlant

COAL = Plant(
    smelter_id="demo_coal",
    prefix="DC",
    name="Demo coal smelter (synthetic)",
    operator="Demo Coal Metal (synthetic)",
    grid_zone="SYN-COAL",
    potlines=(
        Potline(
            facility_id="DC-PL1",
            technology="CWPB",
            first_production_date="1986-03-17",
            cells_installed=240,
            cells_in_relining=5,
            cell_life_years=5.0,
            current_ka=176.0,
            current_trend_ka=0.2,
            current_efficiency_pct=92.6,
            cell_voltage_v=4.36,
            cell_voltage_trend_v=-0.004,
            rectifier_efficiency=0.978,
            auxiliaries_mwh_per_t=0.38,
            anode_effects_per_cell_day=0.19,
            anode_effect_duration_min=1.9,
            anode_effect_trend=-0.02,
            net_carbon_kg_per_t=416.0,
            gross_anode_kg_per_t=578.0,
        ),
        Potline(
            facility_id="DC-PL2",
            technology="PFPB_L",
            first_production_date="1997-10-06",
            cells_installed=280,
            cells_in_relining=4,
            cell_life_years=5.5,
            current_ka=246.0,
            current_trend_ka=0.4,
            current_efficiency_pct=93.8,
            cell_voltage_v=4.27,
            cell_voltage_trend_v=-0.004,
            rectifier_efficiency=0.980,
            auxiliaries_mwh_per_t=0.36,
            anode_effects_per_cell_day=0.14,
            anode_effect_duration_min=1.7,
            anode_effect_trend=-0.02,
            net_carbon_kg_per_t=416.0,
            gross_anode_kg_per_t=570.0,
        ),
    ),
    casthouse_start="1986-03-17",
    alumina_t_per_t=1.925,
    aluminium_fluoride_kg_per_t=18.5,
    casthouse_mwh_per_t=0.24,
    melt_loss=0.008,
    anode_sulphur_pct=2.3,
    anode_ash_pct=0.5,
    goods=(
        Good(
            item="alumina",
            supplier="Refinery Inland (synthetic)",
            supplier_site="Demo Inland",
            share=0.75,
            footprint_t_co2e_per_t=0.97,
            footprint_trend=-0.004,
            parts_covered=REFINING,
            legs=(("rail", 860, "Demo Inland to smelter"),),
        ),
        Good(
            item="alumina",
            supplier="Refinery Overseas (synthetic)",
            supplier_site="Port Demo West",
            share=0.25,
            footprint_t_co2e_per_t=0.86,
            footprint_trend=-0.004,
            parts_covered=REFINING,
            legs=(("sea", 6400, "Port Demo West to port"), ("rail", 410, "port to smelter")),
        ),
        Good(
            item="prebaked_anode",
            supplier="Anode works Plain (synthetic)",
            supplier_site="Demo Plain",
            share=1.0,
            footprint_t_co2e_per_t=1.25,
            footprint_trend=-0.003,
            parts_covered=PRODUCTION,
            legs=(("rail", 640, "Demo Plain to smelter"),),
        ),
        Good(
            item="aluminium_fluoride",
            supplier="Fluorides Two (synthetic)",
            supplier_site="Demo Quarry",
            share=1.0,
            footprint_t_co2e_per_t=3.1,
            footprint_trend=0.0,
            parts_covered=PRODUCTION,
        ),
    ),
    fuels=(
        Fuel("residual_fuel_oil", "DC-CH", 0.021, "t", "", "invoiced"),
        Fuel("diesel", "", 0.0046, "t", "", "invoiced"),
    ),
    instruments=(Instrument("SUPPLY", "supplier", "mixed", 0.6, 560.0, 48.0, 27.0),),
    # 2023: a gas contract feeds 42 % of the boilers' heat; in 2024 it is renewed for less than half of that.
    power_plant=PowerPlant(
        facility_id="DC-PP",
        first_production_date="1986-01-20",
        coal="other_bituminous_coal",
        heat_rate_gj_per_mwh=8.8,
        sold_per_sent_to_potlines=0.03,
        own_use_share=0.065,
        coal_ncv_gj_per_t=(24.6, 24.4, 24.5, 24.7, 24.5),
        gas_share_of_heat=(0.0, 0.0, 0.0, 0.42, 0.19),
    ),
    plan=Plan(base_value_t_per_t=18.1, target_value_t_per_t=12.0),
)

"""A smelter with what few smelters have: a calciner, vehicles, scrubbers, switchgear, biofuel, metal from outside.

Belongs here: a row of each kind of record those sources read. Does not belong here: expectations. Every number is made
up for the tests.
"""

from __future__ import annotations

from tests.golden.from_records import Row, Tables, user_factor, whole_year

_PFC = {"technology": "PFPB_M", "method_set": "eu_2025_2547"}

FURTHER_FACTORS: tuple[Row, ...] = (
    user_factor("anode_effect", "low_voltage_factor", 0.01, "kg/t Al", gas="CF4", **_PFC),
    user_factor("anode_effect", "start_up_factor", 2, "kg/cell", gas="CF4", **_PFC),
    user_factor("sulphur_hexafluoride", "emitted_share", 1, "1"),
    user_factor("diesel", "mobile_combustion_factor", 4, "kg/TJ", gas="CH4"),
    user_factor("diesel", "mobile_combustion_factor", 4, "kg/TJ", gas="N2O"),
    user_factor("biodiesel", "combustion_factor", 70, "kg/GJ", gas="CO2"),
    user_factor("biodiesel", "combustion_factor", 3, "kg/TJ", gas="CH4"),
)


def further_sources(smelter: str = "fourth", year: int = 2022) -> Tables:
    """Records of one year; the potline is measured in the duct, and the casthouse remelts."""
    who = {"smelter_id": smelter}
    when = who | whole_year(year)

    def item(name: str, flow: str, quantity: float, unit: str = "t", facility: str = "", **cells: str) -> Row:
        return when | {
            "facility_id": facility,
            "item": name,
            "flow": flow,
            "quantity": str(quantity),
            "unit": unit,
            **cells,
        }

    kilns = ("kiln", "kiln of weights", "kiln of shares")
    return {
        "smelters": [who | {"name": "Fourth", "level": "site", "grid_zone": "Z"}],
        "facilities": [
            *(who | {"facility_id": name, "kind": "coke_calciner"} for name in kilns),
            who | {"facility_id": "line", "kind": "potline", "technology": "PFPB_M"},
            who | {"facility_id": "bake", "kind": "anode_plant", "furnace_kind": "closed"},
            who | {"facility_id": "cast", "kind": "casthouse"},
            who | {"facility_id": "fleet", "kind": "mobile_plant"},
        ],
        "metal": [
            when | {"flow": flow, "mass_t": mass, "facility_id": facility, "counterparty": supplier}
            for flow, mass, facility, supplier in (
                ("tapped", "90000", "line", ""),
                ("cold_in", "10000", "cast", "Other smelter"),
                ("cast_out", "99000", "cast", ""),
            )
        ],
        "potlines": [when | {"facility_id": "line", "anode_effect_minutes_per_cell_day": "0.1", "cells_started": "12"}],
        "pfc_measurements": [
            when
            | {"facility_id": "line", "pfc_kind": "high_voltage", "gas": gas, "mass_kg": mass}
            | {"collection_efficiency_pct": "98", "citation": "invented for the tests"}
            for gas, mass in (("CF4", "500"), ("C2F6", "40"))
        ],
        "activity": [
            *(item("green_coke", "consumed", 1000, facility=name) for name in kilns),
            item("calcined_coke", "produced", 690, facility="kiln of weights"),
            item("coke_dust", "produced", 70, facility="kiln of weights"),
            item("calcined_coke", "produced", 690, facility="kiln of shares"),
            item("calcined_coke", "consumed", 27000, origin="purchased", supplier="A"),
            item("pitch", "consumed", 6000, origin="purchased", supplier="A"),
            item("baked_anodes", "produced", 40000, facility="bake"),
            item("prebaked_anode", "sold", 4000, origin="own"),
            item("soda_ash", "consumed", 900),
            item("sulphur_hexafluoride", "consumed", 30, "kg", "cast"),
            item("hfc_134a", "received", 12, "kg"),
            item("diesel", "consumed", 300, facility="fleet"),
            item("biodiesel", "consumed", 4000, "GJ", "fleet", basis="net_calorific"),
            item("natural_gas", "consumed", 30000, "GJ", "cast", basis="net_calorific"),
        ],
        "supplier_footprints": [
            whole_year(year)
            | {"item": name, "supplier": supplier, "factor_t_co2e_per_t": value, "parts_covered": "production"}
            | {"gwp_set": "AR6GWP100", "citation": "invented for the tests"}
            for name, supplier, value in (("cold_metal", "Other smelter", "9"), ("pitch", "A", "0.8"))
        ],
    }

"""A complete invented smelter, small enough to follow: one year, monthly, every item of mine to metal recorded.

Belongs here: rows to break. Does not belong here: expectations. Every number is made up for the tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.golden.from_records import Row, Tables, months, user_factor, whole_year
from tests.golden.further_sources import FURTHER_FACTORS, further_sources

YEAR = 2022
GWP = {"gas": "CO2e", "gwp_set": "AR6GWP100"}

# Electricity of the invented zone, a fuel's upstream and other gases, transport: what no shipped row supplies.
FACTORS: tuple[Row, ...] = (
    user_factor("electricity", "grid_combustion", 0.1, "kg CO2e/kWh", region="Z", basis="direct", **GWP),
    user_factor("electricity", "grid_upstream", 5, "kg CO2e/MWh", region="Z", **GWP),
    user_factor("electricity", "grid_losses", 2, "kg CO2e/MWh", region="Z", **GWP),
    user_factor("natural_gas", "upstream", 5, "kg CO2e/GJ", **GWP),
    user_factor("natural_gas", "combustion_factor", 1, "kg/TJ", gas="CH4"),
    user_factor("natural_gas", "combustion_factor", 0.1, "kg/TJ", gas="N2O"),
    user_factor("residual_fuel_oil", "upstream", 12, "kg CO2e/GJ", **GWP),
    user_factor("residual_fuel_oil", "combustion_factor", 3, "kg/TJ", gas="CH4"),
    user_factor("residual_fuel_oil", "combustion_factor", 0.6, "kg/TJ", gas="N2O"),
    user_factor("sea", "transport_factor", 0.01, "kg CO2e/t km", **GWP),
    *FURTHER_FACTORS,
)


def small_plant(*, technology: str = "CWPB", lines: Sequence[str] = ("L1",), smelter: str = "s") -> Tables:
    """Rows of all tables; every line taps 1000 t a month."""
    tables: Tables = {
        "smelters": [{"smelter_id": smelter, "name": "Small", "grid_zone": "Z", "level": "site"}],
        "facilities": [
            *(
                {"facility_id": line, "smelter_id": smelter, "kind": "potline", "technology": technology}
                for line in lines
            ),
            {"facility_id": "CH", "smelter_id": smelter, "kind": "casthouse"},
        ],
        "reporting_periods": [{"smelter_id": smelter, "period_label": str(YEAR)} | whole_year(YEAR)],
        **{name: [] for name in ("metal", "potlines", "specific_consumption", "electricity", "activity", "transport")},
        "supplier_footprints": [
            whole_year(YEAR)
            | {"item": item, "supplier": "A", "factor_t_co2e_per_t": "1.0", "parts_covered": parts}
            | {"gwp_set": "AR6GWP100", "citation": "invented for the tests"}
            for item, parts in (
                ("alumina", "bauxite_mining;refining;upstream_energy"),
                ("prebaked_anode", "production;upstream_energy"),
                ("aluminium_fluoride", "production;upstream_energy"),
            )
        ],
        "properties": [],
        "pfc_measurements": [],
        "power_instruments": [],
        "exclusions": [],
    }
    for month in months(YEAR):
        _add_month(tables, month | {"smelter_id": smelter}, lines)
    return tables


def _add_month(tables: Tables, month: Row, lines: Sequence[str]) -> None:
    for line in lines:
        here = month | {"facility_id": line}
        tables["metal"].append(here | {"flow": "tapped", "mass_t": "1000"})
        tables["potlines"].append(here | {"anode_effect_minutes_per_cell_day": "0.2"})
        # The campaign found none, so that what the tests add up is of the anode effects alone.
        tables["pfc_measurements"].append(
            here
            | {"pfc_kind": "low_voltage", "gas": "CF4", "mass_kg": "0", "collection_efficiency_pct": "98"}
            | {"citation": "invented for the tests"}
        )
        tables["specific_consumption"].append(
            here | {"item": "net_anode_carbon", "value": "420", "unit": "kg/t", "per": "tapped"}
        )
        tables["electricity"].append(
            here | {"flow": "consumed", "supply": "grid", "grid_zone": "Z", "mwh": "14000", "meter_id": line}
        )
    tables["metal"].append(month | {"facility_id": "CH", "flow": "cast_out", "mass_t": str(1000 * len(lines))})
    for item, tonnes in (("alumina", 1930), ("prebaked_anode", 530), ("aluminium_fluoride", 16)):
        tables["activity"].append(bought(month, item, tonnes * len(lines), smelter_id=month["smelter_id"]))
    tables["activity"].append(
        month
        | {"facility_id": "CH", "item": "natural_gas", "flow": "consumed", "quantity": "5000", "unit": "GJ"}
        | {"basis": "net_calorific"}
    )
    for item, tonnes in (("alumina", 1930), ("prebaked_anode", 530)):
        leg = {"item": item, "mode": "sea", "leg": "port to quay", "distance_km": "500"}
        tables["transport"].append(month | leg | {"mass_t": str(tonnes * len(lines))})


def bought(when: Row, item: str, tonnes: float, **cells: str) -> Row:
    """A row of `activity` for a good bought from the plant's only supplier."""
    return (
        when
        | {"smelter_id": "s", "item": item, "flow": "consumed", "quantity": str(tonnes), "unit": "t"}
        | {"origin": "purchased", "supplier": "A"}
        | cells
    )


def instrument(allocated_mwh: float, **cells: str) -> Row:
    """A contract for the plant's grid electricity over the whole year."""
    return (
        whole_year(YEAR)
        | {"instrument_id": "contract", "smelter_id": "s", "kind": "contract", "grid_zone": "Z"}
        | {"allocated_mwh": str(allocated_mwh), "factor_basis": "direct", "citation": "invented for the tests"}
        | {"combustion_factor_kg_co2e_per_mwh": "10", "upstream_factor_kg_co2e_per_mwh": "1"}
        | {"losses_factor_kg_co2e_per_mwh": "1"}
        | cells
    )


def every_equation() -> Tables:
    """The small plant beside a second smelter, so that each equation of the register has rows.

    The second smelter weighs its anodes and butts, logs anode effects as frequency and duration, and meters natural gas
    and fuel oil by mass, volume and energy. A third bakes anodes in three furnaces and has two Soderberg potlines, one
    with its own overvoltage coefficient. A fourth has the further sources.
    """
    tables, second = small_plant(), small_plant(smelter="second")
    second["specific_consumption"] = []
    for row in second["potlines"]:
        del row["anode_effect_minutes_per_cell_day"]
        row |= {"anode_effect_frequency_per_cell_day": "0.1", "anode_effect_duration_min": "1.5"}
    for month in months(YEAR):
        where = month | {"smelter_id": "second"}
        second["activity"].append(where | {"item": "anode_butts", "flow": "returned", "quantity": "110", "unit": "t"})
        for fuel in ("natural_gas", "residual_fuel_oil"):
            for supplier, unit in (("by mass", "t"), ("by volume", "m3"), ("by energy", "MWh")):
                burnt = {"item": fuel, "flow": "consumed", "quantity": "40", "unit": unit, "supplier": supplier}
                burnt |= {"basis": "net_calorific"} if unit == "MWh" else {}
                second["activity"].append(where | burnt)
    for fuel in ("natural_gas", "residual_fuel_oil"):
        heat = {"property": "net_calorific_value_gj_per_m3", "value": "0.036", "item": fuel}
        second["properties"].append(whole_year(YEAR) | {"smelter_id": "second"} | heat)
    footprints = tables["supplier_footprints"]
    both = {name: tables[name] + rows for name, rows in second.items()} | {"supplier_footprints": footprints}
    for path, (unit, properties) in FUEL_RECORDS.items():
        add_fuel(both, path, unit, properties)
    for more in (baking_and_paste(), further_sources()):
        both = {name: both.get(name, []) + more.get(name, []) for name in {**both, **more}}
    return both


def baking_and_paste(smelter: str = "third") -> Tables:
    """Furnaces and Soderberg potlines of one smelter over the year, a row of each kind of record they may have."""
    who = {"smelter_id": smelter}
    when = who | whole_year(YEAR)

    def weighed(facility: str, item: str, flow: str, tonnes: float) -> Row:
        return when | {
            "facility_id": facility,
            "item": item,
            "flow": flow,
            "quantity": str(tonnes),
            "unit": "t",
        }

    return {
        "smelters": [who | {"name": "Third", "level": "site"}],
        "facilities": [
            *(
                who | {"facility_id": name, "kind": "anode_plant", "furnace_kind": kind}
                for name, kind in (("closed", "closed"), ("other", "other"), ("tar", ""))
            ),
            *(
                who | {"facility_id": name, "kind": "potline", "technology": technology, "paste_kind": kind}
                for name, technology, kind in (("V", "VSS", "dry"), ("H", "HSS", "wet"))
            ),
        ],
        "activity": [
            weighed("closed", "green_anodes", "consumed", 10550),
            *(weighed(name, "baked_anodes", "produced", 10000) for name in ("closed", "other", "tar")),
            weighed("tar", "green_anodes", "consumed", 10600),
            weighed("tar", "waste_tar", "produced", 40),
            weighed("tar", "packing_coke", "consumed", 140),
            weighed("H", "soderberg_paste", "consumed", 5300),
        ],
        "metal": [when | {"facility_id": line, "flow": "tapped", "mass_t": "10000"} for line in ("V", "H")],
        "specific_consumption": [
            when | {"facility_id": "V", "item": "paste_consumption", "value": "520", "unit": "kg/t", "per": "tapped"}
        ],
        "potlines": [
            when
            | {"facility_id": "V", "overvoltage_mv": "7", "overvoltage_kind": "algebraic"}
            | {"current_efficiency_pct": "89", "overvoltage_coefficient_cf4": "1.9", "c2f6_cf4_ratio": "0.06"}
            | {"coefficient_measured_on": "2021-06-30"}
        ],
    }


# Path from a fuel's record to its net energy -> the unit it is recorded in, and the properties the path takes.
_RATIO = {"net_to_gross_calorific_ratio": "0.9"}
FUEL_RECORDS: dict[str, tuple[str, dict[str, str]]] = {
    "gross_energy": ("MMBtu", _RATIO),
    "gross_mass": ("ton_us", {"gross_calorific_value_gj_per_t": "50"} | _RATIO),
    "gross_volume": ("gallon_us", {"gross_calorific_value_gj_per_m3": "0.04"} | _RATIO),
    "gross_normal_volume": ("Nm3", {"gross_calorific_value_gj_per_nm3": "0.04"} | _RATIO),
    "gross_energy_by_mass_values": (
        "therm_ec", {"net_calorific_value_gj_per_t": "45", "gross_calorific_value_gj_per_t": "50"}),
    "gross_energy_by_volume_values": (
        "GJ", {"net_calorific_value_gj_per_m3": "0.036", "gross_calorific_value_gj_per_m3": "0.04"}),
    "gross_energy_by_normal_volume_values": (
        "GJ", {"net_calorific_value_gj_per_nm3": "0.036", "gross_calorific_value_gj_per_nm3": "0.04"}),
    "normal_volume": ("Nm³", {"net_calorific_value_gj_per_nm3": "0.036"}),
    "volume_by_density": ("litres", {"density_kg_per_m3": "840"}),
    "normal_volume_by_density": ("Nm3", {"density_kg_per_nm3": "0.8", "net_calorific_value_gj_per_t": "48"}),
}  # fmt: skip


def add_fuel(tables: Tables, smelter: str, unit: str, properties: Row, quantity: str = "1000") -> None:
    """A smelter of which nothing is known but gas and oil burnt in January, in a unit, and properties of both."""
    tables["smelters"].append({"smelter_id": smelter, "name": smelter, "grid_zone": "Z", "level": "site"})
    tables["reporting_periods"].append({"smelter_id": smelter, "period_label": str(YEAR)} | whole_year(YEAR))
    energy = {"basis": "gross_calorific"} if smelter.startswith("gross_energy") else {}
    for fuel in ("natural_gas", "residual_fuel_oil"):
        tables["activity"].append(
            months(YEAR)[0]
            | {"smelter_id": smelter, "item": fuel, "flow": "consumed", "quantity": quantity, "unit": unit}
            | energy
        )
        for name, value in properties.items():
            tables["properties"].append(
                whole_year(YEAR) | {"smelter_id": smelter, "item": fuel, "property": name, "value": value}
            )

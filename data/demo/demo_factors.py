"""The user factor file of the demo smelters: every factor a complete demo needs and no verified source gives.

Belongs here: invented factors, said to be invented in every row. Does not belong here: factors with a source, which
are shipped with the software.
"""

from __future__ import annotations

from plants import YEARS
from rows import Row

COLUMNS = [
    "factor_id",
    "item",
    "parameter",
    "gas",
    "technology",
    "region",
    "method_set",
    "basis",
    "tier",
    "value",
    "unit",
    "lower",
    "upper",
    "distribution",
    "valid_from",
    "valid_to",
    "vintage",
    "gwp_set",
    "publisher",
    "document",
    "table",
    "page",
    "licence",
    "confidence",
    "status",
    "note",
]

ZONE_NOTE = "Synthetic, for the invented grid zone only; never use for a real smelter."
FUEL_NOTE = (
    "Synthetic. Holds for every smelter of a run that records this fuel in the valid period; remove before adding real"
    " fuel records."
)
MODE_NOTE = (
    "Synthetic. Holds for every smelter of a run that records this transport mode in the valid period; remove before"
    " adding real transport records."
)

# zone, combustion and residual mix in kg CO2e/kWh, upstream and losses in kg CO2e/MWh
GRIDS = (("SYN-HYDRO", "0.016", "0.34", "4.5", "0.9"), ("SYN-COAL", "0.71", "0.79", "52", "31"))
# fuel, upstream in kg CO2e/GJ, CH4 and N2O in kg/TJ (none where a verified row is shipped)
FUELS = (
    ("natural_gas", "5.2", "1.3", "0.12"),
    ("diesel", "15.5", None, None),
    ("residual_fuel_oil", "12.8", "3.4", "0.5"),
    ("other_bituminous_coal", "3.1", "1.8", "1.4"),
)
# mode, kg CO2e/t km
MODES = (("sea", "0.0062"), ("rail", "0.021"), ("road", "0.088"))


def user_factors() -> list[Row]:
    """Rows of user_factors.csv."""
    rows = []
    for zone, combustion, residual, upstream, losses in GRIDS:
        for parameter, value, unit, basis in (
            ("grid_combustion", combustion, "kg CO2e/kWh", "direct"),
            ("residual_mix", residual, "kg CO2e/kWh", "direct"),
            ("grid_upstream", upstream, "kg CO2e/MWh", ""),
            ("grid_losses", losses, "kg CO2e/MWh", ""),
        ):
            rows.append(_row("electricity", parameter, "CO2e", value, unit, "electricity", ZONE_NOTE, zone, basis))
    for fuel, upstream, methane, nitrous_oxide in FUELS:
        rows.append(_row(fuel, "upstream", "CO2e", upstream, "kg CO2e/GJ", "fuels", FUEL_NOTE))
        for gas, factor in (("CH4", methane), ("N2O", nitrous_oxide)):
            if factor is not None:
                rows.append(_row(fuel, "combustion_factor", gas, factor, "kg/TJ", "fuels", FUEL_NOTE))
    for mode, value in MODES:
        rows.append(_row(mode, "transport_factor", "CO2e", value, "kg CO2e/t km", "transport", MODE_NOTE))
    return rows


def _row(
    item: str,
    parameter: str,
    gas: str,
    value: str,
    unit: str,
    table: str,
    note: str,
    region: str = "",
    basis: str = "",
) -> Row:
    name = [item, parameter, region or (gas if parameter == "combustion_factor" else "")]
    return dict.fromkeys(COLUMNS, "") | {
        "factor_id": "demo." + ".".join(part for part in name if part),
        "item": item,
        "parameter": parameter,
        "gas": gas,
        "region": region,
        "method_set": "common",
        "basis": basis,
        "value": value,
        "unit": unit,
        "valid_from": f"{YEARS[0]}-01-01",
        "valid_to": f"{YEARS[-1]}-12-31",
        "gwp_set": "AR6GWP100" if gas == "CO2e" else "",
        "publisher": "smelter-ghg demo",
        "document": "Synthetic factors for the demo smelters",
        "table": table,
        "licence": "Apache-2.0",
        "confidence": "synthetic",
        "status": "user",
        "note": note,
    }

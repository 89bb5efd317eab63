"""Contract of the table of bridges: what moved emissions from one reporting period to the next, by cause.

Belongs here: names, dtypes, units, meanings, the causes. Does not belong here: how a part comes about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import LABEL, SMELTER, YEAR, result_table

# In the order in which a reader is told them.
BRIDGE_CAUSES = (
    "volume",
    "electricity_use",
    "power_contract",
    "grid",
    "pfc",
    "carbon",
    "fuel",
    "supplier",
    "material_use",
    "other",
    "method",
)

BRIDGES = result_table(
    "bridges",
    "What moved calculated mine-to-metal emissions from the period before, by cause; the parts add up to the change.",
    "bridge_id",
    ("bridge_id", "text", None, "Hash of smelter, period, account and cause."),
    SMELTER,
    LABEL,
    YEAR,
    ("previous_label", "text", None, "The period before it."),
    ("scope2_account", "text", None, "location or market."),
    (
        "cause",
        "text",
        None,
        "volume (metal tapped), electricity_use (MWh per tonne), power_contract (shares of supplies and the factors of "
        "instruments), grid (factors of grid supply), pfc, carbon, fuel, supplier (shares and footprints of suppliers, "
        "transport), material_use (goods per tonne), other, method (sources by another tier).",
    ),
    ("part_t_co2e", "number", "t CO2e", "Part of the cause in the change."),
    ("previous_t_co2e", "number", "t CO2e", "Emissions of the period before."),
    ("t_co2e", "number", "t CO2e", "Emissions of the period."),
)

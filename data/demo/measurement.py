"""How far the invented smelters' instruments, laboratories and suppliers may be off.

Belongs here: invented 95 % ranges and which errors are one. Does not belong here: the records they are about.
"""

from __future__ import annotations

from rows import Row

FIRST, LAST = "2020-01-01", "2024-12-31"
CITATION = "Synthetic calibration certificates and supplier statements"
# Table, column, labels, per cent below and above, distribution, the error all the values share (with the prefix of the
# smelter); without one every value has its own.
STATEMENTS: tuple[tuple[str, str, Row, str, str, str, str], ...] = (
    ("metal", "mass_t", {}, "0.5", "", "normal", "crucible scale"),
    ("electricity", "mwh", {}, "0.5", "", "normal", "high-voltage meter"),
    ("potlines", "anode_effect_frequency_per_cell_day", {}, "3", "", "normal", ""),
    ("potlines", "anode_effect_duration_min", {}, "8", "", "normal", "pot control's sampling of anode effects"),
    ("specific_consumption", "value", {"item": "net_anode_carbon"}, "1.5", "", "normal", "anode and butt scale"),
    ("properties", "value", {"item": "prebaked_anode"}, "8", "", "triangular", ""),
    ("supplier_footprints", "factor_t_co2e_per_t", {"item": "alumina"}, "12", "18", "", "alumina footprints"),
    ("supplier_footprints", "factor_t_co2e_per_t", {"item": "aluminium_fluoride"}, "30", "60", "lognormal", ""),
    ("supplier_footprints", "factor_t_co2e_per_t", {"item": "prebaked_anode"}, "15", "15", "", "anode footprints"),
    ("transport", "distance_km", {}, "5", "", "uniform", ""),
)


def uncertainties(smelter_id: str, prefix: str) -> list[Row]:
    """The rows of one smelter."""
    return [
        {"smelter_id": smelter_id, "table": table, "column": column, "item": labels.get("item", "")}
        | {"period_start": FIRST, "period_end": LAST, "below_pct": below, "above_pct": above}
        | {"distribution": distribution, "error_group": f"{prefix} {group}" if group else "", "citation": CITATION}
        for table, column, labels, below, above, distribution, group in STATEMENTS
    ]

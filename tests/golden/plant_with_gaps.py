"""The small plant with gaps in its measurements: a month of anode effects, one of sulphur and calorific value, one of
net anode consumption; and a month of gas that somebody estimated.

Belongs here: rows. Does not belong here: expectations. Every number is made up for the tests.
"""

from __future__ import annotations

from tests.golden.from_records import Row, Tables, months
from tests.golden.small_plant import YEAR, small_plant

# Months without a record, counted from 1.
NO_ANODE_EFFECTS, NO_ANODE_RATE, NO_ANALYSES, ESTIMATED_GAS = 3, 5, 7, 10
METHOD = "mean of September and November; the meter was being replaced"


def minutes(month: int) -> float:
    """Anode-effect minutes per cell-day on record: 0.32, 0.31, 0.27 in February, April and May."""
    return {2: 0.32, 4: 0.31, 5: 0.27}.get(month, 0.15)


def plant_with_gaps() -> Tables:
    """Rows of all tables."""
    tables = small_plant()
    for name, lost in (("potlines", NO_ANODE_EFFECTS), ("specific_consumption", NO_ANODE_RATE)):
        tables[name] = [row for row in tables[name] if month_of(row) != lost]
    for row in tables["potlines"]:
        row["anode_effect_minutes_per_cell_day"] = str(minutes(month_of(row)))
    for month in months(YEAR):
        number = month_of(month)
        here = month | {"smelter_id": "s"}
        gas = {"facility_id": "CH", "item": "natural_gas", "flow": "consumed", "quantity": "40000", "unit": "m3"}
        estimated = {"data_source": "substituted", "substitution_method": METHOD} if number == ESTIMATED_GAS else {}
        tables["activity"].append(here | gas | {"supplier": "pipeline"} | estimated)
        if number != NO_ANALYSES:
            tables["properties"] += [
                here | {"item": "prebaked_anode", "property": "sulphur_pct", "value": f"{1.5 + number / 10:.1f}"},
                here
                | {"item": "natural_gas", "property": "net_calorific_value_gj_per_m3"}
                | {"value": f"{0.036 + number / 10000:.4f}"},
            ]
        tables["properties"].append(here | {"item": "prebaked_anode", "property": "ash_pct", "value": "0.4"})
    return tables


def month_of(row: Row) -> int:
    return int(row["period_start"][5:7])

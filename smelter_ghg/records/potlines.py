"""Record table `potlines`: potline operation: current, cells, anode effects, overvoltage, measured coefficients."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="potlines",
    meaning="Potline operation: current, cells, anode effects, overvoltage, measured coefficients.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id!",
        "period_start!",
        "period_end!",
        "line_current_ka",
        "cells_operating",
        "cell_days",
        "cells_started",
        "cells_stopped",
        "current_efficiency_pct",
        "dc_electricity_mwh",
        "anode_effect_frequency_per_cell_day",
        "anode_effect_duration_min",
        "anode_effect_minutes_per_cell_day",
        "anode_effect_definition",
        "overvoltage_mv",
        "overvoltage_kind",
        "slope_cf4",
        "overvoltage_coefficient_cf4",
        "c2f6_cf4_ratio",
        "coefficient_measured_on",
        "data_source",
        "substitution_method",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
    ),
    period=True,
)

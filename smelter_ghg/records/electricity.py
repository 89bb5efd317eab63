"""Record table `electricity`: metered electricity."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="electricity",
    meaning="Metered electricity.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id",
        "period_start!",
        "period_end!",
        "flow=electricity_flow!",
        "supply!",
        "grid_zone",
        "mwh!",
        "meter_id",
        "data_source",
        "substitution_method",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "flow",
        "supply",
        "grid_zone",
        "meter_id",
    ),
    period=True,
)

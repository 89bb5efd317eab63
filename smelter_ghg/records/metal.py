"""Record table `metal`: metal tapped, cast, moved and in stock."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="metal",
    meaning="Metal tapped, cast, moved and in stock.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id",
        "period_start!",
        "period_end!",
        "flow=metal_flow!",
        "mass_t+",
        "counterparty",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "flow",
        "counterparty",
    ),
    period=True,
)

"""Record table `transport`: inbound transport legs."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="transport",
    meaning="Inbound transport legs.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start!",
        "period_end!",
        "item!",
        "mode!",
        "leg",
        "mass_t!",
        "distance_km!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "item",
        "mode",
        "leg",
    ),
)

"""Record table `exclusions`: items left out on purpose, with an estimate of what they amount to."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="exclusions",
    meaning="Items left out on purpose, with an estimate of what they amount to.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start!",
        "period_end!",
        "item!",
        "estimate_t_co2e!",
        "reason!",
        "approved_by",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "item",
    ),
    period=True,
)

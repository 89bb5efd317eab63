"""Record table `reporting_periods`: the periods a smelter reports on; without rows, calendar years."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="reporting_periods",
    meaning="The periods a smelter reports on; without rows, calendar years.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_label!",
        "period_start!",
        "period_end!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_label",
    ),
    period=True,
)

"""Record table `targets`: reduction plans and their targets; a regulator's target is a reported indicator."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="targets",
    meaning="Reduction plans and their targets; a regulator's target is a reported indicator.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "plan_date",
        "base_year",
        "base_value",
        "target_year",
        "target_value",
        "boundary!",
        "no_plan",
        "published_on",
        "document_id",
    ),
    key=(
        "smelter_id",
        "plan_date",
        "target_year",
        "boundary",
    ),
)

"""Record table `allocations`: how a facility shared by several smelters is split between them."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="allocations",
    meaning="How a facility shared by several smelters is split between them.",
    columns=columns(
        FIELDS,
        "facility_id!",
        "smelter_id!",
        "basis=basis_of_share",
        "share!",
        "document_id",
    ),
    key=(
        "facility_id",
        "smelter_id",
    ),
)

"""Record table `certification_scopes`: which share of which smelter a certification scope holds."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="certification_scopes",
    meaning="Which share of which smelter a certification scope holds.",
    columns=columns(
        FIELDS,
        "scope_id!",
        "smelter_id!",
        "share_pct!",
        "valid_from",
        "valid_to",
        "document_id",
    ),
    key=(
        "scope_id",
        "smelter_id",
        "valid_from",
    ),
)

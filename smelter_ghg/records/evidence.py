"""Record table `evidence`: what each source says about one cell, and which of them was chosen."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="evidence",
    meaning="What each source says about one cell, and which of them was chosen.",
    columns=columns(
        FIELDS,
        "table!",
        "row_key!",
        "column!",
        "value=evidence_value!",
        "qualifier!",
        "document_id!",
        "confidence!",
        "chosen!",
    ),
    key=(
        "table",
        "row_key",
        "column",
        "document_id",
        "value",
    ),
)

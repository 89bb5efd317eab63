"""Record table `criterion_evidence`: what documents show of plans, publication and management, by smelter."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="criterion_evidence",
    meaning="What documents show of reduction plans, publication and management.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "shows!",
        "dated_on!",
        "says!",
        "statement",
        "document_id",
    ),
    key=(
        "smelter_id",
        "shows",
        "dated_on",
        "says",
        "document_id",
    ),
)

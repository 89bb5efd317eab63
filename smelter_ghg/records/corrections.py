"""Record table `corrections`: corrections of records, by whom and why."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="corrections",
    meaning="Corrections of records, by whom and why.",
    columns=columns(
        FIELDS,
        "table!",
        "row_key!",
        "column!",
        "old",
        "new",
        "reason!",
        "by!",
        "on!",
        "document_id",
    ),
    key=(
        "table",
        "row_key",
        "column",
        "on",
    ),
)

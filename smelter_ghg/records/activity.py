"""Record table `activity`: quantities of materials and fuels consumed, received, sold, returned or in stock."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="activity",
    meaning="Quantities of materials and fuels consumed, received, sold, returned or in stock.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id",
        "period_start!",
        "period_end!",
        "item!",
        "flow=item_flow!",
        "quantity!",
        "unit!",
        "basis",
        "origin",
        "supplier",
        "supplier_site",
        "data_source",
        "substitution_method",
        "uncertainty_pct",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "item",
        "flow",
        "basis",
        "origin",
        "supplier",
        "supplier_site",
    ),
    period=True,
)

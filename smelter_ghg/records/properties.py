"""Record table `properties`: analyses and conversion values of materials and fuels."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="properties",
    meaning="Analyses and conversion values of materials and fuels.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "item!",
        "period_start!",
        "period_end!",
        "property!",
        "value!",
        "data_source",
        "substitution_method",
        "document_id",
    ),
    key=(
        "smelter_id",
        "item",
        "period_start",
        "period_end",
        "property",
    ),
    period=True,
)

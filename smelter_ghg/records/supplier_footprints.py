"""Record table `supplier_footprints`: footprints of purchased goods, as their suppliers state them."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="supplier_footprints",
    meaning="Footprints of purchased goods, as their suppliers state them.",
    columns=columns(
        FIELDS,
        "item!",
        "supplier",
        "supplier_site",
        "period_start!",
        "period_end!",
        "factor_t_co2e_per_t!",
        "basis=factor_basis",
        "parts_covered!",
        "gwp_set!",
        "factor_year",
        "verified",
        "citation!",
        "document_id",
    ),
    key=(
        "item",
        "supplier",
        "supplier_site",
        "period_start",
        "period_end",
    ),
    period=True,
)

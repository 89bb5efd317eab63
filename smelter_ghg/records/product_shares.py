"""Record table `product_shares`: what a facility's emissions were made for besides the metal of the cells."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="product_shares",
    meaning="What a facility's emissions were made for besides the metal of the cells, where meters do not say it.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id!",
        "period_start!",
        "period_end!",
        "product!",
        "share=product_share!",
        "basis=basis_of_product_share!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "product",
    ),
    period=True,
)

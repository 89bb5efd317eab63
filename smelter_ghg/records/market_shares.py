"""Record table `market_shares`: a smelter's share of its sector's production, for paths that converge."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="market_shares",
    meaning="A smelter's share of the production of its sector in a year; a path that converges takes its change.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "year=share_year!",
        "market_share!",
        "citation",
        "document_id",
    ),
    key=(
        "smelter_id",
        "year",
    ),
)

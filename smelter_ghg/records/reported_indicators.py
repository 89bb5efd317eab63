"""Record table `reported_indicators`: intensities and other indicators a smelter published."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="reported_indicators",
    meaning="Intensities and other indicators a smelter published.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start+",
        "period_end+",
        "period_stated!",
        "indicator!",
        "boundary!",
        "scope2_account!",
        "gwp_set!",
        "value+",
        "unit!",
        "qualifier!",
        "decimals_printed",
        "confidence!",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "indicator",
        "boundary",
        "scope2_account",
    ),
)

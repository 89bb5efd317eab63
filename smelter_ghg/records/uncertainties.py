"""Record table `uncertainties`: how far the records of a meter, scale, laboratory or supplier may be off."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="uncertainties",
    meaning="95 % ranges of recorded values, by meter, scale, laboratory or supplier.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "table=uncertain_table!",
        "column!",
        "item",
        "facility_id",
        "supplier",
        "meter_id",
        "period_start!",
        "period_end!",
        "below_pct!",
        "above_pct",
        "distribution",
        "error_group",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "table",
        "column",
        "item",
        "facility_id",
        "supplier",
        "meter_id",
        "period_start",
        "period_end",
    ),
    period=True,
)

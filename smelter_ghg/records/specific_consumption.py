"""Record table `specific_consumption`: rates per tonne of metal, where no quantity is given."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="specific_consumption",
    meaning="Rates per tonne of metal, where the plant or its report gives a rate and not a quantity.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id",
        "period_start!",
        "period_end!",
        "item!",
        "value!",
        "unit!",
        "per!",
        "data_source",
        "substitution_method",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "item",
        "per",
    ),
    period=True,
)

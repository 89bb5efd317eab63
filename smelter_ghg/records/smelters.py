"""Record table `smelters`: the smelters a report covers."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="smelters",
    meaning="The smelters a report covers.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "name!",
        "operator",
        "country_iso3",
        "grid_zone",
        "level!",
        "synthetic",
        "document_id",
    ),
    key=("smelter_id",),
)

"""Record table `pathway_slopes`: reference slopes of a sector, year by year, as the user's versioned data."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="pathway_slopes",
    meaning="Reference slopes of a sector, year by year: the user's own copy of a published table, by set and version.",
    columns=columns(
        FIELDS,
        "slope_set!",
        "version=slope_version!",
        "activity=sector_activity!",
        "emissions=emissions_of_slope!",
        "year=slope_year!",
        "value=slope_value!",
        "synthetic",
        "citation",
        "document_id",
    ),
    key=(
        "slope_set",
        "version",
        "activity",
        "emissions",
        "year",
    ),
)

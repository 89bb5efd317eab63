"""Record table `benchmarks`: between which ends a benchmark of the user finds intensities; none is shipped."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="benchmarks",
    meaning="Between which ends a benchmark finds intensities, of one smelter or of all.",
    columns=columns(
        FIELDS,
        "smelter_id",
        "boundary!",
        "period_start!",
        "period_end!",
        "lower_t_co2e_per_t!",
        "upper_t_co2e_per_t!",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "boundary",
        "period_start",
        "period_end",
        "citation",
    ),
)

"""Record table `power_instruments`: certificates, contracts, supplier rates and residual mixes for grid electricity."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="power_instruments",
    meaning="Certificates, contracts, supplier rates and residual mixes that re-price grid electricity.",
    columns=columns(
        FIELDS,
        "instrument_id!",
        "smelter_id!",
        "kind=kind_of_instrument!",
        "period_start!",
        "period_end!",
        "grid_zone!",
        "energy_source",
        "allocated_mwh!",
        "combustion_factor_kg_co2e_per_mwh!",
        "upstream_factor_kg_co2e_per_mwh",
        "losses_factor_kg_co2e_per_mwh",
        "factor_basis!",
        "vintage",
        "vintage_rule",
        "retired_on",
        "registry",
        "serial_from",
        "serial_to",
        "instrument_mwh",
        "citation!",
        "document_id",
    ),
    key=(
        "instrument_id",
        "smelter_id",
        "period_start",
        "period_end",
    ),
)

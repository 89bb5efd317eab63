"""Record table `pfc_measurements`: CF4 and C2F6 measured in ducts, at the roof or in a campaign, by what made them."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="pfc_measurements",
    meaning="CF4 and C2F6 measured in ducts, at the roof or in a campaign, by what made them.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "facility_id!",
        "period_start!",
        "period_end!",
        "pfc_kind!",
        "gas=pfc_gas!",
        "mass_kg=pfc_mass_kg!",
        "collection_efficiency_pct!",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        "pfc_kind",
        "gas",
    ),
    period=True,
)

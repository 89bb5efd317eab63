"""Record table `facilities`: potlines, anode and power plants, casthouses, refineries and mines of each smelter."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="facilities",
    meaning="Potlines, anode and power plants, casthouses, refineries and mines of each smelter.",
    columns=columns(
        FIELDS,
        "facility_id!",
        "smelter_id!",
        "kind=kind_of_facility!",
        "control",
        "technology",
        "furnace_kind",
        "paste_kind",
        "first_production_date",
        "cells_installed",
        "valid_from",
        "valid_to",
        "document_id",
    ),
    key=(
        "facility_id",
        "smelter_id",
    ),
)

"""Record table `reported_emissions`: emissions a smelter published; never turned into a calculation."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="reported_emissions",
    meaning="Emissions a smelter published; never turned into a calculation.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start+",
        "period_end+",
        "period_stated!",
        "scope=scope_of_emissions!",
        "scope2_account!",
        "category",
        "process",
        "gas!",
        "emissions_t_co2e+",
        "gwp_set!",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "scope",
        "scope2_account",
        "category",
        "process",
        "gas",
    ),
)

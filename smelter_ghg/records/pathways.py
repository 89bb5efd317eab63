"""Record table `pathways`: which path a smelter's plan follows from which base; targets stand in `targets`."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="pathways",
    meaning="The path of a reduction plan: slopes, form, base and intermediate target; the plan itself is in targets.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "plan_date",
        "slope_set!",
        "version=slope_version!",
        "form=pathway_form!",
        "emissions=emissions_of_pathway!",
        "interpolation",
        "base_year!",
        "base_period_label",
        "base_value",
        "base_value_electricity",
        "base_value_non_electricity",
        "boundary",
        "denominator=pathway_denominator",
        "gwp_set",
        "scope2_account",
        "intermediate_target_year",
        "intermediate_target_value",
        "document_id",
    ),
    key=(
        "smelter_id",
        "plan_date",
        "slope_set",
        "version",
        "form",
        "emissions",
    ),
)

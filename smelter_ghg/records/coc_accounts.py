"""Record table `coc_accounts`: totals of material accounts of the Chain of Custody Standard, checked and no more."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="coc_accounts",
    meaning="Totals of a material accounting under the Chain of Custody Standard, by material and accounting period.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start!",
        "period_end!",
        "material=coc_material!",
        "coc_input_t!",
        "other_input_t!",
        "coc_output_t!",
        "output_t!",
        "internal_overdraw_t",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "material",
    ),
)

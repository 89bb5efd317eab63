"""Record table `audit_results`: what audits found and published, beside which the engine's own outcomes are shown."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="audit_results",
    meaning="What audits found and published; shown beside the engine's own outcomes, never used for them.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "standard=audited_standard!",
        "standard_version",
        "announced_on!",
        "auditor",
        "criterion=audited_criterion",
        "rating!",
        "certificate_level",
        "overall_maturity",
        "citation!",
        "document_id",
    ),
    key=(
        "smelter_id",
        "standard",
        "announced_on",
        "criterion",
    ),
)

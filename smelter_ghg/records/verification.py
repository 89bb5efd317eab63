"""Record table `verification`: statements of verifiers."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="verification",
    meaning="Statements of verifiers.",
    columns=columns(
        FIELDS,
        "smelter_id!",
        "period_start!",
        "period_end!",
        "verifier!",
        "standard",
        "assurance_level!",
        "opinion",
        "covers!",
        "scope=scope_covered!",
        "verified_value",
        "unit",
        "materiality_pct",
        "statement_date!",
        "publication_date",
        "release_sha256",
        "entity",
        "document_id",
    ),
    key=(
        "smelter_id",
        "period_start",
        "period_end",
        "verifier",
        "scope",
    ),
)

"""Record table `documents`: the documents the records were taken from."""

from smelter_ghg.contracts import FIELDS, Table
from smelter_ghg.contracts.field import columns

TABLE = Table(
    name="documents",
    meaning="The documents the records were taken from.",
    columns=columns(
        FIELDS,
        "document_id!",
        "title!",
        "kind=kind_of_document!",
        "issuer",
        "date",
        "file",
        "page",
        "url",
        "sha256",
    ),
    key=("document_id",),
)

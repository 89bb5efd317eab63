"""Jobs: one per range of stages that runs at one go.

Belongs here: which assets run together. Does not belong here: when (`pipelines.schedules`).
"""

from __future__ import annotations

import dagster as dg

# Records and validated come whole, because a bad date has no year; the years follow one by one; what is published looks
# at all years at once. Three runs, because one run is of one partition.
RECORDS_TO_VALIDATED = dg.define_asset_job(
    "records_to_validated",
    selection=dg.AssetSelection.groups("records", "validated"),
    description="Read and check the records; their reporting years become partitions.",
)
YEARLY = dg.define_asset_job(
    "yearly",
    selection=dg.AssetSelection.groups("activity", "ledger", "inventories", "intensity"),
    description="Activity, ledger, energy and intensity of one reporting year.",
)
PUBLISH = dg.define_asset_job(
    "publish",
    selection=dg.AssetSelection.groups(
        "uncertainty", "pathways", "conformance", "criteria", "disclosure", "restatement", "release"
    ),
    description="Verdicts, figures and the release over all reporting years.",
)
JOBS = (RECORDS_TO_VALIDATED, YEARLY, PUBLISH)

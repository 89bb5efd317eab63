"""The reporting years an instance knows.

Belongs here: asking for them. Does not belong here: making them, which the records do (`assets.partitions`).
"""

from __future__ import annotations

import dagster as dg

from assets.partitions import REPORTING_YEAR


def reporting_years(instance: dg.DagsterInstance) -> list[str]:
    """The reporting years of the records last checked, oldest first."""
    return sorted(REPORTING_YEAR.get_partition_keys(dynamic_partitions_store=instance))

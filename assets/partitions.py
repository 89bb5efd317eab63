"""Reporting years as partitions: the records say which years there are.

Belongs here: the partitions definition and keeping it in step with the records. Does not belong here: what is computed
for a year.
"""

from __future__ import annotations

import dagster as dg
import polars as pl

# One partition per calendar year in which a reporting period ends; smelters and facilities stay columns, because every
# partition of every asset costs a run's bookkeeping (62 ms on an ephemeral instance, 435 ms on SQLite; 2 cores, 1.13).
REPORTING_YEAR = dg.DynamicPartitionsDefinition(name="reporting_year")


def years_of(periods: pl.DataFrame) -> list[str]:
    """The partition keys of the reporting periods (PERIODS columns), oldest first."""
    return [str(year) for year in periods["reporting_year"].drop_nulls().unique().sort()]


def set_reporting_years(instance: dg.DagsterInstance, years: list[str]) -> None:
    """Make the instance's partitions those of the records; a year the records lost would else be published again."""
    name = REPORTING_YEAR.name
    if name is None:
        raise RuntimeError("reporting years are dynamic partitions and have a name")
    for gone in set(instance.get_dynamic_partitions(name)) - set(years):
        instance.delete_dynamic_partition(name, gone)
    instance.add_dynamic_partitions(name, years)

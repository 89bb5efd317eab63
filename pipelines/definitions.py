"""The graph as Dagster loads it.

Belongs here: assets, checks, jobs, schedules and resources put together. Does not belong here: any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from assets.activity import activity
from assets.asset_checks import ASSET_CHECKS
from assets.conformance import conformance
from assets.criteria import criteria
from assets.disclosure import disclosure
from assets.intensity import intensity
from assets.inventories import inventories
from assets.ledger import energy, ledger
from assets.pathways import pathways
from assets.records import records
from assets.release import release
from assets.restatement import restatement
from assets.uncertainty import uncertainty
from assets.validated import validated
from pipelines.environment import assert_telemetry_off
from pipelines.jobs import JOBS
from pipelines.resources import ReportSettings
from pipelines.schedules import SCHEDULES
from pipelines.storage import ParquetStore

assert_telemetry_off()

_CHECKOUT = Path(__file__).resolve().parent.parent
_YEARLY = (activity, ledger, energy, inventories, intensity)
_PUBLISHED = (uncertainty, pathways, conformance, criteria, disclosure, restatement, release)
ASSETS = (records, validated, *_YEARLY, *_PUBLISHED)


def build_definitions(
    *,
    settings: ReportSettings | None = None,
    store: Path | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """The graph; by default on the demo smelters of the checkout, its store and releases below .dagster/."""
    if settings is None:
        settings = ReportSettings(
            records=str(_CHECKOUT / "data" / "demo"),
            releases=str(_CHECKOUT / ".dagster" / "releases"),
            config_file=str(_CHECKOUT / "data" / "reporting.yaml"),
        )
    folder = _CHECKOUT / ".dagster" / "store" if store is None else store
    return dg.Definitions(
        assets=list(ASSETS),
        asset_checks=list(ASSET_CHECKS),
        jobs=list(JOBS),
        schedules=list(SCHEDULES),
        resources={"settings": settings, "io_manager": ParquetStore(folder=str(folder), settings=settings)},
        # Four steps take 1 s in process and 21 to 38 s in processes of their own (2 cores, 1.13); Polars is parallel.
        executor=dg.in_process_executor,
        loggers=loggers,
    )


defs = build_definitions()

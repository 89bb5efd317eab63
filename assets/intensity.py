"""Stage `intensity`: t CO2e per t Al of a reporting year, calculated and reported, and what is odd about them.

Belongs here: intensities, findings on them. Does not belong here: thresholds and verdicts.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import accepted, of_year, validated_tables
from assets.outputs import outputs, table_out
from assets.partitions import REPORTING_YEAR
from assets.settings import Settings
from smelter_ghg.contracts.result_tables import FINDINGS, INTENSITY

STAGE = "intensity"


@dg.multi_asset(
    name=STAGE,
    ins={
        "ledger": dg.AssetIn(["ledger", "ledger"]),
        "missing": dg.AssetIn(["ledger", "missing"]),
        "quantities": dg.AssetIn(["activity", "activity"]),
        "year_findings": dg.AssetIn(["activity", "findings"]),
        "dropped": dg.AssetIn(["activity", "dropped"]),
        **validated_tables("reported_indicators", "reported_emissions", "benchmarks"),
    },
    outs={"intensity": table_out(STAGE, INTENSITY), "findings": table_out(STAGE, FINDINGS)},
    partitions_def=REPORTING_YEAR,
)
def intensity(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Intensities of a year by boundary, account, denominator and route."""
    from checks.accept import require_kept
    from checks.computed import computed_findings
    from checks.drop import kept
    from smelter_ghg.intensity import build_intensity
    from smelter_ghg.periods import assign

    ledger, quantities, missing = frames["ledger"], frames["quantities"], frames["missing"]
    require_kept(frames["year_findings"], frames["dropped"], ledger, accept_partial=settings.accept_partial)
    tables, config = accepted(settings, frames), settings.config()
    built = build_intensity(ledger, quantities, missing, tables, settings.factors(), config)
    rows = kept(of_year(built, context.partition_key), frames["dropped"])
    reported = assign(tables["reported_emissions"], frames["periods"])
    findings = computed_findings(ledger, quantities, rows, settings.factors(), config, reported, tables["benchmarks"])
    yield from outputs({"intensity": rows, "findings": findings})

"""Stage `activity`: every quantity of a reporting year in canonical units, and what physics says about it.

Belongs here: the tidy quantities, the balances on them, the smelter-years the impossible takes with it. Does not belong
here: emissions.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import accepted, of_year, validated_tables
from assets.outputs import frame_out, outputs, plain_schema, table_out
from assets.partitions import REPORTING_YEAR
from assets.settings import Settings
from checks.drop import DROPPED
from smelter_ghg.contracts.result_tables import ACTIVITY, FINDINGS

STAGE = "activity"
_TABLES = (
    "activity",
    "allocations",
    "electricity",
    "facilities",
    "metal",
    "pfc_measurements",
    "potlines",
    "power_instruments",
    "product_shares",
    "properties",
    "smelters",
    "specific_consumption",
    "transport",
    "uncertainties",
)


@dg.multi_asset(
    name=STAGE,
    ins=validated_tables(*_TABLES),
    outs={
        "activity": table_out(STAGE, ACTIVITY),
        "findings": table_out(STAGE, FINDINGS),
        "dropped": frame_out(STAGE, "dropped", "Smelter-years left out of the year.", plain_schema(DROPPED)),
    },
    partitions_def=REPORTING_YEAR,
)
def activity(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Quantities of one reporting year, without the smelters whose year is impossible."""
    from checks.drop import kept, together
    from checks.physics import dropped_by_physics, physics_findings
    from smelter_ghg import periods
    from smelter_ghg.activity import build_activity

    year = context.partition_key
    tables = periods.of_year(accepted(settings, frames), frames["periods"], int(year))
    quantities = of_year(build_activity(tables, settings.config()), year)
    findings = physics_findings(quantities, settings.factors())
    dropped = together([frames["record_dropped"], dropped_by_physics(findings, int(year))])
    yield from outputs({"activity": kept(quantities, dropped), "findings": findings, "dropped": dropped})

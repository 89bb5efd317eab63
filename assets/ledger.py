"""Stage `ledger`: kilograms of gas with the inputs of every row, energy, and what is missing, by reporting year.

Belongs here: the ledger's tables. Does not belong here: totals and intensities.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import accepted, of_year, validated_tables
from assets.outputs import described, outputs, table_out
from assets.partitions import REPORTING_YEAR
from assets.settings import Settings
from smelter_ghg.contracts.result_tables import ENERGY, LEDGER, LEDGER_INPUTS, MISSING

STAGE = "ledger"
_TABLES = ("supplier_footprints", "facilities", "exclusions", "power_instruments", "uncertainties")
_ACTIVITY = {
    "quantities": dg.AssetIn(["activity", "activity"]),
    "year_findings": dg.AssetIn(["activity", "findings"]),
    "dropped": dg.AssetIn(["activity", "dropped"]),
}


def _of_the_year(settings: Settings, frames: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The year's quantities and the record tables, both asserted to be free of errors and of dropped smelter-years."""
    from checks.accept import require_kept

    quantities = frames["quantities"]
    require_kept(frames["year_findings"], frames["dropped"], quantities, accept_partial=settings.accept_partial)
    return quantities, accepted(settings, frames)


@dg.multi_asset(
    name=STAGE,
    ins={**_ACTIVITY, **validated_tables(*_TABLES)},
    outs={table.name: table_out(STAGE, table) for table in (LEDGER, LEDGER_INPUTS, MISSING)},
    partitions_def=REPORTING_YEAR,
)
def ledger(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Run every emission source on a year's quantities."""
    from checks.drop import kept
    from smelter_ghg.ledger import build_ledger

    quantities, tables = _of_the_year(settings, frames)
    built = build_ledger(quantities, tables, settings.factors(), settings.config())
    missing = kept(of_year(built.missing, context.partition_key), frames["dropped"])
    yield from outputs({"ledger": built.ledger, "ledger_inputs": built.ledger_inputs, "missing": missing})


@dg.multi_asset(
    name="energy",
    ins={**_ACTIVITY, **validated_tables("supplier_footprints", "facilities")},
    outs={"energy": table_out(STAGE, ENERGY)},
    partitions_def=REPORTING_YEAR,
)
def energy(settings: dg.ResourceParam[Settings], **frames: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    """Energy used, made and sold in a year."""
    from smelter_ghg.energy import build_energy

    quantities, tables = _of_the_year(settings, frames)
    built = build_energy(quantities, tables, settings.factors(), settings.config())
    return dg.Output(built, metadata=described(built))

"""Stage `inventories`: what each smelter's inventory of a reporting year names by source, and its hash.

Belongs here: the table verifiers' statements are held against. Does not belong here: statements, criteria.
"""

import dagster as dg
import polars as pl

from assets.outputs import described, table_out
from assets.partitions import REPORTING_YEAR
from smelter_ghg.contracts.criteria_tables import INVENTORIES

STAGE = "inventories"


@dg.multi_asset(
    name=STAGE,
    ins={
        "activity": dg.AssetIn(["activity", "activity"]),
        **{name: dg.AssetIn(["ledger", name]) for name in ("ledger", "ledger_inputs", "energy")},
    },
    outs={STAGE: table_out(STAGE, INVENTORIES)},
    partitions_def=REPORTING_YEAR,
)
def inventories(**frames: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    """The inventories of a year; what is dropped never reached the ledger they are made of."""
    from smelter_ghg.inventories import build_inventories

    built = build_inventories(**frames)
    return dg.Output(built, metadata=described(built))

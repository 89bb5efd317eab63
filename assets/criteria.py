"""Stage `criteria`: every sub-criterion's outcome by what is on record, of smelters and certification scopes.

Belongs here: the table of criteria. Does not belong here: verdicts on thresholds, how an outcome is worded.
"""

from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import all_validated, every_year, publishable
from assets.outputs import described, table_out
from assets.previous import inventories_of_drafts
from assets.settings import Settings
from smelter_ghg.contracts.criteria_tables import CRITERIA

STAGE = "criteria"


@dg.multi_asset(
    name=STAGE,
    ins={
        "verdicts": dg.AssetIn(["conformance", "verdicts"]),
        "inventories": every_year("inventories", "inventories"),
        "intensity": every_year("intensity", "intensity"),
        "missing": every_year("ledger", "missing"),
        "paths": dg.AssetIn(["pathways", "pathways"]),
        **all_validated(),
    },
    outs={STAGE: table_out(STAGE, CRITERIA)},
)
def criteria(settings: dg.ResourceParam[Settings], **frames: Any) -> dg.Output[pl.DataFrame]:
    """Outcomes with their evidence and what is missing; the auditor decides on ratings."""
    from smelter_ghg.conformance.subcriteria import assess

    built = assess(
        **{name: frames[name] for name in ("verdicts", "inventories", "intensity", "missing")},
        pathways=frames["paths"],
        tables=publishable(settings, frames, by="intensity"),
        rulebooks=settings.rulebooks(),
        config=settings.config(),
        drafts=inventories_of_drafts(settings),
    )
    return dg.Output(built, metadata=described(built))

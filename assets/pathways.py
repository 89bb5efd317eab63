"""Stage `pathways`: every plan's path year by year, beside the intensities of all reporting years.

Belongs here: the table of pathways and what is odd about them. Does not belong here: verdicts, how a path is drawn.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import LAZY, all_validated, every_year, publishable
from assets.outputs import outputs, table_out
from assets.settings import Settings
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.result_tables import FINDINGS

STAGE = "pathways"


# Among the inputs `pathways` is the record table, so what is made of it is called paths.
@dg.multi_asset(
    name=STAGE,
    ins={
        "ledger": every_year("ledger", "ledger", lazy=True),
        "intensity": every_year("intensity", "intensity"),
        "uncertainty": dg.AssetIn(["uncertainty", "uncertainty"]),
        "draws": dg.AssetIn(["uncertainty", "draws"], metadata=LAZY),
        **all_validated(),
    },
    outs={"pathways": table_out(STAGE, PATHWAYS), "findings": table_out(STAGE, FINDINGS)},
)
def pathways(settings: dg.ResourceParam[Settings], **frames: Any) -> Iterator[dg.Output[pl.DataFrame]]:
    """Paths of all smelters; progress is told across the years."""
    from checks.pathways import pathway_findings
    from smelter_ghg.pathways import build_pathways
    from smelter_ghg.uncertainty.build import draws_by_intensity

    tables = publishable(settings, frames, by="intensity")

    def draws_of(smelter_id: str) -> dict[str, Any]:
        return draws_by_intensity(frames["draws"].filter(pl.col("smelter_id") == smelter_id).collect())

    paths = build_pathways(
        frames["ledger"],
        frames["intensity"],
        frames["uncertainty"],
        tables,
        settings.factors(),
        settings.config(),
        draws_of,
    )
    yield from outputs({"pathways": paths, "findings": pathway_findings(paths, tables["pathways"])})

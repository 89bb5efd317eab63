"""Stage `conformance`: verdicts on every smelter and reporting period, by every version of the standard.

Belongs here: verdicts. Does not belong here: how they are worded or drawn.
"""

from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import LAZY, all_validated, every_year, publishable
from assets.outputs import described, table_out
from assets.settings import Settings
from smelter_ghg.contracts.result_tables import VERDICTS

STAGE = "conformance"


@dg.multi_asset(
    name=STAGE,
    ins={
        "intensity": every_year("intensity", "intensity"),
        "missing": every_year("ledger", "missing"),
        "draws": dg.AssetIn(["uncertainty", "draws"], metadata=LAZY),
        **all_validated(),
    },
    outs={"verdicts": table_out(STAGE, VERDICTS)},
)
def conformance(settings: dg.ResourceParam[Settings], **frames: Any) -> dg.Output[pl.DataFrame]:
    """Verdicts of all reporting years; a reduction is judged across them."""
    from smelter_ghg.conformance import evaluate
    from smelter_ghg.uncertainty.build import draws_by_intensity

    config, rulebooks = settings.config(), settings.rulebooks()
    tables = publishable(settings, frames, by="intensity")
    versions = sorted({rulebook.standard_version for rulebook in rulebooks.by_key.values()})

    def draws_of(smelter_id: str) -> dict[str, Any]:
        return draws_by_intensity(frames["draws"].filter(pl.col("smelter_id") == smelter_id).collect())

    results = [
        evaluate(
            version,
            intensity=frames["intensity"],
            missing=frames["missing"],
            tables=tables,
            rulebooks=rulebooks,
            config=config,
            draws_of=draws_of,
        )
        for version in versions
    ]
    verdicts = pl.concat(results)
    if settings.period is not None:
        verdicts = verdicts.filter(pl.col("period_label") == settings.period)
    return dg.Output(verdicts, metadata=described(verdicts))

"""Stage `uncertainty`: 95 % intervals of what the ledger adds up to, over all years.

Belongs here: the tables of uncertainty. Does not belong here: verdicts, how an interval is shown.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import every_year
from assets.outputs import outputs, table_out
from assets.settings import Settings
from smelter_ghg.contracts.uncertainty_tables import DRAWS, DRIVERS, UNCERTAINTY

STAGE = "uncertainty"


@dg.multi_asset(
    name=STAGE,
    ins={
        "ledger": every_year("ledger", "ledger", lazy=True),
        "ledger_inputs": every_year("ledger", "ledger_inputs", lazy=True),
        "quantities": every_year("activity", "activity", lazy=True),
        "intensity": every_year("intensity", "intensity"),
    },
    outs={table.name: table_out(STAGE, table) for table in (UNCERTAINTY, DRIVERS, DRAWS)},
)
def uncertainty(settings: dg.ResourceParam[Settings], **frames: Any) -> Iterator[dg.Output[pl.DataFrame]]:
    """Intervals by both approaches, what drives them, and the drawn intensities; errors are shared across the years."""
    from smelter_ghg.uncertainty.build import build_uncertainty

    built = build_uncertainty(
        frames["ledger"],
        frames["ledger_inputs"],
        frames["quantities"],
        frames["intensity"],
        settings.factors(),
        settings.config(),
    )
    yield from outputs(built)

"""Stage `restatement`: what this release states otherwise than the previous one, and its base year.

Belongs here: the two tables of the comparison, empty without a previous release. Does not belong here: how they are
shown.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.disclosure import RESULTS
from assets.inputs import LAZY, all_validated, publishable
from assets.outputs import outputs, table_out
from assets.previous import changes_since_previous
from assets.settings import Settings
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES, RESTATEMENTS

STAGE = "restatement"


@dg.multi_asset(
    name=STAGE,
    ins={
        **RESULTS,
        **all_validated(),
        "cells": dg.AssetIn(["validated", "cells"], metadata=LAZY),
        "figures": dg.AssetIn(["disclosure", "figures"]),
    },
    outs={table.name: table_out(STAGE, table) for table in (RESTATEMENTS, BASE_YEAR_CHANGES)},
)
def restatement(settings: dg.ResourceParam[Settings], **frames: Any) -> Iterator[dg.Output[pl.DataFrame]]:
    """Every figure stated otherwise than in the previous release, its change split by cause."""
    from smelter_ghg.restatement import compare

    tables = publishable(settings, frames, by="quantities")
    changes = changes_since_previous(settings, frames, tables)
    made = {table.name: table.empty() for table in (RESTATEMENTS, BASE_YEAR_CHANGES)}
    if changes is not None:
        compared = compare(changes, settings.config().base_year)
        made = {"restatements": compared.restatements, "base_year_changes": compared.base_year_changes}
    yield from outputs(made)

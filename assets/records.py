"""Stage `records`: the files of the records folder, read and typed, with everything that could not be read.

Belongs here: the folder as tables. Does not belong here: whether the values make sense.
"""

from collections.abc import Iterator
from functools import partial

import dagster as dg
import polars as pl

from assets.outputs import frame_out, outputs, plain_schema, table_out
from assets.settings import Settings
from smelter_ghg.contracts.result_tables import CELLS, FINDINGS
from smelter_ghg.records import tables as record_tables

STAGE = "records"
SOURCES = {"file": pl.String, "sha256": pl.String}


@dg.multi_asset(
    name=STAGE,
    outs={
        **{name: table_out(STAGE, table) for name, table in sorted(record_tables().items())},
        "cells": frame_out(STAGE, "cells", CELLS.meaning, plain_schema(CELLS.polars_schema)),
        "findings": table_out(STAGE, FINDINGS),
        "sources": frame_out(STAGE, "sources", "Every record file with its SHA-256.", plain_schema(SOURCES)),
    },
)
def records(settings: dg.ResourceParam[Settings]) -> Iterator[dg.Output[pl.DataFrame]]:
    """Read the records and the user's factor files."""
    from smelter_ghg.factors import check_user_files
    from smelter_ghg.findings import merge
    from smelter_ghg.records.folder import cells, read_folder
    from smelter_ghg.scenario import change_records

    scenario = settings.changed_by()
    folder = read_folder(
        settings.records_folder,
        not_records=settings.factor_files,
        numbers=settings.config().number_format,
        changed=None if scenario is None else partial(change_records, scenario),
    )
    findings = merge([folder.findings, check_user_files(settings.factor_files)[1]])
    yield from outputs(folder.tables | {"cells": cells(folder.texts), "findings": findings, "sources": folder.sources})

"""Stage `validated`: records that may be computed from, what was refused, and what an error takes with it.

Belongs here: accepted rows, rejected cells, findings, dropped smelter-years, reporting periods. Does not belong here:
any check.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.outputs import column_schema, frame_out, outputs, plain_schema, table_out
from assets.partitions import set_reporting_years, years_of
from assets.settings import Settings
from checks.drop import DROPPED
from smelter_ghg.contracts.result_tables import CELLS, FINDINGS
from smelter_ghg.periods import PERIODS, reporting_periods
from smelter_ghg.records import tables as record_tables

STAGE = "validated"
RECORDS = {name: dg.AssetIn(["records", name]) for name in sorted(record_tables())}


@dg.multi_asset(
    name=STAGE,
    ins={**RECORDS, "cells": dg.AssetIn(["records", "cells"]), "read": dg.AssetIn(["records", "findings"])},
    outs={
        **{name: table_out(STAGE, table) for name, table in sorted(record_tables().items())},
        "cells": frame_out(STAGE, "cells", "The filled cells of the accepted rows.", column_schema(CELLS)),
        "rejected": frame_out(STAGE, "rejected", "The filled cells of the rows left out.", column_schema(CELLS)),
        "findings": table_out(STAGE, FINDINGS),
        "dropped": frame_out(STAGE, "dropped", "Smelter-years that errors take with them.", plain_schema(DROPPED)),
        "periods": frame_out(STAGE, "periods", "Reporting periods, stated or by default.", plain_schema(PERIODS)),
    },
)
def validated(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    cells: pl.DataFrame,
    read: pl.DataFrame,
    **tables: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Check the records and keep what no error touches; the years of its reporting periods become partitions."""
    from checks.records import check_records

    checked = check_records(tables, cells, read, month := settings.config().fiscal_year_end_month)
    periods = reporting_periods(checked.tables, month)
    set_reporting_years(context.instance, years_of(periods))
    parts = {"cells": checked.cells, "rejected": checked.rejected, "findings": checked.findings}
    yield from outputs(checked.tables | parts | {"dropped": checked.dropped, "periods": periods})

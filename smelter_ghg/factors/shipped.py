"""The factor rows this package ships: the CSV files beside this module and the global warming potentials.

Belongs here: finding and typing them, once per process. Does not belong here: users' files, precedence.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

import polars as pl

from smelter_ghg.factors.columns import FILE_COLUMNS, to_frame, typed
from smelter_ghg.factors.gwp import gwp_rows


@cache
def shipped_factors() -> pl.DataFrame:
    """All shipped rows as a frame of FACTORS.

    Raises ValueError where a shipped file does not have the columns of FACTORS or a cell cannot be read.
    """
    rows = gwp_rows()
    tables = (entry for entry in files("smelter_ghg.factors").iterdir() if entry.name.endswith(".csv"))
    for entry in sorted(tables, key=lambda table: table.name):
        reader = csv.DictReader(io.StringIO(entry.read_text(encoding="utf-8"), newline=""), strict=True)
        # A file whose values have no editions leaves their column out.
        columns = tuple(reader.fieldnames or ())
        if columns not in (FILE_COLUMNS, tuple(name for name in FILE_COLUMNS if name != "vintage")):
            raise ValueError(f"{entry.name}: the columns are not those of the factors table")
        rows.extend(typed(row) for row in reader)
    return to_frame(rows)


@cache
def shipped_ids() -> frozenset[str]:
    """The factor_ids a user's row may not take."""
    return frozenset(shipped_factors()["factor_id"])

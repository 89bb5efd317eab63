"""Cell-days and cells of a potline against those installed, row by row.

Belongs here: placing what physics finds in the records. Does not belong here: the balance (`smelter_ghg.physics`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.cell_days import more_than_installed, not_the_cells_operating, with_cells


def cells_and_days(tables: Tables) -> pl.DataFrame:
    """Rows of potlines with more cells or cell-days than there are, or cell-days other than cells times days."""
    dated = tables["potlines"].drop_nulls(["period_start", "period_end"])
    rows = with_cells(dated.filter(pl.col("period_end") >= pl.col("period_start")), tables["facilities"])
    limits = band("cell_days_to_cells")
    return merge(
        [
            findings_of(
                more_than_installed(rows, "cell_days"),
                "cell_days_above_installed",
                table="potlines",
                column="cell_days",
                expected=pl.format(
                    "at most {}: {} cells installed over {} days", "possible", "cells_installed", "days"
                ),
                likely_cause="cell-days of several potlines or of a longer period, or cells installed out of date",
            ),
            findings_of(
                more_than_installed(rows, "cells_operating"),
                "cell_days_above_installed",
                table="potlines",
                column="cells_operating",
                expected=pl.format("at most the {} cells installed", "cells_installed"),
                likely_cause="cells of several potlines, cell-days for cells, or cells installed out of date",
            ),
            findings_of(
                not_the_cells_operating(rows),
                "cell_days_not_cells",
                severity=limits.outside,
                table="potlines",
                column="cell_days",
                expected=pl.format(
                    "about {}: {} cells in operation over {} days",
                    pl.col("counted").round(1),
                    "cells_operating",
                    "days",
                ),
                likely_cause="cells stand where cell-days belong, or days of another period were counted",
            ),
        ]
    )

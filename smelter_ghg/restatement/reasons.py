"""Changed records without a reason on record.

Belongs here: the findings about corrections that are missing. Does not belong here: what a change comes to.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, to_frame
from smelter_ghg.restatement.changes import Changes, parts_of, row_of

CHECK = "restated_without_reason"


def without_reason(changes: Changes) -> pl.DataFrame:
    """FINDINGS, a warning per record that changed, came or went behind a period that was stated before.

    Only cells an equation or a sum takes count, with the unit beside them; a record of a period not yet stated, or of a
    facility that came or went, needs no correction.
    """
    # One finding per record, at its first changed cell.
    found: dict[str, dict[str, object]] = {}
    for input_id, smelter_id, label in _used(changes).iter_rows():
        row = row_of(input_id)
        lacking = [cell for cell in changes.cells_behind(input_id) if changes.reason_of(cell) is None]
        if row in found or not lacking or input_id in changes.structural_inputs:
            continue
        cell = input_id if input_id in lacking else lacking[0]
        old, new = changes.cells[cell]
        table, key, column = parts_of(cell)
        place = _place(changes, cell)
        found[row] = finding(
            CHECK,
            "warning",
            smelter_id=smelter_id,
            period=label,
            table=table,
            file=place.get("file"),
            sheet=place.get("sheet"),
            row=place.get("row"),
            column=column,
            value=new,
            expected=f"the {'nothing' if old is None else old} of the previous release, or a row in corrections",
            likely_cause=f"record {key} was {_done(old, new)}; say why in the table corrections",
        )
    return to_frame(found.values())


def _used(changes: Changes) -> pl.DataFrame:
    """Record cells that quantities come from, in periods stated in both releases: input_id, smelter_id, label."""
    sides = [
        one.activity.select("input_id", "smelter_id", "period_label").drop_nulls().unique()
        for one in (changes.previous, changes.current)
    ]
    periods = [one.select("smelter_id", "period_label").unique() for one in sides]
    both = periods[0].join(periods[1], on=["smelter_id", "period_label"], how="inner")
    rows = pl.concat(sides).unique().join(both, on=["smelter_id", "period_label"], how="semi")
    changed = pl.Series(sorted(changes.by_row), dtype=pl.String).implode()
    # Everything before the last bar names the record's row.
    return rows.filter(pl.col("input_id").str.replace(r"\|[^|]*$", "").is_in(changed)).sort(rows.columns)


def _place(changes: Changes, input_id: str) -> dict[str, object]:
    row = changes.current.records.filter(pl.col("input_id") == input_id).select("file", "sheet", "row")
    return row.row(0, named=True) if row.height else {}


def _done(old: str | None, new: str | None) -> str:
    if old is None:
        return "added"
    return "taken out" if new is None else "changed"

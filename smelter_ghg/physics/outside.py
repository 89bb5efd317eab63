"""Findings of values outside their band, all worded alike: what was found, where the limits are and whose they are.

Belongs here: the wording. Does not belong here: bands, values.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.findings import finding, to_frame
from smelter_ghg.physics.bands import Band
from smelter_ghg.physics.likely import likely_slip

_ORDER = ["smelter_id", "period_label", "facility_id", "period_start"]


@dataclass(frozen=True)
class Told:
    """How findings of one kind are worded: where they stand, of what and in which unit, and the cause where no slip
    of a unit or a decimal point explains the value."""

    check_id: str
    table: str
    column: str
    of: str
    unit: str
    cause: str


def outside(rows: pl.DataFrame, limits: Band, told: Told) -> pl.DataFrame:
    """One finding per smelter, reporting period and facility of the rows whose `value` leaves its band.

    Rows have smelter_id, period_label and value, and may have facility_id, period_start and period_end. Of several
    periods the first is shown, and how many there are.
    """
    found = []
    for name in ("facility_id", "period_start", "period_end"):
        if name not in rows.columns:
            rows = rows.with_columns(pl.lit(None).alias(name))
    left = rows.filter(limits.left(pl.col("value"))).sort(_ORDER, maintain_order=True)
    for _, group in left.group_by(_ORDER[:-1], maintain_order=True):
        row = group.row(0, named=True)
        slip = likely_slip(row["value"], limits.lower, limits.upper, "what is usual")
        found.append(
            finding(
                told.check_id,
                limits.outside,
                smelter_id=row["smelter_id"],
                period=row["period_label"],
                table=told.table,
                column=told.column,
                value=f"{row['value']:.4g} {told.unit}".rstrip(),
                expected=f"{told.of}{place(row)}{_more(group.height)} {_between(limits, told.unit)} ({limits.source})",
                likely_cause=told.cause if slip is None else f"{slip}; else {told.cause}",
            )
        )
    return to_frame(found)


def place(row: dict[str, object]) -> str:
    """Facility and days of a row, as far as it has them, in words that follow what the row is about."""
    facility = f" of {row['facility_id']}" if row["facility_id"] else ""
    days = f", {row['period_start']} to {row['period_end']}," if row["period_start"] else ""
    return f"{facility}{days}"


def _more(periods: int) -> str:
    return "" if periods == 1 else f" and in {periods - 1} more of its periods"


def _between(limits: Band, unit: str) -> str:
    said = f" {unit}".rstrip()
    if limits.lower is None:
        return f"at most {limits.upper:g}{said}"
    if limits.upper is None:
        return f"at least {limits.lower:g}{said}"
    return f"between {limits.lower:g} and {limits.upper:g}{said}"

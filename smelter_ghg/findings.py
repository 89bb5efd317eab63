"""One table for everything that is wrong, from the first parse error to the last physical balance.

Belongs here: how a finding is written down. Does not belong here: any check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import polars as pl

from smelter_ghg.contracts.result_tables import FINDINGS

Severity = Literal["error", "warning", "note"]
SORT_KEYS = [
    "severity",
    "smelter_id",
    "period",
    "table",
    "file",
    "sheet",
    "row",
    "column",
    "check_id",
    "value",
]


def finding(check_id: str, severity: Severity, **fields: object) -> dict[str, object]:
    """One row of the findings table as a dict.

    Raises KeyError for a field the findings contract does not have.
    """
    unknown = set(fields) - set(FINDINGS.names)
    if unknown:
        raise KeyError(f"not columns of findings: {sorted(unknown)}")
    return {"check_id": check_id, "severity": severity, **fields}


def to_frame(rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    """Findings as a frame of the FINDINGS contract, sorted."""
    listed = [{name: row.get(name) for name in FINDINGS.names} for row in rows]
    return pl.DataFrame(listed, schema=FINDINGS.polars_schema).sort(SORT_KEYS)


def merge(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Several findings frames as one, sorted, each finding once."""
    listed = [frame.select(FINDINGS.names) for frame in frames]
    if not listed:
        return FINDINGS.empty()
    return pl.concat(listed).unique(maintain_order=True).sort(SORT_KEYS)


def errors(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that block."""
    return findings.filter(pl.col("severity") == "error")

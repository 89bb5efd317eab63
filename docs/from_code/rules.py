"""What the rulebooks hold: parameters, open questions of wording, readings, each with source and status.

Belongs here: tables over the shipped rulebooks. Does not belong here: any rule.
"""

from __future__ import annotations

import polars as pl

from from_code.markdown import cell, code, number, table
from smelter_ghg.conformance import load_rulebooks, rulebooks_frame


def rules() -> str:
    """One table per rulebook."""
    frame = rulebooks_frame(load_rulebooks())
    parts = []
    for key in sorted(frame["rulebook"].unique()):
        rows = frame.filter(pl.col("rulebook") == key)
        parts += [
            f"## `{key}`",
            table(
                ["name", "kind", "value", "meaning", "source", "status"],
                [_row(row) for row in rows.iter_rows(named=True)],
            ),
        ]
    return "\n\n".join(parts)


def _row(row: dict[str, object]) -> list[str]:
    value = number(row["value"]) if isinstance(row["value"], float) else cell(row["text"])
    return [
        code(row["parameter_id"]),
        cell(row["kind"]),
        f"{value} {cell(row['unit'])}".strip(),
        cell(row["meaning"]),
        cell(row["source"]),
        cell(f"{row['status']} ({row['confidence']})"),
    ]

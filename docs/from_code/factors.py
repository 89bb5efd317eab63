"""The shipped factors and the bands of the physical checks, with their citations.

Belongs here: tables over the files of the package. Does not belong here: any value.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl

from from_code.markdown import cell, code, number, plain, table
from smelter_ghg.factors import load_factors
from smelter_ghg.factors.vocabulary import PARAMETERS

_QUALIFIERS = ("gas", "technology", "region", "method_set", "basis", "gwp_set")


def factors() -> str:
    """One table per parameter."""
    frame = load_factors().frame
    parts = []
    for name, parameter in PARAMETERS.items():
        rows = frame.filter(pl.col("parameter") == name).sort("factor_id")
        parts += [f"## `{name}`", plain(parameter.meaning)]
        if rows.is_empty():
            parts.append("No row is shipped; a user's factor file can hold this parameter.")
            continue
        parts.append(
            table(
                ["factor_id", "item", "holds for", "value", "unit", "range", "source", "status", "note"],
                [_row(row) for row in rows.iter_rows(named=True)],
            )
        )
    return "\n\n".join(parts)


def _row(row: dict[str, object]) -> list[str]:
    holds = [str(row[name]) for name in _QUALIFIERS if row[name] is not None and row[name] != "common"]
    if row["valid_from"] or row["valid_to"]:
        holds.append(f"{row['valid_from'] or ''} to {row['valid_to'] or ''}")
    ends = [row["lower"], row["upper"]]
    source = ", ".join(str(row[name]) for name in ("publisher", "document", "table", "page") if row[name] is not None)
    status = f"{row['status']} ({row['confidence']})"
    return [
        code(row["factor_id"]),
        cell(row["item"]),
        cell(", ".join(holds)),
        "not shipped" if row["value"] is None else number(row["value"]),  # type: ignore[arg-type]
        cell(row["unit"]),
        "" if ends == [None, None] else " to ".join(number(end) for end in ends),  # type: ignore[arg-type]
        cell(source),
        cell(status),
        cell(row["note"]),
    ]


def bands() -> str:
    """The limits of the physical checks."""
    text = files("smelter_ghg.physics").joinpath("bands.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return table(
        ["band", "lower", "upper", "outside", "source"],
        [[code(row["band"]), row["lower"], row["upper"], row["outside"], cell(row["source"])] for row in rows],
    )

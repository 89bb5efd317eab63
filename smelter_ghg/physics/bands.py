"""The bands of the physical checks, read from bands.csv with their sources.

Belongs here: looking a band or a constant up. Does not belong here: the numbers, which are in the file and the factors.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import polars as pl

from smelter_ghg.findings import Severity


@dataclass(frozen=True)
class Band:
    """Limits a ratio should keep, what leaving them means, and where the limits come from."""

    lower: float | None
    upper: float | None
    outside: Severity
    source: str

    def left(self, value: pl.Expr) -> pl.Expr:
        """Whether a value lies outside the band; a missing value does not."""
        tests = [
            value < self.lower if self.lower is not None else pl.lit(False),
            value > self.upper if self.upper is not None else pl.lit(False),
        ]
        return pl.any_horizontal(tests).fill_null(False)


@cache
def band(name: str) -> Band:
    """One row of bands.csv. Raises KeyError for an unknown name."""
    text = files(__package__).joinpath("bands.csv").read_text(encoding="utf-8")
    rows = {row["band"]: row for row in csv.DictReader(text.splitlines())}
    row = rows[name]
    limits = [float(row[end]) if row[end] else None for end in ("lower", "upper")]
    return Band(limits[0], limits[1], cast(Severity, row["outside"]), row["source"])


def constant(factors: pl.DataFrame, item: str, parameter: str) -> float:
    """A physical constant from the factor rows. Raises KeyError where it is not there once."""
    found = factors.filter(
        (pl.col("item") == item) & (pl.col("parameter") == parameter) & (pl.col("method_set") == "common")
    )
    if found.height != 1:
        raise KeyError(f"{item}/{parameter}: {found.height} rows")
    return float(found["canonical_value"].item())

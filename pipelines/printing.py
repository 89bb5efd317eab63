"""Findings and tables as text for a terminal.

Belongs here: how results read. Does not belong here: results.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from smelter_ghg.scenario import Comparison

_SAME = ("severity", "check_id", "table", "file", "sheet", "column", "value", "expected", "likely_cause")
_ROWS_SHOWN = 5


def printable(text: object) -> str:
    """Text from a file with what could steer a terminal written out."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in str(text))


def finding_lines(findings: pl.DataFrame) -> Iterator[str]:
    """Findings as readable lines; those that differ in their row only are told once."""
    groups = findings.group_by(_SAME, maintain_order=True).agg("row", "smelter_id", "period")
    for found in groups.iter_rows(named=True):
        yield f"{found['severity']}: {_place(found)}"
        if found["value"] is not None:
            yield f"    found: {printable(found['value']) or 'an empty cell'}"
        if found["expected"] is not None:
            yield f"    expected: {printable(found['expected'])}"
        if found["likely_cause"] is not None:
            yield f"    likely cause: {printable(found['likely_cause'])}"


def _place(found: dict[str, object]) -> str:
    parts = []
    if found["file"] is not None:
        parts.append(printable(found["file"]))
    elif found["table"] is not None:
        parts.append(f"table {found['table']}")
    if found["sheet"] is not None:
        parts.append(f"sheet {printable(found['sheet'])}")
    rows = [row for row in _listed(found["row"]) if row is not None]
    if rows:
        shown = ", ".join(str(row) for row in rows[:_ROWS_SHOWN])
        more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
        parts.append(f"row{'s' if len(rows) > 1 else ''} {shown}{more}")
    if found["column"] is not None:
        parts.append(f"column {found['column']}")
    smelters = sorted({str(smelter) for smelter in _listed(found["smelter_id"]) if smelter is not None})
    periods = sorted({str(period) for period in _listed(found["period"]) if period is not None})
    about = [printable(", ".join(smelters)), *([periods[0]] if len(periods) == 1 else [])]
    named = " ".join(part for part in about if part)
    return f"{', '.join(parts)} ({found['check_id']}{', ' + named if named else ''})"


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def dropped_lines(dropped: pl.DataFrame) -> Iterator[str]:
    """The smelter-years left out, one per line."""
    for row in dropped.iter_rows(named=True):
        year = "every year" if row["reporting_year"] is None else row["reporting_year"]
        yield f"left out: {printable(row['smelter_id'])} {year} ({row['reason']})"


def restated_lines(restatements: pl.DataFrame, previous: str) -> Iterator[str]:
    """How many figures were restated, and the part of each cause in a smelter's totals."""
    figures = restatements["figure_id"].n_unique()
    by_cause = restatements.group_by("cause").agg(pl.col("figure_id").n_unique()).sort("cause").iter_rows()
    counts = ", ".join(f"{cause}: {number}" for cause, number in by_cause)
    yield f"smelter-ghg: figures restated since {previous}: {figures}{f' ({counts})' if counts else ''}"
    totals = restatements.filter(pl.col("measure") == "emissions_total").drop_nulls("part")
    for row in totals.iter_rows(named=True):
        where = printable(f"{row['smelter_id']} {row['period_label']}")
        values = f"{row['previous'] or 0:,.0f} before, {row['restated'] or 0:,.0f} after"
        yield f"restated: {where}, {row['label']}: {values}; {row['cause']} {row['part']:+,.1f} {row['unit']}"


def base_year_lines(changes: pl.DataFrame) -> Iterator[str]:
    """Whether the base year is to be recalculated, by its totals."""
    for row in changes.filter(pl.col("measure") == "emissions_boundary").iter_rows(named=True):
        pct = "unknown" if row["cumulative_pct"] is None else f"{row['cumulative_pct']:+.2f} %"
        then = "recalculate" if row["recalculate"] else "no recalculation"
        where = printable(f"{row['smelter_id']} {row['period_label']}")
        yield f"base year: {where}, {row['label']}: {pct} of {row['significance_pct']:g} % allowed, {then}"


def scenario_lines(comparison: Comparison, new_findings: pl.DataFrame) -> Iterator[str]:
    """What a scenario changes: verdicts with their probability, and the intensity each is about."""
    for line in finding_lines(new_findings):
        yield f"in the scenario: {line}" if not line.startswith(" ") else line
    if comparison.verdicts.is_empty() and comparison.intensities.is_empty():
        yield "smelter-ghg: the scenario changes no emissions, no intensity and no verdict"
    by_id = {row["intensity_id"]: row for row in comparison.intensities.iter_rows(named=True)}
    for row in comparison.verdicts.iter_rows(named=True):
        where = printable(f"{row['smelter_id']} {row['period_label']}, {row['criterion']} {row['standard_version']}")
        sides = [_verdict(row[f"{side}_outcome"], row[f"{side}_probability"]) for side in ("base", "scenario")]
        judged = by_id.get(row["intensity_id"])
        values = "" if judged is None or judged["difference"] is None else f"; {_intensity(judged)}"
        yield f"scenario: {where}: {sides[0]} as recorded, {sides[1]} in the scenario{values}"


def _verdict(outcome: str | None, probability: float | None) -> str:
    return f"{outcome or 'no verdict'}{'' if probability is None else f' ({100 * probability:.1f} %)'}"


def _intensity(row: dict[str, object]) -> str:
    return f"{row['base']:.3f} to {row['scenario']:.3f} t CO2e/t Al ({row['difference']:+.3f})"


def columns_lines(frame: pl.DataFrame) -> Iterator[str]:
    """A frame as aligned columns, empty cells as a dash."""
    texts = [[name, *("-" if cell is None else printable(cell) for cell in frame[name])] for name in frame.columns]
    widths = [max(map(len, column)) for column in texts]
    for line in zip(*texts, strict=True):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def print_columns(frame: pl.DataFrame, names: str) -> None:
    """Columns of a frame on stdout. A column the frame lacks is an error of ours: polars raises."""
    for line in columns_lines(frame.select(names.split())):
        print(line)


def print_json(value: object) -> None:
    """A value as JSON on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    print()

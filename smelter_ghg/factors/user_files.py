"""Factor files of a user: what is read, and what is wrong with them as findings.

Belongs here: reading the file, its columns, duplicates over rows and files. Does not belong here: what one row may say
(user_rows), precedence over shipped rows (load).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from smelter_ghg.factors.columns import FILE_COLUMNS, IDENTITY, MANDATORY_COLUMNS, to_frame
from smelter_ghg.factors.shipped import shipped_ids
from smelter_ghg.factors.user_rows import Place, check_row
from smelter_ghg.findings import to_frame as findings_frame

Findings = list[dict[str, object]]


@dataclass(frozen=True)
class _Accepted:
    """A row without fault, and where it stands."""

    place: Place
    values: dict[str, object]

    @property
    def identity(self) -> tuple[object, ...]:
        own_set = self.values["gwp_set"] if self.values["parameter"] == "gwp100" else None
        return (*(self.values[name] for name in IDENTITY if not name.startswith("valid")), own_set)

    @property
    def period(self) -> tuple[date, date]:
        first, last = self.values["valid_from"], self.values["valid_to"]
        return (
            first if isinstance(first, date) else date.min,
            last if isinstance(last, date) else date.max,
        )

    @property
    def dated(self) -> bool:
        return self.period != (date.min, date.max)


def read_user_factors(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The faultless rows of a user's factor file (FACTORS, status user) and everything wrong with it (FINDINGS).

    The file is UTF-8 CSV with the columns of FACTORS before the canonical ones; those beyond MANDATORY_COLUMNS may be
    left out. `file` of a finding is the file's name, `row` its row with the header as row 1.
    """
    return check_user_files([path])


def check_user_files(paths: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As read_user_factors for several files at once, which may not repeat each other's ids or keys either."""
    accepted: list[_Accepted] = []
    findings: Findings = []
    for path in paths:
        rows, wrong = _read(path)
        accepted.extend(rows)
        findings.extend(wrong)
    findings.extend(_duplicates(accepted))
    return to_frame(row.values for row in accepted), findings_frame(findings)


def _read(path: Path) -> tuple[list[_Accepted], Findings]:
    start = Place(path.name, None)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [[cell.strip() for cell in line] for line in csv.reader(file, strict=True)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return [], [start.finding("factor_file_unreadable", None, reason, "a UTF-8 CSV file")]
    if not lines or not any(lines[0]):
        return [], [start.finding("factor_file_unreadable", None, None, "a header row", "The file is empty.")]
    header = lines[0]
    findings = _header_findings(Place(path.name, 1), header)
    if any(found["check_id"] != "factor_column_unknown" for found in findings):
        return [], findings
    accepted: list[_Accepted] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells):
            continue
        place = Place(path.name, number)
        if len(cells) != len(header):
            findings.append(
                place.finding(
                    "factor_row_length",
                    None,
                    str(len(cells)),
                    f"{len(header)} cells, as in the header",
                    "A text with a comma that is not in quotation marks.",
                )
            )
            continue
        written = dict(zip(header, cells, strict=True))
        values, wrong = check_row(place, {name: written.get(name, "") for name in FILE_COLUMNS})
        findings.extend(wrong)
        if values is not None:
            accepted.append(_Accepted(place, values))
    return accepted, findings


def _header_findings(place: Place, header: list[str]) -> Findings:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        expected = "columns separated by commas"
        return [place.finding("factor_file_unreadable", None, header[0], expected, "Saved with another separator.")]
    findings = [
        place.finding("factor_column_missing", name, None, "one of the columns " + ", ".join(MANDATORY_COLUMNS))
        for name in MANDATORY_COLUMNS
        if name not in header
    ]
    for position, name in enumerate(header):
        if name in header[:position]:
            findings.append(place.finding("factor_column_repeated", name, name, "each column once"))
        elif name not in FILE_COLUMNS:
            expected = "one of the columns " + ", ".join(FILE_COLUMNS)
            findings.append(place.finding("factor_column_unknown", name, name, expected, "A misspelt column name."))
    return findings


def _duplicates(accepted: Sequence[_Accepted]) -> Findings:
    findings: Findings = []
    by_id: dict[object, _Accepted] = {}
    by_identity: dict[tuple[object, ...], list[_Accepted]] = {}
    for row in accepted:
        factor_id = row.values["factor_id"]
        if factor_id in shipped_ids():
            findings.append(
                row.place.finding(
                    "factor_id_shipped",
                    "factor_id",
                    factor_id,
                    "a name no shipped row has",
                    "The row takes the shipped one's place by its item, parameter and so on, not by its name.",
                )
            )
            continue
        if factor_id in by_id:
            expected = f"each factor_id once; also in {by_id[factor_id].place}"
            findings.append(row.place.finding("factor_id_duplicate", "factor_id", factor_id, expected))
            continue
        by_id[factor_id] = row
        for other in by_identity.setdefault(row.identity, []):
            if row.period == other.period:
                expected = f"one row per {', '.join(IDENTITY)}; also in {other.place}"
                findings.append(row.place.finding("factor_key_duplicate", "factor_id", factor_id, expected))
                break
            if row.dated and other.dated and _overlap(row, other):
                expected = f"periods that do not overlap; also in {other.place}"
                value = row.values["valid_from"] or row.values["valid_to"]
                column = "valid_from" if row.values["valid_from"] else "valid_to"
                findings.append(row.place.finding("factor_period_overlap", column, value, expected))
                break
        by_identity[row.identity].append(row)
    return findings


def _overlap(one: _Accepted, other: _Accepted) -> bool:
    return one.period[0] <= other.period[1] and other.period[0] <= one.period[1]

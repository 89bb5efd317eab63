"""What a substitution must be: which data points stand for a gap, with which share, by the method it names.

Sources: 40 CFR 98.65 (the two data points after the gap; equation F-9 for anode or paste consumption). Reads rows of a
release and imports nothing of the package that wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
MEAN = "40 CFR 98.65(b), mean of the next two data points"
F_9 = "40 CFR 98.65, equation F-9"
CONSERVATIVE = "Regulation (EU) 2018/2066, Article 66, conservative estimate"
_NOT_STATED = "method not stated"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def part_of(row: Row) -> float:
    """The share of a record that a row of ledger_inputs stands for: half of each of two data points, else all of it."""
    return 0.5 if row["kind"] == "substitution" and row["substitution_method"] == MEAN else 1.0


def inputs_by_argument(cells: Mapping[str, Row], ids: Sequence[str]) -> list[list[str]]:
    """Input ids of an energy row, those of one analysis together: several of one property are data points of a mean."""
    found: list[list[str]] = []
    before = None
    for input_id in ids:
        cell = cells.get(input_id)
        analysis = cell is not None and cell["table"] == "properties"
        name = input_id.split("|")[-2] if analysis else None
        if name is not None and name == before:
            found[-1].append(input_id)
        else:
            found.append([input_id])
        before = name
    return found


def substitution_problem(cells: Mapping[str, Row], ledger_row: Row, entries: Sequence[Row]) -> str | None:
    """What is wrong with the kinds and methods of one argument's rows."""
    filled: dict[str, list[Row]] = {}
    for entry in entries:
        method, kind, where = entry["substitution_method"], entry["kind"], entry["argument"]
        if (kind == "substitution") != (method is not None):
            return f"{where}: {kind} with the method {method!r}"
        if kind == "record" and _says(cells, entry["input_id"], "data_source") == "substituted":
            return f"{where}: a substituted record as {kind}"
        if method is not None:
            filled.setdefault(method, []).append(entry)
    for method, own in filled.items():
        problem = _problem(cells, ledger_row, method, own)
        if problem is not None:
            return f"{own[0]['argument']}: {problem}"
    return None


def _problem(cells: Mapping[str, Row], ledger_row: Row, method: str, own: Sequence[Row]) -> str | None:
    if method == F_9:
        tier_1 = ledger_row["tier"] == 1 and own[0]["argument"] == "anode_co2_factor"
        return None if tier_1 and len(own) == 1 else "equation F-9 is for days without anode or paste data"
    first, last = ledger_row["period_start"].isoformat(), ledger_row["period_end"].isoformat()
    days = [_DAY.findall(entry["input_id"]) for entry in own]
    if method == MEAN:
        after = all(point[0] > last for point in days)
        return None if len(own) == 2 and after else "not the two data points after the gap"
    if method.startswith(CONSERVATIVE):
        beside = all(point[0] > last or point[1] < first for point in days)
        return None if len(own) == 1 and beside else "not one data point beside the gap"
    for entry in own:
        stated = _says(cells, entry["input_id"], "substitution_method") or _NOT_STATED
        if _says(cells, entry["input_id"], "data_source") != "substituted" or stated != method:
            return f"its record does not state {method!r}"
    return None


def _says(cells: Mapping[str, Row], input_id: str, column: str) -> str | None:
    """What another column of a record's row says."""
    cell = cells.get(f"{input_id.rpartition('|')[0]}|{column}")
    return None if cell is None else str(cell["text"])

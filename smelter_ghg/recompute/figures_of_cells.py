"""Figures that are read off: printed ends, rulebook parameters, intervals, probabilities, parts of a change.

Belongs here: the operations whose operand is one named cell of another table. Does not belong here: sums over rows,
figures made of figures. Intervals, probabilities and what a previous release said are read, not recomputed; the run
counts them as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from smelter_ghg.physics.printed import stands_for
from smelter_ghg.recompute.book import ROOT

Row = Mapping[str, Any]
# A value and its cause; no value where an operand is not there.
Found = tuple[float | None, str | None]
NOTHING: Found = (None, None)
_PER_CENT = 100.0
# Of a share of finite draws nothing nearer to 0 or to 100 is told.
_LEAST, _MOST = 1.0, 99.0


@dataclass(frozen=True)
class Read:
    """What can be read off: number, text and cause of record cells by id; numbers of rulebook parameters; cells of
    intervals and drivers, probabilities by verdict and by reading, parts of bridges and cells of paths with their
    cause, values of the previous release."""

    numbers: Mapping[str, Found]
    texts: Mapping[str, str]
    parameters: Mapping[str, float]
    intervals: Mapping[str, float]
    probabilities: Mapping[str, float]
    bridges: Mapping[str, Found]
    paths: Mapping[str, Found]
    restated: Mapping[str, float]


def cell_values(cells: pl.DataFrame, wanted: pl.Series) -> tuple[dict[str, Found], dict[str, str]]:
    """Numbers with their cause, and texts, of the cells asked for."""
    own = cells.filter(pl.col("input_id").is_in(wanted.implode())).select("input_id", "number", "text", ROOT)
    numbers: dict[str, Found] = {}
    texts: dict[str, str] = {}
    for input_id, number, text, root in own.iter_rows():
        numbers[input_id] = (number, root or f"records {input_id}")
        texts[input_id] = text
    return numbers, texts


def read_off(row: Row, known: Read) -> Found:
    """The value of a figure of one of OPERATIONS, from its operands."""
    return _VALUES[row["operation"]](row, list(row["operands"]), known)


def _printed(row: Row, operands: list[str], known: Read) -> Found:
    """The first cell holds the value; a second one the decimals, or the text, that its source prints."""
    value, root = known.numbers.get(operands[0], NOTHING) if operands else NOTHING
    if value is None or len(operands) > len(("value", "decimals or text")):
        return NOTHING
    decimals, text = None, None
    for more in operands[1:]:
        if more.endswith("|decimals_printed") and more.rpartition("|")[0] == operands[0].rpartition("|")[0]:
            number, _ = known.numbers.get(more, NOTHING)
            if number is None:
                return NOTHING
            decimals = int(number)
        # The key of the evidence begins with the cell it speaks of.
        elif more.startswith(f"evidence|{operands[0]}|") and more.endswith("|value") and more in known.texts:
            text = known.texts[more]
        else:
            return NOTHING
    ends = stands_for(Decimal(str(value)), decimals=decimals, text=text)
    return float(ends.lower if row["operation"] == "printed_lower" else ends.upper), root


def _parameter(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    return known.parameters.get(operand), None


def _interval(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    value = known.intervals.get(operand)
    return (None if value is None else value * (_PER_CENT if row["unit"] == "%" else 1.0)), None


def _half_width(row: Row, operands: list[str], known: Read) -> Found:
    upper, lower = operands
    ends = [one.rpartition("|") for one in operands]
    if ends[0][0] != ends[1][0] or [one[2] for one in ends] != ["approach_1_upper", "approach_1_lower"]:
        return NOTHING
    if upper not in known.intervals or lower not in known.intervals:
        return NOTHING
    half = (known.intervals[upper] - known.intervals[lower]) / 2
    return half * (_PER_CENT if row["unit"] == "%" else 1.0), None


def _probability(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    share = known.probabilities.get(operand)
    return (None if share is None else min(max(share * _PER_CENT, _LEAST), _MOST)), None


def _bridge(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    return known.bridges.get(operand, NOTHING)


def _pathway(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    value, root = known.paths.get(operand, NOTHING)
    if value is not None and operand.endswith("|probability_on_path"):
        return min(max(value * _PER_CENT, _LEAST), _MOST), root
    return value, root


def _restatement(row: Row, operands: list[str], known: Read) -> Found:
    (operand,) = operands
    return known.restated.get(operand), None


_VALUES: dict[str, Callable[[Row, list[str], Read], Found]] = {
    "printed_lower": _printed,
    "printed_upper": _printed,
    "parameter": _parameter,
    "interval": _interval,
    "half_width": _half_width,
    "probability": _probability,
    "bridge": _bridge,
    "pathway": _pathway,
    "restatement": _restatement,
}
OPERATIONS = frozenset(_VALUES)

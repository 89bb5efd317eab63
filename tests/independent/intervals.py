"""Figures of how sure a result is, read again from the tables of uncertainty and from the verdicts; and what must hold
between the columns of those tables.

Belongs here: cells of intervals and drivers, probabilities, the sense of both. Does not belong here: drawing (drawn).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from declared import chosen, same

Row = dict[str, Any]
READ = ("interval", "half_width")
# Of a share of the draws nothing nearer to 0 or to 100 is told.
LEAST, MOST = 1.0, 99.0


class Tables(Protocol):
    """What is needed of a release."""

    intervals: dict[str, Row]
    drivers: dict[str, Row]
    intensity: list[Row]
    conformance: Row
    ledger: dict[str, Row]


class Chain(Protocol):
    """What is needed of the evaluator."""

    def co2e(self, ledger_id: str, gwp_set: str) -> float: ...


def cell(data: Tables, operand: str) -> tuple[float, Row]:
    """A number of the tables of uncertainty by row and column, and the interval it belongs to. Raises KeyError."""
    row_id, _, column = operand.rpartition("|")
    interval = data.intervals.get(row_id.partition("|")[0])
    row = data.drivers.get(row_id) if "|" in row_id else interval
    if interval is None or row is None:
        raise KeyError(f"interval {operand} is not in the release")
    return float(row[column]), interval


def read(data: Tables, operation: str, operands: list[str], unit: str) -> float:
    """A figure that is a cell of an interval, or half the distance of the two ends of one by Approach 1."""
    scale = 100.0 if unit == "%" else 1.0
    if operation == "interval":
        (operand,) = operands
        return cell(data, operand)[0] * scale
    upper, lower = operands
    if [one.rpartition("|")[2] for one in operands] != ["approach_1_upper", "approach_1_lower"]:
        raise KeyError(f"{operands} are no two ends")
    if upper.partition("|")[0] != lower.partition("|")[0]:
        raise KeyError(f"{operands} are ends of two intervals")
    return (cell(data, upper)[0] - cell(data, lower)[0]) / 2 * scale


def probability(data: Tables, operand: str) -> tuple[float, str]:
    """The probability in per cent as it is told, and its qualifier, of a verdict or of one of its readings."""
    verdict_id, _, reading = operand.partition("|")
    versions = [data.conformance, *data.conformance["other_versions"]]
    verdicts = [one for version in versions for one in version["verdicts"] if one["verdict_id"] == verdict_id]
    if len(verdicts) != 1:
        raise KeyError(f"verdict {verdict_id} is not in the release")
    (verdict,) = verdicts
    if reading:
        (found,) = [
            one["probability_meets"] for one in verdict["readings"] if f"{one['criterion']}.{one['name']}" == reading
        ]
    elif verdict["probability_meets"] is not None:
        found = verdict["probability_meets"]
    else:
        found = verdict["if_gates_met"]["probability_meets"]
    percent = 100.0 * found
    if percent < LEAST:
        return LEAST, "upper"
    return (MOST, "at_least") if percent > MOST else (percent, "exact")


def interval_problems(chain: Chain, data: Tables) -> Iterator[str]:
    """Intervals that are of no number of the release, or whose columns contradict each other."""
    intensities = {row["intensity_id"]: row for row in data.intensity}
    for identifier, row in data.intervals.items():
        expected = _expected(chain, data, intensities, row)
        if expected is not None and not same(row["value"], expected):
            yield f"interval {identifier} is of {row['value']}, the release says {expected}"
        for lower, upper in (("lower", "upper"), ("approach_1_lower", "approach_1_upper")):
            if not row[lower] <= row[upper]:
                yield f"interval {identifier}: {lower} {row[lower]} lies above {upper} {row[upper]}"
        if not 0 <= row["without_range_share"] <= 1 + 1e-12:
            yield f"interval {identifier}: a share of {row['without_range_share']} has no range"
    yield from _driver_problems(data)


def _expected(chain: Chain, data: Tables, intensities: Mapping[str, Row], row: Row) -> float | None:
    """The value an interval is of, where the release holds it elsewhere."""
    if row["subject"] == "intensity":
        return float(intensities[row["intensity_id"]]["value"])
    if row["subject"] != "emissions":
        return None
    alike = next(
        one
        for one in data.intensity
        if all(one[name] == row[name] for name in ("smelter_id", "period_label", "boundary", "scope2_account"))
        and one["route"] == "calculated"
    )
    counted = chosen(data.ledger, alike)
    if row["source"] is not None:
        counted = [one for one in counted if data.ledger[one]["source"] == row["source"]]
    return math.fsum(chain.co2e(one, alike["gwp_set"]) for one in counted)


def _driver_problems(data: Tables) -> Iterator[str]:
    before: dict[str, float] = {}
    for key, row in sorted(data.drivers.items(), key=lambda item: (item[1]["uncertainty_id"], item[1]["rank"])):
        interval = data.intervals[row["uncertainty_id"]]
        whole = (interval["approach_1_upper"] - interval["approach_1_lower"]) / 2
        own = abs(row["value_above"] - row["value_below"]) / 2
        rest = math.sqrt(max(whole**2 - own**2, 0.0))
        # The ends are differences of nearly equal numbers.
        near = 1e-6 * whole + 1e-9 * abs(interval["value"])
        for column, value in (
            ("half_width", own),
            ("half_width_without", rest),
            ("variance_share", (own / whole) ** 2),
        ):
            if abs(row[column] - value) > (math.sqrt(near * whole) if column == "half_width_without" else near + 1e-6):
                yield f"driver {key}: {column} is {row[column]}, recomputed {value}"
        if row["half_width"] > before.get(row["uncertainty_id"], math.inf) * (1 + 1e-9):
            yield f"driver {key} is wider than the one before it"
        before[row["uncertainty_id"]] = row["half_width"]


def probability_problems(data: Tables, figures: Mapping[str, Row]) -> Iterator[str]:
    """Probabilities told as more certain than finite draws are."""
    for figure_id, row in figures.items():
        if row["operation"] == "probability":
            _, qualifier = probability(data, row["operands"][0])
            if row["qualifier"] != qualifier:
                yield f"figure {figure_id} ({row['label']}) is {row['qualifier']}, the draws make it {qualifier}"

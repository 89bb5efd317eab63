"""What one row of a user's factor file may say.

Belongs here: cell by cell, the words of the vocabulary, numbers, dates and the citation. Does not belong here: files,
columns and duplicates (user_files).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smelter_ghg.contracts.labels import DISTRIBUTIONS
from smelter_ghg.factors.columns import read_date, read_number, typed
from smelter_ghg.factors.vocabulary import METHOD_SETS, PARAMETERS, Parameter
from smelter_ghg.findings import finding

Finding = dict[str, object]


@dataclass(frozen=True)
class Place:
    """A file and, with the header as row 1, a row of it."""

    file: str
    row: int | None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file} row {self.row}"

    def finding(
        self, check_id: str, column: str | None, value: object, expected: str, cause: str | None = None
    ) -> Finding:
        """An error of the factors table at this place."""
        return finding(
            check_id,
            "error",
            table="factors",
            file=self.file,
            row=self.row,
            column=column,
            value=None if value is None else str(value),
            expected=expected,
            likely_cause=cause,
        )


def check_row(place: Place, cells: Mapping[str, str]) -> tuple[dict[str, object] | None, list[Finding]]:
    """The row as typed values of FACTORS with status user, or None, and what is wrong with it.

    A cell the vocabulary leaves no choice about (the gas of a slope, the method set of a fuel) may be empty and is
    filled in. Whatever status the file gives, the row's becomes user: its citation vouches for it. So does its
    confidence, unless the file says that the value is synthetic.
    """
    filled = dict(cells)
    findings = list(_checks(place, filled))
    if findings:
        return None, findings
    confidence = "synthetic" if filled["confidence"] == "synthetic" else "user"
    return typed({**filled, "status": "user", "confidence": confidence}), []


def _checks(place: Place, cells: dict[str, str]) -> Iterator[Finding]:
    if not cells["factor_id"]:
        yield place.finding("factor_id_missing", "factor_id", None, "a name for the row")
    for column in ("publisher", "document"):
        if not cells[column]:
            cause = "A factor without a citation is not used."
            yield place.finding("factor_citation_missing", column, None, "who published the value, and where", cause)
    parameter = PARAMETERS.get(cells["parameter"])
    yield from _numbers(place, cells, parameter)
    yield from _dates(place, cells)
    if parameter is None:
        known = ", ".join(PARAMETERS)
        yield place.finding("factor_parameter_unknown", "parameter", cells["parameter"], f"one of {known}")
        return
    if not cells["item"] or (parameter.items and cells["item"] not in parameter.items):
        known = f"one of {', '.join(parameter.items)}" if parameter.items else "a name"
        yield place.finding("factor_item_unknown", "item", cells["item"], known)
    if cells["unit"] not in parameter.units:
        yield place.finding("factor_unit_unknown", "unit", cells["unit"], f"one of {', '.join(parameter.units)}")
    yield from _labels(place, cells, parameter)


def _numbers(place: Place, cells: Mapping[str, str], parameter: Parameter | None) -> Iterator[Finding]:
    numbers: dict[str, float] = {}
    for column in ("value", "lower", "upper"):
        text = cells[column]
        if not text and column != "value":
            continue
        number = read_number(text)
        if number is None:
            cause = "Write 0.122, with a point and no thousands separator, or a ratio such as 44/12."
            yield place.finding("factor_value_not_a_number", column, text, "a number or a ratio", cause)
        elif number < 0:
            yield place.finding("factor_value_negative", column, text, "zero or more")
        else:
            numbers[column] = number
    value = numbers.get("value")
    if value is None:
        return
    if numbers.get("lower", value) > value:
        yield place.finding("factor_range", "lower", cells["lower"], f"at most the value {cells['value']}")
    elif "lower" in numbers and not cells["upper"]:
        yield place.finding("factor_range", "upper", None, f"the upper end of the range from {cells['lower']}")
    if numbers.get("upper", value) < value:
        yield place.finding("factor_range", "upper", cells["upper"], f"at least the value {cells['value']}")
    elif "upper" in numbers and not cells["lower"]:
        yield place.finding("factor_range", "lower", None, f"the lower end of the range to {cells['upper']}")
    if cells["distribution"] and cells["distribution"] not in DISTRIBUTIONS:
        known = ", ".join(DISTRIBUTIONS)
        yield place.finding("factor_distribution", "distribution", cells["distribution"], f"one of {known}, or empty")
    if parameter is not None and parameter.at_most is not None and cells["unit"] in parameter.units:
        multiplier = parameter.units[cells["unit"]][1]
        if value * multiplier > parameter.at_most:
            limit = f"at most {parameter.at_most / multiplier:g} {cells['unit']}"
            yield place.finding("factor_value_too_large", "value", cells["value"], limit, "A wrong unit.")
    if parameter is PARAMETERS["gwp100"] and cells["item"] == "CO2" and value != 1:
        yield place.finding("factor_value_too_large", "value", cells["value"], "1: CO2 is the reference gas")
    if cells["tier"] and not cells["tier"].isdecimal():
        yield place.finding("factor_tier", "tier", cells["tier"], "1, 2, 3 or empty")


def _dates(place: Place, cells: Mapping[str, str]) -> Iterator[Finding]:
    days = {name: read_date(cells[name]) for name in ("valid_from", "valid_to") if cells[name]}
    for name, day in days.items():
        if day is None:
            yield place.finding("factor_date", name, cells[name], "a date as YYYY-MM-DD")
    first, last = days.get("valid_from"), days.get("valid_to")
    if first is not None and last is not None and last < first:
        yield place.finding("factor_date", "valid_to", cells["valid_to"], f"no day before {cells['valid_from']}")


def _labels(place: Place, cells: dict[str, str], parameter: Parameter) -> Iterator[Finding]:
    """Checks the cells with closed lists and fills the empty ones that leave no choice."""
    choices = (
        ("gas", parameter.gases, True),
        ("technology", parameter.technologies, True),
        ("method_set", parameter.method_sets, True),
        ("basis", parameter.bases, parameter.basis_required),
        ("gwp_set", parameter.gwp_sets, True),
    )
    for column, allowed, required in choices:
        text = cells[column]
        if text in allowed or (not text and not (allowed and required)):
            continue
        if not text and len(allowed) == 1:
            cells[column] = allowed[0]
            continue
        expected = f"one of {', '.join(allowed)}" if allowed else "an empty cell"
        cause = None
        if column == "gwp_set" and not text:
            cause = "A value in CO2e holds under one set; write not_stated where the source does not name it."
        if column == "method_set" and text in METHOD_SETS:
            cause = f"{cells['parameter']} is no value of this method set."
        yield place.finding(f"factor_{column}_unknown", column, text, expected, cause)
    if parameter.region_required and not cells["region"]:
        expected = "the grid zone, as the smelters table names it"
        yield place.finding("factor_region_missing", "region", None, expected)

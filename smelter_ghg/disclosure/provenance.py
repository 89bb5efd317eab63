"""How what a figure is made of reads: operations, kinds of input, places in files, citations.

Belongs here: words that the page's explanations and the explain command share. Does not belong here: which operands,
inputs or places a figure has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from smelter_ghg.emissions.fuel_paths import FUEL_PATHS

OPERATIONS = {
    "sum_co2e": "sum of ledger rows, each mass times its global warming potential",
    "sum_mass": "sum of the masses of ledger rows",
    "sum_records": "sum of records in canonical units",
    "mean_records": "mean of records in canonical units",
    "sum_row_products": "sum over record rows of the product of their cells, in canonical units",
    "sum_energy": "sum of energy rows",
    "record": "record, as reported",
    "rate": "record in its canonical unit",
    "parameter": "rulebook parameter",
    "factor": "cited factor",
    "quotient": "first divided by second",
    "difference": "first minus second",
    "percent_of": "first in per cent of second",
    "sum_figures": "sum of figures",
    "times_factor": "energy times a cited factor, in t CO2e",
    "rounded_up": "rounded up to a whole number",
    "printed_lower": "lower end of what a printed number stands for: half a unit of its last digit below it",
    "printed_upper": "upper end of what a printed number stands for: half a unit of its last digit above it",
    "interval": "from the tables of uncertainty, shares in per cent",
    "half_width": "half of the distance of the two ends of Approach 1",
    "probability": "share of the draws in which it is met, in per cent; told as at most 1 below and at least 99 above",
    "bridge": "from the table of bridges: the part of a cause in a change",
    "pathway": "from the table of pathways; the form of the path is not ASI's own",
    "restatement": "from the comparison with the previous release",
    "greatest": "greatest of figures",
    "least": "least of figures",
    "count": "count",
}
# The sign between the operands, where an operation takes figures.
SIGNS = {
    "quotient": "÷",
    "difference": "−",
    "percent_of": "in per cent of",
    "sum_figures": "+",
    "times_factor": "×",
    "rounded_up": "rounded up",
    "greatest": "or",
    "least": "or",
}
# How the energy table turns a record into energy; 1 MWh is 3.6 GJ by definition of the units.
ENERGY = {
    "electricity_mwh": "metered energy; GJ = 3.6 · MWh",
    **{f"fuel_{path.name}": f"{path.reading}; MWh = GJ / 3.6" for path in FUEL_PATHS.values()},
}
CITED = ("publisher", "document", "section", "table", "page", "date", "url")
_KINDS = {
    "default": "default, in place of a record",
    "fall_back": "fall-back of the method",
    "substitution": "substitution for a gap in the records",
}


def energy_expression(equation_id: str) -> str:
    """How an energy row follows from its inputs; an id nobody worded is shown as it is."""
    return ENERGY.get(equation_id, equation_id)


def kind_words(kind: str, method: str | None = None) -> str:
    """What a reader calls a kind of input; a substitution with its method."""
    words = _KINDS.get(kind, kind.replace("_", " "))
    return words if method is None else f"{words}: {method}"


def cited(row: Mapping[str, object]) -> str:
    """The citation of a factor or parameter in one line."""
    return "; ".join(str(row[part]) for part in CITED if row.get(part) is not None)


def place(file: object, sheet: object, rows: Iterable[int], column: object) -> str:
    """Where record cells stand: file, sheet of a workbook, rows, column."""
    numbers = ranges(rows)
    named = f"row {numbers}" if numbers.isdecimal() else f"rows {numbers}"
    within = f"sheet {sheet}, {named}" if sheet else named
    return f"file {file}, {within}, column {column}"


def ranges(numbers: Iterable[int]) -> str:
    """Whole numbers as ranges: 2-13, 62."""
    ordered = sorted(set(numbers))
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))

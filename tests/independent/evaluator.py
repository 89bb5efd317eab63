"""Recomputes every figure of a release from its leaves and says where the release disagrees.

Reads the release's Parquet, JSON, YAML and HTML files only, and imports nothing of the package that wrote them. The
chain is leaf (record cell as written, factor as published, potential, rulebook parameter) -> argument -> ledger and
energy rows -> figures -> printed text. Each step is computed from the step before as computed here, and compared with
what the release holds.

Run by hand: python tests/independent/evaluator.py RELEASE
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bridges import split_again
from declared import declared_problems
from intervals import READ, interval_problems, probability, probability_problems, read
from leaf_equations import EQUATIONS, FUEL_ENERGY, PART, WHOLE, Known
from leaf_units import FACTOR_UNITS, Row, UnitError, factor_multiplier, number_written, record_multiplier
from pathways import Paths
from printed import expected_text, numbers_in, printed_figures
from printed_ends import ends
from qualifiers import qualifier_problems, word_problem
from release_data import ReleaseData, load
from substituted import inputs_by_argument, part_of, substitution_problem

TOLERANCE = 1e-9
# What a plant uses itself or sends on unused is no part of what it made; what it sells is no part of primary metal.
_TAKEN_OFF, _SOLD = frozenset({"own_use", "liquid_out"}), frozenset({"exported", "sold"})
GJ_PER_MWH = 3.6


def same(left: float, right: float) -> bool:
    # The absolute part is for differences of nearly equal intensities, where no relative digits are left.
    return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=1e-12)


class WrongError(ValueError):
    """The chain breaks here."""


class Evaluator:
    """Computes ledger rows, energy rows and figures of one release from its leaves."""

    def __init__(self, data: ReleaseData) -> None:
        self.data = data
        self._potentials = {
            (row["gwp_set"], row["item"]): row for row in data.factors.values() if row["parameter"] == "gwp100"
        }
        self._ledger: dict[str, float] = {}
        self._figures: dict[str, float] = {}
        self._open: set[str] = set()
        self._bridges: dict[tuple[str, str, str], dict[str, float]] = {}
        self.paths = Paths(self, data)

    # Leaves ----------------------------------------------------------------------------------------------------------

    def cell(self, input_id: str) -> float:
        """The number in a record cell, from the text as written."""
        if input_id not in self.data.cells:
            raise WrongError(f"record {input_id} is not in the release")
        cell = self.data.cells[input_id]
        value = number_written(cell["text"])
        # A column of text, such as the value of a second source, may hold a number that no column types.
        if cell["value"] is not None and not same(value, cell["value"]):
            raise WrongError(f"record {input_id}: value {cell['value']} is not the text {cell['text']!r}")
        return value

    def factor(self, factor_id: str) -> Row:
        if factor_id not in self.data.factors:
            raise WrongError(f"factor {factor_id} is not in the release")
        row = self.data.factors[factor_id]
        if row["status"] not in ("verified", "secondary", "user"):
            raise WrongError(f"factor {factor_id} is {row['status']} and may not be used")
        for column in ("publisher", "document"):
            if not row[column]:
                raise WrongError(f"factor {factor_id} has no {column}")
        return row

    def published(self, row: Row) -> float:
        value = row["value"]
        return number_written(value) if isinstance(value, str) else float(value)

    def potential(self, gwp_set: str, gas: str) -> float:
        row = self._potentials.get((gwp_set, gas))
        if row is None:
            raise WrongError(f"no potential of {gas} in {gwp_set}")
        row = self.factor(row["factor_id"])
        value = self.published(row) * factor_multiplier(row, "kg CO2e/kg", row["multiplier"])
        if not same(value, row["canonical_value"]):
            raise WrongError(f"potential {row['factor_id']}: canonical value {row['canonical_value']}, not {value}")
        return value

    def share(self, row: Row) -> float:
        """The part of a shared facility's cell that a row stands for: 1 where nothing is shared."""
        allocation_id = row["allocation_id"]
        if allocation_id is None:
            if row["allocation_share"] is not None:
                raise WrongError(f"a share of {row['allocation_share']} without its record")
            return 1.0
        cell = self.data.cells.get(allocation_id)
        if cell is None or (cell["table"], cell["column"]) != ("allocations", "share"):
            raise WrongError(f"share {allocation_id} is no share of an allocation in the release")
        share = self.cell(allocation_id)
        if not same(share, row["allocation_share"]):
            raise WrongError(f"share {allocation_id}: {row['allocation_share']}, recorded {share}")
        return share

    def quantity(self, activity_id: str) -> float:
        """A record cell in the canonical unit of the activity table, or the share of it that a row stands for."""
        row = self.data.activity.get(activity_id)
        if row is None:
            raise WrongError(f"activity {activity_id} is not in the release")
        input_id = row["input_id"]
        cell = self.data.cells.get(input_id)
        if cell is None:
            raise WrongError(f"record {input_id} is not in the release")
        value = self.cell(input_id) * abs(record_multiplier(cell, row["unit"], _signed(cell, row))) * self.share(row)
        if not same(value, row["value"]):
            raise WrongError(f"activity {input_id}: {row['value']}, recomputed {value}")
        return value

    def printed_end(self, operation: str, operands: list[str]) -> float:
        """One end of what a printed number stands for: its cell, and the cell of its decimals or of its text."""
        value, (more, *others) = self.cell(operands[0]), [*operands[1:], ""]
        if len(operands) > 2:
            raise WrongError(f"{others} are read as nothing beside {operands[0]}")
        if more.endswith("|decimals_printed") and more.rpartition("|")[0] == operands[0].rpartition("|")[0]:
            found = ends(value, decimals=self.cell(more))
        elif not more:
            found = ends(value)
        else:
            told = self.data.cells.get(more)
            # The key of the evidence begins with the cell it speaks of.
            of_cell = "evidence|" + operands[0] + "|"
            if told is None or not more.startswith(of_cell) or told["column"] != "value":
                raise WrongError(f"{more} is no text of {operands[0]}")
            found = ends(value, text=told["text"])
        return found[0] if operation == "printed_lower" else found[1]

    def parameter(self, operand: str) -> float:
        name, _, path = operand.partition("#")
        book = self.data.rulebooks.get(name)
        if book is None:
            raise WrongError(f"rulebook {name} is not in the release")
        entry = book.get("parameters", {}).get(path)
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise WrongError(f"rulebook {name} holds no number {path}")

    # Ledger and energy -----------------------------------------------------------------------------------------------

    def argument(self, row: Row, unit: str, taken_off: frozenset[str] | None = None) -> float:
        """One row of ledger_inputs from its leaf; `taken_off` are the flows subtracted, where not the usual ones."""
        input_id, given = row["input_id"], row["multiplier"]
        if row["unit"] != unit:
            raise WrongError(f"{row['ledger_id']} {row['argument']}: in {row['unit']}, the equation takes {unit}")
        if row["kind"] == "record" or (row["kind"] == "substitution" and input_id in self.data.cells):
            written, part = self.cell(input_id), part_of(row)
            size = part * record_multiplier(self.data.cells[input_id], unit, given / part, taken_off)
            value = written * size * self.share(row)
        elif row["kind"] in ("factor", "default", "fall_back", "substitution"):
            factor = self.factor(input_id)
            value = self.published(factor) * factor_multiplier(factor, unit, given)
            if not same(value, factor["canonical_value"]):
                raise WrongError(f"factor {input_id}: canonical value {factor['canonical_value']}, not {value}")
        else:
            raise WrongError(f"{row['ledger_id']} {row['argument']}: unknown kind {row['kind']}")
        if not same(value, row["value"]):
            raise WrongError(f"{row['ledger_id']} {row['argument']}: {row['value']}, recomputed {value}")
        return value

    def mass(self, ledger_id: str) -> float:
        """Kilograms of gas of a ledger row."""
        if ledger_id in self._ledger:
            return self._ledger[ledger_id]
        row = self.data.ledger.get(ledger_id)
        if row is None:
            raise WrongError(f"ledger row {ledger_id} is not in the release")
        known = EQUATIONS.get(row["equation_id"])
        if known is None:
            raise WrongError(f"ledger row {ledger_id}: unknown equation {row['equation_id']!r}")
        given: dict[str, list[Row]] = {}
        for entry in self.data.inputs.get(ledger_id, []):
            given.setdefault(entry["argument"], []).append(entry)
        allocated = self.allocated(ledger_id, row, given.pop(PART, []), given.pop(WHOLE, []))
        if set(given) != set(known.units):
            raise WrongError(f"ledger row {ledger_id}: arguments {sorted(given)}, takes {sorted(known.units)}")
        for entries in given.values():
            problem = substitution_problem(self.data.cells, row, entries)
            if problem is not None:
                raise WrongError(f"ledger row {ledger_id}: {problem}")
        arguments = {
            name: math.fsum(self.argument(entry, known.units[name]) for entry in entries)
            for name, entries in given.items()
        }
        value = known.function(**arguments) * allocated
        if not same(value, row["mass_kg"]):
            raise WrongError(f"ledger row {ledger_id}: {row['mass_kg']} kg, recomputed {value}")
        self._ledger[ledger_id] = value
        return value

    def allocated(self, ledger_id: str, row: Row, part: list[Row], whole: list[Row]) -> float:
        """The share of the equation's result that the row holds: 1 where its facility makes one product."""
        if not part and not whole:
            share = 1.0
        else:
            rest = _TAKEN_OFF | _SOLD if row["allocated_to"] == "primary_metal" else frozenset()
            of_part, of_whole = (
                math.fsum(self.argument(entry, entry["unit"], taken_off=off) for entry in entries)
                for entries, off in ((part, rest), (whole, _TAKEN_OFF))
            )
            if len({entry["unit"] for entry in (*part, *whole)}) != 1 or not 0 < of_part <= of_whole * (1 + TOLERANCE):
                raise WrongError(f"ledger row {ledger_id}: {of_part} of {of_whole} is no share")
            share = of_part / of_whole
        if not same(share, row["allocated_share"]):
            raise WrongError(f"ledger row {ledger_id}: share {row['allocated_share']}, recomputed {share}")
        return share

    def co2e(self, ledger_id: str, gwp_set: str) -> float:
        tonnes = self.mass(ledger_id) / 1000.0
        row = self.data.ledger[ledger_id]
        if row["gas"] != "CO2e":
            return tonnes * self.potential(gwp_set, row["gas"])
        if row["gwp_set"] not in (gwp_set, "not_stated"):
            raise WrongError(f"ledger row {ledger_id} is known under {row['gwp_set']}, not {gwp_set}")
        return tonnes

    def energy(self, energy_id: str, unit: str) -> float:
        """MWh or GJ of an energy row."""
        row = self.data.energy.get(energy_id)
        if row is None:
            raise WrongError(f"energy row {energy_id} is not in the release")
        gj = self._gigajoules(row)
        for column, value in (("gj", gj), ("mwh", gj / GJ_PER_MWH)):
            if not same(value, row[column]):
                raise WrongError(f"energy row {energy_id}: {row[column]} {column}, recomputed {value}")
        return {"GJ": gj, "MWh": gj / GJ_PER_MWH}[unit]

    def _gigajoules(self, row: Row) -> float:
        metered = Known(lambda energy: energy * GJ_PER_MWH, {"energy": "MWh"})
        fuels = {f"fuel_{name}": known for name, known in FUEL_ENERGY.items()}
        known = ({"electricity_mwh": metered} | fuels).get(row["equation_id"])
        if known is None:
            raise WrongError(f"energy row {row['energy_id']}: unknown equation {row['equation_id']!r}")
        inputs = inputs_by_argument(self.data.cells, row["input_ids"])
        if len(inputs) != len(known.units):
            raise WrongError(f"energy row {row['energy_id']}: {len(row['input_ids'])} inputs, takes {known.units}")
        arguments = {}
        for (input_id, *more), (argument, unit) in zip(inputs, known.units.items(), strict=True):
            if input_id in self.data.factors:
                factor = self.factor(input_id)
                arguments[argument] = self.published(factor) * factor_multiplier(factor, unit, factor["multiplier"])
            elif argument == next(iter(known.units)):
                arguments[argument] = self.quantity(row["energy_id"])
                if self.data.activity[row["energy_id"]]["input_id"] != input_id:
                    raise WrongError(f"energy row {row['energy_id']} names {input_id}, not the record of its own row")
            else:
                points = [self.quantity(one) for one in (input_id, *more)]
                arguments[argument] = math.fsum(points) / len(points)
        return float(known.function(**arguments))

    # Figures ---------------------------------------------------------------------------------------------------------

    def figure(self, figure_id: str) -> float:
        """The value of a figure. Raises WrongError where it differs from what the release holds."""
        if figure_id in self._figures:
            return self._figures[figure_id]
        row = self.data.figures.get(figure_id)
        if row is None:
            raise WrongError(f"figure {figure_id} is not in the release")
        if figure_id in self._open:
            raise WrongError(f"figure {figure_id} rests on itself")
        self._open.add(figure_id)
        value = self._operate(row)
        self._open.discard(figure_id)
        if not same(value, row["value"]):
            raise WrongError(f"figure {figure_id} ({row['label']}): {row['value']}, recomputed {value}")
        self._figures[figure_id] = value
        return value

    def bridge(self, operand: str) -> float:
        """The part of a cause in a change from one period to the next, split again from the ledger."""
        row = self.data.bridges.get(operand)
        if row is None:
            raise WrongError(f"bridge {operand} is not in the release")
        key = (row["smelter_id"], row["period_label"], row["scope2_account"])
        if key not in self._bridges:
            self._bridges[key] = split_again(self, self.data, row)
        return self._bridges[key].get(row["cause"], 0.0)

    def restated(self, operand: str, row: Row) -> float:
        """A value as previously stated, or the part of a cause; the parts of a figure make its change."""
        figure_id, _, what = operand.partition("|")
        told = [one for one in self.data.restatements if one["figure_id"] == figure_id]
        if not told or any(one["smelter_id"] != row["smelter_id"] for one in told):
            raise WrongError(f"restatement {operand} is not in the release")
        before, after = told[0]["previous"], told[0]["restated"]
        if after is not None and not same(after, self.figure(figure_id)):
            raise WrongError(f"restatement {operand}: restated {after}, the figure is another")
        parts = [one["part"] for one in told]
        if None not in parts and not math.isclose(
            math.fsum(parts), (after or 0.0) - (before or 0.0), rel_tol=1e-6, abs_tol=1e-9
        ):
            raise WrongError(f"restatement {operand}: its parts make {math.fsum(parts)}")
        if what == "previous":
            return float(before)
        (found,) = [one["part"] for one in told if one["cause"] == what]
        return float(found)

    def _operate(self, row: Row) -> float:
        operation, operands, unit = row["operation"], list(row["operands"]), row["unit"]
        if len(set(operands)) != len(operands) and operation != "percent_of":
            raise WrongError(f"figure {row['figure_id']} names an operand twice")
        if operation == "sum_co2e":
            return math.fsum(self.co2e(operand, row["gwp_set"]) for operand in operands)
        if operation == "sum_mass":
            gases = {self.data.ledger[operand]["gas"] for operand in operands}
            if len(gases) > 1:
                raise WrongError(f"figure {row['figure_id']} adds masses of {sorted(gases)}")
            return math.fsum(self.mass(operand) for operand in operands) / {"kg": 1.0, "t": 1000.0}[unit]
        if operation == "sum_records":
            return math.fsum(self.quantity(operand) for operand in operands)
        if operation == "mean_records":
            return math.fsum(self.quantity(operand) for operand in operands) / len(operands)
        if operation == "sum_row_products":
            cells: dict[str, float] = {}
            for operand in operands:
                row_of = operand[: operand.rindex("|")]
                cells[row_of] = cells.get(row_of, 1.0) * self.quantity(operand)
            return math.fsum(cells.values())
        if operation == "sum_energy":
            return math.fsum(self.energy(operand, unit) for operand in operands)
        if operation == "sum_figures":
            return math.fsum(self.figure(operand) for operand in operands)
        if operation in ("greatest", "least"):
            return {"greatest": max, "least": min}[operation](self.figure(operand) for operand in operands)
        if operation in ("printed_lower", "printed_upper"):
            return self.printed_end(operation, operands)
        if operation in READ:
            return read(self.data, operation, operands, unit)
        if operation == "probability":
            (operand,) = operands
            return probability(self.data, operand)[0]
        if operation == "bridge":
            (operand,) = operands
            return self.bridge(operand)
        if operation == "pathway":
            (operand,) = operands
            return self.paths.cell(operand)
        if operation == "restatement":
            (operand,) = operands
            return self.restated(operand, row)
        if operation == "count":
            return float(len(operands))
        if operation == "times_factor":
            energy, factor = (self.figure(operand) for operand in operands)
            of_energy, of_factor = (self.data.figures[operand]["unit"] for operand in operands)
            per = FACTOR_UNITS[f"kg CO2e/{of_energy}"]
            return energy * factor * per[of_factor] / 1000.0
        if operation == "rounded_up":
            (operand,) = operands
            whole = round(self.figure(operand))
            return float(whole if same(float(whole), self.figure(operand)) else math.ceil(self.figure(operand)))
        if operation in ("quotient", "difference", "percent_of"):
            first, second = (self.figure(operand) for operand in operands)
            if operation == "difference":
                return first - second
            return (100.0 if operation == "percent_of" else 1.0) * first / second
        single: dict[str, Callable[[str], float]] = {
            "record": self.cell,
            "rate": self.quantity,
            "parameter": self.parameter,
            "factor": lambda factor_id: self.published(self.factor(factor_id)),
        }
        if operation not in single:
            raise WrongError(f"figure {row['figure_id']}: unknown operation {operation!r}")
        (operand,) = operands
        return single[operation](operand)


def _signed(cell: Row, row: Row) -> float:
    """An activity row's multiplier with the sign the cell's flow calls for; the table itself holds amounts."""
    expected_sign = -1.0 if {"returned", "sold", "closing_stock", "exported"} & set(cell["row_key"].split("|")) else 1.0
    return expected_sign * abs(row["multiplier"])


def identity(row: Row) -> str:
    text = "|".join((row["measure"], row["basis"], row["key"]))
    return "f" + hashlib.blake2b(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def problems(data: ReleaseData) -> Iterator[str]:
    """Everything in which the release disagrees with its leaves; nothing for a release that is right."""
    evaluator = Evaluator(data)

    def attempt(step: Any, *arguments: Any) -> Iterator[str]:
        try:
            found = step(*arguments)
            yield from () if isinstance(found, float) else found
        except (WrongError, UnitError) as error:
            yield str(error)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            yield f"{str(arguments[0])[:200]}: {type(error).__name__} {error}"

    for ledger_id in data.ledger:
        yield from attempt(evaluator.mass, ledger_id)
    for ledger_id in data.inputs.keys() - data.ledger.keys():
        yield f"ledger_inputs of {ledger_id}, which is no ledger row"
    for energy_id in data.energy:
        yield from attempt(evaluator.energy, energy_id, "MWh")
    for input_id in data.activity:
        yield from attempt(evaluator.quantity, input_id)
    for figure_id, row in data.figures.items():
        yield from attempt(evaluator.figure, figure_id)
        if identity(row) != figure_id:
            yield f"figure {figure_id} is not the hash of its measure, basis and key"
    yield from attempt(declared_problems, evaluator, data.ledger, data.intensity, data.conformance)
    yield from attempt(qualifier_problems, data.figures, data.intensity, data.missing)
    yield from attempt(Paths.problems, evaluator.paths)
    yield from attempt(interval_problems, evaluator, data)
    yield from attempt(probability_problems, data, data.figures)
    for page, text in data.pages.items():
        for figure_id, before, shown in printed_figures(text):
            yield from (f"{page}: {problem}" for problem in _print_problems(data, figure_id, before, shown))


def _print_problems(data: ReleaseData, figure_id: str, before: str, shown: str) -> Iterator[str]:
    row = data.figures.get(figure_id)
    if row is None:
        yield f"{shown!r} names figure {figure_id}, which is not in figures"
        return
    expected = expected_text(row["value"], row["decimals"])
    if numbers_in(shown) != [expected]:
        yield f"figure {figure_id} is printed as {shown!r}, its value {row['value']} rounds to {expected}"
    problem = word_problem(row, before, shown)
    if problem is not None:
        yield f"figure {figure_id} ({row['label']}, {shown}): {problem}"


def main(arguments: list[str]) -> int:
    (release,) = arguments
    data = load(Path(release))
    found = list(problems(data))
    for problem in found:
        print(problem)
    counted = {"figures": len(data.figures), "ledger": len(data.ledger), "pages": len(data.pages)}
    print(json.dumps(counted | {"problems": len(found)}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

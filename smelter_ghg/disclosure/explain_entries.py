"""The short explanation of each figure that its link opens in the page.

Belongs here: operation, operands, equations, factors and record rows of a figure, in words. Does not belong here: the
full tree, which the explain command prints from a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.view import FigureIndex, Label, Part, Sentence, Shown, When
from smelter_ghg.disclosure.words import words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS

_SIGNS = {"quotient": " ÷ ", "difference": " − ", "percent_of": " in per cent of "}
_COUNTED_SHOWN = 12


@dataclass(frozen=True)
class Entry:
    """One figure explained: how it was made, then lines of (what, sentence)."""

    figure: Shown
    label: str
    where: Sentence
    basis: Sentence
    made: Sentence
    lines: tuple[tuple[str, Sentence], ...]


class Entries:
    """Explains figures; keeps the inputs of every ledger row at hand."""

    def __init__(self, facts: Facts, index: FigureIndex, names: Mapping[str, str]) -> None:
        sources()  # importing the sources fills the register of equations
        self._facts, self._index, self._names = facts, index, names
        self._ledger = {row["ledger_id"]: row for row in facts.ledger.iter_rows(named=True)}
        self._inputs: dict[str, list[Row]] = {}
        for row in facts.ledger_inputs.sort("ledger_id", "argument", "input_id").iter_rows(named=True):
            self._inputs.setdefault(row["ledger_id"], []).append(row)
        self._energy = {row["energy_id"]: row for row in facts.energy.iter_rows(named=True)}
        self._factors = {row["factor_id"]: row for row in facts.factors.frame.iter_rows(named=True)}
        self._rules = {row["parameter_id"]: row for row in facts.rulebooks.iter_rows(named=True)}
        self._by_source: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = {}
        for figure in index.rows():
            if figure["measure"] == m.EMISSIONS_SOURCE:
                place = (str(figure["smelter_id"]), str(figure["period_label"]))
                members = frozenset(figure["ledger_ids"])  # type: ignore[call-overload]
                self._by_source.setdefault(place, []).append((str(figure["figure_id"]), members))
        self._potentials = {
            row["item"]: row["factor_id"]
            for row in facts.used_factors
            if row["parameter"] == "gwp100" and row["gwp_set"] == facts.config.gwp_set
        }

    def all(self) -> Iterable[Entry]:
        """Every figure, sorted by id."""
        return (self._entry(row) for row in self._index.rows())

    def _entry(self, row: Mapping[str, object]) -> Entry:
        fid = str(row["figure_id"])
        operation = str(row["operation"])
        operands = [str(one) for one in row["operands"]]  # type: ignore[attr-defined]
        made, lines = self._made(operation, operands)
        where: list[Part] = []
        if row["smelter_id"] is not None:
            where.append(Label(self._names.get(str(row["smelter_id"]), str(row["smelter_id"]))))
        if row["period_label"] is not None:
            where += [", " if where else "", When(str(row["period_label"]))]
        return Entry(
            self._index.need(fid), str(row["label"]), tuple(where), _basis(str(row["basis"])), made, tuple(lines)
        )

    def _made(self, operation: str, operands: list[str]) -> tuple[Sentence, list[tuple[str, Sentence]]]:
        if operation in _SIGNS:
            first, second = (self._operand(one) for one in operands)
            return (*first, _SIGNS[operation], *second), []
        if operation == "sum_figures":
            parts: list[Part] = []
            for number, operand in enumerate(operands):
                parts += [" + " if number else "", *self._operand(operand)]
            return tuple(parts), []
        if operation in ("sum_co2e", "sum_mass"):
            return self._of_ledger(operation, operands)
        if operation in ("sum_records", "record", "rate"):
            word = "sum of record cells, in the canonical unit" if operation == "sum_records" else "record cell"
            word = "record cell, in the canonical unit" if operation == "rate" else word
            return (word,), [("Records", self._records(operands))]
        if operation == "sum_energy":
            return self._of_energy(operands)
        if operation == "factor":
            row = self._factors[operands[0]]
            cited = ", ".join(str(row[p]) for p in ("publisher", "document", "table", "page") if row[p])
            return ("cited factor ", Label(operands[0])), [("Source", (Label(cited), f" ({row['status']})"))]
        if operation == "parameter":
            row = self._rules[operands[0]]
            return ("parameter ", Label(operands[0])), [("Source", (Label(row["source"]), f" ({row['status']})"))]
        listed = ", ".join(words(one.partition("|")[0]) for one in operands[:_COUNTED_SHOWN])
        more = " …" if len(operands) > _COUNTED_SHOWN else ""
        return ("count",), [("Of", (Label(listed + more),))]

    def _operand(self, fid: str) -> Sentence:
        shown = self._index.need(fid)
        return (Label(shown.label), " ", shown)

    def _of_ledger(self, operation: str, ids: Sequence[str]) -> tuple[Sentence, list[tuple[str, Sentence]]]:
        rows = [self._ledger[one] for one in ids]
        made: Sentence = ("sum of ledger rows",)
        gases = sorted({row["gas"] for row in rows} - {"CO2e"})
        if operation == "sum_co2e" and gases:
            parts: list[Part] = ["sum of ledger rows, each mass times its potential: "]
            for number, gas in enumerate(gases):
                figure = self._index.get(m.factor(self._potentials.get(gas, "")))
                parts += [", " if number else "", Label(gas), " ", figure if figure is not None else ""]
            made = tuple(parts)
        parts_of = self._parts(frozenset(ids)) if operation == "sum_co2e" else ()
        if parts_of:
            return made, [("Of which", parts_of)]
        lines: list[tuple[str, Sentence]] = []
        for equation_id in sorted({row["equation_id"] for row in rows}):
            equation = EQUATIONS.get(equation_id)
            if equation is not None:
                lines.append(("Equation", (Label(equation.expression), " · ", Label(equation.title))))
        inputs = [entry for one in ids for entry in self._inputs.get(one, [])]
        factors = sorted({entry["input_id"] for entry in inputs if entry["kind"] != "record"})
        lines += self._factor_lines(factors)
        records = sorted({entry["input_id"] for entry in inputs if entry["kind"] == "record"})
        if records:
            lines.append(("Records", self._records(records)))
        return made, lines

    def _parts(self, ids: frozenset[str]) -> Sentence:
        """The emissions by source that together are exactly these rows; nothing where no two or more are."""
        first = self._ledger[min(ids)]
        held = [
            (fid, members)
            for fid, members in self._by_source.get((first["smelter_id"], first["period_label"]), [])
            if members < ids
        ]
        if len(held) < 2 or frozenset().union(*(members for _, members in held)) != ids:
            return ()
        parts: list[Part] = []
        for number, (fid, _) in enumerate(held):
            parts += ["; " if number else "", *self._operand(fid)]
        return tuple(parts)

    def _of_energy(self, ids: Sequence[str]) -> tuple[Sentence, list[tuple[str, Sentence]]]:
        inputs = sorted({one for energy_id in ids for one in self._energy[energy_id]["input_ids"]})
        lines = self._factor_lines([one for one in inputs if "|" not in one])
        records = [one for one in inputs if "|" in one]
        return ("sum of energy rows",), [*lines, ("Records", self._records(records))]

    def _factor_lines(self, factors: Sequence[str]) -> list[tuple[str, Sentence]]:
        lines: list[tuple[str, Sentence]] = []
        for factor_id in factors:
            shown, row = self._index.get(m.factor(factor_id)), self._factors.get(factor_id)
            if row is None:
                continue
            cited = ", ".join(str(row[p]) for p in ("publisher", "document") if row[p])
            value: Sentence = () if shown is None else (Label(shown.label), " ", shown, " ", Label(shown.unit), ", ")
            lines.append(("Factor", (*value, Label(cited))))
        return lines

    def _records(self, input_ids: Sequence[str]) -> Sentence:
        """Files, columns and rows of record cells, rows as ranges."""
        places: dict[tuple[str, str, str], set[int]] = {}
        for input_id in input_ids:
            row, column = self._facts.cell(input_id)
            places.setdefault((row["_file"], row["_sheet"] or "", column), set()).add(row["_row"])
        texts = []
        for (file, sheet, column), rows in sorted(places.items()):
            where = f"{file} · {sheet}" if sheet else file
            texts.append(f"{where} · {column} · {'row' if len(rows) == 1 else 'rows'} {ranges(rows)}")
        return (Label("; ".join(texts)),)


def ranges(numbers: Iterable[int]) -> str:
    """Whole numbers as ranges: 2-13, 62."""
    ordered = sorted(set(numbers))
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def _basis(text: str) -> Sentence:
    parts = [part if part.isupper() or "GWP" in part else words(part) for part in text.split("|")]
    told = [part for part in parts if part and part != "not stated"]
    return (Label(" · ".join(told)),) if told else ()

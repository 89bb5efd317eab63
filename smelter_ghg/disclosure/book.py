"""The book of figures: every number a page may print, entered with the operation and operands it follows from.

Belongs here: the operations, each computed from its operands alone, so that a figure can never differ from its own
explanation. Does not belong here: which figures there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import polars as pl

from smelter_ghg.disclosure.book_entries import Entry, frame_of
from smelter_ghg.disclosure.ids import NO_BASIS, Basis, figure_id, joined
from smelter_ghg.disclosure.numbers import decimals_for, decimals_written
from smelter_ghg.physics.printed import stands_for
from smelter_ghg.units import KG_PER_T

_NOT_STATED = "not_stated"
# What float sums are exact to; without it 100 t and a rounding error of the last bit would be 101 t.
_DECIMALS_OF_A_SUM = 6
# Tonnes of CO2e in the product of an amount of energy and a factor, by the units of the two.
TONNES_PER_PRODUCT = {
    ("MWh", "kg CO2e/MWh"): 1 / KG_PER_T,
    ("MWh", "g CO2e/kWh"): 1 / KG_PER_T,
    ("MWh", "kg CO2e/kWh"): 1.0,
    ("MWh", "t CO2e/MWh"): 1.0,
    ("GJ", "kg CO2e/GJ"): 1 / KG_PER_T,
    ("GJ", "g CO2e/MJ"): 1 / KG_PER_T,
    ("GJ", "t CO2e/TJ"): 1 / KG_PER_T,
    ("GJ", "kg CO2e/TJ"): 1 / KG_PER_T / KG_PER_T,
}
_DIRECTION = {"exact": 0, "at_least": 1, "lower": 1, "upper": -1}


class FigureError(ValueError):
    """A figure does not follow from its operands, or two figures claim one identity."""


@dataclass(frozen=True)
class Leaves:
    """What operations may stand on: the ledger, energy, records and parameters by id.

    mass_kg, gas and co2e_set by ledger_id; gwp by (set, gas) in t CO2e/t; mwh and gj by energy_id; record values and
    texts as written, canonical quantities by input_id; factor values as shipped and rulebook parameters by id. Cells of
    the tables of uncertainty by row and column; probabilities by verdict, and by verdict and reading.
    """

    mass_kg: Mapping[str, float]
    gas: Mapping[str, str]
    co2e_set: Mapping[str, str | None]
    gwp: Mapping[tuple[str, str], float]
    mwh: Mapping[str, float]
    gj: Mapping[str, float]
    record: Callable[[str], float]
    text: Callable[[str], str]
    quantity: Mapping[str, float]
    factor: Mapping[str, float]
    parameter: Mapping[str, float]
    interval: Mapping[str, float] = field(default_factory=dict)
    probability: Mapping[str, float] = field(default_factory=dict)
    bridge: Mapping[str, float] = field(default_factory=dict)
    pathway: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """What a figure is about, beside its value. The qualifier of a figure made of figures follows from theirs."""

    measure: str
    key: tuple[str, ...]
    label: str
    unit: str
    basis: Basis = NO_BASIS
    smelter_id: str | None = None
    period_label: str | None = None
    qualifier: str = "exact"
    decimals: int | None = None

    @property
    def figure_id(self) -> str:
        return figure_id(self.measure, self.basis, *self.key)


def bound(qualifiers: Sequence[str], pulls: Sequence[int]) -> str:
    """The qualifier that follows from those of positive operands; a pull of -1 turns a lower bound into an upper one.

    Bounds that pull both ways, or an approximate operand, leave an approximate result.
    """
    if "approximate" in qualifiers:
        return "approximate"
    found = {_DIRECTION[qualifier] * pull for qualifier, pull in zip(qualifiers, pulls, strict=True)} - {0}
    if not found:
        return "exact"
    return "approximate" if len(found) == 2 else "at_least" if found == {1} else "upper"


class FigureBook:
    """Figures by id; entering one computes its value. Entering the same figure twice changes nothing.

    `shared` is a book whose figures this one may stand on and does not enter again.
    """

    def __init__(self, leaves: Leaves, shared: FigureBook | None = None) -> None:
        self._leaves = leaves
        self._shared = shared
        self._rows: dict[str, Entry] = {}
        # By GWP set and ledger_id: a row is summed by source, by step, by tier and by kind of input.
        self._t_co2e: dict[str, dict[str, float]] = {}

    def __contains__(self, fid: str) -> bool:
        return fid in self._rows or (self._shared is not None and fid in self._shared)

    def _entry(self, fid: str) -> Entry:
        if self._shared is not None and fid not in self._rows:
            return self._shared._entry(fid)
        return self._rows[fid]

    def value(self, fid: str) -> float:
        """The value of an entered figure."""
        return self._entry(fid).value

    def decimals(self, fid: str) -> int:
        return self._entry(fid).decimals

    def qualifier(self, fid: str) -> str:
        return self._entry(fid).qualifier

    def frame(self) -> pl.DataFrame:
        """This book's own figures as a FIGURES frame, sorted by id."""
        return frame_of([self._rows[fid] for fid in sorted(self._rows)])

    def sum_co2e(self, about: About, ledger_ids: Sequence[str]) -> str:
        """t CO2e of ledger rows under the basis's GWP set. Raises FigureError for a row known under another set."""
        ids = sorted(ledger_ids)
        return self._enter(about, self.t_co2e(ids, about.basis.gwp_set), "sum_co2e", ids, ids)

    def t_co2e(self, ledger_ids: Sequence[str], gwp_set: str) -> float:
        """What `sum_co2e` would come to, for choosing what to enter; FigureError as there."""
        known = self._t_co2e.setdefault(gwp_set, {})
        for ledger_id in ledger_ids:
            if ledger_id not in known:
                known[ledger_id] = self._co2e(ledger_id, gwp_set)
        return math.fsum([known[ledger_id] for ledger_id in ledger_ids])

    def sum_mass(self, about: About, ledger_ids: Sequence[str]) -> str:
        """Mass of ledger rows of one gas in kg or t."""
        ids = sorted(ledger_ids)
        if len({self._leaves.gas[ledger_id] for ledger_id in ids}) > 1:
            raise FigureError(f"{about.measure}: masses of different gases are not added")
        divisor = {"kg": 1.0, "t": KG_PER_T}[about.unit]
        value = math.fsum(self._leaves.mass_kg[ledger_id] for ledger_id in ids) / divisor
        return self._enter(about, value, "sum_mass", ids, ids)

    def sum_records(self, about: About, input_ids: Sequence[str]) -> str:
        """Sum of record cells in the canonical unit of the activity table."""
        ids = sorted(input_ids)
        return self._enter(about, math.fsum(self._leaves.quantity[i] for i in ids), "sum_records", ids)

    def mean_records(self, about: About, activity_ids: Sequence[str]) -> str:
        """Mean of record cells in the canonical unit of the activity table."""
        ids = sorted(activity_ids)
        value = math.fsum(self._leaves.quantity[one] for one in ids) / len(ids)
        return self._enter(about, value, "mean_records", ids)

    def sum_row_products(self, about: About, input_ids: Sequence[str]) -> str:
        """Sum over record rows of the product of their named cells, in canonical units.

        Cells of one row are those whose ids differ in the column alone.
        """
        ids = sorted(input_ids)
        rows: dict[str, list[float]] = {}
        for input_id in ids:
            rows.setdefault(input_id.rpartition("|")[0], []).append(self._leaves.quantity[input_id])
        return self._enter(about, math.fsum(math.prod(cells) for cells in rows.values()), "sum_row_products", ids)

    def sum_energy(self, about: About, energy_ids: Sequence[str]) -> str:
        """Energy of energy rows in MWh or GJ."""
        ids = sorted(energy_ids)
        column = {"MWh": self._leaves.mwh, "GJ": self._leaves.gj}[about.unit]
        return self._enter(about, math.fsum(column[i] for i in ids), "sum_energy", ids)

    def record(self, about: About, input_id: str) -> str:
        """One record cell, as reported."""
        return self._enter(about, self._leaves.record(input_id), "record", [input_id])

    def printed_lower(self, about: About, input_ids: Sequence[str]) -> str:
        """The lower end of what a printed number stands for.

        The first cell holds the value; a second one the decimals (`decimals_printed`), or the text (`value` of the
        evidence), that its source prints.
        """
        return self._printed_end(about, "printed_lower", input_ids)

    def printed_upper(self, about: About, input_ids: Sequence[str]) -> str:
        """The upper end of what a printed number stands for; the cells are those of `printed_lower`."""
        return self._printed_end(about, "printed_upper", input_ids)

    def _printed_end(self, about: About, operation: str, input_ids: Sequence[str]) -> str:
        recorded = Decimal(str(self._leaves.record(input_ids[0])))
        decimals = [int(self._leaves.record(one)) for one in input_ids[1:] if one.endswith("|decimals_printed")]
        texts = [self._leaves.text(one) for one in input_ids[1:] if one.startswith("evidence|")]
        found = stands_for(recorded, decimals=decimals[0] if decimals else None, text=texts[0] if texts else None)
        value = float(found.lower if operation == "printed_lower" else found.upper)
        # Half a unit of the last digit takes a digit more than the number itself.
        written = decimals_written(repr(value) if value % 1 else f"{value:.0f}")
        return self._enter(replace(about, decimals=written), value, operation, input_ids)

    def rate(self, about: About, input_id: str) -> str:
        """One record cell in the canonical unit of the activity table."""
        return self._enter(about, self._leaves.quantity[input_id], "rate", [input_id])

    def factor(self, about: About, factor_id: str) -> str:
        """A factor's value, in the unit its source gives it."""
        return self._enter(about, self._leaves.factor[factor_id], "factor", [factor_id])

    def parameter(self, about: About, parameter_id: str) -> str:
        """A rulebook's parameter."""
        return self._enter(about, self._leaves.parameter[parameter_id], "parameter", [parameter_id])

    def interval(self, about: About, cell: str) -> str:
        """A cell of the tables of uncertainty; a share where the unit is per cent is told in per cent."""
        return self._enter(
            about, self._leaves.interval[cell] * (100.0 if about.unit == "%" else 1.0), "interval", [cell]
        )

    def half_width(self, about: About, upper: str, lower: str) -> str:
        """Half of the distance of two ends of an interval, both cells of the tables of uncertainty."""
        scale = 50.0 if about.unit == "%" else 0.5
        value = (self._leaves.interval[upper] - self._leaves.interval[lower]) * scale
        return self._enter(about, value, "half_width", [upper, lower])

    def probability(self, about: About, of: str) -> str:
        """The share of the draws in which a verdict or one of its readings is met, in per cent.

        The draws are finite and the ranges estimates: below 1 % is told as at most 1, above 99 % as at least 99.
        """
        return self._likely(about, self._leaves.probability[of], "probability", of)

    def _likely(self, about: About, share: float, operation: str, of: str) -> str:
        exact = 100.0 * share
        value = min(max(exact, 1.0), 99.0)
        qualifier = "upper" if exact < value else "at_least" if exact > value else "exact"
        return self._enter(replace(about, qualifier=qualifier), value, operation, [of])

    def bridge(self, about: About, bridge_id: str) -> str:
        """The part of one cause in the change of emissions from one period to the next."""
        return self._enter(about, self._leaves.bridge[bridge_id], "bridge", [bridge_id])

    def pathway(self, about: About, cell: str) -> str:
        """A cell of the table of pathways; a probability as one of a verdict is told."""
        value = self._leaves.pathway[cell]
        if cell.endswith("|probability_on_path"):
            return self._likely(about, value, "pathway", cell)
        return self._enter(about, value, "pathway", [cell])

    def count(self, about: About, ids: Sequence[str]) -> str:
        """How many ids there are."""
        return self._enter(about, float(len(ids)), "count", sorted(ids))

    def sum_figures(self, about: About, figure_ids: Sequence[str]) -> str:
        """A sum may lack a part that is no figure at all: it is no more exact than `about` says either."""
        value = math.fsum(self.value(fid) for fid in figure_ids)
        qualifiers = [about.qualifier, *(self.qualifier(fid) for fid in figure_ids)]
        qualifier = bound(qualifiers, [1] * len(qualifiers))
        about = about if qualifier == about.qualifier else replace(about, qualifier=qualifier)
        return self._enter(about, value, "sum_figures", figure_ids)

    def greatest(self, about: About, figure_ids: Sequence[str]) -> str:
        value = max(self.value(fid) for fid in figure_ids)
        return self._derive(about, value, "greatest", figure_ids, [1] * len(figure_ids))

    def least(self, about: About, figure_ids: Sequence[str]) -> str:
        value = min(self.value(fid) for fid in figure_ids)
        return self._derive(about, value, "least", figure_ids, [1] * len(figure_ids))

    def quotient(self, about: About, numerator: str, denominator: str, *, at_least: bool = False) -> str:
        """`at_least`: the contract of the table the figure stands for calls it so, whatever its operands are."""
        if self.value(denominator) == 0:
            raise FigureError(f"{about.measure} {joined(about.key)}: the denominator is zero")
        value = self.value(numerator) / self.value(denominator)
        if at_least:
            return self._enter(replace(about, qualifier="at_least"), value, "quotient", [numerator, denominator])
        return self._derive(about, value, "quotient", [numerator, denominator], [1, -1])

    def difference(self, about: About, minuend: str, subtrahend: str) -> str:
        value = self.value(minuend) - self.value(subtrahend)
        return self._derive(about, value, "difference", [minuend, subtrahend], [1, -1])

    def times_factor(self, about: About, amount: str, factor: str) -> str:
        """t CO2e of an amount of energy (MWh or GJ) under a cited factor, both figures."""
        scale = TONNES_PER_PRODUCT[self._entry(amount).unit, self._entry(factor).unit]
        value = self.value(amount) * self.value(factor) * scale
        return self._derive(about, value, "times_factor", [amount, factor], [1, 1])

    def rounded_up(self, about: About, figure: str) -> str:
        """A figure rounded up to a whole number."""
        value = float(math.ceil(round(self.value(figure), _DECIMALS_OF_A_SUM)))
        return self._derive(about, value, "rounded_up", [figure], [1])

    def percent_of(self, about: About, part: str, whole: str) -> str:
        if self.value(whole) == 0:
            raise FigureError(f"{about.measure} {joined(about.key)}: per cent of zero")
        value = 100.0 * self.value(part) / self.value(whole)
        return self._derive(about, value, "percent_of", [part, whole], [1, -1])

    def _derive(self, about: About, value: float, operation: str, operands: Sequence[str], pulls: Sequence[int]) -> str:
        """Enter a figure made of figures, no more exact than they are."""
        qualifier = bound([self.qualifier(fid) for fid in operands], pulls)
        about = about if qualifier == about.qualifier else replace(about, qualifier=qualifier)
        return self._enter(about, value, operation, list(operands))

    def _co2e(self, ledger_id: str, gwp_set: str) -> float:
        tonnes = self._leaves.mass_kg[ledger_id] / KG_PER_T
        gas = self._leaves.gas[ledger_id]
        if gas == "CO2e":
            own = self._leaves.co2e_set[ledger_id]
            if own not in (None, _NOT_STATED, gwp_set):
                raise FigureError(f"ledger row {ledger_id} is known in CO2e under {own}, not {gwp_set}")
            return tonnes
        if (gwp_set, gas) not in self._leaves.gwp:
            raise FigureError(f"no global warming potential of {gas} in {gwp_set}")
        return tonnes * self._leaves.gwp[gwp_set, gas]

    def _enter(
        self,
        about: About,
        value: float,
        operation: str,
        operands: Sequence[str],
        ledger_ids: Sequence[str] = (),
    ) -> str:
        if not math.isfinite(value):
            raise FigureError(f"{about.measure} {joined(about.key)}: the value is not finite")
        fid = about.figure_id
        entry = Entry(
            figure_id=fid,
            measure=about.measure,
            basis=about.basis.text(),
            key=joined(about.key),
            smelter_id=about.smelter_id,
            period_label=about.period_label,
            label=about.label,
            value=float(value),
            unit=about.unit,
            decimals=decimals_for(about.unit) if about.decimals is None else about.decimals,
            qualifier=about.qualifier,
            operation=operation,
            operands=list(operands),
            ledger_ids=list(ledger_ids),
            gwp_set=about.basis.gwp_set or None,
        )
        known = self._entry(fid) if fid in self else self._rows.setdefault(fid, entry)
        if known != entry:
            raise FigureError(f"two figures are {about.measure} of {joined(about.key)} on {about.basis.text()}")
        return fid

"""Ledger rows from the previous release to this one: masses, potentials, and why a row came into a sum or left it.

Belongs here: every row of both ledgers, staged. Does not belong here: sums, figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from smelter_ghg.emissions import second_choices, sources, sources_with_alternative_tiers
from smelter_ghg.emissions.carbon_balance import STANDS_FOR
from smelter_ghg.factors import Factors
from smelter_ghg.method_sets import COMMON
from smelter_ghg.restatement.causes import (
    FACTOR,
    GWP_SET,
    METHOD,
    RECORDS,
    STRUCTURE,
    Staged,
    Why,
    combined,
    constant,
    step,
    total,
)
from smelter_ghg.restatement.changes import Changes
from smelter_ghg.restatement.row_inputs import staged_mass
from smelter_ghg.restatement.stated import Stated
from smelter_ghg.units import KG_PER_T

Row = dict[str, Any]
_COLUMNS = (
    *("ledger_id", "smelter_id", "period_start", "period_end", "source", "item", "facility_id", "gas", "gwp_set"),
    *("tier", "method_set", "scope2_account", "allocated_to", "mass_kg", "equation_id", "selected"),
)
_INPUT = ["ledger_id", "argument", "kind", "substitution_method", "input_id", "value"]
_PLACE = ("smelter_id", "source", "facility_id", "gas", "method_set", "scope2_account", "allocated_to")
_NOT_STATED = (None, "not_stated")


@dataclass(frozen=True)
class Sets:
    """The method set and the set of potentials of a sum, before and after."""

    method: tuple[str, str]
    gwp: tuple[str, str]


class Rows:
    """The rows of both ledgers."""

    def __init__(self, changes: Changes) -> None:
        sources()
        self._changes = changes
        sides = (changes.previous, changes.current)
        self._old, self._new = (
            {row["ledger_id"]: row for row in one.ledger.select(_COLUMNS).iter_rows(named=True)} for one in sides
        )
        self._masses: dict[str, Staged] = {}
        self._potentials: dict[tuple[str, str, str], Staged | None] = {}
        self._why_alone: dict[tuple[str, Sets], tuple[int, frozenset[Why]]] = {}

    def t_co2e(self, before: Iterable[str], after: Iterable[str], sets: Sets) -> Staged:
        """t CO2e of a sum that counted some rows before and counts some after."""
        return total(list(self._each(before, after, sets)))

    def mass(self, before: Iterable[str], after: Iterable[str], sets: Sets, divisor: float) -> Staged:
        """Mass of such a sum in kg over a divisor."""
        summed = total(list(self._each(before, after, sets, potentials=False)))
        return Staged(tuple(value * KG_PER_T / divisor for value in summed.values), summed.because)

    def _each(
        self, before: Iterable[str], after: Iterable[str], sets: Sets, *, potentials: bool = True
    ) -> Iterable[Staged]:
        olds, news = set(before), set(after)
        same: list[float] = []
        for ledger_id in sorted(olds | news):
            mass = self._mass(ledger_id)
            row = self._new.get(ledger_id) or self._old[ledger_id]
            gwp = self._potential(row["gas"], sets.gwp) if potentials else None
            both = ledger_id in olds and ledger_id in news
            if both and isinstance(mass, float) and (gwp is None or isinstance(gwp, float)):
                same.append(mass / KG_PER_T * (1.0 if gwp is None else gwp))
                continue
            parts = [_staged(mass), _staged(1.0 if gwp is None else gwp)]
            if not both:
                cause, whys = self._alone(ledger_id, ledger_id in news, sets)
                parts.append(step((0.0, 1.0) if ledger_id in news else (1.0, 0.0), cause, whys))
            yield combined(parts, lambda at: math.prod(at) / KG_PER_T)
        if same:
            yield constant(math.fsum(same))

    def _mass(self, ledger_id: str) -> Staged | float:
        """Kilograms; a plain number where nothing behind the row changed."""
        old, new = self._old.get(ledger_id), self._new.get(ledger_id)
        if old is None or new is None:
            return float((new or old or {})["mass_kg"])
        if ledger_id not in self._changed:
            return float(new["mass_kg"])
        if ledger_id not in self._masses:
            before, after = (one.get(ledger_id, []) for one in self._inputs)
            self._masses[ledger_id] = staged_mass(old, new, before, after, self._cause_of)
        return self._masses[ledger_id]

    def _cause_of(self, one: Row) -> int:
        """The cause a change of an input has."""
        if one["kind"] == "substitution" and self._changes.chosen_otherwise("missing_data"):
            return METHOD
        if "|" not in one["input_id"]:
            return FACTOR
        return STRUCTURE if one["input_id"] in self._changes.structural_inputs else RECORDS

    @cached_property
    def _changed(self) -> frozenset[str]:
        """Rows of both ledgers whose mass, equation or inputs differ."""
        return frozenset(self._differing["ledger_id"].to_list())

    @cached_property
    def _differing(self) -> pl.DataFrame:
        sides = (self._changes.previous, self._changes.current)
        old, new = (one.ledger_inputs.select(_INPUT) for one in sides)
        found = [a.join(b, on=_INPUT, how="anti", nulls_equal=True) for a, b in ((old, new), (new, old))]
        made = [one.ledger.select("ledger_id", "mass_kg", "equation_id") for one in sides]
        found += [made[0].join(made[1], on=made[0].columns, how="anti")]
        return pl.concat([one.select("ledger_id") for one in found]).unique()

    @cached_property
    def _inputs(self) -> tuple[dict[str, list[Row]], ...]:
        """Inputs of the rows that differ or are in one ledger only, on both sides."""
        alone = pl.Series("ledger_id", sorted(self._old.keys() ^ self._new.keys()), dtype=pl.String).to_frame()
        wanted = pl.concat([self._differing, alone]).unique()
        sides = []
        for one in (self._changes.previous, self._changes.current):
            rows = one.ledger_inputs.select(_INPUT).join(wanted, on="ledger_id", how="semi").sort(_INPUT)
            found: dict[str, list[Row]] = {}
            for row in rows.iter_rows(named=True):
                found.setdefault(row["ledger_id"], []).append(row)
            sides.append(found)
        return tuple(sides)

    def _potential(self, gas: str, sets: tuple[str, str]) -> Staged | float | None:
        """kg CO2e per kg of a gas, or 1 of CO2e; a plain number where it is the same in both releases."""
        if gas == "CO2e":
            return None
        key = (gas, *sets)
        if key not in self._potentials:
            (old, old_id), (new, new_id) = (
                known.get((name, gas), (None, "")) for known, name in zip(self._gwp, sets, strict=True)
            )
            if sets[0] != sets[1]:
                why: Why = ("said", f"{sets[0]} before, {sets[1]} after")
                cause = GWP_SET
            else:
                why, cause = ("factor", old_id, new_id), FACTOR
            known_value = old if new is None else new
            self._potentials[key] = (
                None if known_value is None else step((known_value if old is None else old, known_value), cause, {why})
            )
        staged = self._potentials[key]
        if staged is None:
            raise LookupError(f"no potential of {gas} in {' or '.join(sets)}")
        return staged.values[0] if staged.values[0] == staged.values[-1] else staged

    @cached_property
    def _gwp(self) -> tuple[dict[tuple[str, str], tuple[float, str]], ...]:
        return tuple(_gwp_of(one) for one in (self._changes.previous, self._changes.current))

    def _alone(self, ledger_id: str, came: bool, sets: Sets) -> tuple[int, frozenset[Why]]:
        """Why a row is in a sum of one release and not in the other's."""
        key = (ledger_id, sets)
        if key not in self._why_alone:
            row = (self._new if came else self._old)[ledger_id]
            other = (self._old if came else self._new).get(ledger_id)
            found = self._chosen(row, other, came, sets) or self._by_inputs(row, came)
            self._why_alone[key] = (found[0], frozenset(found[1]))
        return self._why_alone[key]

    def _chosen(self, row: Row, other: Row | None, came: bool, sets: Sets) -> tuple[int, set[Why]] | None:
        """Structure or a choice of the report; None where the inputs of a row in one ledger only decide."""
        of_structure = self._changes.of_structure(row["smelter_id"], row["facility_id"])
        if of_structure is not None:
            return STRUCTURE, {of_structure}
        if sets.gwp[0] != sets.gwp[1] and row["gas"] == "CO2e" and row["gwp_set"] not in _NOT_STATED:
            said = f"{row['item']} is known only in CO2e of {row['gwp_set']}; {sets.gwp[0]} before, {sets.gwp[1]} after"
            return GWP_SET, {("said", said)}
        if sets.method[0] != sets.method[1] and row["method_set"] != COMMON:
            return METHOD, {("said", f"method set {sets.method[0]} before, {sets.method[1]} after")}
        by_balance = (*STANDS_FOR, "carbon_balance")
        if self._changes.chosen_otherwise("process_carbon") and row["source"] in by_balance:
            return METHOD, {("choice", "process_carbon")}
        if self._changes.chosen_otherwise("printed_overvoltage_kind") and row["item"] in second_choices():
            return METHOD, {("choice", "printed_overvoltage_kind")}
        beside = self._instead(row, came)
        if beside is not None:
            ways = [f"tier {one['tier']} ({one['equation_id']})" for one in (row, beside)]
            before, after = reversed(ways) if came else ways
            return METHOD, {("said", f"{row['source']}: {before} before, {after} after")}
        if other is None:
            return None
        # It stands on another kind of input, and so counts in another part of the inventory.
        for cause, whys in enumerate(_staged(self._mass(row["ledger_id"])).because):
            if whys:
                return cause, set(whys)
        return METHOD, {("said", f"{row['source']}: {row['item']} is counted otherwise")}

    def _by_inputs(self, row: Row, came: bool) -> tuple[int, set[Why]]:
        """The cause of a row in one ledger only, by what it stands on there."""
        inputs = self._inputs[1 if came else 0].get(row["ledger_id"], [])
        if self._changes.chosen_otherwise("missing_data") and any(one["kind"] == "substitution" for one in inputs):
            return METHOD, {("choice", "missing_data")}
        cells = {one["input_id"] for one in inputs if "|" in one["input_id"]}
        changed: set[Why] = {("cell", one) for one in cells if self._changes.cells_behind(one)}
        if changed:
            return RECORDS, changed
        factors = {one["input_id"] for one in inputs} - cells
        differing: set[Why] = {
            ("factor", "" if came else one, one if came else "")
            for one in factors
            if self._changes.factor_differs(one) or self._changes.chosen_otherwise("chosen_factors")
        }
        if differing:
            return FACTOR, differing
        return METHOD, {("said", f"{row['source']}: {row['item']} is reckoned otherwise by this version")}

    def _instead(self, row: Row, came: bool) -> Row | None:
        """A row of another tier or method that counts in the other release where this one counts in its own."""
        if row["source"] not in sources_with_alternative_tiers():
            return None
        ours = self._new if came else self._old
        for beside in self._places[0 if came else 1].get(tuple(row[name] for name in _PLACE), []):
            another = beside["tier"] != row["tier"] or beside["item"] != row["item"]
            shares_days = beside["period_start"] <= row["period_end"] and row["period_start"] <= beside["period_end"]
            if another and shares_days and not self._counts(ours, beside):
                return beside
        return None

    @staticmethod
    def _counts(ledger: dict[str, Row], row: Row) -> bool:
        found = ledger.get(row["ledger_id"])
        return found is not None and bool(found["selected"])

    @cached_property
    def _places(self) -> tuple[dict[tuple[Any, ...], list[Row]], ...]:
        """Selected rows of sources with several ways to one number, by place."""
        wanted = sources_with_alternative_tiers()
        sides = []
        for ledger in (self._old, self._new):
            found: dict[tuple[Any, ...], list[Row]] = {}
            for row in ledger.values():
                if row["selected"] and row["source"] in wanted:
                    found.setdefault(tuple(row[name] for name in _PLACE), []).append(row)
            sides.append(found)
        return tuple(sides)


def _gwp_of(stated: Stated) -> dict[tuple[str, str], tuple[float, str]]:
    """Value and factor by set and gas."""
    usable = Factors(stated.factors).usable.filter(pl.col("parameter") == "gwp100").sort("factor_id")
    rows: Sequence[Row] = usable.rows(named=True)
    return {(row["gwp_set"], row["item"]): (row["canonical_value"], row["factor_id"]) for row in rows}


def _staged(value: Staged | float) -> Staged:
    return constant(value) if isinstance(value, float) else value

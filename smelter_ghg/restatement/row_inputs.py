"""The mass of one ledger row from the previous release to this one: its equation evaluated on inputs exchanged one kind
after the other.

Belongs here: the exchange. Does not belong here: which rows there are, potentials, sums.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from smelter_ghg.contracts.restatement_tables import CAUSES
from smelter_ghg.emissions.equation import EQUATIONS, Equation
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.restatement.causes import FACTOR, METHOD, RECORDS, STRUCTURE, Staged, Why, because_of

Row = dict[str, Any]
CauseOf = Callable[[Row], int]
# The same product of the same floats in another order; a software that reckons otherwise differs by more.
AGREEMENT = 1e-9
_FIRST_OF_REPLACED = (RECORDS, STRUCTURE, METHOD, FACTOR)

By = Mapping[str, Mapping[int, Sequence[Row]]]
"""Inputs by argument and by the cause their change would have."""


def staged_mass(old: Row, new: Row, old_inputs: Sequence[Row], new_inputs: Sequence[Row], cause_of: CauseOf) -> Staged:
    """The mass in kilograms of a row both releases have.

    `cause_of(input)` is the cause that a change of the input has. Whatever exchanged inputs do not account for is the
    method's: another equation, or software that evaluates it otherwise.
    """
    before, after = _by(old_inputs, cause_of), _by(new_inputs, cause_of)
    whys = _whys(before, after)
    if old["equation_id"] != new["equation_id"] and not set(_needed(before)) <= set(after):
        # What the other equation takes is not what this one took: the records say by which path.
        cause = next((place for place in (RECORDS, STRUCTURE, FACTOR) if whys[place]), METHOD)
        moved: list[float] = [old["mass_kg"]] * (cause + 1) + [new["mass_kg"]] * (len(CAUSES) - cause)
        said = whys[cause] or {_equations(old, new)}
        return Staged(tuple(moved), because_of(cause, said))
    equation = EQUATIONS.get(old["equation_id"])
    values = [float(old["mass_kg"])]
    if equation is None:
        values += [values[0]] * METHOD
    else:
        first = _evaluated(equation, before, after, 0)
        for stage in range(1, METHOD + 1):
            values.append(values[0] + _evaluated(equation, before, after, stage) - first)
    end = float(new["mass_kg"])
    if _close(values[-1], end) and old["equation_id"] == new["equation_id"]:
        # The last exchanged kind ends where the row does, to the last bit.
        last = next((stage for stage in range(METHOD, 0, -1) if values[stage] != values[stage - 1]), METHOD + 1)
        values[last:] = [end] * (len(values) - last)
    elif not whys[METHOD]:
        whys[METHOD] = {_equations(old, new)}
    values += [end] * (len(CAUSES) + 1 - len(values))
    return Staged(tuple(values), tuple(frozenset(why) for why in whys))


def _equations(old: Row, new: Row) -> Why:
    if old["equation_id"] == new["equation_id"]:
        return ("said", f"{new['source']}: {new['equation_id']} is evaluated otherwise by this version")
    return ("said", f"{new['source']}: equation {old['equation_id']} before, {new['equation_id']} after")


def _by(inputs: Sequence[Row], cause_of: CauseOf) -> By:
    found: dict[str, dict[int, list[Row]]] = {}
    for one in inputs:
        found.setdefault(one["argument"], {}).setdefault(cause_of(one), []).append(one)
    return found


def _needed(inputs: By) -> list[str]:
    return [argument for argument in inputs if argument not in (PART, WHOLE)]


def _sums(kinds: Mapping[int, Sequence[Row]]) -> dict[int, float]:
    return {cause: math.fsum(one["value"] for one in rows) for cause, rows in kinds.items()}


def _at(argument: str, before: By, after: By, stage: int) -> float | None:
    """The argument's value after a stage; None where neither side has it."""
    # A row without other products has neither part nor whole: all of it.
    empty = {RECORDS: [{"value": 1.0, "input_id": ""}]} if argument in (PART, WHOLE) else {}
    old, new = before.get(argument, empty), after.get(argument, empty)
    if not old and not new:
        return None
    if not new:
        return math.fsum(_sums(old).values())
    olds, news = _sums(old), _sums(new)
    if set(olds) != set(news):
        replaced = replaced_at(set(olds), set(news))
        return math.fsum((olds if stage <= replaced else news).values())
    return math.fsum(olds[cause] if stage <= cause else news[cause] for cause in olds)


def replaced_at(old: set[int], new: set[int]) -> int:
    """The cause where inputs of one kind take the place of another's: a record where there was a default is records."""
    return next(cause for cause in _FIRST_OF_REPLACED if cause in old ^ new)


def _evaluated(equation: Equation, before: By, after: By, stage: int) -> float:
    values = {name: _at(name, before, after, stage) for name in equation.arguments}
    made = float(equation.function(**values))
    part, whole = _at(PART, before, after, stage), _at(WHOLE, before, after, stage)
    return made * part / whole if part is not None and whole else made


def _whys(before: By, after: By) -> list[set[Why]]:
    """By cause, the inputs that differ."""
    found: list[set[Why]] = [set() for _ in CAUSES]
    for argument in {**before, **after}:
        old, new = before.get(argument, {}), after.get(argument, {})
        for cause in {**old, **new}:
            olds = {one["input_id"]: one["value"] for one in old.get(cause, ())}
            news = {one["input_id"]: one["value"] for one in new.get(cause, ())}
            changed = [i for i in {**olds, **news} if olds.get(i) != news.get(i)]
            if not changed:
                continue
            at = cause if set(old) == set(new) else replaced_at(set(old), set(new))
            found[at] |= set(named(changed, olds, news))
    return found


def named(changed: Sequence[str], olds: Mapping[str, float], news: Mapping[str, float]) -> list[Why]:
    """What changed inputs are called: record cells hold bars, factors none. A factor and what replaces it are one."""
    cells: list[Why] = [("cell", one) for one in changed if "|" in one]
    factors = [one for one in changed if one and "|" not in one]
    gone = [one for one in factors if one not in news]
    come = [one for one in factors if one not in olds]
    if len(gone) == 1 and len(come) == 1:
        return [*cells, ("factor", gone[0], come[0]), *(("factor", f, f) for f in factors if f not in (*gone, *come))]
    return [*cells, *(("factor", f if f in olds else "", f if f in news else "") for f in factors)]


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=AGREEMENT, abs_tol=0.0) or one == other

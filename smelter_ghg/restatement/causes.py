"""A value taken from the previous release to this one in stages, one kind of cause after the other.

Belongs here: the stated order, values by stage and what changed at each. Does not belong here: what a value is of.

Stage by stage the value goes from what was stated to what is; the part of a cause is the step of its stage, so parts
add up to the change whatever is computed from such values. Records come first, then structure, factors, method, the set
of potentials and the rulebook: a later cause is valued with the earlier ones already in place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from smelter_ghg.contracts.restatement_tables import CAUSES

RECORDS, STRUCTURE, FACTOR, METHOD, GWP_SET, RULEBOOK = range(len(CAUSES))
# Values before and after these are not of one series.
BREAKS = frozenset({"method", "gwp_set"})

Why = tuple[str, ...]
"""A kind (cell, factor, facility, choice, rule, said) and what names the thing that changed."""

Because = tuple[frozenset[Why], ...]
NOTHING: Because = tuple(frozenset() for _ in CAUSES)


@dataclass(frozen=True)
class Staged:
    """The value as previously stated and after each stage, and what changed at each."""

    values: tuple[float, ...]
    because: Because = NOTHING

    @property
    def steps(self) -> list[float]:
        return [after - before for before, after in zip(self.values, self.values[1:], strict=False)]


def constant(value: float) -> Staged:
    return Staged((value,) * (len(CAUSES) + 1))


def step(ends: Sequence[float], cause: int, why: Iterable[Why]) -> Staged:
    """One value until the cause's stage, another from it on."""
    before, after = ends
    values = tuple(before if stage <= cause else after for stage in range(len(CAUSES) + 1))
    return Staged(values, because_of(cause, why))


def because_of(cause: int, why: Iterable[Why]) -> Because:
    return tuple(frozenset(why) if place == cause else frozenset() for place in range(len(CAUSES)))


def combined(parts: Sequence[Staged], function: Callable[[Sequence[float]], float]) -> Staged:
    """A function of staged values, stage by stage. Raises what the function raises."""
    values = tuple(function(at) for at in zip(*(part.values for part in parts), strict=True))
    return Staged(values, together(parts))


def together(parts: Iterable[Staged]) -> Because:
    found: list[set[Why]] = [set() for _ in CAUSES]
    for part in parts:
        if part.because is NOTHING:
            continue
        for place, why in enumerate(part.because):
            found[place] |= why
    return tuple(frozenset(why) for why in found)


def total(parts: Sequence[Staged]) -> Staged:
    if not parts:
        return constant(0.0)
    return combined(parts, math.fsum)

"""Approach 2: the equations themselves on drawn inputs, one draw per error group.

Belongs here: seeded errors, results of every row under them, their sums. Does not belong here: what the sums mean,
quantiles. IPCC 2006 Guidelines, Volume 1, Chapter 3, Approach 2 (Monte Carlo).

An error group has a stream of its own, seeded by the run's seed and the group's name: it is the same at every smelter,
in every year, in whatever order and on however many threads they are worked on, and whatever else is drawn. So a
scenario is compared with its base under the same errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from smelter_ghg.uncertainty.distributions import Array, factors_of
from smelter_ghg.uncertainty.model import Argument, Error, Indices, Model

# Numbers held at once in the largest array of a block.
_AT_ONCE = 1 << 20


class ErrorStream:
    """The standard normal errors of the groups, some draws at a time; every group from the start of its own stream."""

    def __init__(self, groups: Sequence[str], seed: int) -> None:
        self._streams = [np.random.Generator(np.random.SFC64(_seed_of(group, seed))) for group in groups]

    def next(self, draws: int) -> Array:
        """The next errors, groups by draws."""
        errors = np.empty((len(self._streams), draws))
        for row, stream in zip(errors, self._streams, strict=True):
            stream.standard_normal(out=row)
        return errors


def _seed_of(group: str, seed: int) -> int:
    return int.from_bytes(blake2b(f"{seed}|{group}".encode(), digest_size=16).digest(), "big")


def shared_factors(errors: Iterable[Error], *, draws: int, seed: int) -> dict[Error, Array]:
    """All draws of errors that many smelters share, drawn and shaped once for all of them."""
    listed = sorted(set(errors), key=repr)
    groups = sorted({error.group for error in listed})
    drawn = dict(zip(groups, ErrorStream(groups, seed).next(draws), strict=True))
    return {error: _factor(error, drawn) for error in listed}


def sums_of_draws(
    model: Model,
    weights: Array,
    sums: Indices,
    number_of_sums: int,
    *,
    draws: int,
    seed: int,
    shared: Mapping[Error, Array] = MappingProxyType({}),
) -> Array:
    """Drawn sums of weighted rows, sums by draws.

    weights, sums: per row of the model what its result is multiplied by, and the place of the sum it belongs to.
    `shared` are draws made already, of the same seed and number: they are the ones made here without them.
    """
    groups = sorted({error.group for error in model.errors if error not in shared})
    stream = ErrorStream(groups, seed)
    at_once = _draws_at_once(model, len(groups), draws)
    made = np.zeros((number_of_sums, draws))
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        drawn_errors = dict(zip(groups, stream.next(count), strict=True))
        held = {error: values[start : start + count] for error, values in shared.items()}
        factors = _factors(model.errors, drawn_errors, held, count)
        for block in model.blocks:
            drawn = block.result({name: _drawn(one, factors) for name, one in block.arguments.items()})
            rows = np.broadcast_to(drawn, (len(block.rows), count)) * weights[block.rows, None]
            _add(made[:, start : start + count], rows, sums[block.rows])
    return made


def _factor(error: Error, drawn: Mapping[str, Array]) -> Array:
    return factors_of(drawn[error.group], error.distribution, error.lower_share, error.upper_share)


def _factors(errors: Sequence[Error], drawn: Mapping[str, Array], held: Mapping[Error, Array], count: int) -> Array:
    """The factor of every error's inputs, errors by draws; the last row, that of no error, is one."""
    factors = np.ones((len(errors) + 1, count))
    for row, error in zip(factors, errors, strict=False):
        row[:] = held[error] if error in held else _factor(error, drawn)
    return factors


def _drawn(argument: Argument, factors: Array) -> Array:
    """The argument's values, rows by draws; a column where nothing is uncertain."""
    if argument.certain:
        return argument.base[:, None]
    values = argument.value[:, None] * factors[argument.error]
    return values if argument.single else np.add.reduceat(values, argument.first, axis=0)


def _add(part: Array, rows: Array, sums: Indices) -> None:
    """Add rows of draws to their sums, in the order of the rows: the same bytes on any number of threads."""
    order = np.argsort(sums, kind="stable")
    ordered = sums[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    part[ordered[first]] += np.add.reduceat(rows[order], first, axis=0)


def _draws_at_once(model: Model, groups: int, draws: int) -> int:
    largest = max([groups, len(model.errors) + 1, *(len(a.value) for b in model.blocks for a in b.arguments.values())])
    return max(1, min(draws, _AT_ONCE // largest))


def quantiles(draws: Array) -> tuple[float, float]:
    """The ends of the 95 % interval."""
    lower, upper = np.quantile(draws, [0.025, 0.975])
    return float(lower), float(upper)

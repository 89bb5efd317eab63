"""Approach 2: the equations themselves on drawn inputs, one draw per error group.

Belongs here: seeded errors, results of every row under them, their sums. Does not belong here: what the sums mean,
quantiles. IPCC 2006 Guidelines, Volume 1, Chapter 3, Approach 2 (Monte Carlo).

An error group has a stream of its own, seeded by the run's seed and the group's name: it is the same at every smelter,
in every year, in whatever order and on however many threads they are worked on, and whatever else is drawn. So a
scenario is compared with its base under the same errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from smelter_ghg.uncertainty.distributions import Array, factors_of, sides_of
from smelter_ghg.uncertainty.model import Argument, Error, Indices, Model, Places, places_of

# Draws made at once: enough for calls to cost little, few enough for arrays of some tens of rows to stay in the cache.
# No power of two, which would put all rows of an array in the same places of the cache.
_AT_ONCE = 1_000
# Numbers of the largest array at once: a model of many inputs is worked on fewer draws at a time.
_LARGEST = 1 << 18


@dataclass(frozen=True)
class _Shape:
    """The errors of one distribution: their places among the factors, those of their groups among what is drawn, and
    the sides of their ranges as columns."""

    distribution: str
    rows: Places
    groups: Places
    below: Array
    above: Array


class FactorStream:
    """The factors of errors, some draws at a time; every error group from the start of its own stream.

    `shared` are draws made already, of the same seed: they are the ones made here without them.
    """

    def __init__(
        self, errors: Sequence[Error], seed: int, shared: Mapping[Error, Array] = MappingProxyType({})
    ) -> None:
        self._rows = len(errors) + 1
        self._shared = {row: shared[error] for row, error in enumerate(errors) if error in shared}
        own = [(row, error) for row, error in enumerate(errors) if error not in shared]
        groups = sorted({error.group for _, error in own})
        self._streams = [np.random.Generator(np.random.SFC64(_seed_of(group, seed))) for group in groups]
        self._shapes = list(_shapes(own, {group: at for at, group in enumerate(groups)}))
        self._made = 0

    def next(self, draws: int) -> Array:
        """The next factors, errors by draws; the last row, that of no error, is one."""
        errors = np.empty((len(self._streams), draws))
        for row, stream in zip(errors, self._streams, strict=True):
            stream.standard_normal(out=row)
        factors = np.ones((self._rows, draws))
        for shape in self._shapes:
            factors[shape.rows] = factors_of(errors[shape.groups], shape.distribution, shape.below, shape.above)
        for at, values in self._shared.items():
            factors[at] = values[self._made : self._made + draws]
        self._made += draws
        return factors


def _shapes(errors: Sequence[tuple[int, Error]], groups: Mapping[str, int]) -> Iterator[_Shape]:
    for distribution in sorted({error.distribution for _, error in errors}):
        alike = [(row, error) for row, error in errors if error.distribution == distribution]
        sides = [sides_of(distribution, error.lower_share, error.upper_share) for _, error in alike]
        below, above = np.array(sides).T[:, :, None]
        rows, drawn = np.array([(row, groups[error.group]) for row, error in alike]).T
        yield _Shape(distribution, places_of(rows), places_of(drawn), below, above)


def _seed_of(group: str, seed: int) -> int:
    return int.from_bytes(blake2b(f"{seed}|{group}".encode(), digest_size=16).digest(), "big")


def shared_factors(errors: Iterable[Error], *, draws: int, seed: int) -> dict[Error, Array]:
    """All draws of errors that many smelters share, drawn and shaped once for all of them."""
    listed = sorted(set(errors), key=repr)
    stream = FactorStream(listed, seed)
    made = np.empty((len(listed), draws))
    for start in range(0, draws, _AT_ONCE):
        part = made[:, start : start + _AT_ONCE]
        part[:] = stream.next(part.shape[1])[:-1]
    return dict(zip(listed, made, strict=True))


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
    stream = FactorStream(model.errors, seed, shared)
    targets = [_Target.of(weights[block.rows], sums[block.rows]) for block in model.blocks]
    at_once = _draws_at_once(model)
    made = np.zeros((number_of_sums, draws))
    for start in range(0, draws, at_once):
        part = made[:, start : start + at_once]
        factors = stream.next(part.shape[1])
        for block, target in zip(model.blocks, targets, strict=True):
            target.add(part, block.result({name: _drawn(one, factors) for name, one in block.arguments.items()}))
    return made


def _draws_at_once(model: Model) -> int:
    inputs = [len(one.value) for block in model.blocks for one in block.arguments.values()]
    return max(1, min(_AT_ONCE, _LARGEST // max(len(model.errors) + 1, *inputs)))


def _drawn(argument: Argument, factors: Array) -> Array:
    """The argument's values, rows by draws; a column where nothing is uncertain."""
    if argument.certain:
        return argument.base[:, None]
    values = argument.value[:, None] * factors[argument.places]
    return values if argument.single else np.add.reduceat(values, argument.first, axis=0)


@dataclass(frozen=True)
class _Target:
    """Where the rows of a block go: their order by sum, a column of weights, the sums and where their rows begin."""

    order: Places
    weights: Array
    sums: Places
    first: Indices

    @classmethod
    def of(cls, weights: Array, sums: Indices) -> _Target:
        order = np.argsort(sums, kind="stable")
        ordered = sums[order]
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        return cls(places_of(order), weights[order, None], places_of(ordered[first]), first)

    def add(self, part: Array, drawn: Array) -> None:
        """Add rows of draws to their sums, in the order of the rows: the same bytes on any number of threads."""
        rows = np.broadcast_to(drawn, (len(self.weights), part.shape[1]))
        part[self.sums] += np.add.reduceat(rows[self.order] * self.weights, self.first, axis=0)


def quantiles(draws: Array) -> tuple[float, float]:
    """The ends of the 95 % interval."""
    lower, upper = np.quantile(draws, [0.025, 0.975])
    return float(lower), float(upper)

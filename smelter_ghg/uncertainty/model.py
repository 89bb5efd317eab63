"""A smelter's ledger as arrays: the equations of its rows, the inputs of their arguments, the error of every input.

Belongs here: cutting ledger and ledger_inputs into what both approaches evaluate. Does not belong here: drawing,
differences, totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS, Equation
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.uncertainty.distributions import Array, distribution_of

Indices = NDArray[np.int64]
# Places in an array; a slice, which copies nothing, where they follow one another.
Places = Indices | slice
# The place of inputs without a range among the errors.
CERTAIN = -1
# Shares of ranges are rounded: the same range of one factor, met in many rows, is one error and not several.
SHARE_DIGITS = 12
_RANGE = ("error_group", "lower_share", "upper_share", "distribution")


@dataclass(frozen=True)
class Error:
    """One input's error: the group that shares one draw, and what the draw does to the value."""

    group: str
    distribution: str
    lower_share: float
    upper_share: float


def places_of(indices: Indices) -> Places:
    """Indices, one at least, as a slice if they follow one another; those that begin at CERTAIN stay as they are."""
    first = int(indices[0])
    return slice(first, first + len(indices)) if first >= 0 and (np.diff(indices) == 1).all() else indices


@dataclass(frozen=True)
class Argument:
    """The inputs of one argument over the rows of a block.

    value, error: one entry per input, in the order of the rows; `first` is where each row's inputs begin. An error is a
    place in Model.errors or CERTAIN.
    """

    value: Array
    error: Indices
    first: Indices

    @cached_property
    def single(self) -> bool:
        """Whether every row has one input."""
        return len(self.first) == len(self.value)

    @cached_property
    def certain(self) -> bool:
        return bool((self.error == CERTAIN).all())

    @cached_property
    def places(self) -> Places:
        """The places of the errors among the factors drawn."""
        return places_of(self.error)

    @cached_property
    def row(self) -> Indices:
        """The row of every input."""
        counts = np.diff(np.append(self.first, len(self.value)))
        return np.repeat(np.arange(len(self.first)), counts)

    @cached_property
    def base(self) -> Array:
        """The argument's stated value, one per row."""
        return self.value if self.single else np.add.reduceat(self.value, self.first)


@dataclass(frozen=True)
class Block:
    """Rows of one equation: their places among the model's rows, and its arguments with those of the allocation."""

    equation: Equation
    rows: Indices
    arguments: Mapping[str, Argument]

    def result(self, values: Mapping[str, Array]) -> Array:
        """What the equation gives, kilograms of gas or a quantity as it is, for values of all arguments: arrays of
        rows, or of rows and draws."""
        made: Array = self.equation.function(**{name: values[name] for name in self.equation.arguments})
        return made * values[PART] / values[WHOLE] if PART in values else made


@dataclass(frozen=True)
class Model:
    """ids (ledger_id, or activity_id of a quantity) in the order of the rows, the blocks they are computed in, and
    every distinct error."""

    ids: list[str]
    blocks: list[Block]
    errors: list[Error]


# A quantity of the records, such as metal tapped, is its own equation.
_QUANTITY = Equation("quantity", "A quantity as recorded", "q", {"quantity": ""}, "", lambda quantity: quantity)


def model_of(ledger: pl.DataFrame, ledger_inputs: pl.DataFrame, quantities: pl.DataFrame) -> Model:
    """The model of some ledger rows, which every row of `ledger` has inputs for, and of quantities beside them.

    ledger: ledger_id, equation_id. ledger_inputs: LEDGER_INPUTS. quantities: ACTIVITY. Rows come block by block, in
    each by id.
    """
    sources()
    errors: dict[Error, int] = {}
    ids: list[str] = []
    blocks: list[Block] = []

    def add(equation: Equation, rows: pl.DataFrame, inputs: pl.DataFrame) -> None:
        ordered = rows.sort("id").with_row_index("row")
        places = np.arange(len(ids), len(ids) + ordered.height, dtype=np.int64)
        ids.extend(ordered["id"].to_list())
        found = inputs.join(ordered, on="id", how="inner")
        blocks.append(Block(equation, places, dict(_arguments(found, errors))))

    inputs = with_shares(ledger_inputs).rename({"ledger_id": "id"})
    divided = inputs.filter(pl.col("argument") == PART).select("id", pl.lit(True).alias("divided")).unique()
    rows = ledger.select(pl.col("ledger_id").alias("id"), "equation_id").join(divided, on="id", how="left")
    for (equation_id, _), part in sorted(rows.partition_by("equation_id", "divided", as_dict=True).items(), key=str):
        add(EQUATIONS[str(equation_id)], part.select("id"), inputs)
    of_records = quantities.select(
        pl.col("activity_id").alias("id"), pl.lit("quantity").alias("argument"), "input_id", "value", *_RANGE
    )
    if not of_records.is_empty():
        add(_QUANTITY, of_records.select("id"), of_records)
    return Model(ids, blocks, list(errors))


def with_shares(inputs: pl.DataFrame) -> pl.DataFrame:
    """LEDGER_INPUTS with the ends of each range as shares of the value; empty for inputs without a range.

    Of a negative value, which is taken off, the lower end is the larger amount: an amount and what is taken off with
    the same error must be too large together.
    """
    ranged = pl.col("lower").is_not_null() & pl.col("upper").is_not_null() & (pl.col("value") != 0)
    ends = [(pl.col(end) / pl.col("value")).round_sig_figs(SHARE_DIGITS) for end in ("lower", "upper")]
    return inputs.with_columns(
        pl.when(ranged).then(pl.min_horizontal(*ends)).alias("lower_share"),
        pl.when(ranged).then(pl.max_horizontal(*ends)).alias("upper_share"),
    )


def _arguments(inputs: pl.DataFrame, errors: dict[Error, int]) -> Iterator[tuple[str, Argument]]:
    for (name,), part in sorted(inputs.partition_by("argument", as_dict=True).items()):
        ordered = part.sort("row", "input_id")
        place = [errors_at(errors, *row) for row in ordered.select(_RANGE).iter_rows()]
        row = ordered["row"].cast(pl.Int64).to_numpy()
        first = np.flatnonzero(np.diff(row, prepend=-1))
        yield str(name), Argument(ordered["value"].to_numpy(), np.array(place, dtype=np.int64), first)


def errors_at(
    errors: dict[Error, int], group: str | None, lower: float | None, upper: float | None, stated: str | None
) -> int:
    """The place of an error among those known, where it is entered if it is new."""
    if group is None or lower is None or upper is None:
        return CERTAIN
    error = Error(group, distribution_of(stated, lower, upper), lower, upper)
    return errors.setdefault(error, len(errors))

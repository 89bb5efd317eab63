"""When two numbers are the same, and how a disagreement is written down."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smelter_ghg.recompute.book import RELATIVE, ROOT, Book, apart, same

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)


@given(NUMBERS, st.floats(-5e-10, 5e-10))
def test_numbers_within_the_tolerance_are_the_same_and_others_are_not(value: float, off: float) -> None:
    assert same(value, value * (1 + off))
    assert same(value * (1 + off), value)
    if abs(value) > 1e-100:
        assert not same(value, value * (1 + 3 * RELATIVE))


@given(st.one_of(st.none(), NUMBERS), st.one_of(st.none(), NUMBERS))
def test_columns_are_held_together_as_single_numbers_are(left: float | None, right: float | None) -> None:
    frame = pl.DataFrame({"a": [left], "b": [right]}, schema={"a": pl.Float64, "b": pl.Float64})
    assert frame.select(apart("a", "b")).item() is not same(left, right)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_agrees_with_nothing(bad: float) -> None:
    frame = pl.DataFrame({"a": [bad, bad, 1.0], "b": [bad, 1.0, bad]})
    assert frame.select(apart("a", "b")).to_series().to_list() == [True] * 3


def test_a_difference_of_nearly_equal_numbers_has_fewer_digits() -> None:
    # 4.2 - 4.1999999 from operands that agree to sixteen digits.
    assert not same(1e-7, 1.00001e-7)
    assert same(1e-7, 1.0000000001e-7 + 4e-16, terms=8.4)


def test_a_row_that_disagrees_carries_the_cause_of_what_is_below_it() -> None:
    rows = pl.DataFrame(
        {
            "id": ["agrees", "own", "brought"],
            "held": [1.0, 2.0, 3.0],
            "recomputed": [1.0, 2.5, 3.5],
            ROOT: ["records x", None, "records y"],
        }
    )
    book = Book()
    told = book.compare("ledger", rows, column="mass_kg", row_id="id", held="held")
    # What made no difference goes no further.
    assert told[ROOT].to_list() == [None, "ledger own", "records y"]
    assert book.disagreements.select("row_id", "held", "recomputed", ROOT).rows() == [
        ("own", 2.0, 2.5, "ledger own"),
        ("brought", 3.0, 3.5, "records y"),
    ]

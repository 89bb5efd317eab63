"""The expression parser and the Kleene tables."""

from __future__ import annotations

from itertools import product

import pytest

from smelter_ghg.conformance.logic import ExpressionError, both, either, evaluate, leg_names, parse, text_of

TRUTHS = (True, False, None)


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_kleene_tables(left: bool | None, right: bool | None, conjunction: object, disjunction: object) -> None:
    assert both([left, right]) is both([right, left]) is conjunction
    assert either([left, right]) is either([right, left]) is disjunction


def test_and_binds_tighter_than_or() -> None:
    expression = parse("a or b and c")
    for a, b, c in product(TRUTHS, repeat=3):
        assert evaluate(expression, {"a": a, "b": b, "c": c}) is either([a, both([b, c])])


def test_parentheses_and_text_round_trip() -> None:
    text = "below_11 or ((below_13 or reduced) and plan)"
    assert text_of(parse(text)) == text
    assert leg_names(parse(text)) == ("below_11", "below_13", "reduced", "plan")
    assert parse("((a))") == parse("a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "a or",
        "and a",
        "(a",
        "a)",
        "()",
        "not a b",
        "a or or b",
        "a; b",
        "__import__('os')",
        "a.b",
        "A or b",
        "1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_leg_without_truth_is_an_error() -> None:
    with pytest.raises(KeyError):
        evaluate(parse("a or b"), {"a": False})

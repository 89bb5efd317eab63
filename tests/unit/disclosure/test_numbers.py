"""How numbers are printed."""

from __future__ import annotations

import pytest

from smelter_ghg.disclosure.numbers import decimals_for, decimals_written, qualifier_word, shown, unit_text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (4.4, 1, "4.4"),
        (4.404, 2, "4.40"),
        (285000.0, 0, "285,000"),
        (-5.91, 2, "\N{MINUS SIGN}5.91"),
        (-0.001, 2, "0.00"),
        (0.125, 2, "0.12"),
        (None, 2, "n.a."),
        (float("nan"), 2, "n.a."),
        (float("inf"), 0, "n.a."),
    ],
)
def test_numbers(value: float | None, decimals: int, text: str) -> None:
    assert shown(value, decimals) == text


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("390516", 0),
        ("4.0", 1),
        ("13.4927", 4),
        ("44/12", 4),
        ("1e-05", 5),
        ("1.5e3", 0),
        ("0.1234567890", 6),
        ("x", 2),
    ],
)
def test_decimals_as_written(text: str, decimals: int) -> None:
    assert decimals_written(text) == decimals


def test_decimals_are_decided_by_unit() -> None:
    assert (decimals_for("t CO2e/t Al"), decimals_for("t CO2e"), decimals_for("%")) == (2, 0, 1)
    with pytest.raises(KeyError):
        decimals_for("furlong")


def test_units_and_qualifiers() -> None:
    assert unit_text("t CO2e/t Al") == "t CO₂e/t Al"
    assert unit_text("count") == unit_text("1") == unit_text(None) == ""
    assert qualifier_word("at_least") == "at least"
    assert qualifier_word("exact") == ""
    with pytest.raises(KeyError):
        qualifier_word("roughly")

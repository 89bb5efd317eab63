"""Printed numbers are ranges, exact in decimal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from smelter_ghg.physics.printed import Range, common_to, number_and_unit, range_of, stands_for, sum_of


@pytest.mark.parametrize(
    ("number", "decimals", "lower", "upper"),
    [
        ("10.1", 1, "10.05", "10.15"),
        ("4.0", None, "3.95", "4.05"),
        ("4", 1, "3.95", "4.05"),
        ("7", 0, "6.5", "7.5"),
        ("582004", None, "582003.5", "582004.5"),
        ("285000", None, "284500", "285500"),
        ("300000", None, "299500", "300500"),
        ("13", None, "12.5", "13.5"),
        ("0", None, "-0.5", "0.5"),
    ],
)
def test_a_number_stands_for_what_rounds_to_it(number: str, decimals: int | None, lower: str, upper: str) -> None:
    assert range_of(Decimal(number), decimals) == (Decimal(lower), Decimal(upper))


def test_what_is_no_number_has_no_range() -> None:
    assert number_and_unit("about 4") is None
    assert number_and_unit("14311.7 kt CO2e") == (Decimal("14311.7"), "kt CO2e")
    with pytest.raises(ValueError, match="NaN"):
        range_of(Decimal("NaN"))


def test_ranges_add_divide_and_meet() -> None:
    one, other = Range(Decimal(1), Decimal(2)), Range(Decimal(2), Decimal(4))
    assert sum_of([one, other]) == (3, 6) and other.over(one) == (1, 4)
    assert one.meets(other) and common_to([one, other]) == (2, 2)
    assert common_to([one, Range(Decimal(3), Decimal(4))]) is None


def test_ranges_meet_where_they_touch_and_from_both_sides() -> None:
    low, high, apart = Range(Decimal(1), Decimal(2)), Range(Decimal(2), Decimal(4)), Range(Decimal(3), Decimal(4))
    assert low.meets(high) and high.meets(low)
    assert not low.meets(apart) and not apart.meets(low)


def test_a_quotient_is_least_of_the_least_over_the_most() -> None:
    assert Range(Decimal(6), Decimal(12)).over(Range(Decimal(2), Decimal(4))) == (Decimal("1.5"), 6)


def test_a_range_in_another_unit_has_both_its_ends_there() -> None:
    assert Range(Decimal(2), Decimal(4)).times(Decimal(1000)) == (2000, 4000)


def test_a_whole_number_is_printed_to_its_last_digit_that_is_no_closing_zero_in_any_unit() -> None:
    """285000 kg are printed to a thousand of them: in tonnes between 284.5 and 285.5; 285001 kg to a single one."""
    assert stands_for(Decimal(285), text="285000 kg") == (Decimal("284.5"), Decimal("285.5"))
    assert stands_for(Decimal("285.001"), text="285001 kg") == (Decimal("285.0005"), Decimal("285.0015"))
    assert stands_for(Decimal("0.2851"), text="285.1 t") == (Decimal("0.28505"), Decimal("0.28515"))

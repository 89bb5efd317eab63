"""The likely cause: one helper names the slip that brings a value back to where it belongs, or says nothing."""

from __future__ import annotations

import math

import pytest

from smelter_ghg.physics.likely import likely_slip


@pytest.mark.parametrize(
    ("value", "limits", "told"),
    [
        (13_200.0, (11.5, 16.2), "about 1,000 times b: another unit"),
        (0.0132, (11.5, 16.2), "about 1,000 times too small beside b: another unit"),
        (140.0, (11.5, 16.2), "about 10 times b: a slipped decimal point"),
        (1.4, (11.5, 16.2), "about 10 times too small beside b: a slipped decimal point"),
        (60.0, (1.0, 1.0), "about 60 times b: seconds for minutes"),
        (100.0, (1.0, 1.0), "about 100 times b: a slipped decimal point"),
        (10_000.0, (1.0, 1.0), "about 10,000 times b"),
        (9.4, (None, 1.0), "about 10 times b"),
    ],
)
def test_a_slip_is_named_with_its_factor(value: float, limits: tuple[float | None, float], told: str) -> None:
    said = likely_slip(value, *limits, "b")
    assert said is not None and said.startswith(told)


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        (25.0, (11.5, 16.2)),
        (1.36, (None, 1.0)),
        (30.0, (1.9, 23.6)),
        (0.0, (1.0, 2.0)),
        (-5.0, (1.0, 2.0)),
        (None, (1.0, 2.0)),
        (5.0, (None, None)),
    ],
    ids=["twice", "a third more", "a band wider than ten", "zero", "negative", "missing", "no limits"],
)
def test_what_no_slip_explains_is_not_explained(value: float | None, limits: tuple[float | None, float | None]) -> None:
    assert likely_slip(value, *limits, "b") is None


@pytest.mark.parametrize(("value", "named"), [(15.0, True), (15.1, False), (1 / 15, True), (1 / 15.1, False)])
def test_a_slip_is_named_to_exactly_a_half_more(value: float, named: bool) -> None:
    assert (likely_slip(value, None, 1.0, "b") is not None) == named


@pytest.mark.parametrize(("upper", "named"), [(9.99, True), (10.0, False)])
def test_limits_as_far_apart_as_a_slip_say_nothing_of_it(upper: float, named: bool) -> None:
    """Ten times the middle of a band from 1 to 10: half the band would be ten times the other half."""
    assert (likely_slip(10 * math.sqrt(upper), 1.0, upper, "b") is not None) == named


def test_a_limit_of_zero_is_no_size() -> None:
    said = likely_slip(10.0, 0.0, 1.0, "b")
    assert said is not None and said.startswith("about 10 times b")
    assert likely_slip(10.0, 0.0, None, "b") is None

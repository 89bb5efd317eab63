"""The two ends of a rounding, by hand; and a figure of one that claims another is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluator import problems
from printed_ends import ends
from release_data import ReleaseData, load


@pytest.fixture(scope="module")
def data(published_release: Path) -> ReleaseData:
    return load(published_release)


@pytest.mark.parametrize(
    ("value", "told", "expected"),
    [
        (1.7, {"decimals": 1.0}, (1.65, 1.75)),
        (4.0, {"decimals": 1.0}, (3.95, 4.05)),
        (2220500.0, {"text": "2220.5 kt CO2e"}, (2220450.0, 2220550.0)),
        (2220500.0, {}, (2220450.0, 2220550.0)),
        (285000.0, {"text": "285000"}, (284500.0, 285500.0)),
        (600000.0, {"text": "600 kt"}, (599500.0, 600500.0)),
        (1.82, {}, (1.815, 1.825)),
        (1000.0, {}, (995.0, 1005.0)),
    ],
)
def test_ends_by_hand(value: float, told: dict[str, Any], expected: tuple[float, float]) -> None:
    assert ends(value, **told) == pytest.approx(expected, rel=1e-12)


def test_half_a_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number"):
        ends(1.7, decimals=1.01)


OPERATIONS = ("printed_lower", "printed_upper", "greatest", "least")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_wrong_end_is_noticed(data: ReleaseData, operation: str) -> None:
    key, row = next((fid, row) for fid, row in data.figures.items() if row["operation"] == operation)
    other = OPERATIONS[OPERATIONS.index(operation) ^ 1]
    for changed in ({"value": row["value"] * 1.0001}, {"operation": other}):
        wrong = replace(data, figures={**data.figures, key: {**row, **changed}})
        assert any(key in problem for problem in problems(wrong)), changed


def test_the_production_of_press_metal_by_hand(data: ReleaseData) -> None:
    """Scopes 1 and 2 of 2022, 2220.5 and 2957.6 kt, over 4.0 t/t: at least 5178.0 kt over 4.05. Scope 3, 4928.8, 2503.1
    and 318.8 kt, over 6.1 t/t: at most 7750.85 kt over 6.05."""
    found = {
        row["operation"]: row["value"]
        for row in data.figures.values()
        if row["measure"] == "implied_production"
        and row["smelter_id"] == "press_metal"
        and row["period_label"] == "2022"
        and row["operation"] in ("greatest", "least")
    }
    assert found["greatest"] == pytest.approx(5_178_000 / 4.05, rel=1e-12)
    assert found["least"] == pytest.approx(7_750_850 / 6.05, rel=1e-12)

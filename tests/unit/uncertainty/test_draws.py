"""Drawn sums are the same bytes however the draws are cut and shared out, and every row goes to its own sum."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.uncertainty import draws as drawing
from smelter_ghg.uncertainty.distributions import Array
from smelter_ghg.uncertainty.draws import shared_factors, sums_of_draws
from smelter_ghg.uncertainty.model import CERTAIN, Model, places_of
from tests.unit.uncertainty.worked import Inputs, Range, ledger_of

sources()

DRAWS, SEED = 1_003, 5
RANGES: list[Range | None] = [
    (0.95, 1.05, "normal"),
    (0.8, 1.3, "lognormal"),
    None,
    (0.9, 1.4, "two_piece"),
    (0.9, 1.1, "triangular"),
    (0.7, 1.2, "uniform"),
]


def plant() -> Model:
    """Twenty rows of every distribution, half of them without a range of the mass, three error groups shared."""
    rows: list[tuple[str, Inputs]] = []
    for at in range(20):
        mass = RANGES[at % len(RANGES)] if at % 2 else None
        carbon = RANGES[at % 5]
        rows.append(("carbon_in_co2", {
            "mass": (100.0 + at, mass, f"mass {at}"),
            "carbon": (0.8, carbon, f"carbon {at % 3}"),
            "carbon_to_co2": (44 / 12, None, "c"),
        }))  # fmt: skip
    return ledger_of(rows)


def drawn(model: Model, **given: object) -> Array:
    """Three sums of the rows in turn, each row with a weight of its own."""
    rows = np.arange(len(model.ids))
    return sums_of_draws(model, 1.0 + rows, rows % 3, 3, draws=DRAWS, seed=SEED, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at_once", "largest"), [(1, 1 << 18), (777, 1 << 18), (DRAWS, 1 << 30), (1_000, 1), (64, 640)]
)
def test_the_bytes_do_not_depend_on_how_many_draws_are_made_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int, largest: int
) -> None:
    whole = drawn(plant()).tobytes()
    monkeypatch.setattr(drawing, "_AT_ONCE", at_once)
    monkeypatch.setattr(drawing, "_LARGEST", largest)
    model = plant()
    assert drawn(model).tobytes() == whole
    shared = shared_factors(model.errors[::2], draws=DRAWS, seed=SEED)
    assert drawn(model, shared=shared).tobytes() == whole


def test_the_bytes_do_not_depend_on_threads() -> None:
    model = plant()
    shared = shared_factors(model.errors[:3], draws=DRAWS, seed=SEED)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: drawn(model, shared=shared).tobytes(), range(8)))
    assert set(made) == {drawn(model).tobytes()}


def test_every_draw_is_the_equation_on_its_drawn_inputs_in_the_sum_of_its_row() -> None:
    """The same by one row and one draw at a time: E = m C f, weighted, added to the row's sum."""
    model = plant()
    factors = shared_factors(model.errors, draws=DRAWS, seed=SEED)
    expected = np.zeros((3, DRAWS))
    (block,) = model.blocks
    for at, row in enumerate(block.rows):
        result = np.full(DRAWS, 1000.0)
        for argument in block.arguments.values():
            error = argument.error[at]
            result *= argument.value[at] * (1.0 if error == CERTAIN else factors[model.errors[error]])
        expected[row % 3] += (1.0 + row) * result
    assert drawn(model) == pytest.approx(expected, rel=1e-12)


def test_what_has_no_range_is_the_same_in_every_draw() -> None:
    exact: Inputs = {"mass": (2.0, None, "m"), "carbon": (0.5, None, "c"), "carbon_to_co2": (4.0, None, "f")}
    made = sums_of_draws(ledger_of([("carbon_in_co2", exact)]), np.array([3.0]), np.array([1]), 2, draws=7, seed=1)
    assert made.tolist() == [[0.0] * 7, [12_000.0] * 7]


@pytest.mark.parametrize(
    ("indices", "kept"), [([3, 4, 5], False), ([7], False), ([3, 5], True), ([4, 3], True), ([CERTAIN, 0, 1], True)]
)
def test_places_pick_the_same_as_slice_or_indices(indices: list[int], kept: bool) -> None:
    places = places_of(np.array(indices))
    assert isinstance(places, np.ndarray) == kept
    assert np.arange(10)[places].tolist() == [each % 10 for each in indices]

"""Approach 1 and Approach 2 against cases worked by hand, and against each other where theory says they agree."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from smelter_ghg.contracts.result_tables import ACTIVITY
from smelter_ghg.emissions import sources
from smelter_ghg.uncertainty import draws as drawing
from smelter_ghg.uncertainty.draws import quantiles
from smelter_ghg.uncertainty.model import model_of
from tests.golden.from_records import run, whole_year
from tests.unit.uncertainty.worked import Inputs, drawn_total, half_width, ledger_of, quantities, total

sources()

# Sampling error of a 2.5 % quantile of 200,000 draws: about 0.6 % of the half-width.
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
SAMPLING = 0.02


def drawn_half_width(values: np.ndarray) -> float:
    lower, upper = quantiles(values)
    return (upper - lower) / 2


def test_a_sum_of_independent_parts_is_added_in_quadrature() -> None:
    """IPCC 2006 Guidelines, Volume 1, Chapter 3, equation 3.2: 148 000 +/- 5 %, 5 000 +/- 20 %, 52 000 +/- 10 %."""
    model = quantities((148_000, 0.05, "a"), (5_000, 0.2, "b"), (52_000, 0.1, "c"))
    by_hand = math.sqrt(7_400**2 + 1_000**2 + 5_200**2) / 205_000
    assert half_width(model) / total(model) == pytest.approx(by_hand, rel=1e-12)
    assert 100 * by_hand == pytest.approx(4.43876, abs=5e-6)
    assert drawn_half_width(drawn_total(model)) == pytest.approx(half_width(model), rel=SAMPLING)


def test_parts_of_one_error_add_up() -> None:
    """One scale for all: 7 400 + 1 000 + 5 200, not the root of their squares."""
    model = quantities((148_000, 0.05, "scale"), (5_000, 0.2, "scale"), (52_000, 0.1, "scale"))
    assert half_width(model) == pytest.approx(13_600, rel=1e-12)
    assert drawn_half_width(drawn_total(model)) == pytest.approx(13_600, rel=SAMPLING)


def test_a_product_takes_the_root_of_the_squared_shares() -> None:
    """Equation 3.1: anode carbon +/- 4 % times metal +/- 3 % is +/- 5 %, whatever exact factors it is multiplied by."""
    inputs: Inputs = {
        "net_anode_consumption": (0.42, (0.96, 1.04, "normal"), "rate"),
        "metal": (100_000.0, (0.97, 1.03, "normal"), "metal"),
        "sulphur": (0.02, None, "s"),
        "ash": (0.004, None, "ash"),
        "carbon_to_co2": (44 / 12, None, "f"),
    }
    model = ledger_of([("prebake_anode_co2", inputs)])
    assert total(model) == pytest.approx(150_304_000, rel=1e-9)
    assert half_width(model) / total(model) == pytest.approx(0.05, rel=1e-12)
    # The product of the two errors, which Approach 1 leaves out, widens it by 0.04 * 0.03 at most.
    assert drawn_half_width(drawn_total(model)) / total(model) == pytest.approx(0.05, rel=SAMPLING)


SLOPE, RATIO, METAL, MINUTES = 0.143, 0.121, 100_000.0, 0.45
CF4_GWP, C2F6_GWP = 6_630.0, 11_100.0


def pfc(*, shared: bool) -> Callable[[], float]:
    """CF4 and C2F6 of one potline in kg CO2e; the slope is +/- 6 % and common to both gases, or wrongly of each."""
    even = (0.94, 1.06, "normal")
    common: Inputs = {
        "metal": (METAL, None, "metal"),
        "anode_effect_minutes": (MINUTES, None, "minutes"),
        "slope_cf4": (SLOPE, even, "slope"),
    }
    other: Inputs = common if shared else {**common, "slope_cf4": (SLOPE, even, "another slope")}
    ratio: Inputs = {"c2f6_cf4_ratio": (RATIO, None, "ratio")}
    model = ledger_of([("anode_effect_cf4", common), ("anode_effect_c2f6", {**other, **ratio})])
    rows = len(model.ids)
    weights = np.array([CF4_GWP if block.equation.equation_id == "anode_effect_cf4" else C2F6_GWP
                        for block in model.blocks for _ in block.rows])  # fmt: skip
    drawn = drawing.sums_of_draws(model, weights, np.zeros(rows, dtype=np.int64), 1, draws=200_000, seed=3)[0]
    return lambda: drawn_half_width(drawn)


def test_the_slope_common_to_cf4_and_c2f6_moves_both_gases_at_once() -> None:
    """E = MP AEM S (g1 + F g2): one S in both terms, so its share of error is that of the whole, 6 %.

    Taken for two independent errors, the parts would be added in quadrature: 6 % times sqrt(g1^2 + (F g2)^2) over
    g1 + F g2, which is too narrow by a seventh.
    """
    whole = METAL * MINUTES * SLOPE * (CF4_GWP + RATIO * C2F6_GWP)
    assert pfc(shared=True)() / whole == pytest.approx(0.06, rel=SAMPLING)
    wrong = 0.06 * math.hypot(CF4_GWP, RATIO * C2F6_GWP) / (CF4_GWP + RATIO * C2F6_GWP)
    assert wrong == pytest.approx(0.0509, abs=1e-4)
    assert pfc(shared=False)() / whole == pytest.approx(wrong, rel=SAMPLING)


def test_what_is_taken_off_by_the_same_scale_is_too_large_together(tmp_path: Path) -> None:
    """530 t of anodes less 110 t of butts, one scale +/- 2 per cent: net carbon is off by 2 per cent of 420 t."""
    when = {"smelter_id": "s"} | whole_year(2022)
    line = when | {"facility_id": "L1"}
    weighed = {"item": "prebaked_anode", "flow": "consumed", "quantity": "530"}
    off = {"item": "anode_butts", "flow": "returned", "quantity": "110"}
    stated = {"table": "activity", "column": "quantity", "below_pct": "2", "error_group": "scale", "citation": "x"}
    made = run(tmp_path, {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "CWPB"}],
        "metal": [line | {"flow": "tapped", "mass_t": "1000"}],
        "activity": [when | row | {"unit": "t"} for row in (weighed, off)],
        "uncertainties": [when | stated],
    }, method_set="ipcc_2006")  # fmt: skip
    anodes = made.ledger.filter(equation_id="prebake_anode_co2_from_mass", method_set="ipcc_2006")
    of_scale = made.ledger_inputs.with_columns(pl.when(error_group="scale").then("error_group").alias("error_group"))
    model = model_of(anodes.select("ledger_id", "equation_id"), of_scale, ACTIVITY.empty())
    assert half_width(model) == pytest.approx(0.02 * total(model), rel=1e-9)
    assert drawn_half_width(drawn_total(model)) == pytest.approx(0.02 * total(model), rel=SAMPLING)


def test_a_lopsided_range_gives_a_lopsided_interval() -> None:
    """Tier 1 CF4 of prebake cells: 0.4 kg/t, from -99 to +380 per cent (IPCC 2006, Volume 3, Table 4.15)."""
    factor = (0.01, 4.8, None)
    inputs: Inputs = {"tier_1_factor": (0.4, factor, "factor"), "metal": (1_000.0, None, "metal")}
    model = ledger_of([("anode_effect_tier_1", inputs)])
    lower, upper = quantiles(drawn_total(model))
    assert (lower, upper) == pytest.approx((4.0, 1_920.0), rel=0.05)
    assert np.median(drawn_total(model)) == pytest.approx(400.0, rel=0.02)


def test_the_draws_do_not_depend_on_how_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> bytes:
        model = quantities((148_000, 0.05, "a"), (5_000, 0.2, "b"), (52_000, 0.1, "a"))
        return drawn_total(model, draws=10_000).tobytes()

    at_once = made()
    monkeypatch.setattr(drawing, "_AT_ONCE", 777)
    assert made() == at_once


def test_what_many_share_and_is_drawn_once_is_what_each_would_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_AT_ONCE", 777)
    model = quantities((148_000, 0.05, "a"), (5_000, 0.2, "b"), (52_000, 0.1, "a"))
    shared = drawing.shared_factors(model.errors[:1], draws=5_000, seed=1)
    rows = np.ones(3), np.zeros(3, dtype=np.int64)
    with_shared = drawing.sums_of_draws(model, *rows, 1, draws=5_000, seed=1, shared=shared)
    assert with_shared.tobytes() == drawing.sums_of_draws(model, *rows, 1, draws=5_000, seed=1).tobytes()


def test_a_group_has_its_own_stream_whatever_else_is_drawn() -> None:
    alone = drawn_total(quantities((100, 0.1, "b")), draws=1_000)
    beside = drawn_total(quantities((0.0, 0.1, "a"), (100, 0.1, "b"), (0.0, 0.3, "c")), draws=1_000)
    assert alone == pytest.approx(beside)
    assert drawn_total(quantities((100, 0.1, "b")), draws=1_000, seed=2) != pytest.approx(alone)


def test_intervals_hold_the_truth_in_95_of_100_worlds() -> None:
    """Seeded worlds, 250 of the 1,000 that SMELTER_GHG_SOAK=1 tries: the plant measures true metal, carbon and slope
    with the errors its ranges state; the interval made of what it measured holds the true emissions in 95 of 100."""
    worlds = np.random.default_rng(20_261_128)
    true = {"net_anode_consumption": 0.42, "metal": 9_000.0, "sulphur": 0.02, "ash": 0.004, "carbon_to_co2": 44 / 12}
    halves = {"net_anode_consumption": 0.04, "metal": 0.01, "sulphur": 0.25}
    held, tried = 0, 1_000 if SOAK else 250
    for world in range(tried):
        measured = {name: value * (1 + halves.get(name, 0.0) / 1.959964 * worlds.standard_normal())
                    for name, value in true.items()}  # fmt: skip
        inputs: Inputs = {
            name: (value, (1 - halves[name], 1 + halves[name], "normal") if name in halves else None, name)
            for name, value in measured.items()
        }
        lower, upper = quantiles(drawn_total(ledger_of([("prebake_anode_co2", inputs)]), draws=2_000, seed=world))
        emitted = true["net_anode_consumption"] * true["metal"] * (1 - 0.024) * 44 / 12 * 1000
        held += lower <= emitted <= upper
    # A quarter of the worlds tells half as exactly.
    assert abs(held / tried - 0.95) <= (0.02 if SOAK else 0.04)

"""What must hold of every total: linear, additive, zero in zero out, monotone in anode-effect minutes."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from tests.golden.from_records import Row, Run, Tables, run
from tests.golden.small_plant import FACTORS, YEAR, every_equation, instrument, small_plant

sources()
FEW = settings(max_examples=4, deadline=None)
MANY = settings(max_examples=200 if os.environ.get("SMELTER_GHG_SOAK") == "1" else 40, deadline=None)
# Parts of a whole: an equation is not proportional to them.
SHARES = {
    "sulphur",
    "ash",
    "hydrogen",
    "waste_tar_share",
    "binder_content",
    "pitch_sulphur",
    "pitch_ash",
    "pitch_hydrogen",
    "coke_sulphur",
    "coke_ash",
    "moisture",
    "volatiles",
    "methane_share",
    "purity",
    "calcined",
}
# What an equation divides by, as its expression writes it.
DIVISORS = {"current_efficiency_pct": "/ CE", "gross_calorific_value": "/ GCV", "collection_efficiency": "/ c"}
# Equations with masses that are subtracted from each other: proportional to all of them together.
TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "pitch_volatiles_co2": (("green_anodes", "baked_anodes"), ("carbon_to_co2",)),
    "pitch_volatiles_co2_with_weighed_tar": (("green_anodes", "baked_anodes", "waste_tar"), ("carbon_to_co2",)),
    "pitch_volatiles_co2_from_baked_anodes": (("baked_anodes",), ("carbon_to_co2",)),
    "coke_calcination_co2": (("green_coke", "coke_and_dust"), ("carbon_to_co2", "methane_to_co2")),
    "coke_calcination_co2_with_dust_share": (("green_coke", "coke_out"), ("carbon_to_co2", "methane_to_co2")),
    "coke_calcination_co2_from_yield": (("green_coke",), ("carbon_to_co2", "methane_to_co2")),
    "soderberg_paste_co2": (
        ("metal",),
        ("paste_consumption", "cyclohexane_soluble_matter", "carbon_in_skimmed_dust"),
        ("carbon_to_co2",),
    ),
    "soderberg_paste_co2_from_mass": (("paste", "metal"), ("carbon_to_co2",)),
}
# What a plant twice as large has twice as much of.
AMOUNTS = {
    "metal": ("mass_t",),
    "activity": ("quantity",),
    "electricity": ("mwh",),
    "transport": ("mass_t",),
    "power_instruments": ("allocated_mwh",),
    "potlines": ("cells_started",),
    "pfc_measurements": ("mass_kg",),
}

amounts = st.floats(min_value=1e-3, max_value=1e6)
shares = st.floats(min_value=0.0, max_value=0.2)


def computed(tables: Tables) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), tables, factors=FACTORS)


def plant(lines: tuple[str, ...] = ("L1",)) -> Tables:
    return small_plant(lines=lines) | {"power_instruments": [instrument(100_000 * len(lines))]}


def totals(made: Run) -> dict[tuple[str, ...], float]:
    """t CO2e of every boundary, account and denominator."""
    keys = ("boundary", "scope2_account", "denominator")
    return {tuple(row[key] for key in keys): row["emissions_t_co2e"] for row in made.intensity.iter_rows(named=True)}


def scaled(tables: Tables, times: float) -> Tables:
    return {
        name: [row | {c: repr(float(row[c]) * times) for c in AMOUNTS.get(name, ()) if row.get(c)} for row in rows]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize("name", sorted(EQUATIONS))
@MANY
@given(data=st.data())
def test_an_equation_is_proportional_to_every_argument_but_the_shares(name: str, data: st.DataObject) -> None:
    stated = EQUATIONS[name]
    values = {a: data.draw(shares if a in SHARES else amounts, label=a) for a in stated.arguments}
    # A power of two scales every term exactly, so a small difference of large masses keeps all its digits.
    times = data.draw(st.sampled_from([0.125, 0.25, 0.5, 2.0, 4.0, 8.0]), label="times")
    whole = stated.function(**values)
    divisors = {a for a in stated.arguments if a in DIVISORS and DIVISORS[a] in stated.expression}
    alone = tuple((a,) for a in stated.arguments if a not in SHARES | divisors)
    for group in TOGETHER.get(name, alone):
        assert stated.function(**values | {a: values[a] * times for a in group}) == pytest.approx(whole * times)
        assert stated.function(**values | dict.fromkeys(group, 0.0)) == 0
    for divisor in divisors:
        assert stated.function(**values | {divisor: values[divisor] * times}) == pytest.approx(whole / times)


@MANY
@given(carbon=amounts, sulphur=shares, ash=shares, more=st.floats(min_value=1e-3, max_value=0.1))
def test_more_sulphur_or_ash_is_less_co2(carbon: float, sulphur: float, ash: float, more: float) -> None:
    mass = EQUATIONS["prebake_anode_co2_from_mass"].function
    whole = mass(carbon, sulphur, ash, 3.664)
    assert mass(carbon, sulphur + more, ash, 3.664) < whole and mass(carbon, sulphur, ash + more, 3.664) < whole
    assert mass(carbon, sulphur + more, ash, 3.664) == pytest.approx(mass(carbon, sulphur, ash + more, 3.664))


@FEW
@given(times=st.sampled_from([0.001, 0.25, 3.0, 40.0]))
def test_a_plant_twice_as_large_emits_twice_as_much_per_the_same_tonne(times: float) -> None:
    one, other = computed(plant()), computed(scaled(plant(), times))
    expected = {key: pytest.approx(tonnes * times, rel=1e-9) for key, tonnes in totals(one).items()}
    assert totals(other) == expected
    assert other.intensity["value"].to_list() == pytest.approx(one.intensity["value"].to_list(), rel=1e-9)


def test_zero_in_zero_out() -> None:
    nothing = computed(scaled(every_equation(), 0.0))
    assert nothing.ledger.height > 0
    assert nothing.ledger["mass_kg"].abs().max() == 0.0
    assert nothing.intensity["value"].null_count() == nothing.intensity.height


def test_potlines_add_up() -> None:
    """Two like potlines emit what each emits alone; only what the casthouse burns is not theirs."""
    both, alone = computed(plant(("L1", "L2"))), computed(plant())
    for source in ("anode_consumption", "anode_effects", "purchased_electricity", "purchased_goods"):
        assert both.kilograms(source=source) == pytest.approx(2 * alone.kilograms(source=source), rel=1e-9)
        if source.startswith("anode"):
            for line in ("L1", "L2"):
                mass = both.kilograms(source=source, facility_id=line)
                assert mass == pytest.approx(alone.kilograms(source=source), rel=1e-9)
    assert both.kilograms(source="combustion") == alone.kilograms(source="combustion")


def in_two_parts(row: Row, share: float, days: int) -> list[Row]:
    """A month's row as two: the first days and the rest, amounts shared between them."""
    start, end = (dt.date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
    cut = start + dt.timedelta(days=days)
    parts = [{"period_end": str(cut)}, {"period_start": str(cut + dt.timedelta(days=1))}]
    columns = [c for names in AMOUNTS.values() for c in names if row.get(c)]
    assert cut < end
    return [
        row | part | {c: repr(float(row[c]) * of) for c in columns}
        for part, of in zip(parts, (share, 1 - share), strict=True)
    ]


@FEW
@given(share=st.floats(min_value=0.05, max_value=0.95), days=st.integers(min_value=0, max_value=26))
def test_parts_of_a_period_add_up_to_it(share: float, days: int) -> None:
    tables = plant()
    monthly = ("metal", "activity", "electricity", "transport", "potlines", "specific_consumption")
    split = {name: [part for row in tables[name] for part in in_two_parts(row, share, days)] for name in monthly}
    whole, parts = totals(computed(tables)), totals(computed(tables | split))
    assert parts == {key: pytest.approx(tonnes, rel=1e-9) for key, tonnes in whole.items()}


@settings(max_examples=3, deadline=None)
@given(minutes=st.lists(st.floats(min_value=0.01, max_value=30), min_size=20, max_size=20))
def test_more_anode_effect_minutes_never_make_less_gas(minutes: list[float]) -> None:
    """Twenty potlines that differ in nothing else, sorted by their minutes."""
    lines = {f"L{number:02d}": value for number, value in enumerate(sorted(minutes))}
    tables = plant(tuple(lines))
    for row in tables["potlines"]:
        row["anode_effect_minutes_per_cell_day"] = repr(lines[row["facility_id"]])
    made = computed(tables)
    for gas in ("CF4", "C2F6"):
        masses = [made.kilograms(source="anode_effects", gas=gas, facility_id=line) for line in lines]
        assert all(low <= high for low, high in pairwise(masses))
        assert masses == pytest.approx([masses[-1] * value / max(minutes) for value in lines.values()], rel=1e-9)


def as_bytes(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.rechunk().write_parquet(file)
    return file.getvalue()


def test_the_order_of_rows_and_files_plays_no_part() -> None:
    """Byte for byte the same ledger, inputs, missing items and intensities."""
    tables = every_equation() | {"power_instruments": [instrument(100_000)]}
    tables["activity"] = [row for row in tables["activity"] if row["period_start"] != f"{YEAR}-05-01"]
    first = computed(tables)
    assert first.missing.height > 0
    for seed in range(3):
        draw = np.random.default_rng(seed)
        shuffled = {name: [rows[i] for i in draw.permutation(len(rows))] for name, rows in tables.items()}
        again = computed({name: shuffled[name] for name in draw.permutation(sorted(shuffled)).tolist()})
        for name in ("activity", "ledger", "ledger_inputs", "missing", "intensity", "energy"):
            assert as_bytes(getattr(first, name)) == as_bytes(getattr(again, name)), name

"""Amounts alone decide how much gas there is: every equation is linear in them, and so is every row of the ledger.

What an amount is follows from its unit: a mass, an energy or a volume, per nothing. A new equation is held to this as
soon as it is registered.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from tests.golden.from_records import Row, Run, Tables, run
from tests.golden.small_plant import FACTORS, every_equation, instrument, small_plant

sources()
SOME = settings(max_examples=20, deadline=None)
FEW = settings(max_examples=4, deadline=None)
EXTENSIVE = {"cells", "kg", "t", "kt", "MJ", "GJ", "TJ", "kWh", "MWh", "GWh", "L", "m3", "Nm3"}
# The column of a record table that holds an amount.
AMOUNTS = {
    "metal": "mass_t",
    "activity": "quantity",
    "electricity": "mwh",
    "transport": "mass_t",
    "power_instruments": "allocated_mwh",
}


def amounts_of(equation_id: str) -> list[str]:
    """The arguments whose unit is an amount of something, such as t Al or GJ."""
    return [
        name
        for name, unit in EQUATIONS[equation_id].units.items()
        if unit.partition(" ")[0] in EXTENSIVE and "/" not in unit
    ]


def values_of(equation_id: str) -> st.SearchStrategy[dict[str, float]]:
    numbers = st.floats(min_value=1e-3, max_value=1e4)
    # Below a quarter, so that the shares of a whole stay below one together.
    shares = st.just(0.0) | st.floats(min_value=1e-6, max_value=0.2)
    units = EQUATIONS[equation_id].units
    # A collection efficiency of nothing would mean that nothing was measured.
    above_zero = st.floats(min_value=0.05, max_value=1.0)
    drawn = {
        name: above_zero if name == "collection_efficiency" else shares if unit == "1" else numbers
        for name, unit in units.items()
    }
    return st.fixed_dictionaries(drawn)


@pytest.mark.parametrize("name", sorted(EQUATIONS))
@SOME
@given(data=st.data())
def test_an_equation_is_linear_in_its_amounts(name: str, data: st.DataObject) -> None:
    """f(k a) = k f(a), f(a + b) = f(a) + f(b), f(0) = 0, rates and shares staying what they are."""
    equation, amounts = EQUATIONS[name].function, amounts_of(name)
    assert amounts, "an equation without an amount gives no mass"
    one = data.draw(values_of(name))
    other = one | {argument: data.draw(st.floats(min_value=1e-3, max_value=1e4)) for argument in amounts}
    # The size of the terms, which bounds the rounding of their difference.
    size = (
        abs(equation(**one))
        + abs(equation(**other))
        + sum(
            abs(equation(**one | dict.fromkeys(amounts, 0.0) | {argument: one[argument] + other[argument]}))
            for argument in amounts
        )
    )
    near = {"rel": 1e-9, "abs": 1e-9 * size}
    # A power of two scales exactly.
    for times in (0.25, 2.0, 8.0):
        scaled = equation(**one | {argument: one[argument] * times for argument in amounts})
        assert scaled == pytest.approx(equation(**one) * times, rel=1e-12)
    both = equation(**one | {argument: one[argument] + other[argument] for argument in amounts})
    assert both == pytest.approx(equation(**one) + equation(**other), **near)
    assert equation(**one | dict.fromkeys(amounts, 0.0)) == 0


def computed(tables: Tables) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), tables, factors=FACTORS)


def whole() -> Tables:
    return every_equation() | {"power_instruments": [instrument(100_000)]}


@cache
def before() -> Run:
    return computed(whole())


@cache
def series() -> list[tuple[str, str]]:
    """Tables with amounts and what they are amounts of, one series each."""
    found = {(table, what(row)) for table in AMOUNTS for row in whole().get(table, [])}
    return sorted(found)


def what(row: Row) -> str:
    return row.get("item") or row.get("flow") or "all"


def scaled_inputs(table: str, of: str) -> pl.Expr:
    """Whether a ledger input was read from a row of a series; the row's key holds what the series is of."""
    starts = pl.col("input_id").str.starts_with(f"{table}|") & pl.col("input_id").str.ends_with(f"|{AMOUNTS[table]}")
    return starts if of == "all" else starts & pl.col("input_id").str.split("|").list.contains(of)


@FEW
@given(data=st.data(), times=st.sampled_from([0.5, 0.999, 1.25, 3.0]))
def test_one_amount_scaled_scales_the_rows_made_of_it_and_no_other(data: st.DataObject, times: float) -> None:
    table, of = data.draw(st.sampled_from(series()))
    tables = whole()
    for row in tables[table]:
        if what(row) == of:
            row[AMOUNTS[table]] = repr(float(row[AMOUNTS[table]]) * times)
    after = computed(tables)
    amounts = pl.any_horizontal(
        pl.col("input_id").str.starts_with(f"{name}|") & pl.col("input_id").str.ends_with(f"|{column}")
        for name, column in AMOUNTS.items()
    )
    made_of = (
        before()
        .ledger_inputs.filter(amounts)
        .group_by("ledger_id")
        .agg(scaled_inputs(table, of).all().alias("all_scaled"), scaled_inputs(table, of).any().alias("some_scaled"))
    )
    rows = (
        before()
        .ledger.join(made_of, on="ledger_id", how="left")
        .join(after.ledger.select("ledger_id", pl.col("mass_kg").alias("after_kg")), on="ledger_id", how="left")
    )
    whole_rows, untouched = rows.filter("all_scaled"), rows.filter(~pl.col("some_scaled").fill_null(False))
    assume(whole_rows.height > 0)
    assert untouched["after_kg"].to_list() == untouched["mass_kg"].to_list()
    assert whole_rows["after_kg"].to_list() == pytest.approx((whole_rows["mass_kg"] * times).to_list(), rel=1e-9)


def two_lines(share: float) -> Tables:
    """The plant's metal and power shared out to two potlines that are alike in everything else."""
    tables = small_plant(lines=("L1", "L2"))
    for name, column, total in (("metal", "mass_t", 1000.0), ("electricity", "mwh", 14_000.0)):
        for row in tables[name]:
            if row.get("flow") in ("tapped", "consumed"):
                row[column] = repr(total * (share if row["facility_id"] == "L1" else 1 - share))
    one = small_plant()
    return (
        tables
        | {name: one[name] for name in ("activity", "transport")}
        | {
            "metal": [row for row in tables["metal"] if row["flow"] == "tapped"]
            + [row for row in one["metal"] if row["flow"] == "cast_out"]
        }
    )


@cache
def one_line() -> Run:
    return computed(small_plant())


@FEW
@given(share=st.floats(min_value=0.01, max_value=0.99))
def test_metal_shared_out_to_two_like_potlines_emits_the_same(share: float) -> None:
    made = computed(two_lines(share))
    for method_set in ("ipcc_2006", "eu_2025_2547"):
        for account in ("location", "market"):
            sums = [
                dict(
                    each.inventory(method_set=method_set, scope2_account=account)
                    .group_by("source", "gas")
                    .agg(pl.col("mass_kg").sum())
                    .select(pl.concat_str("source", "gas", separator=" "), "mass_kg")
                    .iter_rows()
                )
                for each in (one_line(), made)
            ]
            assert sums[1] == pytest.approx(sums[0], rel=1e-9)
    assert made.intensity["value"].to_list() == pytest.approx(one_line().intensity["value"].to_list(), rel=1e-9)

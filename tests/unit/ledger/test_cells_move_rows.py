"""Through the records: a cell altered by 1 % moves the ledger rows that list it, by what they say, and no other row.

Cells no ledger row shares are altered together, so that a few runs show a hundred rows.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.factors import Factors
from smelter_ghg.product_allocation import PART, WHOLE
from tests.golden.from_records import Run, Tables, write
from tests.unit.ledger.demo_run import USER_FACTORS, demo, demo_rows, of_folder

# A hundred ledger rows with SMELTER_GHG_SOAK=1.
SAMPLE = 100 if os.environ.get("SMELTER_GHG_SOAK") == "1" else 25
MOVED = 1.01
# A row of electricity that no instrument covers lists every meter of its zone; so many of them are drawn per argument.
DRAWN = 3


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    """ledger_inputs of SAMPLE seeded ledger rows, at most DRAWN of one argument."""
    made = demo()
    rows = made.ledger.sort("ledger_id").sample(SAMPLE, seed=20241231)
    listed = made.ledger_inputs.join(rows.select("ledger_id"), on="ledger_id", how="semi")
    order = np.random.default_rng(7).permutation(listed.height)
    shuffled = listed[order.tolist()].with_columns(pl.int_range(pl.len()).over("ledger_id", "argument").alias("nth"))
    return shuffled.filter(pl.col("nth") < DRAWN).drop("nth").sort("ledger_id", "argument", "input_id")


def batches(inputs: Iterable[str], made: Run) -> list[list[str]]:
    """The inputs in as few groups as a first fit gives, no two of a group in one ledger row."""
    rows_of: dict[str, set[str]] = defaultdict(set)
    for input_id, ledger_id in made.ledger_inputs.select("input_id", "ledger_id").iter_rows():
        rows_of[input_id].add(ledger_id)
    groups: list[tuple[list[str], set[str]]] = []
    for input_id in sorted(set(inputs)):
        for members, taken in groups:
            if not taken & rows_of[input_id]:
                members.append(input_id)
                taken |= rows_of[input_id]
                break
        else:
            groups.append(([input_id], set(rows_of[input_id])))
    return [members for members, _ in groups]


def predicted(made: Run, altered: list[str]) -> pl.DataFrame:
    """Per ledger row the mass its equation gives once the altered inputs are MOVED times themselves."""
    value = pl.when(pl.col("input_id").is_in(altered)).then(pl.col("value") * MOVED).otherwise(pl.col("value"))
    touched = made.ledger_inputs.filter(pl.col("input_id").is_in(altered)).select("ledger_id").unique()
    inputs = made.ledger_inputs.join(touched, on="ledger_id", how="semi").with_columns(value)
    frames = []
    for (equation_id,), rows in made.ledger.join(touched, on="ledger_id", how="semi").group_by("equation_id"):
        stated = EQUATIONS[str(equation_id)]
        summed = inputs.join(rows.select("ledger_id"), on="ledger_id", how="semi").group_by("ledger_id", "argument")
        wide = summed.agg(pl.col("value").sum()).pivot("argument", index="ledger_id", values="value")
        expected = stated.function(**{name: pl.col(name) for name in stated.arguments})
        if PART in wide.columns:
            expected = expected * (pl.col(PART) / pl.col(WHOLE)).fill_null(1.0)
        frames.append(wide.select("ledger_id", expected.alias("expected_kg")))
    return pl.concat(frames)


def assert_only_these_moved(before: Run, after: Run, altered: list[str]) -> None:
    expected = predicted(before, altered)
    old = before.ledger.join(expected, on="ledger_id", how="left", maintain_order="left")
    # More allocated to an instrument than was metered leaves nothing uncovered: that row goes.
    gone = old.filter(pl.col("expected_kg") <= 0, pl.col("mass_kg") > 0)["ledger_id"]
    assert set(after.ledger["ledger_id"]) == set(before.ledger["ledger_id"]) - set(gone)
    new = after.ledger.select("ledger_id", pl.col("mass_kg").alias("new_kg"), pl.col("selected").alias("still"))
    both = old.join(new, on="ledger_id", how="inner")
    assert (both["selected"] == both["still"]).all()
    still = both.filter(pl.col("expected_kg").is_null())
    assert (still["mass_kg"] == still["new_kg"]).all()
    moved = both.filter(pl.col("expected_kg").is_not_null())
    assert moved.height > 0
    np.testing.assert_allclose(moved["new_kg"].to_numpy(), moved["expected_kg"].to_numpy(), rtol=1e-9, atol=1e-12)


def with_cells_moved(folder: Path, tables: Tables, altered: list[str], made: Run) -> Run:
    """The demo files with these cells MOVED times their value, read and computed anew."""
    for input_id in altered:
        name, rest = input_id.split("|", 1)
        key, column = rest.rsplit("|", 1)
        row = made.records.texts[name].filter(pl.col("_key") == key).row(0, named=True)
        assert row["_file"] == f"{name}.csv"
        cells = tables[name][row["_row"] - 2]
        assert cells[column] == row[column]
        cells[column] = repr(float(cells[column]) * MOVED)
    write(folder, tables)
    shutil.copy(USER_FACTORS, folder)
    return of_folder(folder, made.factors)


def test_altering_a_cell_moves_exactly_the_rows_that_list_it(sample: pl.DataFrame, tmp_path: Path) -> None:
    before = demo()
    cells = sample.filter(pl.col("kind") == "record")
    groups = batches(cells["input_id"], before)
    assert sum(len(group) for group in groups) > SAMPLE
    for number, altered in enumerate(groups):
        after = with_cells_moved(tmp_path / str(number), demo_rows(), altered, before)
        assert after.records.findings.is_empty()
        assert_only_these_moved(before, after, altered)


def test_altering_a_factor_moves_exactly_the_rows_that_list_it(sample: pl.DataFrame) -> None:
    before = demo()
    factors = sample.filter(pl.col("kind").is_in(["factor", "default"]))["input_id"]
    for altered in batches(factors, before):
        times = pl.when(pl.col("factor_id").is_in(altered)).then(MOVED).otherwise(1.0)
        frame = before.factors.frame.with_columns(pl.col("value", "canonical_value") * times)
        assert_only_these_moved(before, before.with_factors(Factors(frame)), altered)

"""`ledger_inputs` are true: they are what the row was made of, and moving one moves the row as its equation says."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.product_allocation import PART, WHOLE
from smelter_ghg.records.folder import cells
from tests.golden.from_records import Run, run
from tests.golden.small_plant import FACTORS, every_equation
from tests.unit.ledger.demo_run import demo

sources()
SAMPLE = 100
MOVED = 1.01


@pytest.fixture(scope="module", params=["demo smelters", "every equation"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    if request.param == "demo smelters":
        return demo()
    return run(tmp_path_factory.mktemp("every"), every_equation(), factors=FACTORS)


def arguments_of(made: Run, equation_id: str) -> pl.DataFrame:
    """One row per ledger row of an equation: its arguments, summed over their inputs, and mass_kg."""
    rows = made.ledger.filter(pl.col("equation_id") == equation_id).select("ledger_id", "mass_kg")
    summed = made.ledger_inputs.join(rows, on="ledger_id").group_by("ledger_id", "argument").agg(pl.col("value").sum())
    return rows.join(summed.pivot("argument", index="ledger_id", values="value"), on="ledger_id")


def test_the_inputs_summed_per_argument_give_back_the_mass(made: Run) -> None:
    for equation_id in made.ledger["equation_id"].unique():
        stated, rows = EQUATIONS[equation_id], arguments_of(made, equation_id)
        assert set(rows.columns) - {PART, WHOLE} == {"ledger_id", "mass_kg", *stated.arguments}
        again = stated.function(**{name: rows[name].to_numpy() for name in stated.arguments})
        if PART in rows.columns:
            again = again * (rows[PART] / rows[WHOLE]).fill_null(1.0).to_numpy()
        np.testing.assert_allclose(again, rows["mass_kg"].to_numpy(), rtol=1e-12, atol=0)


def test_every_equation_of_the_register_has_made_rows(tmp_path: Path) -> None:
    assert set(run(tmp_path, every_equation(), factors=FACTORS).ledger["equation_id"]) == set(EQUATIONS)


def test_every_row_has_inputs_for_exactly_its_equations_arguments_in_their_units(made: Run) -> None:
    own = made.ledger_inputs.filter(~pl.col("argument").is_in([PART, WHOLE]))
    listed = own.join(made.ledger.select("ledger_id", "equation_id"), on="ledger_id", how="full")
    assert listed.select(pl.col("ledger_id", "ledger_id_right").is_null().any()).row(0) == (False, False)
    found = {
        equation_id: dict(rows.select("argument", "unit").unique().iter_rows())
        for (equation_id,), rows in listed.group_by("equation_id")
    }
    assert found == {equation_id: dict(EQUATIONS[str(equation_id)].units) for equation_id in found}
    assert listed.select("ledger_id", "argument", "input_id").is_unique().all()


def test_a_record_input_is_its_cell_times_its_multiplier(made: Run) -> None:
    written = cells(made.records.texts).select("input_id", pl.col("value").alias("as_written"))
    records = made.ledger_inputs.filter(pl.col("kind") == "record").join(written, on="input_id", how="left")
    assert records["as_written"].null_count() == 0
    values = (records["as_written"] * records["multiplier"]).to_numpy()
    np.testing.assert_allclose(values, records["value"].to_numpy(), rtol=1e-12, atol=0)


def test_a_factor_input_is_its_row_times_its_multiplier(made: Run) -> None:
    shipped = made.factors.frame.select(pl.col("factor_id").alias("input_id"), pl.col("value").alias("in_file"))
    factors = made.ledger_inputs.filter(pl.col("kind").is_in(["factor", "default"]))
    joined = factors.join(shipped, on="input_id", how="left")
    assert joined.height > 0 and joined["in_file"].null_count() == 0
    values = (joined["in_file"] * joined["multiplier"]).to_numpy()
    np.testing.assert_allclose(values, joined["value"].to_numpy(), rtol=1e-12, atol=0)
    assert set(made.ledger_inputs["kind"]) == {"record", "factor", "default"}


def test_moving_any_input_of_100_seeded_rows_moves_the_mass_as_the_equation_says(made: Run) -> None:
    """Factors of a product move it by as much; sulphur and ash by what they leave of the carbon."""
    draw = np.random.default_rng(100)
    sample = made.ledger.sort("ledger_id").sample(SAMPLE, seed=int(draw.integers(1 << 30)))
    inputs = made.ledger_inputs.join(sample.select("ledger_id"), on="ledger_id", how="semi")
    for (ledger_id,), listed in inputs.group_by("ledger_id"):
        row = sample.row(by_predicate=pl.col("ledger_id") == ledger_id, named=True)
        arguments: dict[str, float] = defaultdict(float)
        for name, value in listed.select("argument", "value").iter_rows():
            arguments[name] += value
        for name, value in listed.select("argument", "value").iter_rows():
            moved = mass_of(row["equation_id"], arguments | {name: arguments[name] + value * (MOVED - 1)})
            assert moved - row["mass_kg"] == pytest.approx(
                by_hand(row, arguments, name, value * (MOVED - 1)), rel=1e-9, abs=1e-6
            )


def mass_of(equation_id: str, arguments: dict[str, float]) -> float:
    """The equation's result, or the part of it that was made for one product."""
    own = {name: value for name, value in arguments.items() if name not in (PART, WHOLE)}
    share = arguments[PART] / arguments[WHOLE] if PART in arguments else 1.0
    return float(EQUATIONS[equation_id].function(**own) * share)


def by_hand(row: dict[str, Any], arguments: dict[str, float], name: str, change: float) -> float:
    """What a change of one argument must do to a mass: by its factor in a sum of terms, in proportion in a product, by
    what they leave for sulphur and ash, inversely for current efficiency."""
    mass = row["mass_kg"]
    in_sum = of_terms(row["equation_id"], arguments)
    if name in in_sum:
        share = arguments[PART] / arguments[WHOLE] if PART in arguments else 1.0
        return 1000 * arguments["carbon_to_co2"] * in_sum[name] * change * share
    if name in ("current_efficiency_pct", "collection_efficiency", WHOLE):
        return -mass * change / (arguments[name] + change)
    if name in ("sulphur", "ash"):
        return -mass * change / (1 - arguments["sulphur"] - arguments["ash"])
    if name == "gross_calorific_value" and "net_calorific_value" in arguments:  # divided by
        return mass * (arguments[name] / (arguments[name] + change) - 1)
    return mass * change / arguments[name] if arguments[name] else 0.0


def of_terms(equation_id: str, a: dict[str, float]) -> dict[str, float]:
    """Tonnes of carbon per unit of each argument of an equation that adds up terms."""
    if equation_id.startswith("pitch_volatiles"):
        ratio = a["green_to_baked_ratio"] if equation_id.endswith("baked_anodes") else None
        green = a["green_anodes"] if ratio is None else ratio * a["baked_anodes"]
        kept = 1 - a["hydrogen"] - a.get("waste_tar_share", 0)
        return {
            "green_anodes": kept,
            "green_to_baked_ratio": kept * a.get("baked_anodes", 0),
            "hydrogen": -green,
            "waste_tar_share": -green,
            "waste_tar": -1,
            "baked_anodes": -1 if ratio is None else ratio * kept - 1,
        }
    if equation_id.startswith("coke_calcination"):
        green, f = a["green_coke"], a["carbon_to_co2"]
        dust = green * a.get("dust_share", 0)
        out = a.get("coke_and_dust", a.get("coke_out", green * a.get("coke_yield", 0)) + dust)
        kept, burnt = 1 - a["coke_sulphur"], a["methane_share"] * a["methane_to_co2"] / f
        per_green = a.get("coke_yield", 0) + a.get("dust_share", 0)
        carbon = green * (1 - a["moisture"] - a["volatiles"] - a["sulphur"]) - out * kept
        return {
            "green_coke": 1 - a["moisture"] - a["volatiles"] - a["sulphur"] - per_green * kept + burnt,
            **dict.fromkeys(("moisture", "volatiles", "sulphur"), -green),
            **dict.fromkeys(("coke_and_dust", "coke_out"), -kept),
            **dict.fromkeys(("coke_yield", "dust_share"), -green * kept),
            "coke_sulphur": out,
            "methane_share": green * a["methane_to_co2"] / f,
            "methane_to_co2": green * a["methane_share"] / f,
            "carbon_to_co2": carbon / f,
        }
    if equation_id.startswith("soderberg_paste"):
        paste = a["paste"] if "paste" in a else a["paste_consumption"] * a["metal"]
        pitch = a["pitch_sulphur"] + a["pitch_ash"] + a["pitch_hydrogen"]
        coke, binder = a["coke_sulphur"] + a["coke_ash"], a["binder_content"]
        kept = 1 - binder * pitch - (1 - binder) * coke
        lost = a["cyclohexane_soluble_matter"] + a["carbon_in_skimmed_dust"]
        return {
            "paste": kept,
            "paste_consumption": kept * a["metal"],
            "metal": -lost if "paste" in a else a["paste_consumption"] * kept - lost,
            "binder_content": paste * (coke - pitch),
            **dict.fromkeys(("pitch_sulphur", "pitch_ash", "pitch_hydrogen"), -paste * binder),
            **dict.fromkeys(("coke_sulphur", "coke_ash"), -paste * (1 - binder)),
            **dict.fromkeys(("cyclohexane_soluble_matter", "carbon_in_skimmed_dust"), -a["metal"]),
        }
    return {}


def test_ranges_enclose_the_value_and_carry_one_error_group_per_source_of_error(made: Run) -> None:
    ranged = made.ledger_inputs.filter(pl.col("lower").is_not_null())
    assert ranged.height > 0 and ranged.select((pl.col("lower") <= pl.col("upper")).all()).item()
    assert ranged.select(pl.col("value").is_between("lower", "upper").all()).item()
    grouped = made.ledger_inputs.drop_nulls("error_group")
    named = set(made.tables["uncertainties"]["error_group"].drop_nulls())
    own = grouped.filter(~pl.col("error_group").is_in(list(named)))
    assert (own["error_group"] == own["input_id"]).all()

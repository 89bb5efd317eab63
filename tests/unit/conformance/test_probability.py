"""How likely a criterion is met, draw by draw, beside an outcome that stays what it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import polars as pl
import pytest

from smelter_ghg.conformance import evaluate, load_rulebooks, verdict_dict
from smelter_ghg.uncertainty.build import build_uncertainty, draws_by_intensity
from tests.golden.from_records import Row, Run, run
from tests.golden.small_plant import FACTORS, YEAR, small_plant

FOOTPRINT_HALF = 0.1


def judged(made: Run, *, drawn: bool = True) -> dict[int, dict[str, Any]]:
    """The verdicts under the current version by reporting year."""
    built = build_uncertainty(made.ledger, made.ledger_inputs, made.activity, made.intensity, made.factors, made.config)
    draws = draws_by_intensity(built["draws"]) if drawn else {}
    verdicts = evaluate(
        "V3.1",
        intensity=made.intensity,
        missing=made.missing,
        tables=made.tables,
        rulebooks=load_rulebooks([]),
        config=made.config,
        draws_of=lambda _: draws,
    )
    return {row["reporting_year"]: verdict_dict(row) for row in verdicts.iter_rows(named=True)}


def _back(cell: str, years: int) -> str:
    """A date so many years earlier; the last day of February stays the last."""
    return cell.replace(str(YEAR), str(YEAR - years)).replace("2020-02-28", "2020-02-29")


def plant(folder: Path, footprint: float, *, start: str = "1999-01-01", years: int = 1) -> Run:
    """The small plant with alumina of a footprint in t/t +/- 10 per cent, and nothing else uncertain but shipped
    factors; the footprint falls by a tenth from one year to the next."""
    tables: dict[str, list[Row]] = {}
    for back in range(years):
        for name, rows in small_plant().items():
            moved = [{key: _back(cell, back) for key, cell in row.items()} for row in rows]
            if name == "supplier_footprints":
                moved[0]["factor_t_co2e_per_t"] = repr(footprint / 0.9**back)
            if back == 0 or (rows and "period_start" in rows[0]):
                tables.setdefault(name, []).extend(moved)
    for row in tables["facilities"]:
        row["first_production_date"] = start
    tables["uncertainties"] = [
        {"smelter_id": "s", "table": "supplier_footprints", "column": "factor_t_co2e_per_t", "item": "alumina"}
        | {"below_pct": str(100 * FOOTPRINT_HALF), "error_group": "alumina", "citation": "invented"}
        | {"period_start": f"{YEAR - years + 1}-01-01", "period_end": f"{YEAR}-12-31", "distribution": "normal"}
    ]
    return run(folder, tables, factors=FACTORS, method_set="ipcc_2006")


def test_the_probability_under_a_threshold_is_that_of_the_distribution(tmp_path: Path) -> None:
    """Alumina is 1.93 t/t of metal; its footprint is chosen so that the intensity is half a standard deviation under
    11. What else is uncertain, the sulphur of anodes, is of no weight beside it."""
    first = plant(tmp_path / "first", 1.0)
    rest = float(first.intensity_of("mine_to_metal")["value"]) - 1.93
    deviation = FOOTPRINT_HALF / 1.959964
    footprint = (11 - rest) / 1.93 / (1 + deviation / 2)
    verdict = judged(plant(tmp_path / "second", footprint))[YEAR]
    below = [reading for reading in verdict["readings"] if reading["probability_meets"] is not None]
    assert below and below[0]["probability_meets"] == pytest.approx(NormalDist().cdf(0.5), abs=0.02)


def test_far_from_every_threshold_the_probability_is_certain_and_changes_no_outcome(tmp_path: Path) -> None:
    made = plant(tmp_path, 1.0)
    with_draws, without = judged(made)[YEAR], judged(made, drawn=False)[YEAR]
    assert with_draws["outcome"] == without["outcome"] == "meets"
    assert with_draws["probability_meets"] == 1.0 and without["probability_meets"] is None
    strip = ("probability_meets", "readings")
    assert {k: v for k, v in with_draws.items() if k not in strip} == {
        k: v for k, v in without.items() if k not in strip
    }


def test_a_gate_that_fails_leaves_the_probability_to_what_would_be_if_it_were_met(tmp_path: Path) -> None:
    made = plant(tmp_path, 1.0)
    made = made.with_tables(
        facilities=made.tables["facilities"].with_columns(pl.lit(None, pl.Date).alias("first_production_date"))
    )
    verdict = judged(made)[YEAR]
    assert verdict["gates_failed"] and verdict["probability_meets"] is None
    assert verdict["if_gates_met"]["probability_meets"] == 1.0


def test_a_reduction_is_likely_or_not_by_the_errors_its_years_share(tmp_path: Path) -> None:
    """One supplier's error in all four years cancels out of the reduction: it is as certain as the stated one."""
    planless = plant(tmp_path, 12.0, years=4)
    plan = {
        "smelter_id": "s",
        "plan_date": dt.date(YEAR - 1, 5, 31),
        "base_year": YEAR - 3,
        "boundary": "mine_to_metal",
    }
    targets = planless.tables["targets"]
    made = planless.with_tables(targets=pl.concat([targets, pl.DataFrame([plan])], how="diagonal_relaxed"))
    verdict = judged(made)[YEAR]
    assert verdict["value"] > 13
    reducing = {reading["name"]: reading["probability_meets"] for reading in verdict["readings"]}
    assert reducing["below_11_or_reducing"] == pytest.approx(1.0, abs=0.01)

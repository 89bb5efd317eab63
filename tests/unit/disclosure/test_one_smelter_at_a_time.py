"""What a portfolio costs grows with its smelters in rows, and not at all in what is held at once.

No clock: counts of figures and operands, and the Python objects alive at the peak, of three and of six smelters.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures import figures_of
from smelter_ghg.findings import to_frame

BENCH = Path(__file__).resolve().parents[2] / "bench"
SMELTERS = (3, 6)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, tuple[pl.DataFrame, Facts, int]]]:
    """Per number of smelters the figures, what they were made from, and the peak of Python's memory in bytes."""
    sys.path.insert(0, str(BENCH))
    try:
        from make_portfolio import write_portfolio
    finally:
        sys.path.remove(str(BENCH))
    found = {}
    for number in SMELTERS:
        folder = tmp_path_factory.mktemp("portfolio")
        write_portfolio(folder, smelters=number, years=1)
        facts = _facts(folder)
        figures_of(facts, to_frame([]))  # fills caches that do not depend on the smelters
        facts = _facts(folder)
        tracemalloc.start()
        figures = figures_of(facts, to_frame([]))
        found[number] = (figures, facts, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    yield found


def _facts(folder: Path) -> Facts:
    from smelter_ghg.activity import build_activity
    from smelter_ghg.config import ReportingConfig
    from smelter_ghg.conformance import evaluate, load_rulebooks, rulebooks_frame
    from smelter_ghg.energy import build_energy
    from smelter_ghg.factors import load_factors
    from smelter_ghg.intensity import build_intensity
    from smelter_ghg.ledger import build_ledger
    from smelter_ghg.records.folder import read_folder

    config, rulebooks = ReportingConfig(), load_rulebooks()
    tables = read_folder(folder, not_records=[folder / "user_factors.csv"]).tables
    factors = load_factors([folder / "user_factors.csv"])
    activity = build_activity(tables, config)
    ledger = build_ledger(activity, tables, factors, config)
    intensity = build_intensity(ledger.ledger, activity, ledger.missing, tables, factors, config)
    content: dict[str, Any] = {"intensity": intensity, "missing": ledger.missing, "tables": tables}
    verdicts = evaluate(config.standard_version, rulebooks=rulebooks, config=config, **content)
    return Facts(
        ledger=ledger.ledger,
        ledger_inputs=ledger.ledger_inputs,
        energy=build_energy(activity, tables, factors, config),
        verdicts=verdicts,
        activity=activity,
        factors=factors,
        rulebooks=rulebooks_frame(rulebooks),
        config=config,
        **content,
    )


def test_every_smelter_has_its_own_figures_however_many_there_are(made: Any) -> None:
    few, many = (made[number][0].filter(pl.col("smelter_id").is_not_null()) for number in SMELTERS)
    kept = many.filter(pl.col("smelter_id").is_in(few["smelter_id"].unique().implode()))
    assert few["smelter_id"].n_unique() == 3 and many["smelter_id"].n_unique() == 6
    assert kept.equals(few)


def test_a_ledger_row_is_listed_by_its_source_and_by_no_higher_sum(made: Any) -> None:
    """Once by source, for the period that leads a page once more by step, by level of the hierarchy, by equation and by
    gas, for the shares of its data quality, and for what rests on a factor or default; scopes and totals add figures.
    Where a plant makes other products too, the boundary and its scopes take the rows of primary metal, and the other
    products theirs."""
    figures, facts, _ = made[6]
    sums = figures.filter(pl.col("operation") == "sum_co2e")
    assert set(sums["measure"]) == {
        "emissions_source",
        "emissions_step",
        "emissions_product",
        "emissions_boundary",
        "emissions_scope_part",
        "known_emissions",
        "quality_part",
        "direct_emissions",
        "power_level",
        "method_emissions",
        "stand_in_emissions",
        "factor_emissions",
        "gas_emissions",
    }
    for measure in ("emissions_source", "emissions_step", "power_level", "method_emissions", "gas_emissions"):
        listed = sums.filter(pl.col("measure") == measure)["operands"].explode()
        assert listed.is_unique().all()
    chosen = pl.concat(facts.emission_rows[row["smelter_id"]] for row in facts.smelters)
    assert set(sums.filter(pl.col("measure") == "emissions_source")["operands"].explode()) == set(chosen["ledger_id"])


def test_what_is_held_at_once_is_one_smelters(made: Any) -> None:
    few, many = (made[number][2] for number in SMELTERS)
    assert many < 1.25 * few, f"{few / 1e6:.1f} MB for three smelters, {many / 1e6:.1f} MB for six"

"""Other vintages on a smelter's page: every effect is a figure that follows from energy and a cited factor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from smelter_ghg.conformance import evaluate, load_rulebooks, rulebooks_frame
from smelter_ghg.contracts.bridge_table import BRIDGES
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.uncertainty_tables import DRIVERS, UNCERTAINTY
from smelter_ghg.disclosure import build_figures
from smelter_ghg.factor_vintages import effects
from smelter_ghg.findings import to_frame
from tests.golden.from_records import Run, run, user_factor
from tests.golden.small_plant import FACTORS, GWP, instrument, small_plant

OLD, NEW = "grid_us_srmw_2021_egrid", "grid_us_srmw_2022_egrid"


def test_the_page_shows_the_other_vintage_with_its_effect(
    records_folder: Callable[..., Any], disclose: Callable[..., Any]
) -> None:
    run_ = disclose(records_folder(), chosen_factors={"ZONE-north": OLD})
    html = run_.html()
    table = html[html.index('id="factor-vintages"') :].split("</table>")[0]
    assert OLD in table and NEW in table and "eGRID2022" in table and "0.626" in table
    effects_shown = run_.figures.filter(pl.col("measure") == "vintage_effect", pl.col("smelter_id") == "north")
    assert effects_shown.height == 2 and (effects_shown["value"] < 0).all()
    assert all(fid in table for fid in effects_shown["figure_id"])


def test_a_smelter_without_other_vintages_has_no_such_table(
    records_folder: Callable[..., Any], disclose: Callable[..., Any]
) -> None:
    assert 'id="factor-vintages"' not in disclose(records_folder()).html()


def figures(made: Run) -> pl.DataFrame:
    rulebooks = load_rulebooks()
    verdicts = evaluate(
        made.config.standard_version,
        intensity=made.intensity,
        missing=made.missing,
        tables=made.tables,
        rulebooks=rulebooks,
        config=made.config,
    )
    return build_figures(
        ledger=made.ledger,
        ledger_inputs=made.ledger_inputs,
        energy=made.energy,
        missing=made.missing,
        intensity=made.intensity,
        verdicts=verdicts,
        activity=made.activity,
        tables=made.tables,
        factors=made.factors,
        rulebooks=rulebooks_frame(rulebooks),
        config=made.config,
        uncertainty=UNCERTAINTY.empty(),
        drivers=DRIVERS.empty(),
        bridges=BRIDGES.empty(),
        pathways=PATHWAYS.empty(),
        findings=to_frame([]),
    )


def test_figures_of_grid_and_fuel_are_the_effects_of_the_ledger(tmp_path: Path) -> None:
    labels = {"region": "Z", "vintage": "2019"} | GWP
    older = user_factor("natural_gas", "upstream", 7000, "kg CO2e/TJ", **labels, valid_to="2019-12-31")
    here = user_factor("natural_gas", "upstream", 5, "kg CO2e/GJ", **(labels | {"vintage": "2022"}))
    grid = ("grid_combustion", "grid_upstream")
    kept = tuple(row for row in FACTORS if row["parameter"] not in ("upstream", *grid[:1]) or "oil" in row["item"])
    upstream = user_factor("electricity", "grid_upstream", 8, "kg CO2e/MWh", region="Z", **GWP, valid_to="2021-12-31")
    tables = small_plant() | {"power_instruments": [instrument(100_000)]}
    made = run(tmp_path, tables, factors=(*kept, older, here, upstream), chosen_factors={"Z": OLD})
    expected = effects(made.ledger, made.ledger_inputs, made.factors, "AR6GWP100")
    shown = figures(made).filter(pl.col("measure") == "vintage_effect")
    assert sorted(shown["value"]) == pytest.approx(sorted(expected["effect_t_co2e"]))
    assert shown.height == expected.height == 5

"""Several things restated at once: the stated order, reasons on record, and parts that always add up."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import polars as pl
import pytest

from smelter_ghg.restatement import CHECK, Changes, without_reason
from tests.golden.from_records import Row, Tables
from tests.golden.small_plant import FACTORS, YEAR, instrument, small_plant

SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"

Make = Callable[..., Any]
ELECTRICITY = "Purchased electricity, market-based"


def with_grid_factor(value: float) -> list[Row]:
    return [row | ({"value": str(value)} if row["parameter"] == "grid_combustion" else {}) for row in FACTORS]


def with_power(mwh: str) -> Tables:
    tables = small_plant()
    tables["electricity"][0]["mwh"] = mwh
    return tables


def test_records_come_first_and_factors_are_valued_with_the_new_records(state: Make, restated: Make) -> None:
    after = state(with_power("15000"), factors=with_grid_factor(0.12))
    found = restated(state(), after).restatements.filter(
        pl.col("label").str.contains("Purchased electricity"), unit="t CO2e"
    )
    assert found.height
    for (_,), parts in found.partition_by("figure_id", as_dict=True).items():
        split = dict(parts.select("cause", "part").iter_rows())
        assert split == pytest.approx({"records": 1000 * 0.1, "factor": (12 * 14000 + 1000) * 0.02}, rel=1e-9)


def test_the_potentials_come_after_records_and_factors(state: Make, restated: Make) -> None:
    tables = small_plant()
    tables["metal"][0]["mass_t"] = "1100"
    found = restated(state(), state(tables, gwp_set="AR5GWP100")).restatements
    anode_effects = found.filter(pl.col("label") == "Anode effects (CF₄, C₂F₆)")
    split = dict(anode_effects.select("cause", "part").iter_rows())
    cf4 = 0.143 * 0.2 / 1000
    of_potentials = (6630 - 7380) + 0.121 * (11100 - 12400)
    assert split["records"] == pytest.approx(cf4 * 100 * (7380 + 0.121 * 12400), rel=1e-9)
    assert split["gwp_set"] == pytest.approx(cf4 * 12100 * of_potentials, rel=1e-9)


def correction(**cells: str) -> Row:
    key = f"s|L1|{YEAR}-01-01|{YEAR}-01-31|consumed|grid|Z|L1"
    told = {"table": "electricity", "row_key": key, "column": "mwh", "old": "14000", "new": "15000"}
    return told | {"reason": "meter read twice", "by": "J. Doe", "on": "2024-02-01"} | cells


def test_the_reason_comes_from_the_corrections(state: Make, restated: Make) -> None:
    before, tables = state(), with_power("15000") | {"corrections": [correction()]}
    after = state(tables)
    found = restated(before, after).restatements
    assert set(found["reason"]) == {"meter read twice (J. Doe, 2024-02-01)"}
    assert without_reason(Changes(before.stated, after.stated, after.corrections)).is_empty()


@pytest.mark.parametrize(
    "cells", [{"new": "14500"}, {"column": "meter_id"}], ids=["of another value", "of another cell"]
)
def test_a_correction_of_something_else_is_no_reason(state: Make, restated: Make, cells: Row) -> None:
    before, after = state(), state(with_power("15000") | {"corrections": [correction(**cells)]})
    assert set(restated(before, after).restatements["reason"]) == {"none on record"}
    (warning,) = without_reason(Changes(before.stated, after.stated, after.corrections)).rows(named=True)
    assert (warning["check_id"], warning["severity"], warning["smelter_id"]) == (CHECK, "warning", "s")
    assert (warning["table"], warning["row"], warning["column"]) == ("electricity", 2, "mwh")
    assert (warning["value"], warning["period"]) == ("15000 MWh", str(YEAR))


def test_a_new_period_is_no_restatement(state: Make, restated: Make) -> None:
    both, later = small_plant(), small_plant()
    for name, rows in later.items():
        dated = [row for row in rows if "period_start" in row]
        both[name] += [{n: c.replace(str(YEAR), str(YEAR + 1)) for n, c in row.items()} for row in dated]
    before, after = state(), state(both)
    figures = restated(before, after).restatements.filter(pl.col("measure") != "count")
    assert figures.filter(pl.col("period_label") == str(YEAR + 1)).is_empty()
    assert figures.filter(pl.col("measure").is_in(["emissions_total", "intensity"])).is_empty()
    assert without_reason(Changes(before.stated, after.stated, after.corrections)).is_empty()


@pytest.mark.parametrize("seed", range(5 if SOAK else 2))
def test_parts_always_add_up(state: Make, restated: Make, seed: int) -> None:
    """Several changes drawn at random; the fixture holds the parts against every change."""
    draw = Random(seed)
    tables, factors, settings = small_plant(), list(FACTORS), dict[str, Any]()

    def records() -> None:
        for _ in range(draw.randint(1, 6)):
            name, column = draw.choice(
                [("metal", "mass_t"), ("electricity", "mwh"), ("activity", "quantity"), ("transport", "distance_km"),
                 ("potlines", "anode_effect_minutes_per_cell_day"), ("specific_consumption", "value")]
            )  # fmt: skip
            row = draw.choice(tables[name])
            row[column] = str(round(float(row[column]) * draw.uniform(0.5, 1.5), 3))

    def a_factor() -> None:
        at = draw.randrange(len(factors))
        factors[at] = factors[at] | {"value": str(float(factors[at]["value"]) * draw.uniform(0.5, 1))}

    def a_gap() -> None:
        tables["activity"].pop(draw.randrange(len(tables["activity"])))

    choices = {
        "records": records,
        "factor": a_factor,
        "gap": a_gap,
        "sets": lambda: settings.update(gwp_set="AR5GWP100"),
        "method": lambda: settings.update(method_set="ipcc_2006"),
        "contract": lambda: tables["power_instruments"].append(instrument(draw.uniform(1000, 100_000))),
    }
    for name in draw.sample(sorted(choices), 4):
        choices[name]()
    found = restated(state(), state(tables, factors=factors, **settings)).restatements
    assert found.drop_nulls("part").height > 50
    # What is left of the meters is another operation once a contract covers a part.
    whole = ["count", "verdict", "power_level"]
    unsplit = found.filter(pl.col("part").is_null() & ~pl.col("measure").is_in(whole))
    assert unsplit.is_empty(), unsplit.select("measure", "label", "previous", "restated", "cause")

"""A facility several smelters share: its records stand under the owner, and every smelter gets its share of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.golden.from_records import Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

SHARES = {"s": 0.7, "second": 0.3}


def shared_plant() -> Tables:
    """Two small plants; the first owns a power plant that burns fuel oil for both, with an analysis of its own."""
    tables, second = small_plant(), small_plant(smelter="second")
    for name, rows in second.items():
        if name != "supplier_footprints":
            tables[name] = [*tables[name], *rows]
    tables["facilities"].append({"facility_id": "PP", "smelter_id": "s", "kind": "power_plant"})
    for month in months(YEAR):
        here = month | {"smelter_id": "s", "facility_id": "PP"}
        fuel = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "1000", "unit": "t"}
        tables["activity"].append(here | fuel | {"uncertainty_pct": "2"})
        tables["electricity"].append(here | {"flow": "generated_gross", "supply": "captive", "mwh": "4000"})
    tables["properties"].append(
        whole_year(YEAR)
        | {"smelter_id": "s", "item": "residual_fuel_oil", "property": "net_calorific_value_gj_per_t", "value": "41"}
    )
    return tables


def allocated() -> Tables:
    tables = shared_plant()
    tables["allocations"] = [
        {"facility_id": "PP", "smelter_id": name, "basis": "energy", "share": str(share)}
        for name, share in SHARES.items()
    ]
    return tables


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    folder = tmp_path_factory.mktemp("shared")
    return run(folder / "whole", shared_plant(), factors=FACTORS), run(folder / "parts", allocated(), factors=FACTORS)


def test_each_smelter_gets_its_share_and_nothing_is_lost(pair: tuple[Run, Run]) -> None:
    whole, parts = pair
    assert parts.records.findings.is_empty()
    total = whole.kilograms(smelter_id="s", facility_id="PP", gas="CO2")
    assert total == pytest.approx(12 * 1000 * 41 * 21.1 * 44 / 12, rel=1e-12)
    for name, share in SHARES.items():
        assert parts.kilograms(smelter_id=name, facility_id="PP", gas="CO2") == pytest.approx(share * total, rel=1e-12)
        fuel = parts.energy.filter((pl.col("smelter_id") == name) & (pl.col("carrier") == "residual_fuel_oil"))
        assert fuel["gj"].sum() == pytest.approx(share * 12 * 1000 * 41, rel=1e-12)
        assert set(fuel["process"]) == {"power_generation"} and set(fuel["allocation_share"]) == {share}
    made = parts.energy.filter(pl.col("origin") == "self_generated").group_by("smelter_id").agg(pl.col("mwh").sum())
    assert dict(made.iter_rows()) == {name: pytest.approx(share * 48_000) for name, share in SHARES.items()}


def test_the_share_is_an_input_with_its_record(pair: tuple[Run, Run]) -> None:
    _, parts = pair
    rows = parts.ledger.filter((pl.col("facility_id") == "PP") & (pl.col("gas") == "CO2"))
    amounts = parts.ledger_inputs.join(rows.select("ledger_id", "smelter_id"), on="ledger_id").filter(
        pl.col("argument") == "amount"
    )
    assert amounts.height == 24
    for row in amounts.iter_rows(named=True):
        share = SHARES[row["smelter_id"]]
        assert row["allocation_id"] == f"allocations|PP|{row['smelter_id']}|share"
        assert (row["allocation_share"], row["value"]) == (share, pytest.approx(1000 * row["multiplier"] * share))
        assert row["input_id"].startswith("activity|s|PP|") and row["lower"] == pytest.approx(row["value"] * 0.98)
    others = parts.ledger_inputs.filter(pl.col("argument") != "amount")
    assert others["allocation_id"].is_null().all()
    assert parts.activity["activity_id"].is_unique().all()


def test_the_analysis_of_the_plants_fuel_serves_every_smelter(pair: tuple[Run, Run]) -> None:
    _, parts = pair
    rows = parts.ledger.filter((pl.col("facility_id") == "PP") & (pl.col("gas") == "CO2"))
    values = parts.ledger_inputs.join(rows, on="ledger_id").filter(pl.col("argument") == "net_calorific_value")
    assert set(values["input_id"]) == {
        f"properties|s|residual_fuel_oil|{YEAR}-01-01|{YEAR}-12-31|net_calorific_value_gj_per_t|value"
    }
    assert set(values["kind"]) == {"record"} and set(values["value"]) == {41.0}


def test_what_is_not_shared_stays_as_it_was(pair: tuple[Run, Run]) -> None:
    whole, parts = pair
    here = pl.col("facility_id") != "PP"
    assert parts.ledger.filter(here).equals(whole.ledger.filter(here))


def test_a_shared_potline_splits_metal_and_cell_days_and_keeps_its_rates(tmp_path: Path) -> None:
    tables = small_plant()
    tables["smelters"].append({"smelter_id": "partner", "name": "Partner", "level": "site"})
    tables["reporting_periods"].append({"smelter_id": "partner", "period_label": "2022"} | whole_year(YEAR))
    for row in tables["potlines"]:
        row |= {"cell_days": "600", "line_current_ka": "300"}
    alone = run(tmp_path / "alone", tables, factors=FACTORS)
    tables["allocations"] = [
        {"facility_id": "L1", "smelter_id": "s", "share": "0.25"},
        {"facility_id": "L1", "smelter_id": "partner", "share": "0.75"},
    ]
    made = run(tmp_path / "shared", tables, factors=FACTORS)
    for source in ("anode_effects", "anode_consumption"):
        total = alone.kilograms(source=source, gas="CF4" if source == "anode_effects" else "CO2")
        for name, share in (("s", 0.25), ("partner", 0.75)):
            part = made.kilograms(source=source, smelter_id=name, gas="CF4" if source == "anode_effects" else "CO2")
            assert part == pytest.approx(share * total, rel=1e-12), (source, name)
    of_partner = made.activity.filter((pl.col("smelter_id") == "partner") & (pl.col("quantity") == "potline"))
    found = {item: set(rows["value"]) for (item,), rows in of_partner.group_by("item")}
    assert found == {"cell_days": {450.0}, "line_current_ka": {300.0}, "anode_effect_minutes_per_cell_day": {0.2}}

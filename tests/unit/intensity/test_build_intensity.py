"""Intensities: which rows a boundary counts, over which metal, and reported values as they stand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.contracts.result_tables import ENERGY, INTENSITY
from smelter_ghg.intensity import BOUNDARIES, applies_to, in_boundary
from smelter_ghg.ledger import co2e
from tests.golden.from_records import Run, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, instrument, small_plant
from tests.unit.ledger.demo_run import COAL, HYDRO, demo


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tables = small_plant() | {"power_instruments": [instrument(100_000)]}
    return run(tmp_path_factory.mktemp("plant"), tables, factors=FACTORS)


# Worked out by hand from the rows of the small plant: 12 months of 1000 t, AR6, seven-technology set.
SCOPE_1 = (
    0.42 * 12_000 * (1 - 0.024) * 3.664
    + 12_000 * 0.143 * 0.2 * (7380 + 0.121 * 12400) / 1000
    + 60_000 * (56.1 + 0.001 * 27.9 + 0.0001 * 273) / 1000
)
LOCATION, MARKET = 168_000 * 0.1, 100_000 * 0.010 + 68_000 * 0.1
GOODS_AND_FUEL = 12 * (1930 + 530 + 16) * 1.0 + 12 * (1930 + 530) * 500 * 0.01 / 1000 + 60_000 * 0.005
POWER_UPSTREAM = {"location": 168_000 * 0.007, "market": 100_000 * 0.002 + 68_000 * 0.007}


@pytest.mark.parametrize("denominator", ["tapped", "cast_out"])
@pytest.mark.parametrize(
    ("boundary", "account", "expected"),
    [
        ("scope_1", "none", SCOPE_1),
        ("scope_1_2", "location", SCOPE_1 + LOCATION),
        ("scope_1_2", "market", SCOPE_1 + MARKET),
        ("mine_to_metal", "location", SCOPE_1 + LOCATION + POWER_UPSTREAM["location"] + GOODS_AND_FUEL),
        ("mine_to_metal", "market", SCOPE_1 + MARKET + POWER_UPSTREAM["market"] + GOODS_AND_FUEL),
    ],
)
def test_the_small_plant_worked_out_by_hand(
    plant: Run, boundary: str, account: str, denominator: str, expected: float
) -> None:
    row = plant.intensity_of(boundary, account, denominator)
    assert row["emissions_t_co2e"] == pytest.approx(expected, rel=1e-9)
    assert row["production_t"] == 12_000 and row["value"] == pytest.approx(expected / 12_000, rel=1e-9)
    assert row["complete"] and row["missing"] == [] and row["qualifier"] == "exact"
    assert len(row["production_ids"]) == 12


def test_there_is_one_row_per_boundary_account_and_denominator(plant: Run) -> None:
    assert dict(plant.intensity.schema) == INTENSITY.polars_schema
    assert plant.intensity.height == 10 and plant.intensity["intensity_id"].is_unique().all()
    accounts = plant.intensity.group_by("boundary").agg(pl.col("scope2_account").unique().sort())
    assert dict(accounts.iter_rows()) == {
        "scope_1": ["none"],
        "scope_1_2": ["location", "market"],
        "mine_to_metal": ["location", "market"],
    }


def test_boundaries_hold_one_another() -> None:
    ledger = demo().inventory()
    rows = {
        name: set(ledger.filter(in_boundary(name))["ledger_id"]) for name in ("scope_1", "scope_1_2", "mine_to_metal")
    }
    assert rows["scope_1"] < rows["scope_1_2"]
    # What was made for power that is sold is part of the site's scopes and of no metal.
    sold = set(ledger.filter(allocated_to="power_sold")["ledger_id"])
    assert sold and rows["mine_to_metal"] | sold == set(ledger["ledger_id"]) and not rows["mine_to_metal"] & sold


@pytest.mark.parametrize("category", [2, 5, 15])
def test_other_scope_3_categories_are_outside_mine_to_metal(category: int) -> None:
    ledger = demo().inventory().filter(pl.col("scope") == 3).with_columns(pl.lit(category).alias("scope3_category"))
    assert ledger.filter(in_boundary("mine_to_metal")).is_empty()


def test_every_sum_of_the_demo_is_the_sum_of_its_ledger_rows() -> None:
    made = demo()
    for account in ("location", "market"):
        rows = co2e(made.inventory(scope2_account=account), "AR6GWP100", made.factors)
        of_metal = rows.filter(allocated_to="primary_metal")
        sums = of_metal.group_by("smelter_id", "period_label").agg(pl.col("t_co2e").sum())
        shown = made.intensity.filter(
            (pl.col("boundary") == "mine_to_metal")
            & (pl.col("scope2_account") == account)
            & (pl.col("denominator") == "tapped")
        )
        joined = shown.join(sums, on=["smelter_id", "period_label"])
        assert joined.height == 12
        assert (joined["emissions_t_co2e"] - joined["t_co2e"]).abs().max() < 1e-6


def test_the_two_demo_smelters_differ_by_their_power() -> None:
    values = demo().intensity.filter((pl.col("boundary") == "mine_to_metal") & (pl.col("scope2_account") == "market"))
    by_smelter = dict(values.group_by("smelter_id").agg(pl.col("value").min()).iter_rows())
    assert by_smelter[HYDRO] < 5 < 13 < by_smelter[COAL]


@pytest.mark.parametrize("applies", ["scope_1", "scope_1_2", "mine_to_metal"])
def test_a_missing_item_counts_for_its_boundary_and_the_wider_ones(applies: str) -> None:
    row = {"boundary": applies, "scope2_account": "market", "method_set": "ipcc_2006"}
    missing = pl.DataFrame([row]).with_columns(pl.lit(None, pl.Float64).alias("excluded_estimate_t_co2e"))
    for boundary in BOUNDARIES:
        counts = BOUNDARIES.index(boundary) >= BOUNDARIES.index(applies)
        assert missing.filter(applies_to(boundary, "market", "ipcc_2006")).height == int(counts)
        assert missing.filter(applies_to(boundary, "location", "ipcc_2006")).is_empty()
        assert missing.filter(applies_to(boundary, "market", "eu_2025_2547")).is_empty()


def test_a_reported_intensity_stays_what_it_is(tmp_path: Path) -> None:
    tables = small_plant()
    tables["reported_indicators"] = [
        whole_year(YEAR)
        | {"smelter_id": "s", "indicator": "intensity", "boundary": "mine_to_metal", "scope2_account": "market"}
        | {"gwp_set": "not_stated", "value": value, "unit": unit, "qualifier": "upper", "confidence": "V1"}
        | {"period_stated": "true", "citation": "Sustainability report, page 9"}
        for value, unit in (("4.4", "t CO2e/t"), ("0.8", "t PFC/t"))
    ]
    tables["reported_indicators"][1]["indicator"] = "pfc"
    made = run(tmp_path, tables, factors=FACTORS)
    reported = made.intensity.filter(pl.col("route") == "reported")
    row = reported.row(0, named=True)
    assert reported.height == 1 and row["value"] == 4.4 and row["qualifier"] == "upper"
    assert row["emissions_t_co2e"] is None and row["production_t"] is None
    assert row["citation"] == "Sustainability report, page 9" and row["input_id"].startswith("reported_indicators|s|")
    assert made.ledger.filter(pl.col("route") == "reported").is_empty()


def test_metal_from_outside_is_taken_off_the_metal_cast_and_stated_apart(tmp_path: Path, plant: Run) -> None:
    tables = small_plant()
    cold = {"smelter_id": "s", "facility_id": "CH", "flow": "cold_in", "mass_t": "600", "counterparty": "Other"}
    tables["metal"].append(whole_year(YEAR) | cold)
    made = run(tmp_path, tables, factors=FACTORS)
    primary = made.intensity_of("mine_to_metal", denominator="cast_out")
    assert primary["complete"] and primary["production_t"] == 12_000 - 600 and len(primary["deducted_ids"]) == 1
    # The casthouse burns 60 000 GJ; 600 of the 12 600 t it is charged with come from outside.
    gas = plant.ledger.filter((pl.col("process") == "casting") & (pl.col("scope") == 1))
    remelt = made.ledger.filter(pl.col("allocated_to") == "remelt")
    of_fuel = remelt.filter((pl.col("scope") == 1) & (pl.col("gas") == "CO2"))["mass_kg"].sum()
    assert of_fuel == pytest.approx(gas.filter(pl.col("gas") == "CO2")["mass_kg"].sum() * 600 / 12_600)
    everything = made.intensity_of("all_metal", denominator="cast_out")
    assert everything["missing"] == ["cold_metal"] and everything["production_t"] == 12_000
    assert everything["emissions_t_co2e"] > primary["emissions_t_co2e"]
    # Whatever is divided adds up to what it was.
    whole, parts = plant.intensity_of("scope_1"), made.intensity_of("scope_1")
    assert parts["emissions_t_co2e"] == pytest.approx(whole["emissions_t_co2e"])
    assert plant.intensity.filter(boundary="all_metal").is_empty()


def test_energy_by_carrier_and_origin(plant: Run) -> None:
    energy = plant.energy
    assert dict(energy.schema) == ENERGY.polars_schema and energy["energy_id"].is_unique().all()
    total = dict(energy.group_by("carrier").agg(pl.col("gj").sum()).iter_rows())
    assert total == {"electricity": pytest.approx(168_000 * 3.6), "natural_gas": pytest.approx(60_000)}
    assert ((energy["gj"] / energy["mwh"]) - 3.6).abs().max() < 1e-12


def test_captive_power_is_not_counted_as_bought() -> None:
    coal = demo().energy.filter((pl.col("smelter_id") == COAL) & (pl.col("carrier") == "electricity"))
    by_origin = dict(coal.group_by("origin").agg(pl.col("mwh").sum()).iter_rows())
    assert set(by_origin) == {"purchased", "self_generated", "used_from_own_generation", "sold"}
    assert by_origin["used_from_own_generation"] < by_origin["self_generated"]
    assert by_origin["purchased"] < by_origin["used_from_own_generation"] / 10

"""A footprint, an instrument's cell or a user's factor taken away from the hydro demo is named, and nothing stands in.

Beside them: what no removal may turn into "at least", and exclusions, which make a sum complete again.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.factors import Factors
from tests.golden.from_records import Run, whole_year
from tests.golden.from_records import run as run_rows
from tests.golden.small_plant import FACTORS, YEAR, small_plant
from tests.unit.ledger.demo_run import HYDRO, one_year

FOOTPRINTS = {
    "Refinery North (synthetic)": "alumina",
    "Refinery South (synthetic)": "alumina",
    "Anode works Coast (synthetic)": "prebaked_anode",
    "Fluorides One (synthetic)": "aluminium_fluoride",
}
# Factor -> the item that must be named, the smallest boundary it belongs to, the accounts.
BOTH = ("location", "market")
USER_FACTORS = {
    "demo.electricity.grid_combustion.SYN-HYDRO": ("grid_factor", "scope_1_2", ("location",)),
    "demo.electricity.grid_upstream.SYN-HYDRO": ("electricity_upstream", "mine_to_metal", BOTH),
    "demo.electricity.grid_losses.SYN-HYDRO": ("electricity_losses", "mine_to_metal", BOTH),
    "demo.natural_gas.upstream": ("natural_gas_upstream", "mine_to_metal", BOTH),
    "demo.natural_gas.combustion_factor.CH4": ("natural_gas_combustion_ch4", "scope_1", BOTH),
    "demo.natural_gas.combustion_factor.N2O": ("natural_gas_combustion_n2o", "scope_1", BOTH),
    "demo.diesel.upstream": ("diesel_upstream", "mine_to_metal", BOTH),
    "demo.sea.transport_factor": ("alumina_transport", "mine_to_metal", BOTH),
    "demo.rail.transport_factor": ("alumina_transport", "mine_to_metal", BOTH),
    "demo.road.transport_factor": ("prebaked_anode_transport", "mine_to_metal", BOTH),
}


@cache
def hydro() -> Run:
    return one_year(HYDRO, 2022)


def assert_named(made: Run, item: str, boundary: str, accounts: tuple[str, ...] = BOTH) -> None:
    """The item is missing from every sum it belongs to, and from no other."""
    boundaries = ("scope_1", "scope_1_2", "mine_to_metal")
    for wider in boundaries:
        for account in BOTH:
            for denominator in ("tapped", "cast_out"):
                row = made.intensity_of(wider, account, denominator)
                belongs = boundaries.index(wider) >= boundaries.index(boundary) and account in accounts
                assert row["complete"] is not belongs, (wider, account, denominator)
                assert (item in row["missing"]) is belongs


@pytest.mark.parametrize("supplier", sorted(FOOTPRINTS))
def test_a_removed_footprint_is_named_by_its_good(supplier: str) -> None:
    frame = hydro().tables["supplier_footprints"]
    left = frame.filter(pl.col("supplier") != supplier)
    assert left.height == frame.height - 1
    assert_named(hydro().with_tables(supplier_footprints=left), FOOTPRINTS[supplier], "mine_to_metal")


@pytest.mark.parametrize("part", ["bauxite_mining", "refining", "production"])
def test_a_part_a_footprint_leaves_out_is_named(part: str) -> None:
    item = "prebaked_anode" if part == "production" else "alumina"
    frame = (
        hydro()
        .tables["supplier_footprints"]
        .with_columns(
            pl.when(pl.col("item") == item)
            .then(pl.col("parts_covered").str.replace(part, "packaging"))
            .otherwise("parts_covered")
            .alias("parts_covered")
        )
    )
    assert_named(hydro().with_tables(supplier_footprints=frame), f"{item}_{part}", "mine_to_metal")


@pytest.mark.parametrize("kind", ["contract", "certificate"])
@pytest.mark.parametrize("part", ["upstream", "losses"])
def test_an_instruments_empty_factor_is_named_on_the_market_account(kind: str, part: str) -> None:
    column = f"{part}_factor_kg_co2e_per_mwh"
    frame = hydro().tables["power_instruments"]
    left = frame.with_columns(pl.when(pl.col("kind") != kind).then(column).alias(column))
    made = hydro().with_tables(power_instruments=left)
    assert_named(made, f"electricity_{part}", "mine_to_metal", ("market",))


@pytest.mark.parametrize("factor_id", sorted(USER_FACTORS))
def test_a_removed_user_factor_is_named(factor_id: str) -> None:
    frame = hydro().factors.frame
    left = frame.filter(pl.col("factor_id") != factor_id)
    assert left.height == frame.height - 1
    assert_named(hydro().with_factors(Factors(left)), *USER_FACTORS[factor_id])


@pytest.mark.parametrize("line", ["DH-PL1", "DH-PL2"])
def test_a_potline_without_its_technology_is_named(line: str) -> None:
    own = pl.col("facility_id") == line
    frame = hydro().tables["facilities"].with_columns(pl.when(~own).then("technology").alias("technology"))
    assert_named(hydro().with_tables(facilities=frame), "technology_subtype", "scope_1")


@pytest.mark.parametrize("flow", ["tapped", "cast_out"])
def test_a_whole_flow_of_metal_gone_is_named_for_the_sums_that_need_it(flow: str) -> None:
    metal = hydro().tables["metal"].filter(pl.col("flow") != flow)
    made = hydro().with_tables(metal=metal)
    row = made.intensity_of("mine_to_metal", "market", flow)
    assert row["value"] is None and row["missing"] == [f"metal_{flow}"] and not row["complete"]


def test_a_period_without_any_metal_is_not_complete() -> None:
    made = hydro().with_tables(metal=hydro().tables["metal"].clear())
    assert not made.intensity_of("mine_to_metal")["complete"]


def test_a_potline_that_runs_without_any_metal_is_named() -> None:
    metal = hydro().tables["metal"].filter((pl.col("facility_id") != "DH-PL2") | pl.col("facility_id").is_null())
    made = hydro().with_tables(metal=metal)
    assert "metal_tapped" in made.intensity_of("mine_to_metal", "market", "cast_out")["missing"]


@pytest.mark.parametrize("name", ["sulphur_pct", "ash_pct"])
def test_a_removed_analysis_falls_back_to_the_cited_default_one_tier_lower(name: str) -> None:
    left = hydro().tables["properties"].filter(pl.col("property") != name)
    made = hydro().with_tables(properties=left)
    assert made.intensity_of("mine_to_metal")["complete"]
    tiers = made.inventory().filter(pl.col("source") == "anode_consumption")["tier"]
    assert set(tiers) == {2}


def test_a_removed_instrument_leaves_its_energy_to_the_residual_mix() -> None:
    """Losing a certificate is no hole in the records: the energy is priced like any other that nothing covers."""
    frame = hydro().tables["power_instruments"]
    made = hydro().with_tables(power_instruments=frame.filter(pl.col("kind") != "certificate"))
    uncovered = made.inventory().filter(
        (pl.col("source") == "purchased_electricity") & pl.col("input_key").str.starts_with("uncovered")
    )
    metered = made.activity.filter((pl.col("quantity") == "electricity") & (pl.col("flow") == "consumed"))[
        "value"
    ].sum()
    allocated = frame.filter(pl.col("kind") == "contract")["allocated_mwh"].sum()
    assert uncovered["mass_kg"].sum() == pytest.approx((metered - allocated) * 340, rel=1e-9)
    assert made.intensity_of("mine_to_metal")["complete"]


def excluded(folder: Path, removed: str, **cells: str) -> Run:
    """The small plant without an item's rows, and an exclusion of it."""
    tables = small_plant()
    tables["activity"] = [row for row in tables["activity"] if row["item"] != removed]
    stated = {"smelter_id": "s", "item": removed, "estimate_t_co2e": "120", "reason": "below one per cent"}
    tables["exclusions"] = [stated | whole_year(YEAR) | cells]
    return run_rows(folder, tables, factors=FACTORS)


def test_an_exclusion_with_its_estimate_makes_the_sum_complete_again(tmp_path: Path) -> None:
    made = excluded(tmp_path, "aluminium_fluoride")
    assert made.intensity_of("mine_to_metal")["complete"]
    row = made.missing.filter(pl.col("item") == "aluminium_fluoride").row(0, named=True)
    assert row["excluded_estimate_t_co2e"] == 120.0


def test_an_exclusion_without_estimate_does_not(tmp_path: Path) -> None:
    made = excluded(tmp_path, "aluminium_fluoride", estimate_t_co2e="")
    assert made.missing_items() == ["aluminium_fluoride"]


@pytest.mark.parametrize(("column", "value"), [("item", "pitch"), ("smelter_id", "t"), ("period_start", "2021-06-01")])
def test_an_exclusion_of_something_else_does_not(tmp_path: Path, column: str, value: str) -> None:
    assert excluded(tmp_path, "aluminium_fluoride", **{column: value}).missing_items() == ["aluminium_fluoride"]


def test_an_exclusion_of_one_month_does_not_excuse_the_year(tmp_path: Path) -> None:
    january = {"period_end": str(dt.date(YEAR, 1, 31))}
    assert excluded(tmp_path, "aluminium_fluoride", **january).missing_items() == ["aluminium_fluoride"]

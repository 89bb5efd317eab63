"""Adding a route, a method set, an account or a lower tier never changes another one's total."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.from_records import Row, Run, Tables, months, run, user_factor, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, instrument, small_plant

FEW = settings(max_examples=3, deadline=None)
SETS, ACCOUNTS = ("ipcc_2006", "eu_2025_2547"), ("location", "market")


def computed(tables: Tables, factors: tuple[Row, ...] = FACTORS, **config: Any) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), tables, factors=factors, **config)


def plant() -> Tables:
    return small_plant() | {"power_instruments": [instrument(100_000)]}


@cache
def before() -> Run:
    return computed(plant())


def kilograms(made: Run, method_set: str, account: str, exclude: tuple[str, ...] = ()) -> dict[tuple[str, str], float]:
    """Sum of mass per source and gas of one inventory."""
    rows = made.inventory(method_set=method_set, scope2_account=account)
    sums = rows.group_by("source", "gas").agg(pl.col("mass_kg").sum())
    return {(source, gas): mass for source, gas, mass in sums.iter_rows() if source not in exclude}


def assert_same(
    made: Run, sets: tuple[str, ...] = SETS, accounts: tuple[str, ...] = ACCOUNTS, exclude: tuple[str, ...] = ()
) -> None:
    for method_set in sets:
        for account in accounts:
            assert kilograms(made, method_set, account, exclude) == pytest.approx(
                kilograms(before(), method_set, account, exclude), rel=1e-12
            )


@FEW
@given(
    value=st.floats(min_value=0, max_value=100), boundary=st.sampled_from(["scope_1", "mine_to_metal", "regulatory"])
)
def test_a_reported_intensity_changes_no_calculated_total(value: float, boundary: str) -> None:
    reported = {"smelter_id": "s", "period_stated": "true", "indicator": "intensity", "boundary": boundary}
    reported |= {"scope2_account": "market", "gwp_set": "not_stated", "value": repr(value), "unit": "t CO2e/t"}
    reported |= {"qualifier": "exact", "confidence": "V1", "citation": "Report, page 1"} | whole_year(YEAR)
    made = computed(plant() | {"reported_indicators": [reported]})
    assert_same(made)
    calculated = made.intensity.filter(pl.col("route") == "calculated")
    assert calculated.equals(before().intensity) and made.intensity.height == calculated.height + 1


@FEW
@given(tonnes=st.floats(min_value=0, max_value=1e7))
def test_reported_emissions_change_no_calculated_total(tonnes: float) -> None:
    reported = {"smelter_id": "s", "scope": "1", "scope2_account": "none", "gas": "CO2e", "gwp_set": "not_stated"}
    reported |= {"emissions_t_co2e": repr(tonnes), "citation": "Report, page 1", "boundary": "scope_1"}
    made = computed(plant() | {"reported_emissions": [reported | whole_year(YEAR)]})
    assert_same(made)
    assert made.intensity.equals(before().intensity)


@pytest.mark.parametrize("other", SETS)
def test_the_method_set_of_the_report_changes_no_row_of_the_ledger(other: str) -> None:
    made = computed(plant(), method_set=other)
    assert made.ledger.equals(before().ledger) and made.ledger_inputs.equals(before().ledger_inputs)


@FEW
@given(factor=st.floats(min_value=0, max_value=2))
def test_a_slope_of_one_set_changes_no_total_of_the_other(factor: float) -> None:
    row = user_factor("anode_effect", "slope_cf4", factor, "kg CF4/t Al/(min/cell-day)")
    row |= {"gas": "CF4", "technology": "CWPB", "method_set": "eu_2025_2547"}
    made = computed(plant(), (*FACTORS, row))
    assert_same(made, sets=("ipcc_2006",))
    assert_same(made, sets=("eu_2025_2547",), exclude=("anode_effects",))
    assert made.kilograms(gas="CF4") == pytest.approx(12_000 * 0.2 * factor, rel=1e-12)


@FEW
@given(allocated=st.floats(min_value=0, max_value=168_000), per_mwh=st.floats(min_value=0, max_value=900))
def test_an_instrument_changes_no_total_of_the_location_account(allocated: float, per_mwh: float) -> None:
    bought_power = instrument(allocated, combustion_factor_kg_co2e_per_mwh=repr(per_mwh))
    made = computed(plant() | {"power_instruments": [bought_power]})
    assert_same(made, accounts=("location",))
    assert_same(made, accounts=("market",), exclude=("purchased_electricity", "energy_upstream"))
    market = allocated * per_mwh + (168_000 - allocated) * 100
    assert made.kilograms(source="purchased_electricity") == pytest.approx(market, rel=1e-9)


@FEW
@given(residual=st.floats(min_value=0, max_value=2))
def test_a_residual_mix_changes_no_total_of_the_location_account(residual: float) -> None:
    row = user_factor("electricity", "residual_mix", residual, "kg CO2e/kWh", gas="CO2e", region="Z", basis="direct")
    made = computed(plant(), (*FACTORS, row | {"gwp_set": "AR6GWP100"}))
    assert_same(made, accounts=("location",))
    market = 100_000 * 10 + 68_000 * residual * 1000
    assert made.kilograms(source="purchased_electricity") == pytest.approx(market, rel=1e-9)


def test_a_lower_tier_beside_a_complete_higher_one_changes_no_total() -> None:
    """Without a technology there is no Tier 1; with one there is, and the consumption rate still counts."""
    bare = plant()
    bare["facilities"][0]["technology"] = ""
    without, with_tier_1 = computed(bare), before()
    for method_set in SETS:
        assert with_tier_1.kilograms(method_set=method_set, source="anode_consumption") == pytest.approx(
            without.kilograms(method_set=method_set, source="anode_consumption"), rel=1e-12
        )
    tiers = with_tier_1.ledger.filter((pl.col("method_set") == "ipcc_2006") & (pl.col("source") == "anode_consumption"))
    assert set(tiers["tier"]) == {1, 2} and set(tiers.filter("selected")["tier"]) == {2}


def test_weights_beside_a_rate_change_no_total() -> None:
    """Anodes are weighed for category 1 anyway; where a rate is recorded they must not count in scope 1 as well."""
    tables = plant()
    tables["activity"] += [bought(month, "prebaked_anode", 1, supplier="B") for month in months(YEAR)]
    made = computed(tables)
    for method_set in SETS:
        assert made.kilograms(method_set=method_set, source="anode_consumption") == pytest.approx(
            before().kilograms(method_set=method_set, source="anode_consumption"), rel=1e-12
        )


@FEW
@given(value=st.floats(min_value=0, max_value=20))
def test_a_default_footprint_beside_the_suppliers_changes_no_total(value: float) -> None:
    row = user_factor("alumina", "footprint", value, "t CO2e/t", gas="CO2e", gwp_set="AR6GWP100")
    assert_same(computed(plant(), (*FACTORS, row)))


def test_another_smelter_changes_no_total() -> None:
    tables, other = plant(), small_plant(smelter="t", technology="HSS")
    footprints = tables["supplier_footprints"]
    joined = {name: tables[name] + rows for name, rows in other.items()} | {"supplier_footprints": footprints}
    made = computed(joined)
    own = made.ledger.filter(pl.col("smelter_id") == "s")
    assert own.equals(before().ledger)
    assert made.intensity.filter(pl.col("smelter_id") == "s").equals(before().intensity)

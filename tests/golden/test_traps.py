"""Mistakes found in public code, as tests that the numbers are not theirs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from checks.records import check_records
from smelter_ghg.contracts.fields import FIELDS
from smelter_ghg.factors import load_factors
from smelter_ghg.records.folder import cells as cells_of_texts
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Tables, bare_potline, months, run, whole_year, write

CF4, C2F6 = 6435.0, 778.635


def potline(tables: Tables | None = None, **cells: str) -> Tables:
    """One CWPB potline over a year: 100 000 t and whatever anode-effect cells are given."""
    return (tables or {}) | bare_potline("CWPB", "100000", **cells)


def test_the_potential_of_c2f6_is_added_not_multiplied_into_that_of_cf4(tmp_path: Path) -> None:
    """6630·(1 + F·11100) for 6630 + F·11100 inflates CO2e about a thousandfold."""
    made = run(tmp_path, potline(anode_effect_minutes_per_cell_day="0.45"))
    right = (CF4 * 6630 + C2F6 * 11100) / 1000
    assert made.t_co2e("AR5GWP100", source="anode_effects") == pytest.approx(right, rel=1e-9)
    assert 1000 * right / 2 < CF4 / 1000 * 6630 * (1 + 0.121 * 11100)


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ({"anode_effect_frequency_per_cell_day": "0.3", "anode_effect_duration_min": "1.5"}, 0.45),
        # Minutes are given: frequency must not divide them down to the duration of one anode effect.
        ({"anode_effect_frequency_per_cell_day": "0.3", "anode_effect_minutes_per_cell_day": "0.45"}, 0.45),
        (
            {
                "anode_effect_frequency_per_cell_day": "0.3",
                "anode_effect_duration_min": "1.5",
                "anode_effect_minutes_per_cell_day": "0.47",
            },
            0.47,
        ),
    ],
)
def test_the_slope_takes_minutes_per_cell_day_not_the_duration_of_one_anode_effect(
    tmp_path: Path, cells: dict[str, str], minutes: float
) -> None:
    made = run(tmp_path, potline(**cells))
    assert made.kilograms(gas="CF4") == pytest.approx(0.143 * minutes * 100_000, rel=1e-12)


@pytest.mark.parametrize("only", ["anode_effect_frequency_per_cell_day", "anode_effect_duration_min"])
def test_frequency_or_duration_alone_gives_no_mass_but_a_missing_item(tmp_path: Path, only: str) -> None:
    made = run(tmp_path, potline(**{only: "0.3"}))
    rows = made.ledger.filter(pl.col("source") == "anode_effects")
    assert set(rows.select("tier", "method_set").iter_rows()) == {(1, "ipcc_2006")}
    of_set = made.missing.filter(pl.col("method_set") == "eu_2025_2547")
    lacking = {"anode_effect_duration", "anode_effect_frequency"} & set(of_set["item"])
    assert lacking == {"anode_effect_duration" if "frequency" in only else "anode_effect_frequency"}


def test_no_mass_ratio_is_a_thousandth_of_what_it_should_be() -> None:
    ratios = load_factors().usable.filter(pl.col("parameter") == "c2f6_cf4_ratio")["canonical_value"]
    assert ratios.len() == 11 and ratios.min() > 0.05 and ratios.max() < 0.3


def test_no_mass_ratio_of_the_overvoltage_method_is_a_thousandth_either() -> None:
    ratios = load_factors().usable.filter(pl.col("parameter") == "overvoltage_c2f6_cf4_ratio")["canonical_value"]
    assert sorted(ratios) == [0.121, 0.121, 0.252, 0.252]


def test_defaults_that_public_code_has_wrong_are_right() -> None:
    """Carbon in skimmed dust is not 0.0001, and the upper end of sulphur in packing coke is not its default."""
    factors = load_factors()
    dust = factors.row("ipcc_2006_skimmed_dust_carbon")
    assert (dust["canonical_value"], dust["unit"]) == (0.01, "t C/t Al")
    sulphur, ash = (factors.row(f"ipcc_2006_packing_coke_{name}") for name in ("sulphur", "ash"))
    assert (sulphur["lower"], sulphur["value"], sulphur["upper"]) == (1, 2, 3) and ash["value"] == 2.5


def test_hydrogen_and_tar_are_shares_of_the_green_anodes_and_not_masses(tmp_path: Path) -> None:
    """0.005 t instead of 0.005 times 44 310 t would leave 8 470 t CO2 of the 6 845 t."""
    when = whole_year(2022) | {"smelter_id": "golden", "facility_id": "bake", "unit": "t"}
    furnace = {"smelter_id": "golden", "facility_id": "bake", "kind": "anode_plant", "furnace_kind": "closed"}
    weighed = [
        when | {"item": "baked_anodes", "flow": "produced", "quantity": "42000"},
        when | {"item": "green_anodes", "flow": "consumed", "quantity": "44310"},
    ]
    made = run(tmp_path, {"facilities": [furnace], "activity": weighed}, method_set="ipcc_2006")
    assert made.t_co2e("AR5GWP100", source="pitch_volatiles") == pytest.approx(6845.30, rel=1e-6)


def test_a_fraction_for_current_efficiency_never_reaches_the_overvoltage_equation(tmp_path: Path) -> None:
    """0.95 as the divisor would make 6105.26 kg of the 61.05 kg."""
    cells = {"overvoltage_mv": "5", "overvoltage_kind": "positive", "current_efficiency_pct": "0.95"}
    records = read_folder(write(tmp_path, bare_potline("CWPB", "1000", **cells)))
    checked = check_records(records.tables, cells_of_texts(records.texts), records.findings)
    found = checked.findings.filter(pl.col("column") == "current_efficiency_pct").to_dicts()
    assert [(row["severity"], row["value"]) for row in found] == [("error", "0.95")]
    assert "a fraction where a per cent number belongs; write 95" in found[0]["likely_cause"]
    assert checked.tables["potlines"].is_empty()


def test_the_two_carbon_ratios_never_leave_their_method_set(tmp_path: Path) -> None:
    """3.664 in one set, 44/12 in the other; an inventory holds rows of one only."""
    tables = potline(anode_effect_minutes_per_cell_day="0.45")
    rate = {"item": "net_anode_carbon", "value": "0.42", "unit": "t/t", "per": "tapped", "facility_id": "line"}
    tables["specific_consumption"] = [rate | whole_year(2022) | {"smelter_id": "golden"}]
    made = run(tmp_path, tables)
    carbon = 0.42 * 100_000 * (1 - 0.02 - 0.004) * 1000
    assert made.kilograms(method_set="eu_2025_2547", gas="CO2") == pytest.approx(carbon * 3.664, rel=1e-12)
    assert made.kilograms(method_set="ipcc_2006", gas="CO2") == pytest.approx(carbon * 44 / 12, rel=1e-12)
    ratios = made.ledger_inputs.filter(pl.col("argument") == "carbon_to_co2").join(made.ledger, on="ledger_id")
    assert dict(ratios.select("method_set", "input_id").iter_rows()) == {
        "eu_2025_2547": "eu_2025_2547_carbon_to_co2",
        "ipcc_2006": "ipcc_2006_carbon_to_co2",
    }


def test_fuels_use_the_ratio_of_the_fuel_tables_in_both_sets(tmp_path: Path) -> None:
    oil = {"smelter_id": "golden", "item": "residual_fuel_oil", "flow": "consumed", "quantity": "1", "unit": "t"}
    made = run(tmp_path, {"activity": [oil | whole_year(2022)]})
    for method_set in ("eu_2025_2547", "ipcc_2006"):
        assert made.kilograms(method_set=method_set, gas="CO2") == pytest.approx(40.4 * 21.1 * 44 / 12, rel=1e-12)


def test_the_year_is_the_sum_of_its_months(tmp_path: Path) -> None:
    """850.85 kg from the mean of the months' AEM is wrong: production differs from month to month."""
    january, february = months(2022)[:2]
    tables = bare_potline("CWPB", "8000", anode_effect_minutes_per_cell_day="0.2")
    for name, cells in (("metal", {"mass_t": "9000"}), ("potlines", {"anode_effect_minutes_per_cell_day": "0.5"})):
        first = tables[name][0]
        tables[name] = [first | january, first | february | cells]
    made = run(tmp_path, tables, method_set="ipcc_2006")
    assert made.kilograms(gas="CF4") == pytest.approx(872.3, rel=1e-9)
    assert made.kilograms(gas="CF4") != pytest.approx(0.143 * 17_000 * 0.35, rel=1e-3)


def test_a_year_of_metal_does_not_meet_a_month_of_anode_effects(tmp_path: Path) -> None:
    """An AEM of one month must not stand for the year."""
    tables = bare_potline("CWPB", "100000", anode_effect_minutes_per_cell_day="0.45")
    tables["potlines"] = [tables["potlines"][0] | months(2022)[0]]
    made = run(tmp_path, tables)
    assert made.inventory().filter(pl.col("source") == "anode_effects").is_empty()
    assert "anode_effect_frequency" in made.missing.filter(pl.col("method_set") == "eu_2025_2547")["item"].to_list()
    # The 2006 set falls back on production alone, over the whole year.
    assert made.kilograms(method_set="ipcc_2006", gas="CF4") == pytest.approx(0.4 * 100_000)


def test_per_cent_is_a_fraction_once_and_only_once(tmp_path: Path) -> None:
    tables = bare_potline("CWPB", "100000")
    when = whole_year(2022) | {"smelter_id": "golden"}
    tables["properties"] = [
        when | {"item": "prebaked_anode", "property": "sulphur_pct", "value": "2.5"},
        when | {"item": "prebaked_anode", "property": "ash_pct", "value": "0.6"},
    ]
    rate = {"facility_id": "line", "item": "net_anode_carbon", "value": "420", "unit": "kg/t", "per": "tapped"}
    tables["specific_consumption"] = [when | rate]
    tables["potlines"] = [when | {"facility_id": "line", "current_efficiency_pct": "95"}]
    made = run(tmp_path, tables, method_set="ipcc_2006")
    assert made.kilograms(gas="CO2") == pytest.approx(42_000_000 * (1 - 0.031) * 44 / 12, rel=1e-12)
    efficiency = made.activity.filter(pl.col("item") == "current_efficiency_pct")
    assert efficiency.select("unit", "multiplier").row(0) == ("1", 0.01)
    assert efficiency["value"].item() == pytest.approx(0.95, rel=1e-12)


def test_a_current_efficiency_of_0_95_is_below_what_its_column_may_hold() -> None:
    field = FIELDS["current_efficiency_pct"]
    assert field.unit == "%" and field.minimum is not None and field.minimum > 1


def test_the_mean_potential_of_methane_is_used_until_the_fossil_one_is_verified() -> None:
    potentials = dict(load_factors().gwp("AR6GWP100").select("gas", "gwp").iter_rows())
    assert potentials["CH4"] == 27.9 and potentials["CF4"] == 7380 and potentials["C2F6"] == 12400


def test_the_two_ar5_sets_are_kept_apart(tmp_path: Path) -> None:
    made = run(tmp_path, potline(anode_effect_minutes_per_cell_day="0.45"))
    assert made.t_co2e("AR5CCFGWP100", gas="CF4") == pytest.approx(6.435 * 7349, rel=1e-9)
    assert made.t_co2e("AR5GWP100", gas="CF4") == pytest.approx(6.435 * 6630, rel=1e-9)

"""One thing restated gives exactly its cause, and the whole change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tests.golden.from_records import Row, Tables, months, user_factor, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

Make = Callable[..., Any]
MARKET = "Scopes 1, 2 and 3 (categories 1, 3, 4), market-based"
PER_TONNE = "Mine to metal, market-based, per tonne of metal tapped"


def causes(restatements: pl.DataFrame) -> set[str]:
    return set(restatements["cause"])


def of(restatements: pl.DataFrame, label: str) -> dict[str, Any]:
    """The only row of a figure."""
    found = restatements.filter(pl.col("label") == label)
    assert found.height == 1, found
    return found.row(0, named=True)


def with_grid_factor(value: float) -> list[Row]:
    return [row | ({"value": str(value)} if row["parameter"] == "grid_combustion" else {}) for row in FACTORS]


def test_an_untouched_rerun_is_an_empty_comparison(state: Make, restated: Make) -> None:
    made = restated(state(), state())
    assert made.restatements.is_empty(), made.restatements
    assert made.base_year_changes.is_empty()


def test_a_metal_record_moves_emissions_and_the_denominator(state: Make, restated: Make) -> None:
    tables = small_plant()
    tables["metal"][0]["mass_t"] = "1100"
    found = restated(state(), state(tables)).restatements
    assert causes(found) == {"records"}
    cell = f"metal|s|L1|{YEAR}-01-01|{YEAR}-01-31|tapped||mass_t"
    assert set(found["what_changed"]) == {f"{cell}: 1000 t before, 1100 t after"}
    assert set(found["reason"]) == {"none on record"}
    # 100 t more metal: 0.143 kg CF4 per tonne and minute, 0.2 minutes; 0.121 kg C2F6 per kg; AR6.
    cf4 = 0.143 * 0.2 * 100
    pfc = of(found, "Anode effects (CF₄, C₂F₆)")
    assert pfc["part"] == pytest.approx(cf4 / 1000 * 7380 + cf4 * 0.121 / 1000 * 12400, rel=1e-9)
    total, per_tonne = of(found, MARKET), of(found, PER_TONNE)
    assert per_tonne["previous"] == pytest.approx(total["previous"] / 12000, rel=1e-12)
    assert per_tonne["restated"] == pytest.approx((total["previous"] + total["part"]) / 12100, rel=1e-12)


def test_a_fuel_quantity(state: Make, restated: Make) -> None:
    tables = small_plant()
    gas = next(row for row in tables["activity"] if row["item"] == "natural_gas")
    gas["quantity"] = "5500"
    found = restated(state(), state(tables)).restatements
    assert causes(found) == {"records"}
    assert all("natural_gas" in text and "5000 GJ before, 5500 GJ after" in text for text in found["what_changed"])
    # Combustion: 56.1 kg CO2, 0.001 kg CH4 and 0.0001 kg N2O per GJ; upstream 5 kg CO2e.
    by_hand = 500 * (56.1 + 0.001 * 27.9 + 0.0001 * 273 + 5) / 1000
    assert of(found, MARKET)["change"] == pytest.approx(by_hand, rel=2e-3)


def test_a_factor_of_the_users_file(state: Make, restated: Make) -> None:
    found = restated(state(), state(factors=with_grid_factor(0.12))).restatements
    assert causes(found) == {"factor"}
    assert of(found, MARKET)["part"] == pytest.approx(12 * 14000 * 0.02, rel=1e-9)
    (said,) = set(found["what_changed"])
    assert "0.1 kg CO2e/kWh before, 0.12 kg CO2e/kWh (Tests, Factors supplied by a test) after" in said
    assert found["reason"].is_null().all()
    assert not found["breaks_series"].any()


def test_another_factor_in_place_of_one(state: Make, restated: Make) -> None:
    other = [row | ({"factor_id": "another", "value": "0.2"} if row["parameter"] == "grid_combustion" else {})
             for row in FACTORS]  # fmt: skip
    found = restated(state(), state(factors=other)).restatements
    assert causes(found) == {"factor"}
    assert "another, 0.2 kg CO2e/kWh" in of(found, MARKET)["what_changed"]


def test_a_factor_that_was_lacking(state: Make, restated: Make) -> None:
    without = [row for row in FACTORS if (row["item"], row["parameter"]) != ("natural_gas", "upstream")]
    found = restated(state(factors=without), state()).restatements
    assert causes(found.drop_nulls("part")) == {"factor"}
    assert of(found, MARKET)["part"] == pytest.approx(12 * 5000 * 5 / 1000, rel=1e-9)


def test_the_set_of_potentials(state: Make, restated: Make) -> None:
    # Factors known in CO2e of a set are refused under another; here every one is of gases or of a set not stated.
    factors = [{**row, "gwp_set": "not_stated"} if row.get("gas") == "CO2e" else row for row in FACTORS]
    tables = small_plant()
    for row in tables["supplier_footprints"]:
        row["gwp_set"] = "not_stated"
    before, after = state(tables, factors=factors), state(tables, factors=factors, gwp_set="AR5GWP100")
    found = restated(before, after).restatements
    assert causes(found) == {"gwp_set"}
    assert found["breaks_series"].all()
    cf4, c2f6 = 12 * 28.6, 12 * 28.6 * 0.121
    row = of(found, "Anode effects (CF₄, C₂F₆)")
    assert row["part"] == pytest.approx((cf4 * (6630 - 7380) + c2f6 * (11100 - 12400)) / 1000, rel=1e-9)
    assert row["figure_id"] != row["previous_figure_id"]
    assert row["what_changed"] == "AR6GWP100 before, AR5GWP100 after"


def test_emissions_known_only_under_the_old_set_are_the_sets(state: Make, restated: Make) -> None:
    found = restated(state(), state(gwp_set="AR5GWP100")).restatements
    assert causes(found.drop_nulls("part")) == {"gwp_set"}
    electricity = found.filter(pl.col("label").str.contains("(?i)purchased electricity, market"))
    assert electricity["restated"].to_list() == [None]
    assert electricity["change"].item() == pytest.approx(-16800, rel=1e-9)


def test_the_method_set(state: Make, restated: Make) -> None:
    found = restated(state(), state(method_set="ipcc_2006")).restatements
    assert causes(found.drop_nulls("part")) == {"method"}
    row = of(found, MARKET)
    assert row["breaks_series"]
    assert row["what_changed"] == "method set eu_2025_2547 before, ipcc_2006 after"


def carbon_plant() -> Tables:
    tables = small_plant()
    carbon = {"smelter_id": "s", "item": "prebaked_anode", "property": "carbon_fraction", "value": "0.98"}
    tables["properties"].append(whole_year(YEAR) | carbon)
    return tables


def test_the_way_of_process_carbon(state: Make, restated: Make) -> None:
    before, after = state(carbon_plant()), state(carbon_plant(), process_carbon="carbon_balance")
    found = restated(before, after).restatements
    assert causes(found.drop_nulls("part")) == {"method"}
    assert "process_carbon consumption before, carbon_balance after" in of(found, MARKET)["what_changed"]
    assert of(found, "Anode consumption")["restated"] is None


def test_a_higher_tier(state: Make, restated: Make) -> None:
    tables = small_plant()
    for row in tables["potlines"]:
        row |= {"slope_cf4": "0.15", "c2f6_cf4_ratio": "0.1", "coefficient_measured_on": "2021-06-30"}
    found = restated(state(), state(tables)).restatements
    row = of(found, "Anode effects (CF₄, C₂F₆)")
    assert row["cause"] == "method"
    assert "tier 2" in row["what_changed"] and "tier 3" in row["what_changed"]


def two_lines() -> Tables:
    """The small plant with a second potline; what the site buys, burns and casts stays the same."""
    tables = small_plant()
    tables["facilities"].append({"facility_id": "L2", "smelter_id": "s", "kind": "potline", "technology": "CWPB"})
    for name in ("metal", "potlines", "pfc_measurements", "specific_consumption", "electricity"):
        own = [row for row in tables[name] if row.get("facility_id") == "L1"]
        tables[name] += [row | {"facility_id": "L2"} | ({"meter_id": "L2"} if "meter_id" in row else {}) for row in own]
    assert len(tables["metal"]) == 3 * len(months(YEAR))
    for row in tables["electricity"]:
        row |= {"facility_id": row["meter_id"]}
    return tables


def test_a_facility_added(state: Make, restated: Make) -> None:
    one = two_lines()
    for name, rows in one.items():
        one[name] = [row for row in rows if row.get("facility_id") != "L2"]
    found = restated(state(one), state(two_lines())).restatements
    assert causes(found.drop_nulls("part")) == {"structure"}
    assert of(found, "Production, metal tapped")["part"] == 12000
    assert set(found.drop_nulls("part")["what_changed"]) == {"facility L2 of s added"}
    gone = restated(state(two_lines()), state(one)).restatements
    assert causes(gone.drop_nulls("part")) == {"structure"}
    assert "facility L2 of s no longer on record" in set(gone["what_changed"])


def test_a_rulebook_confirmation(state: Make, restated: Make) -> None:
    cited = {"citation": {"publisher": "ASI", "document": "Performance Standard, invented edition"}}
    rules = [{"parameter": "asi_ps_v3_1#max_t_per_t_target", "value": 6.0} | cited]
    found = restated(state(), state(rules=rules)).restatements
    assert causes(found) == {"rulebook"}
    row = found.filter(pl.col("measure") == "parameter").row(0, named=True)
    assert (row["previous"], row["restated"], row["part"]) == (11.0, 6.0, -5.0)
    assert "asi_ps_v3_1#max_t_per_t_target" in row["what_changed"]
    assert "value 11.0 before, 6.0 after" in row["what_changed"]
    assert found.filter(pl.col("measure") == "headroom")["part"].to_list() == pytest.approx([-5.0])


def test_an_outcome_changed_of_the_same_value_is_the_rulebooks(state: Make, restated: Make) -> None:
    cited = {"citation": {"publisher": "ASI", "document": "Performance Standard, invented edition"}}
    rules = [{"parameter": "asi_ps_v3_1#max_t_per_t_target", "value": 6.0} | cited]
    before, after = (
        replace(made, stated=replace(made.stated, verdicts=made.stated.verdicts.with_columns(outcome=pl.lit(outcome))))
        for made, outcome in ((state(), "meets"), (state(rules=rules), "not_met"))
    )
    verdicts = restated(before, after).restatements.filter(pl.col("measure") == "verdict")
    assert verdicts.height
    for row in verdicts.rows(named=True):
        assert (row["cause"], row["part"]) == ("rulebook", None)
        assert (row["previous_text"], row["restated_text"]) == ("meets", "not_met")
        assert "max_t_per_t_target" in row["what_changed"]


def test_a_user_factor_for_a_potential_is_a_factor(state: Make, restated: Make) -> None:
    own = user_factor("CF4", "gwp100", 7000, "kg CO2e/kg", gwp_set="AR6GWP100")
    found = restated(state(), state(factors=[*FACTORS, own])).restatements
    assert causes(found.drop_nulls("part")) == {"factor"}
    assert of(found, "Anode effects (CF₄, C₂F₆)")["part"] == pytest.approx(12 * 28.6 * (7000 - 7380) / 1000, rel=1e-9)

"""Other vintages of the factors used: the effect of each in t CO2e, and the notes that say so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.factor_vintages import described, effects, others, vintage_notes
from smelter_ghg.factors import load_factors
from tests.golden.from_records import Row, Run, run, user_factor
from tests.golden.small_plant import FACTORS, GWP, instrument, small_plant

# Grid energy of the small plant in MWh, and its natural gas in GJ.
DRAWN, GAS = 168_000, 60_000
WITHOUT_GRID = tuple(row for row in FACTORS if row["parameter"] != "grid_combustion")


def plant(folder: Path, *, factors: tuple[Row, ...] = WITHOUT_GRID, zone: str = "Z", **settings: object) -> Run:
    tables = small_plant()
    for row in tables["electricity"]:
        row["grid_zone"] = zone
    tables["power_instruments"] = [instrument(100_000, grid_zone=zone)]
    return run(folder, tables, factors=factors, **settings)


def changes(made: Run) -> dict[tuple[str, str, str], float]:
    """Effect by factor used, account and the other."""
    rows = effects(made.ledger, made.ledger_inputs, made.factors, "AR6GWP100")
    if rows.is_empty():
        return {}
    names = ("factor_id", "scope2_account", "other_factor_id", "effect_t_co2e")
    return {(used, account, other): effect for used, account, other, effect in rows.select(names).iter_rows()}


def notes(made: Run) -> list[dict[str, object]]:
    found = vintage_notes(made.ledger, made.ledger_inputs, made.factors, "AR6GWP100")
    assert set(found["severity"]) <= {"note"} and set(found["table"]) <= {"factors"}
    return found.to_dicts()


def dated(value: float, year: int, **labels: str) -> Row:
    own = {"region": "Z", "basis": "direct", "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"} | GWP
    return user_factor("electricity", "grid_combustion", value, "kg CO2e/kWh", **(own | labels))


def test_the_effect_is_energy_times_the_difference_on_each_account(tmp_path: Path) -> None:
    made = plant(tmp_path, chosen_factors={"Z": "grid_bh_2021_ember"})
    used, other = "grid_bh_2021_ember", "grid_bh_2022_ember"
    assert changes(made) == {
        (used, "location", other): pytest.approx(DRAWN * (0.905 - 0.490)),
        (used, "market", other): pytest.approx((DRAWN - 100_000) * (0.905 - 0.490)),
    }


def test_choosing_the_other_changes_the_ledger_by_the_effect(tmp_path: Path) -> None:
    old = plant(tmp_path / "old", chosen_factors={"Z": "grid_us_srmw_2021_egrid"})
    new = plant(tmp_path / "new", chosen_factors={"Z": "grid_us_srmw_2022_egrid"})
    effect = changes(old)["grid_us_srmw_2021_egrid", "location", "grid_us_srmw_2022_egrid"]
    masses = [
        made.inventory(scope2_account="location").filter(pl.col("source") == "purchased_electricity")["mass_kg"].sum()
        for made in (old, new)
    ]
    assert (masses[1] - masses[0]) / 1000 == pytest.approx(effect)
    assert changes(new)["grid_us_srmw_2022_egrid", "location", "grid_us_srmw_2021_egrid"] == pytest.approx(-effect)


def test_a_newer_vintage_on_file_is_a_note_with_its_effect(tmp_path: Path) -> None:
    made = plant(tmp_path, chosen_factors={"Z": "grid_us_srmw_2021_egrid"})
    location, market = notes(made)
    assert (location["check_id"], location["smelter_id"], location["period"]) == ("grid_factor_vintage", "s", "2022")
    assert "grid_us_srmw_2022_egrid of eGRID2022" in str(location["expected"])
    assert f"scope 2, location-based, by {DRAWN * (0.6260 - 0.7052):+,.0f} t CO2e" in str(location["likely_cause"])
    assert "market-based" in str(market["likely_cause"])


def test_the_vintage_of_the_reporting_year_is_silent_whatever_comes_after(tmp_path: Path) -> None:
    made = plant(tmp_path / "shipped", chosen_factors={"Z": "grid_us_srmw_2022_egrid"})
    assert notes(made) == [] and changes(made)
    series = (*WITHOUT_GRID, dated(0.1, 2021), dated(0.2, 2022), dated(0.3, 2023))
    own = plant(tmp_path / "own", factors=series)
    assert notes(own) == [] and {effect for *_, effect in changes(own).items()}


def test_no_other_row_means_nothing_to_say(tmp_path: Path) -> None:
    made = plant(tmp_path, factors=FACTORS)
    assert changes(made) == {} and notes(made) == []


def test_a_users_row_shows_the_shipped_one_it_replaces(tmp_path: Path) -> None:
    own = dated(0.2, 2022, region="US-SRMW")
    made = plant(tmp_path, zone="US-SRMW", factors=(*WITHOUT_GRID, own))
    effect = DRAWN * (0.6260 - 0.2)
    found = [note for note in notes(made) if note["check_id"] == "shipped_factor_replaced"]
    assert len(found) == 2 and "grid_us_srmw_2022_egrid" in str(found[0]["expected"])
    assert f"{effect:+,.0f} t CO2e" in str(found[0]["likely_cause"])


@pytest.mark.parametrize(("year", "silent"), [(2020, True), (2019, False), (2024, True), (2025, False)])
def test_a_factor_more_than_two_years_from_the_period_is_noted(tmp_path: Path, year: int, silent: bool) -> None:
    factor = dated(0.1, year) | {"valid_from": "", "valid_to": "", "vintage": f"edition of {year}"}
    made = plant(tmp_path, factors=(*WITHOUT_GRID, factor))
    found = [note for note in notes(made) if note["check_id"] == "factor_of_another_year"]
    assert bool(found) != silent
    assert all(f"edition of {year}" in str(note["likely_cause"]) for note in found)


def test_a_chosen_factor_of_long_ago_is_noted(tmp_path: Path) -> None:
    found = notes(plant(tmp_path, chosen_factors={"Z": "grid_ca_bc_2019_electricitymaps_direct"}))
    assert {note["check_id"] for note in found} == {"factor_of_another_year"}
    assert "3 years from the period" in str(found[0]["likely_cause"])


def test_another_edition_of_a_fuels_upstream_is_told_by_its_energy(tmp_path: Path) -> None:
    labels = {"region": "Z", "vintage": "2019"} | GWP
    older = user_factor("natural_gas", "upstream", 7000, "kg CO2e/TJ", **labels, valid_to="2019-12-31")
    here = user_factor("natural_gas", "upstream", 5, "kg CO2e/GJ", **(labels | {"vintage": "2022"}))
    factors = (*(row for row in FACTORS if (row["item"], row["parameter"]) != ("natural_gas", "upstream")), older, here)
    made = plant(tmp_path, factors=factors)
    assert list(changes(made).values()) == [pytest.approx(GAS * (7 - 5) / 1000)]


def test_a_row_of_another_set_of_potentials_cannot_stand_in(tmp_path: Path) -> None:
    other = dated(0.3, 2021, gwp_set="AR4GWP100")
    assert changes(plant(tmp_path, factors=(*WITHOUT_GRID, dated(0.2, 2022), other))) == {}


def test_shipped_pairs_agree_in_zone_parameter_and_basis_and_none_is_unverified() -> None:
    pairs = others(load_factors())
    for name in ("region", "parameter", "basis", "item"):
        assert (pairs[name].eq_missing(pairs.select(pl.col(f"other_{name}")).to_series())).all()
    unverified = set(load_factors().frame.filter(pl.col("status") == "unverified")["factor_id"])
    assert not unverified & (set(pairs["factor_id"]) | set(pairs["other_factor_id"]))
    assert {"BH", "AE", "CN", "IN", "RU", "NO", "US-SRMW"} <= set(pairs["region"])


def test_a_vintage_without_dates_orders_by_the_first_year_it_names() -> None:
    years = {row["factor_id"]: row["year"] for row in described(load_factors()).iter_rows(named=True)}
    assert years["grid_cn_ember_earlier"] == 2021 and years["grid_cn_ember_2022_or_2023"] == 2022
    assert years["grid_au_tas_nga_2024"] == 2024

"""Values of the shipped tables, as their sources print them, and their conversion to canonical units."""

from __future__ import annotations

import pytest

from smelter_ghg.factors import load_factors

FACTORS = load_factors()


def only(item: str, parameter: str, **labels: str) -> dict[str, object]:
    found = FACTORS.find(item, parameter, **labels)  # type: ignore[arg-type]
    assert found.height == 1, found
    return found.row(0, named=True)


def test_carbon_becomes_co2_by_the_exact_ratio_of_each_edition() -> None:
    assert only("carbon", "carbon_to_co2", method_set="ipcc_2006")["canonical_value"] == 44 / 12
    assert only("carbon", "carbon_to_co2", method_set="common")["canonical_value"] == 44 / 12
    assert only("carbon", "carbon_to_co2", method_set="eu_2025_2547")["canonical_value"] == 3.664


def test_per_cent_becomes_a_fraction_and_its_range_stays_in_per_cent() -> None:
    sulphur = only("baked_anode", "sulphur_pct")
    assert (sulphur["value"], sulphur["unit"], sulphur["lower"], sulphur["upper"]) == (2.0, "%", 1.0, 3.0)
    assert (sulphur["canonical_value"], sulphur["canonical_unit"], sulphur["multiplier"]) == (0.02, "1", 0.01)
    ash = only("baked_anode", "ash_pct")
    assert (ash["canonical_value"], ash["lower"], ash["upper"]) == (0.004, 0.06, 0.74)


def test_per_terajoule_becomes_per_gigajoule() -> None:
    gas = only("natural_gas", "combustion_factor", gas="CO2")
    assert gas["canonical_value"] == pytest.approx(56.1, rel=1e-15)
    assert (gas["canonical_unit"], gas["multiplier"]) == ("kg/GJ", 0.001)


def test_per_kilowatt_hour_becomes_per_megawatt_hour() -> None:
    quebec = FACTORS.row("grid_ca_qc_2016_hydro_quebec")
    assert quebec["canonical_value"] == pytest.approx(0.36, rel=1e-15)
    assert (quebec["canonical_unit"], quebec["basis"]) == ("kg CO2e/MWh", "direct")


@pytest.mark.parametrize(
    ("technology", "slope", "slope_pct", "ratio", "ratio_pct"),
    [
        ("CWPB", 0.143, 6, 0.121, 11),
        ("SWPB", 0.272, 15, 0.252, 23),
        ("VSS", 0.092, 17, 0.053, 15),
        ("HSS", 0.099, 44, 0.085, 48),
    ],
)
def test_slopes_of_2006_and_their_uncertainties(
    technology: str, slope: float, slope_pct: float, ratio: float, ratio_pct: float
) -> None:
    """2006 IPCC Guidelines, Volume 3, Table 4.16."""
    for parameter, value, pct in (("slope_cf4", slope, slope_pct), ("c2f6_cf4_ratio", ratio, ratio_pct)):
        row = only("anode_effect", parameter, technology=technology, method_set="ipcc_2006")
        assert row["value"] == row["canonical_value"] == value
        assert row["lower"] == pytest.approx(value * (1 - pct / 100), rel=1e-12)
        assert row["upper"] == pytest.approx(value * (1 + pct / 100), rel=1e-12)


@pytest.mark.parametrize(
    ("technology", "slope", "ratio"),
    [
        ("PFPB_L", 0.122, 0.097),
        ("PFPB_M", 0.104, 0.057),
        ("PFPB_MW", 0.143, 0.121),
        ("CWPB", 0.143, 0.121),
        ("SWPB", 0.233, 0.280),
        ("VSS", 0.058, 0.086),
        ("HSS", 0.165, 0.077),
    ],
)
def test_slopes_of_the_seven_technologies(technology: str, slope: float, ratio: float) -> None:
    """Implementing Regulation (EU) 2025/2547, Annex II, B.7.1, Table 2."""
    labels = {"technology": technology, "method_set": "eu_2025_2547"}
    assert only("anode_effect", "slope_cf4", gas="CF4", **labels)["value"] == slope
    assert only("anode_effect", "c2f6_cf4_ratio", gas="C2F6", **labels)["value"] == ratio


def test_a_point_feed_cell_of_unknown_subtype_has_no_slope() -> None:
    assert FACTORS.find("anode_effect", "slope_cf4", technology="PFPB").is_empty()


def test_anode_co2_per_tonne_of_metal() -> None:
    """2006 IPCC Guidelines, Volume 3, Table 4.10: 1.6 and 1.7 t CO2/t Al, +/-10 %."""
    prebake = only("metal", "anode_co2_factor", technology="prebake")
    soderberg = only("metal", "anode_co2_factor", technology="soderberg")
    assert (prebake["value"], prebake["lower"], prebake["upper"]) == (1.6, 1.44, 1.76)
    assert (soderberg["value"], soderberg["lower"], soderberg["upper"]) == (1.7, 1.53, 1.87)


@pytest.mark.parametrize(
    ("fuel", "calorific", "carbon"),
    [
        ("natural_gas", (48.0, 46.5, 50.4), (15.3, 14.8, 15.9)),
        ("residual_fuel_oil", (40.4, 39.8, 41.7), (21.1, 20.6, 21.5)),
        ("diesel", (43.0, 41.4, 43.3), (20.2, 19.8, 20.4)),
        ("anthracite", (26.7, 21.6, 32.2), (26.8, 25.8, 27.5)),
        ("coking_coal", (28.2, 24.0, 31.0), (25.8, 23.8, 27.6)),
        ("other_bituminous_coal", (25.8, 19.9, 30.5), (25.8, 24.4, 27.2)),
        ("sub_bituminous_coal", (18.9, 11.5, 26.0), (26.2, 25.3, 27.3)),
        ("lignite", (11.9, 5.5, 21.6), (27.6, 24.8, 31.3)),
        ("lpg", (47.3, 44.8, 52.2), (17.2, 16.8, 17.9)),
        ("petroleum_coke", (32.5, 29.7, 41.9), (26.6, 22.6, 31.3)),
        ("coke_oven_coke", (28.2, 25.1, 30.2), (29.2, 26.1, 32.4)),
        ("coal_tar", (28.0, 14.1, 55.0), (22.0, 18.6, 26.0)),
    ],
)
def test_fuels(fuel: str, calorific: tuple[float, ...], carbon: tuple[float, ...]) -> None:
    """2006 IPCC Guidelines, Volume 2, Tables 1.2 and 1.3, with their 95 % ranges."""
    for parameter, printed in (("net_calorific_value", calorific), ("carbon_content", carbon)):
        row = only(fuel, parameter)
        assert (row["value"], row["lower"], row["upper"]) == printed
        assert row["canonical_value"] == row["value"]


def test_co2_of_fuels_is_shipped_only_where_it_was_read_and_agrees_with_the_carbon() -> None:
    shipped = FACTORS.frame.filter(parameter="combustion_factor", gas="CO2")
    assert dict(shipped.select("item", "value").iter_rows()) == {
        "natural_gas": 56100.0,
        "diesel": 74100.0,
        "lpg": 63100.0,
    }
    for fuel in ("natural_gas", "diesel", "lpg"):
        from_carbon = float(str(only(fuel, "carbon_content")["value"])) * 44 / 12
        co2 = only(fuel, "combustion_factor", gas="CO2")["canonical_value"]
        assert co2 == pytest.approx(from_carbon, rel=1e-3)


def test_methane_and_nitrous_oxide_are_usable_for_diesel_only() -> None:
    usable = FACTORS.usable.filter(parameter="combustion_factor").filter(gas="CH4")["item"].to_list()
    assert usable == ["diesel"]
    assert only("diesel", "combustion_factor", gas="N2O")["value"] == 0.6


def test_faraday_and_molar_masses_give_the_mass_per_kiloampere_hour() -> None:
    """0.33557 kg of aluminium per kA h at 100 % current efficiency."""
    faraday = float(str(only("charge", "faraday_constant")["value"]))
    aluminium = float(str(only("aluminium", "molar_mass")["value"]))
    electrons = float(str(only("aluminium", "electrons_per_atom")["value"]))
    grams = 1000 * 3600 * aluminium / (electrons * faraday)
    assert round(grams / 1000, 5) == 0.33557


def test_carbon_floor_of_the_cell_reaction() -> None:
    """2 Al2O3 + 3 C = 4 Al + 3 CO2: 0.3339 t C/t Al."""
    carbon = float(str(only("carbon", "molar_mass")["value"]))
    aluminium = float(str(only("aluminium", "molar_mass")["value"]))
    atoms = float(str(only("carbon", "atoms_per_aluminium_atom")["value"]))
    assert round(atoms * carbon / aluminium, 4) == 0.3339


def test_grid_years_and_vintages_stay_apart() -> None:
    bahrain = FACTORS.find("electricity", "grid_combustion", region="BH")
    assert dict(bahrain.select("valid_from", "value").iter_rows()).keys() == {
        FACTORS.row("grid_bh_2021_ember")["valid_from"],
        FACTORS.row("grid_bh_2022_ember")["valid_from"],
    }
    assert bahrain["value"].to_list() == [0.490, 0.905]
    norway = FACTORS.find("electricity", "residual_mix", region="NO")
    assert 0.402 in norway["value"]
    assert 0.402 not in FACTORS.find("electricity", "grid_combustion", region="NO")["value"]


@pytest.mark.parametrize(
    ("item", "parameter"),
    [
        ("alumina", "footprint"),
        ("prebaked_anode", "footprint"),
        ("calcined_coke", "footprint"),
        ("pitch", "footprint"),
        ("aluminium_fluoride", "footprint"),
        ("natural_gas", "upstream"),
        ("lignite", "upstream"),
        ("sea", "transport_factor"),
        ("electricity", "grid_upstream"),
        ("electricity", "grid_losses"),
    ],
)
def test_what_has_no_sourced_value_is_refused_not_absent(item: str, parameter: str) -> None:
    assert FACTORS.find(item, parameter).is_empty()
    refused = FACTORS.find_refused(item, parameter)
    assert refused.height >= 1
    assert refused["value"].null_count() == refused.height

"""The demo records: reproducible bytes, physics that hangs together, and the intensities the demo verdicts rest on.

The estimate of mine-to-metal intensity below is plain pandas arithmetic on the CSV files. It shares no code with the
library, so that an error there cannot hide here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from smelter_ghg.records import tables as contracts

DEMO = Path(__file__).parents[3] / "data" / "demo"
# The two with monthly records over five years; the paste smelter has quarters of two.
SMELTERS = ("demo_coal", "demo_hydro")
YEARS = range(2020, 2025)
FARADAY_KG_PER_KAH = 0.33557  # M / (3 F), printed to five digits
# Both scope 2 accounts, both denominators, both sets of slope coefficients, and returned butts with and without credit.
ACCOUNTS, METALS, METHOD_SETS, BUTTS = (
    ("location", "market"),
    ("tapped", "cast_out"),
    ("ipcc_2006", "eu_2025_2547"),
    ("gross", "net"),
)
Basis = tuple[str, str, str, str]
BASES: list[Basis] = list(product(ACCOUNTS, METALS, METHOD_SETS, BUTTS))
Intensities = dict[tuple[str, Basis], list[float]]
Tables = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def demo() -> Tables:
    frames = {path.stem: pd.read_csv(path, keep_default_na=False, na_values=[""]) for path in DEMO.glob("*.csv")}
    for frame in frames.values():
        if "period_start" in frame:
            frame["year"] = frame["period_start"].str[:4].astype(int)
    return frames


def run_script(out: Path, *options: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, str(DEMO / "make_demo.py"), "--out", str(out), *options],
        check=True,
        cwd=out,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    return {path.name: path.read_bytes() for path in out.glob("*.csv")}


def test_script_reproduces_the_committed_bytes(tmp_path: Path) -> None:
    assert run_script(tmp_path) == {path.name: path.read_bytes() for path in DEMO.glob("*.csv")}


def test_another_seed_gives_other_records_but_the_same_paperwork(tmp_path: Path) -> None:
    other = run_script(tmp_path, "--seed", "1")
    assert other["metal.csv"] != (DEMO / "metal.csv").read_bytes()
    assert other["user_factors.csv"] == (DEMO / "user_factors.csv").read_bytes()


@pytest.mark.parametrize("name", sorted(path.stem for path in DEMO.glob("*.csv") if path.stem != "user_factors"))
def test_table_keeps_its_contract(demo: Tables, name: str) -> None:
    contract, frame = contracts()[name], demo[name]
    if "year" not in contract.names:
        frame = frame.drop(columns="year", errors="ignore")
    assert set(frame) <= set(contract.names)
    assert {column.name for column in contract.columns if column.mandatory} <= set(frame)
    key = [column for column in contract.key if column in frame]
    assert not frame.duplicated(key).any()
    for column in map(str, frame):
        field, cells = contract.by_name[column].field, frame[column].dropna()
        assert not contract.by_name[column].required or len(cells) == len(frame), column
        assert field.allowed is None or set(cells) <= set(field.allowed), column
        if field.kind == "date":
            assert cells.map(date.fromisoformat).notna().all()
        if field.kind in ("number", "count"):
            low = field.minimum if field.above is None else field.above
            high = field.maximum if field.below is None else field.below
            assert low is None or cells.min() >= low, column
            assert high is None or cells.max() <= high, column
    if "document_id" in frame:
        assert set(frame["document_id"].dropna()) <= set(demo["documents"]["document_id"])


def test_everything_says_synthetic(demo: Tables) -> None:
    assert demo["smelters"]["synthetic"].all()
    for table, column in (
        ("smelters", "name"),
        ("documents", "title"),
        ("power_instruments", "citation"),
        ("supplier_footprints", "citation"),
        ("supplier_footprints", "supplier"),
        ("user_factors", "document"),
        ("user_factors", "note"),
    ):
        assert demo[table][column].str.lower().str.contains("synthetic").all(), (table, column)


def faraday_gap(demo: Tables) -> float:
    """Largest relative gap between tapped metal and Faraday's law over all potline months."""
    tapped = demo["metal"].query("flow == 'tapped'")[["facility_id", "period_start", "mass_t"]]
    lines = tapped.merge(demo["potlines"], on=["facility_id", "period_start"], validate="1:1")
    assert len(lines) == len(tapped) == len(demo["potlines"])
    expected = lines.cell_days * 24 * lines.line_current_ka * FARADAY_KG_PER_KAH * lines.current_efficiency_pct / 1e5
    return float((lines.mass_t / expected - 1).abs().max())


def test_tapped_metal_follows_faraday(demo: Tables) -> None:
    assert faraday_gap(demo) < 0.002
    wrong = demo["potlines"].assign(line_current_ka=demo["potlines"]["line_current_ka"] * 1.01)
    assert faraday_gap({**demo, "potlines": wrong}) > 0.009


def test_direct_current_is_a_believable_share_of_alternating(demo: Tables) -> None:
    metered = demo["electricity"].groupby(["facility_id", "period_start"])["mwh"].sum()
    share = demo["potlines"].set_index(["facility_id", "period_start"])["dc_electricity_mwh"] / metered
    assert share.dropna().between(0.94, 0.97).all()
    assert share.notna().sum() == len(demo["potlines"])


def test_cells_and_metal_balance(demo: Tables) -> None:
    lines = demo["potlines"]
    days = (pd.to_datetime(lines["period_end"]) - pd.to_datetime(lines["period_start"])).dt.days + 1
    assert ((lines.cell_days / days - lines.cells_operating).abs() <= 0.05 + 1e-9).all()
    installed = lines.facility_id.map(demo["facilities"].set_index("facility_id")["cells_installed"])
    assert (lines.cells_operating < installed).all()
    metal = demo["metal"].groupby(["smelter_id", "period_start", "flow"])["mass_t"].sum().unstack()
    loss = (metal.tapped + metal.opening_stock - metal.closing_stock - metal.cast_out) / metal.tapped
    assert loss.between(0.004, 0.011).all()
    for _, rows in metal.groupby("smelter_id"):
        assert (rows.opening_stock.iloc[1:].to_numpy() == rows.closing_stock.iloc[:-1].to_numpy()).all()


def test_net_anode_rate_agrees_with_anodes_less_butts(demo: Tables) -> None:
    of_two = demo["specific_consumption"]["smelter_id"].isin(SMELTERS)
    rates = demo["specific_consumption"][of_two][["facility_id", "period_start", "value"]]
    tapped = demo["metal"].query("flow == 'tapped'").merge(rates, on=["facility_id", "period_start"])
    by_rate = (tapped.mass_t * tapped.value / 1000).groupby([tapped.smelter_id, tapped.period_start]).sum()
    activity = demo["activity"][demo["activity"]["smelter_id"].isin(SMELTERS)]
    goods = activity.groupby(["smelter_id", "period_start", "item"])["quantity"].sum().unstack()
    assert (goods.prebaked_anode - goods.anode_butts - by_rate).abs().max() < 0.2
    assert rates.value.between(400, 425).all()


def grid_less_instruments(demo: Tables) -> pd.Series:
    grid = demo["electricity"].query("flow == 'consumed' and supply == 'grid'")
    keys = ["smelter_id", "grid_zone", "year"]
    return grid.groupby(keys)["mwh"].sum() - demo["power_instruments"].groupby(keys)["allocated_mwh"].sum()


def test_instruments_never_exceed_the_grid_electricity(demo: Tables) -> None:
    assert len(grid_less_instruments(demo)) == 12
    assert (grid_less_instruments(demo) > 0).all()
    more = demo["power_instruments"].assign(allocated_mwh=demo["power_instruments"]["allocated_mwh"] * 1.05)
    assert (grid_less_instruments({**demo, "power_instruments": more}) < 0).any()


def test_captive_power_balance(demo: Tables) -> None:
    metered = demo["electricity"].query("supply == 'captive'")
    captive = metered.groupby(["period_start", "flow"])["mwh"].sum().unstack()
    assert (captive.generated_gross == captive.own_use + captive.consumed + captive.exported).all()


def test_nothing_an_item_needs_is_absent(demo: Tables) -> None:
    """Every item in every month; a footprint, legs and factors for each."""
    activity, factors = demo["activity"], demo["user_factors"]
    consumed = activity.query("flow == 'consumed'")
    for (smelter, item), rows in consumed.groupby(["smelter_id", "item"]):
        months = 24 if (smelter, item) == ("demo_coal", "natural_gas") else 60
        periods = months if smelter in SMELTERS else 8
        assert rows.period_start.nunique() == periods, (smelter, item)
    goods = consumed.dropna(subset="supplier")
    keys = ["item", "supplier", "supplier_site", "year"]
    assert len(goods.merge(demo["supplier_footprints"], on=keys, validate="m:1")) == len(goods)
    moved = demo["transport"].groupby(["smelter_id", "item"])["period_start"].nunique()
    monthly = {(smelter, item): 60 for smelter in SMELTERS for item in ("alumina", "prebaked_anode")}
    quarterly = {("demo_paste", item): 8 for item in ("alumina", "calcined_coke", "pitch")}
    assert moved.to_dict() == monthly | quarterly
    known = set(zip(factors["item"], factors["parameter"], factors["gas"], factors["region"].fillna(""), strict=True))
    for mode in demo["transport"]["mode"].unique():
        assert (mode, "transport_factor", "CO2e", "") in known
    fuels = consumed[consumed["supplier"].isna() & ~consumed["item"].isin(["green_anodes", "packing_coke"])]
    for fuel in fuels["item"].unique():
        assert (fuel, "upstream", "CO2e", "") in known
        if fuel != "diesel":  # the only fuel whose CH4 and N2O factors ship verified
            assert {(fuel, "combustion_factor", gas, "") for gas in ("CH4", "N2O")} <= known
    for zone in ("SYN-HYDRO", "SYN-COAL"):
        for parameter in ("grid_combustion", "residual_mix", "grid_upstream", "grid_losses"):
            assert ("electricity", parameter, "CO2e", zone) in known


def test_user_factors_are_cited_and_fenced_in(demo: Tables) -> None:
    factors = demo["user_factors"]
    assert (factors["status"] == "user").all()
    assert (factors["publisher"] == "smelter-ghg demo").all()
    assert (factors["valid_from"] == "2020-01-01").all() and (factors["valid_to"] == "2024-12-31").all()
    assert set(factors.query("item == 'electricity'")["region"]) == {"SYN-HYDRO", "SYN-COAL"}
    everywhere = factors[factors["region"].isna()]
    assert everywhere["note"].str.contains("every smelter of a run").all()


# --- mine to metal by hand -------------------------------------------------------------------------------------------

GWP_AR6 = {"CO2": 1.0, "CH4": 27.9, "N2O": 273.0, "CF4": 7380.0, "C2F6": 12400.0}
# IPCC 2006 V2 Tables 1.2 and 1.3: GJ/t, kg CO2/GJ (44/12 of the carbon where that is what is tabled).
NET_CALORIFIC_VALUE = {"diesel": 43.0, "residual_fuel_oil": 40.4}
KG_CO2_PER_GJ = {
    "natural_gas": 56.1,
    "diesel": 74.1,
    "residual_fuel_oil": 21.1 * 44 / 12,
    "other_bituminous_coal": 25.8 * 44 / 12,
}
DIESEL_KG_PER_TJ = {"CH4": 3.0, "N2O": 0.6}
# Slope and C2F6/CF4: IPCC 2006 V3 Table 4.16; IR (EU) 2025/2547 Annex II B.7.1 Table 2.
SLOPES = {
    "ipcc_2006": dict.fromkeys(("PFPB_L", "PFPB_M", "CWPB"), (0.143, 0.121)),
    "eu_2025_2547": {"PFPB_L": (0.122, 0.097), "PFPB_M": (0.104, 0.057), "CWPB": (0.143, 0.121)},
}


def by_item(demo: Tables, smelter: str, year: int, account: str, method: str, butts: str) -> dict[str, float]:
    """Mine-to-metal t CO2e of one smelter and year by item; `butts` net credits the anode works for returned butts."""
    of = {
        name: frame[(frame["smelter_id"] == smelter) & (frame["year"] == year)]
        for name, frame in demo.items()
        if {"smelter_id", "year"} <= set(frame)
    }
    instruments = of["power_instruments"]
    factor = demo["user_factors"].fillna({"region": ""}).set_index(["item", "parameter", "gas", "region"])["value"]
    analysis = of["properties"].set_index(["item", "property"])["value"]
    t: dict[str, float] = {}

    lines = (
        of["metal"]
        .query("flow == 'tapped'")[["facility_id", "period_start", "mass_t"]]
        .merge(of["specific_consumption"][["facility_id", "period_start", "value"]], on=["facility_id", "period_start"])
        .merge(of["potlines"].drop(columns=["smelter_id", "document_id"]), on=["facility_id", "period_start"])
        .merge(demo["facilities"][["facility_id", "technology"]], on="facility_id")
    )
    impure = analysis["prebaked_anode", "sulphur_pct"] + analysis["prebaked_anode", "ash_pct"]
    t["anode_consumption"] = (lines.mass_t * lines.value / 1000).sum() * (100 - impure) / 100 * 44 / 12
    slope = lines.technology.map({name: pair[0] for name, pair in SLOPES[method].items()})
    ratio = lines.technology.map({name: pair[1] for name, pair in SLOPES[method].items()})
    minutes = lines.anode_effect_frequency_per_cell_day * lines.anode_effect_duration_min
    kg_cf4 = slope * minutes * lines.mass_t
    t["anode_effects"] = (kg_cf4 * (GWP_AR6["CF4"] + ratio * GWP_AR6["C2F6"])).sum() / 1000
    low_voltage = of["pfc_measurements"]
    kg_at_cells = low_voltage.mass_kg / (low_voltage.collection_efficiency_pct / 100)
    t["low_voltage_pfc"] = kg_at_cells.sum() * GWP_AR6["CF4"] / 1000

    consumed = of["activity"].query("flow == 'consumed'").copy()
    # Power sold takes its part of the power plant's fuel: MWh exported over MWh sent out.
    captive = of["electricity"].query("supply == 'captive'").groupby("flow")["mwh"].sum()
    if "exported" in captive:
        sold = captive["exported"] / (captive["generated_gross"] - captive["own_use"])
        at_plant = consumed["facility_id"] == "DC-PP"
        consumed["quantity"] = consumed["quantity"].where(~at_plant, consumed["quantity"] * (1 - sold))
    for fuel in KG_CO2_PER_GJ:
        amount = consumed.loc[consumed["item"] == fuel, "quantity"].sum()
        if fuel == "natural_gas":
            gj = amount
        elif fuel in NET_CALORIFIC_VALUE:
            gj = amount * NET_CALORIFIC_VALUE[fuel]
        else:
            gj = amount * analysis[fuel, "net_calorific_value_gj_per_t"] if amount else 0.0
        kg = gj * KG_CO2_PER_GJ[fuel]
        for gas in ("CH4", "N2O"):
            per_tj = DIESEL_KG_PER_TJ[gas] if fuel == "diesel" else factor[fuel, "combustion_factor", gas, ""]
            kg += gj * per_tj / 1000 * GWP_AR6[gas]
        t[f"{fuel} combustion"] = kg / 1000
        t[f"{fuel} upstream"] = gj * factor[fuel, "upstream", "CO2e", ""] / 1000

    goods = consumed.merge(demo["supplier_footprints"], on=["item", "supplier", "supplier_site", "year"])
    goods["t_co2e"] = goods.quantity * goods.factor_t_co2e_per_t
    for item, rows in goods.groupby("item"):
        t[str(item)] = rows.t_co2e.sum()
    if butts == "net":
        returned = of["activity"].query("item == 'anode_butts'")["quantity"].sum()
        t["prebaked_anode"] *= 1 - returned / goods.loc[goods["item"] == "prebaked_anode", "quantity"].sum()
    per_t_km = of["transport"]["mode"].map(lambda mode: factor[mode, "transport_factor", "CO2e", ""])
    t["inbound_transport"] = (of["transport"].mass_t * of["transport"].distance_km * per_t_km).sum() / 1000

    grid = of["electricity"].query("flow == 'consumed' and supply == 'grid'")
    zone, mwh = grid["grid_zone"].iloc[0], grid["mwh"].sum()
    per_mwh = {name: factor["electricity", name, "CO2e", zone] for name in ("grid_upstream", "grid_losses")}
    if account == "location":
        t["power"] = mwh * factor["electricity", "grid_combustion", "CO2e", zone]
        t["power category 3"] = mwh * sum(per_mwh.values()) / 1000
    else:
        bought = instruments["allocated_mwh"]
        rest = mwh - bought.sum()
        kg = (bought * instruments["combustion_factor_kg_co2e_per_mwh"]).sum()
        kg_upstream = (bought * instruments["upstream_factor_kg_co2e_per_mwh"]).sum()
        kg_losses = (bought * instruments["losses_factor_kg_co2e_per_mwh"]).sum()
        t["power"] = kg / 1000 + rest * factor["electricity", "residual_mix", "CO2e", zone]
        t["power category 3"] = (kg_upstream + kg_losses + rest * sum(per_mwh.values())) / 1000
    return t


@pytest.fixture(scope="module")
def intensities(demo: Tables) -> Intensities:
    """Mine-to-metal t CO2e/t Al of the five years, by smelter and basis (BASES)."""
    production = demo["metal"].groupby(["smelter_id", "flow", "year"])["mass_t"].sum().to_dict()
    emissions = {
        (smelter, year, *basis): sum(by_item(demo, smelter, year, *basis).values())
        for smelter, year in product(SMELTERS, YEARS)
        for basis in product(ACCOUNTS, METHOD_SETS, BUTTS)
    }
    return {
        (smelter, (account, metal, method, butts)): [
            emissions[smelter, year, account, method, butts] / production[smelter, metal, year] for year in YEARS
        ]
        for smelter in SMELTERS
        for account, metal, method, butts in BASES
    }


@pytest.mark.parametrize("basis", BASES, ids="-".join)
def test_hydro_smelter_is_far_below_the_threshold_every_year(intensities: Intensities, basis: Basis) -> None:
    assert all(4.0 < value < 5.0 for value in intensities["demo_hydro", basis])


@pytest.mark.parametrize("basis", BASES, ids="-".join)
def test_coal_smelter_falls_by_a_tenth_in_year_four_only(demo: Tables, intensities: Intensities, basis: Basis) -> None:
    values = intensities["demo_coal", basis]
    y1, y2, y3, y4, y5 = values
    assert 14.0 < min(values) <= max(values) < 18.5
    stated = demo["targets"].set_index("smelter_id")["base_value"].to_dict()["demo_coal"]
    for base in (y1, (y1 + y2 + y3) / 3, stated):
        assert 1 - y4 / base > 0.11
    for base in (y2, (y2 + y3 + y4) / 3, y1, stated):
        assert 1 - y5 / base < 0.09


def test_plans_name_the_first_year_and_fit_it(demo: Tables, intensities: Intensities) -> None:
    plans = demo["targets"].set_index("smelter_id")
    assert set(plans["boundary"]) == {"mine_to_metal"}
    assert set(plans["target_year"]) == {2030}
    assert set(plans["base_year"]) == {2020}
    aims, bases = plans["target_value"].to_dict(), plans["base_value"].to_dict()
    assert aims["demo_hydro"] < 11 < aims["demo_coal"]
    for smelter in SMELTERS:
        first = intensities[smelter, ("market", "cast_out", "eu_2025_2547", "gross")][0]
        assert bases[smelter] == pytest.approx(first, rel=0.02)


def test_smelters_started_before_the_cutoff(demo: Tables) -> None:
    assert demo["facilities"]["first_production_date"].max() < "2020"

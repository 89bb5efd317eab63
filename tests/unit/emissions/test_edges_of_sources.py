"""What a source leaves out: rows that look like its own and are not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.emissions.fuel_paths import FUEL_PATHS
from smelter_ghg.factors import Factors
from smelter_ghg.method_sets import METHOD_SETS
from smelter_ghg.units import METER_NOISE_MWH
from tests.golden.from_records import Row, Run, Tables, bare_potline, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, instrument, small_plant

sources()


def computed(folder: Path, tables: Tables, method_set: str = "eu_2025_2547") -> Run:
    return run(folder, tables, factors=FACTORS, method_set=method_set)


def test_anodes_received_or_sent_back_and_butts_sold_change_nothing(tmp_path: Path) -> None:
    tables = small_plant() | {"specific_consumption": []}
    for month in months(YEAR):
        tables["activity"] += [
            bought(month, "prebaked_anode", 90, flow="received"),
            bought(month, "prebaked_anode", 30, flow="returned"),
            bought(month, "anode_butts", 50, flow="sold", origin="", supplier=""),
            bought(month, "anode_butts", 110, flow="returned", origin="", supplier=""),
        ]
    made = computed(tmp_path, tables)
    assert made.kilograms(source="anode_consumption") == pytest.approx(12 * 420_000 * (1 - 0.024) * 3.664, rel=1e-12)


def test_every_path_but_energy_as_it_is_cites_the_calorific_values() -> None:
    for prefix in ("combustion_from_", "combustion_co2_from_carbon_in_", "fuel_upstream_from_"):
        for path in FUEL_PATHS:
            cited = EQUATIONS[prefix + path].citation
            assert ("section 1.4.1.2" in cited) == (path != "energy"), prefix + path


def test_a_volume_has_a_path_by_density_and_a_mass_has_none() -> None:
    by_density = {name for name, path in FUEL_PATHS.items() if "density" in path.units}
    assert by_density == {"volume_by_density", "normal_volume_by_density"}


WHEN = whole_year(YEAR) | {"smelter_id": "s"}


def weighed(facility: str, item: str, flow: str, tonnes: float) -> Row:
    return WHEN | {"facility_id": facility, "item": item, "flow": flow, "quantity": repr(tonnes), "unit": "t"}


def paste_line(*metal: float, weighed_t: float, rate: str = "") -> Tables:
    """A potline of vertical studs with dry paste, its metal in one record or several, its paste weighed."""
    line = WHEN | {"facility_id": "L"}
    stated = {"item": "paste_consumption", "value": rate, "unit": "kg/t", "per": "tapped"}
    facility = {"facility_id": "L", "kind": "potline", "technology": "VSS", "paste_kind": "dry"}
    return {
        "facilities": [{"smelter_id": "s"} | facility],
        "metal": [
            line | {"flow": "tapped", "mass_t": repr(tonnes), "product": f"product {number}"}
            for number, tonnes in enumerate(metal)
        ],
        "specific_consumption": [line | stated] if rate else [],
        "activity": [weighed("L", "soderberg_paste", "consumed", weighed_t)],
    }


def paste_co2(tonnes: float, paste: float) -> float:
    """Equation 4.24 with the defaults of dry paste and vertical studs."""
    carbon = paste * (1 - 0.24 * (0.006 + 0.002 + 0.033) - 0.76 * (0.019 + 0.002)) - tonnes * (0.0005 + 0.01)
    return carbon * 3.664 * 1000


def test_paste_weighed_beside_its_rate_counts_once(tmp_path: Path) -> None:
    made = computed(tmp_path, paste_line(1000, weighed_t=560, rate="520"))
    assert made.kilograms(source="paste_consumption") == pytest.approx(paste_co2(1000, 520), rel=1e-12)
    assert made.ledger.filter(pl.col("equation_id") == "soderberg_paste_co2_from_mass").is_empty()


def test_weighed_paste_without_a_rate_counts_itself(tmp_path: Path) -> None:
    made = computed(tmp_path, paste_line(1000, weighed_t=560))
    assert made.kilograms(source="paste_consumption") == pytest.approx(paste_co2(1000, 560), rel=1e-12)


def missing(made: Run, method_set: str = "eu_2025_2547") -> list[str]:
    return made.missing.filter(pl.col("method_set").is_in(["common", method_set]))["item"].to_list()


def furnace(kind: str, *rows: Row) -> Tables:
    facility = {"smelter_id": "s", "facility_id": "bake", "kind": "anode_plant", "furnace_kind": kind}
    return {"facilities": [facility], "activity": list(rows)}


def test_weighed_tar_of_a_known_furnace_counts_once_and_nothing_is_missing(tmp_path: Path) -> None:
    rows = [weighed("bake", "baked_anodes", "produced", 1000), weighed("bake", "green_anodes", "consumed", 1060)]
    made = computed(tmp_path, furnace("closed", *rows, weighed("bake", "waste_tar", "produced", 3)))
    assert made.kilograms(source="pitch_volatiles") == pytest.approx((1060 * 0.995 - 1000 - 3) * 3664, rel=1e-12)
    of_set = made.ledger.filter((pl.col("source") == "pitch_volatiles") & (pl.col("method_set") == "eu_2025_2547"))
    assert of_set["equation_id"].to_list() == ["pitch_volatiles_co2_with_weighed_tar"]
    assert "pitch_volatiles" not in missing(made)


def test_baked_anodes_alone_take_the_ratio_and_nothing_is_missing(tmp_path: Path) -> None:
    made = computed(tmp_path, furnace("closed", weighed("bake", "baked_anodes", "produced", 1000)))
    assert made.kilograms(source="pitch_volatiles") == pytest.approx(1000 * (1.055 * 0.99 - 1) * 3664, rel=1e-12)
    assert "pitch_volatiles" not in missing(made)


def test_a_fuel_by_carbon_content_is_not_missing_and_its_tier_says_whose_calorific_value_it_is(tmp_path: Path) -> None:
    oil = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "10"}
    energy = oil | {"unit": "GJ", "basis": "net_calorific"}
    value = {"item": "residual_fuel_oil", "property": "net_calorific_value_gj_per_t", "value": "41"}
    for name, row, properties, tier, gj in (
        ("default", oil | {"unit": "t"}, [], 1, 404),
        ("own", oil | {"unit": "t"}, [WHEN | value], 2, 410),
        ("metered", energy, [], 2, 10),
    ):
        made = computed(tmp_path / name, {"activity": [WHEN | row], "properties": properties})
        rows = made.ledger.filter((pl.col("source") == "combustion") & (pl.col("gas") == "CO2"))
        assert rows.select("tier", "mass_kg").rows() == [(tier, pytest.approx(gj * 21.1 * 44 / 12, rel=1e-12))]
        assert "residual_fuel_oil_combustion_co2" not in missing(made)


def test_a_fuel_without_carbon_content_is_missing_and_makes_no_co2(tmp_path: Path) -> None:
    oil = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "10", "unit": "t"}
    made = computed(tmp_path, {"activity": [WHEN | oil]})
    frame = made.factors.frame.filter(pl.col("factor_id") != "ipcc_2006_carbon_content_residual_fuel_oil")
    bare = made.with_factors(Factors(frame))
    assert bare.ledger.filter(pl.col("gas") == "CO2").is_empty()
    assert "residual_fuel_oil_combustion_co2" in missing(bare)


@pytest.mark.parametrize(("tar", "tier"), [((), 2), ((weighed("bake", "waste_tar", "produced", 3),), 3)])
def test_volatiles_are_tier_3_only_with_weighed_tar_and_the_sites_hydrogen(
    tmp_path: Path, tar: tuple[Row, ...], tier: int
) -> None:
    rows = [weighed("bake", "baked_anodes", "produced", 1000), weighed("bake", "green_anodes", "consumed", 1060)]
    hydrogen = WHEN | {"item": "green_anodes", "property": "hydrogen_pct", "value": "0.6"}
    made = computed(tmp_path, furnace("closed", *rows, *tar) | {"properties": [hydrogen]})
    of_set = made.ledger.filter((pl.col("source") == "pitch_volatiles") & (pl.col("method_set") == "eu_2025_2547"))
    assert of_set["tier"].to_list() == [tier]


def by_weight(*rows: Row) -> Tables:
    """The small plant without a rate of carbon, with these anodes and butts."""
    tables = small_plant() | {"specific_consumption": []}
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"] + list(rows)
    return tables


def butts(when: Row, tonnes: float) -> Row:
    return bought(when, "anode_butts", tonnes, flow="returned", origin="", supplier="")


def test_gross_anodes_are_not_taken_for_net_ones(tmp_path: Path) -> None:
    made = computed(tmp_path, by_weight(bought(whole_year(YEAR), "prebaked_anode", 6000)))
    assert made.kilograms(source="anode_consumption") == 0 and "net_anode_carbon" in missing(made)


@pytest.mark.parametrize("returned", [6000, 7000])
def test_as_many_butts_as_anodes_is_no_emission_of_zero_but_missing(tmp_path: Path, returned: float) -> None:
    year = whole_year(YEAR)
    made = computed(tmp_path, by_weight(bought(year, "prebaked_anode", 6000), butts(year, returned)))
    rows = made.ledger.filter((pl.col("source") == "anode_consumption") & (pl.col("method_set") == "eu_2025_2547"))
    assert rows.is_empty() and "net_anode_carbon" in missing(made)


def test_weighed_anodes_stand_for_their_own_days_and_not_for_those_of_the_butts(tmp_path: Path) -> None:
    _, february, march, *_ = months(YEAR)
    anodes = [bought(month, "prebaked_anode", 500) for month in (february, march)]
    made = computed(tmp_path, by_weight(*anodes, butts(whole_year(YEAR), 200)))
    rows = made.ledger.filter((pl.col("source") == "anode_consumption") & (pl.col("method_set") == "eu_2025_2547"))
    days = rows.select(pl.col("period_start").cast(pl.String), pl.col("period_end").cast(pl.String)).rows()
    assert days == [(february["period_start"], march["period_end"])]
    assert rows["mass_kg"].item() == pytest.approx(800 * (1 - 0.024) * 3664, rel=1e-12)


def alumina(*rows: Row) -> Tables:
    tables = small_plant()
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "alumina"] + list(rows)
    return tables


def goods(made: Run) -> list[float]:
    rows = made.ledger.filter((pl.col("source") == "purchased_goods") & (pl.col("item") == "alumina"))
    return rows["mass_kg"].to_list()


def test_goods_of_own_make_are_not_bought(tmp_path: Path) -> None:
    year = whole_year(YEAR)
    own = bought(year, "alumina", 700, origin="own")
    assert goods(computed(tmp_path, alumina(bought(year, "alumina", 500), own))) == [500_000]


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"opening_stock": 100, "received": 500, "sold": 30, "closing_stock": 70}, [500_000]),
        # Without a receipt a falling stock may have been moved elsewhere.
        ({"opening_stock": 100, "closing_stock": 70}, []),
        ({"opening_stock": 100, "received": 0, "closing_stock": 100}, []),
        ({"opening_stock": 100, "received": 10, "closing_stock": 120}, []),
    ],
)
def test_stocks_make_a_consumption_only_with_receipts_and_above_nothing(
    tmp_path: Path, moved: dict[str, float], expected: list[float]
) -> None:
    rows = [bought(whole_year(YEAR), "alumina", tonnes, flow=flow) for flow, tonnes in moved.items()]
    assert goods(computed(tmp_path, alumina(*rows))) == expected


@pytest.mark.parametrize(("basis", "rows"), [("direct", 2), ("life_cycle", 0)])
def test_an_instrument_by_life_cycle_has_no_upstream_and_no_losses_of_its_own(
    tmp_path: Path, basis: str, rows: int
) -> None:
    tables = small_plant() | {"power_instruments": [instrument(168_000, factor_basis=basis)]}
    made = computed(tmp_path, tables)
    market = made.ledger.filter((pl.col("source") == "energy_upstream") & (pl.col("scope2_account") == "market"))
    assert market.height == rows


def test_the_overvoltage_equation_takes_current_efficiency_as_the_number_written(tmp_path: Path) -> None:
    cells = {"overvoltage_mv": "5", "overvoltage_kind": "positive", "overvoltage_coefficient_cf4": "1.2"}
    made = run(tmp_path, bare_potline("CWPB", "1000", **cells, current_efficiency_pct="95", c2f6_cf4_ratio="0.1"))
    taken = made.ledger_inputs.filter(pl.col("argument") == "current_efficiency_pct")
    assert taken.height > 0
    assert taken["value"].to_list() == pytest.approx([95.0] * taken.height)
    assert taken["multiplier"].to_list() == pytest.approx([1.0] * taken.height)


@pytest.mark.parametrize(("duration", "counts"), [("1.9", True), ("2", False), ("2.5", False)])
def test_the_us_limit_holds_for_frequency_times_duration_as_for_minutes(
    tmp_path: Path, duration: str, counts: bool
) -> None:
    january = months(YEAR)[0]
    tables = bare_potline("CWPB", "1000", anode_effect_frequency_per_cell_day="0.1", anode_effect_duration_min=duration)
    monthly = {name: [tables[name][0] | january] for name in ("metal", "potlines")}
    made = run(tmp_path, tables | monthly, method_set="us_40cfr98_f")
    assert (made.kilograms(gas="CF4") > 0) == counts


def test_a_method_set_states_both_limits_of_technology_coefficients_or_neither() -> None:
    for rules in METHOD_SETS.values():
        assert (rules.defaults_below_minutes is None) == (rules.defaults_below_mv is None)


@pytest.mark.parametrize(
    ("cells", "lacking"),
    [
        ({"overvoltage_mv": "5", "current_efficiency_pct": "95"}, {"overvoltage_kind"}),
        (
            {"overvoltage_mv": "5", "overvoltage_kind": "positive", "current_efficiency_pct": "95"},
            {"overvoltage_coefficient"},
        ),
        (
            {"overvoltage_mv": "5", "overvoltage_kind": "positive", "overvoltage_coefficient_cf4": "1.2"},
            {"current_efficiency"},
        ),
        (
            {"overvoltage_kind": "positive", "overvoltage_coefficient_cf4": "1.2", "current_efficiency_pct": "95"},
            {"frequency", "duration"},
        ),
        ({"anode_effect_frequency_per_cell_day": "0.1"}, {"duration"}),
        ({"anode_effect_duration_min": "1.5"}, {"frequency"}),
    ],
)
def test_part_of_what_an_equation_takes_makes_no_row_not_even_an_empty_one_and_the_rest_is_missing(
    tmp_path: Path, cells: dict[str, str], lacking: set[str]
) -> None:
    made = run(tmp_path, bare_potline("CWPB", "1000", **cells), method_set="eu_2025_2547")
    rows = made.ledger.filter((pl.col("source") == "anode_effects") & (pl.col("method_set") == "eu_2025_2547"))
    assert rows.is_empty()
    assert made.ledger["mass_kg"].null_count() == 0
    named = {item.removeprefix("anode_effect_") for item in missing(made) if item.startswith("anode_effect")}
    assert named == lacking


@pytest.mark.parametrize(("left_over", "rows"), [(0.0, 0), (METER_NOISE_MWH, 0), (2 * METER_NOISE_MWH, 1)])
def test_energy_left_over_within_the_noise_of_a_meter_is_covered(tmp_path: Path, left_over: float, rows: int) -> None:
    tables = small_plant()
    # Zero beside the meter's row leaves exactly the noise.
    first = tables["electricity"][0] | {"mwh": repr(left_over)}
    tables |= {"electricity": [first], "power_instruments": [instrument(0)]}
    made = computed(tmp_path, tables)
    uncovered = made.ledger.filter(
        (pl.col("source") == "purchased_electricity") & pl.col("input_key").str.starts_with("uncovered")
    )
    assert uncovered.height == rows


def test_overvoltage_without_its_kind_lacks_the_kind_and_not_the_coefficient(tmp_path: Path) -> None:
    """Which coefficient fits is not known before the kind is."""
    made = run(
        tmp_path,
        bare_potline("CWPB", "1000", overvoltage_mv="5", current_efficiency_pct="95"),
        method_set="eu_2025_2547",
    )
    lacking = {item for item in missing(made) if item.startswith("anode_effect")}
    assert lacking == {"anode_effect_overvoltage_kind"}


@pytest.mark.parametrize(
    ("first", "last", "rows"),
    [
        (f"{YEAR}-01-01", f"{YEAR}-12-31", 12),
        (f"{YEAR - 1}-01-01", f"{YEAR - 1}-12-31", 0),
        (f"{YEAR + 1}-01-01", f"{YEAR + 1}-12-31", 0),
        # The last day of a row decides.
        (f"{YEAR}-01-31", f"{YEAR}-12-31", 12),
        (f"{YEAR}-02-01", f"{YEAR}-12-31", 11),
        (f"{YEAR}-01-01", f"{YEAR}-11-30", 11),
        (f"{YEAR}-01-01", f"{YEAR}-11-29", 10),
    ],
)
def test_a_factor_prices_the_rows_whose_last_day_is_within_its_dates_though_it_is_the_only_one(
    tmp_path: Path, first: str, last: str, rows: int
) -> None:
    dated = [row | {"valid_from": first, "valid_to": last} if row["item"] == "electricity" else row for row in FACTORS]
    made = run(tmp_path, small_plant(), factors=dated)
    location = made.ledger.filter(
        (pl.col("source") == "purchased_electricity") & (pl.col("scope2_account") == "location")
    )
    assert location.height == rows
    assert ("grid_factor" in missing(made)) == (rows < 12)


def test_overvoltage_without_a_coefficient_leaves_the_us_set_with_something_missing(tmp_path: Path) -> None:
    """Below the limit of 1.4 mV the table's coefficient would be allowed, but it is of no stated kind."""
    cells = {"overvoltage_mv": "1", "overvoltage_kind": "positive", "current_efficiency_pct": "95"}
    tables, january = bare_potline("CWPB", "1000", **cells), months(YEAR)[0]
    monthly = {name: [tables[name][0] | january] for name in ("metal", "potlines")}
    made = run(tmp_path, tables | monthly, method_set="us_40cfr98_f")
    assert made.kilograms(gas="CF4") == 0
    assert "anode_effect_months" in missing(made, "us_40cfr98_f")


def test_metal_labelled_with_another_place_is_not_the_only_potlines(tmp_path: Path) -> None:
    tables = small_plant()
    for row in tables["metal"]:
        if row["flow"] == "tapped":
            row["facility_id"] = "CH"
    made = computed(tmp_path, tables)
    assert made.kilograms(source="anode_consumption") == 0 and made.kilograms(source="anode_effects") == 0
    assert "net_anode_carbon" in missing(made)


def two_furnaces(*rows: Row) -> Tables:
    tables = furnace("closed", *rows)
    tables["facilities"] = [tables["facilities"][0] | {"facility_id": name} for name in ("bake", "other")]
    return tables


def volatiles_by_place(made: Run) -> dict[str, float]:
    rows = made.ledger.filter((pl.col("source") == "pitch_volatiles") & (pl.col("method_set") == "eu_2025_2547"))
    return dict(rows.select("facility_id", "mass_kg").iter_rows())


def test_baked_anodes_of_no_named_place_are_the_only_furnaces_and_of_two_neithers(tmp_path: Path) -> None:
    unnamed = weighed("", "baked_anodes", "produced", 1000)
    per_tonne = (1.055 * 0.99 - 1) * 3664
    one = furnace("closed", unnamed)
    # A casthouse beside it is no second furnace.
    one["facilities"].append({"smelter_id": "s", "facility_id": "CH", "kind": "casthouse"})
    assert volatiles_by_place(computed(tmp_path / "one", one)) == {"bake": pytest.approx(1000 * per_tonne)}
    two = computed(tmp_path / "two", two_furnaces(unnamed))
    assert volatiles_by_place(two) == {} and "pitch_volatiles" in missing(two)
    named = two_furnaces(weighed("other", "baked_anodes", "produced", 1000))
    assert volatiles_by_place(computed(tmp_path / "named", named)) == {"other": pytest.approx(1000 * per_tonne)}
    elsewhere = furnace("closed", weighed("elsewhere", "baked_anodes", "produced", 1000))
    assert set(volatiles_by_place(computed(tmp_path / "elsewhere", elsewhere))) == set()


def test_one_weighing_is_listed_as_itself_and_several_as_what_they_sum(tmp_path: Path) -> None:
    first, second = (weighed("bake", "baked_anodes", "produced", tonnes) | {"supplier": name} for name, tonnes in
                     (("a", 400), ("b", 600)))  # fmt: skip
    for name, rows in (("one", [first]), ("two", [first, second])):
        made = computed(tmp_path / name, furnace("closed", *rows))
        of_set = made.ledger.filter((pl.col("source") == "pitch_volatiles") & (pl.col("method_set") == "eu_2025_2547"))
        listed = made.ledger_inputs.join(of_set, on="ledger_id", how="semi").filter(
            pl.col("argument") == "baked_anodes"
        )
        assert sorted(listed["value"]) == [400, 600][: len(rows)]
        assert all(one.startswith("activity|") for one in listed["input_id"])

"""Gaps in measurements: what each rule fills, with what, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from smelter_ghg.config import SubstitutionRule
from smelter_ghg.method_sets import METHOD_SETS
from smelter_ghg.substitution import RULES
from tests.golden.from_records import Row, Run, Tables, months, run
from tests.golden.plant_with_gaps import METHOD, month_of, plant_with_gaps
from tests.golden.small_plant import FACTORS, YEAR, small_plant

US, EU = "us_98_65", "eu_conservative"
MINUTES = "anode_effect_minutes_per_cell_day"


def made(folder: Path, tables: Tables, rule: str | None, **more: Any) -> Run:
    return run(folder, tables, factors=FACTORS, missing_data=rule, **more)


def filled(of: Run, argument: str) -> dict[str, list[tuple[float, float]]]:
    """Value and multiplier of the substituted rows of an argument, by the first day of their ledger row."""
    days = of.ledger.filter(pl.col("method_set").is_in(["ipcc_2006", "common"])).select("ledger_id", "period_start")
    rows = of.ledger_inputs.filter(pl.col("argument") == argument, pl.col("kind") == "substitution")
    found: dict[str, list[tuple[float, float]]] = {}
    for first, value, multiplier in (
        rows.join(days, on="ledger_id")
        .select(pl.col("period_start").cast(pl.String), "value", "multiplier")
        .iter_rows()
    ):
        entry = (pytest.approx(value), pytest.approx(multiplier))
        if not any(entry == known for known in found.setdefault(first, [])):
            found[first].append((value, multiplier))
    return found


def potline_months(values: dict[int, Row], technology: str = "CWPB") -> Tables:
    """The small plant with these cells in the potlines table, by month; months without stay without a row."""
    tables = small_plant(technology=technology)
    tables["potlines"] = [
        month | {"smelter_id": "s", "facility_id": "L1"} | values[month_of(month)]
        for month in months(YEAR)
        if month_of(month) in values
    ]
    return tables


def test_configuration_and_rules_name_the_same() -> None:
    assert set(get_args(SubstitutionRule)) == set(RULES)
    assert all(rule.method_set in METHOD_SETS for rule in RULES.values() if rule.method_set)


def test_nothing_is_filled_by_default(tmp_path: Path) -> None:
    of = made(tmp_path, plant_with_gaps(), None)
    kinds = of.ledger_inputs.filter(pl.col("kind") == "substitution")
    assert set(kinds["substitution_method"]) == {METHOD}
    assert {"anode_effect_duration", "natural_gas", "net_anode_carbon"} <= set(of.missing["item"])
    rows = of.ledger_inputs.filter(pl.col("kind") != "substitution")
    assert rows["substitution_method"].null_count() == rows.height


def test_the_mean_of_the_next_two_data_points(tmp_path: Path) -> None:
    of = made(tmp_path, plant_with_gaps(), US)
    assert filled(of, "anode_effect_minutes") == {
        "2022-03-01": [(pytest.approx(0.155), pytest.approx(0.5)), (pytest.approx(0.135), pytest.approx(0.5))]
    }
    # 2.3 and 2.4 per cent in August and September, as fractions.
    assert filled(of, "sulphur") == {
        "2022-07-01": [(pytest.approx(0.0115), pytest.approx(0.005)), (pytest.approx(0.012), pytest.approx(0.005))]
    }
    assert set(filled(of, "net_calorific_value")) == {"2022-07-01"}


def test_of_the_points_beside_a_gap_the_one_that_gives_more_emissions(tmp_path: Path) -> None:
    of = made(tmp_path, plant_with_gaps(), EU)
    # Minutes 0.32 before, 0.31 after: the larger. Sulphur 2.1 per cent before, 2.3 after: less sulphur is more CO2.
    assert filled(of, "anode_effect_minutes") == {"2022-03-01": [(pytest.approx(0.32), pytest.approx(1.0))]}
    assert filled(of, "sulphur") == {"2022-07-01": [(pytest.approx(0.021), pytest.approx(0.01))]}
    assert filled(of, "net_calorific_value") == {"2022-07-01": [(pytest.approx(0.0368), pytest.approx(1.0))]}
    assert of.ledger_inputs.filter(
        pl.col("argument") == "net_anode_consumption", pl.col("kind") == "substitution"
    ).height
    assert not of.missing.filter(pl.col("method_set").is_in(["common", "eu_2025_2547"])).height


def test_a_gap_without_enough_data_points_stays_missing(tmp_path: Path) -> None:
    points = {month: {MINUTES: "0.2"} for month in range(1, 13)}
    last, eleventh = dict(points), dict(points)
    del last[12], eleventh[11]
    for number, (values, rule) in enumerate(((last, US), (eleventh, US), (last, EU))):
        of = made(tmp_path / str(number), potline_months(values), rule)
        assert filled(of, "anode_effect_minutes") == {}
        assert "anode_effect_duration" in set(of.missing["item"])
    assert filled(made(tmp_path / "eu", potline_months(eleventh), EU), "anode_effect_minutes")


def test_only_data_points_of_the_same_reporting_period_count(tmp_path: Path) -> None:
    tables = potline_months({month: {MINUTES: "0.2"} for month in range(1, 12)})
    tables["reporting_periods"].append(
        {"smelter_id": "s", "period_label": "2023", "period_start": "2023-01-01", "period_end": "2023-12-31"}
    )
    for month in months(YEAR + 1):
        here = month | {"smelter_id": "s", "facility_id": "L1"}
        tables["potlines"].append(here | {MINUTES: "0.2"})
        tables["metal"].append(here | {"flow": "tapped", "mass_t": "1000"})
    assert filled(made(tmp_path, tables, US), "anode_effect_minutes") == {}


def test_a_half_of_frequency_times_duration_is_completed(tmp_path: Path) -> None:
    frequency, duration = "anode_effect_frequency_per_cell_day", "anode_effect_duration_min"
    values = {month: {frequency: "0.1", duration: f"1.{month}"} for month in range(1, 7)}
    values[2] = {frequency: "0.4"}
    del values[3]
    of = made(tmp_path, potline_months(values), US)
    assert set(filled(of, "anode_effect_duration")) == {"2022-02-01", "2022-03-01"}
    assert set(filled(of, "anode_effect_frequency")) == {"2022-03-01"}


def test_overvoltage_and_current_efficiency(tmp_path: Path) -> None:
    every = {"overvoltage_kind": "algebraic", "overvoltage_coefficient_cf4": "1.2", "c2f6_cf4_ratio": "0.1"}
    every |= {"coefficient_measured_on": "2021-05-06"}
    values = {
        month: every | {"overvoltage_mv": str(4 + month), "current_efficiency_pct": str(90 + month / 10)}
        for month in range(1, 13)
    }
    values[4].pop("current_efficiency_pct")
    # Without its row a month has no coefficient either; those are measurements of their own and never filled.
    del values[8]
    of = made(tmp_path, potline_months(values), US)
    assert filled(of, "current_efficiency_pct") == {
        "2022-04-01": [(pytest.approx(45.25), pytest.approx(0.5)), (pytest.approx(45.3), pytest.approx(0.5))]
    }
    assert filled(of, "overvoltage") == {}
    conservative = made(tmp_path / "eu", potline_months(values), EU)
    # Less efficiency is more gas per millivolt.
    assert filled(conservative, "current_efficiency_pct") == {"2022-04-01": [(pytest.approx(90.3), pytest.approx(1.0))]}


def test_another_way_to_the_figure_on_record_is_no_gap(tmp_path: Path) -> None:
    values = {month: {MINUTES: "0.2"} for month in range(1, 13)}
    values[3] = {"anode_effect_frequency_per_cell_day": "0.1", "anode_effect_duration_min": "2"}
    values[5] = {"overvoltage_mv": "5", "overvoltage_kind": "algebraic", "current_efficiency_pct": "94"}
    assert filled(made(tmp_path, potline_months(values), US), "anode_effect_minutes") == {}


@pytest.mark.parametrize("why", ["closed", "not tapped"])
def test_a_line_that_did_not_run_lacks_nothing(tmp_path: Path, why: str) -> None:
    tables = potline_months({month: {MINUTES: "0.2"} for month in range(1, 13) if month != 3})
    assert filled(made(tmp_path / "running", tables, US), "anode_effect_minutes")
    if why == "closed":
        tables["facilities"][0]["first_production_date"] = "2022-04-01"
    else:
        next(row for row in tables["metal"] if row["flow"] == "tapped" and month_of(row) == 3)["mass_t"] = "0"
    assert filled(made(tmp_path / "idle", tables, US), "anode_effect_minutes") == {}


def test_equation_f_9_stands_in_for_days_without_anode_data_only(tmp_path: Path) -> None:
    of = made(tmp_path / "gap", plant_with_gaps(), US)
    rows = of.ledger_inputs.filter(pl.col("substitution_method") == "40 CFR 98.65, equation F-9")
    (ledger_id,) = rows["ledger_id"]
    row = of.ledger.filter(pl.col("ledger_id") == ledger_id).row(0, named=True)
    assert (str(row["period_start"]), row["selected"], row["mass_kg"]) == ("2022-05-01", True, 1_600_000.0)
    never = small_plant()
    never["specific_consumption"] = []
    of = made(tmp_path / "never", never, US)
    assert of.ledger.filter(pl.col("equation_id") == "production_co2_tier_1")["selected"].any()
    assert "substitution" not in set(of.ledger_inputs["kind"])


def test_the_us_rule_fills_no_anode_or_paste_consumption(tmp_path: Path) -> None:
    assert filled(made(tmp_path, plant_with_gaps(), US), "net_anode_consumption") == {}


def test_the_us_set_still_sums_months(tmp_path: Path) -> None:
    tables = potline_months({month: {MINUTES: "0.1"} for month in range(1, 13) if month != 3})
    of = made(tmp_path, tables, US, method_set="us_40cfr98_f")
    assert of.kilograms(gas="CF4") == pytest.approx(12 * 1000 * 0.1 * 0.143)
    assert "anode_effect_months" not in set(of.missing.filter(pl.col("method_set") == "us_40cfr98_f")["item"])


def test_a_fuel_with_another_way_to_its_energy_keeps_it(tmp_path: Path) -> None:
    tables = small_plant()
    for month in months(YEAR):
        here = month | {"smelter_id": "s", "item": "natural_gas"}
        tables["activity"].append(
            here | {"facility_id": "CH", "flow": "consumed", "quantity": "4", "unit": "t", "supplier": "p"}
        )
        name = "gross_calorific_value_gj_per_t" if month_of(month) == 5 else "net_calorific_value_gj_per_t"
        tables["properties"].append(here | {"property": name, "value": "50"})
        tables["properties"].append(here | {"property": "net_to_gross_calorific_ratio", "value": "0.9"})
    assert filled(made(tmp_path, tables, US), "net_calorific_value") == {}


def test_ledger_and_energy_of_a_filled_calorific_value_agree(tmp_path: Path) -> None:
    of = made(tmp_path, plant_with_gaps(), US)
    july = of.energy.filter(pl.col("equation_id") == "fuel_volume", pl.col("period_start").dt.month() == 7)
    assert july["gj"].to_list() == pytest.approx([40000 * 0.03685])
    assert july["input_ids"].list.len().to_list() == [3]
    row = of.ledger.filter(
        pl.col("equation_id").str.starts_with("combustion_from_volume"),
        pl.col("period_start").dt.month() == 7,
        pl.col("gas") == "CO2",
    )
    assert row["mass_kg"].to_list() == pytest.approx([40000 * 0.03685 * 56.1])


def test_a_substituted_record_is_a_substitution_and_no_data_point(tmp_path: Path) -> None:
    values = {month: {MINUTES: "0.2"} for month in range(1, 13) if month != 3}
    values[4] |= {MINUTES: "0.9", "data_source": "substituted", "substitution_method": "log lost; 2021's worst month"}
    of = made(tmp_path, potline_months(values), US)
    methods = of.ledger_inputs.filter(pl.col("kind") == "substitution")["substitution_method"].unique()
    assert set(methods) == {"log lost; 2021's worst month", RULES[US].method}
    assert filled(of, "anode_effect_minutes")["2022-03-01"] == [(pytest.approx(0.1), pytest.approx(0.5))]
    values[4].pop("substitution_method")
    of = made(tmp_path / "untold", potline_months(values), None)
    assert set(of.ledger_inputs.drop_nulls("substitution_method")["substitution_method"]) == {"method not stated"}


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    gaps=st.sets(st.integers(min_value=1, max_value=12), max_size=6),
    analysed=st.sets(st.integers(min_value=1, max_value=12), max_size=6),
    rule=st.sampled_from([US, EU]),
)
def test_a_rule_changes_no_row_that_has_its_data(
    tmp_path_factory: pytest.TempPathFactory, gaps: set[int], analysed: set[int], rule: str
) -> None:
    tables = potline_months({month: {MINUTES: f"0.{10 + month}"} for month in range(1, 13) if month not in gaps})
    for month in months(YEAR):
        if month_of(month) in analysed:
            analysis = {"item": "prebaked_anode", "property": "sulphur_pct", "value": f"1.{month_of(month)}"}
            tables["properties"].append(month | {"smelter_id": "s"} | analysis)
    folder = tmp_path_factory.mktemp("gaps")
    before, after = made(folder / "before", tables, None), made(folder / "after", tables, rule)
    touched = after.ledger_inputs.filter(pl.col("kind") == "substitution")["ledger_id"].unique()
    # A row on a default gives way to one on the site's data under another tier, and so under another id.
    defaults = before.ledger_inputs.filter(pl.col("kind") == "default")["ledger_id"].unique()
    kept = before.ledger.filter(~pl.col("ledger_id").is_in(pl.concat([touched, defaults]).implode()))
    ids = kept["ledger_id"].implode()
    # Only the choice of a tier may change, and only where and when something was filled.
    same = ["source", "gas", "method_set", "period_start"]
    elsewhere = after.ledger.join(
        after.ledger.filter(pl.col("ledger_id").is_in(touched.implode())).select(same), on=same, how="anti"
    )["ledger_id"]
    for earlier, later in (
        (before.ledger.drop("selected"), after.ledger.drop("selected")),
        (before.ledger_inputs, after.ledger_inputs),
        (
            before.ledger.filter(pl.col("ledger_id").is_in(elsewhere.implode())),
            after.ledger.filter(pl.col("ledger_id").is_in(elsewhere.implode())),
        ),
    ):
        left, right = (frame.filter(pl.col("ledger_id").is_in(ids)) for frame in (earlier, later))
        assert_frame_equal(left, right, check_exact=True)
    sums = touched.to_frame().join(after.ledger_inputs, on="ledger_id").group_by("ledger_id", "argument").len()
    assert sums["len"].max() is None or sums["len"].max() <= 2

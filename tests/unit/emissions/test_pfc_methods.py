"""PFC methods beside each other: Tier 1, slope, overvoltage, site coefficients and the sets that share rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.config import MethodSet
from smelter_ghg.method_sets import METHOD_SETS, WITH_OWN_ROWS
from tests.golden.from_records import Run, Tables, bare_potline, months, run, user_factor, whole_year

OVERVOLTAGE = {"overvoltage_mv": "5", "overvoltage_kind": "positive", "current_efficiency_pct": "95"}
MINUTES = {"anode_effect_minutes_per_cell_day": "0.45"}
EU, IPCC, US, QUEBEC = "eu_2025_2547", "ipcc_2006", "us_40cfr98_f", "quebec_q2_r15"


def made_of(folder: Path, technology: str = "CWPB", method_set: str = EU, **cells: str) -> Run:
    settings = {name: cells.pop(name) for name in ("printed_overvoltage_kind",) if name in cells}
    return run(folder, bare_potline(technology, "1000", **cells), method_set=method_set, **settings)


def rows_of(made: Run, gas: str = "CF4") -> list[tuple[str, int, bool]]:
    """Item, tier and selection of the set's rows, selected or not."""
    rows = made.ledger.filter((pl.col("gas") == gas) & (pl.col("method_set") == made.config.method_set))
    return sorted(rows.select("item", "tier", "selected").iter_rows())


def lacking(made: Run, method_set: str | None = None) -> set[str]:
    wanted = method_set or made.config.method_set
    rows = made.missing.filter((pl.col("method_set") == wanted) & pl.col("item").str.starts_with("anode_effect"))
    return set(rows["item"])


def test_the_names_of_the_configuration_are_those_of_the_table() -> None:
    assert MethodSet.__args__ == tuple(METHOD_SETS)  # type: ignore[attr-defined]
    assert WITH_OWN_ROWS == (IPCC, EU, QUEBEC)
    for rules in METHOD_SETS.values():
        assert rules.rows_of in WITH_OWN_ROWS and len(rules.citation) > 20
        assert (rules.coefficient_years is None) == (not rules.coefficient_rule)


def test_the_printed_coefficient_is_not_used_until_somebody_states_its_kind(tmp_path: Path) -> None:
    made = made_of(tmp_path / "unstated", **OVERVOLTAGE)
    assert rows_of(made) == [] and lacking(made) == {"anode_effect_overvoltage_coefficient"}
    assert made_of(tmp_path / "stated", printed_overvoltage_kind="positive", **OVERVOLTAGE).kilograms(
        gas="CF4"
    ) == pytest.approx(1160 * 5 / 95)
    other = made_of(tmp_path / "other", printed_overvoltage_kind="algebraic", **OVERVOLTAGE)
    assert rows_of(other) == [] and lacking(other) == {"anode_effect_overvoltage_coefficient"}


def test_a_users_coefficient_holds_for_the_kind_in_its_basis_only(tmp_path: Path) -> None:
    row = user_factor(
        "anode_effect", "overvoltage_coefficient_cf4", 2, "kg CF4/t Al/mV", technology="CWPB", basis="positive"
    )
    row["method_set"] = EU
    for kind, expected in (("positive", 2000 * 5 / 95), ("algebraic", 0)):
        tables = bare_potline("CWPB", "1000", **OVERVOLTAGE | {"overvoltage_kind": kind})
        made = run(tmp_path / kind, tables, factors=[row], method_set=EU)
        assert made.kilograms(gas="CF4") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("without", "item"),
    [
        ("overvoltage_kind", "anode_effect_overvoltage_kind"),
        ("current_efficiency_pct", "anode_effect_current_efficiency"),
    ],
)
def test_overvoltage_needs_its_kind_and_the_current_efficiency(tmp_path: Path, without: str, item: str) -> None:
    cells = OVERVOLTAGE | {"overvoltage_coefficient_cf4": "1.3"}
    cells[without] = ""
    made = made_of(tmp_path, **cells)
    assert rows_of(made) == [] and item in lacking(made)


def test_a_site_coefficient_is_tier_3_beside_tier_1(tmp_path: Path) -> None:
    made = made_of(tmp_path, method_set=IPCC, **MINUTES, slope_cf4="0.1", c2f6_cf4_ratio="0.05")
    assert rows_of(made) == rows_of(made, "C2F6") == [("anode_effects", 1, False), ("anode_effects", 3, True)]
    assert made.kilograms(gas="CF4") == pytest.approx(45) and made.kilograms(gas="C2F6") == pytest.approx(2.25)


def test_between_slope_and_overvoltage_of_one_tier_the_slope_counts(tmp_path: Path) -> None:
    made = made_of(tmp_path, method_set=IPCC, printed_overvoltage_kind="positive", **MINUTES, **OVERVOLTAGE)
    expected = [("anode_effect_overvoltage", 2, False), ("anode_effects", 1, False), ("anode_effects", 2, True)]
    assert rows_of(made) == rows_of(made, "C2F6") == expected
    assert made.kilograms(gas="CF4") == pytest.approx(143 * 0.45)


def test_a_measured_overvoltage_coefficient_beats_the_slope_of_the_table(tmp_path: Path) -> None:
    made = made_of(tmp_path, **MINUTES, **OVERVOLTAGE, overvoltage_coefficient_cf4="1.3", c2f6_cf4_ratio="0.1")
    assert rows_of(made) == [("anode_effect_overvoltage", 3, True), ("anode_effects", 2, False)]
    assert made.kilograms(gas="C2F6") == pytest.approx(130 * 5 / 95)


def test_a_measured_slope_serves_cells_of_no_known_subtype(tmp_path: Path) -> None:
    made = made_of(tmp_path / "slope", "PFPB", **MINUTES, slope_cf4="0.1")
    assert made.kilograms(gas="CF4") == pytest.approx(45) and lacking(made) == {"anode_effect_c2f6_cf4_ratio"}
    both = made_of(tmp_path / "both", "PFPB", **MINUTES, slope_cf4="0.1", c2f6_cf4_ratio="0.05")
    assert both.kilograms(gas="C2F6") == pytest.approx(2.25) and lacking(both) == set()


def test_the_fall_back_of_the_regulation_is_marked_on_the_row(tmp_path: Path) -> None:
    def kinds(made: Run) -> set[tuple[str, str, str]]:
        rows = made.inventory().filter(pl.col("gas") == "C2F6").select("ledger_id")
        inputs = made.ledger_inputs.join(rows, on="ledger_id", how="semi").filter(pl.col("kind") != "record")
        return set(inputs.select("argument", "kind", "input_id").iter_rows())

    assert kinds(made_of(tmp_path / "mw", "PFPB_MW", **MINUTES)) == {
        ("slope_cf4", "fall_back", "eu_2025_2547_slope_cf4_pfpb_mw"),
        ("c2f6_cf4_ratio", "fall_back", "eu_2025_2547_c2f6_cf4_ratio_pfpb_mw"),
    }
    assert {kind for _, kind, _ in kinds(made_of(tmp_path / "cwpb", "CWPB", **MINUTES))} == {"factor"}
    assert kinds(made_of(tmp_path / "own", "PFPB_MW", **MINUTES, slope_cf4="0.1", c2f6_cf4_ratio="0.05")) == set()


def test_an_overvoltage_and_the_slope_of_the_same_line_are_of_one_order(tmp_path: Path) -> None:
    """0.45 min/cell-day at 25 V above target is 7.8125 mV; a factor of 100 apart is a unit error of CE."""
    cells = OVERVOLTAGE | {"overvoltage_mv": "7.8125"}
    by_overvoltage = made_of(tmp_path / "o", printed_overvoltage_kind="positive", **cells).kilograms(gas="CF4") / 1000
    by_slope = made_of(tmp_path / "s", **MINUTES).kilograms(gas="CF4") / 1000
    assert (round(by_overvoltage, 4), round(by_slope, 4)) == (0.0954, 0.0643)


def monthly(**cells: str) -> Tables:
    year = bare_potline("SWPB", "1000", **cells)
    return year | {name: [year[name][0] | month for month in months(2022)] for name in ("metal", "potlines")}


def test_the_us_set_counts_rows_of_2006_without_copies(tmp_path: Path) -> None:
    made = run(tmp_path, monthly(**MINUTES, slope_cf4="0.3", c2f6_cf4_ratio="0.2"), method_set=US)
    assert made.kilograms(gas="CF4") == pytest.approx(12 * 1000 * 0.45 * 0.3)
    assert made.kilograms(source="anode_consumption") == pytest.approx(12 * 1000 * 1600)
    assert US not in made.ledger["method_set"].to_list()
    assert lacking(made) == set()


def test_an_annual_aem_leaves_the_us_set_without_pfc_and_says_why(tmp_path: Path) -> None:
    tables = monthly(**MINUTES, slope_cf4="0.3", c2f6_cf4_ratio="0.2")
    tables["potlines"] = [tables["potlines"][0] | whole_year(2022)]
    made = run(tmp_path, tables, method_set=US)
    assert made.kilograms(gas="CF4") == 0 and lacking(made) == {"anode_effect_months"}
    (reason,) = made.missing.filter((pl.col("method_set") == US) & (pl.col("item") == "anode_effect_months"))["reason"]
    assert "F-1" in reason and "98.63" in reason
    assert made.kilograms(method_set=IPCC, gas="CF4") == pytest.approx(12 * 1000 * 0.45 * 0.3)
    assert lacking(made, IPCC) == lacking(made, EU) == set()


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ({"anode_effect_minutes_per_cell_day": "0.199"}, True),
        ({"anode_effect_minutes_per_cell_day": "0.2"}, False),
        ({"anode_effect_minutes_per_cell_day": "0.5", "overvoltage_mv": "1.39"}, True),
        ({"anode_effect_minutes_per_cell_day": "0.5", "overvoltage_mv": "1.4"}, False),
    ],
)
def test_the_us_set_takes_table_coefficients_only_below_the_limits(
    tmp_path: Path, cells: dict[str, str], counts: bool
) -> None:
    made = run(tmp_path, monthly(**cells), method_set=US)
    assert (made.kilograms(gas="CF4") > 0) == counts
    assert lacking(made) == (set() if counts else {"anode_effect_site_coefficient"})


def test_production_alone_is_no_pfc_of_the_us_set(tmp_path: Path) -> None:
    made = run(tmp_path, monthly(), method_set=US)
    assert made.kilograms(gas="CF4") == 0 and "anode_effect_months" in lacking(made)
    assert made.kilograms(method_set=IPCC, gas="CF4") == pytest.approx(12 * 1000 * 1.6)


def test_quebec_is_refused_until_a_user_supplies_rows(tmp_path: Path) -> None:
    tables = monthly(**MINUTES)
    made = run(tmp_path / "without", tables, method_set=QUEBEC)
    assert made.inventory().is_empty() and "anode_effect_equations" in lacking(made)
    reasons = made.missing.filter(pl.col("method_set") == QUEBEC)["reason"]
    assert all("QC.3" in reason for reason in reasons)
    own = [
        user_factor("anode_effect", "slope_cf4", 0.2, "kg CF4/t Al/(min/cell-day)", gas="CF4", technology="SWPB"),
        user_factor("anode_effect", "c2f6_cf4_ratio", 0.1, "kg C2F6/kg CF4", gas="C2F6", technology="SWPB"),
    ]
    supplied = run(tmp_path / "with", tables, factors=[row | {"method_set": QUEBEC} for row in own], method_set=QUEBEC)
    assert supplied.kilograms(gas="CF4") == pytest.approx(12 * 1000 * 0.45 * 0.2)
    assert lacking(supplied) == set()
    # Carbon still lacks its ratio.
    assert "net_anode_carbon" in set(supplied.missing.filter(pl.col("method_set") == QUEBEC)["item"])

"""Verdicts follow the records, not the names in them: the published cases with one thing changed at a time.

Belongs here: what data/published and data/demo come out as, and what a change of one cell does to it. Does not belong
here: the rule engine's own cases.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smelter_ghg.config import load_config
from smelter_ghg.conformance import evaluate, load_rulebooks, verdict_dict
from smelter_ghg.factors import load_factors
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Tables, compute, write

DATA = Path(__file__).parents[2] / "data"
FACTORS = DATA / "demo" / "user_factors.csv"
Verdict = dict[str, Any]
Verdicts = dict[tuple[str, str], Verdict]


def published() -> Tables:
    """The published record files as rows of text; a fresh copy each time."""
    tables: Tables = {}
    for path in sorted((DATA / "published").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            tables[path.stem] = [dict(row) for row in csv.DictReader(file)]
    return tables


def verdicts_of(folder: Path, version: str = "V3.1") -> Verdicts:
    config, factors = load_config(DATA / "reporting.yaml"), load_factors([FACTORS])
    records = read_folder(folder, not_records=[FACTORS, folder / FACTORS.name])
    assert records.findings.is_empty(), records.findings.to_dicts()
    made = compute(records, records.tables, factors, config)
    rows = evaluate(
        version,
        intensity=made.intensity,
        missing=made.missing,
        tables=dict(records.tables),
        rulebooks=load_rulebooks(),
        config=config,
    )
    found = [verdict_dict(row) for row in rows.iter_rows(named=True)]
    return {(verdict["smelter_id"], verdict["period_label"]): verdict for verdict in found}


@cache
def as_published() -> Verdicts:
    return verdicts_of(DATA / "published")


@cache
def of_demo() -> Verdicts:
    return verdicts_of(DATA / "demo")


def changed(tmp_path: Path, change: Callable[[Tables], None]) -> Verdicts:
    tables = published()
    change(tables)
    return verdicts_of(write(tmp_path / "records", tables))


def items(verdict: Verdict) -> set[str]:
    return {row["item"] for row in verdict["missing"]}


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {reading["name"]: reading["outcome"] for reading in verdict["readings"]}


# --- what the published cases come out as -----------------------------------------------------------------------------


def test_dunkerque_meets_if_its_gates_were_met() -> None:
    verdict = as_published()["dunkerque", "2022"]
    assert verdict["outcome"] == "indeterminate_data"
    assert verdict["gates_failed"] == [
        "start_year_missing",
        "boundary_incomplete",
        "period_not_stated",
        "production_not_stated",
    ]
    met = verdict["if_gates_met"]
    assert (met["outcome"], met["value"], met["headroom_t"]) == ("meets", 4.4, pytest.approx(6.6))
    assert met["headroom_pct"] == pytest.approx(60.0)
    assert set(outcomes(verdict).values()) == {"meets"}
    assert verdict["route"] == "reported"
    assert {"category_1", "category_3", "category_4"} <= items(verdict)
    production = next(gate for gate in verdict["gates"] if gate["reason_code"] == "production_not_stated")
    assert all(figure in str(production) for figure in ("280000", "285000", "300000"))


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_a_group_figure_gets_no_verdict(year: str) -> None:
    verdict = as_published()["press_metal", year]
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "group_figure")


AUDITED_ONLY = {"baotou_huayun"}
REGULATED = ("vedanta_jharsuguda_2", "hindalco_hirakud")


@pytest.mark.parametrize("smelter", REGULATED)
def test_a_regulatory_boundary_gets_no_verdict(smelter: str) -> None:
    verdict = as_published()[smelter, "FY2023-24"]
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "boundary_regulatory")


def test_no_published_record_carries_a_verdict() -> None:
    """Groups, brands, countries, models, design figures are refused as such; sites lack what they did not publish."""
    level = {row["smelter_id"]: row["level"] for row in published()["smelters"]}
    # Of the smelter whose audit alone is published there is no period to judge.
    assert {smelter for smelter, _ in as_published()} == level.keys() - AUDITED_ONLY
    for (smelter, _), verdict in as_published().items():
        assert verdict["outcome"] == "indeterminate_data"
        assert ("group_figure" in verdict["gates_failed"]) == (level[smelter] != "site")
        assert verdict["reason_code"] == "group_figure" or level[smelter] == "site"
        assert "boundary_incomplete" in verdict["gates_failed"] or smelter in ("press_metal", *REGULATED)
        # Figures of scope 1 alone, of a quarter's tonnes or in another unit never stand where mine to metal is meant.
        assert verdict["value"] is None or smelter in ("sohar", "press_metal", "dunkerque", "alcoa_sustana")


def test_a_brands_bound_under_the_threshold_is_refused_and_stays_a_bound() -> None:
    verdict = as_published()["alcoa_sustana", "2020"]
    assert (verdict["outcome"], verdict["reason_code"]) == ("indeterminate_data", "group_figure")
    assert {"boundary_incomplete", "period_not_stated"} <= set(verdict["gates_failed"])
    assert (verdict["value"], verdict["value_qualifier"], verdict["headroom_qualifier"]) == (4.0, "upper", "at_least")


def test_an_allocation_is_no_intensity_that_could_be_refused() -> None:
    verdict = as_published()["fjardaal", "2022"]
    assert "boundary_regulatory" not in verdict["gates_failed"]
    assert verdict["refused_values"] == []


def test_sohar_names_what_it_lacks_and_what_is_known() -> None:
    verdict = as_published()["sohar", "2019"]
    assert (verdict["outcome"], verdict["route"]) == ("indeterminate_data", "calculated")
    needed = "anode_effect_duration technology_subtype power_plant_fuel electricity alumina anodes start_year"
    assert set(needed.split()) <= items(verdict)
    # 390,516 t x 0.408 t/t x (1 - 0.02 - 0.004) x 3.664 over 390,516 t: the anodes alone.
    assert verdict["value"] == pytest.approx(0.408 * 0.976 * 3.664)
    assert verdict["value_qualifier"] == "at_least"


# --- what the demo smelters come out as -------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2020", "2021", "2022", "2023", "2024"])
def test_the_hydro_smelter_meets_on_every_account_and_denominator(year: str) -> None:
    verdict = of_demo()["demo_hydro", year]
    assert (verdict["outcome"], verdict["gates_failed"]) == ("meets", [])
    assert verdict["rests_on_unverified"]
    assert set(outcomes(verdict).values()) == {"meets"}
    assert {reading["varies_with"] == [] for reading in verdict["readings"]} == {True}


def test_the_coal_smelter_lacks_history_then_differs_then_fails() -> None:
    found = [of_demo()["demo_coal", year] for year in ("2020", "2021", "2022", "2023", "2024")]
    assert [verdict["outcome"] for verdict in found] == [
        *["indeterminate_data"] * 3,
        "indeterminate_rule",
        "not_met",
    ]
    assert all(items(verdict) == {"reduction_history"} for verdict in found[:3])
    assert found[3]["reason_code"] == "readings_differ"
    assert set(outcomes(found[3]).values()) == {"meets", "not_met"}
    assert set(outcomes(found[4]).values()) == {"not_met"}


def test_the_2017_threshold_stands_apart() -> None:
    found = verdicts_of(DATA / "demo", "V2")
    assert {verdict["criterion"] for verdict in found.values()} == {"smelter_threshold"}
    assert found["demo_hydro", "2024"]["outcome"] == "meets"
    assert found["demo_coal", "2024"]["outcome"] == "indeterminate_rule"


# --- what changes when one thing changes ------------------------------------------------------------------------------


def test_other_ids_give_the_same_verdicts(tmp_path: Path) -> None:
    """Every id renamed wherever it occurs, names and citations too: nothing but names may change."""
    tables = published()
    # Backwards, so that the order of the smelters changes as well.
    listed = sorted((row["smelter_id"] for row in tables["smelters"]), reverse=True)
    new = {name: f"plant_{number:02}" for number, name in enumerate(listed)}
    ids = re.compile(r"(?<![a-z_])(" + "|".join(sorted(new, key=len, reverse=True)) + r")(?=_potline\b|\||$)")
    for rows in tables.values():
        for row in rows:
            for column in {"smelter_id", "facility_id", "row_key"} & row.keys():
                row[column] = ids.sub(lambda match: new[match[1]], row[column])
            for column in {"name", "operator", "citation"} & row.keys():
                row[column] = "another"
    renamed = verdicts_of(write(tmp_path / "records", tables))
    assert len(renamed) == len(as_published())
    assert {smelter for smelter, _ in as_published()} == new.keys() - AUDITED_ONLY
    for (smelter, period), verdict in as_published().items():
        assert _without_names(verdict) == _without_names(renamed[new[smelter], period])
        assert items(verdict) == items(renamed[new[smelter], period])


def _without_names(value: Any) -> Any:
    """A verdict without ids, citations and the texts that quote them."""
    of_names = {
        "smelter_id",
        "smelter_name",
        "verdict_id",
        "intensity_id",
        "input_id",
        "row_key",
        "evidence",
        "citation",
        "missing",
        "gates",
    }
    if isinstance(value, dict):
        return {key: _without_names(part) for key, part in value.items() if key not in of_names}
    return [_without_names(part) for part in value] if isinstance(value, list) else value


def _set(table: str, column: str, value: str, **where: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        rows = [row for row in tables[table] if all(row[name] == cell for name, cell in where.items())]
        assert rows
        for row in rows:
            row[column] = value

    return change


def test_dunkerque_at_11_6_only_changes_what_follows_from_the_value(tmp_path: Path) -> None:
    change = _set("reported_indicators", "value", "11.6", smelter_id="dunkerque", indicator="cradle_to_gate")
    verdict = changed(tmp_path, change)["dunkerque", "2022"]
    before = as_published()["dunkerque", "2022"]
    met = verdict["if_gates_met"]
    assert (met["value"], met["headroom_t"]) == (11.6, pytest.approx(-0.6))
    assert met["outcome"] != "meets"
    assert "not_met" in outcomes(verdict).values()
    for same in ("outcome", "reason_code", "gates_failed", "route", "criterion"):
        assert verdict[same] == before[same]


def test_press_metal_as_a_site_fails_other_gates(tmp_path: Path) -> None:
    verdicts = changed(tmp_path, _set("smelters", "level", "site", smelter_id="press_metal"))
    verdict, before = verdicts["press_metal", "2023"], as_published()["press_metal", "2023"]
    assert verdict["gates_failed"] == [code for code in before["gates_failed"] if code != "group_figure"]
    assert verdict["reason_code"] == "start_year_missing"
    assert verdict["value"] == before["value"] == 8.7
    assert verdicts["sohar", "2019"] == as_published()["sohar", "2019"]


def test_vedanta_as_mine_to_metal_is_read_and_lacks_its_categories(tmp_path: Path) -> None:
    change = _set(
        "reported_indicators",
        "boundary",
        "mine_to_metal",
        smelter_id="vedanta_jharsuguda_2",
        indicator="ghg_intensity_baseline",
    )
    verdict = changed(tmp_path, change)["vedanta_jharsuguda_2", "FY2023-24"]
    assert "boundary_regulatory" not in verdict["gates_failed"]
    assert "boundary_incomplete" in verdict["gates_failed"]
    assert verdict["value"] == 13.4927
    assert verdict["if_gates_met"]["headroom_t"] == pytest.approx(11.0 - 13.4927)

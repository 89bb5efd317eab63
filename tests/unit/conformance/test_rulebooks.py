"""Rulebooks: every entry cited and graded, broken ones refused, and confirmations by a user's rule file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from smelter_ghg.config import ReportingConfig
from smelter_ghg.conformance import (
    RulebookError,
    evaluate,
    load_rulebooks,
    read_rulebook,
    rulebook_texts,
    rulebooks_frame,
)
from smelter_ghg.contracts.result_tables import INTENSITY, MISSING, VERDICTS

BOOK = "asi_ps_v3_1"
STATUS_OF = {"V": "verified", "P": "paraphrased", "D": "derived", "M": "unverified"}


def test_every_entry_is_cited_and_graded() -> None:
    frame = rulebooks_frame(load_rulebooks())
    assert frame.height == frame["parameter_id"].n_unique()
    for row in frame.iter_rows(named=True):
        assert row["source"] and row["meaning"] and row["valid_from"], row["parameter_id"]
        assert row["status"] == STATUS_OF[row["confidence"]], row["parameter_id"]
    values = frame.filter(pl.col("kind") == "parameter")
    assert values["value"].null_count() == 0 and values["unit"].null_count() == 0


def test_parameters_stand_as_firmly_as_their_sources() -> None:
    rows = {row["parameter_id"]: row for row in rulebooks_frame(load_rulebooks()).iter_rows(named=True)}
    for book in (BOOK, "asi_ps_v3_2022"):
        expected = {
            "existing_up_to_year": (2020, "verified"),
            "max_t_per_t_target": (11, "paraphrased"),
            "max_t_per_t_ceiling": (13, "unverified"),
            "min_reduction_pct": (10, "unverified"),
            "n_previous_periods": (3, "unverified"),
        }
        for name, (value, status) in expected.items():
            row = rows[f"{book}#{name}"]
            assert (row["value"], row["status"]) == (value, status)
        for switch in ("operator", "reduction_base", "denominator", "scope2_account"):
            assert rows[f"{book}#{switch}"]["status"] == "unverified"
        readings = [row for key, row in rows.items() if key.startswith(f"{book}#5.2b.")]
        assert len(readings) == 6 and {row["status"] for row in readings} == {"unverified"}
    assert rows["asi_ps_v2_2017#max_t_per_t"]["value"] == 8


def test_written_rulebooks_read_back(rule_file: Any) -> None:
    path = rule_file({"parameter": f"{BOOK}#max_t_per_t_ceiling", "value": 12.5})
    books = load_rulebooks([path])
    for name, text in rulebook_texts(books).items():
        assert read_rulebook(text, name) == books.by_key[name.removesuffix(".yaml")]
    assert yaml.safe_load(rulebook_texts(books)[f"{BOOK}.yaml"])["parameters"]["max_t_per_t_ceiling"]["value"] == 12.5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw["legs"]["below_11"].update(limit="nothing"), "unknown parameter 'nothing'"),
        (lambda raw: raw["legs"]["below_11"].update(kind="guess"), "leg below_11"),
        (lambda raw: raw["criteria"]["5.2a"]["readings"]["below_11"].update(expression="below_9"), "unknown leg"),
        (lambda raw: raw["criteria"]["5.2a"]["readings"]["below_11"].update(expression="below_11 or"), "ends"),
        (lambda raw: raw["switches"]["operator"].update(settings=["=="]), "settings"),
        (lambda raw: raw["switches"].pop("operator"), "unknown switch 'operator'"),
        (lambda raw: raw["parameters"].pop("new_from_year"), "unknown parameter 'new_from_year'"),
        (lambda raw: raw["parameters"]["target_year"].pop("source"), "source"),
        (lambda raw: raw["parameters"]["target_year"].update(status="sure"), "status"),
        (lambda raw: raw["criteria"]["5.2a"].update(threshold="x"), "unknown parameter 'x'"),
    ],
)
def test_a_broken_rulebook_is_refused(change: Any, message: str) -> None:
    raw = yaml.safe_load(rulebook_texts(load_rulebooks())[f"{BOOK}.yaml"])
    change(raw)
    with pytest.raises(RulebookError, match=message):
        read_rulebook(yaml.safe_dump(raw), "broken.yaml")


def test_unknown_version_is_refused() -> None:
    with pytest.raises(RulebookError, match=r"V9.*V2, V3, V3\.1"):
        load_rulebooks().for_version("V9")


def test_confirmed_expression_removes_the_other_readings(site: Any, plan: Any, rule_file: Any) -> None:
    values = dict(zip(range(2020, 2024), (18.0, 17.9, 17.8, 15.8), strict=True))
    coal = site(values=values, plans=[plan(12.0, base_year=2020)])
    assert coal.verdict()["outcome"] == "indeterminate_rule"
    for expression, outcome in (
        ("below_11 or reduced_10pct_3_periods", "meets"),
        ("below_11 or (below_13 and reduced_10pct_3_periods)", "not_met"),
    ):
        path = rule_file({"criterion": f"{BOOK}#5.2b", "expression": expression})
        verdict = coal.verdict(rules=[path])
        assert verdict["outcome"] == outcome
        assert [reading["name"] for reading in verdict["readings"]] == ["user_expression"]
        assert verdict["rests_on_unverified"] is True  # the ten per cent and the switches are still open
    shipped = rule_file({"criterion": f"{BOOK}#5.2b", "reading": "plan_until_2030"})
    assert coal.verdict(rules=[shipped])["outcome"] == "not_met"


def test_confirmed_switch_removes_its_alternatives(site: Any, rule_file: Any) -> None:
    at = site(starts=[dt.date(2021, 1, 1)], values={2023: 11.0})
    assert at.verdict()["reason_code"] == "at_threshold"
    strict = rule_file({"switch": f"{BOOK}#operator", "setting": "<"}, name="strict.yaml")
    loose = rule_file({"switch": f"{BOOK}#operator", "setting": "<="}, name="loose.yaml")
    assert at.verdict(rules=[strict])["outcome"] == "not_met"
    assert at.verdict(rules=[loose])["outcome"] == "meets"
    assert "asi_ps_v3_1#operator" not in at.verdict(rules=[loose])["rests_on"]


def test_confirmed_account_is_the_one_shown(site: Any, rule_file: Any) -> None:
    values = {(a, d): 12.0 if a == "location" else 6.0 for a in ("location", "market") for d in ("tapped", "cast_out")}
    path = rule_file({"switch": f"{BOOK}#scope2_account", "setting": "location"})
    verdict = site(starts=[dt.date(2021, 1, 1)], values={2023: values}).verdict(rules=[path])
    assert (verdict["outcome"], verdict["value"]) == ("not_met", 12.0)


def test_nothing_is_listed_as_missing_where_nothing_is_open(site: Any, rule_file: Any) -> None:
    row = {"period_label": "2023", "item": "metal_cast_out", "boundary": "scope_1", "scope2_account": "common"}
    values = {("location", "tapped"): 4.0, ("market", "tapped"): 4.0}
    base = site(values={2023: values}, missing=[row])
    assert base.verdict()["outcome"] == "indeterminate_data"
    assert base.verdict()["missing"][0]["item"] == "metal_cast_out"
    settled = base.verdict(rules=[rule_file({"switch": f"{BOOK}#denominator", "setting": "tapped"})])
    assert (settled["outcome"], settled["missing"]) == ("meets", [])


def test_everything_confirmed_rests_on_nothing_unverified(site: Any, rule_file: Any) -> None:
    switches = {"operator": "<", "denominator": "tapped", "scope2_account": "market"}
    path = rule_file(*({"switch": f"{BOOK}#{name}", "setting": setting} for name, setting in switches.items()))
    verdict = site(starts=[dt.date(2021, 1, 1)], values={2023: 4.0}).verdict(rules=[path])
    assert verdict["outcome"] == "meets"
    assert verdict["rests_on"] == [] and verdict["rests_on_unverified"] is False


def test_confirmed_value_carries_its_citation(rule_file: Any, citation: dict[str, str]) -> None:
    path = rule_file({"parameter": f"{BOOK}#max_t_per_t_target", "value": 10.5})
    row = rulebooks_frame(load_rulebooks([path])).row(
        by_predicate=pl.col("parameter_id") == f"{BOOK}#max_t_per_t_target", named=True
    )
    assert (row["value"], row["status"]) == (10.5, "user")
    assert citation["document"] in row["source"]


PARAMETER = {"parameter": f"{BOOK}#max_t_per_t_target", "value": 10.5}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({**PARAMETER, "citation": None}, "no citation"),
        ({**PARAMETER, "citation": {"publisher": "Owner"}}, "document is empty"),
        ({**PARAMETER, "citation": {"publisher": " ", "document": "Text"}}, "publisher is empty"),
        ({**PARAMETER, "citation": {"publisher": "Owner", "document": "Text", "isbn": "1"}}, "unknown field 'isbn'"),
        ({**PARAMETER, "parameter": f"{BOOK}#max"}, "unknown parameter 'max'; known are"),
        ({**PARAMETER, "parameter": "asi_ps_v9#max_t_per_t_target"}, "unknown rulebook 'asi_ps_v9'"),
        ({**PARAMETER, "parameter": "max_t_per_t_target"}, "rulebook#name"),
        ({**PARAMETER, "value": "eleven"}, "expected a number"),
        ({**PARAMETER, "value": -1.0}, "expected a number above 0"),
        ({**PARAMETER, "value": float("inf")}, "expected a number above 0"),
        ({**PARAMETER, "vlaue": 1.0}, "unknown field 'vlaue'"),
        ({"parameter": f"{BOOK}#n_previous_periods", "value": 2.5}, "whole number"),
        ({"switch": f"{BOOK}#operator", "setting": ">"}, "unknown setting of operator '>'"),
        ({"switch": f"{BOOK}#rounding", "setting": "<"}, "unknown switch 'rounding'"),
        ({"criterion": f"{BOOK}#5.2c", "expression": "below_11"}, "unknown criterion '5.2c'"),
        ({"criterion": f"{BOOK}#5.2b"}, "either reading or expression"),
        ({"criterion": f"{BOOK}#5.2b", "reading": "kind_one"}, "unknown reading of 5.2b"),
        ({"criterion": f"{BOOK}#5.2b", "expression": "below_10"}, "unknown leg 'below_10'"),
        ({"criterion": f"{BOOK}#5.2b", "expression": "below_11 or ("}, "ends where"),
        ({"value": 3.0}, "exactly one of"),
        ({**PARAMETER, "switch": f"{BOOK}#operator"}, "exactly one of"),
    ],
)
def test_a_rule_file_is_refused_with_its_entry_named(rule_file: Any, entry: dict[str, Any], message: str) -> None:
    with pytest.raises(RulebookError, match=message) as refused:
        load_rulebooks([rule_file(entry)])
    assert str(refused.value).startswith("rules.yaml: entry 1")


def test_confirming_twice_is_refused(rule_file: Any) -> None:
    with pytest.raises(RulebookError, match=r"entry 2: .* is confirmed twice"):
        load_rulebooks([rule_file(PARAMETER, {**PARAMETER, "value": 9.0})])


@pytest.mark.parametrize("text", ["- a", "confirm: 3", "rules: []", "confirm: [1]", "a: [", ""])
def test_a_file_that_is_no_rule_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"rules\.yaml"):
        load_rulebooks([path])


def test_a_missing_rule_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"gone\.yaml: cannot be read"):
        load_rulebooks([tmp_path / "gone.yaml"])


def test_nothing_in_gives_an_empty_table() -> None:
    frame = evaluate(
        "V3.1",
        intensity=INTENSITY.empty(),
        missing=MISSING.empty(),
        tables={},
        rulebooks=load_rulebooks(),
        config=ReportingConfig(),
    )
    assert frame.is_empty() and frame.schema == pl.Schema(VERDICTS.polars_schema)


def test_an_outcome_is_never_an_audit_rating(site: Any) -> None:
    verdict = site(starts=[dt.date(2021, 1, 1)], values={2023: 20.0}).verdict()
    assert verdict["outcome"] == "not_met"
    words = yaml.safe_dump(verdict).lower().replace("_", " ").split()
    assert not {"major", "minor", "nc", "nonconformance", "non-conformance"} & set(words)


def test_assurance_comes_from_statements_over_the_whole_period(site: Any) -> None:
    def statement(level: str, start: dt.date, covers: str) -> dict[str, Any]:
        return {
            "period_start": start,
            "period_end": dt.date(2023, 12, 31),
            "verifier": f"{level} house {start}",
            "assurance_level": level,
            "covers": covers,
            "scope": "mine_to_metal",
            "statement_date": dt.date(2024, 3, 1),
        }

    whole, half = dt.date(2023, 1, 1), dt.date(2023, 7, 1)
    rows = [statement("limited", whole, "ghg; energy"), statement("reasonable", half, "ghg")]
    verdict = site(values={2023: 4.0}, more={"verification": rows}).verdict()
    assert verdict["assurance"]["level"] == "limited"
    assert [entry["verifier"] for entry in verdict["assurance"]["statements"]] == [f"limited house {whole}"]
    energy = site(values={2023: 4.0}, more={"verification": [statement("reasonable", whole, "energy")]}).verdict()
    assert energy["assurance"]["level"] == "none"
    assert verdict["outcome"] == energy["outcome"] == "meets"
    assert verdict["probability_meets"] is None

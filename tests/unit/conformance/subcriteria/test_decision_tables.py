"""Every requirement at what holds, what fails, what is unknown and what is open; what they come to together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.unit.conformance.subcriteria.dossier import (
    HASH,
    YEAR,
    Dossier,
    a_document,
    a_path,
    a_plan,
    a_statement,
    every_document,
)

OPEN, UNKNOWN = "indeterminate_rule", "indeterminate_data"
EARLY, AFTER = dt.date(YEAR, 12, 31), dt.date(YEAR + 1, 1, 1)
UNPUBLISHED = a_document("disclosure_published", AFTER, "contradicts")
CHANGE = a_document("business_change", dt.date(YEAR, 3, 1))
EXEMPT = a_document("performance_exemption", dt.date(YEAR, 2, 1))


def a_review(day: dt.date) -> dict[str, Any]:
    return a_document("change_review", day)


def without(shows: str) -> list[dict[str, Any]]:
    return [one for one in every_document() if one["shows"] != shows]


def test_a_whole_dossier_meets_everything() -> None:
    criteria = Dossier().criteria()
    judged = ("5.1a", "5.1b", "5.2b", "5.3a", "5.3b", "5.3c", "5.3d", "5.3e", "5.4")
    assert {name: one["outcome"] for name, one in criteria.items()} == {
        **dict.fromkeys(judged, "meets"),
        "5.2a": "not_applicable",
    }
    assert criteria["5.2a"]["outcome"] == "not_applicable"
    assert {one["suggested_rating"] for one in criteria.values()} == {"conformance", "not_applicable"}
    assert criteria["5.1b"]["publication"] == {
        "state": "published",
        "statement": "site_a|2024-01-01|2024-12-31|Verifier|scopes 1 and 2",
        "inventory_sha256": HASH,
    }


def test_nothing_on_record_is_not_known_and_never_not_met() -> None:
    criteria = Dossier(statements=[], documents=[], plans=[], paths=[], progress=None, inventory=False).criteria()
    assert {one["outcome"] for name, one in criteria.items() if name not in ("5.2a", "5.2b", "5.3d")} == {UNKNOWN}
    assert {one["suggested_rating"] for name, one in criteria.items() if name[:3] in ("5.1", "5.4")} == {"undecided"}
    for name in ("5.1a", "5.1b", "5.3a", "5.3b", "5.3c", "5.3e", "5.4"):
        lacking = [one for one in criteria[name]["requirements"] if one["outcome"] == UNKNOWN]
        assert lacking and all(one["missing"] for one in lacking)


@pytest.mark.parametrize(
    ("name", "changed", "outcome"),
    [
        ("period", {"period_end": dt.date(YEAR, 12, 30)}, "not_met"),
        ("period", {"period_start": dt.date(YEAR - 1, 1, 1)}, OPEN),
        ("scopes", {"scope": "scope 1"}, "not_met"),
        ("scopes", {"scope": "1-3"}, "meets"),
        ("scopes", {"scope": "mine to metal"}, "meets"),
        ("scopes", {"scope": "the plant"}, UNKNOWN),
        ("entity", {"entity": None}, UNKNOWN),
        ("entity", {"entity": " SITE_A "}, "meets"),
        ("entity", {"entity": "Site A Inc."}, OPEN),
        ("entity", {"entity": "other_scope"}, "not_met"),
        ("opinion", {"opinion": "adverse"}, "not_met"),
        ("opinion", {"opinion": "disclaimer of opinion"}, "not_met"),
        ("opinion", {"opinion": "qualified: except for the fuel oil"}, OPEN),
        ("opinion", {"opinion": "unqualified"}, "meets"),
        ("opinion", {"opinion": None}, UNKNOWN),
        ("opinion", {"opinion": "see page 3"}, UNKNOWN),
        ("before_publication", {"statement_date": dt.date(YEAR + 1, 4, 30)}, "meets"),
        ("before_publication", {"statement_date": dt.date(YEAR + 1, 5, 1)}, "not_met"),
        ("before_publication", {"publication_date": None}, UNKNOWN),
        ("figures", {"release_sha256": "b" * 64}, "not_met"),
        ("figures", {"release_sha256": HASH.upper()}, "meets"),
        ("figures", {"release_sha256": None}, UNKNOWN),
        ("figures", {"release_sha256": None, "verified_value": 200_000.0, "unit": "t CO2e"}, "meets"),
        ("figures", {"release_sha256": None, "verified_value": 2.0, "unit": "t CO2e/t Al"}, "meets"),
        ("figures", {"release_sha256": None, "verified_value": 4.0, "unit": "t CO2e/t"}, "meets"),
        ("figures", {"release_sha256": None, "verified_value": 210_000.0, "unit": "t CO2e"}, "not_met"),
        ("figures", {"release_sha256": None, "verified_value": 2.0, "unit": "kt"}, UNKNOWN),
        ("energy", {"covers": "ghg"}, UNKNOWN),
    ],
)  # fmt: skip
def test_the_statement_must_match(name: str, changed: dict[str, Any], outcome: str) -> None:
    other = [{"smelter_id": "site_b", "scope_id": "other_scope", "share_pct": 100.0}]
    dossier = Dossier(statements=[a_statement(**changed)], more={"certification_scopes": other})
    found = dossier.requirement("5.1b", name)
    assert found["outcome"] == outcome
    whole = dossier.criteria()["5.1b"]
    assert whole["outcome"] == outcome
    assert whole["reason_code"] == (None if outcome == "meets" else name)
    assert whole["contradicted"] is (outcome == "not_met")


def test_a_hash_of_a_draft_is_that_of_its_inventory() -> None:
    draft = "d" * 64
    same = Dossier(statements=[a_statement(release_sha256=draft)], drafts={draft: {("site_a", str(YEAR)): HASH}})
    assert same.requirement("5.1b", "figures")["outcome"] == "meets"
    changed = Dossier(statements=[a_statement(release_sha256=draft)], drafts={draft: {("site_a", str(YEAR)): "0" * 64}})
    assert changed.requirement("5.1b", "figures")["outcome"] == "not_met"
    assert changed.criteria()["5.1b"]["publication"]["state"] == "changed_since_signed"
    unpublished = Dossier(statements=[a_statement(publication_date=None)])
    assert unpublished.criteria()["5.1b"]["publication"]["state"] == "signed"
    assert Dossier(statements=[]).criteria()["5.1b"]["publication"]["state"] == "draft"


@pytest.mark.parametrize(
    ("criterion", "name", "changed", "outcome"),
    [
        ("5.1a", "emissions", {"emissions_complete": False}, UNKNOWN),
        ("5.1a", "published", {"statements": []}, UNKNOWN),
        ("5.1a", "published", {"statements": [a_statement(publication_date=EARLY)]}, "not_met"),
        ("5.1a", "published", {"statements": [], "documents": [a_document("disclosure_published", AFTER)]}, "meets"),
        ("5.1a", "published", {"statements": [], "documents": [UNPUBLISHED]}, "not_met"),
        ("5.1a", "by_source", {"inventory": False}, UNKNOWN),
        ("5.1a", "energy_by_source", {"inventory": False}, UNKNOWN),
        ("5.3a", "plan", {"plans": [{"boundary": "mine_to_metal", "no_plan": True}]}, "not_met"),
        ("5.3a", "plan", {"plans": []}, UNKNOWN),
        ("5.3a", "pathway", {"paths": []}, UNKNOWN),
        ("5.3a", "endorsed_method", {"documents": without("pathway_method_endorsed")}, UNKNOWN),
        ("5.3a", "endorsed_method", {"documents": [a_document("pathway_method_endorsed", AFTER)]}, UNKNOWN),
        ("5.3a", "progress", {"progress": (4.2, 4.2)}, "meets"),
        ("5.3a", "progress", {"progress": (4.2000001, 4.2)}, "not_met"),
        ("5.3a", "progress", {"progress": (4.0, 4.2), "progress_complete": False}, UNKNOWN),
        ("5.3a", "progress", {"progress": (4.3, 4.2), "progress_complete": False}, "not_met"),
        ("5.3a", "progress", {"progress": (4.3, 4.2), "documents": [*every_document(), EXEMPT]}, OPEN),
        ("5.3b", "intermediate_target", {"paths": [a_path(base_year=2020, intermediate_target_year=2026)]}, OPEN),
        ("5.3b", "intermediate_target", {"paths": [a_path(intermediate_target_year=2027)]}, "not_met"),
        ("5.3b", "intermediate_target", {"paths": [a_path(intermediate_target_year=2021)]}, "not_met"),
        ("5.3a", "progress", {"progress": (4.3, 4.2), "followed": "another path"}, UNKNOWN),
        ("5.3a", "progress", {"progress": (4.3, 4.2), "slopes_synthetic": True}, UNKNOWN),
        ("5.3a", "progress", {"progress": (4.0, 4.2), "slopes_synthetic": True}, UNKNOWN),
        ("5.3b", "all_emissions", {"plans": [a_plan(boundary="scope_1_2")]}, "not_met"),
        ("5.3b", "science_based", {"slopes_synthetic": True}, UNKNOWN),
        ("5.3b", "public", {"plans": [a_plan(published_on=None)]}, UNKNOWN),
        ("5.3c", "review", {"documents": [a_document("annual_review", dt.date(YEAR - 1, 12, 31))]}, UNKNOWN),
        ("5.3c", "review", {"documents": [a_document("annual_review", dt.date(YEAR, 1, 1))]}, "meets"),
        ("5.3d", "review_on_change", {"documents": [CHANGE]}, UNKNOWN),
        ("5.3d", "review_on_change", {"starts": [dt.date(1992, 5, 4), dt.date(YEAR, 3, 1)]}, UNKNOWN),
        ("5.3d", "review_on_change", {"documents": [CHANGE, a_review(dt.date(YEAR, 2, 28))]}, UNKNOWN),
        ("5.3d", "review_on_change", {"documents": [CHANGE, a_review(dt.date(YEAR, 3, 1))]}, "meets"),
        ("5.3e", "progress", {"documents": [a_document("progress_published", dt.date(YEAR, 12, 31))]}, UNKNOWN),
        ("5.4", "evaluation", {"documents": without("evaluation_procedure")}, UNKNOWN),
    ],
)  # fmt: skip
def test_each_requirement(criterion: str, name: str, changed: dict[str, Any], outcome: str) -> None:
    dossier = Dossier(**changed)
    found = dossier.requirement(criterion, name)
    assert found["outcome"] == outcome, found
    assert bool(found["missing"]) is (outcome == UNKNOWN)


@pytest.mark.parametrize(
    ("estimate", "materiality", "outcome"),
    [
        # Of 200,000 t: 5 % of the whole is 10,526.3 t.
        (10_526.0, 5.0, "meets"),
        (10_527.0, 5.0, "not_met"),
        (1.0, None, OPEN),
        (0.0, None, "meets"),
    ],
)
def test_what_is_excluded_may_be_material(estimate: float, materiality: float | None, outcome: str) -> None:
    excluded = {
        "smelter_id": "site_a", "period_label": str(YEAR), "boundary": "scope_1", "item": "diesel",
        "method_set": "common", "scope2_account": "common", "excluded_estimate_t_co2e": estimate,
    }  # fmt: skip
    found = Dossier(missing=[excluded], statements=[a_statement(materiality_pct=materiality)])
    assert found.requirement("5.1a", "emissions")["outcome"] == outcome
    assert found.criteria()["5.1a"]["outcome"] == outcome


@pytest.mark.parametrize("shows", ["annual_review", "management_system", "pathway_published"])
def test_documents_that_disagree_are_left_to_the_auditor_and_both_show(shows: str) -> None:
    against = a_document(shows, dt.date(YEAR, 7, 1), "contradicts")
    criterion = {"annual_review": "5.3c", "management_system": "5.4", "pathway_published": "5.3e"}[shows]
    both = Dossier(documents=[*every_document(), against]).criteria()[criterion]
    assert (both["outcome"], both["suggested_rating"], both["contradicted"]) == (OPEN, "undecided", True)
    assert {item["says"] for one in both["requirements"] for item in one["evidence"]} == {"supports", "contradicts"}
    alone = Dossier(documents=[*without(shows), against]).criteria()[criterion]
    # What is not verified to be asked for fails on one reading and holds on the other.
    assert (alone["outcome"], alone["contradicted"]) == (OPEN, True)


def test_thresholds_missed_are_no_major_non_conformance() -> None:
    missed = Dossier(value=16.0, plans=[{"boundary": "mine_to_metal", "no_plan": True}]).criteria()
    assert {one["suggested_rating"] for one in missed.values()} <= {
        "conformance", "nonconformance", "undecided", "not_applicable"
    }  # fmt: skip
    new = Dossier(value=16.0, starts=[dt.date(2022, 1, 1)]).criteria()
    assert (new["5.2a"]["outcome"], new["5.2a"]["suggested_rating"]) == ("not_met", "nonconformance")
    assert new["5.2b"]["outcome"] == "not_applicable"


def test_a_straddling_smelter_is_open_under_both_criteria() -> None:
    both = Dossier(starts=[dt.date(1992, 5, 4), dt.date(2022, 1, 1)]).criteria()
    assert [(both[one]["outcome"], both[one]["reason_code"]) for one in ("5.2a", "5.2b")] == [
        (OPEN, "straddles_cutoff")
    ] * 2


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, "good"), ({"inventory": False}, "medium"), ({"emissions_complete": False}, "poor")],
)
def test_disclosures_have_a_class(changed: dict[str, Any], expected: str) -> None:
    assert Dossier(**changed).criteria()["5.1a"]["disclosure_class"] == expected


def test_the_standard_of_2017_has_its_own_criteria() -> None:
    criteria = Dossier(value=4.0).criteria("V2")
    assert {name: one["outcome"] for name, one in criteria.items()} == {
        "disclosure": "meets", "smelter_threshold": "meets", "targets": "meets"
    }  # fmt: skip


def test_progress_is_judged_on_the_plan_in_force_alone() -> None:
    older = a_path(plan_date=dt.date(2018, 1, 1), version="1.0", base_year=2018, intermediate_target_year=2023)
    over = {"progress": (4.3, 4.2), "paths": [older, a_path()]}
    assert Dossier(**over).requirement("5.3a", "progress")["outcome"] == "not_met"
    superseded = Dossier(**over, followed="site_a|2018-01-01|tool|1.0|contraction|all")
    assert superseded.requirement("5.3a", "progress")["outcome"] == UNKNOWN

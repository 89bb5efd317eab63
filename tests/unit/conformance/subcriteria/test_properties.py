"""What no dossier may do: a matching document never lowers a rating, what speaks against never hides, confirming what
all readings agree on changes nothing; scopes are as good as their worst smelter."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.conformance import load_rulebooks
from smelter_ghg.conformance.readings import outcome_of
from smelter_ghg.conformance.rulebook import requirement_name
from smelter_ghg.conformance.subcriteria.audits import named_by
from smelter_ghg.conformance.subcriteria.figures_verified import printed_half_digit
from smelter_ghg.conformance.subcriteria.outcome import RATINGS, all_of
from smelter_ghg.conformance.subcriteria.scopes import ORDER
from tests.unit.conformance.subcriteria.dossier import YEAR, Dossier, a_document, a_statement, every_document

RANK = {"nonconformance": 0, "undecided": 1, "conformance": 2}
FAULTS: list[dict[str, Any]] = [
    {"opinion": "adverse"},
    {"opinion": "qualified"},
    {"opinion": None},
    {"release_sha256": "b" * 64},
    {"release_sha256": None},
    {"scope": "scope 1"},
    {"scope": "site"},
    {"entity": None},
    {"entity": "Somebody"},
    {"publication_date": None},
    {"statement_date": dt.date(YEAR + 1, 6, 1)},
    {"period_start": dt.date(YEAR - 1, 1, 1)},
    {"period_end": dt.date(YEAR, 6, 30)},
    {"covers": "ghg"},
]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sets(st.integers(0, len(FAULTS) - 1), max_size=3), max_size=3))
def test_a_valid_statement_never_lowers_a_rating(faulty: list[set[int]]) -> None:
    others = []
    for number, chosen in enumerate(faulty):
        changed: dict[str, Any] = {"verifier": f"Other {number}"}
        for one in sorted(chosen):
            changed |= FAULTS[one]
        others.append(a_statement(**changed))
    before = Dossier(statements=others).criteria()
    after = Dossier(statements=[*others, a_statement()]).criteria()
    for criterion in ("5.1a", "5.1b"):
        assert RANK[after[criterion]["suggested_rating"]] >= RANK[before[criterion]["suggested_rating"]]
    adverse = [one for one in others if one["opinion"] == "adverse" and one["covers"].startswith("ghg")]
    said = [item for one in after["5.1b"]["requirements"] for item in one["evidence"] if item["says"] == "contradicts"]
    assert {item["row_key"].split("|")[3] for item in said if item["value"] == "adverse"} == {
        one["verifier"] for one in adverse
    }


DOCUMENTS = [
    *every_document(),
    *(a_document(one["shows"], one["dated_on"], "contradicts") for one in every_document()),
    a_document("business_change", dt.date(YEAR, 2, 1)),
    a_document("performance_exemption", dt.date(YEAR, 2, 1)),
    a_document("change_review", dt.date(YEAR, 4, 1), "contradicts"),
]


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, len(DOCUMENTS) - 1), max_size=8), st.sampled_from(every_document()))
def test_a_supporting_document_never_lowers_a_rating(chosen: set[int], one: dict[str, Any]) -> None:
    held = [DOCUMENTS[number] for number in sorted(chosen)]
    before = Dossier(documents=[row for row in held if row != one]).criteria()
    after = Dossier(documents=[*(row for row in held if row != one), one]).criteria()
    for criterion in ("5.3a", "5.3c", "5.3d", "5.3e", "5.4"):
        assert RANK[after[criterion]["suggested_rating"]] >= RANK[before[criterion]["suggested_rating"]]


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, len(DOCUMENTS) - 1), max_size=8))
def test_what_speaks_against_always_shows(chosen: set[int]) -> None:
    held = [DOCUMENTS[number] for number in sorted(chosen)]
    criteria = Dossier(documents=held).criteria()
    shown = {
        item["document_id"]
        for one in criteria.values()
        for asked in one["requirements"]
        for item in asked["evidence"]
        if item["says"] == "contradicts"
    }
    against = {row["document_id"] for row in held if row["says"] == "contradicts" and row["shows"] != "change_review"}
    assert against <= shown
    for one in criteria.values():
        evidence = [item["says"] for asked in one["requirements"] for item in asked["evidence"]]
        assert one["contradicted"] is ("contradicts" in evidence) or one["criterion"].startswith("5.2")


def unverified() -> list[tuple[str, str]]:
    book = load_rulebooks().for_version("V3.1")
    return [
        (sub.key, requirement_name(sub, asked))
        for sub in book.subcriteria
        for asked in sub.requirements
        if asked.grounds.unverified
    ]


@pytest.mark.parametrize(("criterion", "name"), unverified())
@pytest.mark.parametrize("documents", [every_document(), []])
def test_confirming_a_requirement_never_turns_an_outcome_all_readings_agree_on(
    rule_file: Any, criterion: str, name: str, documents: list[dict[str, Any]]
) -> None:
    dossier = Dossier(documents=documents)
    before = dossier.criteria()[criterion]
    for asked in (True, False):
        rules = [rule_file({"requirement": f"asi_ps_v3_1#{name}", "asked": asked}, name=f"{asked}.yaml")]
        after = dossier.criteria(rules=rules)[criterion]
        if before["outcome"] in ("meets", "not_met"):
            assert after["outcome"] == before["outcome"]
        assert f"asi_ps_v3_1#{name}" not in after["rests_on"]


def test_together_is_what_every_combination_of_readings_gives() -> None:
    kinds = [frozenset(found) for size in (1, 2, 3) for found in combinations((True, False, None), size)]
    for first in kinds:
        for second in kinds:
            worlds = {
                False if False in (a, b) else None if None in (a, b) else True for a in first for b in second
            }  # fmt: skip
            assert all_of([first, second]) == worlds
            assert outcome_of(all_of([first, second])) in RATINGS


def test_a_scope_is_as_good_as_its_worst_smelter() -> None:
    held = [
        {"scope_id": "together", "smelter_id": "site_a", "share_pct": 100.0},
        {"scope_id": "together", "smelter_id": "site_b", "share_pct": 50.0},
        {"scope_id": "before", "smelter_id": "site_a", "share_pct": 100.0, "valid_to": dt.date(YEAR - 1, 12, 31)},
        {"scope_id": "alone", "smelter_id": "site_a", "share_pct": 100.0},
    ]
    frame = Dossier(more={"certification_scopes": held}).frame().filter(pl.col("scope_id").is_not_null())
    found = {(row["scope_id"], row["criterion"]): row["outcome"] for row in frame.iter_rows(named=True)}
    assert {scope for scope, _ in found} == {"together", "alone"}
    # Nothing is known of the other smelter: the scope is open, whatever the one known has reached.
    assert {outcome for (scope, _), outcome in found.items() if scope == "together"} == {"indeterminate_data"}
    assert found["alone", "5.2b"] == "meets" and found["alone", "5.2a"] == "not_applicable"
    assert ORDER[0] == "not_met"


@pytest.mark.parametrize(
    ("audited", "criterion", "expected"),
    [
        ("5.1a-b", "5.1a", True),
        ("5.1a-b", "5.1b", True),
        ("5.2b", "5.2a", False),
        ("5.3a-e", "5.3c", True),
        ("5.3", "5.3c", True),
        ("3.2", "5.2b", False),
        ("5.4", "5.4", True),
        (None, "5.4", False),
        ("11.1b-e", "1.1b", False),
    ],
)
def test_audited_criteria(audited: str | None, criterion: str, expected: bool) -> None:
    assert named_by(audited, criterion) is expected


@pytest.mark.parametrize(
    ("value", "half"), [(14.2, 0.05), (1_234_567.0, 0.5), (1_230_000.0, 5_000.0), (2_000_000.0, 10_000.0), (3.0, 0.5)]
)
def test_half_a_digit_as_printed(value: float, half: float) -> None:
    assert printed_half_digit(value) == pytest.approx(half)

"""Published audit results: certificates that do not go with their ratings, scopes rated apart; statements too early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.audits import certificate_state, scope_rated_apart, statements_too_early

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]


def audit(folder: Any, *ratings: str, smelter_id: str = "north", **certificate: str) -> int:
    """An audit with these ratings and its certificate; the certificate's row."""
    same = {"smelter_id": smelter_id, "standard": "ASI PS", "announced_on": "2024-01-10", "citation": "Announcement"}
    for number, rating in enumerate(ratings, start=1):
        folder.append("audit_results", **same, criterion=f"9.{number}", rating=rating)
    row: int = folder.append("audit_results", **same, rating="certified", **certificate)
    return row


def found(findings: pl.DataFrame) -> list[tuple[str, int, str]]:
    return list(findings.select("check_id", "row", "column").iter_rows())


@pytest.mark.parametrize(
    ("ratings", "certificate", "expected"),
    [
        (["minor_nc"] * 12, {"certificate_level": "full"}, []),
        (["minor_nc"], {"overall_maturity": "high"}, ["maturity_with_findings"]),
        (["conformance"], {"overall_maturity": "high", "certificate_level": "full"}, []),
        (["major_nc"], {"certificate_level": "provisional"}, []),
        (["major_nc"], {"certificate_level": "full"}, ["certificate_not_provisional"]),
        (["major_nc"] * 3, {"certificate_level": "full"}, ["certificate_not_provisional"]),
        (["major_nc"] * 4, {"certificate_level": "provisional"}, ["certificate_with_majors"]),
        (["major_nc"] * 4, {}, ["certificate_with_majors"]),
    ],
)
def test_a_certificate_goes_with_its_ratings(
    records_folder: Make, tables_of: Read, ratings: list[str], certificate: dict[str, str], expected: list[str]
) -> None:
    folder = records_folder()
    row = audit(folder, *ratings, **certificate)
    # The majors of another audit do not count.
    folder.append("audit_results", smelter_id="north", standard="ASI PS", announced_on="2020-01-10", citation="Earlier",
                  criterion="9.9", rating="major_nc")  # fmt: skip
    found_at = found(certificate_state(tables_of(folder)))
    assert [(one, at) for one, at, _ in found_at] == [(one, row) for one in expected]


def test_smelters_of_one_scope_are_rated_alike(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    audit(folder, "minor_nc", "conformance")
    audit(folder, "conformance", "conformance", smelter_id="south")
    assert scope_rated_apart(tables_of(folder)).is_empty(), "they are of no common scope"
    for one in ("north", "south"):
        folder.append("certification_scopes", scope_id="both", smelter_id=one, share_pct="100")
    findings = scope_rated_apart(tables_of(folder))
    assert found(findings) == [("scope_rated_apart", 2, "rating"), ("scope_rated_apart", 5, "rating")]
    assert findings["expected"][0] == "one rating of 9.1 in scope both"


@pytest.mark.parametrize(
    ("stated", "published", "columns"),
    [
        ("2022-03-01", "2022-04-01", []),
        ("2021-12-31", "2022-04-01", ["statement_date"]),
        ("2021-03-01", "2021-04-01", ["statement_date", "publication_date"]),
    ],
)
def test_a_statement_comes_after_its_period(
    records_folder: Make, tables_of: Read, stated: str, published: str, columns: list[str]
) -> None:
    folder = records_folder()
    row = folder.append("verification", smelter_id="north", period_start="2021-01-01", period_end="2021-12-31",
                        verifier="Verifier", assurance_level="limited", covers="ghg", scope="1, 2",
                        statement_date=stated, publication_date=published)  # fmt: skip
    assert sorted(found(statements_too_early(tables_of(folder)))) == sorted(
        ("statement_too_early", row, column) for column in columns
    )

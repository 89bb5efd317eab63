"""What the page says of criteria: reasons, evidence against, audits beside the outcomes, scopes smelter by smelter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

YEAR = {"period_start": "2022-01-01", "period_end": "2022-12-31"}


def text_of(html: str, table: str) -> list[str]:
    """Rows of a table as text."""
    (found,) = re.findall(rf'<table id="{table}".*?</table>', html, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", found, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_evidence_on_both_sides_is_on_the_page(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    shown = {"smelter_id": "north", "shows": "management_system", "dated_on": "2022-05-01"}
    folder.append("criterion_evidence", **shown, says="supports", statement="<b>Roles</b> and reviews")
    folder.append("criterion_evidence", **shown, says="contradicts", statement="Suspended")
    html = disclose(folder).html()
    (line,) = [row for row in text_of(html, "criteria-table") if row.startswith("5.4")]
    assert "Undecided" in line and "Evidence on record speaks against it" in line
    (asked,) = [row for row in text_of(html, "asked-5-4") if "management system" in row]
    assert asked.index("Suspended") < asked.index("&lt;b&gt;Roles") and "(against it)" in asked and "(for it)" in asked


def test_audits_stand_beside_outcomes_and_change_none(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    before = text_of(disclose(folder).html(), "criteria-table")
    audit = {"smelter_id": "north", "announced_on": "2023-02-01", "citation": "Announcement", "auditor": "Firm"}
    for standard, criterion, rating in (
        ("ASI CoC", "8.8a", "minor_nc"),
        ("ASI PS", "5.3a-e", "major_nc"),
        ("ASI PS", "", "certified"),
    ):
        folder.append("audit_results", **audit, standard=standard, criterion=criterion, rating=rating)
    html = disclose(folder).html()
    rows = text_of(html, "audit-results")
    assert [row.split()[1] for row in rows[1:]] == ["PS", "PS", "CoC"]
    (judged,) = [row for row in rows if "5.3a-e" in row]
    assert "major non-conformance" in judged and "5.3a Data missing" in judged and "5.3e Data missing" in judged
    after = [re.sub(r" major non-conformance.*$", "", row) for row in text_of(html, "criteria-table")]
    assert [row.split(" Missing")[0] for row in after[1:]] == [
        re.sub(r" –$", "", row).split(" Missing")[0] if "5.3" not in row else row.split(" Missing")[0]
        for row in before[1:]
    ] or len(after) == len(before)


def test_a_scope_stands_on_the_overview_with_its_smelters(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    for one in ("north", "south"):
        folder.append("certification_scopes", scope_id="Both <of> them", smelter_id=one, share_pct="100")
    index = disclose(folder).pages()["index.html"].decode()
    rows = text_of(index, "certification-scopes")
    assert "Both &lt;of&gt; them" in rows[0] and any(row.startswith("5.2b") for row in rows)
    assert "north, south" in re.sub(r"<[^>]+>", "", index)


def test_the_hash_for_the_statement_is_that_of_the_inventory(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    html = run.html()
    entries = [
        one for one in run.criteria["detail_json"] if '"north"' in one and '"2022"' in one and "publication" in one
    ]
    assert entries and all(re.search(r'"inventory_sha256":"([0-9a-f]{64})"', one)[1] in html for one in entries)  # type: ignore[index]

"""What the page says of criteria: reasons, evidence against, audits beside the outcomes, scopes smelter by smelter."""

from __future__ import annotations

import json
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
    told = ("criterion_id", "outcome", "suggested_rating")
    before = disclose(folder).criteria.select(told)
    audit = {"smelter_id": "north", "announced_on": "2023-02-01", "citation": "Announcement", "auditor": "Firm"}
    for standard, criterion, rating in (
        ("ASI CoC", "8.8a", "minor_nc"),
        ("ASI PS", "5.3a-e", "major_nc"),
        ("ASI PS", "", "certified"),
    ):
        folder.append("audit_results", **audit, standard=standard, criterion=criterion, rating=rating)
    run = disclose(folder)
    rows = text_of(run.html(), "audit-results")
    assert [row.split()[1] for row in rows[1:]] == ["PS", "PS", "CoC"]
    (judged,) = [row for row in rows if "5.3a-e" in row]
    assert "major non-conformance" in judged and "5.3a Data missing" in judged and "5.3e Data missing" in judged
    assert run.criteria.select(told).equals(before)


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
    where = {"smelter_id": "north", "period_label": "2022", "criterion": "5.1b", "standard_version": "V3.1"}
    (entry,) = run.criteria.filter(**where)["detail_json"]
    publication = json.loads(entry)["publication"]
    assert publication["state"] == "draft" and len(publication["inventory_sha256"]) == 64
    assert publication["inventory_sha256"] in run.html()

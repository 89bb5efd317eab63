"""What auditors ask the invented smelters for: statements of verifiers, documents, a certification scope.

The hydro smelter has everything but a confirmation that its method is endorsed: its slopes are invented. The coal
smelter published before its last statement, which is qualified, and a document says that no review took place.
Belongs here: criteria 5.1, 5.3 and 5.4. Does not belong here: plans (paperwork.py), paths (slopes.py).
"""

from __future__ import annotations

from plants import YEARS
from rows import Row, Tables

HYDRO, COAL = "demo_hydro", "demo_coal"
# t CO2e of scopes 1 and 2, market-based, as the demo's own release states them.
VERIFIED_T = {
    (HYDRO, 2023): "1002886",
    (HYDRO, 2024): "1007236",
    (COAL, 2024): "4302835",
}
_SCOPE = "demo_scope"


def criteria_records() -> Tables:
    """Tables verification, criterion_evidence, certification_scopes, and the documents they name."""
    statements = [
        _statement(HYDRO, 2023, "unmodified", "2024-03-15", "2024-04-30"),
        _statement(HYDRO, 2024, "unmodified", "2025-03-14", "2025-04-30"),
        _statement(COAL, 2024, "qualified: except for the coal burnt in December", "2025-05-20", "2025-04-30"),
    ]
    shown = [_shows(HYDRO, "annual_review", f"{year}-11-20", "the plan was reviewed by the board") for year in YEARS]
    shown += [
        _shows(HYDRO, "pathway_published", "2021-06-15", "path and plan are on the company's site"),
        *(
            _shows(HYDRO, "progress_published", f"{year + 1}-04-30", "progress is in the annual report")
            for year in YEARS
        ),
        _shows(HYDRO, "management_system", "2022-02-01", "roles, reviews and targets of greenhouse gases"),
        _shows(HYDRO, "evaluation_procedure", "2022-02-01", "monthly intensity against the path"),
        _shows(HYDRO, "operating_control", "2022-02-01", "anode effects, bath and voltage limits per line"),
        _shows(COAL, "management_system", "2023-09-01", "roles and reviews of greenhouse gases"),
        _shows(COAL, "annual_review", "2024-12-10", "the review of the year was put off", says="contradicts"),
    ]
    scopes = [{"scope_id": _SCOPE, "smelter_id": one, "share_pct": "100"} for one in (HYDRO, COAL)]
    return {"verification": statements, "criterion_evidence": shown, "certification_scopes": scopes,
            "documents": [_document(row) for row in [*statements, *shown]]}  # fmt: skip


def _statement(smelter_id: str, year: int, opinion: str, stated_on: str, published_on: str) -> Row:
    return {
        "smelter_id": smelter_id,
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "verifier": "Synthetic Assurance",
        "standard": "synthetic statement",
        "assurance_level": "limited",
        "opinion": opinion,
        "covers": "ghg; energy",
        "scope": "scopes 1 and 2",
        "verified_value": VERIFIED_T[smelter_id, year],
        "unit": "t CO2e",
        "materiality_pct": "5",
        "statement_date": stated_on,
        "publication_date": published_on,
        "entity": smelter_id,
        "document_id": f"{_prefix(smelter_id)}-STATEMENT-{year}",
    }


def _shows(smelter_id: str, shows: str, day: str, statement: str, says: str = "supports") -> Row:
    return {
        "smelter_id": smelter_id,
        "shows": shows,
        "dated_on": day,
        "says": says,
        "statement": f"Synthetic: {statement}",
        "document_id": f"{_prefix(smelter_id)}-{shows.upper().replace('_', '-')}-{day[:4]}",
    }


def _prefix(smelter_id: str) -> str:
    return {HYDRO: "DH", COAL: "DC"}[smelter_id]


def _document(row: Row) -> Row:
    statement = "verifier" in row
    what = "statement of a verifier" if statement else row["shows"].replace("_", " ")
    return {
        "document_id": row["document_id"],
        "title": f"Synthetic {what}, {row['smelter_id']}",
        "kind": "statement" if statement else "publication",
        "issuer": row.get("verifier", "Synthetic"),
        "date": row.get("statement_date", row.get("dated_on", "")),
    }

"""The tables of a pack as CSV: verdicts with readings, criteria, records, factors, documents, statements, findings.

Belongs here: which columns an auditor gets. Does not belong here: the checklist, the sample, file formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from smelter_ghg.disclosure.csv_files import SYNTHETIC, csv_bytes, frame_csv, marked
from smelter_ghg.evidence.facts import Facts, subject_of

Row = dict[str, Any]
_VERDICT = (
    "smelter_id", "smelter_name", SYNTHETIC, "period_label", "standard", "standard_version", "criterion",
    "criterion_title", "outcome", "reason_code", "value", "value_qualifier", "threshold", "headroom_t", "headroom_pct",
    "unit", "rests_on_unverified", "depends_on", "gates_failed", "probability_meets", "verdict_id", "intensity_id",
)  # fmt: skip
_READING = ("criterion", "name", "outcome", "status", "varies_with", "probability_meets")
_CRITERION = ("criterion_id", "smelter_id", "scope_id", "period_label", "standard", "standard_version", "criterion",
              "title", "outcome", "reason_code", "suggested_rating", "rests_on_unverified")  # fmt: skip
_REQUIREMENT = ("name", "title", "outcome", "status")
_PLACE = ("table", "column", "text", "unit", "file", "sheet", "row", "document_id")
PAPER = ("document_title", "document_file", "document_sha256")
_FACTOR = ("factor_id", "item", "parameter", "gas", "technology", "region", "method_set", "basis", "value", "unit",
           "lower", "upper", "valid_from", "valid_to", "vintage", "gwp_set", "publisher", "document", "table", "page",
           "licence", "confidence", "status", "note", "canonical_value", "canonical_unit")  # fmt: skip


def csv_files(facts: Facts) -> Iterator[tuple[str, bytes]]:
    """Every table by file name."""
    yield (
        "verdicts.csv",
        csv_bytes((*_VERDICT, *(f"reading_{name}" for name in _READING)), _verdict_rows(facts.verdicts)),
    )
    yield (
        "criteria.csv",
        csv_bytes(
            (*_CRITERION, *(f"requirement_{name}" for name in _REQUIREMENT), "evidence", "missing"),
            _criterion_rows(facts.criteria),
        ),
    )
    smelters = facts.smelters
    records = facts.used.join(facts.release.records, on="input_id", how="left").join(
        facts.documents, on="document_id", how="left"
    )
    yield (
        "records.csv",
        frame_csv(marked(records, smelters), ("smelter_id", SYNTHETIC, "input_id", "used_for", *_PLACE, *PAPER)),
    )
    used = facts.release.factors.filter(pl.col("used"))
    yield "factors.csv", csv_bytes(_FACTOR, used.sort("factor_id").select(_FACTOR).iter_rows())
    for name in ("documents", "verification"):
        table = facts.tables[name]
        columns = [column for column in table.columns if not column.startswith("_")]
        told = marked(table, smelters) if "smelter_id" in columns else table
        yield f"{name}.csv", frame_csv(told, [*columns, *([SYNTHETIC] if "smelter_id" in columns else [])])
    findings = facts.release.findings
    yield "findings.csv", frame_csv(marked(findings, smelters), [*findings.columns, SYNTHETIC])


def _verdict_rows(verdicts: list[Row]) -> Iterator[list[object]]:
    """A row per reading, with its verdict before it; a verdict without readings has a row of its own."""
    for verdict in verdicts:
        for reading in verdict["readings"] or [{}]:
            yield [verdict[name] for name in _VERDICT] + [reading.get(name) for name in _READING]


def _criterion_rows(criteria: list[Row]) -> Iterator[list[object]]:
    """A row per requirement, with its entry before it."""
    for entry in criteria:
        for requirement in entry["requirements"] or [{}]:
            yield [
                *(entry.get(name) for name in _CRITERION),
                *(requirement.get(name) for name in _REQUIREMENT),
                evidence_text(requirement.get("evidence", [])),
                missing_text(requirement.get("missing", [])),
            ]


def evidence_text(listed: list[Row]) -> str:
    """What stands for a requirement, in one cell: where it stands, its value, its document."""
    return "; ".join(_piece(one) for one in listed)


def _piece(one: Row) -> str:
    place = " ".join(str(one[name]) for name in ("table", "row_key", "column") if one.get(name) is not None)
    value = "" if one.get("value") is None else f" = {one['value']}"
    paper = "" if one.get("document_id") is None else f" (document {one['document_id']})"
    said = "" if one.get("says") is None else f": {one['says']}"
    return f"{place}{value}{paper}{said}"


def missing_text(listed: list[str]) -> str:
    """What is missing, in one cell."""
    return "; ".join(listed)


def by_subject(facts: Facts, subject: str) -> tuple[list[Row], list[Row]]:
    """Verdicts and entries on criteria about one smelter or certification scope."""
    verdicts = [verdict for verdict in facts.verdicts if verdict["smelter_id"] == subject]
    return verdicts, [entry for entry in facts.criteria if subject_of(entry) == subject]

"""Checks that a row's smelter, facility and documents exist.

Belongs here: references between tables. Does not belong here: whether the row itself makes sense.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, errors_of, findings_of, of_file
from smelter_ghg.allocation import shares
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import merge
from smelter_ghg.records import tables as record_tables


def unknown_smelters(tables: Tables, earlier: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rows of a smelter that `smelters` does not have.

    Silent where `smelters` itself has a broken identifier or file (`earlier` findings): every row of that smelter would
    be reported for one fault.
    """
    earlier = FINDINGS.empty() if earlier is None else earlier
    broken = errors_of(earlier, "smelters").filter(of_file() | (pl.col("column") == "smelter_id"))
    if broken.height:
        return FINDINGS.empty()
    declared = tables["smelters"]["smelter_id"].drop_nulls().unique().sort()
    found = []
    for name, contract in sorted(record_tables().items()):
        if name == "smelters" or "smelter_id" not in contract.by_name:
            continue
        rows = tables[name].filter(pl.col("smelter_id").is_not_null() & ~pl.col("smelter_id").is_in(declared.to_list()))
        found.append(
            findings_of(
                rows,
                "unknown_smelter",
                table=name,
                column="smelter_id",
                expected="a smelter of the table smelters: " + ", ".join(declared.head(20)),
                likely_cause="another spelling, or the smelter is missing from the table smelters",
            )
        )
    return merge(found)


def unknown_facilities(tables: Tables, earlier: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rows of a facility that `facilities` does not give to their smelter.

    Rows of a shared facility stand under its owner, who is named; `allocations` divides them.

    Rows of an unknown smelter are not reported again, nor rows of a smelter whose own facility rows are at fault.
    """
    earlier = FINDINGS.empty() if earlier is None else earlier
    at_fault = errors_of(earlier, "facilities")
    if at_fault.filter(of_file() | (pl.col("column") == "smelter_id")).height:
        return FINDINGS.empty()
    smelters = tables["smelters"]["smelter_id"].drop_nulls().unique()
    judged = smelters.filter(~smelters.is_in(at_fault["smelter_id"].drop_nulls().implode()))
    known = tables["facilities"].select("facility_id", "smelter_id").drop_nulls().unique()
    owners = shares(tables).select("facility_id", pl.col("receiver").alias("smelter_id"), "owner").unique()
    found = []
    for name, contract in sorted(record_tables().items()):
        if name in ("facilities", "allocations") or "facility_id" not in contract.by_name:
            continue
        rows = (
            tables[name]
            .filter(pl.col("facility_id").is_not_null() & pl.col("smelter_id").is_in(judged.implode()))
            .join(known, on=["facility_id", "smelter_id"], how="anti")
            .join(owners, on=["facility_id", "smelter_id"], how="left", maintain_order="left")
        )
        found.append(_facility_findings(rows, name))
    shared = tables["allocations"].join(
        tables["facilities"].select("facility_id").drop_nulls(), on="facility_id", how="anti"
    )
    found.append(_facility_findings(shared.drop_nulls("facility_id"), "allocations"))
    return merge(found)


def _facility_findings(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    return findings_of(
        rows,
        "unknown_facility",
        table=table,
        column="facility_id",
        expected=pl.format("a facility of {} in the table facilities", "smelter_id"),
        likely_cause=pl.when(pl.col("owner").is_not_null())
        .then(pl.format("a shared facility's records stand under its owner {}; allocations divides them", "owner"))
        .otherwise(pl.lit("another spelling, or the facility is missing from the table facilities"))
        if "owner" in rows.columns
        else "another spelling, or the facility is missing from the table facilities",
    )


def unknown_documents(tables: Tables) -> pl.DataFrame:
    """Documents that rows name and `documents` does not have: one warning per document and file."""
    documents = tables["documents"].select("document_id").drop_nulls()
    found = []
    for name, contract in sorted(record_tables().items()):
        if name == "documents" or "document_id" not in contract.by_name:
            continue
        rows = tables[name].drop_nulls("document_id").join(documents, on="document_id", how="anti")
        first = rows.sort("_file", "_row").unique(["_file", "document_id"], keep="first", maintain_order=True)
        found.append(
            findings_of(
                first,
                "unknown_document",
                severity="warning",
                table=name,
                column="document_id",
                expected="a document of the table documents",
            )
        )
    return merge(found)

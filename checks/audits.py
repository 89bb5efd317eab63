"""Published audit results against the rules of the ASI Assurance Manual they were made under, and statements on dates.

Belongs here: certificates that do not go with the ratings, ratings that differ inside a certification scope, verifier's
statements dated before their period ends. Does not belong here: the engine's own outcomes.

Rules: one or more major non-conformances lead to a provisional certificate (ASI, 12 September 2023); more than three to
none (Assurance Manual, section 6.4); a high overall maturity goes with no non-conformance (section 5.6); one at a site
is raised across the whole scope (section 6.1).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge

_AUDIT = ["smelter_id", "standard", "announced_on"]
# More majors than this, and no certificate is issued.
_MAJORS_AT_MOST = 3
_CERTIFIED = (pl.col("rating") == "certified") | pl.col("certificate_level").is_in(["full", "provisional"])


def certificate_state(tables: Tables) -> pl.DataFrame:
    """Certificates and maturities that do not go with the ratings of the same audit."""
    rows = tables["audit_results"]
    counted = rows.group_by(_AUDIT).agg(
        (pl.col("rating") == "major_nc").sum().alias("majors"),
        pl.col("rating").is_in(["major_nc", "minor_nc"]).sum().alias("ncs"),
    )
    judged = rows.join(counted, on=_AUDIT, maintain_order="left")
    return merge(
        [
            findings_of(
                judged.filter(_CERTIFIED & (pl.col("majors") > _MAJORS_AT_MOST)),
                "certificate_with_majors",
                severity="warning",
                table="audit_results",
                column="rating",
                expected=f"no certificate with more than {_MAJORS_AT_MOST} major non-conformances",
                likely_cause=pl.format("{} major non-conformances of the same audit are on record", "majors"),
            ),
            findings_of(
                judged.filter(
                    (pl.col("certificate_level") == "full") & pl.col("majors").is_between(1, _MAJORS_AT_MOST)
                ),
                "certificate_not_provisional",
                severity="warning",
                table="audit_results",
                column="certificate_level",
                expected="provisional, with a major non-conformance",
                likely_cause=pl.format("{} major non-conformances of the same audit are on record", "majors"),
            ),
            findings_of(
                judged.filter((pl.col("overall_maturity") == "high") & (pl.col("ncs") > 0)),
                "maturity_with_findings",
                severity="warning",
                table="audit_results",
                column="overall_maturity",
                expected="a high maturity with no non-conformance",
                likely_cause=pl.format("{} non-conformances of the same audit are on record", "ncs"),
            ),
        ]
    )


def scope_rated_apart(tables: Tables) -> pl.DataFrame:
    """Ratings of one criterion that differ between smelters of one certification scope in the same audit."""
    members = tables["certification_scopes"].select("scope_id", "smelter_id").unique()
    rows = (
        tables["audit_results"]
        .drop_nulls("criterion")
        .join(members, on="smelter_id", how="inner", maintain_order="left")
    )
    same = ["scope_id", "standard", "announced_on", "criterion"]
    apart = rows.group_by(same).agg(pl.col("rating").unique().sort().alias("ratings"))
    apart = apart.filter(pl.col("ratings").list.len() > 1).with_columns(pl.col("ratings").list.join(", "))
    return findings_of(
        rows.join(apart, on=same, how="inner", maintain_order="left").unique(
            ["_file", "_sheet", "_row"], keep="first", maintain_order=True
        ),
        "scope_rated_apart",
        severity="warning",
        table="audit_results",
        column="rating",
        expected=pl.format("one rating of {} in scope {}", "criterion", "scope_id"),
        likely_cause=pl.format("smelters of the scope are rated {}; a non-conformance holds for all of it", "ratings"),
    )


def statements_too_early(tables: Tables) -> pl.DataFrame:
    """Statements and publications dated before the period they are about has ended."""
    rows = tables["verification"]
    return merge(
        [
            findings_of(
                rows.filter(pl.col(column) <= pl.col("period_end")),
                "statement_too_early",
                severity="warning",
                table="verification",
                column=column,
                expected=pl.format("a day after {}, the end of the period", "period_end"),
                likely_cause="the statement is of an earlier period, or day and month are exchanged",
            )
            for column in ("statement_date", "publication_date")
        ]
    )

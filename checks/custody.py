"""Material accounts of the Chain of Custody Standard: no more certified material leaves than came in.

Belongs here: totals as recorded (ASI Chain of Custody Standard V2, part 8; rule R14 of
docs/reference/disclosure_rules.md). Does not belong here: the accounting itself.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge

# Criterion 8.8a: an internal overdraw does not exceed this share. Of what is not verified: certified input is assumed.
_OVERDRAW_AT_MOST_PCT = 20.0
_ROUNDING = 1e-9


def custody_accounts(tables: Tables) -> pl.DataFrame:
    """Certified output beyond the share of certified input, and overdraws beyond their limit."""
    rows = tables["coc_accounts"].with_columns(pl.col("internal_overdraw_t").fill_null(0.0))
    came = pl.col("coc_input_t") + pl.col("other_input_t")
    allowed = pl.when(came > 0).then(pl.col("coc_input_t") / came * pl.col("output_t")).otherwise(0.0)
    limit = _OVERDRAW_AT_MOST_PCT / 100 * pl.col("coc_input_t")
    told = rows.with_columns(
        allowed.alias("allowed_t"),
        limit.alias("limit_t"),
    )
    beyond = told.filter(
        pl.col("coc_output_t") > (pl.col("allowed_t") + pl.col("internal_overdraw_t")) * (1 + _ROUNDING)
    )
    overdrawn = told.filter(pl.col("internal_overdraw_t") > pl.col("limit_t") * (1 + _ROUNDING))
    return merge(
        [
            findings_of(
                beyond,
                "coc_output_share",
                severity="warning",
                table="coc_accounts",
                column="coc_output_t",
                expected=pl.format(
                    "at most {} t, the share of certified input of what left, and {} t of internal overdraw",
                    pl.col("allowed_t").round(1),
                    "internal_overdraw_t",
                ),
                likely_cause="material of another period or kind was counted, or an overdraw is not recorded",
            ),
            findings_of(
                overdrawn,
                "coc_overdraw",
                severity="warning",
                table="coc_accounts",
                column="internal_overdraw_t",
                expected=pl.format("at most {} t, 20 % of the certified input", pl.col("limit_t").round(1)),
                likely_cause="an overdraw above the limit; that it is of certified input is not verified",
            ),
        ]
    )

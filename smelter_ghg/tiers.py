"""Which of several tiers counts: the highest whose rows cover the place and time of a lower one.

Belongs here: the choice between ledger rows of one source. Does not belong here: making rows, totalling them.
"""

from __future__ import annotations

import polars as pl


def select_highest_tier(ledger: pl.DataFrame) -> pl.DataFrame:
    """Select, per source, item, gas and set, the highest tier whose rows cover the place and time of a lower one.

    A lower-tier row is unselected where higher-tier rows cover all its days; where they cover only some of them the
    higher tier is not complete, and it is the higher rows that are unselected, so that no day counts twice.
    """
    same = ["smelter_id", "source", "item", "input_key", "gas", "method_set", "scope2_account"]
    columns = [*same, "ledger_id", "tier", "facility_id", "period_start", "period_end"]
    # Most sources and items know one tier only; leaving them out first keeps the comparison below small.
    several = ledger.group_by("source", "item").agg(pl.col("tier").n_unique()).filter(pl.col("tier") > 1)
    candidates = ledger.join(several, on=["source", "item"], how="semi")
    contested = candidates.filter(pl.col("tier").n_unique().over(same) > 1).select(columns)
    if contested.is_empty():
        return ledger
    first = pl.max_horizontal("period_start", "period_start_of_higher")
    last = pl.min_horizontal("period_end", "period_end_of_higher")
    pairs = (
        contested.join(contested, on=same, suffix="_of_higher")
        .filter(
            (pl.col("tier_of_higher") > pl.col("tier"))
            & (
                (pl.col("facility_id_of_higher") == pl.col("facility_id"))
                | (pl.col("facility_id_of_higher") == "")
                | (pl.col("facility_id") == "")
            )
            & (first <= last)
        )
        .with_columns((last - first).dt.total_days().alias("shared_days"))
    )
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    spans = pairs.unique(["ledger_id", "period_start_of_higher", "period_end_of_higher"])
    covered = spans.group_by("ledger_id", "period_start", "period_end").agg((pl.col("shared_days") + 1).sum())
    beaten_lower = covered.filter(pl.col("shared_days") >= days)["ledger_id"]
    beaten_higher = pairs.filter(~pl.col("ledger_id").is_in(beaten_lower.implode()))["ledger_id_of_higher"]
    beaten = pl.concat([beaten_lower, beaten_higher.alias("ledger_id")]).implode()
    return ledger.with_columns(~pl.col("ledger_id").is_in(beaten).alias("selected"))

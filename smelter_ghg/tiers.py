"""Which of several ways to the same emissions counts: the highest tier whose rows cover the place and time of a lower
one, and of consumption and carbon balance the one the report chooses.

Belongs here: the choice between ledger rows. Does not belong here: making rows, totalling them.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions import second_choices, sources_with_alternative_tiers
from smelter_ghg.emissions.carbon_balance import ITEMS_IT_REPLACES, STANDS_FOR
from smelter_ghg.periods import days_covered

_SAME = ["smelter_id", "source", "gas", "method_set", "scope2_account"]
_BALANCE = "carbon_balance"
_OF_BALANCE = ["smelter_id", "period_label", "method_set"]
_LOWER = ["ledger_id", "period_start", "period_end"]


def select_highest_tier(ledger: pl.DataFrame) -> pl.DataFrame:
    """Select, per source, gas and set, the highest tier whose rows cover the place and time of a lower one.

    Only sources whose tiers are alternatives for the same emissions take part. A lower row is unselected where higher
    rows cover all its days; a higher row that leaves a lower one partly covered is not complete and is unselected
    itself, so that no day counts twice and none is lost. Between two methods of one tier, an item a source calls its
    second choice gives way to the other.
    """
    columns = [*_SAME, "ledger_id", "tier", "second", "facility_id", "period_start", "period_end"]
    second = pl.col("item").is_in(second_choices()).alias("second")
    alternatives = (
        ledger.filter(pl.col("source").is_in(sources_with_alternative_tiers())).with_columns(second).select(columns)
    )
    pairs = _pairs(alternatives)
    incomplete = pl.Series("ledger_id", [], dtype=pl.String)
    while True:
        standing = pairs.filter(
            ~pl.col("ledger_id_of_higher").is_in(incomplete.implode())
            & ~pl.col("ledger_id").is_in(incomplete.implode())
        )
        covered = days_covered(standing, _LOWER, "first", "last")
        days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
        partly = covered.filter(pl.col("covered_days") < days)["ledger_id"]
        if partly.is_empty():
            break
        spoiled = standing.filter(pl.col("ledger_id").is_in(partly.implode()))["ledger_id_of_higher"].alias("ledger_id")
        incomplete = pl.concat([incomplete, spoiled]).unique()
    beaten = pl.concat([covered["ledger_id"], incomplete]).implode()
    return ledger.with_columns((pl.col("selected") & ~pl.col("ledger_id").is_in(beaten)).alias("selected"))


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Every lower-tier row beside every higher-tier row of its place that shares days with it: first, last shared."""
    first = pl.max_horizontal("period_start", "period_start_of_higher")
    last = pl.min_horizontal("period_end", "period_end_of_higher")
    return (
        rows.join(rows, on=_SAME, suffix="_of_higher")
        .filter(
            (
                (pl.col("tier_of_higher") > pl.col("tier"))
                | ((pl.col("tier_of_higher") == pl.col("tier")) & pl.col("second") & ~pl.col("second_of_higher"))
            )
            & (
                (pl.col("facility_id_of_higher") == pl.col("facility_id"))
                | (pl.col("facility_id_of_higher") == "")
                | (pl.col("facility_id") == "")
            )
        )
        .with_columns(first.alias("first"), last.alias("last"))
        .filter(pl.col("first") <= pl.col("last"))
    )


def select_way_of_carbon(ledger: pl.DataFrame, by_balance: bool) -> pl.DataFrame:
    """Unselect either the carbon balance or, for smelters and periods that have one, the sources it stands for."""
    balance = pl.col("source") == _BALANCE
    if not by_balance:
        return ledger.with_columns((pl.col("selected") & ~balance).alias("selected"))
    has_balance = balance.any().over(_OF_BALANCE)
    replaced = pl.col("source").is_in(STANDS_FOR) & has_balance
    return ledger.with_columns((pl.col("selected") & ~replaced).alias("selected"))


def without_what_a_balance_replaces(missing: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """Missing items without those of the sources that a smelter's carbon balance stands for in a period."""
    balances = ledger.filter(pl.col("source") == _BALANCE).select("smelter_id", "period_label").unique()
    replaced = pl.col("item").is_in(ITEMS_IT_REPLACES)
    left = missing.filter(replaced).join(balances, on=["smelter_id", "period_label"], how="anti")
    return pl.concat([missing.filter(~replaced), left])

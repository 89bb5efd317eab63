"""The sample list: record cells in the order in which it pays to look at their documents.

Belongs here: the ranking. Does not belong here: what an auditor decides to look at.

By smelter and reporting period, two rankings side by side:

- by contribution to the total: a ledger row's t CO2e (mine to metal, selected rows, the report's method set) belong to
  every record its equation takes; where several records add up to one argument, to each by its part of their sizes. A
  record of the metal divided by has its part of the whole total, if that is more. Of the two scope 2 accounts the
  greater counts.
- by contribution to the uncertainty: errors in the order of their share of the variance of the mine-to-metal intensity
  per tonne tapped (drivers.parquet; of the two accounts the greater), each error by the one record of its group that
  contributes most to the total. Errors of factors have no record and are left out.

The list holds the first 25 of each ranking. A record may stand in both; then it has both ranks.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.disclosure.csv_files import SYNTHETIC, frame_csv, marked
from smelter_ghg.evidence.facts import Facts
from smelter_ghg.evidence.sheets import PAPER
from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.intensity import ACCOUNTS, in_boundary
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory

FIRST = 25
_BOUNDARY, _DENOMINATOR = "mine_to_metal", "tapped"
_OF = ["smelter_id", "period_label"]
_RANKS = ("rank_by_total", "t_co2e", "share_of_total", "rank_by_uncertainty", "error_group", "variance_share")
_PLACE = ("table", "column", "text", "unit", "file", "sheet", "row", "document_id")
SEEN = "seen"


def sample_csv(facts: Facts) -> bytes:
    """The list, with an empty column for what was seen."""
    listed = sample(facts).join(facts.release.records.drop("smelter_id"), on="input_id", how="left")
    listed = listed.join(facts.documents, on="document_id", how="left").with_columns(
        pl.lit(None, pl.String).alias(SEEN)
    )
    order = ("smelter_id", SYNTHETIC, "period_label", *_RANKS, "input_id", *_PLACE, *PAPER, SEEN)
    return frame_csv(marked(listed, facts.smelters), order)


def sample(facts: Facts) -> pl.DataFrame:
    """smelter_id, period_label, input_id and the columns of both rankings (empty where a record is not in one)."""
    total = _by_total(facts)
    uncertain = _by_uncertainty(facts, total)
    key = [*_OF, "input_id"]
    both = total.join(uncertain, on=key, how="full", coalesce=True)
    among = (pl.col("rank_by_total") <= FIRST) | (pl.col("rank_by_uncertainty") <= FIRST)
    return both.filter(among.fill_null(False)).select(*key, *_RANKS).sort(*_OF, "rank_by_total", nulls_last=True)


def _ranked(rows: pl.DataFrame, name: str, *by: str) -> pl.DataFrame:
    """Rows with their rank within smelter and period, the greatest first, ids deciding between equals."""
    ordered = rows.sort(*by, "input_id", descending=[*(True for _ in by), False], nulls_last=True)
    return ordered.with_columns(pl.int_range(1, pl.len() + 1).over(_OF).alias(name))


def _by_total(facts: Facts) -> pl.DataFrame:
    release, config = facts.release, facts.release.config
    factors = Factors(release.factors.select(list(FACTORS.polars_schema)))
    pieces = []
    for account in ACCOUNTS:
        inventory = select_inventory(
            release.ledger, route="calculated", method_set=config["method_set"], scope2_account=account
        ).filter(in_boundary(_BOUNDARY))
        foreign = of_other_gwp_set(inventory, config["gwp_set"]).select("ledger_id")
        counted = co2e(inventory.join(foreign, on="ledger_id", how="anti"), config["gwp_set"], factors)
        pieces.append(_of_account(facts, counted))
    ordered = pl.concat(pieces).sort("t_co2e", "share_of_total", descending=True)
    found = ordered.unique([*_OF, "input_id"], keep="first", maintain_order=True)
    return _ranked(found, "rank_by_total", "share_of_total")


def _of_account(facts: Facts, counted: pl.DataFrame) -> pl.DataFrame:
    """t CO2e and share of the total behind every record cell, on one account."""
    # In the order of the rows: the same sums to the last digit on any number of threads.
    in_order = counted.sort("ledger_id").group_by(_OF, maintain_order=True)
    totals = in_order.agg(pl.col("t_co2e").sum().alias("total"))
    size = pl.col("value").abs()
    inputs = (
        facts.release.ledger_inputs.filter(pl.col("input_id").str.contains("|", literal=True))
        .with_columns((size / size.sum().over("ledger_id", "argument")).fill_nan(0.0).alias("part"))
        # A record that stands in two arguments of a row counts once.
        .group_by("ledger_id", "input_id")
        .agg(pl.col("part").max())
    )
    of_ledger = (
        inputs.join(counted.select("ledger_id", *_OF, "t_co2e"), on="ledger_id", how="inner")
        .select(*_OF, "input_id", "ledger_id", (pl.col("t_co2e").abs() * pl.col("part")).alias("t_co2e"))
        .sort("ledger_id")
        .group_by([*_OF, "input_id"], maintain_order=True)
        .agg(pl.col("t_co2e").sum())
    )
    metal = _metal(facts).join(totals, on=_OF, how="inner")
    of_metal = metal.select(*_OF, "input_id", (pl.col("total").abs() * pl.col("part")).alias("t_co2e"))
    found = pl.concat([of_ledger, of_metal]).group_by([*_OF, "input_id"]).agg(pl.col("t_co2e").max())
    return (
        found.join(totals, on=_OF, how="inner")
        .filter(pl.col("total") != 0)
        .select(*_OF, "input_id", "t_co2e", (pl.col("t_co2e") / pl.col("total").abs()).alias("share_of_total"))
    )


def _metal(facts: Facts) -> pl.DataFrame:
    """Record cells of the metal divided by, with their part of it."""
    rows = [
        (row["smelter_id"], row["period_label"], one)
        for row in facts.release.intensity
        if row["route"] == "calculated" and row["boundary"] == _BOUNDARY and row["denominator"] == _DENOMINATOR
        for one in row["production_ids"]
    ]
    listed = pl.DataFrame(sorted(set(rows)), schema=[*_OF, "activity_id"], orient="row") if rows else pl.DataFrame(
        schema=dict.fromkeys([*_OF, "activity_id"], pl.String)
    )  # fmt: skip
    values = facts.release.activity.select("activity_id", "input_id", "value")
    known = listed.join(values, on="activity_id", how="inner", maintain_order="left")
    return known.with_columns((pl.col("value") / pl.col("value").sum().over(_OF)).alias("part"))


def _by_uncertainty(facts: Facts, total: pl.DataFrame) -> pl.DataFrame:
    release = facts.release
    intervals = release.table("uncertainty").filter(
        (pl.col("subject") == "intensity") & (pl.col("boundary") == _BOUNDARY) & (pl.col("denominator") == _DENOMINATOR)
    )
    errors = (
        release.table("drivers")
        .drop("smelter_id")
        .join(intervals.select("uncertainty_id", *_OF), on="uncertainty_id", how="inner")
        .group_by([*_OF, "error_group"])
        .agg(pl.col("variance_share").max())
    )
    of_ledger = release.ledger_inputs.drop_nulls("error_group").join(
        release.ledger.select("ledger_id", *_OF), on="ledger_id", how="inner"
    )
    of_metal = release.activity.drop_nulls("error_group").filter(pl.col("quantity") == "metal")
    columns = [*_OF, "error_group", "input_id"]
    members = pl.concat([of_ledger.select(columns), of_metal.select(columns)]).unique()
    of_groups = members.join(errors, on=[*_OF, "error_group"], how="inner").join(
        total.select(*_OF, "input_id", "t_co2e"), on=[*_OF, "input_id"], how="inner"
    )
    first = of_groups.sort("t_co2e", "input_id", descending=[True, False]).unique(
        [*_OF, "error_group"], keep="first", maintain_order=True
    )
    # Two errors may have one record in front; it stands under the greater.
    greatest = first.sort("variance_share", "error_group", descending=[True, False])
    alone = greatest.unique([*_OF, "input_id"], keep="first", maintain_order=True)
    return _ranked(alone, "rank_by_uncertainty", "variance_share").drop("t_co2e")

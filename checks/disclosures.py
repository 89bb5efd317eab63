"""What reviews of disclosures find: totals of several activities in one, a capacity taken for a production.

Belongs here: published figures that say less than they seem to (R1 and R12 of docs/reference/disclosure_rules.md).
Does not belong here: figures that contradict each other (`checks.published`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of

# What records describe that may hold more than one activity.
_OF_SEVERAL = ("company", "group", "cluster", "brand", "national")
_MADE = ("tapped", "cast_out", "primary_stage_not_stated")
_IN_T = {"t": 1.0, "kt": 1e3, "Mt": 1e6}
_SAME = 1e-6


def activity_not_stated(tables: Tables) -> pl.DataFrame:
    """Published emissions of scope 1 of an entity that may mine, refine, smelt and cast, without a process; one note
    per entity and year."""
    several = tables["smelters"].filter(pl.col("level").is_in(_OF_SEVERAL)).select("smelter_id", "level")
    rows = tables["reported_emissions"].filter(pl.col("scope") == "1")
    by_process = rows.drop_nulls("process").select("smelter_id", "period_end").unique()
    totals = (
        rows.filter(pl.col("process").is_null())
        .join(several, on="smelter_id", how="inner", maintain_order="left")
        .join(by_process, on=["smelter_id", "period_end"], how="anti", nulls_equal=True, maintain_order="left")
        .unique(["smelter_id", "period_end"], keep="first", maintain_order=True)
    )
    return findings_of(
        totals,
        "activity_not_stated",
        severity="note",
        table="reported_emissions",
        column="process",
        expected="bauxite mining, alumina refining, smelting or casting, each with its emissions",
        likely_cause=pl.format("a total of a {}, which may hold several activities", "level"),
    )


def capacity_as_production(tables: Tables) -> pl.DataFrame:
    """Metal recorded as made that is exactly the smelter's capacity."""
    stated = tables["reported_indicators"].filter(
        pl.col("indicator").str.contains("capacity") & pl.col("unit").is_in(list(_IN_T))
    )
    capacity = stated.select(
        "smelter_id",
        (pl.col("value") * pl.col("unit").replace_strict(_IN_T, return_dtype=pl.Float64)).alias("capacity_t"),
    ).drop_nulls()
    made = tables["metal"].filter(pl.col("flow").is_in(_MADE) & (pl.col("mass_t") > 0))
    same = made.join(capacity.unique(), on="smelter_id", how="inner", maintain_order="left").filter(
        (pl.col("mass_t") - pl.col("capacity_t")).abs() <= _SAME * pl.col("capacity_t")
    )
    return findings_of(
        same.unique(["_file", "_sheet", "_row"], keep="first", maintain_order=True),
        "capacity_as_production",
        severity="warning",
        table="metal",
        column="mass_t",
        expected="tonnes made, which are not the capacity to the last tonne",
        likely_cause="the nameplate capacity was taken for the production",
    )

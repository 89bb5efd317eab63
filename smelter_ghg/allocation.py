"""Facilities several smelters share: each gets its share of what is recorded under the facility's owner.

Belongs here: which rows are shared, and their parts. Does not belong here: whether the shares are right; that is for
the checks.

The owner is the smelter `facilities` names; all records of the facility stand under it. Amounts are split by the share
in `allocations`. Rates and averages of the facility hold for every part alike; analyses of what it burns come along.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Tables = Mapping[str, pl.DataFrame]

ALLOCATION = {"activity_id": pl.String, "allocation_id": pl.String, "allocation_share": pl.Float64}

_AMOUNTS = ("metal", "item", "electricity", "pfc_mass")
# Numbers of a potline that add up over its parts; current and anode effects are the same in each.
_AMOUNTS_OF_POTLINES = ("cell_days", "cells_operating", "cells_started", "dc_electricity_mwh")


def shares(tables: Tables) -> pl.DataFrame:
    """facility_id, owner, receiver, allocation_id, share: one row per smelter that shares a facility."""
    owners = (
        tables["facilities"]
        .select("facility_id", pl.col("smelter_id").alias("owner"))
        .drop_nulls()
        .unique("facility_id", keep="first", maintain_order=True)
    )
    return (
        tables["allocations"]
        .drop_nulls(["facility_id", "smelter_id", "share"])
        .filter(pl.col("share") > 0)
        .select(
            "facility_id",
            pl.col("smelter_id").alias("receiver"),
            pl.concat_str([pl.lit("allocations"), "_key", pl.lit("share")], separator="|").alias("allocation_id"),
            "share",
        )
        .join(owners, on="facility_id", how="inner", maintain_order="left")
    )


def split(rows: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Quantities with the columns of ALLOCATION, those of shared facilities (`shares`) divided among their smelters.

    activity_id is the input_id, followed by @ and the smelter for a part of a cell.
    """
    if shared.is_empty():
        return rows.with_columns(
            pl.col("input_id").alias("activity_id"),
            pl.lit(None, pl.String).alias("allocation_id"),
            pl.lit(None, pl.Float64).alias("allocation_share"),
        )
    own = {"left_on": ["smelter_id", "facility_id"], "right_on": ["owner", "facility_id"]}
    alone = split(rows.join(shared, **own, how="anti", maintain_order="left"), shared.clear())  # type: ignore[arg-type]
    parts = rows.join(shared, **own, how="inner", maintain_order="left")  # type: ignore[arg-type]
    amount = pl.col("quantity").is_in(_AMOUNTS) | (
        (pl.col("quantity") == "potline") & pl.col("item").is_in(_AMOUNTS_OF_POTLINES)
    )
    named = pl.concat_str(["input_id", pl.lit("@"), "receiver"])
    whole = ~amount & (pl.col("receiver") == pl.col("smelter_id"))
    parts = parts.with_columns(
        pl.when(amount).then(pl.col("value") * pl.col("share")).otherwise("value").alias("value"),
        pl.when(whole).then("input_id").otherwise(named).alias("activity_id"),
        pl.when(amount).then("allocation_id").alias("allocation_id"),
        pl.when(amount).then("share").alias("allocation_share"),
        pl.col("receiver").alias("smelter_id"),
    ).select(alone.columns)
    # An owner without a share of its own facility keeps nothing of the amounts; its rates stay where they are written.
    return pl.concat([alone, parts, _analyses(alone, rows, shared)])


def _analyses(alone: pl.DataFrame, rows: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """The owner's analyses of the items a shared facility takes, for the facility's other smelters."""
    own = {"left_on": ["smelter_id", "facility_id"], "right_on": ["owner", "facility_id"]}
    taken = (
        rows.filter(pl.col("quantity") == "item")
        .join(shared, **own, how="inner")  # type: ignore[arg-type]
        .filter(pl.col("receiver") != pl.col("smelter_id"))
        .select("smelter_id", "item", "receiver", pl.col("facility_id").alias("of_facility"))
        .unique()
        .sort(pl.all())
    )
    return (
        alone.filter(pl.col("quantity") == "property")
        .join(taken, on=["smelter_id", "item"], how="inner", maintain_order="left_right")
        .with_columns(
            pl.concat_str(["input_id", pl.lit("@"), "receiver", pl.lit("@"), "of_facility"]).alias("activity_id"),
            pl.col("receiver").alias("smelter_id"),
            pl.col("of_facility").alias("facility_id"),
        )
        .select(alone.columns)
    )


def with_receivers(rows: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Record rows of shared facilities once more for every other smelter that gets a part, as smelter_id."""
    if shared.is_empty() or not {"smelter_id", "facility_id"} <= set(rows.columns):
        return rows
    others = shared.filter(pl.col("receiver") != pl.col("owner")).select("facility_id", "owner", "receiver")
    more = rows.join(
        others, left_on=["smelter_id", "facility_id"], right_on=["owner", "facility_id"], how="inner"
    ).with_columns(pl.col("receiver").alias("smelter_id"))
    return pl.concat([rows, more.select(rows.columns)])

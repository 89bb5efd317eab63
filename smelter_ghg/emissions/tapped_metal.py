"""Metal tapped from the cells, by the potline it came from: what anode carbon and anode effects are reckoned on.

Belongs here: the mass and its place. Does not belong here: any emission.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs


def tapped_metal(inputs: SourceInputs) -> pl.DataFrame:
    """Metal tapped with the argument columns of `metal`; unlabelled metal belongs to a smelter's only potline."""
    lines = (
        inputs.facilities.filter(pl.col("kind") == "potline")
        .select("smelter_id", pl.col("facility_id").alias("only_line"), pl.col("technology").alias("only_technology"))
        .filter(pl.len().over("smelter_id") == 1)
    )
    alone = (pl.col("facility_id") == "") & pl.col("only_line").is_not_null()
    return (
        inputs.quantities("metal", flow="tapped")
        .join(lines, on="smelter_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(alone).then(pl.col("only_line")).otherwise(pl.col("facility_id")).alias("facility_id"),
            pl.when(alone).then(pl.col("only_technology")).otherwise(pl.col("technology")).alias("technology"),
            pl.lit("electrolysis").alias("process"),
            pl.col("supplier").fill_null("").alias("input_key"),
            *record_argument("metal", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
        )
    )

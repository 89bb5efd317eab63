"""Energy the grid average prices for want of a residual mix, in zones where instruments exist: said, never silent.

Belongs here: notes (FINDINGS) about that energy. Does not belong here: the choice of the factor
(`smelter_ghg.emissions.grid_supply`).
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import TIER_1
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import finding, to_frame

_ROW = ("smelter_id", "period_label", "input_key")


def residual_mix_absent(
    ledger: pl.DataFrame | pl.LazyFrame, ledger_inputs: pl.DataFrame | pl.LazyFrame, instruments: pl.DataFrame
) -> pl.DataFrame:
    """One note per smelter, reporting period and zone whose unclaimed energy the grid average prices, where any smelter
    holds an instrument of the zone.

    The Guidance wants the absence of a residual mix disclosed (GHG Protocol Scope 2 Guidance, 2015, chapter 6): the
    renewable electricity that instruments claim is in the average once more.
    """
    zones = instruments.drop_nulls("grid_zone").sort("_file", "_row")
    if zones.is_empty():
        return FINDINGS.empty()
    uncovered = ledger.lazy().filter(
        (pl.col("source") == "purchased_electricity")
        & (pl.col("scope2_account") == "market")
        & (pl.col("tier") == TIER_1)
        & pl.col("input_key").str.strip_prefix("uncovered ").is_in(zones["grid_zone"].unique().implode())
    )
    inputs = ledger_inputs.lazy().join(uncovered.select("ledger_id", *_ROW), on="ledger_id", how="inner")
    averaged = inputs.filter((pl.col("argument") == "factor") & (pl.col("kind") == "default")).select("ledger_id")
    energy = (
        inputs.filter(pl.col("argument") == "energy")
        .join(averaged, on="ledger_id", how="semi")
        .group_by(*_ROW)
        .agg(pl.col("value").sum())
        .sort(*_ROW)
        .collect()
    )
    return to_frame(_note(zones, *row) for row in energy.iter_rows())


def _note(zones: pl.DataFrame, smelter_id: str, label: str, input_key: str, mwh: float) -> dict[str, object]:
    zone = input_key.removeprefix("uncovered ")
    own = zones.filter((pl.col("grid_zone") == zone) & (pl.col("smelter_id") == smelter_id)).head(1).to_dicts()
    place = {name: own[0][f"_{name}"] for name in ("file", "sheet", "row")} if own else {}
    return finding(
        "residual_mix_absent",
        "note",
        smelter_id=smelter_id,
        period=label,
        table="power_instruments",
        column="grid_zone",
        value=zone,
        expected=f"a residual mix of {zone} (parameter residual_mix of a factor file), for instruments exist there",
        likely_cause=f"the grid average stands in for {mwh:.0f} MWh no instrument prices; others may claim part of it",
        **place,
    )

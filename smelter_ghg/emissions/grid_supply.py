"""Electricity from the grid on both scope 2 accounts: metered energy, instruments, and what no instrument covers.

Belongs here: what purchased electricity and its upstream share. Does not belong here: any equation, captive generation.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, prefer, with_factor
from smelter_ghg.emissions.power_hierarchy import priced
from smelter_ghg.instrument_quality import failures_of
from smelter_ghg.items import PROCESS_OF_FACILITY


@dataclass(frozen=True)
class GridSupply:
    """Rows of the location account (metered energy) and of the market account (instruments, uncovered energy).

    Every row has the argument columns of `energy` and `factor`, and `life_cycle`: whether the factor already holds
    upstream and losses. Instruments also carry `upstream_factor` and `losses_factor`. addends belong to the market
    account: to `uncovered`, and to a rate that would price more than is left.
    """

    location: pl.DataFrame
    instruments: pl.DataFrame
    uncovered: pl.DataFrame
    addends: pl.DataFrame
    missing: list[pl.DataFrame]


def grid_supply(inputs: SourceInputs) -> GridSupply:
    """Grid and direct-line electricity of both accounts. Rows without a factor are reported missing and left out."""
    metered = inputs.quantities("electricity", flow="consumed", supply=("grid", "direct_line")).with_columns(
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        joined_key("supply", "grid_zone", "supplier_site").alias("input_key"),
        *record_argument("energy", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    missing: list[pl.DataFrame] = []
    grid = grid_factors(inputs, "grid_combustion")
    location = _with_life_cycle(
        inputs, with_factor(metered, grid, "factor", on={"item": "item", "grid_zone": "region"})
    )
    location = _split(location, "location", missing)
    shared = priced(metered, _instruments(inputs))
    residual = inputs.candidates("residual_mix").filter(pl.col("status") == "user").drop_nulls("region")
    rest = with_factor(shared.uncovered, residual, "residual", on={"item": "item", "grid_zone": "region"})
    # Without a residual mix the grid average stands in and counts as a default (GHG Protocol Scope 2 Guidance, 2015).
    rest = with_factor(rest, grid, "average", on={"item": "item", "grid_zone": "region"}, kind="default")
    rest = _with_life_cycle(inputs, prefer(rest, "factor", "residual", "average"))
    return GridSupply(location, shared.instruments, _split(rest, "market", missing), shared.addends, missing)


def grid_factors(inputs: SourceInputs, parameter: str) -> pl.DataFrame:
    """Grid factors of a parameter that a user supplied or chose by id; a shipped row is never used unchosen.

    A chosen one holds for its zone on every day and in place of the user's own.
    """
    usable = inputs.candidates(parameter)
    chosen = [
        usable.filter(pl.col("factor_id").is_in(list(factor_ids))).with_columns(
            pl.lit(zone).alias("region"),
            pl.lit(None, pl.Date).alias("valid_from"),
            pl.lit(None, pl.Date).alias("valid_to"),
        )
        for zone, factor_ids in sorted(inputs.chosen_factors.items())
    ]
    decided = [rows["region"].item(0) for rows in chosen if not rows.is_empty()]
    supplied = usable.filter(pl.col("status") == "user").drop_nulls("region")
    return pl.concat([supplied.filter(~pl.col("region").is_in(decided)), *chosen])


def _with_life_cycle(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    basis = inputs.factors.select(
        pl.col("factor_id").alias("factor__id"),
        (pl.col("basis") == "life_cycle").fill_null(False).alias("life_cycle"),
        pl.col("gwp_set").fill_null("not_stated").alias("factor_gwp_set"),
    )
    return rows.join(basis, on="factor__id", how="left", maintain_order="left")


def _split(rows: pl.DataFrame, account: str, missing: list[pl.DataFrame]) -> pl.DataFrame:
    lacking = pl.col("factor").is_null()
    missing.append(
        missing_rows(
            rows.filter(lacking),
            "grid_factor",
            boundary="scope_1_2",
            category="scope_2",
            scope2_account=account,
            reason=pl.format(
                "no grid factor for zone {}: choose a shipped one by id or supply one with its citation",
                pl.col("grid_zone").fill_null("not stated"),
            ),
        )
    )
    return rows.filter(~lacking)


def _instruments(inputs: SourceInputs) -> pl.DataFrame:
    """One row per contractual instrument that meets the quality criteria, with the argument columns of its factors."""
    numbers = {
        "factor": "combustion_factor_kg_co2e_per_mwh",
        "upstream_factor": "upstream_factor_kg_co2e_per_mwh",
        "losses_factor": "losses_factor_kg_co2e_per_mwh",
    }
    refused = failures_of(inputs.activity, inputs.instruments).select(pl.col("_key").alias("group_key")).unique()
    rows = inputs.quantities("instrument", item="allocated_mwh").join(
        refused, on="group_key", how="anti", maintain_order="left"
    )
    for argument, column in numbers.items():
        values = inputs.quantities("instrument", item=column).select(
            "group_key", *record_argument(argument, pl.col("value"), pl.col("input_id"), pl.col("multiplier"))
        )
        rows = rows.join(values, on="group_key", how="left", maintain_order="left")
    return rows.with_columns(
        pl.lit("electricity").alias("item"),
        pl.lit("electrolysis").alias("process"),
        pl.col("supplier").alias("input_key"),
        (pl.col("basis") == "life_cycle").alias("life_cycle"),
        pl.lit("not_stated").alias("factor_gwp_set"),
    )

"""Electricity from the grid on both scope 2 accounts: metered energy, instruments, and what no instrument covers.

Belongs here: what purchased electricity and its upstream share. Does not belong here: any equation, captive generation.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, prefer, with_factor
from smelter_ghg.items import PROCESS_OF_FACILITY
from smelter_ghg.units import METER_NOISE_MWH

_PERIOD = ["smelter_id", "period_label", "reporting_year"]


@dataclass(frozen=True)
class GridSupply:
    """Rows of the location account (metered energy) and of the market account (instruments, uncovered energy).

    Every row has the argument columns of `energy` and `factor`, and `life_cycle`: whether the factor already holds
    upstream and losses. Instruments also carry `upstream_factor` and `losses_factor`. addends belong to `uncovered`.
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
    instruments = _instruments(inputs)
    rest, addends = _uncovered(metered, instruments)
    residual = inputs.candidates("residual_mix").filter(pl.col("status") == "user").drop_nulls("region")
    rest = with_factor(rest, residual, "residual", on={"item": "item", "grid_zone": "region"})
    # Without a residual mix the grid average stands in and counts as a default (GHG Protocol Scope 2 Guidance, 2015).
    rest = with_factor(rest, grid, "average", on={"item": "item", "grid_zone": "region"}, kind="default")
    rest = _with_life_cycle(inputs, prefer(rest, "factor", "residual", "average"))
    return GridSupply(location, instruments, _split(rest, "market", missing), addends, missing)


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
    """One row per contractual instrument, with the argument columns of its energy and its three factors."""
    numbers = {
        "energy": "allocated_mwh",
        "factor": "combustion_factor_kg_co2e_per_mwh",
        "upstream_factor": "upstream_factor_kg_co2e_per_mwh",
        "losses_factor": "losses_factor_kg_co2e_per_mwh",
    }
    rows = inputs.quantities("instrument", item="allocated_mwh")
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


def _uncovered(metered: pl.DataFrame, instruments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Grid energy per zone and reporting period that no instrument covers, and the records it is the sum of."""
    zone = pl.col("grid_zone").fill_null("")
    signed = pl.concat(
        [
            metered.with_columns(pl.lit(1.0).alias("sign")).select(
                *_PERIOD, "period_start", "period_end", "sign", zone, "input_id", "value", "multiplier"
            ),
            instruments.with_columns(pl.lit(-1.0).alias("sign")).select(
                *_PERIOD, "period_start", "period_end", "sign", zone, "input_id", "value", "multiplier"
            ),
        ]
    ).with_columns(
        pl.concat_str([pl.lit("sum:uncovered"), "smelter_id", "period_label", "grid_zone"], separator="|").alias(
            "sum_id"
        ),
        pl.col("value") * pl.col("sign"),
        pl.col("multiplier") * pl.col("sign"),
    )
    rows = (
        signed.group_by([*_PERIOD, "grid_zone", "sum_id"], maintain_order=True)
        .agg(
            pl.col("value").sum(),
            pl.col("period_start").filter(pl.col("sign") > 0).min(),
            pl.col("period_end").filter(pl.col("sign") > 0).max(),
        )
        .filter(pl.col("value") > METER_NOISE_MWH)
        .with_columns(
            pl.lit("").alias("facility_id"),
            pl.lit("electrolysis").alias("process"),
            pl.lit("electricity").alias("item"),
            pl.concat_str(pl.lit("uncovered"), "grid_zone", separator=" ").alias("input_key"),
            *record_argument("energy", pl.col("value"), pl.col("sum_id"), pl.lit(1.0)),
        )
    )
    return rows, signed.select("sum_id", "input_id", "value", "multiplier")

"""Which instrument prices which grid electricity: claims first, then rates for what they leave, then the rest.

Belongs here: how much energy each instrument takes, and what none takes. Does not belong here: whether an instrument
may count (`smelter_ghg.instrument_quality`), factors.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.instrument_quality import LEVELS, RATES
from smelter_ghg.units import METER_NOISE_MWH

_PERIOD = ["smelter_id", "period_label", "reporting_year"]
_ZONE = [*_PERIOD, "grid_zone"]


@dataclass(frozen=True)
class Priced:
    """instruments: those that price energy, with the argument columns of `energy`; uncovered: energy no instrument
    prices, by zone and reporting period. addends: the records behind energies that are sums."""

    instruments: pl.DataFrame
    uncovered: pl.DataFrame
    addends: pl.DataFrame


def priced(metered: pl.DataFrame, instruments: pl.DataFrame) -> Priced:
    """Prices the metered energy of each zone and reporting period in the order of the hierarchy.

    A claim counts with its whole amount: the checks refuse claims above the meter. A rate takes at most what is left;
    of one that would take more, the energy is what the meters show less everything before it.
    """
    zone = pl.col("grid_zone").fill_null("")
    drawn = metered.with_columns(zone).group_by(_ZONE).agg(pl.col("value").sum().alias("drawn"))
    order = pl.col("flow").replace_strict({name: place for place, name in enumerate(LEVELS)}, default=len(LEVELS))
    ranked = (
        instruments.with_columns(zone, order.alias("place"))
        .join(drawn, on=_ZONE, how="left", maintain_order="left")
        .sort(*_ZONE, "place", "group_key")
        .with_columns(
            (pl.col("drawn").fill_null(0.0) - pl.col("value").cum_sum().over(_ZONE) + pl.col("value")).alias("left")
        )
    )
    rate = pl.col("flow").is_in(RATES)
    ranked = ranked.filter(~rate | (pl.col("left") > METER_NOISE_MWH)).with_columns(
        (rate & (pl.col("value") > pl.col("left") + METER_NOISE_MWH)).alias("cut"), _sum_id()
    )
    signed = pl.concat(
        [
            metered.with_columns(zone, pl.lit(1.0).alias("sign")).with_columns(_sum_id()).select(_SIGNED),
            ranked.filter(~pl.col("cut")).with_columns(pl.lit(-1.0).alias("sign")).select(_SIGNED),
        ]
    ).with_columns(pl.col("value") * pl.col("sign"), pl.col("multiplier") * pl.col("sign"))
    rest = _rest(signed)
    cut = ranked.filter("cut").drop("value").join(rest.select("sum_id", "value"), on="sum_id", how="inner")
    whole = ranked.filter(~pl.col("cut"))
    return Priced(
        pl.concat([_with_energy(whole, "input_id", "multiplier"), _with_energy(cut.select(whole.columns), "sum_id")]),
        rest.join(cut.select("sum_id"), on="sum_id", how="anti", maintain_order="left"),
        signed.select("sum_id", "input_id", "value", "multiplier"),
    )


_SIGNED = [*_ZONE, "period_start", "period_end", "sign", "input_id", "value", "multiplier", "sum_id"]


def _sum_id() -> pl.Expr:
    return pl.concat_str([pl.lit("sum:uncovered"), "smelter_id", "period_label", "grid_zone"], separator="|").alias(
        "sum_id"
    )


def _with_energy(rows: pl.DataFrame, input_id: str, multiplier: str | None = None) -> pl.DataFrame:
    times = pl.lit(1.0) if multiplier is None else pl.col(multiplier)
    return rows.with_columns(*record_argument("energy", pl.col("value"), pl.col(input_id), times)).drop(
        "place", "drawn", "left", "cut", "sum_id"
    )


def _rest(signed: pl.DataFrame) -> pl.DataFrame:
    """Energy by zone and reporting period less what claims and whole rates take of it."""
    return (
        signed.group_by([*_ZONE, "sum_id"], maintain_order=True)
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

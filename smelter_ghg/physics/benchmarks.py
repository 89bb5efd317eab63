"""Intensities held against benchmarks that the user supplies.

Belongs here: finding what lies outside. Does not belong here: any benchmark; none is shipped.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import finding, to_frame


def outside_benchmarks(intensity: pl.DataFrame, benchmarks: pl.DataFrame) -> pl.DataFrame:
    """Findings (FINDINGS) where a complete calculated or an exactly reported intensity of a period inside a benchmark's
    lies outside its ends.

    intensity: INTENSITY. benchmarks: the record table; a row without smelter_id is held against every smelter.
    """
    if benchmarks.is_empty():
        return FINDINGS.empty()
    known = intensity.filter(
        ((pl.col("route") == "calculated") & pl.col("complete") & (pl.col("denominator") == "tapped"))
        | ((pl.col("route") == "reported") & (pl.col("qualifier") == "exact"))
    ).drop_nulls(["value", "period_start", "period_end"])
    held = known.join(benchmarks.rename({"smelter_id": "of"}), on="boundary", how="inner", suffix="_benchmark")
    out = held.filter(
        (pl.col("of").is_null() | (pl.col("of") == pl.col("smelter_id")))
        & (pl.col("period_start_benchmark") <= pl.col("period_start"))
        & (pl.col("period_end_benchmark") >= pl.col("period_end"))
        & ~pl.col("value").is_between(pl.col("lower_t_co2e_per_t"), pl.col("upper_t_co2e_per_t"))
    )
    return to_frame(
        finding(
            "outside_benchmark",
            "warning",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            table="benchmarks",
            column="lower_t_co2e_per_t" if row["value"] < row["lower_t_co2e_per_t"] else "upper_t_co2e_per_t",
            value=f"{row['value']:.4g}",
            expected=f"{row['lower_t_co2e_per_t']:g} to {row['upper_t_co2e_per_t']:g} t CO2e/t Al, {row['boundary']}, "
            f"{row['route']}, {row['scope2_account']} ({row['citation_benchmark']})",
            likely_cause="a factor-1000 slip, another boundary, or a smelter unlike those of the benchmark",
        )
        for row in out.sort("intensity_id").iter_rows(named=True)
    )

"""The bare floor: the same files read, the same sums made and as many rows written, with Polars and nothing else."""

from pathlib import Path

import polars as pl


def run(folder: Path, out: Path, ledger_rows: int, input_rows: int) -> float:
    """Total kg of all rows; writes ledger_rows and input_rows rows of the ledger's and its inputs' width."""
    activity = pl.read_csv(folder / "activity.csv", try_parse_dates=True)
    metal = pl.read_csv(folder / "metal.csv", try_parse_dates=True)
    factors = pl.read_csv(folder.parent / "kg_per_t.csv")
    to_t = pl.col("unit").replace_strict({"t": 1.0, "kg": 0.001, "kt": 1000.0})
    rows = activity.with_columns(pl.col("quantity") * to_t).join(factors, on="item")
    rows = rows.with_columns(
        (pl.col("quantity") * pl.col("kg_per_t")).alias("mass_kg"),
        pl.concat_str(["smelter_id", "period_start", "item", "gas", "supplier"], separator="|").alias("ledger_id"),
    ).sort("ledger_id")
    extra = pl.concat([metal] * -(-(ledger_rows - rows.height) // metal.height)).head(ledger_rows - rows.height)
    ledger = pl.concat([rows, extra], how="diagonal_relaxed")
    ledger.write_parquet(out / "ledger.parquet", compression="zstd")
    arguments = pl.concat(
        ledger.select("ledger_id", pl.lit(name).alias("argument"), pl.col(name).cast(pl.Float64).alias("value"),
                      pl.lit("record").alias("kind"), pl.col("ledger_id").alias("input_id"), pl.lit("t").alias("unit"))
        for name in ("quantity", "kg_per_t", "mass_kg", "mass_t")
    )  # fmt: skip
    arguments.head(input_rows).sort("ledger_id", "argument").write_parquet(out / "inputs.parquet", compression="zstd")
    tapped = metal.filter(pl.col("flow") == "tapped").group_by("smelter_id").agg(pl.col("mass_t").sum())
    totals = rows.group_by("smelter_id").agg(pl.col("mass_kg").sum()).join(tapped, on="smelter_id").sort("smelter_id")
    totals.write_parquet(out / "intensity.parquet")
    return float(rows["mass_kg"].sum())

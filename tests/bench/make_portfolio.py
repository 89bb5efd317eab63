"""Seeded records of a portfolio: the demo smelters copied, each copy of another size and another ten years of months.

Belongs here: invented records of a size worth timing. Does not belong here: anything that is timed.

The demo records are complete, so that every stage has its whole work to do and the verdicts are real ones: two
potlines of different technology and start year, metal tapped and cast, goods with suppliers and legs, fuels,
electricity by potline, instruments, laboratories, reporting periods, plans.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

# The demo smelters with records of every month of five years.
COPIED = ("demo_hydro", "demo_coal")
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
# Each year and the demo's year its months are taken from; leap years from leap years, so that months keep their days.
YEARS = {
    2015: 2021,
    2016: 2020,
    2017: 2022,
    2018: 2023,
    2019: 2021,
    2020: 2020,
    2021: 2021,
    2022: 2022,
    2023: 2023,
    2024: 2024,
}
# What grows with a plant's size; everything else (rates, currents, factors, shares, distances) stays as it is.
EXTENSIVE = {
    "activity": ("quantity",),
    "electricity": ("mwh",),
    "metal": ("mass_t",),
    "pfc_measurements": ("mass_kg",),
    "potlines": ("cells_operating", "cell_days", "dc_electricity_mwh"),
    "power_instruments": ("allocated_mwh",),
    "transport": ("mass_t",),
}
# Columns that name something of one smelter's own; the number of the copy goes behind them.
NAMES = (
    "smelter_id",
    "facility_id",
    "instrument_id",
    "meter_id",
    "document_id",
    "supplier",
    "name",
    "operator",
    "error_group",
)
_DECIMALS = 4


def write_portfolio(folder: Path, *, smelters: int = 200, years: int = 10, seed: int = 20241231) -> None:
    """Write a records folder of `smelters` smelters over the last `years` years, with reporting.yaml and factors."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {year: source for year, source in YEARS.items() if year > max(YEARS) - years}
    sizes = np.random.default_rng(seed).uniform(0.4, 1.6, smelters)
    copies = pl.DataFrame(
        {
            "copied": [COPIED[number % len(COPIED)] for number in range(smelters)],
            "suffix": [f" {number:03d}" for number in range(smelters)],
            "size": sizes.round(_DECIMALS),
        }
    )
    prefixes = pl.read_csv(DEMO / "facilities.csv").select("smelter_id", pl.col("facility_id").str.slice(0, 2))
    owner = dict(prefixes.unique().select("facility_id", "smelter_id").iter_rows())
    for path in sorted(DEMO.glob("*.csv")):
        frame = pl.read_csv(path, infer_schema=False)
        if path.stem == "user_factors":
            _lasting(frame).write_csv(folder / path.name)
        else:
            _copied(_of_years(frame, chosen), copies, owner, path.stem).write_csv(folder / path.name)
    (folder / "reporting.yaml").write_text(
        "standard_version: V3.1\nmethod_set: eu_2025_2547\ngwp_set: AR6GWP100\nscope2_account: market\n"
        "factor_files: [user_factors.csv]\n",
        encoding="utf-8",
    )


def _lasting(factors: pl.DataFrame) -> pl.DataFrame:
    """Factors valid in every year of the portfolio."""
    first = pl.when(pl.col("valid_from").is_not_null()).then(pl.lit(f"{min(YEARS)}-01-01"))
    return factors.with_columns(first.alias("valid_from"))


def _of_years(frame: pl.DataFrame, years: dict[int, int]) -> pl.DataFrame:
    """Dated rows once for each year taken from theirs, its digits replaced wherever they stand; others as they are."""
    dates = [name for name in ("period_end", "date") if name in frame.columns]
    if not dates:
        return frame
    stated = frame.with_row_index("at").with_columns(pl.col(dates[0]).str.slice(0, 4).alias("stated"))
    # A plan, and what all smelters share, are not of a year's months.
    plan = ~pl.col("document_id").str.contains(r"-\d{4}$") if dates == ["date"] else pl.lit(False)
    pieces = [stated.filter(plan)]
    for year, source in years.items():
        rows = stated.filter((pl.col("stated") == str(source)) & ~plan)
        texts = [name for name in frame.columns if name not in ("quantity", "value", "mwh", "mass_t", "retired_on")]
        pieces.append(rows.with_columns(pl.col(texts).str.replace_all(str(source), str(year), literal=True)))
    return pl.concat(pieces).drop("at", "stated")


def _copied(frame: pl.DataFrame, copies: pl.DataFrame, owner: dict[str, str], table: str) -> pl.DataFrame:
    """The rows once for every copy of their smelter, with its own names and its own size; those of no smelter once."""
    if "smelter_id" in frame.columns:
        whose = pl.col("smelter_id")
    else:
        whose = pl.col("document_id").str.slice(0, 2).replace_strict(owner, default=None)
    shared = frame.filter(whose.is_null())
    rows = frame.with_columns(whose.alias("copied")).join(copies, on="copied", maintain_order="right_left")
    suffix = pl.col("suffix").str.replace(" ", "_", literal=True)
    named = [name for name in NAMES if name in frame.columns]
    spoken = ("supplier", "name", "operator")
    rows = rows.with_columns(
        (pl.col(name) + (pl.col("suffix") if name in spoken else suffix)).alias(name) for name in named
    )
    scaled = [
        (pl.col(name).cast(pl.Float64) * pl.col("size")).round(_DECIMALS).cast(pl.String).alias(name)
        for name in EXTENSIVE.get(table, ())
    ]
    if table == "facilities":
        # Cells are whole, and there are never fewer than are in operation.
        cells = (pl.col("cells_installed").cast(pl.Float64) * pl.col("size")).ceil()
        scaled = [cells.cast(pl.Int64).cast(pl.String).alias("cells_installed")]
    return pl.concat([rows.with_columns(scaled).select(frame.columns), shared])


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the records of an invented portfolio as CSV files.")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--smelters", type=int, default=200)
    parser.add_argument("--years", type=int, default=10)
    arguments = parser.parse_args()
    write_portfolio(arguments.out, smelters=arguments.smelters, years=arguments.years)


if __name__ == "__main__":
    main()

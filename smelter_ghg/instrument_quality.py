"""The quality criteria of contractual instruments for electricity: which may price it, what the others lack.

Belongs here: the order in which instruments price energy, and criteria one instrument meets or fails by itself: its
vintage, its retirement, its market (GHG Protocol Scope 2 Guidance, 2015, chapter 7, Scope 2 Quality Criteria). Does
not belong here: two rows that claim one certificate (`checks.instruments`), any energy or emission.

The Guidance wants certificates issued and redeemed near the consumption in time and names no number of months. That
the vintage's year is one the instrument's period lies in is this software's reading; another one, such as a labelling
scheme's window, counts where the record names it in `vintage_rule`.
"""

from __future__ import annotations

import polars as pl

# Claims are on megawatt-hours, rates hold for what the claims leave. Energy is priced in this order (GHG Protocol
# Scope 2 Guidance, 2015, chapter 6, hierarchy of market-based emission factors).
CLAIMS = ("certificate", "contract")
RATES = ("supplier", "residual")
LEVELS = (*CLAIMS, *RATES)

_WHERE = ["smelter_id", "period_label", "grid_zone"]
# Columns of the record table that only the criteria read.
JUDGED = ("vintage", "vintage_rule", "retired_on")


def failures(instruments: pl.DataFrame, metered: pl.DataFrame) -> pl.DataFrame:
    """One row per instrument and criterion it fails: the instrument's columns with `column`, `expected` and `mend`.

    instruments: rows of `power_instruments` with their period_label; metered: smelter_id, period_label and grid_zone of
    the electricity drawn from the grid.
    """
    year_of = {end: pl.col(f"period_{end}").dt.year() for end in ("start", "end")}
    years = pl.col("vintage").str.extract_all(r"(?:19|20)[0-9]{2}").cast(pl.List(pl.Int32))
    zones = metered.select(_WHERE).drop_nulls().unique().with_columns(pl.lit(True).alias("drawn"))
    rows = (
        instruments.with_columns(years.list.min().alias("oldest"), years.list.max().alias("youngest"))
        .join(zones, on=_WHERE, how="left", maintain_order="left")
        .with_columns(pl.col("drawn").fill_null(False))
    )
    certificate = pl.col("kind") == "certificate"
    stated, readable = pl.col("vintage").is_not_null(), pl.col("oldest").is_not_null()
    inside = (pl.col("oldest") >= year_of["start"]) & (pl.col("youngest") <= year_of["end"])
    made = pl.date(pl.col("oldest"), 1, 1)
    found = (
        (
            ~pl.col("drawn"),
            "grid_zone",
            pl.format("a zone that grid electricity of {} was metered in", "period_label"),
            "it is of another market; or the zone's name differs from that in electricity or smelters",
        ),
        (
            certificate & ~stated,
            "vintage",
            pl.lit("the year the certificate's electricity was generated in"),
            "take it from the registry's statement",
        ),
        (stated & ~readable, "vintage", pl.lit("a year such as 2024"), "write the year of generation"),
        (
            readable & ~inside & pl.col("vintage_rule").is_null(),
            "vintage",
            pl.when(year_of["start"] == year_of["end"])
            .then(pl.format("{}, the year the electricity was used in", year_of["start"]))
            .otherwise(pl.format("{} to {}, when the electricity was used", year_of["start"], year_of["end"])),
            "use an instrument of the year; or name in vintage_rule whose rule allows another, and which",
        ),
        (
            certificate & pl.col("retired_on").is_null(),
            "retired_on",
            pl.lit("the day the certificate was retired for this electricity"),
            "have it retired and record the day; until then it may be sold on",
        ),
        (
            certificate & (pl.col("retired_on") < made),
            "retired_on",
            pl.format("no day before {}, the first its electricity was generated on", made),
            "one of vintage and retired_on has the wrong year",
        ),
    )
    pieces = [
        rows.filter(fails.fill_null(False)).with_columns(
            pl.lit(column).alias("column"), expected.alias("expected"), pl.lit(mend).alias("mend")
        )
        for fails, column, expected, mend in found
    ]
    return pl.concat(pieces).drop("drawn", "oldest", "youngest")


def failures_of(activity: pl.DataFrame, instruments: pl.DataFrame) -> pl.DataFrame:
    """As `failures`, for the instruments and the grid electricity of ACTIVITY rows; `_key` is the instrument's row."""
    allocated = activity.filter((pl.col("quantity") == "instrument") & (pl.col("item") == "allocated_mwh"))
    placed = allocated.select(
        pl.col("group_key").alias("_key"),
        "smelter_id",
        "period_label",
        "period_start",
        "period_end",
        "grid_zone",
        pl.col("flow").alias("kind"),
        pl.col("supplier").alias("instrument_id"),
    )
    if placed.is_empty():
        return failures(placed.with_columns(_no_labels()), activity)
    labels = instruments.select("_key", *JUDGED).unique("_key", keep="first", maintain_order=True)
    return failures(placed.join(labels, on="_key", how="left", maintain_order="left"), drawn_from_grid(activity))


def drawn_from_grid(activity: pl.DataFrame) -> pl.DataFrame:
    """The ACTIVITY rows of electricity that instruments may price."""
    of_grid = (pl.col("flow") == "consumed") & pl.col("supply").is_in(["grid", "direct_line"])
    return activity.filter((pl.col("quantity") == "electricity") & of_grid)


def _no_labels() -> list[pl.Expr]:
    return [pl.lit(None, pl.Date if name == "retired_on" else pl.String).alias(name) for name in JUDGED]

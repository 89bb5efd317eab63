"""The tables of uncertainty as far as a release explains them.

Belongs here: the value an interval is of, what a driver's columns say of each other; drawing both tables again, where
that is asked for. Does not belong here: how draws are made (uncertainty).
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.recompute.book import ROOT, Book
from smelter_ghg.recompute.held import Held
from smelter_ghg.recompute.made_again import hold
from smelter_ghg.release.content import KEYS
from smelter_ghg.uncertainty.build import build_uncertainty

ENDS = "intervals, whose ends are drawn"
DRIVERS = "drivers, whose ends follow from ranges of inputs"
_OF = ["smelter_id", "period_label", "boundary", "scope2_account"]
_ROUTE = pl.col("route") == "calculated"


def interval_cells(held: Held) -> dict[str, float]:
    """Cells that figures read: uncertainty_id|column, and uncertainty_id|rank|column of a driver."""
    found: dict[str, float] = {}
    for table, key in (("uncertainty", ["uncertainty_id"]), ("drivers", ["uncertainty_id", "rank"])):
        frame = held[table]
        numbers = [name for name, dtype in frame.schema.items() if dtype == pl.Float64]
        names = frame.select(pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator="|")).to_series()
        for column in numbers:
            listed = zip(names.to_list(), frame[column].to_list(), strict=True)
            found |= {f"{name}|{column}": value for name, value in listed if value is not None}
    return found


def drawn_again(held: Held, intensity: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Hold both tables against those drawn again from the release's seed; gives back the draws (DRAWS).

    `intensity` are the release's intensities as recomputed, in the columns of INTENSITY.
    """
    factors = Factors(held["factors"].select(list(FACTORS.polars_schema)))
    made = build_uncertainty(held["ledger"], held["ledger_inputs"], held["activity"], intensity, factors, held.config)
    for name in ("uncertainty", "drivers"):
        hold(name, KEYS[name], held[name], made[name], book)
    return made["draws"]


def left_as_stated(held: Held, book: Book) -> None:
    """Count what is read as stated where nothing is drawn again."""
    for kind, count in ((ENDS, held["uncertainty"].height), (DRIVERS, held["drivers"].height)):
        if count:
            book.left[kind] += count


def intervals(held: Held, intensity: pl.DataFrame, book: Book) -> None:
    """Intervals are of the release's own intensities and totals; a driver's half-width is half of what it moves."""
    rows = held["uncertainty"]
    of_intensities = intensity.select("intensity_id", "recomputed", ROOT)
    own = rows.filter(pl.col("subject") == "intensity").join(of_intensities, on="intensity_id", how="left")
    book.compare("uncertainty", own, column="value", row_id="uncertainty_id", held="value")
    totals = intensity.filter(_ROUTE).select(*_OF, pl.col("emissions_again").alias("recomputed"), ROOT).unique(_OF)
    whole = rows.filter((pl.col("subject") == "emissions") & pl.col("source").is_null())
    whole = whole.join(totals, on=_OF, how="left")
    book.compare("uncertainty", whole, column="value", row_id="uncertainty_id", held="value")
    book.recomputed["uncertainty"] += own.height + whole.height
    drivers = held["drivers"].with_columns(
        pl.concat_str("uncertainty_id", pl.col("rank").cast(pl.String), separator=" ").alias("row_id"),
        ((pl.col("value_above") - pl.col("value_below")).abs() / 2).alias("recomputed"),
    )
    terms = pl.col("value_above").abs() + pl.col("value_below").abs()
    book.compare("drivers", drivers, column="half_width", row_id="row_id", held="half_width", terms=terms)

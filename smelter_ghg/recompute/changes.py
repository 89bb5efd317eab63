"""What is told of a change: parts by cause from one period to the next, and since the previous release.

Belongs here: the table of bridges split again, the comparison with a previous release held against itself. Does not
belong here: figures. The previous release is not at hand, so its values are taken as stated.
"""

from __future__ import annotations

import math

import polars as pl

from smelter_ghg.bridge import build_bridges
from smelter_ghg.contracts.result_tables import INTENSITY
from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.recompute.book import ROOT, Book, same
from smelter_ghg.recompute.figures_of_cells import Found
from smelter_ghg.recompute.held import Held
from smelter_ghg.recompute.made_again import hold

PREVIOUS = "values of the previous release, as stated in restatements"
# Parts come of whole ledgers computed one after the other; what they leave is noise of those.
_NOISE, _OF_PARTS = 1e-9, 1e-6


def bridges(
    held: Held,
    ledger: pl.DataFrame,
    arguments: pl.DataFrame,
    intensities: pl.DataFrame,
    factors: pl.DataFrame,
    book: Book,
) -> dict[str, Found]:
    """The parts of every change, split again from the recomputed ledger, with their cause, by bridge_id."""
    potentials = (
        held["factors"]
        .drop("canonical_value")
        .join(factors.select("factor_id", pl.col("number").alias("canonical_value")), on="factor_id", how="left")
    )
    again = build_bridges(
        ledger.with_columns(pl.col("recomputed").alias("mass_kg")),
        arguments.with_columns(pl.col("recomputed").alias("value")),
        as_computed(intensities),
        Factors(potentials.select(list(FACTORS.polars_schema))),
        held.config,
    )
    hold("bridges", ("bridge_id",), held["bridges"].drop("part_t_co2e"), again.drop("part_t_co2e"), book)
    of_periods = intensities.filter(pl.col(ROOT).is_not_null()).group_by("smelter_id", "period_label").agg(
        pl.col(ROOT).sort().first()
    )  # fmt: skip
    rows = (
        held["bridges"]
        .join(again.select("bridge_id", pl.col("part_t_co2e").alias("recomputed")), on="bridge_id", how="inner")
        .join(of_periods, on=["smelter_id", "period_label"], how="left", maintain_order="left")
    )
    book.recomputed["bridges"] += rows.height
    terms = pl.col("previous_t_co2e").abs() + pl.col("t_co2e").abs()
    judged = book.compare("bridges", rows, column="part_t_co2e", row_id="bridge_id", held="part_t_co2e", terms=terms)
    return {
        bridge_id: (value, root)
        for bridge_id, value, root in judged.select("bridge_id", "recomputed", ROOT).iter_rows()
    }


def as_computed(intensities: pl.DataFrame) -> pl.DataFrame:
    """The rows of intensity.json with what was recomputed in place of what they hold."""
    return intensities.with_columns(
        pl.col("recomputed").alias("value"),
        pl.col("emissions_again").alias("emissions_t_co2e"),
        pl.col("production_again").alias("production_t"),
    ).select(INTENSITY.names)


def restated(table: pl.DataFrame | None) -> dict[str, float]:
    """What figures of a comparison read: previous values and parts, by figure id and what is asked."""
    if table is None:
        return {}
    known: dict[str, float] = {}
    for row in table.iter_rows(named=True):
        for what, value in (("previous", row["previous"]), (row["cause"], row["part"])):
            if value is not None:
                known[f"{row['figure_id']}|{what}"] = value
    return known


def restatements(table: pl.DataFrame | None, figures: dict[str, Found], book: Book) -> None:
    """Restated values are the release's own figures, and the parts of a figure make its change."""
    if table is None:
        return
    book.left[PREVIOUS] += table.height
    for (figure_id,), rows in table.group_by("figure_id", maintain_order=True):
        name, first = str(figure_id), rows.row(0, named=True)
        if first["measure"] == "verdict" or name not in figures:
            continue
        value, root = figures[name]
        if first["restated"] is not None and not same(first["restated"], value):
            book.number("restatements", name, "restated", first["restated"], value, root)
        parts, change = rows["part"].to_list(), (first["restated"] or 0.0) - (first["previous"] or 0.0)
        terms = abs(first["restated"] or 0.0) + abs(first["previous"] or 0.0)
        if None not in parts and not math.isclose(math.fsum(parts), change, rel_tol=_OF_PARTS, abs_tol=terms * _NOISE):
            book.number("restatements", name, "part", math.fsum(parts), change, None)

"""Rows of the energy table from meters, weighed fuels, calorific values and densities.

Belongs here: MWh and GJ of each row by the path it names. Does not belong here: emissions.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.fuel_paths import FUEL_PATHS, FuelPath
from smelter_ghg.recompute.book import ROOT, Book
from smelter_ghg.recompute.conversions import taken_as, with_sizes
from smelter_ghg.units import GJ_PER_MWH

_METERED, _FUEL = "electricity_mwh", "fuel_"
_AMOUNT = "amount"


def energy_rows(
    energy: pl.DataFrame, quantities: pl.DataFrame, cells: pl.DataFrame, factors: pl.DataFrame, book: Book
) -> pl.DataFrame:
    """The energy table with `recomputed` (GJ), and the cause of each row that disagrees.

    A row names the record of its amount first, then what turns it into energy in the order of its path; several data
    points of one analysis together stand for their mean.
    """
    amounts = quantities.select(
        pl.col("activity_id").alias("energy_id"),
        pl.col("input_id").alias("own_id"),
        pl.col("unit").alias("amount_unit"),
        pl.col("recomputed").alias(_AMOUNT),
        pl.col(ROOT),
    )
    rows = energy.join(amounts, on="energy_id", how="left", maintain_order="left")
    book.say("energy", rows.filter(pl.col(_AMOUNT).is_null()), "energy_id", "energy_id", "no row of activity")
    first = rows.filter((pl.col("own_id") != pl.col("input_ids").list.get(0, null_on_oob=True)).fill_null(True))
    book.say("energy", first.filter(pl.col(_AMOUNT).is_not_null()), "energy_id", "input_ids",
             "does not begin with the record of its own row")  # fmt: skip
    metered = rows.filter(pl.col("equation_id") == _METERED).with_columns(
        (pl.col(_AMOUNT) * GJ_PER_MWH).alias("recomputed")
    )
    others = _others(rows, cells, factors)
    made = [metered]
    known = [_METERED]
    for name, path in FUEL_PATHS.items():
        own = rows.filter(pl.col("equation_id") == _FUEL + name)
        known.append(_FUEL + name)
        if not own.is_empty():
            made.append(_of_path(own, others, path, book))
    unknown = rows.filter(~pl.col("equation_id").is_in(known))
    book.say("energy", unknown, "energy_id", "equation_id", pl.format("no way {} is known", "equation_id"))
    followed = pl.concat([one.select(metered.columns) for one in made]).filter(pl.col(_AMOUNT).is_not_null())
    told = book.compare("energy", followed, column="gj", row_id="energy_id", held="gj")
    in_mwh = told.with_columns((pl.col("recomputed") / GJ_PER_MWH).alias("recomputed_mwh"))
    book.compare_more("energy", in_mwh, column="mwh", row_id="energy_id", held="mwh", recomputed="recomputed_mwh")
    book.recomputed["energy"] += told.height
    kept = unknown.with_columns(pl.col("gj").alias("recomputed"), pl.lit(None, pl.String).alias(ROOT))
    return pl.concat([told, kept.select(told.columns)]).select("energy_id", "recomputed", ROOT)


def _others(rows: pl.DataFrame, cells: pl.DataFrame, factors: pl.DataFrame) -> pl.DataFrame:
    """What a row names besides its amount: energy_id, place (0 for the first), and what the leaf is."""
    leaf = cells.select("input_id", "number", "written_unit", "of_property", pl.col(ROOT).alias("leaf_root"))
    of_factors = factors.select(
        pl.col("factor_id").alias("input_id"),
        pl.col("number").alias("of_factor"),
        "canonical_unit",
        pl.col(ROOT).alias("factor_root"),
    )
    named = (
        rows.select("energy_id", pl.col("input_ids").list.slice(1).alias("input_id"))
        .explode("input_id", empty_as_null=True)
        .drop_nulls("input_id")
        .join(leaf, on="input_id", how="left", maintain_order="left")
        .join(of_factors, on="input_id", how="left", maintain_order="left")
    )
    # Neighbours of one property are data points of one analysis; a factor is always one of its own.
    same = (pl.col("of_property") == pl.col("of_property").shift(1).over("energy_id")).fill_null(False)
    return named.with_columns((~same).cast(pl.Int64).cum_sum().over("energy_id").alias("place") - 1)


def _of_path(rows: pl.DataFrame, others: pl.DataFrame, path: FuelPath, book: Book) -> pl.DataFrame:
    """Rows of one path with `recomputed`."""
    (_, unit), *others_taken = path.units.items()
    more = dict(others_taken)
    other_unit = rows.filter((pl.col("amount_unit") != unit).fill_null(False))
    book.say("energy", other_unit, "energy_id", "equation_id", pl.format("the amount is in {}", "amount_unit"))
    made = rows
    for place, (argument, unit) in enumerate(more.items()):
        own = others.join(rows.select("energy_id"), on="energy_id", how="semi").filter(pl.col("place") == place)
        sized = with_sizes(own.with_columns(pl.lit(unit).alias("taken_unit")), "taken_unit")
        fits = taken_as("canonical_unit") == pl.lit(unit)
        value = pl.coalesce(pl.when(fits).then(pl.col("of_factor")), pl.col("number") * pl.col("size"))
        found = sized.group_by("energy_id").agg(
            value.mean().alias(argument),
            pl.coalesce("leaf_root", "factor_root").drop_nulls().first().alias("more_root"),
        )
        made = made.join(found, on="energy_id", how="left", maintain_order="left").with_columns(
            pl.coalesce(ROOT, "more_root").alias(ROOT)
        )
        made = made.drop("more_root")
    count = others.group_by("energy_id").agg((pl.col("place").max() + 1).alias("named"))
    made = made.join(count, on="energy_id", how="left", maintain_order="left")
    absent = pl.any_horizontal(pl.lit(False), *(pl.col(argument).is_null() for argument in more))
    lacking = made.filter((pl.col("named").fill_null(0) != len(more)) | absent)
    book.say("energy", lacking, "energy_id", "input_ids", "not what its path takes")
    result = path.energy(**{name: pl.col(name) for name in path.units})
    return made.with_columns(result.alias("recomputed"))

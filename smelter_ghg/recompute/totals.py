"""CO2e of ledger rows, and the emissions, production and intensity of every row of intensity.json.

Belongs here: potentials, which rows a boundary counts, sums over them. Does not belong here: figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.intensity import DENOMINATORS, applies_to, in_boundary
from smelter_ghg.items import FOREIGN_METAL
from smelter_ghg.ledger import InventoryError, of_other_gwp_set, select_inventory
from smelter_ghg.recompute.book import ROOT, Book, named
from smelter_ghg.units import KG_PER_T

_CO2E, _NOT_STATED, _NONE = "CO2e", "not_stated", "none"
_OF = ["smelter_id", "period_label"]
_LIKE = ["method_set", "gwp_set", "boundary", "scope2_account"]


def potentials(factors: pl.DataFrame) -> pl.DataFrame:
    """gwp_set, gas, potential (kg CO2e per kg) and its cause, from the factors."""
    found = factors.filter(pl.col("parameter") == "gwp100")
    return found.select("gwp_set", pl.col("item").alias("gas"), pl.col("number").alias("potential"),
                        pl.col(ROOT).alias("potential_root")).unique(["gwp_set", "gas"], keep="first")  # fmt: skip


def co2e(ledger: pl.DataFrame, gwp_set: str, known: pl.DataFrame) -> pl.DataFrame:
    """Ledger rows with `t_co2e` under a set; empty where the gas has no potential there or the row is known under
    another set."""
    own = known.filter(pl.col("gwp_set") == gwp_set).drop("gwp_set")
    as_is = (pl.col("gas") == _CO2E) & pl.col("gwp_set").fill_null(_NOT_STATED).is_in([gwp_set, _NOT_STATED])
    times = pl.when(as_is).then(1.0).when(pl.col("gas") != _CO2E).then("potential")
    return ledger.join(own, on="gas", how="left", maintain_order="left").with_columns(
        (pl.col("recomputed") / KG_PER_T * times).alias("t_co2e"), pl.coalesce(ROOT, "potential_root").alias(ROOT)
    )


def intensities(
    held: pl.DataFrame,
    ledger: pl.DataFrame,
    known: pl.DataFrame,
    quantities: pl.DataFrame,
    cells: pl.DataFrame,
    missing: pl.DataFrame,
    book: Book,
) -> pl.DataFrame:
    """The rows of intensity.json with `recomputed` (t CO2e per t), emissions_again, production_again and their cause.

    `ledger` and `quantities` as masses() and quantities() give them.
    """
    calculated = held.filter(pl.col("route") == "calculated")
    sums = pl.concat([_NO_SUMS, *_sums(calculated, ledger, known, book)])
    rows = calculated.join(sums, on=[*_OF, *_LIKE], how="left", maintain_order="left")
    rows = _production(rows, quantities, book)
    divided = pl.col("emissions_again") / pl.when(pl.col("production_again") > 0).then(pl.col("production_again"))
    rows = rows.with_columns(divided.alias("recomputed"))
    for column, again in (("emissions_t_co2e", "emissions_again"), ("production_t", "production_again")):
        book.compare_more("intensity", rows, column=column, row_id="intensity_id", held=column, recomputed=again)
    _completeness(rows, missing, book)
    stated = held.filter(pl.col("route") == "reported").join(
        cells.select("input_id", pl.col("number").alias("recomputed"), ROOT), on="input_id", how="left"
    )
    stated = stated.with_columns(
        pl.coalesce(ROOT, named("records", "input_id")).alias(ROOT),
        pl.lit(None, pl.Float64).alias("emissions_again"),
        pl.lit(None, pl.Float64).alias("production_again"),
    )
    both = pl.concat([rows.select(stated.columns), stated])
    book.recomputed["intensity"] += both.height
    other = held.filter(~pl.col("route").is_in(["calculated", "reported"]))
    book.say("intensity", other, "intensity_id", "route", "neither calculated nor reported")
    return book.compare("intensity", both, column="value", row_id="intensity_id", held="value")


_NO_SUMS = pl.DataFrame(
    schema={**dict.fromkeys([*_OF, *_LIKE], pl.String), "emissions_again": pl.Float64, ROOT: pl.String}
)


def _sums(rows: pl.DataFrame, ledger: pl.DataFrame, known: pl.DataFrame, book: Book) -> Iterator[pl.DataFrame]:
    """Emissions of every smelter and period by method set, set of potentials, boundary and account."""
    for wanted in rows.select(_LIKE).unique().sort(_LIKE).iter_rows(named=True):
        # Scope 1 holds no electricity, so any account gives the same rows.
        account = "location" if wanted["scope2_account"] == _NONE else wanted["scope2_account"]
        try:
            inventory = select_inventory(
                ledger, route="calculated", method_set=wanted["method_set"], scope2_account=account
            ).filter(in_boundary(wanted["boundary"]))
        except (InventoryError, KeyError) as error:
            book.say_one("intensity", " ".join(map(str, wanted.values())), "method_set", str(error))
            continue
        foreign = of_other_gwp_set(inventory, wanted["gwp_set"]).select("ledger_id")
        counted = co2e(inventory.join(foreign, on="ledger_id", how="anti"), wanted["gwp_set"], known)
        without = counted.filter(pl.col("t_co2e").is_null())
        book.say("ledger", without, "ledger_id", "gas", f"no potential in {wanted['gwp_set']}")
        yield (
            counted.group_by(_OF)
            .agg(pl.col("t_co2e").sum().alias("emissions_again"), pl.col(ROOT).drop_nulls().sort().first())
            .with_columns(pl.lit(value, pl.String).alias(name) for name, value in wanted.items())
            .select(_NO_SUMS.columns)
        )


def _production(rows: pl.DataFrame, quantities: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Rows with production_again: the metal they name less the metal they take off, which is all there is of it."""
    metal = quantities.filter(pl.col("quantity") == "metal")
    tapped_or_cast = _metal(metal, "production_ids", pl.col("flow").is_in(DENOMINATORS), ["flow"])
    foreign = _metal(metal, "deducted_ids", pl.col("flow").is_in(FOREIGN_METAL) & (pl.col("value") > 0), [])
    cast_primary = (pl.col("denominator") == DENOMINATORS[1]) & (pl.col("boundary") != "all_metal")
    rows = rows.join(
        tapped_or_cast.rename({"flow": "denominator"}),
        on=[*_OF, "denominator"],
        how="left",
        maintain_order="left",
        suffix="_all",
    ).join(foreign, on=_OF, how="left", maintain_order="left", suffix="_all")
    rows = rows.with_columns(pl.when(cast_primary).then("deducted_ids_all").alias("deducted_ids_all"))
    for column in ("production_ids", "deducted_ids"):
        there = pl.col(f"{column}_all").fill_null(pl.lit([], pl.List(pl.String)))
        other = rows.filter(pl.col(column).list.sort() != there.list.sort())
        book.say("intensity", other, "intensity_id", column, "not all metal of the period on record")
    made = pl.col("production_ids_t") - pl.when(cast_primary).then("deducted_ids_t").fill_null(0.0)
    return rows.with_columns(
        made.alias("production_again"), pl.coalesce(ROOT, "production_ids_root", "deducted_ids_root").alias(ROOT)
    )


def _metal(metal: pl.DataFrame, name: str, which: pl.Expr, more: list[str]) -> pl.DataFrame:
    """Ids, tonnes and cause of some metal by smelter and period."""
    return (
        metal.filter(which)
        .sort("activity_id")
        .group_by([*_OF, *more], maintain_order=True)
        .agg(
            pl.col("activity_id").alias(name),
            pl.col("recomputed").sum().alias(f"{name}_t"),
            pl.col(ROOT).drop_nulls().first().alias(f"{name}_root"),
        )
    )


def _completeness(rows: pl.DataFrame, missing: pl.DataFrame, book: Book) -> None:
    """What a sum lacks is what the table of missing items says, and a sum that lacks nothing is complete."""
    for wanted in rows.select(*_LIKE, "denominator").unique().iter_rows(named=True):
        own = rows.filter(pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()))
        try:
            applies = applies_to(wanted["boundary"], wanted["scope2_account"], wanted["method_set"])
        except ValueError as error:
            book.say("intensity", own, "intensity_id", "boundary", str(error))
            continue
        other = ["metal_cast_out"] if wanted["denominator"] == DENOMINATORS[0] else []
        lacking = missing.filter(applies & ~pl.col("item").is_in(other)).group_by(_OF)
        items = lacking.agg(pl.col("item").unique().sort().alias("lacking"))
        nothing = pl.lit([], pl.List(pl.String))
        told = own.join(items, on=_OF, how="left").with_columns(pl.col("lacking").fill_null(nothing))
        wrong = told.filter(pl.col("missing") != pl.col("lacking"))
        book.say("intensity", wrong, "intensity_id", "missing", "not the items that the table of missing items names")
        whole = (pl.col("lacking").list.len() == 0) & pl.col("emissions_again").is_not_null()
        whole = whole & pl.col("production_again").is_not_null()
        book.say("intensity", told.filter(pl.col("complete") != whole), "intensity_id", "complete",
                 pl.format("{}, and what is missing says otherwise", "complete"))  # fmt: skip

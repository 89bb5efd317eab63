"""Figures that are sums, means and products over rows of other tables.

Belongs here: the operations whose operands are rows of the ledger, of energy, activity and factors, or record cells.
Does not belong here: figures made of figures, cells of the tables of uncertainty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from smelter_ghg.recompute.book import ROOT, named
from smelter_ghg.recompute.totals import co2e
from smelter_ghg.units import GJ_PER_MWH, KG_PER_T

# figure_id, recomputed, terms (what was added up, without signs), root
FOUND = {"figure_id": pl.String, "recomputed": pl.Float64, "terms": pl.Float64, ROOT: pl.String}
_DIVISOR = {"kg": 1.0, "t": KG_PER_T}


@dataclass(frozen=True)
class Below:
    """What figures stand on, recomputed: frames of masses(), potentials(), quantities(), energy_rows(), cells(),
    factors()."""

    ledger: pl.DataFrame
    potentials: pl.DataFrame
    quantities: pl.DataFrame
    energy: pl.DataFrame
    cells: pl.DataFrame
    factors: pl.DataFrame


def figures_of_rows(figures: pl.DataFrame, below: Below) -> pl.DataFrame:
    """The figures of these operations (FOUND); one whose operands are not all there has an empty value."""
    named = figures.select("figure_id", "operation", "unit", "gwp_set", "operands").explode(
        "operands", empty_as_null=True
    )
    named = named.rename({"operands": "operand"})
    made = [pl.DataFrame(schema=FOUND)]
    for operation, values in _VALUES.items():
        own = named.filter(pl.col("operation") == operation)
        if not own.is_empty():
            made.append(values(own, below))
    return pl.concat([one.select(list(FOUND)) for one in made])


def _joined(rows: pl.DataFrame, leaf: pl.DataFrame, key: str, value: str) -> pl.DataFrame:
    """Operands with their number (`x`) and their cause."""
    found = leaf.select(pl.col(key).alias("operand"), pl.col(value).alias("x"), ROOT)
    return rows.join(found, on="operand", how="left", maintain_order="left")


def _summed(rows: pl.DataFrame, how: pl.Expr | None = None) -> pl.DataFrame:
    """One row per figure, by default the sum of its operands; empty where one of them has no number."""
    x = pl.col("x")
    return rows.group_by("figure_id").agg(
        pl.when(x.is_null().any()).then(None).otherwise(x.sum() if how is None else how).alias("recomputed"),
        x.abs().sum().alias("terms"),
        pl.col(ROOT).drop_nulls().sort().first(),
    )


def _sum_co2e(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    made = [pl.DataFrame(schema=FOUND)]
    for (gwp_set,), own in rows.group_by("gwp_set"):
        counted = co2e(below.ledger, str(gwp_set), below.potentials)
        made.append(_summed(_joined(own, counted, "ledger_id", "t_co2e")))
    return pl.concat([one.select(list(FOUND)) for one in made])


def _sum_mass(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    joined = _joined(rows, below.ledger, "ledger_id", "recomputed")
    gases = joined.join(below.ledger.select(pl.col("ledger_id").alias("operand"), "gas"), on="operand", how="left")
    mixed = gases.group_by("figure_id").agg((pl.col("gas").n_unique() > 1).alias("mixed"))
    divisor = pl.col("unit").replace_strict(_DIVISOR, default=None, return_dtype=pl.Float64)
    found = _summed(joined.with_columns(pl.col("x") / divisor)).join(mixed, on="figure_id")
    return found.with_columns(pl.when(~pl.col("mixed")).then("recomputed").alias("recomputed"))


def _sum_energy(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    divisor = pl.col("unit").replace_strict({"GJ": 1.0, "MWh": GJ_PER_MWH}, default=None, return_dtype=pl.Float64)
    joined = _joined(rows, below.energy, "energy_id", "recomputed")
    return _summed(joined.with_columns(pl.col("x") / divisor))


def _quantities(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    return _joined(rows, below.quantities, "activity_id", "recomputed")


def _mean_records(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    return _summed(_quantities(rows, below), pl.col("x").mean())


def _sum_row_products(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    """Cells of one row are those whose ids differ in the column alone."""
    joined = _quantities(rows, below).with_columns(pl.col("operand").str.replace(r"\|[^|]*$", "").alias("of_row"))
    x = pl.col("x")
    products = joined.group_by("figure_id", "of_row").agg(
        pl.when(x.is_null().any()).then(None).otherwise(x.product()).alias("x"), pl.col(ROOT).drop_nulls().first()
    )
    return _summed(products)


def _one(rows: pl.DataFrame, leaf: pl.DataFrame, key: str, value: str) -> pl.DataFrame:
    """The number of the only operand; empty where there are several."""
    alone = pl.when(pl.len() == 1).then(pl.col("x").first())
    return _summed(_joined(rows, leaf, key, value), alone)


def _record(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    leaf = below.cells.with_columns(pl.coalesce(ROOT, named("records", "input_id")).alias(ROOT))
    return _one(rows, leaf, "input_id", "number")


def _factor(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    leaf = below.factors.with_columns(pl.coalesce(ROOT, named("factors", "factor_id")).alias(ROOT))
    return _one(rows, leaf, "factor_id", "value")


def _count(rows: pl.DataFrame, below: Below) -> pl.DataFrame:
    return _summed(
        rows.with_columns(
            pl.col("operand").is_not_null().cast(pl.Float64).alias("x"), pl.lit(None, pl.String).alias(ROOT)
        )
    )


_VALUES: dict[str, Callable[[pl.DataFrame, Below], pl.DataFrame]] = {
    "sum_co2e": _sum_co2e,
    "sum_mass": _sum_mass,
    "sum_energy": _sum_energy,
    "sum_records": lambda rows, below: _summed(_quantities(rows, below)),
    "mean_records": _mean_records,
    "sum_row_products": _sum_row_products,
    "rate": lambda rows, below: _one(rows, below.quantities, "activity_id", "recomputed"),
    "record": _record,
    "factor": _factor,
    "count": _count,
}
OPERATIONS = frozenset(_VALUES)

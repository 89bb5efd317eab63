"""What a facility's emissions were made for: the metal of the cells, power or heat sold, anodes sold, remelted metal.

Belongs here: a facility's parts by product, and ledger rows divided by them. Does not belong here: facilities that
several smelters share (`allocation`), equations.

A part over the whole, both sums of records: exported over net generated energy of a power plant, anodes sold over
anodes baked, metal from outside over all metal charged in a casthouse, alumina sold over alumina made. What the
records state in `product_shares` goes before what the meters say. The parts of a facility and reporting period add up
to the whole, so that nothing is lost and nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import BAKED_ANODES, FOREIGN_METAL, PROCESS_OF_FACILITY

PRIMARY = "primary_metal"
PART, WHOLE = "allocated_part", "allocated_whole"
_OF = ["smelter_id", "period_label", "facility_id"]
_SUFFIXES = ("", "__id", "__kind", "__multiplier")


@dataclass(frozen=True)
class ProductParts:
    """rows: smelter_id, period_label, facility_id, allocated_to, the argument columns of PART and WHOLE, and their
    `allocated_unit`. addends: the records behind the sums. only: the facility that rows of no facility belong to, by
    process, where there is one of its kind (smelter_id, process, only_facility)."""

    rows: pl.DataFrame
    addends: pl.DataFrame
    only: pl.DataFrame


def product_parts(inputs: SourceInputs) -> ProductParts:
    """The parts of every facility that made something besides primary metal, per reporting period."""
    terms = pl.concat([_stated(inputs), *_metered(inputs)])
    if terms.filter(pl.col("allocated_to") != PRIMARY).is_empty():
        nothing = terms.clear().select(_OF)
        return ProductParts(nothing, _addends(terms.clear()), nothing)
    stated = terms.filter("stated").select(_OF).unique()
    terms = pl.concat([terms.filter("stated"), terms.filter(~pl.col("stated")).join(stated, on=_OF, how="anti")])
    parts = _sums(terms.filter(pl.col("allocated_to").is_not_null()), [*_OF, "allocated_to"], PART)
    wholes = _sums(terms.filter(pl.col("allocated_to").is_null()), _OF, WHOLE)
    rows = parts.join(wholes, on=_OF, how="inner", maintain_order="left")
    # Without another product, or with parts that are no parts of the whole, nothing is divided; a check names those.
    divided = (
        rows.group_by(_OF, maintain_order=True)
        .agg((pl.col("allocated_to") != PRIMARY).any().alias("others"), (pl.col(PART) < 0).any().alias("negative"))
        .filter(pl.col("others") & ~pl.col("negative"))
    )
    rows = rows.filter((pl.col(WHOLE) > 0) & (pl.col(PART) > 0)).join(
        divided, on=_OF, how="semi", maintain_order="left"
    )
    units = terms.group_by(_OF).agg(pl.col("unit").first().alias("allocated_unit"))
    return ProductParts(rows.join(units, on=_OF, how="left", maintain_order="left"), _addends(terms), _only(inputs))


def overdrawn(inputs: SourceInputs) -> pl.DataFrame:
    """Facilities that sold more than they made: smelter_id, period_label, facility_id, value (what is left), unit, and
    the record table."""
    of_primary = pl.concat([_stated(inputs).clear(), *_metered(inputs)]).filter(pl.col("allocated_to") == PRIMARY)
    table = pl.col("input_id").str.split("|").list.first().first().alias("table")
    parts = of_primary.group_by(_OF, maintain_order=True).agg(pl.col("value").sum(), pl.col("unit").first(), table)
    return parts.filter(pl.col("value") < 0)


def divided(rows: pl.DataFrame, parts: ProductParts) -> pl.DataFrame:
    """Rows of a draft once per product of their facility, with `allocated_to` and the columns of PART and WHOLE; other
    rows stay as they are, with these columns empty.

    A row of no facility is divided where its process has one facility only. A source that says itself what its rows
    were made for is left alone.
    """
    if "allocated_to" in rows.columns:
        return rows
    rows = rows.with_columns(pl.lit(PRIMARY).alias("allocated_to"))
    if parts.rows.is_empty():
        return rows
    placed = (
        rows.join(parts.only, on=["smelter_id", "process"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("facility_id") == "").then("only_facility").otherwise("facility_id").alias("place")
        )
        .drop("only_facility")
    )
    made = parts.rows.rename({"facility_id": "place", "allocated_to": "product"})
    joined = placed.join(made, on=["smelter_id", "period_label", "place"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("product", "allocated_to").alias("allocated_to")).drop("place", "product")


def _term(
    rows: pl.DataFrame, product: str | None, sign: int = 1, *, stated: bool = False, place: pl.Expr | None = None
) -> pl.DataFrame:
    """Records as addends of one product's part, or of the whole (no product)."""
    return rows.select(
        "smelter_id",
        "period_label",
        (pl.col("facility_id") if place is None else place).alias("facility_id"),
        pl.lit(product, pl.String).alias("allocated_to"),
        "input_id",
        (pl.col("value") * sign).alias("value"),
        (pl.col("multiplier") * sign).alias("multiplier"),
        "unit",
        pl.lit(stated).alias("stated"),
    )


def _stated(inputs: SourceInputs) -> pl.DataFrame:
    """Shares the records state; each is a part, and all of them together the whole."""
    rows = inputs.quantities("product_share")
    as_part = _term(rows, None, stated=True).with_columns(rows["item"].alias("allocated_to"))
    return pl.concat([as_part, _term(rows, None, stated=True)])


def _metered(inputs: SourceInputs) -> Iterable[pl.DataFrame]:
    """Parts and wholes that follow from meters and scales, facility by facility."""
    power = _at(inputs, inputs.quantities("electricity"), "power_plant")
    yield from _divide(
        power.filter(pl.col("flow") == "generated_gross"),
        power.filter(pl.col("flow") == "own_use"),
        {"power_sold": power.filter((pl.col("flow") == "exported") & (pl.col("supply") == "captive"))},
    )
    goods = inputs.quantities("item", unit="t")
    anodes = _at(inputs, goods.filter(pl.col("item").is_in(["prebaked_anode", BAKED_ANODES])), "anode_plant")
    sold = (pl.col("item") == "prebaked_anode") & (pl.col("flow") == "sold")
    made = (pl.col("item") == BAKED_ANODES) & (pl.col("flow") == "produced")
    yield from _divide(anodes.filter(made), anodes.clear(), {"anodes_sold": anodes.filter(sold)})
    alumina = _at(inputs, goods.filter(pl.col("item") == "alumina"), "refinery")
    yield from _divide(
        alumina.filter(pl.col("flow") == "produced"),
        alumina.clear(),
        {"other": alumina.filter(pl.col("flow") == "sold")},
    )
    yield from _casthouse(inputs)


def _casthouse(inputs: SourceInputs) -> Iterable[pl.DataFrame]:
    """Metal charged: tapped less liquid metal sold, and what came from outside; each casthouse takes the mean of
    all."""
    metal = inputs.quantities("metal").filter(pl.col("value") > 0)
    of_casthouses = inputs.activity.filter(pl.col("facility_kind") == "casthouse")
    houses = of_casthouses.select("smelter_id", pl.col("facility_id").alias("house")).unique().sort(pl.all())
    charged = metal.join(houses, on="smelter_id", how="inner", maintain_order="left").with_columns(
        pl.col("house").alias("facility_id")
    )
    yield from _divide(
        charged.filter(pl.col("flow").is_in(["tapped", *FOREIGN_METAL])),
        charged.filter(pl.col("flow") == "liquid_out"),
        {
            "remelt": charged.filter(pl.col("flow").is_in(FOREIGN_METAL)),
        },
    )


def _divide(gross: pl.DataFrame, less: pl.DataFrame, products: dict[str, pl.DataFrame]) -> Iterable[pl.DataFrame]:
    """The whole is gross less what is taken off; each product is a part of it, and primary metal is the rest."""
    if all(rows.is_empty() for rows in (gross, less, *products.values())):
        return
    for product in (None, PRIMARY):
        yield _term(gross, product)
        yield _term(less, product, -1)
    for product, rows in products.items():
        yield _term(rows, product)
        yield _term(rows, PRIMARY, -1)


def _at(inputs: SourceInputs, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows at a facility of the kind, and those of no facility where the smelter has one of it only."""
    ours = inputs.facilities.filter(pl.col("kind") == kind).select("smelter_id", pl.col("facility_id").alias("only"))
    if ours.is_empty():
        return rows.clear()
    unnamed = (
        rows.filter(pl.col("facility_id") == "")
        .join(ours.filter(pl.len().over("smelter_id") == 1), on="smelter_id", how="inner", maintain_order="left")
        .with_columns(pl.col("only").alias("facility_id"))
        .drop("only")
    )
    return pl.concat([rows.filter(pl.col("facility_kind") == kind), unnamed])


def _only(inputs: SourceInputs) -> pl.DataFrame:
    return (
        inputs.facilities.with_columns(
            pl.col("kind").replace_strict(PROCESS_OF_FACILITY, default=None).alias("process")
        )
        # Fuel of no facility is burnt around the cells, not in a plant of its own.
        .filter(pl.col("process") != PROCESS_OF_FACILITY[""])
        .filter(pl.len().over("smelter_id", "process") == 1)
        .select("smelter_id", "process", pl.col("facility_id").alias("only_facility"))
    )


def _sum_id(keys: list[str], argument: str) -> pl.Expr:
    return pl.concat_str([pl.lit(f"sum:{argument}"), *(pl.col(name) for name in keys)], separator="|")


def _sums(terms: pl.DataFrame, keys: list[str], argument: str) -> pl.DataFrame:
    return (
        terms.sort("input_id")
        .group_by(keys, maintain_order=True)
        .agg(pl.col("value").sum().alias(argument))
        .with_columns(
            _sum_id(keys, argument).alias(f"{argument}__id"),
            pl.lit("record").alias(f"{argument}__kind"),
            pl.lit(1.0).alias(f"{argument}__multiplier"),
        )
    )


def _addends(terms: pl.DataFrame) -> pl.DataFrame:
    parts, wholes = pl.col("allocated_to").is_not_null(), pl.col("allocated_to").is_null()
    listed = pl.concat(
        [
            terms.filter(parts).with_columns(_sum_id([*_OF, "allocated_to"], PART).alias("sum_id")),
            terms.filter(wholes).with_columns(_sum_id(_OF, WHOLE).alias("sum_id")),
        ]
    )
    # Metal from outside is charged, so part of the gross, and taken off again for primary metal: no part of the sum.
    return (
        listed.group_by("sum_id", "input_id", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("multiplier").sum())
        .filter(pl.col("multiplier") != 0)
    )

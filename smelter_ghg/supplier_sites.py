"""Goods bought from a site whose fuels, power and materials are known: refinery with its mine, anode plant.

Belongs here: the emissions of a supplier's site, and the share of them that goes with the tonnes a smelter took. Does
not belong here: the equations, which are those of the smelter's own sources; sites the smelter's company runs, which
are its scopes 1 and 2.

A supplier's site is a facility with control `supplier`; its output is recorded as produced, and what the smelter
consumed names it as supplier_site. All of it is scope 3 category 1 (GHG Protocol Corporate Value Chain (Scope 3)
Standard (2011), category 1, hybrid method): cradle to gate, so the upstream of the site's fuels and power too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from smelter_ghg.activity import OF_SUPPLIER
from smelter_ghg.contracts.labels import INBOUND_TRANSPORT, OUTSIDE_SCOPES, PURCHASED_GOODS, SCOPE_3
from smelter_ghg.contracts.result_tables import MISSING
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.consumption import goods_taken
from smelter_ghg.emissions.equation import Draft
from smelter_ghg.emissions.lookup import SourceInputs, joined_key
from smelter_ghg.items import PROCESS_OF_FACILITY
from smelter_ghg.product_allocation import PART, PRIMARY, WHOLE

# What a supplier's site makes -> the item the smelter buys from it.
PRODUCT_OF = {"refinery": "alumina", "anode_plant": "prebaked_anode", "mine": "bauxite"}
_MADE_AS = {"alumina": "alumina", "prebaked_anode": "baked_anodes", "bauxite": "bauxite"}
SOURCE = "goods_from_known_site"
_SITE = ["smelter_id", "period_label", "facility_id"]


@dataclass(frozen=True)
class SupplierSites:
    """drafts: rows of scope 3 category 1, already divided. goods: the goods they stand for (smelter_id, period_label,
    item, supplier_site), or None. missing: MISSING."""

    drafts: list[Draft] = field(default_factory=list)
    goods: pl.DataFrame | None = None
    missing: list[pl.DataFrame] = field(default_factory=list)


def supplier_sites(inputs: SourceInputs) -> SupplierSites:
    """What the smelters' suppliers emitted for the tonnes the smelters took."""
    theirs = inputs.activity.filter(pl.col("quantity").str.starts_with(OF_SUPPLIER))
    if theirs.is_empty():
        return SupplierSites()
    shares, addends = _shares(inputs, theirs)
    if shares.is_empty():
        return SupplierSites()
    at_sites = _as_own(theirs, inputs.activity, shares)
    made = SupplierSites(
        goods=shares.select("smelter_id", "period_label", "item", pl.col("facility_id").alias("supplier_site"))
    )
    site_inputs = SourceInputs(
        at_sites,
        inputs.footprints,
        inputs.facilities,
        inputs.factors,
        inputs.chosen_factors,
        instruments=inputs.instruments,
    )
    for ledger_rows in sources().values():
        result = ledger_rows(site_inputs)
        made.drafts.extend(_of_category_1(result.drafts, shares, addends))
        made.missing.extend(_of_goods(frame) for frame in result.missing)
    return made


def _shares(inputs: SourceInputs, theirs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Per site and reporting period the tonnes taken over the tonnes made, and the records behind both."""
    item = pl.col("facility_kind").replace_strict(PRODUCT_OF, default=None, return_dtype=pl.String)
    output = theirs.filter((pl.col("quantity") == f"{OF_SUPPLIER}item") & (pl.col("flow") == "produced")).with_columns(
        item.alias("bought")
    )
    output = output.filter(pl.col("item") == pl.col("bought").replace_strict(_MADE_AS, default=None))
    taken = goods_taken(inputs).rename({"supplier_site": "facility_id"})
    of = ["smelter_id", "period_label", "facility_id", "item"]
    made = output.select(
        "smelter_id",
        "period_label",
        "facility_id",
        pl.col("bought").alias("item"),
        "input_id",
        "value",
        "multiplier",
        "unit",
    )
    sums = [
        rows.sort("input_id")
        .group_by(of, maintain_order=True)
        .agg(pl.col("value").sum().alias(argument))
        .with_columns(
            _sum_id(argument, of).alias(f"{argument}__id"),
            pl.lit("record").alias(f"{argument}__kind"),
            pl.lit(1.0).alias(f"{argument}__multiplier"),
        )
        for rows, argument in ((taken, PART), (made, WHOLE))
    ]
    shares = sums[0].join(sums[1], on=of, how="inner", maintain_order="left")
    shares = shares.filter((pl.col(PART) > 0) & (pl.col(PART) <= pl.col(WHOLE))).with_columns(
        pl.lit("t").alias("allocated_unit")
    )
    addends = [
        rows.with_columns(_sum_id(argument, of).alias("sum_id")).select("sum_id", "input_id", "value", "multiplier")
        for rows, argument in ((taken, PART), (made, WHOLE))
    ]
    return shares, pl.concat(addends)


def _sum_id(argument: str, of: list[str]) -> pl.Expr:
    return pl.concat_str([pl.lit(f"sum:{argument}"), *(pl.col(name).fill_null("") for name in of)], separator="|")


def _as_own(theirs: pl.DataFrame, activity: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """The sites' quantities under the names the sources read, with the smelter's analyses and calorific values."""
    own = theirs.join(shares, on=_SITE, how="semi", maintain_order="left").with_columns(
        pl.col("quantity").str.strip_prefix(OF_SUPPLIER)
    )
    return pl.concat([own, activity.filter(pl.col("quantity") == "property")])


def _of_category_1(drafts: list[Draft], shares: pl.DataFrame, addends: pl.DataFrame) -> Iterator[Draft]:
    """Drafts as parts of a purchased good: by the location of the power, the market being the supplier's affair."""
    columns = [f"{name}{suffix}" for name in (PART, WHOLE) for suffix in ("", "__id", "__kind", "__multiplier")]
    for draft in drafts:
        if (
            draft.scope2_account == "market"
            or draft.scope == OUTSIDE_SCOPES
            or draft.scope3_category == INBOUND_TRANSPORT
        ):
            continue
        rows = (
            draft.rows.join(
                shares.select(*_SITE, pl.col("item").alias("bought"), *columns, "allocated_unit"),
                on=_SITE,
                how="inner",
                maintain_order="left",
            )
            .with_columns(
                pl.lit(PRIMARY).alias("allocated_to"),
                pl.lit(draft.source).alias("of_source"),
                pl.col("bought")
                .replace_strict({item: PROCESS_OF_FACILITY[kind] for kind, item in PRODUCT_OF.items()})
                .alias("process"),
            )
            .with_columns(
                joined_key("of_source", "item", "input_key").alias("input_key"), pl.col("bought").alias("item")
            )
        )
        if not rows.is_empty():
            own = addends if draft.addends is None else pl.concat([draft.addends, addends])
            yield replace(
                draft,
                rows=rows,
                source=SOURCE,
                scope=SCOPE_3,
                scope3_category=PURCHASED_GOODS,
                scope2_account="common",
                addends=own,
            )


def _of_goods(missing: pl.DataFrame) -> pl.DataFrame:
    """What a site lacks makes category 1 incomplete, whatever scope it would be of a smelter's own."""
    return (
        missing.filter(pl.col("scope2_account") != "market")
        .with_columns(
            pl.lit("mine_to_metal").alias("boundary"),
            pl.lit("category_1").alias("category"),
            pl.lit("common").alias("scope2_account"),
            pl.concat_str(pl.lit("at the supplier's site: "), "reason").alias("reason"),
        )
        .select(MISSING.names)
    )

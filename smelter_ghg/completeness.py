"""What a mine-to-metal sum needs, item by item, and what of it a smelter's records do not hold.

Belongs here: items nobody recorded at all, and months an item's records leave out. Does not belong here: factors a
source could not find, which the source itself reports.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from smelter_ghg.contracts.result_tables import MISSING
from smelter_ghg.coverage import Requirement, covered, lacking, unmet
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import FUELS
from smelter_ghg.periods import assign

# Flows that put tonnes into the casthouse which the cells of this smelter did not make.
FOREIGN_METAL = ("liquid_in", "cold_in", "pre_consumer_scrap_in", "post_consumer_scrap_in", "alloying_in")
_PERIOD = ["smelter_id", "period_label", "reporting_year"]
_COVERAGE_KEYS = ["smelter_id", "period_label"]


def unrecorded(inputs: SourceInputs, periods: pl.DataFrame) -> list[pl.DataFrame]:
    """MISSING frames for every smelter and reporting period with metal, about items without records or with holes.

    `periods` has the columns of smelter_ghg.periods.PERIODS.
    """
    with_metal = inputs.quantities("metal").select(_PERIOD).unique()
    smelting = periods.join(with_metal, on=_PERIOD, how="semi").with_columns(pl.lit("").alias("facility_id"))
    if smelting.is_empty():
        return []
    return [
        unmet(
            [
                *_production(inputs, smelting),
                *_required(inputs, smelting),
                *_electricity(inputs, smelting),
                *_anodes(inputs, smelting),
            ]
        )
    ]


def apply_exclusions(missing: pl.DataFrame, exclusions: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Missing items whose exclusion is on record carry its estimate; they no longer make a sum 'at least'."""
    stated = (
        assign(exclusions.drop_nulls(["smelter_id", "period_start", "period_end"]), periods)
        .select(*_COVERAGE_KEYS, "item", "estimate_t_co2e")
        .drop_nulls()
        .unique([*_COVERAGE_KEYS, "item"], keep="first", maintain_order=True)
    )
    return (
        missing.join(stated, on=[*_COVERAGE_KEYS, "item"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("estimate_t_co2e", "excluded_estimate_t_co2e").alias("excluded_estimate_t_co2e"))
        .select(MISSING.names)
    )


def _production(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Holes in the metal tapped or cast, and cast metal that holds remelt, cold metal, scrap or alloys."""
    metal = inputs.quantities("metal")
    for flow in ("tapped", "cast_out"):
        yield covered(
            metal.filter(pl.col("flow") == flow),
            smelting,
            f"metal_{flow}",
            "scope_1",
            "production",
            f"no {flow.replace('_', ' ')} metal is recorded",
            series=["facility_id"],
        )
    foreign = metal.filter(pl.col("flow").is_in(FOREIGN_METAL) & (pl.col("value") > 0))
    yield lacking(
        smelting.join(foreign, on=_COVERAGE_KEYS, how="semi"),
        "metal_cast_out",
        "scope_1",
        "production",
        "the casthouse output holds metal that was not tapped from these cells; its primary share is not recorded",
    )


def _required(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Items every smelter has: a fuel, alumina, aluminium fluoride, their inbound transport where it counts."""
    goods = inputs.quantities("item")
    legs = inputs.quantities("transport_mass")
    brought = _brought_by_supplier(inputs)
    yield covered(
        goods.filter(pl.col("item").is_in(FUELS)),
        smelting,
        "fuels",
        "scope_1",
        "scope_1",
        "no fuel is recorded",
        series=["item", "facility_id"],
    )
    for item in ("alumina", "aluminium_fluoride"):
        yield covered(
            goods.filter(pl.col("item") == item),
            smelting,
            item,
            "mine_to_metal",
            "category_1",
            "no quantity is recorded",
            series=["supplier", "supplier_site"],
        )
    yield covered(
        legs.filter(pl.col("item") == "alumina"),
        smelting.join(brought.filter(pl.col("item") == "alumina"), on=_COVERAGE_KEYS, how="anti"),
        "alumina_transport",
        "mine_to_metal",
        "category_4",
        "no transport leg is recorded",
        series=["mode"],
    )


def _anodes(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Anodes bought, or the coke and pitch of anodes made on site; at least one of the two, and its transport."""
    goods = inputs.quantities("item")
    legs = inputs.quantities("transport_mass")
    brought = _brought_by_supplier(inputs)
    makes = inputs.activity.filter(pl.col("facility_kind") == "anode_plant").select(_COVERAGE_KEYS)
    own = goods.filter((pl.col("item") == "prebaked_anode") & (pl.col("origin") == "own")).select(_COVERAGE_KEYS)
    raw = goods.filter(pl.col("item").is_in(["calcined_coke", "pitch"])).select(_COVERAGE_KEYS)
    baking = smelting.join(pl.concat([makes, own, raw]), on=_COVERAGE_KEYS, how="semi")
    bought = goods.filter(
        (pl.col("item") == "prebaked_anode") & (pl.col("origin").is_null() | (pl.col("origin") == "purchased"))
    )
    buying = smelting.join(bought, on=_COVERAGE_KEYS, how="semi")
    neither = smelting.join(pl.concat([baking, buying]), on=_COVERAGE_KEYS, how="anti")
    yield lacking(
        neither, "anodes", "mine_to_metal", "category_1", "neither bought anodes nor coke and pitch are recorded"
    )
    yield lacking(
        neither, "anodes_transport", "mine_to_metal", "category_4", "no transport of anodes, coke or pitch is recorded"
    )
    for item in ("pitch_volatiles", "packing_coke"):
        yield lacking(baking, item, "scope_1", "scope_1", "anodes are baked on site; this source has no equation yet")
    for items, where in ((("prebaked_anode",), buying), (("calcined_coke", "pitch"), baking)):
        for item in items:
            yield covered(
                goods.filter(pl.col("item") == item),
                where,
                item,
                "mine_to_metal",
                "category_1",
                "no quantity is recorded",
                series=["supplier", "supplier_site"],
            )
            yield covered(
                legs.filter(pl.col("item") == item),
                where.join(brought.filter(pl.col("item") == item), on=_COVERAGE_KEYS, how="anti"),
                f"{item}_transport",
                "mine_to_metal",
                "category_4",
                "no transport leg is recorded",
                series=["mode"],
            )


def _electricity(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Metered electricity, and fuel of the power plant where electricity is made on site or its origin is unknown."""
    metered = inputs.quantities("electricity")
    used = metered.filter(pl.col("flow") == "consumed")
    yield covered(
        used,
        smelting,
        "electricity",
        "scope_1_2",
        "scope_2",
        "no metered electricity is recorded",
        series=["supply", "grid_zone", "supplier_site", "facility_id"],
    )
    captive = metered.filter((pl.col("supply") == "captive") | (pl.col("flow") == "generated_gross"))
    unknown = smelting.join(used, on=_COVERAGE_KEYS, how="anti")
    fuel = inputs.quantities("item", item=FUELS).filter(pl.col("facility_kind") == "power_plant")
    needs_fuel = smelting.join(
        pl.concat([captive.select(_COVERAGE_KEYS), unknown.select(_COVERAGE_KEYS)]), on=_COVERAGE_KEYS, how="semi"
    )
    yield covered(
        fuel,
        needs_fuel,
        "power_plant_fuel",
        "scope_1",
        "scope_1",
        "electricity is made on site, or its origin is not recorded, and no fuel of a power plant is",
        series=["item", "facility_id"],
    )


def _brought_by_supplier(inputs: SourceInputs) -> pl.DataFrame:
    """Smelter, period and item whose every supplier's footprint already holds the inbound transport."""
    used = inputs.quantities("item", flow=("consumed", "received")).select(*_COVERAGE_KEYS, "item", "supplier").unique()
    holds = inputs.footprints.filter(
        pl.col("parts_covered").fill_null("").str.split(";").list.contains("inbound_transport")
    ).select("item", "supplier")
    return (
        used.join(
            holds.unique().with_columns(pl.lit(True).alias("held")),
            on=["item", "supplier"],
            how="left",
            nulls_equal=True,
        )
        .group_by([*_COVERAGE_KEYS, "item"])
        .agg(pl.col("held").fill_null(False).all())
        .filter(pl.col("held"))
        .drop("held")
    )

"""What a mine-to-metal sum needs, item by item, and what of it a smelter's records do not hold.

Belongs here: items nobody recorded at all, and days an item's records leave out. Does not belong here: factors a
source could not find, which the source itself reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from smelter_ghg.contracts.result_tables import MISSING
from smelter_ghg.coverage import Requirement, required, unmet
from smelter_ghg.emissions.consumption import goods_consumed, leg_name, transport_held
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.items import ANODE_BUTTS, BAKED_ANODES, FUELS, PACKING_COKE, PASTE, SODERBERG
from smelter_ghg.periods import assign

# Quantities that show a smelter has records of its operation in a period, and not only figures it published.
_OPERATION = ("metal", "item", "electricity", "transport_mass", "instrument")
_PERIOD = ["smelter_id", "period_label", "reporting_year"]
_WHERE = ["smelter_id", "period_label"]


def unrecorded(inputs: SourceInputs, periods: pl.DataFrame) -> list[pl.DataFrame]:
    """MISSING frames about items without records or with holes, for every smelter and period with records of operation.

    `periods` has the columns of smelter_ghg.periods.PERIODS.
    """
    operating = inputs.activity.filter(pl.col("quantity").is_in(_OPERATION)).select(_PERIOD).unique()
    smelting = periods.join(operating, on=_PERIOD, how="semi").select(
        *_PERIOD,
        pl.lit("").alias("facility_id"),
        pl.col("reporting_period_start").alias("first"),
        pl.col("reporting_period_end").alias("last"),
    )
    if smelting.is_empty():
        return []
    return [
        unmet(
            [
                *_production(inputs, smelting),
                *_fuels_and_power(inputs, smelting),
                *_goods(inputs, smelting),
                *_anodes(inputs, smelting),
                *_weighed_anodes(inputs, smelting),
            ],
            _idle(inputs),
        )
    ]


def _idle(inputs: SourceInputs) -> pl.DataFrame:
    """Days on which a facility stood idle because it had not opened yet or was closed."""
    days = inputs.facilities.select(
        "smelter_id",
        pl.col("facility_id").alias("place"),
        pl.max_horizontal("first_production_date", "valid_from").alias("opened"),
        pl.col("valid_to").alias("closed"),
    )
    day = pl.duration(days=1)
    before = days.drop_nulls("opened").with_columns(
        pl.lit(dt.date.min).alias("period_start"), (pl.col("opened") - day).alias("period_end")
    )
    after = days.drop_nulls("closed").with_columns(
        (pl.col("closed") + day).alias("period_start"), pl.lit(dt.date.max).alias("period_end")
    )
    return pl.concat([before, after]).select("smelter_id", "place", "period_start", "period_end")


def apply_exclusions(missing: pl.DataFrame, exclusions: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Missing items with an exclusion on record for the whole reporting period carry its estimate; they no longer make
    a sum 'at least'."""
    stated = (
        assign(exclusions.drop_nulls(["smelter_id", "period_start", "period_end"]), periods)
        .filter(
            (pl.col("period_start") == pl.col("reporting_period_start"))
            & (pl.col("period_end") == pl.col("reporting_period_end"))
        )
        .select(*_WHERE, "item", "estimate_t_co2e")
        .drop_nulls()
        .unique([*_WHERE, "item"], keep="first", maintain_order=True)
    )
    return (
        missing.join(stated, on=[*_WHERE, "item"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("estimate_t_co2e", "excluded_estimate_t_co2e").alias("excluded_estimate_t_co2e"))
        .select(MISSING.names)
    )


def _production(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Metal tapped, of each potline where it is recorded by potline; metal cast."""
    metal = inputs.quantities("metal")
    for flow in ("tapped", "cast_out"):
        yield required(
            f"metal_{flow}",
            "scope_1",
            "production",
            f"no {flow.replace('_', ' ')} metal is recorded",
            of=smelting,
            records=metal.filter(pl.col("flow") == flow),
            series=["facility_id", "supplier"],
        )
    tapped = metal.filter((pl.col("flow") == "tapped") & (pl.col("facility_id") != ""))
    yield required(
        "metal_tapped",
        "scope_1",
        "production",
        "no metal is recorded for this potline",
        of=_potlines(inputs, smelting.join(tapped, on=_WHERE, how="semi")),
        records=tapped,
        by_facility=True,
    )


def _potlines(inputs: SourceInputs, smelting: pl.DataFrame) -> pl.DataFrame:
    """One row per potline and reporting period it was in operation in, from its first to its last day of operation."""
    lines = inputs.facilities.filter(pl.col("kind") == "potline").select(
        "smelter_id",
        pl.col("facility_id").alias("line"),
        pl.max_horizontal("first_production_date", "valid_from").alias("opened"),
        pl.col("valid_to").alias("closed"),
    )
    return (
        smelting.join(lines, on="smelter_id", how="inner")
        .with_columns(
            pl.col("line").alias("facility_id"),
            pl.max_horizontal("first", "opened").alias("first"),
            pl.min_horizontal("last", "closed").alias("last"),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )


def _fuels_and_power(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Some fuel, and every fuel that occurs, as burnt; metered electricity; the fuel of a power plant on site."""
    fuels = inputs.quantities("item", item=FUELS)
    burnt = fuels.filter(pl.col("flow") == "consumed")
    series = ["item", "facility_id", "origin", "supplier", "supplier_site"]
    reason = "no fuel burnt is recorded"
    yield required("fuels", "scope_1", "scope_1", reason, of=smelting, records=burnt, series=series)
    for fuel in sorted(fuels["item"].unique()):
        occurs = smelting.join(fuels.filter(pl.col("item") == fuel), on=_WHERE, how="semi")
        reason = "receipts or stocks are recorded, but not what was burnt"
        records = burnt.filter(pl.col("item") == fuel)
        yield required("fuels", "scope_1", "scope_1", reason, of=occurs, records=records, series=series)
    metered = inputs.quantities("electricity")
    used = metered.filter(pl.col("flow") == "consumed")
    yield required(
        "electricity",
        "scope_1_2",
        "scope_2",
        "no metered electricity is recorded",
        of=smelting,
        records=used,
        series=["supply", "grid_zone", "supplier_site", "facility_id"],
    )
    captive = metered.filter((pl.col("supply") == "captive") | (pl.col("flow") == "generated_gross")).select(_WHERE)
    unknown = smelting.join(used, on=_WHERE, how="anti").select(_WHERE)
    yield required(
        "power_plant_fuel",
        "scope_1",
        "scope_1",
        "electricity is made on site, or its origin is not recorded, and no fuel of a power plant is",
        of=smelting.join(pl.concat([captive, unknown]), on=_WHERE, how="semi"),
        records=burnt.filter(pl.col("facility_kind") == "power_plant"),
        series=series,
    )


def _goods(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Alumina with its transport, or what a refinery of the smelter's own takes; and aluminium fluoride."""
    yield _good(inputs, "aluminium_fluoride", smelting)
    refining, mining = _running(inputs, smelting, "refinery"), _running(inputs, smelting, "mine")
    alumina = inputs.quantities("item", item="alumina", unit="t")
    bought = smelting.join(
        alumina.filter(pl.col("origin").fill_null("purchased") == "purchased", pl.col("flow") != "produced"),
        on=_WHERE,
        how="semi",
    )
    buying = pl.concat([smelting.join(refining, on=_WHERE, how="anti"), bought]).unique(maintain_order=True)
    yield _good(inputs, "alumina", buying)
    yield _transport(inputs, "alumina", buying)
    yield required(
        "own_alumina",
        "mine_to_metal",
        "category_1",
        "a refinery is run, but no alumina of its own is recorded as produced or consumed",
        of=refining.join(bought, on=_WHERE, how="anti"),
        records=alumina.filter((pl.col("flow") == "produced") | (pl.col("origin") == "own")),
        series=["facility_id", "flow"],
    )
    yield _good(inputs, "bauxite", refining.join(mining, on=_WHERE, how="anti"))
    for item in ("caustic_soda", "lime"):
        yield _good(inputs, item, refining)


def _running(inputs: SourceInputs, smelting: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Smelters and periods with records of a facility of their own of this kind."""
    return smelting.join(
        inputs.activity.filter((pl.col("facility_kind") == kind) & pl.col("quantity").is_in(_OPERATION)),
        on=_WHERE,
        how="semi",
    )


def _good(inputs: SourceInputs, item: str, of: pl.DataFrame) -> Requirement:
    """What counts is consumption that came of the records, not any row of the item."""
    return required(
        item,
        "mine_to_metal",
        "category_1",
        "no quantity bought and consumed is recorded in tonnes",
        of=of,
        records=inputs.once(goods_consumed).rows.filter(pl.col("item") == item),
        series=["facility_id", "origin", "supplier", "supplier_site", "basis"],
    )


def _transport(inputs: SourceInputs, item: str, of: pl.DataFrame) -> Requirement:
    """Every leg of the item's way, unless the suppliers' footprints hold it."""
    legs = inputs.quantities("transport_mass", item=item).with_columns(leg_name())
    held = inputs.once(transport_held).filter(pl.col("item") == item)
    return required(
        f"{item}_transport",
        "mine_to_metal",
        "category_4",
        "no transport leg is recorded",
        of=of.join(held, on=_WHERE, how="anti"),
        records=legs,
        series=["mode", "leg"],
    )


def _anodes(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Anodes or paste bought, or the coke and pitch they are made of; at least one of the two, and its transport."""
    goods = inputs.quantities("item")
    soderberg, only_soderberg = _soderberg_smelters(inputs)
    pasting = smelting.join(soderberg, on="smelter_id", how="semi")
    makes = inputs.activity.filter(pl.col("facility_kind") == "anode_plant").select(_WHERE)
    own = goods.filter(
        ((pl.col("item") == "prebaked_anode") & (pl.col("origin") == "own")) | (pl.col("item") == BAKED_ANODES)
    ).select(_WHERE)
    raw = goods.filter(pl.col("item").is_in(["calcined_coke", "pitch"])).select(_WHERE)
    # Coke and pitch of a smelter with Soderberg cells may be for paste and do not show that it bakes anodes.
    raw_for_anodes = raw.join(pasting, on=_WHERE, how="anti")
    baking = smelting.join(pl.concat([makes, own, raw_for_anodes]), on=_WHERE, how="semi")
    mixing = pl.concat([baking, pasting.join(raw, on=_WHERE, how="semi")]).unique(maintain_order=True)
    bought = goods.filter(pl.col("origin").fill_null("purchased") == "purchased")
    buying = smelting.join(bought.filter(pl.col("item") == "prebaked_anode"), on=_WHERE, how="semi")
    buying_paste = smelting.join(bought.filter(pl.col("item") == PASTE), on=_WHERE, how="semi")
    prebaking = smelting.join(only_soderberg, on="smelter_id", how="anti")
    for item, of, made in (
        ("anodes", prebaking, pl.concat([baking, buying])),
        ("paste", pasting, pl.concat([mixing, buying_paste])),
    ):
        neither = of.join(made, on=_WHERE, how="anti")
        reason = f"neither bought {item} nor coke and pitch are recorded"
        yield required(item, "mine_to_metal", "category_1", reason, of=neither)
        reason = f"no transport of {item}, coke or pitch is recorded"
        yield required(f"{item}_transport", "mine_to_metal", "category_4", reason, of=neither)
    yield from _bake_furnaces(goods, baking)
    for item, where in (
        ("prebaked_anode", buying),
        (PASTE, buying_paste),
        ("calcined_coke", mixing),
        ("pitch", mixing),
    ):
        yield _good(inputs, item, where)
        yield _transport(inputs, item, where)


def _soderberg_smelters(inputs: SourceInputs) -> tuple[pl.DataFrame, pl.DataFrame]:
    """smelter_id of the smelters with Soderberg potlines, and of those with no other."""
    lines = inputs.facilities.filter(pl.col("kind") == "potline").with_columns(
        pl.col("technology").is_in(SODERBERG).fill_null(False).alias("soderberg")
    )
    by_smelter = lines.group_by("smelter_id", maintain_order=True).agg(
        pl.col("soderberg").any().alias("some"), pl.col("soderberg").all().alias("all")
    )
    return by_smelter.filter("some").select("smelter_id"), by_smelter.filter("all").select("smelter_id")


def _bake_furnaces(goods: pl.DataFrame, baking: pl.DataFrame) -> Iterable[Requirement]:
    """Baked anodes for what burns out of the pitch, and for the packing coke that is not weighed."""
    baked = goods.filter((pl.col("item") == BAKED_ANODES) & (pl.col("flow") == "produced"))
    coke = goods.filter((pl.col("item") == PACKING_COKE) & (pl.col("flow") == "consumed"))
    reason = "anodes are baked on site, but no baked anodes are recorded as produced"
    for item, of, records in (
        ("pitch_volatiles", baking, baked),
        (PACKING_COKE, baking.join(coke, on=_WHERE, how="semi"), coke),
        (PACKING_COKE, baking.join(coke, on=_WHERE, how="anti"), baked),
    ):
        yield required(item, "scope_1", "scope_1", reason, of=of, records=records, series=["facility_id", "supplier"])


def _weighed_anodes(inputs: SourceInputs, smelting: pl.DataFrame) -> Iterable[Requirement]:
    """Where no rate is recorded, anodes and butts must have been weighed all through the period."""
    goods = inputs.quantities("item", unit="t")
    anodes = goods.filter((pl.col("item") == "prebaked_anode") & (pl.col("flow") == "consumed"))
    weighing = smelting.join(anodes, on=_WHERE, how="semi").join(
        inputs.quantities("rate", item="net_anode_carbon"), on=_WHERE, how="anti"
    )
    yield required(
        "net_anode_carbon",
        "scope_1",
        "scope_1",
        "no anodes consumed are recorded",
        of=weighing,
        records=anodes,
        series=["origin", "supplier", "supplier_site", "facility_id"],
        method_set="eu_2025_2547",
    )
    yield required(
        ANODE_BUTTS,
        "scope_1",
        "scope_1",
        "anodes are weighed, but not the butts returned",
        of=weighing,
        records=goods.filter((pl.col("item") == ANODE_BUTTS) & (pl.col("flow") == "returned")),
        series=["facility_id"],
    )

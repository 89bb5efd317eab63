"""Missing data: what lacks a measurement, and of which series.

Belongs here: gaps, that is days on which something was made or burnt and nobody recorded a parameter of it. Does not
belong here: what fills them (substitution), equations. A production figure is never a gap.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.emissions.tapped_metal import tapped_metal
from smelter_ghg.items import ANODE_BUTTS, BAKED_ANODES, FUELS, GREEN_ANODES, PACKING_COKE, PASTE

# What tells one series of measurements from another, inside one reporting period.
SERIES = [
    "smelter_id",
    "period_label",
    "quantity",
    "item",
    "flow",
    "basis",
    "unit",
    "facility_id",
    "parameter",
]
MINUTES, FREQUENCY, DURATION, OVERVOLTAGE, EFFICIENCY = (
    "anode_effect_minutes_per_cell_day",
    "anode_effect_frequency_per_cell_day",
    "anode_effect_duration_min",
    "overvoltage_mv",
    "current_efficiency_pct",
)
_OF_POTLINES = (MINUTES, FREQUENCY, DURATION, OVERVOLTAGE, EFFICIENCY)
_OF_METAL = {
    "property": ("prebaked_anode", PASTE, "pitch", "calcined_coke"),
    "rate": ("net_anode_carbon", "paste_consumption", "cyclohexane_soluble_matter", "carbon_in_skimmed_dust"),
}
_OF_FURNACES = {"property": (GREEN_ANODES, PACKING_COKE), "rate": (PACKING_COKE,)}
# Rates that a mass on record replaces, and the mass.
_WEIGHED = {"net_anode_carbon": ANODE_BUTTS, "paste_consumption": PASTE, PACKING_COKE: PACKING_COKE}
_NEED = ["smelter_id", "period_label", "reporting_year", "need_facility", "period_start", "period_end"]
_NEEDED = ["smelter_id", "need_facility", "period_start", "period_end"]


def with_parameter(activity: pl.DataFrame) -> pl.DataFrame:
    """Potline data, analyses and rates with `parameter`: the potline column, the property, the rate."""
    measured = activity.filter(
        ((pl.col("quantity") == "potline") & pl.col("item").is_in(_OF_POTLINES))
        | pl.col("quantity").is_in(["property", "rate"])
    )
    name = pl.when(pl.col("quantity") == "property").then("flow").otherwise("item")
    return measured.with_columns(name.alias("parameter"))


def gaps(inputs: SourceInputs) -> pl.DataFrame:
    """The columns of SERIES and what needs its values: `need_facility`, days and reporting year. No record of the
    parameter touches these days, the facility was in operation, and something was made or burnt."""
    measured = with_parameter(inputs.activity)
    series = measured.select(SERIES).unique(maintain_order=True)
    wanted = pl.concat(
        [
            needs.join(series.filter(tests), on=["smelter_id", "period_label", *same], how="inner").select(
                *SERIES, *(name for name in _NEED if name not in SERIES)
            )
            for needs, tests, same in _needs(inputs)
        ]
    ).filter((pl.col("facility_id") == "") | (pl.col("facility_id") == pl.col("need_facility")))
    recorded = _touching(wanted, measured)
    # A facility's own series before one of the whole smelter.
    own_first = ["smelter_id", "period_label", "quantity", "item", "parameter", *_NEEDED[1:]]
    return (
        _in_operation(inputs, wanted.join(recorded, on=[*_NEEDED, "item", "parameter"], how="anti"))
        .sort(*own_first, pl.col("facility_id") == "", "basis", nulls_last=True)
        .unique(own_first, keep="first", maintain_order=True)
    )


def _needs(inputs: SourceInputs) -> list[tuple[pl.DataFrame, pl.Expr, list[str]]]:
    """What needs values (columns of _NEED), the series it may take, and the columns in which both agree."""
    metal = _needing(inputs.once(tapped_metal))
    goods = inputs.quantities("item")
    furnaces = _needing(goods.filter(pl.col("item").is_in([BAKED_ANODES, GREEN_ANODES, PACKING_COKE])))
    found: list[tuple[pl.DataFrame, pl.Expr, list[str]]] = [
        (metal.filter(pl.col("need_facility") != ""), pl.col("quantity") == "potline", []),
        (_fuels_without_data(inputs), pl.col("quantity") == "property", ["item"]),
    ]
    for needs, items in ((metal, _OF_METAL), (furnaces, _OF_FURNACES)):
        found.append((needs, (pl.col("quantity") == "property") & pl.col("item").is_in(items["property"]), []))
        for rate in items["rate"]:
            weighed = goods.filter(pl.col("item") == _WEIGHED.get(rate, ""))
            rates = (pl.col("quantity") == "rate") & (pl.col("item") == rate)
            found.append((_without(needs, weighed), rates, []))
    return found


def _needing(rows: pl.DataFrame, *more: str) -> pl.DataFrame:
    facility = pl.col("facility_id").alias("need_facility")
    needs = rows.filter(pl.col("value") > 0).with_columns(facility).select(*_NEED, *more)
    return needs.unique(maintain_order=True)


def _fuels_without_data(inputs: SourceInputs) -> pl.DataFrame:
    """Fuel burnt whose way to net energy is not on record whole: it lacks something or takes a default."""
    paths = inputs.once(fuel_quantities).by_path
    whole = [
        rows.filter(pl.all_horizontal(pl.col(f"{name}__kind") == "record" for name in path.units)).select("activity_id")
        for path, rows in paths
    ]
    burnt = inputs.quantities("item", item=FUELS, flow="consumed")
    return _needing(burnt.join(pl.concat([burnt.clear().select("activity_id"), *whole]), on="activity_id", how="anti"),
                    "item")  # fmt: skip


def _without(needs: pl.DataFrame, masses: pl.DataFrame) -> pl.DataFrame:
    """Needs on whose days the smelter has none of these masses on record."""
    days = masses.select("smelter_id", pl.col("period_start").alias("first"), pl.col("period_end").alias("last"))
    met = needs.join(days, on="smelter_id", how="inner").filter(
        (pl.col("first") <= pl.col("period_end")) & (pl.col("last") >= pl.col("period_start"))
    )
    return needs.join(met, on=_NEEDED, how="anti", maintain_order="left")


def _touching(needs: pl.DataFrame, measured: pl.DataFrame) -> pl.DataFrame:
    """Which parameters are on record for some of the days of a need: _NEEDED, item, parameter."""
    days = measured.select(
        "smelter_id",
        "item",
        "parameter",
        pl.col("facility_id").alias("place"),
        pl.col("period_start").alias("first"),
        pl.col("period_end").alias("last"),
    )
    keys = [*_NEEDED, "item", "parameter"]
    return (
        needs.select(keys)
        .unique()
        .join(days, on=["smelter_id", "item", "parameter"], how="inner")
        .filter(
            ((pl.col("place") == "") | (pl.col("place") == pl.col("need_facility")))
            & (pl.col("first") <= pl.col("period_end"))
            & (pl.col("last") >= pl.col("period_start"))
        )
        .select(keys)
        .unique()
    )


def _in_operation(inputs: SourceInputs, needs: pl.DataFrame) -> pl.DataFrame:
    """Without the needs of facilities that had not opened yet or were closed: what did not run lacks nothing."""
    days = inputs.facilities.select(
        "smelter_id",
        pl.col("facility_id").alias("need_facility"),
        pl.max_horizontal("first_production_date", "valid_from").alias("opened"),
        pl.col("valid_to").alias("closed"),
    ).unique(["smelter_id", "need_facility"], keep="first", maintain_order=True)
    return (
        needs.join(days, on=["smelter_id", "need_facility"], how="left", maintain_order="left")
        .filter(
            (pl.col("opened").is_null() | (pl.col("opened") <= pl.col("period_end")))
            & (pl.col("closed").is_null() | (pl.col("closed") >= pl.col("period_start")))
        )
        .drop("opened", "closed")
    )


def with_usable_anode_effects(inputs: SourceInputs, filled: pl.DataFrame) -> pl.DataFrame:
    """Filled gaps without those of anode-effect data that metal with data of its own does not need.

    Minutes, frequency times duration, and overvoltage are ways to one figure: where one of them is on record, the
    others are no gap. A half of a product on record is completed before minutes are filled.
    """
    potlines = filled.filter(pl.col("quantity") == "potline")
    if potlines.is_empty():
        return filled
    asked = potlines.select(_NEEDED).unique().join(pl.DataFrame({"item": _OF_POTLINES}), how="cross")
    measured = with_parameter(inputs.activity).filter(pl.col("quantity") == "potline")
    recorded = _touching(asked.with_columns(pl.col("item").alias("parameter")), measured)
    both = potlines.select(_NEEDED).unique()
    for name, found in (("recorded", recorded), ("fillable", potlines)):
        own = found.group_by(_NEEDED).agg(pl.col("item").unique().alias(name))
        both = both.join(own, on=_NEEDED, how="left").with_columns(pl.col(name).fill_null([]))

    def has(name: str) -> pl.Expr:
        return pl.col("recorded").list.contains(name)

    def known(name: str) -> pl.Expr:
        return has(name) | pl.col("fillable").list.contains(name)

    slope = has(MINUTES) | (has(FREQUENCY) & has(DURATION))
    nothing = ~slope & ~has(OVERVOLTAGE)
    product = known(FREQUENCY) & known(DURATION) & (has(FREQUENCY) | has(DURATION) | ~known(MINUTES))
    wanted = {
        MINUTES: nothing & ~product,
        FREQUENCY: nothing & product,
        DURATION: nothing & product,
        OVERVOLTAGE: nothing & known(EFFICIENCY),
        EFFICIENCY: ~slope & known(OVERVOLTAGE),
    }
    kept = both.with_columns(
        pl.concat_list(pl.when(test).then(pl.lit(name)) for name, test in wanted.items()).alias("wanted")
    ).select(*_NEEDED, "wanted")
    return (
        filled.join(kept, on=_NEEDED, how="left", maintain_order="left")
        .filter((pl.col("quantity") != "potline") | pl.col("wanted").list.contains(pl.col("item")))
        .drop("wanted")
    )

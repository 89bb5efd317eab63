"""Missing data: which gaps in a plant's own measurements a rule fills, with which data points.

Belongs here: the rules as data, the choice of data points, the parts an input is made of. Does not belong here: what is
a gap (substitution_needs), equations. Nothing is filled unless the configuration names a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.emissions.production_tier_1 import production_co2_tier_1
from smelter_ghg.method_sets import METHOD_SETS
from smelter_ghg.substitution_needs import SERIES, gaps, with_parameter, with_usable_anode_effects

# How the input ids of filled gaps begin; ledger_inputs and energy list the data points in their place.
FILLED = "sum:substitution"
POINTS = {
    "sum_id": pl.String,
    "input_id": pl.String,
    "value": pl.Float64,
    "multiplier": pl.Float64,
    "substitution_method": pl.String,
}
_GAP = [*SERIES, "need_facility", "period_start", "period_end"]

# A larger number of these gives more emissions, of those below fewer. Binder content and gross calorific values may go
# either way with the rest of their equation, so that no number of theirs is the conservative one.
_MORE = (
    "anode_effect_minutes_per_cell_day",
    "anode_effect_frequency_per_cell_day",
    "anode_effect_duration_min",
    "overvoltage_mv",
    "net_calorific_value_per_t",
    "net_calorific_value_per_m3",
    "net_calorific_value_per_nm3",
    "net_to_gross",
    "density_per_m3",
    "density_per_nm3",
    "net_anode_carbon",
    "paste_consumption",
    "packing_coke",
)
_FEWER = (
    "current_efficiency_pct",
    "sulphur",
    "ash",
    "hydrogen",
    "cyclohexane_soluble_matter",
    "carbon_in_skimmed_dust",
)
_EITHER = (
    "binder_content",
    "gross_calorific_value_per_t",
    "gross_calorific_value_per_m3",
    "gross_calorific_value_per_nm3",
)
# What the U.S. rule has equation F-9 for.
_ANODE_OR_PASTE = ("net_anode_carbon", "paste_consumption")


@dataclass(frozen=True)
class Rule:
    """One rule for missing data.

    parameters: what it fills, by potline column, property or rate. points: the data points it takes for each gap, with
    the share of each. method: how a filled value reads in ledger_inputs. stand_in: how a Tier 1 factor reads that
    stands in for days without anode or paste data, in the sets whose rows `method_set` counts; empty for none.
    """

    name: str
    title: str
    citation: str
    method: str
    parameters: tuple[str, ...]
    points: Callable[[pl.DataFrame], pl.DataFrame]
    method_set: str = ""
    stand_in: str = ""


def _next_two(beside: pl.DataFrame) -> pl.DataFrame:
    """The two data points that follow a gap, half of each; a gap with fewer keeps none."""
    after = beside.filter(pl.col("point_start") > pl.col("period_end")).sort(*_GAP, "point_start", "input_id")
    first = after.group_by(_GAP, maintain_order=True).head(2)
    return first.filter(pl.len().over(_GAP) == 2).with_columns(pl.lit(0.5).alias("share"))


def _conservative(beside: pl.DataFrame) -> pl.DataFrame:
    """Of the nearest data points before and after a gap the one that gives more emissions; the earlier of equals.

    A gap without a data point on either side keeps none: nothing then bounds what is missing.
    """
    before = beside.filter(pl.col("point_end") < pl.col("period_start")).sort(*_GAP, "point_end", "input_id")
    after = beside.filter(pl.col("point_start") > pl.col("period_end")).sort(*_GAP, "point_start", "input_id")
    nearest = pl.concat(
        [before.group_by(_GAP, maintain_order=True).tail(1), after.group_by(_GAP, maintain_order=True).head(1)]
    ).filter(pl.len().over(_GAP) == 2)
    more = pl.when(pl.col("parameter").is_in(_FEWER)).then(-pl.col("value")).otherwise("value")
    return (
        nearest.with_columns(more.alias("more"))
        .sort(*_GAP, "more", "point_start", descending=[*(False for _ in _GAP), True, False])
        .unique(_GAP, keep="first", maintain_order=True)
        .with_columns(pl.lit(1.0).alias("share"))
        .drop("more")
    )


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "us_98_65",
            "US 40 CFR 98.65",
            "40 CFR Part 98, Subpart F, 98.65: equation F-9 for anode or paste consumption, for any other parameter "
            "the mean of the two data points after the gap",
            "40 CFR 98.65(b), mean of the next two data points",
            (*(name for name in (*_MORE, *_FEWER) if name not in _ANODE_OR_PASTE), *_EITHER),
            _next_two,
            method_set="us_40cfr98_f",
            stand_in="40 CFR 98.65, equation F-9",
        ),
        # The article asks for a conservative estimate and gives no formula that has been read: the choice is this
        # project's, and its method says so wherever it is shown.
        Rule(
            "eu_conservative",
            "EU, conservative estimate",
            "Regulation (EU) 2018/2066, Article 66, asks for a conservative, documented estimate; that the nearest "
            "data point before or after the gap is one is this project's reading",
            "Regulation (EU) 2018/2066, Article 66, conservative estimate; this project's reading: of the nearest data "
            "points before and after the gap the one that gives more emissions",
            (*_MORE, *_FEWER),
            _conservative,
        ),
    )
}


def with_substitutions(inputs: SourceInputs, rule_name: str | None) -> tuple[SourceInputs, pl.DataFrame]:
    """The inputs with one quantity more per gap the rule fills, and the data points (POINTS) those stand for.

    A filled quantity covers the days of what needs it and no others, and no record of its parameter lies within them.
    """
    if rule_name is None:
        return inputs, pl.DataFrame(schema=POINTS)
    rule = RULES[rule_name]
    beside = _beside(gaps(inputs), inputs.activity).filter(pl.col("parameter").is_in(rule.parameters))
    chosen = with_usable_anode_effects(inputs, rule.points(beside)).with_columns(
        pl.concat_str(
            [pl.lit(FILLED), *(pl.col(name).cast(pl.String).fill_null("") for name in _GAP)], separator="|"
        ).alias("sum_id")
    )
    share = pl.col("share")
    points = chosen.select(
        "sum_id",
        "input_id",
        pl.col("value") * share,
        pl.col("multiplier") * share,
        pl.lit(rule.method).alias("substitution_method"),
    )
    columns = inputs.activity.columns
    filled = (
        chosen.with_columns(pl.col("value") * share)
        .group_by("sum_id", maintain_order=True)
        .agg(pl.col("value").sum(), *(pl.col(name).first() for name in ("need_facility", *_KEPT)))
        .with_columns(
            pl.col("sum_id").alias("activity_id"),
            pl.col("sum_id").alias("input_id"),
            pl.col("need_facility").alias("facility_id"),
            pl.lit(1.0).alias("multiplier"),
            pl.lit(rule.method).alias("substitution_method"),
        )
    )
    absent = [pl.lit(None, inputs.activity.schema[name]).alias(name) for name in columns if name not in filled.columns]
    rows = filled.with_columns(absent).select(columns)
    return replace(inputs, activity=pl.concat([inputs.activity, rows]), _made={}), points


# Columns a filled quantity takes over from its series and gap.
_KEPT = (*(name for name in SERIES if name != "facility_id"), "reporting_year", "period_start", "period_end")


def _beside(wanted: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """Every gap beside every data point of its series; a substitute on record is no data point."""
    points = (
        with_parameter(activity)
        .filter(pl.col("substitution_method").is_null())
        .select(
            *SERIES,
            "input_id",
            "value",
            "multiplier",
            pl.col("period_start").alias("point_start"),
            pl.col("period_end").alias("point_end"),
        )
    )
    return wanted.join(points, on=SERIES, how="inner", nulls_equal=True)


def listed_points(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Rows of ledger_inputs with the data points in place of each filled quantity, so that the rows of an argument add
    up; a row's own multiplier is what its source did to the quantity."""
    if points.is_empty():
        return rows
    filled = pl.col("input_id").str.starts_with(FILLED).fill_null(False)
    parts = (
        rows.filter(filled)
        .rename({"input_id": "sum_id"})
        .join(points, on="sum_id", how="inner", maintain_order="left_right", suffix="_of_point")
        .with_columns(
            (pl.col("value_of_point") * pl.col("multiplier")).alias("value"),
            (pl.col("multiplier_of_point") * pl.col("multiplier")).alias("multiplier"),
            pl.col("substitution_method_of_point").alias("substitution_method"),
            pl.lit("substitution").alias("kind"),
        )
    )
    return pl.concat([rows.filter(~filled), parts.select(rows.columns)])


def with_listed_ids(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Rows with the data points in place of each filled quantity in their lists of input_ids."""
    if points.is_empty() or rows.is_empty():
        return rows
    at, named = "_at", points.select(pl.col("sum_id").alias("input_ids"), "input_id")
    listed = (
        rows.select("input_ids")
        .with_row_index(at)
        .explode("input_ids", empty_as_null=True, keep_nulls=True)
        .join(named, on="input_ids", how="left", maintain_order="left_right")
        .group_by(at, maintain_order=True)
        .agg(pl.coalesce("input_id", "input_ids").alias("input_ids"))
    )
    return rows.with_columns(listed["input_ids"])


def marking_stated(rows: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """Rows of ledger_inputs whose record says that it is substituted, as substitutions with the record's method."""
    stated = activity.drop_nulls("substitution_method").select(
        "input_id", pl.col("substitution_method").alias("_stated")
    )
    if stated.is_empty():
        return rows
    told = (pl.col("kind") == "record") & pl.col("_stated").is_not_null()
    return (
        rows.join(stated.unique("input_id"), on="input_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(told).then(pl.lit("substitution")).otherwise("kind").alias("kind"),
            pl.when(told).then("_stated").otherwise("substitution_method").alias("substitution_method"),
        )
        .drop("_stated")
    )


def marking_stand_ins(ledger_inputs: pl.DataFrame, ledger: pl.DataFrame, rule_name: str | None) -> pl.DataFrame:
    """ledger_inputs with the factors of Tier 1 rows as substitutions, where such a row stands in for days without data.

    That is so where the rest of the smelter's reporting period has rows of a higher tier; a smelter on Tier 1 all the
    year has chosen its method and lacks nothing.
    """
    if rule_name is None or not RULES[rule_name].stand_in:
        return ledger_inputs
    rule = RULES[rule_name]
    own = ledger.filter(
        pl.col("selected")
        & pl.col("source").is_in(["anode_consumption", "paste_consumption"])
        & (pl.col("method_set") == METHOD_SETS[rule.method_set].rows_of)
    )
    tier_1 = pl.col("equation_id") == production_co2_tier_1.equation_id
    same = ["smelter_id", "period_label", "source"]
    standing = own.filter(tier_1).join(own.filter(~tier_1), on=same, how="semi")["ledger_id"]
    stands = pl.col("ledger_id").is_in(standing.implode()) & (pl.col("argument") == "anode_co2_factor")
    return ledger_inputs.with_columns(
        pl.when(stands).then(pl.lit("substitution")).otherwise("kind").alias("kind"),
        pl.when(stands).then(pl.lit(rule.stand_in)).otherwise("substitution_method").alias("substitution_method"),
    )

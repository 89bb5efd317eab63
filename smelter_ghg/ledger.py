"""The ledger: runs every registered emission source and keeps one row per source, period, gas, tier, set and account.

Belongs here: ledger rows, their inputs, the choice of tiers, and the only way to total. Does not belong here:
equations, production, intensities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from typing import TypeVar, get_args

import polars as pl

from smelter_ghg.completeness import apply_exclusions, unrecorded
from smelter_ghg.config import Account, MethodSet, ReportingConfig
from smelter_ghg.contracts.labels import OUTSIDE_SCOPES, SCOPE_2, SCOPE_3
from smelter_ghg.contracts.result_tables import LEDGER, LEDGER_INPUTS, MISSING
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import IDENTITY, Draft
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows
from smelter_ghg.factors import Factors
from smelter_ghg.method_sets import COMMON, METHOD_SETS, sharing
from smelter_ghg.periods import reporting_periods
from smelter_ghg.product_allocation import PART, WHOLE, ProductParts, divided, product_parts
from smelter_ghg.substitution import listed_points, marking_stand_ins, marking_stated, with_substitutions
from smelter_ghg.supplier_sites import supplier_sites
from smelter_ghg.tiers import select_highest_tier, select_way_of_carbon, without_what_a_balance_replaces
from smelter_ghg.units import KG_PER_T

# What tells ledger rows apart; ledger_id is the hash of these.
KEY = (
    "smelter_id",
    "period_start",
    "period_end",
    "process",
    "source",
    "item",
    "facility_id",
    "input_key",
    "gas",
    "tier",
    "route",
    "method_set",
    "scope2_account",
    "allocated_to",
)
_INVENTORIES: dict[str, tuple[str, ...]] = {
    "route": ("calculated", "reported"),
    "method_set": get_args(MethodSet),
    "scope2_account": get_args(Account),
}
# Between the names in a ledger row's also_in.
ALSO_IN_SEPARATOR = ";"
_SHARE = ("allocation_id", "allocation_share")
_ORDER = "_ledger_order"
_ARGUMENT_ORDER = "_argument_order"


Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


class InventoryError(ValueError):
    """A total was asked for that would mix routes, method sets, accounts or sets of GWPs."""


@dataclass(frozen=True)
class LedgerResult:
    """ledger (LEDGER), ledger_inputs (LEDGER_INPUTS), missing (MISSING)."""

    ledger: pl.DataFrame
    ledger_inputs: pl.DataFrame
    missing: pl.DataFrame


def build_ledger(
    activity: pl.DataFrame, tables: Mapping[str, pl.DataFrame], factors: Factors, config: ReportingConfig
) -> LedgerResult:
    """Run every emission source over the quantities of `activity`.

    Raises UnusableFactorError for a chosen grid factor that does not exist or may not be used, and ValueError where two
    ledger rows come out with one id: a source that does not tell its rows apart.
    """
    for factor_id in chain.from_iterable(config.chosen_factors.values()):
        factors.row(factor_id)
    inputs = SourceInputs(
        activity,
        tables["supplier_footprints"],
        tables["facilities"],
        factors.usable,
        dict(config.chosen_factors),
        printed_overvoltage_kind=config.printed_overvoltage_kind,
        process_carbon=config.process_carbon,
        instruments=tables["power_instruments"],
    )
    inputs, points = with_substitutions(inputs, config.missing_data)
    sites = supplier_sites(inputs)
    inputs = replace(inputs, reckoned_goods=sites.goods)
    drafts: list[Draft] = []
    missing: list[pl.DataFrame] = [MISSING.empty(), *sites.missing]
    for ledger_rows in sources().values():
        result = ledger_rows(inputs)
        drafts.extend(draft for draft in result.drafts if not draft.rows.is_empty())
        missing.extend(result.missing)
    parts = product_parts(inputs)
    made = [_with_ids(draft, parts) for draft in drafts]
    made.extend(_with_ids(draft, None) for draft in sites.drafts)
    ledger = _in_order([_ledger_rows(draft, rows) for draft, rows in made], LEDGER.empty(), _ORDER)
    if not ledger["ledger_id"].is_unique().all():
        twice = ledger.filter(pl.col("ledger_id").is_duplicated()).select(KEY).row(0)
        raise ValueError(f"two ledger rows cannot be told apart: {twice}")
    ranges = _ranges(factors.usable, activity)
    shared = activity.drop_nulls("allocation_id").select("smelter_id", "input_id", *_SHARE)
    inputs_of_rows = [_inputs(draft, rows, points) for draft, rows in made]
    ledger_inputs = _with_ranges(inputs_of_rows, ledger, ranges, shared)
    by_balance = config.process_carbon == "carbon_balance"
    ledger = select_way_of_carbon(select_highest_tier(ledger), by_balance)
    ledger_inputs = marking_stand_ins(marking_stated(ledger_inputs, activity), ledger, config.missing_data)
    periods = reporting_periods(tables, config.fiscal_year_end_month)
    missing.extend(unrecorded(inputs, periods))
    missing.append(_refused_under(ledger, config.gwp_set))
    lacking = without_what_a_balance_replaces(pl.concat(missing), ledger) if by_balance else pl.concat(missing)
    return LedgerResult(
        ledger=ledger,
        ledger_inputs=ledger_inputs,
        missing=apply_exclusions(_unique_missing(_shared(lacking)), tables["exclusions"], periods),
    )


def select_inventory(ledger: Frame, *, route: str, method_set: str, scope2_account: str) -> Frame:
    """The rows that may be totalled together: the selected rows of the set and account, with those common to all.
    What stands outside the scopes, the CO2 of biomass, is no part of a total.

    The only way to total. Raises InventoryError where one route, set or account is not named: for "common", a
    list, or a name nobody knows.
    """
    named = {"route": route, "method_set": method_set, "scope2_account": scope2_account}
    for name, value in named.items():
        if not isinstance(value, str) or value not in _INVENTORIES[name]:
            raise InventoryError(
                f"{name} must be one of {', '.join(_INVENTORIES[name])}, not {value!r}: a total never mixes them"
            )
    return ledger.filter(
        pl.col("selected")
        & (pl.col("scope") != OUTSIDE_SCOPES)
        & (pl.col("route") == route)
        & (pl.col("method_set").is_in([COMMON, method_set]) | _counted_also(method_set))
        & pl.col("scope2_account").is_in([COMMON, scope2_account])
    ).sort("ledger_id")


def _counted_also(method_set: str) -> pl.Expr:
    """Rows of another set that this one counts; sets with rows of their own count none."""
    if METHOD_SETS[method_set].rows_of == method_set:
        return pl.lit(False)
    return pl.col("also_in").str.split(ALSO_IN_SEPARATOR).list.contains(method_set).fill_null(False)


def co2e(inventory: pl.DataFrame, gwp_set: str, factors: Factors) -> pl.DataFrame:
    """An inventory with `t_co2e` per row under a named set of global warming potentials.

    Rows known only in CO2e count as they are, if their set is this one or not stated. Raises InventoryError for rows of
    more than one inventory, for a gas without a potential, and for CO2e of another set.
    """
    for name in ("route", "method_set", "scope2_account"):
        values = set(inventory[name].unique()) - {COMMON}
        if len(values) > 1:
            raise InventoryError(f"rows of several {name}s cannot be totalled: {sorted(values)}")
    foreign = inventory.filter(_other_set(gwp_set))
    if not foreign.is_empty():
        other = foreign.row(0, named=True)
        raise InventoryError(
            f"{other['item']} is known only in CO2e of {other['gwp_set']} and cannot be stated under {gwp_set}"
        )
    potentials = factors.usable.filter((pl.col("parameter") == "gwp100") & (pl.col("gwp_set") == gwp_set)).select(
        pl.col("item").alias("gas"), pl.col("canonical_value").alias("gwp")
    )
    joined = inventory.join(potentials, on="gas", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("gas") == "CO2e").then(1.0).otherwise(pl.col("gwp")).alias("gwp")
    )
    unknown = joined.filter(pl.col("gwp").is_null())
    if not unknown.is_empty():
        raise InventoryError(f"{gwp_set} has no potential for {unknown['gas'][0]}")
    return joined.with_columns((pl.col("mass_kg") / KG_PER_T * pl.col("gwp")).alias("t_co2e")).drop("gwp")


def of_other_gwp_set(ledger: Frame, gwp_set: str) -> Frame:
    """Rows known only in CO2e of a set other than this one: refused in a total, so missing from it."""
    return ledger.filter(_other_set(gwp_set))


def _refused_under(ledger: pl.DataFrame, gwp_set: str) -> pl.DataFrame:
    """MISSING rows for items known only in CO2e of another set than the report's."""
    foreign = of_other_gwp_set(ledger, gwp_set)
    return pl.concat(
        [
            missing_rows(
                foreign.filter((pl.col("scope") == scope) & (pl.col("scope2_account") == account)),
                pl.col("item"),
                boundary=boundary,
                category=category,
                scope2_account=account,
                reason=pl.format(
                    "known only in CO2e of {}, which cannot be restated as {}", "gwp_set", pl.lit(gwp_set)
                ),
            )
            for scope, boundary, category in (
                (SCOPE_2, "scope_1_2", "scope_2"),
                (SCOPE_3, "mine_to_metal", "scope_3"),
            )
            for account in (COMMON, *get_args(Account))
        ]
    )


def _other_set(gwp_set: str) -> pl.Expr:
    return (pl.col("gas") == "CO2e") & ~pl.col("gwp_set").is_in([gwp_set, "not_stated"])


def _with_ids(draft: Draft, parts: ProductParts | None) -> tuple[Draft, pl.DataFrame]:
    """A draft with the columns of KEY, mass_kg, allocated_share and ledger_id, its rows divided among products.

    Without `parts` they are divided already.
    """
    arguments = {name: pl.col(name) for name in draft.equation.arguments}
    rows = draft.rows if parts is None else divided(draft.rows, parts)
    share = pl.lit(1.0)
    if PART in rows.columns:
        share = (pl.col(PART) / pl.col(WHOLE)).fill_null(1.0)
    if parts is not None and PART in rows.columns:
        addends = [parts.addends] if draft.addends is None else [draft.addends, parts.addends]
        draft = replace(draft, addends=pl.concat(addends))
    rows = rows.with_columns(
        pl.lit(draft.source).alias("source"),
        pl.lit(draft.gas).alias("gas"),
        pl.lit(draft.tier, pl.Int64).alias("tier"),
        pl.lit("calculated").alias("route"),
        pl.lit(draft.method_set).alias("method_set"),
        pl.lit(draft.scope2_account).alias("scope2_account"),
        (draft.equation.function(**arguments) * share).alias("mass_kg"),
        share.alias("allocated_share"),
        pl.col("input_key").fill_null(""),
    )
    key = rows.select(pl.concat_str([pl.col(name).cast(pl.String) for name in KEY], separator="|")).to_series()
    digests = pl.Series(
        [blake2b(text, digest_size=8).digest() for text in key.cast(pl.Binary).to_list()], dtype=pl.Binary
    )
    return draft, rows.with_columns(
        digests.bin.encode("hex").alias("ledger_id"),
        # The same 8 bytes as a number: it sorts like the text and many times faster.
        digests.bin.reinterpret(dtype=pl.UInt64, endianness="big").alias(_ORDER),
    )


def _in_order(pieces: list[pl.DataFrame], empty: pl.DataFrame, *order: str) -> pl.DataFrame:
    """The pieces as one frame in the order of number columns that are then dropped."""
    if not pieces:
        return empty
    return pl.concat(pieces).sort(*order, maintain_order=True).drop(order)


def _ledger_rows(draft: Draft, rows: pl.DataFrame) -> pl.DataFrame:
    others = ALSO_IN_SEPARATOR.join(sharing(draft.method_set)) or None
    also_in = pl.lit(others, pl.String) if draft.also_in_column is None else pl.col(draft.also_in_column)
    gwp_set = pl.lit(None, pl.String) if draft.gwp_set_column is None else pl.col(draft.gwp_set_column)
    return rows.with_columns(
        gwp_set.alias("gwp_set"),
        also_in.alias("also_in"),
        pl.lit(draft.scope, pl.Int64).alias("scope"),
        pl.lit(draft.scope3_category, pl.Int64).alias("scope3_category"),
        pl.lit(draft.equation.equation_id).alias("equation_id"),
        (pl.col("counted") if "counted" in rows.columns else pl.lit(True)).alias("selected"),
        *(pl.col(name).cast(dtype) for name, dtype in IDENTITY.items()),
    ).select(*LEDGER.names, _ORDER)


def _inputs(draft: Draft, rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """One row per ledger row and argument, with the numbers the whole is sorted by; an argument made of several records
    has one row for each."""
    units = dict.fromkeys((PART, WHOLE), None) if PART in rows.columns else {}
    divided_rows = rows.filter(pl.col(f"{PART}__id").is_not_null()) if units else rows
    units |= draft.equation.units
    pieces = [
        (divided_rows if unit is None else rows).select(
            "ledger_id",
            pl.lit(argument).alias("argument"),
            pl.col(f"{argument}__kind").alias("kind"),
            pl.lit(None, pl.String).alias("substitution_method"),
            pl.col(f"{argument}__id").alias("input_id"),
            pl.col(argument).alias("value"),
            (pl.lit(unit) if unit is not None else pl.col("allocated_unit")).alias("unit"),
            pl.col(f"{argument}__multiplier").cast(pl.Float64).alias("multiplier"),
            pl.col(_ORDER),
            pl.lit(place, pl.UInt8).alias(_ARGUMENT_ORDER),
        )
        for place, (argument, unit) in enumerate(sorted(units.items()))
    ]
    listed = listed_points(pl.concat(pieces), points)
    if draft.addends is not None:
        summed = pl.col("input_id").str.starts_with("sum:")
        parts = (
            listed.filter(summed)
            .drop("value", "multiplier")
            .rename({"input_id": "sum_id"})
            .join(draft.addends.sort("input_id"), on="sum_id", how="inner", maintain_order="left_right")
        )
        listed = pl.concat([listed.filter(~summed), parts.select(listed.columns)])
    return listed


def _with_ranges(
    pieces: list[pl.DataFrame], ledger: pl.DataFrame, ranges: pl.DataFrame, shared: pl.DataFrame
) -> pl.DataFrame:
    """The inputs of all rows as LEDGER_INPUTS: with their shares of shared facilities and their 95 % ranges."""
    if not pieces:
        return LEDGER_INPUTS.empty()
    listed = _in_order(pieces, pieces[0].clear(), _ORDER, _ARGUMENT_ORDER)
    if shared.is_empty():
        listed = listed.with_columns(pl.lit(None, shared.schema[name]).alias(name) for name in _SHARE)
    else:
        smelters = ledger.select("ledger_id", "smelter_id")
        listed = listed.join(smelters, on="ledger_id", how="left", maintain_order="left").join(
            shared, on=["smelter_id", "input_id"], how="left", maintain_order="left"
        )
    return (
        listed.join(ranges, on="input_id", how="left", maintain_order="left")
        .with_columns(
            (pl.col("value") * pl.col("lower_share")).alias("lower"),
            (pl.col("value") * pl.col("upper_share")).alias("upper"),
        )
        .select(LEDGER_INPUTS.names)
    )


def _ranges(factors: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """95 % ranges as shares of the value, distribution and error group, for factors and for records with one."""
    usable = pl.col("value") != 0
    of_factors = factors.filter(usable).select(
        pl.col("factor_id").alias("input_id"),
        (pl.col("lower") / pl.col("value")).alias("lower_share"),
        (pl.col("upper") / pl.col("value")).alias("upper_share"),
        "distribution",
        # A factor is wrong by the same amount wherever it is used.
        pl.col("factor_id").alias("error_group"),
    )
    half = pl.col("uncertainty_pct") / 100
    measured = activity.filter(pl.col("uncertainty_pct").is_not_null()).unique("input_id", maintain_order=True)
    of_records = measured.select(
        "input_id",
        (1 - half).alias("lower_share"),
        (1 + half).alias("upper_share"),
        pl.lit("normal").alias("distribution"),
        pl.col("input_id").alias("error_group"),
    )
    return pl.concat([of_factors, of_records])


def _shared(missing: pl.DataFrame) -> pl.DataFrame:
    """What a set lacks is lacking from every set that counts its rows."""
    copies = [
        missing.filter(pl.col("method_set") == name).with_columns(pl.lit(other).alias("method_set"))
        for name in METHOD_SETS
        for other in sharing(name)
    ]
    return pl.concat([missing, *copies])


def _unique_missing(missing: pl.DataFrame) -> pl.DataFrame:
    key = [*MISSING.key, "facility_id"]
    return missing.select(MISSING.names).unique(key, keep="first", maintain_order=True).sort(key)

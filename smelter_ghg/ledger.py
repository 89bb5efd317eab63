"""The ledger: runs every registered emission source and keeps one row per source, period, gas, tier, set and account.

Belongs here: which sources run, the choice of tiers, and the only way to total. Does not belong here: how a row is
made (`ledger_rows`), equations, production, intensities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar, get_args

import polars as pl

from smelter_ghg.completeness import apply_exclusions, unrecorded
from smelter_ghg.config import Account, MethodSet, ReportingConfig
from smelter_ghg.contracts.labels import OUTSIDE_SCOPES, SCOPE_2, SCOPE_3
from smelter_ghg.contracts.result_tables import MISSING
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import Draft
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows
from smelter_ghg.factors import Factors
from smelter_ghg.ledger_rows import ALSO_IN_SEPARATOR, among_products, ledger_and_inputs, with_ranges
from smelter_ghg.method_sets import COMMON, METHOD_SETS, sharing
from smelter_ghg.periods import reporting_periods
from smelter_ghg.product_allocation import product_parts
from smelter_ghg.substitution import marking_stand_ins, marking_stated, with_substitutions
from smelter_ghg.supplier_sites import supplier_sites
from smelter_ghg.tiers import select_highest_tier, select_way_of_carbon, without_what_a_balance_replaces
from smelter_ghg.units import KG_PER_T

_INVENTORIES: dict[str, tuple[str, ...]] = {
    "route": ("calculated", "reported"),
    "method_set": get_args(MethodSet),
    "scope2_account": get_args(Account),
}

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
    made = [among_products(draft, parts) for draft in drafts]
    ledger, listed = ledger_and_inputs([*made, *sites.drafts], points)
    ledger_inputs = with_ranges(listed, ledger, factors.usable, activity, tables)
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

"""Figures of emissions by source, scope and account.

Belongs here: which sums of ledger rows a page prints. Does not belong here: intensities and verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.labels import FUEL_AND_ENERGY, MINE_TO_METAL_CATEGORIES, SCOPE_1, SCOPE_2, SCOPE_3
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import IN_ALL_METAL, IN_MINE_TO_METAL, Facts, Period
from smelter_ghg.disclosure.figures_energy import GRID
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.intensity import ACCOUNTS
from smelter_ghg.items import CARBONATES, CHARGED_GASES, GREEN_COKE, METALS
from smelter_ghg.method_sets import COMMON

CATEGORIES = tuple(f"category_{category}" for category in MINE_TO_METAL_CATEGORIES)
SCOPES = (SCOPE_1, SCOPE_2, SCOPE_3)
FUELS = "fuels"

SourceKey = tuple[int, int | None, str, str, str]
"""Scope, scope 3 category, source, detail, account (empty where both accounts share it)."""


@dataclass(frozen=True)
class Line:
    """A line of the table of emissions by source: its ledger rows, and those of them that a boundary counts."""

    key: SourceKey
    ledger_ids: list[str]
    in_mine_to_metal: list[str]
    in_all_metal: list[str]

    def within(self, boundary: str) -> list[str]:
        """The rows a boundary counts; scopes 1 and 2 count all of theirs, whatever they were made for."""
        return {"mine_to_metal": self.in_mine_to_metal, "all_metal": self.in_all_metal}.get(boundary, self.ledger_ids)


_DETAIL = (
    pl.when(pl.col("source") == "combustion")
    .then("process")
    .when(pl.col("source").is_in(["purchased_goods", "goods_from_known_site", "inbound_transport"]))
    .then("item")
    .when(pl.col("source") == "energy_upstream")
    .then(pl.when(pl.col("item").str.starts_with(GRID)).then("item").otherwise(pl.lit(FUELS)))
    .otherwise(pl.lit(""))
    .fill_null("")
)


def lines(facts: Facts, smelter_id: str) -> dict[str, list[Line]]:
    """The lines of each of a smelter's periods, on both accounts, in the order of the table."""
    account = pl.when(pl.col("scope2_account") == COMMON).then(pl.lit("")).otherwise("scope2_account")
    parts = (_DETAIL.alias("detail"), account.alias("account"))
    grouped = (
        facts.emission_rows[smelter_id]
        .group_by("period_label", "scope", "scope3_category", "source", *parts, maintain_order=True)
        .agg(
            "ledger_id",
            pl.col("ledger_id").filter(IN_MINE_TO_METAL).alias("counted"),
            pl.col("ledger_id").filter(IN_ALL_METAL).alias("counted_in_all"),
        )
    )
    found: dict[str, list[Line]] = {}
    for label, *key, ids, counted, of_all in grouped.iter_rows():
        scope, category, source, detail, own = key
        found.setdefault(label, []).append(Line((scope, category, source, detail, own), ids, counted, of_all))
    return {label: sorted(members, key=lambda line: _order(line.key)) for label, members in found.items()}


def source_keys(facts: Facts, period: Period) -> list[SourceKey]:
    """The lines of the table of emissions by source that a period has, on both accounts."""
    return [line.key for line in lines_of(facts, period)]


def lines_of(facts: Facts, period: Period) -> list[Line]:
    return facts.held("lines", lines, period.smelter_id).get(period.label, [])


def _order(key: SourceKey) -> tuple[int, int, str, str, str]:
    scope, category, source, detail, account = key
    return (scope, category or 0, source, detail, account)


def source_label(key: SourceKey) -> str:
    """What a reader calls a line of the table of emissions by source."""
    _, _, source, detail, account = key
    if source == "energy_upstream":
        name = "Upstream of fuels" if detail == FUELS else item_words(detail)
    elif source == "inbound_transport":
        name = f"Transport of {item_words(detail, capital=False)}"
    elif source == "purchased_goods":
        name = item_words(detail)
    elif source == "goods_from_known_site":
        name = f"{item_words(detail)}, from the fuels and power of its site"
    else:
        name = words(source) if not detail else f"{words(source)}: {words(detail).lower()}"
    return f"{name}, {words(account)}" if account else name


def key_parts(key: SourceKey) -> tuple[str, ...]:
    """The part of a figure's key that names the line."""
    scope, category, source, detail, _ = key
    return (str(scope), "" if category is None else str(category), source, detail)


def source_id(facts: Facts, period: Period, key: SourceKey) -> str:
    return m.of_period(m.EMISSIONS_SOURCE, period, m.calculated(facts.config, key[4]), *key_parts(key))


def scope_id(facts: Facts, period: Period, scope: int, category: int | None = None, account: str = "") -> str:
    basis = m.calculated(facts.config, account)
    return m.of_period(m.EMISSIONS_SCOPE, period, basis, str(scope), "" if category is None else str(category))


def total_id(facts: Facts, period: Period, account: str) -> str:
    return m.of_period(m.EMISSIONS_TOTAL, period, m.calculated(facts.config, account))


def add_emissions(book: FigureBook, facts: Facts, period: Period) -> None:
    """Emissions of one period by source, by scope and in all, on both accounts."""

    def about(measure: str, key: Iterable[str], label: str, account: str, incomplete: bool) -> About:
        return About(
            measure,
            (period.smelter_id, period.label, *key),
            label,
            "t CO2e",
            m.calculated(facts.config, account),
            period.smelter_id,
            period.label,
            "at_least" if incomplete else "exact",
        )

    for line in lines_of(facts, period):
        key = line.key
        incomplete = source_lacks(facts, period, key)
        book.sum_co2e(about(m.EMISSIONS_SOURCE, key_parts(key), source_label(key), key[4], incomplete), line.ledger_ids)
    for account in ACCOUNTS:
        scopes = _scopes(facts, period, account)
        for scope, category in scopes:
            own = _own_account(scope, category, account)
            label = f"Scope {scope}" if category is None else f"Scope {scope}, category {category}"
            label += f", {words(own)}" if own else ""
            name = f"scope_{scope}" if category is None else f"category_{category}"
            incomplete = facts.lacks(period, (name,), account)
            key_of_scope = (str(scope), "" if category is None else str(category))
            of_scope = [source_id(facts, period, key) for key in _keys_of(facts, period, account, scope, category)]
            book.sum_figures(about(m.EMISSIONS_SCOPE, key_of_scope, label, own, incomplete), of_scope)
        thirds = [
            scope_id(facts, period, scope, category, _own_account(scope, category, account))
            for scope, category in scopes
            if scope == SCOPE_3
        ]
        if thirds:
            label = f"Scope 3, categories 1, 3 and 4, {words(account)}"
            lacking = facts.lacks(period, CATEGORIES, account)
            book.sum_figures(about(m.EMISSIONS_SCOPE, (str(SCOPE_3), ""), label, account, lacking), thirds)
        if scopes:
            label = f"Scopes 1, 2 and 3 (categories 1, 3, 4), {words(account)}"
            lacking = facts.lacks(period, ("scope_1", "scope_2", *CATEGORIES), account)
            whole = [one for scope in SCOPES for one in scope_ids(facts, period, scope, account)]
            book.sum_figures(about(m.EMISSIONS_TOTAL, (), label, account, lacking), whole)


def _own_account(scope: int, category: int | None, account: str) -> str:
    """The account of a scope's or category's figure: none where both accounts share it."""
    return "" if scope == SCOPE_1 or category not in (None, FUEL_AND_ENERGY) else account


def _keys_of(facts: Facts, period: Period, account: str, scope: int, category: int | None) -> list[SourceKey]:
    """The lines of one scope or category on one account."""
    keys = source_keys(facts, period)
    return [key for key in keys if key[:2] == (scope, category) and key[4] in ("", account)]


def _scopes(facts: Facts, period: Period, account: str) -> list[tuple[int, int | None]]:
    """The scopes and the mine-to-metal categories of scope 3 that an account has rows of."""
    found = {key[:2] for key in source_keys(facts, period) if key[4] in ("", account)}
    kept = [pair for pair in found if pair[1] is None or pair[1] in MINE_TO_METAL_CATEGORIES]
    return sorted(kept, key=lambda pair: (pair[0], pair[1] or 0))


def scope_ids(facts: Facts, period: Period, scope: int, account: str) -> list[str]:
    """The figure of a scope on an account as a list; empty where there is none."""
    if not any(found == scope for found, _ in _scopes(facts, period, account)):
        return []
    return [scope_id(facts, period, scope, None, "" if scope == SCOPE_1 else account)]


def sum_scopes(
    book: FigureBook,
    about: About,
    facts: Facts,
    period: Period,
    account: str,
    scopes: Sequence[int],
    *,
    within: str,
) -> str:
    """Emissions of whole scopes: the sum of their figures, or of ledger rows where the boundary counts only some."""
    counted = [
        line
        for line in lines_of(facts, period)
        if line.key[0] in scopes
        and line.key[4] in ("", account)
        and (line.key[1] is None or line.key[1] in MINE_TO_METAL_CATEGORIES)
    ]
    if any(line.within(within) != line.ledger_ids for line in counted):
        return book.sum_co2e(about, [one for line in counted for one in line.within(within)])
    return book.sum_figures(about, [one for scope in scopes for one in scope_ids(facts, period, scope, account)])


_BELONGS: dict[str, Callable[[str, str], bool]] = {
    "anode_consumption": lambda item, detail: item in ("net_anode_carbon", "anode_butts"),
    "paste_consumption": lambda item, detail: item == "paste_consumption",
    "pitch_volatiles": lambda item, detail: item == "pitch_volatiles",
    "packing_coke": lambda item, detail: item == "packing_coke",
    "low_voltage_pfc": lambda item, detail: item == "low_voltage_pfc",
    "carbonates": lambda item, detail: item in CARBONATES,
    "cover_gas": lambda item, detail: item in CHARGED_GASES,
    "charged_gases": lambda item, detail: item in CHARGED_GASES,
    "coke_calcination": lambda item, detail: item == GREEN_COKE,
    "carbon_balance": lambda item, detail: item.endswith("_carbon"),
    "mobile_plant": lambda item, detail: "_mobile_combustion_" in item,
    "purchased_metal": lambda item, detail: item in METALS.values(),
    "anode_effects": lambda item, detail: item.startswith(("anode_effect", "technology")),
    "combustion": lambda item, detail: (
        ("_combustion_" in item and "_mobile_" not in item) or item in ("fuels", "power_plant_fuel")
    ),
    "purchased_electricity": lambda item, detail: item.startswith(GRID),
    # A line of upstream and losses in one figure lacks either part of another zone's energy.
    "energy_upstream": lambda item, detail: (
        not item.startswith(GRID)
        if detail == FUELS
        else item in ("electricity_upstream", "electricity_losses")
        if detail == "electricity_upstream_and_losses"
        else item == detail
    ),
    "purchased_goods": lambda item, detail: item == detail or item.startswith(f"{detail}_"),
    "inbound_transport": lambda item, detail: item == f"{detail}_transport",
}


def source_lacks(facts: Facts, period: Period, key: SourceKey) -> bool:
    """Whether an item is missing that belongs to this line, so that the line itself reads "at least"."""
    scope, category, source, detail, account = key
    name = f"scope_{scope}" if category is None else f"category_{category}"
    belongs = _BELONGS.get(source)
    return belongs is not None and any(
        row["category"] == name and row["excluded_estimate_t_co2e"] is None and belongs(row["item"], detail)
        for row in facts.missing_in(period, account or None)
    )

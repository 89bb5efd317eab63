"""Figures of other vintages and sources of the grid and upstream factors used: emissions under each, and the effect.

Belongs here: what each switch would change in the period a page leads with. Does not belong here: which rows could
stand in a factor's place (`smelter_ghg.factor_vintages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_records import add_factor
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.factor_vintages import effects, others


@dataclass(frozen=True)
class Use:
    """A factor used on an account, with the rows that could stand in its place; a row of `effects` each."""

    factor_id: str
    account: str
    others: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.others[0]


def uses_of(facts: Facts, period: Period) -> list[Use]:
    """The factors of a period that have other vintages or sources on file."""
    return facts.held("vintages", _uses, period.smelter_id).get(period.label, [])


def _uses(facts: Facts, smelter_id: str) -> dict[str, list[Use]]:
    rows = effects(facts.emission_rows[smelter_id], facts.ledger_inputs, facts.factors, facts.config.gwp_set)
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows.iter_rows(named=True):
        grouped.setdefault((row["period_label"], row["scope2_account"], row["factor_id"]), []).append(row)
    found: dict[str, list[Use]] = {}
    for (label, account, factor_id), own in sorted(grouped.items()):
        found.setdefault(label, []).append(Use(factor_id, account, tuple(own)))
    return found


def add_other_factors(book: FigureBook, facts: Facts) -> None:
    """The values of the rows that could stand in a used factor's place, beside those of the used."""
    used = [row["factor_id"] for row in facts.used_factors]
    ids = others(facts.factors).filter(pl.col("factor_id").is_in(used))["other_factor_id"].unique().implode()
    for row in facts.factors.frame.filter(pl.col("factor_id").is_in(ids)).sort("factor_id").iter_rows(named=True):
        add_factor(book, row)


def used_id(facts: Facts, period: Period, use: Use) -> str:
    basis = m.calculated(facts.config, use.account)
    return m.of_period(m.VINTAGE_EMISSIONS, period, basis, use.factor_id)


def other_id(facts: Facts, period: Period, use: Use, other: Row, measure: str = m.VINTAGE_EMISSIONS) -> str:
    basis = m.calculated(facts.config, use.account)
    return m.of_period(measure, period, basis, use.factor_id, other["other_factor_id"])


def use_label(use: Use) -> str:
    """The factor used and the account it is used on."""
    row = use.first
    parts = [item_words(row["item"]), item_words(row["parameter"], capital=False), row["region"]]
    account = "" if use.account == "common" else words(use.account)
    return ", ".join(part for part in (*parts, account) if part)


def add_vintages(book: FigureBook, facts: Facts, period: Period) -> None:
    """Energy behind each used factor, emissions under it and under each other, and what the switch would change."""
    where = (period.smelter_id, period.label)
    for use in uses_of(facts, period):
        basis = m.calculated(facts.config, use.account)
        label = use_label(use)

        def about(measure: str, label: str, *key: str, basis: Basis = basis, use: Use = use) -> About:
            return About(measure, (*where, use.factor_id, *key), label, "t CO2e", basis, *where)

        energy = _energy(book, facts, period, use, label)
        used = book.sum_co2e(about(m.VINTAGE_EMISSIONS, f"{label}, as used"), use.first["ledger_ids"])
        for other in use.others:
            name = other["other_factor_id"]
            under = book.times_factor(about(m.VINTAGE_EMISSIONS, f"{label}, with {name}", name), energy, m.factor(name))
            book.difference(about(m.VINTAGE_EFFECT, f"{label}, effect of {name}", name), under, used)


def _energy(book: FigureBook, facts: Facts, period: Period, use: Use, label: str) -> str:
    """Electricity from its meters, less what instruments take of it; fuels from the energy table."""
    where = (period.smelter_id, period.label)
    fuel = use.first["parameter"] == "upstream"

    def about(part: str, unit: str) -> About:
        key = (*where, use.factor_id, use.account, part)
        return About(m.VINTAGE_ENERGY, key, f"{label}, energy{part and f' {part}'}", unit, Basis(), *where)

    if fuel:
        return book.sum_energy(about("", "GJ"), sorted(_fuel_rows(facts, period, use)))
    plus, minus = (sorted(ids) for ids in _metered(facts, period, use))
    if not minus:
        return book.sum_records(about("", "MWh"), plus)
    metered = book.sum_records(about("metered", "MWh"), plus)
    return book.difference(about("", "MWh"), metered, book.sum_records(about("priced otherwise", "MWh"), minus))


def _metered(facts: Facts, period: Period, use: Use) -> tuple[set[str], set[str]]:
    """Activity rows that add to the energy of a use, and those taken off it."""
    activity = facts.activity_of[period.smelter_id].filter(pl.col("quantity").is_in(["electricity", "instrument"]))
    ids = dict(activity.select("input_id", "activity_id").iter_rows())
    plus: set[str] = set()
    minus: set[str] = set()
    for row in _inputs(facts, use):
        if row["argument"] == "energy":
            (minus if row["multiplier"] < 0 else plus).add(ids[row["input_id"]])
    return plus, minus


def _fuel_rows(facts: Facts, period: Period, use: Use) -> set[str]:
    """Energy rows of the fuels a use is about: they are named after the record of the amount burnt."""
    written = {row["input_id"] for row in _inputs(facts, use)}
    rows = facts.energy_rows.get((period.smelter_id, period.label))
    return {row["energy_id"] for row in rows if row["energy_id"].partition("@")[0] in written}


def _inputs(facts: Facts, use: Use) -> Iterator[Row]:
    wanted = pl.col("ledger_id").is_in(use.first["ledger_ids"])
    columns = ("argument", "input_id", "multiplier")
    yield from facts.ledger_inputs.lazy().filter(wanted).select(columns).collect().iter_rows(named=True)

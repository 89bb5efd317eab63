"""Figures of how a period's emissions were computed: by equation and tier, and what stands in for records.

Belongs here: emissions and shares by method, and by default or fall-back. Does not belong here: sums by source,
substitutions for gaps, tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_quality import known_id
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.method_sets import COMMON

# Kinds of inputs that stand where a record could; substitutions for gaps are told apart from them.
STAND_INS = ("default", "fall_back")


@dataclass(frozen=True)
class Method:
    """An equation as an inventory takes it, with its ledger rows; `account` is empty where both accounts share them."""

    scope: int
    category: int | None
    source: str
    equation_id: str
    tier: int
    method_set: str
    account: str
    ledger_ids: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        category = "" if self.category is None else str(self.category)
        return (str(self.scope), category, self.source, self.equation_id, str(self.tier), self.method_set)

    @property
    def of(self) -> tuple[int, int | None, str, str]:
        """What is computed, by whichever equation."""
        return (self.scope, self.category, self.source, self.account)

    @property
    def title(self) -> str:
        """The equation in words; an id nobody declared is shown as it is."""
        sources()  # importing the sources fills the register
        known = EQUATIONS.get(self.equation_id)
        return self.equation_id if known is None else known.title


@dataclass(frozen=True)
class StandIn:
    """A default or fall-back that an equation takes in place of a record, with the ledger rows that rest on it."""

    source: str
    argument: str
    kind: str
    factor_id: str
    ledger_ids: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return (self.source, self.argument, self.kind, self.factor_id)


def methods(facts: Facts, period: Period) -> list[Method]:
    """The equations of both inventories of a period, by scope, category and source."""
    return facts.held("methods", _methods, period.smelter_id).get(period.label, [])


def _methods(facts: Facts, smelter_id: str) -> dict[str, list[Method]]:
    account = pl.when(pl.col("scope2_account") == COMMON).then(pl.lit("")).otherwise("scope2_account")
    names = ("scope", "scope3_category", "source", "equation_id", "tier", "method_set")
    keys = ["period_label", *names, "account"]
    rows = facts.emission_rows[smelter_id].with_columns(account.alias("account"))
    grouped = rows.group_by(keys, maintain_order=True).agg("ledger_id").sort(keys, nulls_last=False)
    found: dict[str, list[Method]] = {}
    for label, *key, ids in grouped.iter_rows():
        found.setdefault(label, []).append(Method(*(*key, tuple(ids))))
    return found


def stand_ins(facts: Facts, period: Period) -> list[StandIn]:
    """The defaults and fall-backs behind a period's inventory on the account the report leads with."""
    return facts.held("stand_ins", _stand_ins, period.smelter_id).get(period.label, [])


def _stand_ins(facts: Facts, smelter_id: str) -> dict[str, list[StandIn]]:
    led = pl.col("scope2_account").is_in([COMMON, facts.config.scope2_account])
    rows = facts.factor_inputs[smelter_id].filter(pl.col("kind").is_in(STAND_INS) & led)
    keys = ["period_label", "source", "argument", "kind", "input_id"]
    found: dict[str, list[StandIn]] = {}
    for label, *key, ids in rows.group_by(keys).agg(pl.col("ledger_id").unique().sort()).sort(keys).iter_rows():
        found.setdefault(label, []).append(StandIn(*(*key, tuple(ids))))
    return found


def method_id(facts: Facts, period: Period, method: Method, measure: str = m.METHOD_EMISSIONS) -> str:
    """The figure of the emissions by one method, or of their share (METHOD_SHARE)."""
    return m.of_period(measure, period, m.calculated(facts.config, method.account), *method.key)


def stand_in_id(facts: Facts, period: Period, one: StandIn, measure: str = m.STAND_IN_EMISSIONS) -> str:
    """The figure of what rests on a default or fall-back, or of its share (STAND_IN_SHARE)."""
    return m.of_period(measure, period, m.calculated(facts.config, facts.config.scope2_account), *one.key)


def add_methods(book: FigureBook, facts: Facts, period: Period) -> None:
    """Emissions by method, and by default or fall-back; shares of the known emissions on the leading account."""
    lead = facts.config.scope2_account
    whole = known_id(facts, period, lead)
    known = whole in book and book.value(whole) > 0
    who = (period.smelter_id, period.label)
    for method in methods(facts, period):
        basis = m.calculated(facts.config, method.account)
        label = f"{words(method.source)}: {method.title}, tier {method.tier}"
        about = About(m.METHOD_EMISSIONS, (*who, *method.key), label, "t CO2e", basis, *who)
        tonnes = book.sum_co2e(about, method.ledger_ids)
        if known and method.account in ("", lead):
            share = About(m.METHOD_SHARE, (*who, *method.key), f"{label}, share", "%", basis, *who)
            book.percent_of(share, tonnes, whole)
    for one in stand_ins(facts, period):
        basis = m.calculated(facts.config, lead)
        label = f"{words(one.source)} resting on {item_words(one.argument, capital=False)} ({one.kind})"
        about = About(m.STAND_IN_EMISSIONS, (*who, *one.key), label, "t CO2e", basis, *who)
        tonnes = book.sum_co2e(about, one.ledger_ids)
        if known:
            share = About(m.STAND_IN_SHARE, (*who, *one.key), f"{label}, share", "%", basis, *who)
            book.percent_of(share, tonnes, whole)

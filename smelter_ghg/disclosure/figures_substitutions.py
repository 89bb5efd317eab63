"""Figures of what stands in for missing data: each substituted value, and the emissions that rest on it.

Belongs here: which inputs make one substitution, its figures and their ids. Does not belong here: how gaps are filled,
tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_quality import known_id
from smelter_ghg.disclosure.ids import NO_BASIS, figure_id, joined
from smelter_ghg.disclosure.words import item_words
from smelter_ghg.method_sets import COMMON
from smelter_ghg.substitution import RULES

# Substituted values are shown with as many decimals as measurements of anode effects and analyses have.
_DECIMALS = 4


@dataclass(frozen=True)
class Substitution:
    """One value in place of a missing one, the days it stands for and the inventory's ledger rows that take it."""

    argument: str
    item: str
    facility_id: str
    first: date
    last: date
    method: str
    unit: str
    input_ids: tuple[str, ...]
    ledger_ids: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        days = (self.first.isoformat(), self.last.isoformat())
        return (self.argument, self.item, self.facility_id, *days, joined(self.input_ids))


def substitutions(facts: Facts, period: Period) -> list[Substitution]:
    """The substitutions behind a period's inventory on the account the report leads with, by day."""
    return facts.held("substitutions", _by_period, period.smelter_id).get(period.label, [])


def _by_period(facts: Facts, smelter_id: str) -> dict[str, list[Substitution]]:
    if facts.substituted_inputs.is_empty():
        return {}
    columns = ("ledger_id", "period_label", "item", "facility_id", "period_start", "period_end")
    counted = facts.emission_rows[smelter_id].filter(
        pl.col("scope2_account").is_in([COMMON, facts.config.scope2_account])
    )
    taken = facts.substituted_inputs.join(counted.select(columns), on="ledger_id", how="inner")
    of_argument: dict[tuple[str, str], list[Row]] = {}
    for row in taken.sort("period_start", "argument", "facility_id", "ledger_id", "input_id").iter_rows(named=True):
        of_argument.setdefault((row["ledger_id"], row["argument"]), []).append(row)
    found: dict[tuple[str, Substitution], list[str]] = {}
    for (ledger_id, argument), rows in of_argument.items():
        # A sum may take several substituted records; only what a rule filled has several points for one value.
        filled = rows[0]["substitution_method"] in {rule.method for rule in RULES.values()}
        for own in [rows] if filled else [[row] for row in rows]:
            first = own[0]
            ids = tuple(row["input_id"] for row in own)
            place = (
                argument,
                first["item"] or "",
                first["facility_id"] or "",
                first["period_start"],
                first["period_end"],
            )
            made = Substitution(*place, first["substitution_method"], first["unit"], ids, ())
            found.setdefault((first["period_label"], made), []).append(ledger_id)
    by_period: dict[str, list[Substitution]] = {}
    for (label, made), ledger_ids in found.items():
        by_period.setdefault(label, []).append(Substitution(**{**vars(made), "ledger_ids": tuple(sorted(ledger_ids))}))
    return by_period


def value_id(period: Period, one: Substitution) -> str:
    """The figure of the substituted value: of the factor where one stands in, else of its data points."""
    if "|" not in one.input_ids[0]:
        return m.factor(one.input_ids[0])
    return figure_id(m.SUBSTITUTED_VALUE, NO_BASIS, period.smelter_id, period.label, *one.key)


def emissions_id(facts: Facts, period: Period, *key: str, measure: str = m.SUBSTITUTED_EMISSIONS) -> str:
    """The figure of what rests on a substitution (its key), or on all of them (no key)."""
    return m.of_period(measure, period, m.calculated(facts.config, facts.config.scope2_account), *key)


def add_substitutions(book: FigureBook, facts: Facts, period: Period) -> None:
    """Each substituted value, the emissions resting on it, and both in all."""
    listed = substitutions(facts, period)
    if not listed:
        return
    basis = m.calculated(facts.config, facts.config.scope2_account)
    who = (period.smelter_id, period.label)
    whole = known_id(facts, period, facts.config.scope2_account)

    def add(key: tuple[str, ...], label: str, ledger_ids: tuple[str, ...]) -> None:
        about = About(m.SUBSTITUTED_EMISSIONS, (*who, *key), f"Emissions resting on {label}", "t CO2e", basis, *who)
        tonnes = book.sum_co2e(about, ledger_ids)
        if whole in book and book.value(whole) > 0:
            about = About(m.SUBSTITUTED_SHARE, (*who, *key), f"Share of known emissions on {label}", "%", basis, *who)
            book.percent_of(about, tonnes, whole)

    # The record cell of a shared facility is another quantity for each smelter that shares it.
    known = facts.activity_of[period.smelter_id].sort("activity_id").unique("input_id", keep="first")
    quantities = dict(known.select("input_id", "activity_id").iter_rows())
    units = dict(known.select("input_id", "unit").iter_rows())
    for one in listed:
        argument, item = (item_words(name, capital=False) for name in (one.argument, one.item))
        name = f"the substituted {argument} ({item}), {one.first} to {one.last}"
        add(one.key, name, one.ledger_ids)
        if value_id(period, one) in book:
            continue
        about = About(
            m.SUBSTITUTED_VALUE,
            (*who, *one.key),
            f"Substituted {argument} ({item})",
            units[one.input_ids[0]],
            NO_BASIS,
            *who,
            decimals=_DECIMALS,
        )
        ids = [quantities[input_id] for input_id in one.input_ids]
        book.rate(about, ids[0]) if len(ids) == 1 else book.mean_records(about, ids)
    add((), "substituted values", tuple(sorted({one_id for one in listed for one_id in one.ledger_ids})))

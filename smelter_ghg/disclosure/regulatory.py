"""The total a regulation asks for: the set's own rows, its potentials, its rounding.

Belongs here: direct emissions as a rule text words them, and why a text's total cannot be stated. Does not belong here:
which rows a set counts (ledger), HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE
from smelter_ghg.disclosure.view import FigureIndex, Label, TableView, When
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words
from smelter_ghg.ledger import of_other_gwp_set, select_inventory
from smelter_ghg.method_sets import METHOD_SETS, MethodSet

_ROUNDED_UP = "up_to_whole_tonnes"


@dataclass(frozen=True)
class Direct:
    """Scope 1 of a period under one set: its rows, or why they are no total."""

    ledger_ids: tuple[str, ...]
    refusal: str


def gwp_set_of(facts: Facts, rules: MethodSet) -> str:
    """The potentials of a set's total: its own where they are known, else the report's."""
    return rules.total_gwp_set or facts.config.gwp_set


def _basis(facts: Facts, rules: MethodSet) -> Basis:
    return Basis(rules.name, gwp_set_of(facts, rules), "", "", "calculated")


def total_id(facts: Facts, period: Period, rules: MethodSet) -> str:
    """The id of the sum as it is; of a rounded total, of what was rounded."""
    return m.of_period(m.DIRECT_EMISSIONS, period, _basis(facts, rules))


def stated_id(facts: Facts, period: Period, rules: MethodSet) -> str:
    """The id of the total as the text states it."""
    rounded = rules.rounding == _ROUNDED_UP
    return (
        m.of_period(m.DIRECT_EMISSIONS_ROUNDED, period, _basis(facts, rules))
        if rounded
        else total_id(facts, period, rules)
    )


def direct(facts: Facts, period: Period) -> Mapping[str, Direct]:
    """Every set's direct emissions in a period; nothing where no set has rows."""
    own = facts.ledger_of[period.smelter_id].filter(
        (pl.col("period_label") == period.label) & (pl.col("scope") == SCOPE_1)
    )
    found = {name: _direct(facts, period, own, rules) for name, rules in METHOD_SETS.items()}
    return found if any(one.ledger_ids for one in found.values()) else {}


def _direct(facts: Facts, period: Period, own: pl.DataFrame, rules: MethodSet) -> Direct:
    rows = select_inventory(own, route="calculated", method_set=rules.name, scope2_account="location")
    ids = tuple(rows["ledger_id"])
    lacking = sorted(
        (row["item"], row["reason"] or "")
        for row in facts.missing_of(period)
        if row["boundary"] == row["category"] == "scope_1"
        and row["method_set"] in ("common", rules.name)
        and row["excluded_estimate_t_co2e"] is None
    )
    gwp_set = gwp_set_of(facts, rules)
    foreign = of_other_gwp_set(rows, gwp_set)["item"].sort()
    if lacking:
        item, reason = lacking[0]
        more = " and more" if len(lacking) > 1 else ""
        return Direct(ids, f"{item_words(item)} is missing{more}: {reason}")
    if not foreign.is_empty():
        return Direct(ids, f"{item_words(foreign[0])} is not known under {gwp_set}")
    known = facts.factors.usable.filter((pl.col("parameter") == "gwp100") & (pl.col("gwp_set") == gwp_set))["item"]
    unknown = sorted(set(rows["gas"]) - {"CO2e", *known})
    if unknown:
        return Direct(ids, f"{gwp_set} has no potential of {unknown[0]}")
    return Direct(ids, "" if ids else "no row of this set")


def add_direct(book: FigureBook, facts: Facts, period: Period) -> None:
    """The totals that can be stated, and rounded where the text says so."""
    for name, found in direct(facts, period).items():
        if found.refusal:
            continue
        rules = METHOD_SETS[name]

        def about(measure: str, label: str, decimals: int | None = None, rules: MethodSet = rules) -> About:
            where = (period.smelter_id, period.label)
            return About(measure, where, label, "t CO2e", _basis(facts, rules), *where, decimals=decimals)

        total = book.sum_co2e(about(m.DIRECT_EMISSIONS, f"Direct emissions, {rules.title}"), found.ledger_ids)
        if rules.rounding == _ROUNDED_UP:
            label = f"Direct emissions as stated, {rules.title}"
            book.rounded_up(about(m.DIRECT_EMISSIONS_ROUNDED, label, 0), total)


def direct_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """One row per set of rules: its total, or why there is none."""
    rows = []
    for name, found in direct(facts, period).items():
        rules = METHOD_SETS[name]
        figure = None if found.refusal else index.need(stated_id(facts, period, rules))
        said = found.refusal or rules.rounding_rule or "not rounded by the text"
        gwp_set = NOT_APPLICABLE if found.refusal else gwp_set_of(facts, rules)
        cells = ((NOT_APPLICABLE,) if figure is None else (figure,), (Label(gwp_set),), (Label(said),))
        rows.append(ViewRow((Label(rules.title),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Direct emissions by rule text, ", When(period.label)),
        (("t CO₂e",), ("Potentials",), ("Rounding, or why there is no total",)),
        tuple(rows),
        head="Rule text",
        unit_column=False,
        numeric=False,
        right=(0,),
    )

"""Figures of what a period's emissions rest on: factors and suppliers' footprints, their number and the tonnes of each.

Belongs here: emissions and shares by factor. Does not belong here: values of factors, vintages, tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import FOOTPRINTS, Facts, Period, Row
from smelter_ghg.disclosure.figures_quality import known_id
from smelter_ghg.disclosure.figures_records import add_cell
from smelter_ghg.disclosure.words import item_words
from smelter_ghg.method_sets import COMMON

FOOTPRINT = "factor_t_co2e_per_t"
# So many of the factors that carry most of a total are told with it; the page of factors lists all.
LARGEST = 12


def factors_of(facts: Facts, period: Period) -> dict[str, tuple[str, ...]]:
    """By factor the ledger rows of a period's leading inventory that rest on it; () for those of energy alone."""
    # A record's id joins table, row key and column with bars; a factor's id holds none.
    return {one: ids for one, ids in _rest_on(facts, period).items() if "|" not in one}


def footprints_of(facts: Facts, period: Period) -> dict[str, tuple[str, ...]]:
    """By the record cell of a supplier's footprint the ledger rows that rest on it."""
    return {one: ids for one, ids in _rest_on(facts, period).items() if one.endswith(f"|{FOOTPRINT}")}


def _rest_on(facts: Facts, period: Period) -> dict[str, tuple[str, ...]]:
    return facts.held("rest_on", _rows_by_input, period.smelter_id).get(period.label, {})


def _rows_by_input(facts: Facts, smelter_id: str) -> dict[str, dict[str, tuple[str, ...]]]:
    accounts = (COMMON, facts.config.scope2_account)
    found: dict[str, dict[str, set[str]]] = {}
    for row in facts.factor_inputs[smelter_id].iter_rows(named=True):
        if row["scope2_account"] in accounts:
            own = found.setdefault(row["period_label"], {})
            own.setdefault(row["input_id"], set()).add(row["ledger_id"])
    for period in facts.periods(smelter_id):
        own = found.setdefault(period.label, {})
        for row in facts.inventory(facts.config.scope2_account, period):
            potential = _potentials(facts).get(row["gas"])
            if potential is not None:
                own.setdefault(potential, set()).add(row["ledger_id"])
        for row in facts.energy_rows.get((smelter_id, period.label)):
            for one in row["input_ids"]:
                if "|" not in one:
                    own.setdefault(one, set())
    return {label: {one: tuple(sorted(own[one])) for one in sorted(own)} for label, own in found.items()}


def _potentials(facts: Facts) -> dict[str, str]:
    """The factor of each gas's warming potential in the report's set."""
    rows = (facts.factor_rows[row["factor_id"]] for row in facts.used_factors if row["parameter"] == "gwp100")
    return {str(row["item"]): str(row["factor_id"]) for row in rows if row["gwp_set"] == facts.config.gwp_set}


def is_potential(row: Row) -> bool:
    """Whether a factor is a global warming potential, on which every tonne of its gas rests."""
    return bool(row.get("parameter") == "gwp100")


def factor_count_id(period: Period) -> str:
    return m.count("factors", period.smelter_id, period.label)


def rests_on_id(facts: Facts, period: Period, input_id: str, measure: str = m.FACTOR_EMISSIONS) -> str:
    """The figure of the emissions that rest on a factor or footprint, or of their share (FACTOR_SHARE)."""
    return m.of_period(measure, period, m.calculated(facts.config, facts.config.scope2_account), input_id)


def add_rests_on(book: FigureBook, facts: Facts, period: Period) -> None:
    """How many factors there are; emissions resting on those that carry most of them, potentials left out, and on the
    footprints of suppliers."""
    factors, who = factors_of(facts, period), (period.smelter_id, period.label)
    if factors:
        counted = About(m.COUNT, ("factors", *who), "Factors used", "count", smelter_id=who[0], period_label=who[1])
        book.count(counted, list(factors))
    for one, ids in _largest(book, facts, factors).items():
        row = facts.factor_rows[one]
        name = f"{item_words(row['item'], capital=False)}: {item_words(row['parameter'], capital=False)}"
        _add(book, facts, period, one, ids, name)
    for one, ids in _largest(book, facts, footprints_of(facts, period)).items():
        row, column = facts.cell(one)
        name = f"the footprint of {item_words(row['item'], capital=False)} of {row['supplier']}"
        add_cell(book, FOOTPRINTS, row, column, f"Footprint of {item_words(row['item'], capital=False)}")
        _add(book, facts, period, one, ids, name)


def _largest(book: FigureBook, facts: Facts, found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The inputs that most of the emissions rest on."""
    carrying = {one: ids for one, ids in found.items() if ids and not is_potential(facts.factor_rows.get(one, {}))}
    order = sorted(carrying, key=lambda one: (-book.t_co2e(carrying[one], facts.config.gwp_set), one))
    return {one: carrying[one] for one in order[:LARGEST]}


def _add(book: FigureBook, facts: Facts, period: Period, input_id: str, ledger_ids: tuple[str, ...], name: str) -> None:
    account = facts.config.scope2_account
    basis, who = m.calculated(facts.config, account), (period.smelter_id, period.label)
    label = f"Emissions resting on {name}"
    tonnes = book.sum_co2e(About(m.FACTOR_EMISSIONS, (*who, input_id), label, "t CO2e", basis, *who), ledger_ids)
    whole = known_id(facts, period, account)
    if whole in book and book.value(whole) > 0:
        share = About(m.FACTOR_SHARE, (*who, input_id), f"{label}, share", "%", basis, *who)
        book.percent_of(share, tonnes, whole)

"""Figures that the inventory statement states beside those of a smelter's page: gases of scope 1, what is left out,
shares of facilities and of certification scopes, instruments of electricity.

Belongs here: these figures and their ids. Does not belong here: methods (figures_methods), factors (figures_rests_on),
the statement itself.
"""

from __future__ import annotations

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_emissions import total_id
from smelter_ghg.disclosure.figures_methods import add_methods
from smelter_ghg.disclosure.figures_records import add_cell, cell_id
from smelter_ghg.disclosure.figures_rests_on import add_rests_on
from smelter_ghg.disclosure.words import item_words

CO2E = "CO2e"
# Grams of a gas: the PFC of a potline are a few hundred kilograms a year.
_DECIMALS_OF_GASES = 3
# What is left out is a few hundredths of a per cent.
_DECIMALS_OF_A_SMALL_SHARE = 2


def gases_of(facts: Facts, period: Period) -> dict[str, list[str]]:
    """By gas the ledger rows of scope 1; those known in CO2e alone last."""
    found: dict[str, list[str]] = {}
    for row in facts.inventory(facts.config.scope2_account, period):
        if row["scope"] == SCOPE_1:
            found.setdefault(row["gas"], []).append(row["ledger_id"])
    return {gas: found[gas] for gas in sorted(found, key=lambda gas: (gas == CO2E, gas != "CO2", gas))}


def gas_id(facts: Facts, period: Period, gas: str, measure: str = m.GAS_EMISSIONS) -> str:
    """The figure of a gas of scope 1 in t CO2e, or of its mass (GAS_TONNES)."""
    return m.of_period(measure, period, m.calculated(facts.config), gas)


def excluded(facts: Facts, period: Period) -> list[tuple[Row, bool]]:
    """The exclusions on record for a period, each with whether it stands for something the sums lack."""
    lacking = {row["item"] for row in facts.missing_in(period) if row["excluded_estimate_t_co2e"] is not None}
    first, last = facts.days.get((period.smelter_id, period.label), (None, None))
    found = []
    for row in facts.rows_of("exclusions", period.smelter_id):
        if first is not None and last is not None and first <= row["period_start"] and row["period_end"] <= last:
            whole = (row["period_start"], row["period_end"]) == (first, last)
            found.append((row, whole and row["item"] in lacking))
    return found


def excluded_id(facts: Facts, period: Period, measure: str = m.EXCLUDED) -> str:
    """The figure of all that is left out of a period, or of it in per cent of the total (EXCLUDED_SHARE)."""
    return m.of_period(measure, period, m.calculated(facts.config, facts.config.scope2_account))


def instruments(facts: Facts, period: Period) -> list[Row]:
    """The instruments of electricity on record for a period."""
    first, last = facts.days.get((period.smelter_id, period.label), (None, None))
    rows = facts.rows_of("power_instruments", period.smelter_id)
    return [row for row in rows if first and last and first <= row["period_start"] and row["period_end"] <= last]


def add_shares_on_record(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Shares of facilities and of certification scopes, as recorded."""
    for row in facts.rows_of("allocations", smelter_id):
        add_cell(book, "allocations", row, "share", f"Share of {row['facility_id']}")
    for row in facts.rows_of("certification_scopes", smelter_id):
        add_cell(book, "certification_scopes", row, "share_pct", f"Share held by certification scope {row['scope_id']}")


def add_statement(book: FigureBook, facts: Facts, period: Period) -> None:
    """The figures of the statement of one period."""
    add_methods(book, facts, period)
    add_rests_on(book, facts, period)
    _add_gases(book, facts, period)
    _add_excluded(book, facts, period)
    for row in instruments(facts, period):
        add_cell(book, "power_instruments", row, "allocated_mwh", f"Allocated to {row['instrument_id']}")
        name = "combustion_factor_kg_co2e_per_mwh"
        add_cell(book, "power_instruments", row, name, f"Factor of {row['instrument_id']}")


def _add_gases(book: FigureBook, facts: Facts, period: Period) -> None:
    qualifier = "at_least" if facts.lacks(period, ("scope_1",), facts.config.scope2_account) else "exact"
    basis, who = m.calculated(facts.config), (period.smelter_id, period.label)
    for gas, ids in gases_of(facts, period).items():
        label = f"Scope 1, {gas}"
        book.sum_co2e(About(m.GAS_EMISSIONS, (*who, gas), label, "t CO2e", basis, *who, qualifier), ids)
        if gas != CO2E:
            about = About(m.GAS_TONNES, (*who, gas), f"{label}, mass", "t", basis, *who, qualifier, _DECIMALS_OF_GASES)
            book.sum_mass(about, ids)


def _add_excluded(book: FigureBook, facts: Facts, period: Period) -> None:
    """The estimates of what the sums lack, added up, and beside the total."""
    basis, who = m.calculated(facts.config, facts.config.scope2_account), (period.smelter_id, period.label)
    estimates = [
        add_cell(
            book,
            "exclusions",
            row,
            "estimate_t_co2e",
            f"Estimate for {item_words(row['item'], capital=False)}",
        )
        for row, counts in excluded(facts, period)
        if counts
    ]
    parts = [one for one in estimates if one is not None]
    if not parts:
        return
    left_out = book.sum_figures(About(m.EXCLUDED, who, "Left out on record", "t CO2e", basis, *who), parts)
    total = total_id(facts, period, facts.config.scope2_account)
    if total in book and book.value(total) > 0:
        label = "Left out on record, beside the total"
        about = About(m.EXCLUDED_SHARE, who, label, "%", basis, *who, decimals=_DECIMALS_OF_A_SMALL_SHARE)
        book.percent_of(about, left_out, total)


def on_record(table: str, row: Row, column: str) -> str:
    """The figure of a record cell that the statement quotes."""
    return m.record(cell_id(table, row, column))

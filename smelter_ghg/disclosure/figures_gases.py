"""Figures of the PFC gases: their mass, and their mass per tonne tapped.

Belongs here: sums of ledger rows of one gas. Does not belong here: CO2e, anode effects.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.fields import BIOGENIC_CO2
from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_production import production_id
from smelter_ghg.disclosure.ids import NO_BASIS, Basis
from smelter_ghg.intensity import ACCOUNTS

PFC_GASES = ("CF4", "C2F6")


def gas_mass_id(facts: Facts, period: Period, gas: str) -> str:
    return m.of_period(m.GAS_MASS, period, Basis(method_set=facts.config.method_set), gas)


def gas_rate_id(facts: Facts, period: Period, gas: str) -> str:
    basis = Basis(method_set=facts.config.method_set, denominator="tapped")
    return m.of_period(m.GAS_RATE, period, basis, gas)


def add_gases(book: FigureBook, facts: Facts, period: Period) -> None:
    """The PFC gases of one period, in kg and kg/t Al."""
    qualifier = "at_least" if facts.lacks(period, ("scope_1",), ACCOUNTS[0]) else "exact"
    tapped = production_id(period, "tapped")
    for gas in PFC_GASES:
        ids = facts.held("gases", _gas_ids, period.smelter_id).get((period.label, gas), [])
        if not ids:
            continue
        key = (period.smelter_id, period.label, gas)
        who = (period.smelter_id, period.label, qualifier)
        basis = Basis(method_set=facts.config.method_set)
        mass = book.sum_mass(About(m.GAS_MASS, key, f"{gas} from anode effects", "kg", basis, *who), ids)
        if tapped in book and book.value(tapped) > 0:
            about = About(m.GAS_RATE, key, f"{gas} per tonne tapped", "kg/t Al", basis.but(denominator="tapped"), *who)
            book.quotient(about, mass, tapped)


def biogenic_id(period: Period) -> str:
    return m.of_period(m.BIOGENIC_CO2, period, NO_BASIS)


def add_biogenic(book: FigureBook, facts: Facts, period: Period) -> None:
    """CO2 of the biomass burnt, which is part of no scope, in t."""
    ids = facts.held("biogenic", _biogenic_ids, period.smelter_id).get(period.label, [])
    if ids:
        key = (period.smelter_id, period.label)
        lacks = any(row["boundary"] == "outside_scopes" for row in facts.missing_in(period))
        qualifier = "at_least" if lacks else "exact"
        book.sum_mass(About(m.BIOGENIC_CO2, key, "Biogenic CO2", "t", NO_BASIS, *key, qualifier), ids)


def _biogenic_ids(facts: Facts, smelter_id: str) -> dict[str, list[str]]:
    rows = facts.ledger_of[smelter_id].filter(pl.col("gas") == BIOGENIC_CO2)
    grouped = rows.group_by("period_label", maintain_order=True).agg("ledger_id")
    return dict(grouped.iter_rows())


def _gas_ids(facts: Facts, smelter_id: str) -> dict[tuple[str, str], list[str]]:
    """Ledger rows of PFC gases in scope 1, by period and gas."""
    rows = facts.emission_rows[smelter_id].filter(pl.col("gas").is_in(PFC_GASES) & (pl.col("scope") == SCOPE_1))
    grouped = rows.group_by("period_label", "gas", maintain_order=True).agg("ledger_id")
    return {(label, gas): ids for label, gas, ids in grouped.iter_rows()}

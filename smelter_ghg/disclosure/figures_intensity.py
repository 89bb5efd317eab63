"""Figures of the intensities: per boundary and basis, and their steps from mine to metal.

Belongs here: emissions of a boundary over production, reported intensities, steps by process and scope. Does not belong
here: thresholds, verdicts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

from smelter_ghg.contracts.labels import SCOPE_1, SCOPE_2, SCOPE_3
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook, FigureError
from smelter_ghg.disclosure.facts import IN_MINE_TO_METAL, Facts, Period, Row
from smelter_ghg.disclosure.figures_emissions import CATEGORIES, SCOPES, sum_scopes
from smelter_ghg.disclosure.figures_production import production_id
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.disclosure.numbers import decimals_for, decimals_written
from smelter_ghg.disclosure.words import words

UNIT = "t CO2e/t Al"
# Sums of the same rows in another order differ by about 1e-15 of their value.
AGREEMENT = 1e-9
_SCOPES = {"scope_1": (SCOPE_1,), "scope_1_2": (SCOPE_1, SCOPE_2), "mine_to_metal": SCOPES, "all_metal": SCOPES}
PROCESS_ORDER = (
    "bauxite_mining",
    "alumina_refining",
    "anode_production",
    "transport",
    "power_generation",
    "electrolysis",
    "casting",
)


def boundary_emissions_id(facts: Facts, period: Period, boundary: str, account: str) -> str:
    return m.of_period(m.EMISSIONS_BOUNDARY, period, m.calculated(facts.config, account), boundary)


def step_id(measure: str, period: Period, basis: Basis, process: str, scope: int | None) -> str:
    return m.of_period(measure, period, basis, process, "" if scope is None else str(scope))


def scope_step_id(period: Period, basis: Basis, scope: int) -> str:
    return m.of_period(m.INTENSITY_SCOPE, period, basis, str(scope))


def processes(rows: Iterable[Row]) -> list[str]:
    """Processes of ledger rows in the order the metal flows."""
    found = {row["process"] for row in rows}
    return sorted(found, key=lambda name: (PROCESS_ORDER.index(name) if name in PROCESS_ORDER else 99, name))


def add_intensities(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Every row of a smelter in the intensity table that holds a value.

    Raises FigureError where a figure does not come out as the row says.
    """
    for row in facts.intensity_rows[smelter_id]:
        if row["value"] is None or row["period_label"] is None:
            continue
        if row["route"] == "reported":
            _reported(book, facts, row)
        else:
            _calculated(book, facts, row)


def _calculated(book: FigureBook, facts: Facts, row: Row) -> None:
    period = Period(row["smelter_id"], row["period_label"], row["reporting_year"])
    account = "" if row["scope2_account"] == "none" else row["scope2_account"]
    suffix = f", {words(account)}" if account else ""
    emissions = sum_scopes(
        book,
        About(
            m.EMISSIONS_BOUNDARY,
            (period.smelter_id, period.label, row["boundary"]),
            f"Emissions, {words(row['boundary']).lower()}{suffix}",
            "t CO2e",
            m.calculated(facts.config, account),
            period.smelter_id,
            period.label,
            "at_least" if facts.boundary_lacks(period, row["boundary"], account or "location") else "exact",
        ),
        facts,
        period,
        account or "location",
        _SCOPES[row["boundary"]],
        within=row["boundary"],
    )
    production = production_id(period, "primary_cast_out" if row["deducted_ids"] else row["denominator"])
    about = About(
        m.INTENSITY,
        m.intensity_key(row),
        f"{words(row['boundary'])}{suffix}, per tonne of {words(row['denominator'])}",
        UNIT,
        m.intensity_basis(row),
        period.smelter_id,
        period.label,
    )
    intensity = book.quotient(about, emissions, production, at_least=not row["complete"])
    for fid, expected in (
        (emissions, row["emissions_t_co2e"]),
        (production, row["production_t"]),
        (intensity, row["value"]),
    ):
        if not math.isclose(book.value(fid), expected, rel_tol=AGREEMENT, abs_tol=AGREEMENT):
            raise FigureError(f"{about.label} of {period}: {book.value(fid)} is not {expected} of the intensity table")


def _reported(book: FigureBook, facts: Facts, row: Row) -> None:
    about = About(
        m.INTENSITY,
        m.intensity_key(row),
        f"{words(row['boundary'])}, as reported",
        UNIT,
        m.intensity_basis(row),
        row["smelter_id"],
        row["period_label"],
        row["qualifier"] or "exact",
        decimals=reported_decimals(facts, row["input_id"], row["value"]),
    )
    book.record(about, row["input_id"])


def reported_decimals(facts: Facts, input_id: str, value: float) -> int:
    """Decimals of a reported intensity: as many as its source prints, two at most."""
    printed = facts.cell(input_id)[0].get("decimals_printed")
    return min(decimals_written(repr(value)) if printed is None else int(printed), decimals_for(UNIT))


def add_steps(book: FigureBook, facts: Facts, period: Period, account: str, denominator: str) -> None:
    """Steps from mine to metal by process and scope on one basis, with each process's share of the whole."""
    rows = [row for row in facts.inventory(account, period) if row[IN_MINE_TO_METAL]]
    production = production_id(period, denominator)
    if denominator == "cast_out" and production_id(period, "primary_cast_out") in book:
        production = production_id(period, "primary_cast_out")
    whole = boundary_emissions_id(facts, period, "mine_to_metal", account)
    if not rows or production not in book or whole not in book or book.value(production) <= 0:
        return
    basis = m.calculated(facts.config, account, denominator)
    qualifier = book.qualifier(whole)

    def step(process: str, scope: int | None, add: Callable[[About], str]) -> str:
        scope_text = "" if scope is None else str(scope)
        label = words(process) + ("" if scope is None else f", scope {scope}")
        key = (period.smelter_id, period.label, process, scope_text)
        who = (*_who(period), qualifier)
        tonnes = add(About(m.EMISSIONS_STEP, key, label, "t CO2e", basis.but(denominator=""), *who))
        book.quotient(About(m.INTENSITY_STEP, key, f"{label}, per tonne", UNIT, basis, *who), tonnes, production)
        # A share of a sum that is known only in part would be a share of nothing in particular.
        if scope is None and book.value(whole) > 0 and qualifier == "exact":
            share = About(m.SHARE_STEP, key, f"{label}, share", "%", basis.but(denominator=""), *_who(period))
            book.percent_of(share, tonnes, whole)
        return tonnes

    for process in processes(rows):
        members: dict[int, list[str]] = {}
        for row in rows:
            if row["process"] == process:
                members.setdefault(row["scope"], []).append(row["ledger_id"])
        parts = [step(process, scope, partial(book.sum_co2e, ledger_ids=members[scope])) for scope in sorted(members)]
        step(process, None, partial(book.sum_figures, figure_ids=parts))
    for scope in SCOPES:
        if any(row["scope"] == scope for row in rows):
            key = (period.smelter_id, period.label, str(scope))
            label = f"Scope {scope}, mine to metal"
            names = CATEGORIES if scope == SCOPE_3 else (f"scope_{scope}",)
            who = (*_who(period), "at_least" if facts.lacks(period, names, account, "mine_to_metal") else "exact")
            about = About(m.EMISSIONS_SCOPE_PART, key, label, "t CO2e", basis.but(denominator=""), *who)
            tonnes = sum_scopes(book, about, facts, period, account, (scope,), within="mine_to_metal")
            about = About(m.INTENSITY_SCOPE, key, f"{label}, per tonne", UNIT, basis, *who)
            book.quotient(about, tonnes, production)


def _who(period: Period) -> tuple[str, str]:
    return (period.smelter_id, period.label)

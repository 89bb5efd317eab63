"""All figures of a disclosure.

Belongs here: putting the families of figures together. Does not belong here: what each family holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from smelter_ghg.by_smelter import BySmelter
from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure.book import FigureBook, Leaves
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_anode_effects import add_anode_effects
from smelter_ghg.disclosure.figures_emissions import add_inventory
from smelter_ghg.disclosure.figures_intensity import add_intensities, add_steps
from smelter_ghg.disclosure.figures_portfolio import add_portfolio
from smelter_ghg.disclosure.figures_quality import add_quality
from smelter_ghg.disclosure.figures_records import (
    add_factors,
    add_findings,
    add_missing,
    add_records,
    number_of,
)
from smelter_ghg.disclosure.figures_shares import add_shares
from smelter_ghg.disclosure.figures_verdicts import add_parameters, add_verdict
from smelter_ghg.disclosure.headline import headline, step_basis
from smelter_ghg.disclosure.regulatory import add_direct
from smelter_ghg.factors import Factors


def build_figures(
    *,
    ledger: pl.DataFrame,
    ledger_inputs: pl.DataFrame,
    energy: pl.DataFrame,
    missing: pl.DataFrame,
    intensity: pl.DataFrame,
    verdicts: pl.DataFrame,
    activity: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    rulebooks: pl.DataFrame,
    config: ReportingConfig,
    findings: pl.DataFrame,
) -> pl.DataFrame:
    """Every number the pages print (FIGURES), unrounded, sorted by figure_id.

    `rulebooks` has one row per entry: kind, parameter_id, value, unit, meaning. Raises FigureError where a figure does
    not come out as the intensity or verdict it stands for.
    """
    facts = Facts(
        ledger, ledger_inputs, energy, missing, intensity, verdicts, activity, tables, factors, rulebooks, config
    )
    return figures_of(facts, findings)


def figures_of(facts: Facts, findings: pl.DataFrame) -> pl.DataFrame:
    """The figures of facts already put together, made smelter by smelter so that only one's rows are at hand."""
    of_all = _leaves_of_all(facts)
    shared = FigureBook(of_all)
    add_parameters(shared, facts.rulebooks)
    add_factors(shared, facts)
    found = BySmelter(findings)
    pieces = []
    smelters = _smelter_ids(facts)
    for smelter_id in smelters:
        book = FigureBook(_leaves(facts, smelter_id, of_all), shared)
        for one in facts.periods(smelter_id):
            add_inventory(book, facts, one)
            add_missing(book, facts, one)
            add_quality(book, facts, one)
        add_intensities(book, facts, smelter_id)
        for detail in facts.details(smelter_id):
            add_verdict(book, facts, detail)
        add_records(book, facts, smelter_id)
        lead = headline(facts, smelter_id).period
        for one in facts.periods(smelter_id):
            add_anode_effects(book, facts, one, months=one == lead)
        if lead is not None:
            add_steps(book, facts, lead, *step_basis(facts, lead))
            add_shares(book, facts, lead)
            add_direct(book, facts, lead)
        add_findings(book, facts, found[smelter_id], smelter_id)
        pieces.append(book.frame())
    of_none = findings.filter(~pl.col("smelter_id").is_in(smelters).fill_null(False))
    add_findings(shared, facts, of_none, None)
    add_portfolio(shared, facts, findings)
    # A finding of no smelter may point at a cell that is a figure of one already.
    figures = pl.concat([*pieces, shared.frame()]).unique("figure_id", keep="first", maintain_order=True)
    return figures.sort("figure_id")


def _smelter_ids(facts: Facts) -> list[str]:
    """The smelters of the records, and any other that results or findings name."""
    listed = [row["smelter_id"] for row in facts.smelters]
    named = pl.concat(frame["smelter_id"] for frame in (facts.intensity, facts.verdicts)).drop_nulls()
    return [*listed, *sorted(set(named.unique()) - set(listed))]


def _leaves_of_all(facts: Facts) -> Leaves:
    """Leaves that belong to no smelter: factors, potentials, rule parameters, and record cells anywhere."""
    usable = facts.factors.usable
    potentials = usable.filter(pl.col("parameter") == "gwp100")
    sets = zip(potentials["gwp_set"].to_list(), potentials["item"].to_list(), strict=True)

    def record(input_id: str) -> float:
        row, name = facts.cell(input_id)
        number = number_of(row[name])
        if number is None:
            raise KeyError(input_id)
        return number

    return Leaves(
        mass_kg={},
        gas={},
        co2e_set={},
        gwp=dict(zip(sets, potentials["canonical_value"].to_list(), strict=True)),
        mwh={},
        gj={},
        record=record,
        quantity={},
        factor=_column(usable, "factor_id", "value"),
        parameter=_column(facts.rulebooks.drop_nulls("value"), "parameter_id", "value"),
    )


def _leaves(facts: Facts, smelter_id: str, of_all: Leaves) -> Leaves:
    """The leaves of one smelter's figures."""
    ledger = facts.ledger_of[smelter_id]
    energy = facts.energy_of[smelter_id]
    return replace(
        of_all,
        mass_kg=_column(ledger, "ledger_id", "mass_kg"),
        gas=_column(ledger, "ledger_id", "gas"),
        co2e_set=_column(ledger, "ledger_id", "gwp_set"),
        mwh=_column(energy, "energy_id", "mwh"),
        gj=_column(energy, "energy_id", "gj"),
        quantity=_column(facts.activity_of[smelter_id], "activity_id", "value"),
    )


def _column(frame: pl.DataFrame, key: str, value: str) -> dict[str, Any]:
    return dict(zip(frame[key].to_list(), frame[value].to_list(), strict=True))

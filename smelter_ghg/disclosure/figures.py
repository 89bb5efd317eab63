"""All figures of a disclosure.

Belongs here: putting the families of figures together. Does not belong here: what each family holds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.by_smelter import BySmelter
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import FIGURES
from smelter_ghg.disclosure.book import FigureBook, Leaves
from smelter_ghg.disclosure.facts import Facts, Frame
from smelter_ghg.disclosure.figures_anode_effects import add_anode_effects
from smelter_ghg.disclosure.figures_bridge import add_bridges
from smelter_ghg.disclosure.figures_emissions import add_emissions
from smelter_ghg.disclosure.figures_energy import add_energy
from smelter_ghg.disclosure.figures_gases import add_biogenic, add_gases
from smelter_ghg.disclosure.figures_implied import add_implied
from smelter_ghg.disclosure.figures_intensity import add_intensities, add_steps
from smelter_ghg.disclosure.figures_pathway import add_pathways, pathway_leaves
from smelter_ghg.disclosure.figures_portfolio import add_portfolio
from smelter_ghg.disclosure.figures_power import add_power
from smelter_ghg.disclosure.figures_production import add_production
from smelter_ghg.disclosure.figures_products import add_products
from smelter_ghg.disclosure.figures_quality import add_quality
from smelter_ghg.disclosure.figures_records import (
    add_factors,
    add_findings,
    add_missing,
    add_records,
    number_of,
)
from smelter_ghg.disclosure.figures_shares import add_shares
from smelter_ghg.disclosure.figures_statement import add_shares_on_record, add_statement
from smelter_ghg.disclosure.figures_substitutions import add_substitutions
from smelter_ghg.disclosure.figures_uncertainty import add_uncertainty, interval_leaves, probability_leaves
from smelter_ghg.disclosure.figures_verdicts import add_parameters, add_verdict
from smelter_ghg.disclosure.figures_vintages import add_other_factors, add_vintages
from smelter_ghg.disclosure.group_facts import Group, cut
from smelter_ghg.disclosure.headline import headline, step_basis
from smelter_ghg.disclosure.regulatory import add_direct
from smelter_ghg.factors import Factors
from smelter_ghg.processes import groups, in_processes


def build_figures(
    *,
    ledger: Frame,
    ledger_inputs: Frame,
    energy: pl.DataFrame,
    missing: pl.DataFrame,
    intensity: pl.DataFrame,
    verdicts: pl.DataFrame,
    activity: Frame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    rulebooks: pl.DataFrame,
    config: ReportingConfig,
    uncertainty: pl.DataFrame,
    drivers: pl.DataFrame,
    bridges: pl.DataFrame,
    pathways: pl.DataFrame,
    findings: pl.DataFrame,
) -> pl.DataFrame:
    """Every number the pages print (FIGURES), unrounded, sorted by figure_id.

    `rulebooks` has one row per entry: kind, parameter_id, value, unit, meaning. Raises FigureError where a figure does
    not come out as the intensity or verdict it stands for.
    """
    facts = Facts(
        ledger,
        ledger_inputs,
        energy,
        missing,
        intensity,
        verdicts,
        activity,
        tables,
        factors,
        rulebooks,
        config,
        uncertainty,
        drivers,
        bridges,
        pathways,
    )
    return figures_of(facts, findings)


def figures_of(facts: Facts, findings: pl.DataFrame) -> pl.DataFrame:
    """The figures of facts already put together, made smelter by smelter so that only one's rows are at hand."""
    smelters = _smelter_ids(facts)
    pieces = list(_by_group(facts, findings, smelters))
    shared = _shared_book(facts)
    of_none = findings.filter(~pl.col("smelter_id").is_in(smelters).fill_null(False))
    add_findings(shared, facts, of_none, None)
    add_portfolio(shared, facts, findings)
    # A finding of no smelter may point at a cell that is a figure of one already.
    figures = pl.concat([*pieces, shared.frame()])
    first = figures["figure_id"].is_first_distinct()
    return (figures if first.all() else figures.filter(first)).sort("figure_id")


def _by_group(facts: Facts, findings: pl.DataFrame, smelters: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The figures of the smelters, group by group."""
    found = groups(smelters)
    if len(found) == 1:
        yield _figures_of_smelters(facts, findings, smelters)
        return
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as folder:
        tasks = cut(Path(folder), found, facts, findings=findings)
        with in_processes(_figures_of_group, tasks) as made:
            yield from made


def _figures_of_group(group: Group) -> pl.DataFrame:
    return _figures_of_smelters(group.facts(), group.frame("findings"), group.smelter_ids)


def _figures_of_smelters(facts: Facts, findings: pl.DataFrame, smelters: Sequence[str]) -> pl.DataFrame:
    """The figures of some smelters, those of no smelter left out."""
    of_all, shared, found = _leaves_of_all(facts), _shared_book(facts), BySmelter(findings)
    pieces = [_figures_of_smelter(facts, one, of_all, shared, found[one]) for one in smelters]
    return pl.concat([FIGURES.empty(), *pieces])


def _shared_book(facts: Facts) -> FigureBook:
    """Figures of no smelter that those of smelters stand on."""
    shared = FigureBook(_leaves_of_all(facts))
    add_parameters(shared, facts.rulebooks)
    add_factors(shared, facts)
    add_other_factors(shared, facts)
    return shared


def _figures_of_smelter(
    facts: Facts, smelter_id: str, of_all: Leaves, shared: FigureBook, findings: pl.DataFrame
) -> pl.DataFrame:
    book = FigureBook(_leaves(facts, smelter_id, of_all), shared)
    for one in facts.periods(smelter_id):
        add_production(book, facts, one)
        add_emissions(book, facts, one)
        add_gases(book, facts, one)
        add_biogenic(book, facts, one)
        add_energy(book, facts, one)
        add_missing(book, facts, one)
        add_quality(book, facts, one)
        add_substitutions(book, facts, one)
    add_intensities(book, facts, smelter_id)
    for detail in facts.details(smelter_id):
        add_verdict(book, facts, detail)
    add_records(book, facts, smelter_id)
    add_implied(book, facts, smelter_id)
    lead = headline(facts, smelter_id).period
    for one in facts.periods(smelter_id):
        add_anode_effects(book, facts, one, months=one == lead)
    if lead is not None:
        add_steps(book, facts, lead, *step_basis(facts, lead))
        add_products(book, facts, lead, step_basis(facts, lead)[0])
        add_shares(book, facts, lead)
        add_direct(book, facts, lead)
        add_power(book, facts, lead)
        add_vintages(book, facts, lead)
        add_bridges(book, facts, smelter_id)
        add_statement(book, facts, lead)
    add_shares_on_record(book, facts, smelter_id)
    add_uncertainty(book, facts, smelter_id)
    add_pathways(book, facts, smelter_id)
    add_findings(book, facts, findings, smelter_id)
    return book.frame()


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

    def text(input_id: str) -> str:
        row, name = facts.cell(input_id)
        return str(row[name])

    return Leaves(
        mass_kg={},
        gas={},
        co2e_set={},
        gwp=dict(zip(sets, potentials["canonical_value"].to_list(), strict=True)),
        mwh={},
        gj={},
        record=record,
        text=text,
        quantity={},
        # A shipped row that a user's has replaced is still told beside it.
        factor=_column(facts.factors.frame.drop_nulls("value"), "factor_id", "value"),
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
        interval=interval_leaves(facts, smelter_id),
        probability=probability_leaves(facts, smelter_id),
        pathway=pathway_leaves(facts, smelter_id),
        bridge={row["bridge_id"]: row["part_t_co2e"] for row in facts.bridge_rows[smelter_id]},
    )


def _column(frame: pl.DataFrame, key: str, value: str) -> dict[str, Any]:
    return dict(zip(frame[key].to_list(), frame[value].to_list(), strict=True))

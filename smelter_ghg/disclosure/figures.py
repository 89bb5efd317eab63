"""All figures of a disclosure.

Belongs here: putting the families of figures together. Does not belong here: what each family holds.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure.book import FigureBook, Leaves
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_emissions import add_inventory
from smelter_ghg.disclosure.figures_intensity import add_intensities, add_steps, value_rows
from smelter_ghg.disclosure.figures_records import (
    add_factors,
    add_findings,
    add_missing,
    add_records,
    number_of,
)
from smelter_ghg.disclosure.figures_verdicts import add_parameters, add_verdict, details
from smelter_ghg.disclosure.headline import headline, step_basis
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
    """The figures of facts already put together."""
    book = FigureBook(_leaves(facts))
    add_parameters(book, facts.rulebooks)
    for smelter in facts.smelters:
        for one in facts.periods(smelter["smelter_id"]):
            add_inventory(book, facts, one)
            add_missing(book, facts, one)
    add_intensities(book, facts)
    intensities = value_rows(facts.intensity)
    for detail in details(facts.verdicts):
        add_verdict(book, facts, detail, intensities)
    for smelter in facts.smelters:
        add_records(book, facts, smelter["smelter_id"])
        period = headline(facts, smelter["smelter_id"]).period
        if period is not None:
            add_steps(book, facts, period, *step_basis(facts, period))
    add_factors(book, facts)
    add_findings(book, facts, findings)
    return book.frame()


def _leaves(facts: Facts) -> Leaves:
    ledger, energy = facts.ledger, facts.energy
    usable = facts.factors.usable
    potentials = usable.filter(pl.col("parameter") == "gwp100")

    def column(frame: pl.DataFrame, key: str, value: str) -> dict[str, float]:
        return dict(zip(frame[key].to_list(), frame[value].to_list(), strict=True))

    def record(input_id: str) -> float:
        row, name = facts.cell(input_id)
        number = number_of(row[name])
        if number is None:
            raise KeyError(input_id)
        return number

    sets = zip(potentials["gwp_set"].to_list(), potentials["item"].to_list(), strict=True)
    gases: list[str] = ledger["gas"].to_list()
    known_sets: list[str | None] = ledger["gwp_set"].to_list()
    ids: list[str] = ledger["ledger_id"].to_list()
    return Leaves(
        mass_kg=column(ledger, "ledger_id", "mass_kg"),
        gas=dict(zip(ids, gases, strict=True)),
        co2e_set=dict(zip(ids, known_sets, strict=True)),
        gwp=dict(zip(sets, potentials["canonical_value"].to_list(), strict=True)),
        mwh=column(energy, "energy_id", "mwh"),
        gj=column(energy, "energy_id", "gj"),
        record=record,
        quantity=column(facts.activity, "input_id", "value"),
        factor=column(usable, "factor_id", "value"),
        parameter=column(facts.rulebooks.drop_nulls("value"), "parameter_id", "value"),
    )

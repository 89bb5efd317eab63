"""What the figures of an inventory statement stand on beside records: energy, base year, earlier releases, software.

Belongs here: these parts of a statement. Does not belong here: methods, factors, how sure the figures are.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_2
from smelter_ghg.disclosure import tables_power as tw
from smelter_ghg.disclosure import tables_restated as trs
from smelter_ghg.disclosure import tables_years as ty
from smelter_ghg.disclosure.columns import Years
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import scope_id
from smelter_ghg.disclosure.figures_power import not_counted
from smelter_ghg.disclosure.figures_restated import PREVIOUS, restated_id
from smelter_ghg.disclosure.figures_statement import instruments, on_record
from smelter_ghg.disclosure.headline import Headline
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE
from smelter_ghg.disclosure.site import METHOD
from smelter_ghg.disclosure.statement_cells import DASH, day, kept, said
from smelter_ghg.disclosure.view import (
    Block,
    FigureIndex,
    Label,
    Lines,
    Page,
    Sentence,
    TableView,
    When,
    cell,
    listed,
)
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words
from smelter_ghg.intensity import ACCOUNTS

_HOW = {
    "location": "metered electricity of the grid times the average of its zone",
    "market": "certificates, then contracts, then a supplier's rate, then a residual mix, then the zone's average, "
    "each over what those before it leave",
}


def energy(facts: Facts, index: FigureIndex, lead: Headline) -> tuple[Block, ...]:
    """How scope 2 was made on both accounts, energy by carrier, instruments."""
    period = lead.period
    if period is None:
        return (Lines((("Energy", ("the records hold no reporting period",)),)),)
    lines = []
    for account in ACCOUNTS:
        figure = index.get(scope_id(facts, period, SCOPE_2, None, account))
        value: Sentence = (
            ("no scope of this account is known",) if figure is None else (figure, " ", Label(figure.unit))
        )
        leads = ", in the lead" if account == facts.config.scope2_account else ""
        lines.append((f"Scope 2, {words(account)}", (*value, f"{leads}: {_HOW[account]}")))
    held = _instruments_table(facts, index, period)
    if held is None:
        lines.append(("Instruments", ("none on record",)))
    return kept(
        Lines(tuple(lines)),
        ty.energy_table(facts, index, Years((period,), None, False), "energy-and-metal"),
        tw.level_table(facts, index, period, "power-by-level"),
        held,
        tw.not_counted_table(facts, index, period, "instruments-not-counted"),
    )


def _instruments_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    failed = {row["_key"] for row, _ in not_counted(facts, period)}
    rows = []
    for row in instruments(facts, period):
        factor = index.get(on_record("power_instruments", row, "combustion_factor_kg_co2e_per_mwh"))
        serials = " to ".join(str(row[one]) for one in ("serial_from", "serial_to") if row[one])
        registry: Sentence = tuple(Label(one) for one in (row["registry"], serials) if one)
        cells: tuple[Sentence | None, ...] = (
            (words(row["kind"]), *((", ", Label(row["energy_source"])) if row["energy_source"] else ())),
            (When(str(row["vintage"])),) if row["vintage"] else DASH,
            cell(index.get(on_record("power_instruments", row, "allocated_mwh"))),
            cell(factor),
            listed([(one,) for one in registry]) if registry else DASH,
            (day(row["retired_on"]),),
            ("not counted" if row["_key"] in failed else "meets the quality criteria",),
            said(row["citation"], NOT_APPLICABLE),
        )
        rows.append(ViewRow((Label(row["instrument_id"]),), cells))
    if not rows:
        return None
    return TableView(
        "instruments",
        ("Instruments on record, ", When(period.label)),
        (
            ("Kind",),
            ("Vintage",),
            ("MWh",),
            (Label("kg CO₂e/MWh"),),
            ("Registry",),
            ("Retired",),
            ("Counted",),
            ("Citation",),
        ),
        tuple(rows),
        head="Instrument",
        unit_column=False,
        numeric=False,
        right=(2, 3),
    )


def base_year(
    facts: Facts, index: FigureIndex, smelter_id: str, previous: Mapping[str, str] | None
) -> tuple[Block, ...]:
    """Policy and base year of the configuration, what was restated since the previous release."""
    policy = facts.config.base_year
    lines: list[tuple[str, Sentence]] = [("Policy", (Label(facts.config.base_year_policy),))]
    if policy is None:
        lines.append(("Base year", ("not set in the configuration, so no change calls for recalculation",)))
    else:
        causes = listed([(one.replace("_", " "),) for one in policy.causes], "or")
        lines.append(("Base year", (When(str(policy.year)),)))
        threshold = Label(f"{policy.significance_pct:g} %")
        lines.append(("Recalculated", ("where changes of ", *causes, " add up to ", threshold, " of what stands")))
    for row in facts.rows_of("targets", smelter_id):
        if row["base_year"] is not None:
            lines.append(
                ("Base year of the plan", (When(str(row["base_year"])), f", {words(row['boundary']).lower()}"))
            )
    restated = kept(
        trs.restated_verdicts_table(facts, smelter_id, "restated-verdicts"),
        trs.restated_table(facts, index, smelter_id, "restated-figures", sources=False),
        trs.restated_table(facts, index, smelter_id, "restated-sources", sources=True),
        trs.changes_table(facts, smelter_id, "restated-because"),
    )
    if previous is None:
        lines.append(("Previous release", ("not compared with any",)))
    else:
        name = (Label(previous["name"]), ", manifest ", Label(previous["manifest_sha256"]))
        lines.append(("Previous release", name if restated else (*name, ": nothing of this smelter is restated")))
    return (Lines(tuple(dict.fromkeys(lines))), *kept(_base_year_table(facts, index, smelter_id)), *restated)


def _base_year_table(facts: Facts, index: FigureIndex, smelter_id: str) -> TableView | None:
    """Figures of the base year that changed, and whether they are recalculated."""
    rows = []
    for row in _changes(facts, smelter_id).iter_rows(named=True):
        then = "recalculated" if row["recalculate"] else "kept as it stands"
        earlier = index.get(restated_id(row["figure_id"], PREVIOUS))
        same = ("unchanged",) if row["change"] == 0 and row["other_change"] == 0 else None
        cells: tuple[Sentence | None, ...] = (
            (When(row["period_label"]),),
            same if earlier is None else (earlier,),
            cell(index.get(row["figure_id"])),
            (then,),
            ("no" if row["breaks_series"] else "yes",),
        )
        rows.append(ViewRow((Label(row["label"]),), cells))
    if not rows:
        return None
    return TableView(
        "base-year-figures",
        ("Figures of the base year",),
        (("Period",), ("Previously stated",), ("Now",), ("Base year",), ("One series",)),
        tuple(rows),
        head="Figure",
        unit_column=False,
        numeric=False,
        right=(1, 2),
    )


def _changes(facts: Facts, smelter_id: str) -> pl.DataFrame:
    """A smelter's figures of the base year: sums before intensities."""
    return facts.base_year_changes.filter(smelter_id=smelter_id).sort("period_label", "measure", "label", "figure_id")


def made_with(facts: Facts, versions: Mapping[str, str]) -> tuple[Block, ...]:
    """The rulebooks as applied, and the software."""
    books = facts.rulebooks.select("rulebook", "version", "standard_version", "valid_from").unique()
    rows = [
        ViewRow(
            (Label(book["rulebook"]),),
            ((Label(str(book["version"])),), (Label(str(book["standard_version"])),), _open(facts, book["rulebook"])),
        )
        for book in books.sort(pl.all()).iter_rows(named=True)
    ]
    table = TableView(
        "rulebooks",
        ("Rulebooks",),
        (("Version",), ("Version of the standard",), ("Entries not confirmed against the text",)),
        tuple(rows),
        head="Rulebook",
        unit_column=False,
        numeric=False,
    )
    told: list[tuple[str, Sentence]] = [
        (name.replace("_", "-"), (Label(text),)) for name, text in sorted(versions.items())
    ]
    own = facts.config.rule_files
    told.append(("Rule files of the user", listed([(Label(one),) for one in own]) if own else ("none",)))
    told.append(("More", (Page("Method", METHOD),)))
    return (Lines(tuple(told)), table)


def _open(facts: Facts, rulebook: str) -> Sentence:
    """The entries of a rulebook that nobody has held against the text of the standard."""
    entries = facts.rulebooks.filter(pl.col("rulebook") == rulebook, pl.col("status") == "unverified")
    names = sorted({str(one).replace("_", " ") for one in entries["parameter"].to_list()})
    return listed([(Label(one),) for one in names]) if names else ("none",)

"""The inventory statement of a smelter: what a verifier reads, in the order in which a verifier reads it.

Belongs here: putting the parts of a statement together, who and what it is about. Does not belong here: the other
parts, which are in modules of their own (statement_*).

The order follows what the GHG Protocol Corporate Standard, chapter 9, and ISO 14064-1:2018, clause 9.3, ask a report on
an inventory to contain. A statement is of one period, the one the smelter's page leads with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smelter_ghg.disclosure import statement_basis as basis
from smelter_ghg.disclosure import statement_boundary as boundary
from smelter_ghg.disclosure import statement_factors as factors
from smelter_ghg.disclosure import statement_methods as methods
from smelter_ghg.disclosure import statement_sure as sure
from smelter_ghg.disclosure import tables_restated as trs
from smelter_ghg.disclosure.concerns import Concerns, Found
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_statement import on_record
from smelter_ghg.disclosure.headline import Headline, headline
from smelter_ghg.disclosure.marks import Marks
from smelter_ghg.disclosure.statement_cells import day, kept, said
from smelter_ghg.disclosure.view import Block, FigureIndex, Label, Lines, PagePart, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_SYNTHETIC = "synthetic demonstration data: no real smelter"


@dataclass(frozen=True)
class Made:
    """What made the release: versions by name, and the release it was compared with (name, manifest_sha256)."""

    versions: Mapping[str, str]
    previous: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Statement:
    """Everything a statement prints. `period` is the label of its period, empty where there is none."""

    smelter_id: str
    name: str
    synthetic: bool
    period: str
    about: Sentence
    parts: tuple[PagePart, ...]


def statement(facts: Facts, index: FigureIndex, found: Sequence[Found], smelter: Row, made: Made) -> Statement:
    """The statement of one smelter; `found` are the findings that concern it, errors first."""
    smelter_id, lead = smelter["smelter_id"], headline(facts, smelter["smelter_id"])
    parts: tuple[tuple[str, str, tuple[Block, ...]], ...] = (
        ("who", "Who and what", _who(facts, index, smelter, lead)),
        ("organisation", "Organisational boundary", boundary.organisation(facts, index, smelter_id)),
        ("reporting", "Reporting boundary", boundary.reporting(facts, index, lead)),
        ("emissions", "Emissions", methods.emissions(facts, index, smelter_id, lead)),
        ("methods", "Methods", methods.methods_used(facts, index, lead)),
        ("factors", "Factors", factors.factors_used(facts, index, lead)),
        ("energy", "Energy and electricity", basis.energy(facts, index, lead)),
        ("base-year", "Base year and restatements", basis.base_year(facts, index, smelter_id, made.previous)),
        ("uncertainty", "Uncertainty and data quality", sure.uncertainty(facts, index, smelter_id, lead)),
        ("findings", "Findings", sure.findings(facts, index, found, smelter_id)),
        ("verification", "Verification", sure.verification(facts, index, smelter_id, lead)),
        ("rules-and-software", "Rulebooks and software", basis.made_with(facts, made.versions)),
    )
    # Restated figures lead to the table that tells it; findings are listed, and marked on the smelter's own page.
    marks = Marks(Concerns(facts, smelter_id, ()), index, trs.restated_places(facts, smelter_id))
    period = "" if lead.period is None else lead.period.label
    return Statement(
        smelter_id,
        smelter["name"],
        bool(smelter["synthetic"]),
        period,
        (When(period),) if period else ("no reporting period",),
        tuple(PagePart(name, title, marks.on(blocks)) for name, title, blocks in parts),
    )


def _who(facts: Facts, index: FigureIndex, smelter: Row, lead: Headline) -> tuple[Block, ...]:
    smelter_id = smelter["smelter_id"]
    lines: list[tuple[str, Sentence]] = [
        ("Smelter", (Label(smelter["name"]), ", id ", Label(smelter_id))),
        ("Operator", said(smelter["operator"])),
        ("Country", said(smelter["country_iso3"])),
        ("Grid zone", said(smelter["grid_zone"])),
        ("Records describe", (words(smelter["level"]),)),
        ("Period", _period(facts, smelter_id, lead)),
        ("Data", (_SYNTHETIC if smelter["synthetic"] else "not marked as synthetic",)),
        ("Held against", (Label(f"{facts.config.standard} {facts.config.standard_version}"),)),
        ("Report answered for by", ("neither the records nor the configuration name anyone",)),
    ]
    scopes = _scopes_table(facts, index, smelter_id)
    if scopes is None:
        lines.append(("Certification scopes", ("none on record",)))
    return kept(Lines(tuple(lines)), scopes, _periods_table(facts, smelter_id, lead))


def _period(facts: Facts, smelter_id: str, lead: Headline) -> Sentence:
    if lead.period is None:
        return ("the records hold no reporting period",)
    first, last = facts.days.get((smelter_id, lead.period.label), (None, None))
    return (When(lead.period.label), ", ", day(first, "not recorded"), " to ", day(last, "not recorded"))


def _scopes_table(facts: Facts, index: FigureIndex, smelter_id: str) -> TableView | None:
    rows = [
        ViewRow(
            (Label(row["scope_id"]),),
            (
                cell(index.get(on_record("certification_scopes", row, "share_pct"))),
                (day(row["valid_from"]),),
                (day(row["valid_to"]),),
            ),
        )
        for row in facts.rows_of("certification_scopes", smelter_id)
    ]
    if not rows:
        return None
    return TableView(
        "certification-scopes",
        ("Certification scopes that hold the smelter",),
        (("Share held, %",), ("From",), ("To",)),
        tuple(rows),
        head="Scope",
        unit_column=False,
        numeric=False,
        right=(0,),
    )


def _periods_table(facts: Facts, smelter_id: str, lead: Headline) -> TableView | None:
    rows = []
    for period in facts.periods(smelter_id):
        first, last = facts.days.get((smelter_id, period.label), (None, None))
        stated = "stated here" if period == lead.period else "on the smelter's page"
        rows.append(ViewRow((When(period.label),), ((day(first),), (day(last),), (stated,))))
    if not rows:
        return None
    return TableView(
        "reporting-periods",
        ("Reporting periods",),
        (("First day",), ("Last day",), ("Where",)),
        tuple(rows),
        head="Period",
        unit_column=False,
        numeric=False,
    )

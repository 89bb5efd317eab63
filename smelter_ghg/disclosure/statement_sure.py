"""How sure an inventory statement is: intervals, data quality, findings, verifiers.

Belongs here: these parts of a statement. Does not belong here: how intervals and findings come about.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure import figures_uncertainty as fu
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure import tables_uncertainty as tu
from smelter_ghg.disclosure.concerns import Found
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_quality import PRIMARY, quality_id
from smelter_ghg.disclosure.figures_records import SEVERITIES
from smelter_ghg.disclosure.headline import Headline
from smelter_ghg.disclosure.method import interval_paragraphs
from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.statement_cells import kept
from smelter_ghg.disclosure.tables_evidence import corrections_table, verification_table
from smelter_ghg.disclosure.tables_records import SEVERITY_WORDS, findings_table
from smelter_ghg.disclosure.view import Block, FigureIndex, Label, Lines, Page, Sentence
from smelter_ghg.disclosure.words import words

# Errors and warnings come first; what a verifier would not read on paper stands on the smelter's own page.
_MOST_FINDINGS = 15
_TOLD = ("error", "warning")


def uncertainty(facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline) -> tuple[Block, ...]:
    """Intensity and total with their intervals, what makes them wide, how much rests on primary data."""
    row = fu.lead_interval(facts, smelter_id)
    lines: list[tuple[str, Sentence]] = []
    if row is None or fu.exact(row):
        lines.append(("Interval", ("none: no input of the leading intensity has a stated range",)))
    else:
        lines.append(("Intensity", _value_and_interval(facts, index, row)))
        whole = next((one for one in fu.by_source(facts, row) if one["source"] is None), None)
        if whole is not None:
            lines.append(("Total of mine to metal", _value_and_interval(facts, index, whole)))
        uncovered = tu.uncovered_words(facts, index, row)
        lines += [("Not covered by it", uncovered)] if uncovered else []
        lines += zip(("How intervals are made", "Beside them"), interval_paragraphs(facts), strict=True)
    if lead.period is not None:
        primary = index.get(quality_id(facts, lead.period, facts.config.scope2_account, PRIMARY))
        told: Sentence = ("nothing is known to rest on any",)
        if primary is not None:
            told = (primary, " % of the known emissions rest on records and supplier-specific factors")
        lines.append(("Primary data", told))
    if row is None:
        return (Lines(tuple(lines)),)
    return kept(
        Lines(tuple(lines)),
        tu.driver_table(facts, index, row, "drivers"),
        tu.source_table(facts, index, row, "intervals-by-source"),
    )


def _value_and_interval(facts: Facts, index: FigureIndex, row: Row) -> Sentence:
    value = index.get(fu.value_id(facts, row))
    told: Sentence = () if value is None else (value, " ", Label(value.unit), ", ")
    account = row["scope2_account"]
    what = words(row["boundary"]).lower() + (f", {words(account)}" if account in ("location", "market") else "")
    return (*told, *tu.interval_words(facts, index, row), "; ", Label(what))


def findings(facts: Facts, index: FigureIndex, found: Sequence[Found], smelter_id: str) -> tuple[Block, ...]:
    """How many findings travel with the figures, and the most important ones."""
    page = Site({}).path(smelter_id)
    lines: list[tuple[str, Sentence]] = []
    for severity in SEVERITIES:
        count = index.get(m.count("findings", smelter_id, severity))
        lines.append((f"{SEVERITY_WORDS[severity]}s", ("none",) if count is None else (count,)))
    grave = [one for one in found if one.row["severity"] in _TOLD]
    if grave:
        shown = ("all errors and warnings are below",) if len(grave) <= _MOST_FINDINGS else ("the first are below",)
        lines.append(
            ("Which", (*shown, "; every finding, and the figures it concerns, on ", Page("the smelter's page", page)))
        )
    elif found:
        lines.append(("Which", ("on ", Page("the smelter's page", page))))
    return kept(
        Lines(tuple(lines)),
        findings_table(facts, index, grave[:_MOST_FINDINGS], "leading-findings"),
        corrections_table(facts, smelter_id, "corrections"),
    )


def verification(facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline) -> tuple[Block, ...]:
    """Statements of verifiers and whether one is of the period stated here, or that there is none."""
    rows = facts.rows_of("verification", smelter_id)
    if not rows:
        return (Lines((("Statements", ("none on record: no third party is known to have verified these figures",)),)),)
    first, last = facts.days.get((smelter_id, "" if lead.period is None else lead.period.label), (None, None))
    of_period = [row for row in rows if (row["period_start"], row["period_end"]) == (first, last)]
    told = "on record, below" if of_period else "none on record; those below are of other periods"
    lines = Lines((("Statements of this period", (told,)),))
    return kept(lines, verification_table(facts, index, smelter_id, "statements-of-verifiers"))

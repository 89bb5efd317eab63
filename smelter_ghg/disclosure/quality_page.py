"""The page of data quality: what each smelter's emissions rest on, what is missing, findings, record files.

Belongs here: the parts of that page. Does not belong here: HTML, a smelter's own page.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smelter_ghg.disclosure.concerns import found_on
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_portfolio import check_id
from smelter_ghg.disclosure.figures_records import missing_count_id, missing_items
from smelter_ghg.disclosure.headline import headline
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE
from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.tables_quality import quality_of_all
from smelter_ghg.disclosure.tables_records import SEVERITY_WORDS, findings_table
from smelter_ghg.disclosure.view import (
    Block,
    FigureIndex,
    Label,
    Page,
    PagePart,
    Sentence,
    TableView,
    When,
    cell,
    listed,
)
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words

_SEVERITIES = ("error", "warning", "note")
_ITEMS_NAMED = 8


def quality_parts(
    facts: Facts,
    index: FigureIndex,
    site: Site,
    findings: pl.DataFrame,
    cells: Sequence[frozenset[str]],
    sources: pl.DataFrame,
) -> tuple[PagePart, ...]:
    """The parts of the page in reading order."""
    leads: list[tuple[Sentence, Period | None]] = [
        ((Page(name, site.path(smelter_id)),), headline(facts, smelter_id).period)
        for smelter_id, name in site.names.items()
    ]
    found: tuple[tuple[str, str, tuple[Block | None, ...]], ...] = (
        ("rests-on", "What the emissions rest on", (quality_of_all(facts, index, leads, "data-quality"),)),
        ("missing", "What is missing", (_missing_table(facts, index, leads),)),
        (
            "findings",
            "Findings",
            (
                _checks_table(index, findings),
                findings_table(facts, index, found_on(findings, cells, None), "findings-of-no-smelter"),
            ),
        ),
        ("files", "Record files", (_files_table(sources),)),
    )
    parts = []
    for name, title, blocks in found:
        kept = tuple(block for block in blocks if block is not None)
        if kept:
            parts.append(PagePart(name, title, kept))
    return tuple(parts)


def _missing_table(facts: Facts, index: FigureIndex, leads: list[tuple[Sentence, Period | None]]) -> TableView | None:
    """How many items each smelter lacks in the period its page leads with, and which."""
    rows = []
    for head, period in leads:
        items = [] if period is None else missing_items(facts.missing_in(period))
        if period is None or not items:
            continue
        names = list(dict.fromkeys(item_words(row["item"], capital=False) for row in items))
        more: list[Sentence] = [("more",)] if len(names) > _ITEMS_NAMED else []
        told = listed([*((Label(name),) for name in names[:_ITEMS_NAMED]), *more], "and")
        rows.append(ViewRow(head, ((When(period.label),), cell(index.get(missing_count_id(period))), told)))
    if not rows:
        return None
    return TableView(
        "missing-items",
        ("Missing items in the period each page leads with",),
        (("Period",), ("Items",), ("Which",)),
        tuple(rows),
        head="Smelter",
        unit_column=False,
        numeric=False,
        right=(1,),
    )


def _checks_table(index: FigureIndex, findings: pl.DataFrame) -> TableView:
    """How many findings each check made, by severity."""
    rows = []
    for check in sorted(findings["check_id"].unique().to_list()):
        counts = tuple(cell(index.get(check_id(check, one)), applicable=False) for one in _SEVERITIES)
        rows.append(ViewRow((Label(check),), counts))
    if not rows:
        rows.append(ViewRow(("No check found anything",), tuple((NOT_APPLICABLE,) for _ in _SEVERITIES)))
    return TableView(
        "findings-by-check",
        ("Findings by check and severity",),
        tuple((SEVERITY_WORDS[one],) for one in _SEVERITIES),
        tuple(rows),
        head="Check",
        unit_column=False,
    )


def _files_table(sources: pl.DataFrame) -> TableView | None:
    rows = [
        ViewRow((Label(row["file"]),), ((Label(row["sha256"]),),), level="code")
        for row in sources.sort("file").iter_rows(named=True)
    ]
    if not rows:
        return None
    return TableView(
        "record-files",
        ("Record files with their hash",),
        ((Label("SHA-256"),),),
        tuple(rows),
        head="File",
        unit_column=False,
        numeric=False,
    )

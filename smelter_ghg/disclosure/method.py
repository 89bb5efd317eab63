"""How the figures were made: basis, factors and rule parameters with their citation and status.

Belongs here: the notes at the end of the page. Does not belong here: explanations of single figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.site import DATA_QUALITY, FACTORS, METHOD
from smelter_ghg.disclosure.view import FigureIndex, Label, Lines, Page, Sentence, TableView, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.method_sets import COMMON

USER = "user"
CONSOLIDATION = {
    "operational_control": "operational control",
    "financial_control": "financial control",
    "equity_share": "equity share",
}


@dataclass(frozen=True)
class MethodPage:
    """What the page on method prints."""

    basis: Lines
    method_sets: TableView
    equations: TableView
    intervals: tuple[Sentence, ...]
    rules: TableView
    readings: TableView | None
    versions: Lines


@dataclass(frozen=True)
class FactorsPage:
    """What the page on factors prints."""

    used: TableView
    refused: TableView | None


def method_page(facts: Facts, index: FigureIndex, manifest_facts: Mapping[str, str]) -> MethodPage:
    """Basis, method sets, equations, rules, versions."""
    return MethodPage(
        Lines(basis_lines(facts)),
        method_sets_table(facts),
        equation_table(facts),
        interval_paragraphs(facts),
        rules_table(facts, index),
        readings_table(facts),
        Lines(tuple((name, (Label(text),)) for name, text in sorted(manifest_facts.items()))),
    )


def factors_page(facts: Facts, index: FigureIndex) -> FactorsPage:
    """Factors used and factors refused."""
    return FactorsPage(factor_table(facts, index), refused_factor_table(facts))


def basis_lines(facts: Facts) -> tuple[tuple[str, Sentence], ...]:
    """The basis of the report, one line per choice."""
    config = facts.config
    routes = ", then ".join(
        "calculated values" if r == "calculated" else "reported values" for r in config.route_preference
    )
    return (
        ("Standard", (Label(f"{config.standard} {config.standard_version}"),)),
        ("Method set", (Label(words(config.method_set)), ", beside methods common to all sets")),
        ("Global warming potentials", (Label(config.gwp_set), ", over a hundred years")),
        ("Scope 2", (f"{words(config.scope2_account)} in the lead; both accounts are shown",)),
        ("Boundary", (Label(f"{words(facts.boundary['text'])}: {facts.boundary['meaning']}"),)),
        ("Consolidation", (CONSOLIDATION[config.consolidation],)),
        ("Which value leads", (routes,)),
        ("Base year", (Label(config.base_year_policy),)),
    )


def interval_paragraphs(facts: Facts) -> tuple[Sentence, ...]:
    """How intervals are made; () where no smelter has one."""
    if facts.uncertainty.is_empty():
        return ()
    drawn = facts.config.uncertainty
    return (
        (
            "An input with a stated ",
            Label("95 %"),
            " range is drawn from a distribution whose median is the stated value and whose ",
            Label("2.5 and 97.5 %"),
            " quantiles are the ends of the range. Inputs of one error group, such as the readings of one scale or the "
            "uses of one factor, share one error. The equations are evaluated on all draws, and the quantiles of the "
            "results are the interval (",
            Label("Approach 2"),
            "): ",
            Label(f"{drawn.draws:,} draws, seed {drawn.seed}"),
            ". An input without a stated range is taken as exact; each page says how much rests on such inputs.",
        ),
        (
            "Beside it stands ",
            Label("Approach 1"),
            ": what each error does by itself, by differences of the equations, added in quadrature. It tells which "
            "errors make an interval wide, and is not to be trusted where ranges are wide or lopsided. Both follow ",
            Label("IPCC 2006 Guidelines, Volume 1, Chapter 3, equations 3.1 and 3.2"),
            ". A probability is the share of the draws in which a criterion is met; it never changes an outcome.",
        ),
    )


def made_lines(facts: Facts, detail: Detail | None) -> Lines:
    """The basis of one smelter's figures, with the pages that say more."""
    config = facts.config
    lines: list[tuple[str, Sentence]] = []
    if detail is not None:
        rulebook = Label(f"{detail['rulebook']}, {detail['rulebook_version']}")
        lines.append(
            ("Verdict", (Label(f"{detail['standard']} {detail['standard_version']}"), ", rulebook ", rulebook))
        )
        if detail["basis"] is not None:
            basis = detail["basis"]
            told = [words(basis["boundary"]), words(basis["scope2_account"]), words(basis["denominator"])]
            lines.append(("Value judged", (Label(", ".join(part for part in told if part and part != "none")),)))
    lines += [
        ("Method set", (Label(words(config.method_set)), ", ", Label(config.gwp_set))),
        ("Consolidation", (CONSOLIDATION[config.consolidation],)),
        ("More", (Page("Method", METHOD), ", ", Page("factors", FACTORS), ", ", Page("data quality", DATA_QUALITY))),
    ]
    return Lines(tuple(lines))


def method_sets_table(facts: Facts) -> TableView:
    """The sets of coefficients and equations the ledger holds side by side."""
    equations: dict[str, set[str]] = {}
    pairs = facts.ledger.lazy().select("method_set", "equation_id").unique().collect()
    for method_set, equation_id in pairs.iter_rows():
        equations.setdefault(method_set, set()).add(equation_id)
    rows = []
    for name in sorted(equations, key=lambda one: (one != facts.config.method_set, one == COMMON, one)):
        leads = name == facts.config.method_set
        role = "leads" if leads else "counts in every set" if name == COMMON else "in the ledger, never mixed in"
        titles = sorted({EQUATIONS[one].title for one in equations[name] if one in EQUATIONS})
        rows.append(ViewRow((Label(words(name)),), ((role,), (Label("; ".join(titles)),))))
    return TableView(
        "method-sets",
        ("Method sets",),
        (("Role",), ("Equations",)),
        tuple(rows),
        head="Set",
        unit_column=False,
        numeric=False,
    )


def refused_factor_table(facts: Facts) -> TableView | None:
    """Factors that are known by name but not used, with the reason."""
    rows = []
    for row in facts.factors.refused.sort("item", "parameter", "factor_id").iter_rows(named=True):
        why = "no sourced value is known" if row["value"] is None else "the value was not checked against its document"
        cells: tuple[Sentence | None, ...] = (
            (Label(unit_text(row["unit"])),),
            (why,),
            (Label(_cited(row)),),
            (Label(row["note"]),) if row["note"] else (NOT_APPLICABLE,),
        )
        rows.append(ViewRow(factor_head(row), cells))
    if not rows:
        return None
    return TableView(
        "factors-refused",
        ("Factors not used",),
        (("Unit",), ("Why",), ("Where to look",), ("Note",)),
        tuple(rows),
        head="Factor",
        unit_column=False,
        numeric=False,
    )


def factor_head(row: Row) -> Sentence:
    """A factor by its item, parameter and what it holds for."""
    name = f"{item_words(row['item'])}: {item_words(row['parameter'], capital=False)}"
    special = [row[part] for part in ("gas", "technology", "region", "basis") if row[part]]
    return (Label(name + (f" ({', '.join(special)})" if special else "")),)


def _cited(row: Row) -> str:
    return ", ".join(str(row[part]) for part in ("publisher", "document", "table", "page") if row[part])


def factor_table(facts: Facts, index: FigureIndex) -> TableView:
    """Every factor used, with its citation and status."""
    rows = []
    for row in facts.used_factors:
        status = "supplied by the user" if row["status"] == USER else words(row["status"])
        cells = (
            cell(index.get(m.factor(row["factor_id"]))),
            (Label(unit_text(row["unit"])),),
            (Label(_cited(row)),),
            (Label(f"{status} ({row['confidence']})" if row["confidence"] else status),),
        )
        level = "user" if row["status"] == USER else "item"
        rows.append(ViewRow(factor_head(row), cells, level=level))
    return TableView(
        "factors-used",
        ("Factors used",),
        (("Value",), ("Unit",), ("Source",), ("Status",)),
        tuple(rows),
        head="Factor",
        unit_column=False,
        numeric=False,
        right=(0,),
    )


def equation_table(facts: Facts) -> TableView:
    """Every equation behind the inventories, with its source."""
    sources()  # importing the sources fills the register
    used = facts.used_equations
    rows = [
        ViewRow((Label(e.title),), ((Label(e.expression),), (Label(e.citation),)))
        for e in (EQUATIONS[name] for name in sorted(used & set(EQUATIONS)))
    ]
    return TableView(
        "equations",
        ("Equations used",),
        (("Equation",), ("Source",)),
        tuple(rows),
        head="What",
        unit_column=False,
        numeric=False,
    )


def readings_table(facts: Facts) -> TableView | None:
    """Every reading of the rulebooks, where the text of the standard leaves more than one."""
    rows = []
    for row in facts.rulebooks.filter(pl.col("kind") == "reading").sort("rulebook", "parameter").iter_rows(named=True):
        name = f"{row['standard_version']} {row['parameter']}".replace("_", " ")
        rows.append(ViewRow((Label(name),), ((Label(row["meaning"]),), (words(row["status"]),))))
    if not rows:
        return None
    return TableView(
        "rule-readings",
        ("Readings of the criteria",),
        (("In words",), ("Status",)),
        tuple(rows),
        head="Reading",
        unit_column=False,
        numeric=False,
    )


def rules_table(facts: Facts, index: FigureIndex) -> TableView:
    """Every parameter, switch and reading of the rulebooks with its citation and status."""
    rows = []
    for row in facts.rulebooks.sort("rulebook", "kind", "parameter").iter_rows(named=True):
        if row["kind"] == "reading":
            continue
        figure = index.get(m.parameter(row["parameter_id"]))
        text = "" if row["text"] is None else str(row["text"]).replace("_", " ").replace(" | ", " or ")
        value: Sentence = (figure,) if figure is not None else (Label(text or NOT_APPLICABLE),)
        unit = "" if row["unit"] in (None, "year") else unit_text(row["unit"])
        cells = ((Label(row["meaning"]),), value, (unit,), (Label(row["source"]),), (words(row["status"]),))
        rows.append(ViewRow((Label(f"{row['standard_version']} {row['parameter']}".replace("_", " ")),), cells))
    return TableView(
        "rules",
        ("Rule parameters",),
        (("In words",), ("Value",), ("Unit",), ("Source",), ("Status",)),
        tuple(rows),
        head="Parameter",
        unit_column=False,
        numeric=False,
        right=(1,),
    )

"""How the figures were made: basis, factors and rule parameters with their citation and status.

Belongs here: the notes at the end of the page. Does not belong here: explanations of single figures.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS

_CONSOLIDATION = {
    "operational_control": "operational control",
    "financial_control": "financial control",
    "equity_share": "equity share",
}


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
        ("Consolidation", (_CONSOLIDATION[config.consolidation],)),
        ("Which value leads", (routes,)),
        ("Base year", (Label(config.base_year_policy),)),
    )


def factor_table(facts: Facts, index: FigureIndex) -> TableView:
    """Every factor used, with its citation and status."""
    rows = []
    for row in facts.used_factors:
        name = f"{item_words(row['item'])}: {item_words(row['parameter'], capital=False)}"
        special = [row[part] for part in ("gas", "technology", "region", "basis") if row[part]]
        head: Sentence = (Label(name + (f" ({', '.join(special)})" if special else "")),)
        cited = ", ".join(str(row[part]) for part in ("publisher", "document", "table", "page") if row[part])
        status = words(row["status"])
        cells = (
            cell(index.get(m.factor(row["factor_id"]))),
            (Label(unit_text(row["unit"])),),
            (Label(cited),),
            (Label(f"{status} ({row['confidence']})" if row["confidence"] else status),),
        )
        rows.append(ViewRow(head, cells))
    return TableView(
        "factors",
        ("Factors used",),
        (("Value",), ("Unit",), ("Source",), ("Status",)),
        tuple(rows),
        head="Factor",
        unit_column=False,
        numeric=False,
        right=(0,),
        csv="factors.csv",
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
        csv="equations.csv",
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
        csv="rule_parameters.csv",
    )

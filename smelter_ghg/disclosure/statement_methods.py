"""The emissions of an inventory statement and how they were computed: by source, gas and equation.

Belongs here: these parts of a statement. Does not belong here: boundaries, factors, how sure the figures are.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure import tables_quality as tq
from smelter_ghg.disclosure import tables_years as ty
from smelter_ghg.disclosure.columns import Years
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import SCOPES
from smelter_ghg.disclosure.figures_methods import Method, method_id, methods, stand_in_id, stand_ins
from smelter_ghg.disclosure.figures_statement import CO2E, gas_id, gases_of
from smelter_ghg.disclosure.headline import Headline
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.provenance import kind_words
from smelter_ghg.disclosure.statement_cells import DASH, gas_words, kept
from smelter_ghg.disclosure.tables_records import reported_table
from smelter_ghg.disclosure.tables_substitutions import substitutions_table
from smelter_ghg.disclosure.view import Block, FigureIndex, Label, Lines, Sentence, TableView, When, cell, listed
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.method_sets import COMMON, METHOD_SETS

_PROCESS_CARBON = {
    "consumption": "by consumption of anodes and paste, pitch volatiles and packing coke",
    "carbon_balance": "by the carbon that comes to the site and leaves it",
}
_NO_PERIOD: tuple[Block, ...] = (Lines((("Period", ("the records hold no reporting period",)),)),)


def emissions(facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline) -> tuple[Block, ...]:
    """Emissions by source and scope on both accounts, gases, intensities with the verdict."""
    if lead.period is None:
        return _NO_PERIOD
    one = Years((lead.period,), None, False)
    by_source = ty.source_table(facts, index, one, "emissions-by-source")
    blocks = kept(
        by_source,
        _gases_table(facts, index, lead.period),
        ty.intensity_table(facts, index, [lead.period], lead.history, "intensity"),
    )
    if by_source is not None:
        return blocks
    nothing = Lines((("Computed", ("nothing: no record of the period leads to an emission",)),))
    return kept(nothing, *blocks, reported_table(facts, index, smelter_id, "values-on-record"))


def _gases_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    rows = []
    for gas in gases_of(facts, period):
        name = "Known in CO₂e alone" if gas == CO2E else gas_words(gas)
        mass = DASH if gas == CO2E else cell(index.get(gas_id(facts, period, gas, m.GAS_TONNES)))
        rows.append(ViewRow((Label(name),), (mass, cell(index.get(gas_id(facts, period, gas))))))
    if not rows:
        return None
    return TableView(
        "scope-1-by-gas",
        (Label("Scope 1 by gas"), ", ", When(period.label)),
        (("t of the gas",), (unit_text("t CO2e"),)),
        tuple(rows),
        head="Gas",
        unit_column=False,
    )


def methods_used(facts: Facts, index: FigureIndex, lead: Headline) -> tuple[Block, ...]:
    """Every equation with its tier and share, and where something weaker than a record was taken."""
    config, rules = facts.config, METHOD_SETS[facts.config.method_set]
    lines: list[tuple[str, Sentence]] = [
        ("Method set", (Label(rules.citation),)),
        ("Process carbon", (_PROCESS_CARBON[config.process_carbon],)),
        ("Gaps in records", _gaps(config.missing_data)),
        ("Which value leads", (", else ".join(words(route) for route in config.route_preference),)),
    ]
    if lead.period is None:
        return (Lines(tuple(lines)),)
    period = lead.period
    standing_in = _stand_ins_table(facts, index, period)
    filled = substitutions_table(facts, index, [period], "substitutions")
    lines.append(("Lower tiers", _lower_tiers(methods(facts, period))))
    if standing_in is None:
        lines.append(("Defaults and fall-backs", ("none was taken",)))
    if filled is None:
        lines.append(("Substitutions", ("none was taken",)))
    return kept(
        Lines(tuple(lines)),
        _methods_table(facts, index, period),
        standing_in,
        filled,
        tq.quality_table(facts, index, Years((period,), None, False), "data-quality"),
    )


def _lower_tiers(found: Sequence[Method]) -> Sentence:
    """The sources that a lower tier was taken for than for other rows of the same source."""
    highest: dict[tuple[int, int | None, str, str], int] = {}
    for one in found:
        highest[one.of] = max(one.tier, highest.get(one.of, one.tier))
    lower = {(one.source, one.tier): None for one in found if one.tier < highest[one.of]}
    told: list[Sentence] = [(f"{words(source).lower()} at ", Label(f"tier {tier}")) for source, tier in lower]
    if not found:
        return ("no equation was taken",)
    return (*listed(told), ", beside higher ones") if told else ("every source is at one tier throughout",)


def _gaps(rule: str | None) -> Sentence:
    return ("filled by the rule ", Label(rule)) if rule else ("not filled: the configuration names no rule",)


def _methods_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    found = methods(facts, period)
    sources()  # importing the sources fills the register
    rows: list[ViewRow] = []
    for scope in SCOPES:
        own = [one for one in found if one.scope == scope]
        if own:
            rows.append(ViewRow((Label(f"Scope {scope}"),), (), level="group"))
            rows += [_method_row(facts, index, period, one) for one in own]
    if not rows:
        return None
    return TableView(
        "equations-used",
        ("Equations by source, ", When(period.label)),
        (("Equation",), ("Citation",), ("Method set",), ("Tier",), (unit_text("t CO2e"),), ("Share, %",)),
        tuple(rows),
        head="Source",
        unit_column=False,
        numeric=False,
        right=(4, 5),
        notes=(
            (
                f"Shares are of the known emissions, {words(facts.config.scope2_account)}; rows of the other account "
                "have none. The higher the tier, the closer to the plant's own measurements.",
            ),
        ),
    )


def _method_row(facts: Facts, index: FigureIndex, period: Period, one: Method) -> ViewRow:
    known = EQUATIONS.get(one.equation_id)
    of_set = "every set" if one.method_set == COMMON else words(one.method_set)
    share = index.get(method_id(facts, period, one, m.METHOD_SHARE))
    head: Sentence = (words(one.source),)
    if one.category is not None:
        head = (*head, ", ", Label(f"category {one.category}"))
    if one.account:
        head = (*head, f", {words(one.account)}")
    return ViewRow(
        head,
        (
            (Label(one.title),),
            (Label(known.citation),) if known is not None else DASH,
            (Label(of_set),),
            (Label(str(one.tier)),),
            cell(index.get(method_id(facts, period, one))),
            cell(share, applicable=one.account in ("", facts.config.scope2_account)),
        ),
    )


def _stand_ins_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    """Defaults and fall-backs that stand where a record could, with what rests on each."""
    rows = []
    for one in stand_ins(facts, period):
        factor = index.get(m.factor(one.factor_id))
        cells = (
            (Label(item_words(one.argument)),),
            (kind_words(one.kind),),
            cell(factor),
            (Label(NOT_APPLICABLE if factor is None else factor.unit),),
            cell(index.get(stand_in_id(facts, period, one))),
            cell(index.get(stand_in_id(facts, period, one, m.STAND_IN_SHARE))),
        )
        rows.append(ViewRow((words(one.source),), cells))
    if not rows:
        return None
    return TableView(
        "stand-ins",
        ("Defaults and fall-backs, ", When(period.label)),
        (("What",), ("Kind",), ("Value",), ("Unit",), (unit_text("t CO2e"),), ("Share, %",)),
        tuple(rows),
        head="Source",
        unit_column=False,
        numeric=False,
        right=(2, 4, 5),
        notes=(("A line counts the whole of what rests on its value, so lines overlap.",),),
    )

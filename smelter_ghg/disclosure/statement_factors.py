"""The factors of an inventory statement: how many, which carry most of the total, the warming potentials.

Belongs here: that part of a statement. Does not belong here: the page of all factors (method), values.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_rests_on import (
    factor_count_id,
    factors_of,
    footprints_of,
    is_potential,
    rests_on_id,
)
from smelter_ghg.disclosure.headline import Headline
from smelter_ghg.disclosure.method import USER, factor_head
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.provenance import cited
from smelter_ghg.disclosure.site import FACTORS
from smelter_ghg.disclosure.statement_cells import DASH, gas_words, kept
from smelter_ghg.disclosure.view import Block, FigureIndex, Label, Lines, Page, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words


def factors_used(facts: Facts, index: FigureIndex, lead: Headline) -> tuple[Block, ...]:
    """How many factors there are, those that most of the total rests on, and the potentials of the gases."""
    lines: list[tuple[str, Sentence]] = [
        ("Warming potentials", (Label(facts.config.gwp_set), ", over a hundred years")),
    ]
    count = None if lead.period is None else index.get(factor_count_id(lead.period))
    more: Sentence = ("; all are on the page of ", Page("factors", FACTORS))
    lines.append(("Factors used", ("none",) if count is None else (count, *more)))
    if lead.period is None:
        return (Lines(tuple(lines)),)
    return kept(
        Lines(tuple(lines)),
        _largest_table(facts, index, lead.period),
        _footprints_table(facts, index, lead.period),
        _potentials_table(facts, index, lead.period),
    )


def _largest_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    found = []
    for factor_id in factors_of(facts, period):
        tonnes = index.get(rests_on_id(facts, period, factor_id))
        if tonnes is not None:
            found.append((tonnes, facts.factor_rows[factor_id]))
    found.sort(key=lambda pair: (-pair[0].value, pair[1]["factor_id"]))
    rows = [
        ViewRow(
            factor_head(row),
            (
                cell(index.get(m.factor(row["factor_id"]))),
                (Label(unit_text(row["unit"])),),
                (Label(_status(row)),),
                (When(_vintage(row)),),
                (Label(cited(row)),),
                (tonnes,),
                cell(index.get(rests_on_id(facts, period, row["factor_id"], m.FACTOR_SHARE))),
            ),
        )
        for tonnes, row in found
    ]
    if not rows:
        return None
    return TableView(
        "largest-factors",
        ("Factors that most of the emissions rest on, ", When(period.label), f", {words(facts.config.scope2_account)}"),
        (
            ("Value",),
            ("Unit",),
            ("Status",),
            ("Vintage",),
            ("Citation",),
            (unit_text("t CO2e"),),
            ("Share, %",),
        ),
        tuple(rows),
        head="Factor",
        unit_column=False,
        numeric=False,
        right=(0, 5, 6),
        notes=(("Emissions rest on several factors each, so lines overlap. Shares are of the known emissions.",),),
    )


def _footprints_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    """The footprints that suppliers state, which are records and no factors on file."""
    found = []
    for input_id in footprints_of(facts, period):
        tonnes = index.get(rests_on_id(facts, period, input_id))
        if tonnes is not None:
            found.append((tonnes, input_id))
    found.sort(key=lambda pair: (-pair[0].value, pair[1]))
    rows = []
    for tonnes, input_id in found:
        row, _ = facts.cell(input_id)
        cells: tuple[Sentence | None, ...] = (
            (Label(row["supplier"]),) if row["supplier"] else DASH,
            cell(index.get(m.record(input_id))),
            (Label(item_words(str(row["parts_covered"] or NOT_APPLICABLE).replace(";", ", "), capital=False)),),
            (Label(row["gwp_set"]),) if row["gwp_set"] else ("not stated",),
            (Label(row["citation"]),) if row["citation"] else DASH,
            (tonnes,),
            cell(index.get(rests_on_id(facts, period, input_id, m.FACTOR_SHARE))),
        )
        rows.append(ViewRow((Label(item_words(row["item"])),), cells))
    if not rows:
        return None
    return TableView(
        "footprints",
        ("Suppliers' footprints that most of the emissions rest on, ", When(period.label)),
        (
            ("Supplier",),
            (unit_text("t CO2e/t"),),
            ("Covers",),
            ("Set",),
            ("Citation",),
            (unit_text("t CO2e"),),
            ("Share, %",),
        ),
        tuple(rows),
        head="Goods",
        unit_column=False,
        numeric=False,
        right=(1, 5, 6),
    )


def _potentials_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    rows = []
    for factor_id in factors_of(facts, period):
        row = facts.factor_rows[factor_id]
        if is_potential(row):
            value = cell(index.get(m.factor(factor_id)))
            cells = (value, (Label(unit_text(row["unit"])),), (Label(_status(row)),), (Label(cited(row)),))
            rows.append(ViewRow((Label(gas_words(row["item"])),), cells))
    if not rows:
        return None
    return TableView(
        "warming-potentials",
        ("Global warming potentials, ", Label(facts.config.gwp_set)),
        (("Value",), ("Unit",), ("Status",), ("Citation",)),
        tuple(rows),
        head="Gas",
        unit_column=False,
        numeric=False,
        right=(0,),
    )


def _status(row: Row) -> str:
    return "supplied by the user" if row["status"] == USER else words(row["status"])


def _vintage(row: Row) -> str:
    """The edition a value is printed in, else the days it describes, else that neither is stated."""
    if row["vintage"]:
        return str(row["vintage"])
    first, last = row["valid_from"], row["valid_to"]
    if first is None and last is None:
        return NOT_APPLICABLE
    if first is not None and last is not None and first.year == last.year:
        return str(first.year)
    return " to ".join("" if one is None else str(one.year) for one in (first, last)).strip()

"""Tables of what stands beside or in place of records: substitutions for missing data, and exclusions.

Belongs here: which figure or text stands in which cell. Does not belong here: HTML, how gaps are filled.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_records import cell_id
from smelter_ghg.disclosure.figures_substitutions import emissions_id, substitutions, value_id
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.tables_records import period_of
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words

_DASH: Sentence = (NOT_APPLICABLE,)


def substitutions_table(facts: Facts, index: FigureIndex, periods: Sequence[Period], table_id: str) -> TableView | None:
    """Every substituted value with its days, method and what rests on it."""
    rows: list[ViewRow] = []
    for period in periods:
        listed = substitutions(facts, period)
        for one in listed:
            value = index.need(value_id(period, one))
            share = emissions_id(facts, period, *one.key, measure=m.SUBSTITUTED_SHARE)
            of = f" ({item_words(one.item, capital=False)})"
            name = item_words(one.argument) + of + (f", {one.facility_id}" if one.facility_id else "")
            cells: tuple[Sentence | None, ...] = (
                (When(f"{one.first.isoformat()} to {one.last.isoformat()}"),),
                (value,),
                (Label(value.unit),),
                (Label(one.method),),
                cell(index.get(emissions_id(facts, period, *one.key))),
                cell(index.get(share)),
            )
            rows.append(ViewRow((Label(name),), cells))
        if listed:
            whole = cell(index.get(emissions_id(facts, period)))
            share_of_all = cell(index.get(emissions_id(facts, period, measure=m.SUBSTITUTED_SHARE)))
            dashes = (_DASH, _DASH, _DASH)
            rows.append(ViewRow(("Together",), ((When(period.label),), *dashes, whole, share_of_all), level="total"))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Substitutions for missing data",),
        (("Days",), ("Value",), ("Unit",), ("Method",), (unit_text("t CO2e"),), ("% of known emissions",)),
        tuple(rows),
        head="What",
        unit_column=False,
        numeric=False,
        right=(1, 4, 5),
        notes=(
            (
                "A line counts the whole of what rests on its value, so lines overlap; “together” counts all once. "
                "A substituted value makes a sum complete, not exact.",
            ),
        ),
    )


def exclusions_table(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """What is left out on record: the estimate and the reason, beside the sum that does not hold it."""
    rows = []
    for row in facts.rows_of("exclusions", smelter_id):
        cells: tuple[Sentence | None, ...] = (
            period_of(row),
            cell(index.get(m.record(cell_id("exclusions", row, "estimate_t_co2e")))),
            (Label(row["reason"] or NOT_APPLICABLE),),
            (Label(row["approved_by"] or NOT_APPLICABLE),),
        )
        rows.append(ViewRow((Label(item_words(row["item"])),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Left out on record, and not in the sums",),
        (("Period",), ("Estimate, ", unit_text("t CO2e")), ("Reason",), ("Approved by",)),
        tuple(rows),
        head="Item",
        unit_column=False,
        numeric=False,
        right=(1,),
        notes=(("An exclusion completes a sum only where it covers the whole reporting period.",),),
    )

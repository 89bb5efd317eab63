"""The table of other vintages, editions and sources of the factors used, with what each would change.

Belongs here: which figure or word stands in which cell. Does not belong here: HTML.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_vintages import other_id, use_label, used_id, uses_of
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.factor_vintages import when

_NOTE: Sentence = (
    "Rows on file for the same zone, parameter and basis. None is used unless it is chosen; the effect is what the "
    "switch would add to the period.",
)


def vintage_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """Each used factor with the rows that could stand in its place: vintage, value, t CO2e, effect."""
    rows: list[ViewRow] = []
    for use in uses_of(facts, period):
        rows.append(ViewRow((Label(use_label(use)),), (), level="group"))
        first = use.first
        used = cell(index.get(used_id(facts, period, use)))
        value, unit = _value(index, use.factor_id)
        rows.append(
            ViewRow((Label(use.factor_id),), ((When(when(first)),), value, unit, used, (NOT_APPLICABLE,)), level="user")
        )
        for other in use.others:
            value, unit = _value(index, other["other_factor_id"])
            cells = (
                (When(when(other, "other_")),),
                value,
                unit,
                cell(index.get(other_id(facts, period, use, other))),
                cell(index.get(other_id(facts, period, use, other, m.VINTAGE_EFFECT))),
            )
            rows.append(ViewRow((Label(other["other_factor_id"]),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Other vintages and sources of the factors used, ", When(period.label)),
        (("Vintage",), ("Value",), ("Unit",), (unit_text("t CO2e"),), ("Effect, ", unit_text("t CO2e"))),
        tuple(rows),
        head="Factor",
        unit_column=False,
        numeric=False,
        right=(1, 3, 4),
        notes=(_NOTE,),
    )


def _value(index: FigureIndex, factor_id: str) -> tuple[Sentence | None, Sentence]:
    figure = index.get(m.factor(factor_id))
    return cell(figure), (Label("" if figure is None else figure.unit),)

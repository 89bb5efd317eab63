"""The table of the production that a disclosure's printed intensities imply.

Belongs here: which figure stands in which cell. Does not belong here: HTML, how the figures come about
(figures_implied).
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.figures_implied import (
    ENDS,
    allowed_id,
    days_of,
    disclosures_of,
    implied_id,
    intensity_name,
)
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE
from smelter_ghg.disclosure.tables_records import period_of
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, cell
from smelter_ghg.disclosure.view import Row as ViewRow

_NOTE: Sentence = (
    "Each intensity, with the emissions behind it and the rounding of both, allows a range of productions. "
    "A production that fits the disclosure lies in the range that all of them share.",
)


def implied_table(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """Period by period, what each printed intensity allows and what all of them share."""
    rows: list[ViewRow] = []
    for one in disclosures_of(facts, smelter_id):
        first, _ = facts.cell(one.figures[0].intensity.cells[0])
        rows.append(ViewRow(period_of(first), (), level="group"))
        for figure in one.figures:
            record, _ = facts.cell(figure.intensity.cells[0])
            ends = tuple(cell(index.get(allowed_id(one, figure, end))) for end in ENDS)
            broken = " (fits none of the others)" if one.broken_by == (figure.key,) else ""
            printed = cell(index.get(m.record(figure.intensity.cells[0])))
            rows.append(ViewRow((Label(intensity_name(record)), broken), (printed, *ends)))
        shared = tuple(index.get(implied_id(smelter_id, days_of(one), end)) for end in ENDS)
        words = "All of them but one together" if len(one.broken_by) == 1 else "All of them together"
        together = tuple(("none",) if figure is None else (figure,) for figure in shared)
        rows.append(ViewRow((words,), ((NOT_APPLICABLE,), *together), level="total"))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Production that the printed intensities imply, t of aluminium",),
        ((Label("Printed, t CO₂e/t"),), ("Lowest",), ("Highest",)),
        tuple(rows),
        head="Intensity",
        unit_column=False,
        notes=(_NOTE,),
    )

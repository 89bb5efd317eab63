"""What moved emissions from one period to the next: the chart of the newest change, and the table of all.

Belongs here: which figure stands where, places on the track. Does not belong here: HTML, splitting a change.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.contracts.bridge_table import BRIDGE_CAUSES
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_bridge import (
    CAUSE_WORDS,
    bridge_account,
    bridge_parts,
    change_id,
    in_sentence,
    part_id,
)
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import Causes, Drift, FigureIndex, Label, Sentence, Shown, TableView, When
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_NOTE: Sentence = (
    "Volume is valued at the intensity of the period before, every other cause at the new volume; the parts add up to "
    "the change. Periods whose sums lack something have none.",
)
_YEARS_SHOWN = 6


def bridge_chart(facts: Facts, index: FigureIndex, smelter_id: str, chart_id: str) -> Causes | None:
    """The newest change by cause, the largest part first; None without one."""
    rows = _newest(facts, smelter_id)
    if not rows:
        return None
    parts = sorted(((index.need(part_id(facts, row)), row) for row in rows), key=lambda pair: -abs(pair[0].value))
    less, more = (max(0.0, *(sign * figure.value for figure, _ in parts)) for sign in (-1, 1))
    middle = round(100 * less / (less + more), 3)
    bars = tuple(
        Drift(
            (CAUSE_WORDS[row["cause"]],),
            middle if figure.value > 0 else round(middle - _width(figure, less + more), 3),
            _width(figure, less + more),
            figure,
        )
        for figure, row in parts
    )
    change = index.need(change_id(facts, rows[0]))
    description: Sentence = (
        "From ",
        When(rows[0]["previous_label"]),
        " to ",
        When(rows[0]["period_label"]),
        " emissions changed by ",
        *_signed(change),
        " t CO₂e; the largest part is ",
        in_sentence(parts[0][1]["cause"]),
        ", ",
        *_signed(parts[0][0]),
        ". Hatched bars lower emissions, solid ones raise them.",
    )
    title = f"What moved mine-to-metal emissions, {words(rows[0]['scope2_account'])}, t CO₂e"
    return Causes(chart_id, title, description, middle, bars)


def _width(figure: Shown, span: float) -> float:
    return round(100 * abs(figure.value) / span, 3)


def bridge_table_by_year(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """Parts by cause of the newest changes, years across."""
    parts = bridge_parts(facts, smelter_id)
    labels = [period.label for period in facts.periods(smelter_id) if period.label in parts][:_YEARS_SHOWN]
    if not labels:
        return None
    by_cause = {label: {row["cause"]: row for row in parts[label]} for label in labels}
    causes = [cause for cause in BRIDGE_CAUSES if any(cause in by_cause[label] for label in labels)]
    rows = [
        ViewRow((CAUSE_WORDS[cause],), tuple(_cell(facts, index, by_cause[label].get(cause)) for label in labels),
                unit_text("t CO2e"))
        for cause in causes
    ]  # fmt: skip
    changes = tuple(_signed(index.need(change_id(facts, parts[label][0]))) for label in labels)
    rows.append(ViewRow(("Change",), changes, unit_text("t CO2e"), level="total"))
    account = words(bridge_account(facts, smelter_id) or "")
    columns: tuple[Sentence, ...] = tuple((When(label),) for label in labels)
    return TableView(
        table_id,
        ("Change of mine-to-metal emissions from the period before, by cause, ", Label(account)),
        columns,
        tuple(rows),
        head="Cause",
        notes=(_NOTE,),
    )


def _newest(facts: Facts, smelter_id: str) -> Sequence[Row]:
    parts = bridge_parts(facts, smelter_id)
    return next((parts[period.label] for period in facts.periods(smelter_id) if period.label in parts), [])


def _cell(facts: Facts, index: FigureIndex, row: Row | None) -> Sentence:
    return (NOT_APPLICABLE,) if row is None else _signed(index.need(part_id(facts, row)))


def _signed(figure: Shown) -> Sentence:
    return ("+", figure) if figure.value > 0 else (figure,)

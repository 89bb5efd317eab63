"""What was restated since the previous release, as a page's tables: both values, parts by cause, what changed.

Belongs here: which figure stands in which cell. Does not belong here: HTML, how a change was split.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smelter_ghg.contracts.restatement_tables import CAUSES
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_restated import LEADING, PREVIOUS, restated_id, split
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, Shown, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_VERDICT = "verdict"
_NAMES = {
    "records": "Records",
    "structure": "Structure",
    "factor": "Factors",
    "method": "Method",
    "gwp_set": "GWP set",
    "rulebook": "Rulebook",
}
_NOTE: Sentence = (
    "The parts of a row add up to its change. Causes are valued in the order of the columns, each with those before it "
    "in place.",
)
_BREAK: Sentence = ("Values before and after another method or GWP set are not of one series.",)


def restated_places(facts: Facts, smelter_id: str) -> dict[str, str]:
    """By restated figure the id of the row that tells it."""
    return {
        row["figure_id"]: _place(row["figure_id"])
        for row in facts.restated[smelter_id]
        if row["measure"] in (*LEADING, m.EMISSIONS_SOURCE) and row["restated"] is not None
    }


def restated_table(
    facts: Facts, index: FigureIndex, smelter_id: str, table_id: str, *, sources: bool
) -> TableView | None:
    """Restated intensities and totals, or the emissions by source under them, newest period first."""
    wanted = (m.EMISSIONS_SOURCE,) if sources else LEADING
    by_figure: dict[str, list[Row]] = {}
    for row in facts.restated[smelter_id]:
        if row["measure"] in wanted:
            by_figure.setdefault(row["figure_id"], []).append(row)
    if not by_figure:
        return None
    found = {row["cause"] for rows in by_figure.values() for row in rows if split(row)}
    causes = [cause for cause in CAUSES if cause in found]
    order = {period.label: number for number, period in enumerate(facts.periods(smelter_id))}
    rows: list[ViewRow] = []
    for label in sorted({one[0]["period_label"] for one in by_figure.values()}, key=lambda name: order.get(name, -1)):
        rows.append(ViewRow((When(label),), (), level="group"))
        of_period = [one for one in by_figure.values() if one[0]["period_label"] == label]
        rows += [_row(index, one, causes) for one in sorted(of_period, key=_reading_order)]
    columns: list[Sentence] = [("Previously stated",), ("Restated",), *((_NAMES[cause],) for cause in causes)]
    breaks = any(row["breaks_series"] for one in by_figure.values() for row in one)
    caption = "Emissions by source, restated" if sources else "Intensities and totals, restated"
    return TableView(
        table_id, (caption,), tuple(columns), tuple(rows), head="Figure", notes=(_NOTE, _BREAK) if breaks else (_NOTE,)
    )


def _reading_order(rows: Sequence[Row]) -> tuple[int, str, str]:
    measure = rows[0]["measure"]
    return (LEADING.index(measure) if measure in LEADING else 0, rows[0]["label"], rows[0]["figure_id"])


def _row(index: FigureIndex, rows: Sequence[Row], causes: Sequence[str]) -> ViewRow:
    first = rows[0]
    fid = first["figure_id"]
    parts = {row["cause"]: row for row in rows if split(row)}
    restated = None if first["restated"] is None else index.get(fid)
    cells: list[Sentence | None] = [
        cell(index.get(restated_id(fid, PREVIOUS)), applicable=first["previous"] is not None),
        cell(restated, applicable=first["restated"] is not None),
    ]
    for cause in causes:
        figure = index.get(restated_id(fid, cause)) if cause in parts else None
        cells.append(("not split",) if not parts else _signed(figure))
    return ViewRow((Label(first["label"]),), tuple(cells), unit_text(first["unit"]), row_id=_place(fid))


def _signed(figure: Shown | None) -> Sentence:
    if figure is None:
        return (NOT_APPLICABLE,)
    return ("+", figure) if figure.value > 0 else (figure,)


def changes_table(facts: Facts, smelter_id: str, table_id: str) -> TableView | None:
    """What changed below the restated figures, by period and cause, with the reasons on record."""
    seen: dict[tuple[str, str, str, str], None] = {}
    for row in facts.restated[smelter_id]:
        if row["measure"] in LEADING and row["what_changed"]:
            key = (row["period_label"] or "", row["cause"], row["what_changed"], row["reason"] or "")
            seen.setdefault(key)
    rows = [
        ViewRow(
            (When(label),), ((_cause_words(cause),), (Label(what),), (Label(reason),) if reason else (NOT_APPLICABLE,))
        )
        for label, cause, what, reason in sorted(seen, key=lambda key: (key[0], _place_of(key[1]), key[2]))
    ]
    if not rows:
        return None
    columns: tuple[Sentence, ...] = (("Cause",), ("What changed",), ("Reason on record",))
    return TableView(table_id, ("What changed",), columns, tuple(rows), head="Period", unit_column=False, numeric=False)


def restated_verdicts_table(facts: Facts, smelter_id: str, table_id: str) -> TableView | None:
    """Verdicts with another outcome than the previous release gives."""
    rows = [
        ViewRow(
            (Label(row["label"]),),
            (
                (When(row["period_label"]),),
                (words(row["previous_text"]),),
                (words(row["restated_text"]),),
                (_cause_words(row["cause"]),),
            ),
        )
        for row in facts.restated[smelter_id]
        if row["measure"] == _VERDICT
    ]
    if not rows:
        return None
    columns: tuple[Sentence, ...] = (("Period",), ("Previously",), ("Restated",), ("Cause",))
    return TableView(
        table_id, ("Verdicts, restated",), columns, tuple(rows), head="Verdict", unit_column=False, numeric=False
    )


def _place_of(cause: str) -> int:
    return CAUSES.index(cause.partition(";")[0])


def _cause_words(cause: str) -> str:
    return ", ".join(_listed(cause))


def _listed(cause: str) -> Iterator[str]:
    for number, one in enumerate(cause.split("; ")):
        name = _NAMES[one]
        yield name if number == 0 or name.isupper() or name.startswith("GWP") else name.lower()


def _place(figure_id: str) -> str:
    return f"restated-{figure_id}"

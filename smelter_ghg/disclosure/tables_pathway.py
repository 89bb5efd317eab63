"""A path in words and tables: how far from it, year by year, and what ASI's own tools ask for.

Belongs here: which figure stands where. Does not belong here: HTML, the chart, how a path comes about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_pathway import (
    EMISSION_WORDS,
    cell_of,
    gap_of,
    part_of,
    room_of,
    shown_rows,
    value_of,
)
from smelter_ghg.disclosure.figures_production import production_id
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, Shown, Statement, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words
from smelter_ghg.pathways.forms import END_YEAR
from smelter_ghg.pathways.path import BOUNDARY

# Closer than this to the path, a gap is printed as nothing.
_ON_THE_PATH = 0.005
SYNTHETIC = "synthetic slopes"
_PROGRESS = (
    "gap_t",
    "cumulative_t_against_path",
    "yearly_rate_to_close_pct",
    "yearly_rate_to_close_2050_pct",
    "probability_on_path",
)
_COLUMNS_NOTE: Sentence = (
    "Tonnes are intensity less path, times the metal of the period: below zero is below the path. Per cent a year is "
    "the equal yearly fall that meets the path; on the path is the share of draws that are not above it.",
)
_FORM_NOTE: Sentence = (
    "The form of the path is that of the Science Based Targets initiative, not ASI's own: the equations of ASI's "
    "method are not public. Slopes are those of the records.",
)
_SYNTHETIC_NOTE: Sentence = ("The slopes are synthetic: invented numbers, no path of any sector.",)


def path_words(row: Row) -> str:
    """A path's name: set, version, form."""
    parts = "electricity apart" if row["apart"] else "one slope"
    mark = f", {SYNTHETIC}" if row["synthetic"] else ""
    return f"{row['slope_set']} {row['slope_version']}, {row['form']}, {parts}{mark}"


def newest(rows: Sequence[Row]) -> Row | None:
    """The newest year of all emissions with a gap after the base year; None without one."""
    told = [row for row in rows if row["emissions"] == "all" and row["gap_t"] is not None and row["role"] != "base"]
    return told[-1] if told else None


def progress_statement(facts: Facts, index: FigureIndex, rows: Sequence[Row]) -> Statement:
    """How far from the path in the newest year, and what would close it; else why nothing is told."""
    row = newest(rows)
    if row is None:
        why = next((one["reason"] for one in rows if one["reason"] is not None), "no year since the base year is known")
        return Statement(("No progress is told beside the path: ", Label(why), "."))
    gap, when = row["gap_t_per_t"], When(str(row["reporting_year"]))
    if abs(gap) < _ON_THE_PATH:
        return Statement(("On the path in ", when, ".", *_room(facts, index, row)))
    if gap < 0:
        below = index.need(room_of(facts, row))
        return Statement((*_at(below), " below the path in ", when, *_room(facts, index, row)))
    aim, column = row["intermediate_target_year"], "yearly_rate_to_close_pct"
    if row[column] is None:
        aim, column = END_YEAR, "yearly_rate_to_close_2050_pct"
    above = (*_at(index.need(gap_of(facts, row))), " above the path in ", when)
    rate = index.get(cell_of(facts, row, column))
    if rate is None:
        return Statement((*above, "."))
    return Statement((*above, "; falls of ", rate, " % a year to ", When(str(aim)), " would close it."))


def _at(figure: Shown) -> Sentence:
    return (figure, " ", Label("t CO₂e/t"))


def _room(facts: Facts, index: FigureIndex, row: Row) -> Sentence:
    rate = index.get(cell_of(facts, row, "yearly_rate_to_close_2050_pct"))
    if rate is None:
        return (".",)
    return ("; falls of ", rate, " % a year lead to the path of ", When(str(END_YEAR)), ".")


def path_table(facts: Facts, index: FigureIndex, rows: Sequence[Row], table_id: str) -> TableView:
    """Path and intensity by year; the parts of a path that has them apart below each other."""

    def entry(row: Row) -> ViewRow:
        value = index.get(value_of(facts, row)) if row["value"] is not None else None
        ends = [index.get(cell_of(facts, row, end)) for end in ("lower", "upper")]
        interval: Sentence = (NOT_APPLICABLE,)
        if ends[0] is not None and ends[1] is not None:
            interval = (ends[0], " to ", ends[1])
        gap = index.get(gap_of(facts, row)) if value is not None else None
        path = cell(index.get(cell_of(facts, row, "path_value")))
        cells = (path, cell(value, applicable=False), interval, cell(gap, applicable=False))
        return ViewRow((When(str(row["reporting_year"])), *_said_of(row)), cells)

    columns: tuple[Sentence, ...] = (("Path",), ("Intensity",), (Label("95 % interval"),), ("Intensity less path",))
    return TableView(
        table_id,
        ("Path and intensity by year, ", Label("t CO₂e/t"), ": ", Label(path_words(rows[0]))),
        columns,
        _grouped(shown_rows(rows), entry),
        head="Year",
        unit_column=False,
        notes=_notes(rows),
    )


def progress_table(facts: Facts, index: FigureIndex, rows: Sequence[Row], table_id: str) -> TableView | None:
    """What every known year is above the path, in tonnes, and what would close it; None where no year is known."""

    def entry(row: Row) -> ViewRow:
        figures = (index.get(cell_of(facts, row, column)) for column in _PROGRESS)
        return ViewRow((When(str(row["reporting_year"])),), tuple(cell(one, applicable=False) for one in figures))

    known = [row for row in rows if row["gap_t"] is not None]
    if not known:
        return None
    first, row = rows[0], newest(rows)
    columns: tuple[Sentence, ...] = (
        (Label("t CO₂e"),),
        (Label("t CO₂e"), " since ", When(str(first["base_year"]))),
        ("% a year to ", When(str(first["intermediate_target_year"] or NOT_APPLICABLE))),
        ("% a year to ", When(str(END_YEAR))),
        ("On the path, %",),
    )
    notes: list[Sentence] = [_COLUMNS_NOTE]
    if row is not None and row["missing_years"]:
        missing = Label(", ".join(row["missing_years"]))
        notes.append(("Known part only: the sum since the base year lacks ", missing, "."))
    caption: Sentence = ("Above the path, and the falls that meet it", f" ({SYNTHETIC})" if first["synthetic"] else "")
    return TableView(
        table_id, caption, columns, _grouped(known, entry), head="Year", unit_column=False, notes=tuple(notes)
    )


def _grouped(rows: Sequence[Row], entry: Callable[[Row], ViewRow]) -> tuple[ViewRow, ...]:
    """An entry per row, under a head for each part of the emissions where there are several."""
    groups = [name for name in EMISSION_WORDS if any(row["emissions"] == name for row in rows)]
    listed: list[ViewRow] = []
    for name in groups:
        if len(groups) > 1:
            listed.append(ViewRow((EMISSION_WORDS[name],), (), level="group"))
        listed += [entry(row) for row in rows if row["emissions"] == name]
    return tuple(listed)


def _said_of(row: Row) -> Sentence:
    said = {"base": ", base", "intermediate": ", target"}.get(row["role"], "")
    return (said,) if said else ()


def _notes(rows: Sequence[Row]) -> tuple[Sentence, ...]:
    first = rows[0]
    notes: list[Sentence] = [_SYNTHETIC_NOTE] if first["synthetic"] else []
    notes.append(_FORM_NOTE)
    if first["form"] == "convergence":
        recorded = any(one["market_recorded"] for one in rows)
        said = "follows from the market shares on record; in a year without one it is "
        one = Label("1")
        tail: Sentence = (said, one, ".") if recorded else ("is ", one, ": no market shares are on record.")
        notes.append(("The market ratio ", *tail))
    if any(one["interpolated"] for one in rows):
        notes.append(("Slopes between two years of the table stand on a straight line, as the records ask.",))
    for why in sorted({one["reason"] for one in rows if one["reason"] is not None}):
        notes.append(("Empty: ", Label(why), "."))
    return tuple(notes)


def inputs_table(facts: Facts, index: FigureIndex, rows: Sequence[Row], table_id: str) -> TableView | None:
    """What ASI's own tools ask for, of the base year, to be copied; None without a base."""
    row = next((one for one in rows if one["role"] == "base" and one["emissions"] == "all"), None)
    if row is None or row["base_value"] is None:
        return None
    unit, known = "t CO2e/t Al", row["value"] is not None
    period = None if not known else Period(row["smelter_id"], row["period_label"], row["reporting_year"])
    apart = {one["emissions"]: one for one in rows if one["role"] == "base" and one["emissions"] != "all"}
    parts: list[tuple[str, Sentence | None, str]] = []
    for name in ("electricity", "non_electricity"):
        of_path = index.get(cell_of(facts, apart[name], "base_value")) if name in apart else None
        of_year = index.get(part_of(facts, row, name)) if known else None
        parts.append((EMISSION_WORDS[name], cell(of_path or of_year), unit))
    metal = None if period is None else index.get(production_id(period, row["denominator"]))
    aim = next((one for one in rows if one["emissions"] == "all" and one["role"] == "intermediate"), None)
    listed: list[tuple[str, Sentence | None, str]] = [
        ("Base year", (When(str(row["base_year"])),), ""),
        ("Base value, all emissions", cell(index.get(cell_of(facts, row, "base_value"))), unit),
        *parts,
        ("Production in the base year", cell(metal), "t Al"),
        ("Tonne", (words(row["denominator"]),), ""),
        ("Boundary", (Label(words(row["boundary"])),), ""),
        ("Scope 2 account", (Label(words(row["scope2_account"])),), ""),
        ("Global warming potentials", (Label(words(row["gwp_set"])),), ""),
        ("Intermediate target year", None if aim is None else (When(str(aim["reporting_year"])),), ""),
        (
            "Intermediate target of the plan",
            None if aim is None else cell(index.get(cell_of(facts, aim, "intermediate_target_value"))),
            unit,
        ),
    ]
    notes: list[Sentence] = [
        (
            Label(
                "Electricity is scope 2, its upstream and losses (category 3), and captive power; the power in what is "
                "bought stays with the goods."
            ),
        )
    ]
    if row["boundary"] == BOUNDARY:
        notes.append((Label("Mine to metal: scopes 1 and 2, and categories 1, 3 and 4 of scope 3."),))
    return TableView(
        table_id,
        ("The inputs to type into ASI's own tools: ", Label(path_words(row))),
        (("Value",),),
        tuple(ViewRow((Label(name),), (value,), unit_text(of)) for name, value, of in listed),
        head="Input",
        notes=tuple(notes),
    )

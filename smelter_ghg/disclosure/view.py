"""What a template gets to print: figures, labels, sentences, tables, as plain values.

Belongs here: the words between the frames and the templates. Does not belong here: reading a frame, or HTML.

Every number a page prints is a `Shown`, which only a figure can become; everything else that holds digits is a `Label`
(an identifier, a name, text quoted from a record) or a `When` (a year, a period, a date).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, qualifier_word, shown, unit_text
from smelter_ghg.disclosure.words import words


@dataclass(frozen=True)
class Marker:
    """Leads from a figure to a finding that concerns it, or to where its restatement is told: a sign with a letter, the
    id of the row there, what kind of thing it is and what it says."""

    letter: str
    target: str
    said: str
    sign: str = "†"
    kind: str = "finding"


@dataclass(frozen=True)
class Shown:
    """A figure as it is printed. `word` is its qualifier, `value` the unrounded number for drawing only.

    `marks` are the findings it carries (`more_marks`: and others), `place` the id of the first of several such prints.
    """

    figure_id: str
    text: str
    word: str
    unit: str
    label: str
    value: float
    marks: tuple[Marker, ...] = ()
    more_marks: bool = False
    place: str = ""

    @property
    def phrase(self) -> str:
        """The number with its qualifier, for charts and titles."""
        return f"{self.word} {self.text}" if self.word else self.text


@dataclass(frozen=True)
class Label:
    """An identifier, a name or text quoted from a record; never a measured or computed number."""

    text: str


@dataclass(frozen=True)
class When:
    """A date, a year or the name of a period."""

    text: str


@dataclass(frozen=True)
class Mark:
    """The letter of a footnote of the same table."""

    letter: str


@dataclass(frozen=True)
class Page:
    """The name of another page of the site, as a link; `path` is its place in the release."""

    text: str
    path: str


@dataclass(frozen=True)
class Back:
    """Leads to a place on the same page."""

    text: str
    target: str


@dataclass(frozen=True)
class State:
    """The outcome of a verdict: a shape and a word."""

    name: str

    @property
    def text(self) -> str:
        return words(self.name)


Part = str | Shown | Label | When | Mark | Page | Back | State
Sentence = tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """One table row: its head, its unit and one entry per column (None prints as not available)."""

    head: Sentence
    cells: tuple[Sentence | None, ...]
    unit: str = ""
    level: str = "item"
    swatch: str = ""
    row_id: str = ""


@dataclass(frozen=True)
class TableView:
    """A table as printed: all columns numbers, or prose with the columns of `right` (counted from 0) numbers."""

    table_id: str
    caption: Sentence
    columns: tuple[Sentence, ...]
    rows: tuple[Row, ...]
    head: str = ""
    unit_column: bool = True
    numeric: bool = True
    right: tuple[int, ...] = ()
    notes: tuple[Sentence, ...] = ()
    marks: tuple[tuple[str, Sentence], ...] = ()


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as JSON-ready data, with the sentence that says what it shows."""

    chart_id: str
    title: str
    description: Sentence
    spec: Mapping[str, object]
    height: int
    key: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Bar:
    """A bar or a part of one: start and length in per cent of its track, the kind that gives colour and pattern."""

    name: Sentence
    left: float
    width: float
    kind: str
    figure: Shown
    share: Shown | None = None


@dataclass(frozen=True)
class Bars:
    """Bars drawn by the page itself: below each other, or (`stacked`) parts of a single one."""

    chart_id: str
    title: str
    description: Sentence
    bars: tuple[Bar, ...]
    stacked: bool = False


@dataclass(frozen=True)
class Swing:
    """What one error does to a value: the places of the value at the low and at the high end of the error's range, in
    per cent of the track; half the distance as a figure."""

    name: Sentence
    low: float
    high: float
    figure: Shown

    @property
    def left(self) -> float:
        return min(self.low, self.high)

    @property
    def right(self) -> float:
        return max(self.low, self.high)


@dataclass(frozen=True)
class Whisker:
    """A 95 % interval on a track: its ends in per cent of the track, and as figures."""

    left: float
    right: float
    lower: Shown
    upper: Shown
    name: str


@dataclass(frozen=True)
class Tornado:
    """Bars about a value, the longest first, above them the interval they make together; drawn by the page itself."""

    chart_id: str
    title: str
    description: Sentence
    middle: float
    ticks: tuple[tuple[float, str], ...]
    whole: Whisker
    swings: tuple[Swing, ...]


@dataclass(frozen=True)
class Drift:
    """What one cause does to a value: where its bar begins and how long it is, in per cent of the track."""

    name: Sentence
    left: float
    width: float
    figure: Shown


@dataclass(frozen=True)
class Causes:
    """Bars to either side of no change, the longest first; drawn by the page itself."""

    chart_id: str
    title: str
    description: Sentence
    middle: float
    drifts: tuple[Drift, ...]


@dataclass(frozen=True)
class Fold:
    """Tables behind a summary line, opened on demand and in print."""

    summary: str
    tables: tuple[TableView, ...]
    opened: bool = False


@dataclass(frozen=True)
class Lines:
    """What is said of a name, line by line."""

    lines: tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True)
class Statement:
    """A sentence that leads a part of a page."""

    sentence: Sentence


Block = Chart | Statement | Bars | Tornado | Causes | TableView | Fold | Lines


@dataclass(frozen=True)
class PagePart:
    """A part of a page under a heading of its own."""

    part_id: str
    title: str
    blocks: tuple[Block, ...]


class FigureIndex:
    """Figures by id, ready to print."""

    def __init__(self, figures: pl.DataFrame) -> None:
        # Positions, not rows: a portfolio has hundreds of thousands of figures and a page prints a few hundred.
        self._figures = figures
        self._printed = figures.select("value", "decimals", "qualifier", "unit", "label")
        self._at = {fid: number for number, fid in enumerate(figures["figure_id"].to_list())}

    def __contains__(self, fid: str) -> bool:
        return fid in self._at

    def get(self, fid: str) -> Shown | None:
        """The figure as printed, or None where there is none."""
        at = self._at.get(fid)
        if at is None:
            return None
        value, decimals, qualifier, unit, label = self._printed.row(at)
        return Shown(
            figure_id=fid,
            text=shown(value, decimals),
            word=qualifier_word(qualifier),
            unit=unit_text(unit),
            label=label,
            value=value,
        )

    def need(self, fid: str) -> Shown:
        """The figure as printed. Raises KeyError where there is none."""
        found = self.get(fid)
        if found is None:
            raise KeyError(fid)
        return found

    def row(self, fid: str) -> Mapping[str, object]:
        """The figure's row. Raises KeyError where there is none."""
        return self._figures.row(self._at[fid], named=True)


def cell(figure: Shown | None, *, applicable: bool = True) -> Sentence | None:
    """A table entry: the figure, a dash where nothing applies, None where it is not available."""
    if figure is not None:
        return (figure,)
    return None if applicable else (NOT_APPLICABLE,)


def listed(items: Sequence[Sentence], last: str = "and") -> Sentence:
    """Sentences joined with commas and a word before the last."""
    parts: list[Part] = []
    for position, item in enumerate(items):
        if position:
            parts.append(f" {last} " if position == len(items) - 1 else ", ")
        parts.extend(item)
    return tuple(parts)

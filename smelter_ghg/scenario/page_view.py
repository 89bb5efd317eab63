"""What the page of a scenario shows: texts, places on tracks, table cells.

Belongs here: the words and numbers as printed. Does not belong here: HTML, computing a difference.

A scenario's numbers are no figures of a release and have no explanation of their own; the page says what they are made
of, and the tables beside it have them unrounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from smelter_ghg.disclosure.numbers import DECIMALS, NOT_APPLICABLE, NOT_AVAILABLE, decimals_apart, shown
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.scenario.comparison import Comparison
from smelter_ghg.scenario.scenario_file import Change, Scenario

Row = Mapping[str, Any]
_PER_TONNE = DECIMALS["t CO2e/t Al"]
_TONNES = DECIMALS["t CO2e"]
# Bars of less than so many per cent of the track are in the table only.
_SMALLEST = 0.2


@dataclass(frozen=True)
class Line:
    """An intensity on its track: its place, the ends of its interval in per cent, and as text."""

    name: str
    at: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True)
class Swing:
    """What a source adds to the difference: where its bar begins and how long it is in per cent of the track."""

    name: str
    left: float
    width: float
    more: bool
    text: str


@dataclass(frozen=True)
class Judged:
    """A verdict in both: the outcomes as states, the probabilities as text."""

    criterion: str
    version: str
    base: str
    scenario: str
    base_probability: str
    scenario_probability: str
    conditional: bool


@dataclass(frozen=True)
class PeriodView:
    """A smelter's period: verdicts, the judged intensity in both on one track, the difference by source, tables."""

    place: str
    smelter: str
    period: str
    synthetic: bool
    verdicts: tuple[Judged, ...]
    sentence: str
    lines: tuple[Line, ...]
    mark: tuple[float, str] | None
    ticks: tuple[tuple[float, str], ...]
    middle: float
    swings: tuple[Swing, ...]
    account: str
    sources: tuple[tuple[str, ...], ...]
    intensities: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PageView:
    """The whole page."""

    name: str
    about: str
    changes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    periods: tuple[PeriodView, ...] = field(default_factory=tuple)


def page_view(
    scenario: Scenario, comparison: Comparison, smelters: pl.DataFrame, account: str, facts: Mapping[str, str]
) -> PageView:
    """The page of a comparison; `smelters` is the record table, `account` the one differences are shown on."""
    names = {row["smelter_id"]: row for row in smelters.iter_rows(named=True)}
    keys = pl.concat([frame.select("smelter_id", "reporting_year", "period_label") for frame in (
        comparison.emissions, comparison.intensities, comparison.verdicts)]).unique()  # fmt: skip
    listed = keys.sort("smelter_id", pl.col("reporting_year") * -1, "period_label").iter_rows()
    periods = [
        _period(number, names[smelter_id], label, comparison, account)
        for number, (smelter_id, _, label) in enumerate(listed, start=1)
    ]
    changes = tuple(change_words(change) for change in scenario.changes)
    return PageView(scenario.name, scenario.about, changes, tuple(facts.items()), tuple(periods))


def change_words(change: Change) -> str:
    """A change as a sentence."""
    where = [f"{column} is {' or '.join(texts)}" for column, texts in change.where.items()]
    where += [f"from {change.since} on"] if change.since else []
    where += [f"up to {change.until}"] if change.until else []
    rows = f"{change.table}{', rows where ' + ', '.join(where) if where else ''}"
    if change.rows:
        return f"{change.table}: {len(change.rows)} more row{'' if len(change.rows) == 1 else 's'}"
    if change.drop:
        return f"{rows}: left out"
    done = [f"{column} becomes {text}" for column, text in change.set.items()]
    done += [f"{column} times {number}" for column, number in change.multiply.items()]
    done += [f"{column} {'plus' if number >= 0 else 'minus'} {abs(number)}" for column, number in change.add.items()]
    return f"{rows}: {', '.join(done)}"


def _period(number: int, smelter: Row, label: str, comparison: Comparison, account: str) -> PeriodView:
    here = (pl.col("smelter_id") == smelter["smelter_id"]) & (pl.col("period_label") == label)
    verdicts = comparison.verdicts.filter(here).to_dicts()
    intensities = comparison.intensities.filter(here).to_dicts()
    sources = comparison.emissions.filter(here & (pl.col("scope2_account") == account)).to_dicts()
    judged = {row["intensity_id"]: row["threshold"] for row in verdicts if row["intensity_id"] is not None}
    shown_row = next((row for row in intensities if row["intensity_id"] in judged), None)
    if shown_row is None:
        wanted = ("mine_to_metal", account, "tapped")
        shown_row = next((row for row in intensities if _basis(row) == wanted), None)
    threshold = None if shown_row is None else judged.get(shown_row["intensity_id"])
    lines, mark, ticks = _track(shown_row, threshold)
    middle, swings = _swings(sources)
    return PeriodView(
        place=f"p{number}",
        smelter=smelter["name"] or smelter["smelter_id"],
        period=label,
        synthetic=smelter["synthetic"] is True,
        verdicts=tuple(_judged(row) for row in verdicts),
        sentence="" if shown_row is None else _sentence(shown_row),
        lines=lines,
        mark=mark,
        ticks=ticks,
        middle=middle,
        swings=swings,
        account=words(account),
        sources=tuple(_source(row) for row in sources),
        intensities=tuple(_intensity(row) for row in intensities),
    )


def _basis(row: Row) -> tuple[str, str, str]:
    return row["boundary"], row["scope2_account"], row["denominator"]


def _judged(row: Row) -> Judged:
    return Judged(
        row["criterion"],
        row["standard_version"],
        row["base_outcome"] or "not_applicable",
        row["scenario_outcome"] or "not_applicable",
        _per_cent(row["base_probability"]),
        _per_cent(row["scenario_probability"]),
        row["conditional"],
    )


def _per_cent(share: float | None) -> str:
    return NOT_APPLICABLE if share is None else f"{shown(100 * share, DECIMALS['%'])} %"


def _sentence(row: Row) -> str:
    values = (row["base"], row["scenario"])
    if None in values:
        return "The intensity is not known in both."
    decimals = decimals_apart(values[0], values[1], _PER_TONNE)
    of = f"{words(row['boundary'])}, {words(row['scope2_account'])}, per tonne of {words(row['denominator'])}"
    at_least = ["" if row[f"{side}_complete"] else "at least " for side in ("base", "scenario")]
    said = (
        f"{of}: {at_least[0]}{shown(values[0], decimals)} as recorded, {at_least[1]}{shown(values[1], decimals)} "
        f"t CO₂e in the scenario, {signed(row['difference'], decimals)}"
    )
    if row["difference_lower"] is None:
        return f"{said}. {_lacking(row)}".rstrip()
    ends = [signed(row[f"difference_{end}"], decimals) for end in ("lower", "upper")]
    return f"{said} (95 % interval of the difference {ends[0]} to {ends[1]}). {_lacking(row)}".rstrip()


def _lacking(row: Row) -> str:
    """What is not known, in either."""
    told = []
    for side, where in (("base", "on the records"), ("scenario", "in the scenario")):
        items = row[f"{side}_missing"]
        if items:
            told.append(f"{', '.join(item_words(item, capital=False) for item in items)} {where}")
    return f"Not known: {'; '.join(told)}." if told else ""


def signed(value: float | None, decimals: int) -> str:
    """A difference with its sign; nothing for none."""
    text = shown(value, decimals)
    return text if value is None or value < 0 or not any(c in text for c in "123456789") else f"+{text}"


def _track(
    row: Row | None, threshold: float | None
) -> tuple[tuple[Line, ...], tuple[float, str] | None, tuple[tuple[float, str], ...]]:
    """Both values on one track, with the threshold and ticks."""
    if row is None or row["base"] is None or row["scenario"] is None:
        return (), None, ()
    values = [row[name] for side in ("base", "scenario") for name in (side, f"{side}_upper")]
    length, step = axis(max(value for value in (*values, threshold) if value is not None))

    def place(value: float | None) -> float | None:
        return None if value is None else round(100 * min(max(value, 0.0), length) / length, 3)

    decimals = decimals_apart(row["base"], row["scenario"], _PER_TONNE)
    lines = []
    for side, name in (("base", "As recorded"), ("scenario", "Scenario")):
        low, high = row[f"{side}_lower"], row[f"{side}_upper"]
        ends = "" if low is None else f" ({shown(low, decimals)} to {shown(high, decimals)})"
        word = "" if row[f"{side}_complete"] else "at least "
        text = f"{word}{shown(row[side], decimals)}{ends}"
        lines.append(Line(name, place(row[side]), place(low), place(high), text))
    ticks = tuple((round(100 * n * step / length, 3), f"{n * step:g}") for n in range(round(length / step) + 1))
    mark = None if threshold is None else (place(threshold) or 0.0, f"{threshold:g}")
    return tuple(lines), mark, ticks


def _swings(sources: Sequence[Row]) -> tuple[float, tuple[Swing, ...]]:
    """Where nothing differs, in per cent of the track; bars of the sources whose part differs, the largest first."""
    parts = [(_name(row), row["intensity_difference"]) for row in sources if row["intensity_difference"]]
    if not parts:
        return 0.0, ()
    parts.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    less, more = (max(0.0, *(sign * value for _, value in parts)) for sign in (-1, 1))
    middle = round(100 * less / (less + more), 3)
    decimals = decimals_apart(parts[0][1], 0.0, _PER_TONNE)
    made: list[Swing] = []
    for name, value in parts:
        width = round(100 * abs(value) / (less + more), 3)
        if width >= _SMALLEST:
            made.append(Swing(name, middle if value > 0 else middle - width, width, value > 0, signed(value, decimals)))
    return middle, tuple(made)


def _name(row: Row) -> str:
    category = "" if row["scope3_category"] is None else f", category {row['scope3_category']}"
    return f"{words(row['source'])}, {words(row['process']).lower()} (scope {row['scope']}{category})"


def _source(row: Row) -> tuple[str, ...]:
    difference = row["intensity_difference"]
    return (
        _name(row),
        shown(row["base_t_co2e"], _TONNES),
        shown(row["scenario_t_co2e"], _TONNES),
        signed(row["difference_t_co2e"], _TONNES),
        NOT_APPLICABLE if difference is None else signed(difference, _PER_TONNE + 1),
    )


def _intensity(row: Row) -> tuple[str, ...]:
    account = "" if row["scope2_account"] == "none" else f", {words(row['scope2_account'])}"
    return (
        f"{words(row['boundary'])}{account}, per tonne of {words(row['denominator'])}",
        *_sides(row),
        NOT_AVAILABLE if row["difference"] is None else signed(row["difference"], _PER_TONNE),
        _range(row["difference_lower"], row["difference_upper"], signed),
    )


def _sides(row: Row) -> Iterator[str]:
    for side in ("base", "scenario"):
        word = "" if row[f"{side}_complete"] or row[side] is None else "at least "
        yield f"{word}{shown(row[side], _PER_TONNE)}"
        yield _range(row[f"{side}_lower"], row[f"{side}_upper"], shown)


def _range(low: float | None, high: float | None, text: Any) -> str:
    return NOT_APPLICABLE if low is None else f"{text(low, _PER_TONNE)} to {text(high, _PER_TONNE)}"

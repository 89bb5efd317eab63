"""The chart of intensity over the years.

Belongs here: lines, gaps, thresholds of the years. Does not belong here: the look all charts share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.charts import FONT, GREY, INK, RULE, THRESHOLD, Limit, axis_style, figure_link, layout, note
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_uncertainty import interval_of
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.tables_uncertainty import INTERVAL, ends_of
from smelter_ghg.disclosure.text import chart_text
from smelter_ghg.disclosure.trend_breaks import Break, trend_breaks
from smelter_ghg.disclosure.view import Chart, FigureIndex, Part, Sentence, Shown, When
from smelter_ghg.disclosure.words import words

_TREND_HEIGHT = 320
# Two line ends closer than this share of the axis are labelled above and below each other.
_CLOSE = 0.06
# Two accounts that differ by less than this share of the value are one line; the table shows both.
_SAME = 0.01
# Thickness of a whisker and half the length of its caps, in pixels.
_WHISKER = 1.6
_CAP = 6


@dataclass(frozen=True)
class _Line:
    name: str
    points: tuple[tuple[str, Shown], ...]
    ends: dict[str, tuple[Shown, Shown]]
    colour: str
    dash: str
    symbol: str


def trend_chart(
    facts: Facts, index: FigureIndex, periods: Sequence[Period], detail: Detail, limits: Sequence[Limit], chart_id: str
) -> Chart | None:
    """Mine-to-metal intensity over the years on both accounts; None where fewer than two years hold a value.

    Incomplete sums are open triangles and end a line: a line joins only what may be compared.
    """
    lines = _lines(facts, index, periods, detail)
    broken = trend_breaks(facts, periods, detail)
    if len(lines) == 2 and _coincide(lines):
        lines = [replace(lines[0], name="market- and location-based")]
    if not lines or max(len(line.points) for line in lines) < 2:
        return None
    labels = [period.label for period in reversed(periods)]
    whiskers = [upper.value for line in lines for _, upper in line.ends.values()]
    highest = max(
        [s.value for line in lines for _, s in line.points] + whiskers + [limit.figure.value for limit in limits]
    )
    top, step = axis(highest)
    place = {label: number for number, label in enumerate(labels)}
    traces: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    for line in reversed(lines):
        traces += _line_traces(line, place, {one.label for one in broken})
    other = dict(lines[1].points) if len(lines) > 1 else {}
    for label, shown in lines[0].points:
        under = label in other and shown.value < other[label].value < shown.value + 2 * _CLOSE * top
        side = {"yanchor": "top", "yshift": -7} if under else {"yanchor": "bottom", "yshift": 7}
        # A number stands clear of the whisker of its point.
        lower, upper = lines[0].ends.get(label, (shown, shown))
        notes.append(note(figure_link(shown), place[label], (lower if under else upper).value, **side))
    notes += _line_names(lines, place, top)
    shapes: list[dict[str, object]] = []
    for one in broken:
        if place.get(one.label, 0) > 0:
            at = place[one.label] - 0.5
            edge = {"color": GREY, "width": 1, "dash": "dot"}
            shapes.append({"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": edge})
            where: dict[str, object] = {
                "yref": "paper",
                "yanchor": "top",
                "font": {"size": 11, "color": GREY, "family": FONT},
            }
            notes.append(note(one.word, at, 1, **where))
    for limit in limits:
        dash = "dash" if limit.firm else "dot"
        edge = {"color": THRESHOLD, "width": 1.4, "dash": dash}
        y = limit.figure.value
        shapes.append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": edge, "layer": "below"}
        )
        text = f"{figure_link(limit.figure)} {chart_text(limit.name)}"
        grey = {"size": 12, "color": THRESHOLD, "family": FONT}
        notes.append(note(text, 0, y, xref="paper", xanchor="left", yanchor="bottom", font=grey))
    shown_layout = layout(
        height=_TREND_HEIGHT,
        margin={"l": 8, "r": 116, "t": 12, "b": 8},
        xaxis=axis_style(
            tickmode="array",
            tickvals=list(range(len(labels))),
            ticktext=[chart_text(label) for label in labels],
            range=[-0.35, len(labels) - 0.8],
            showline=True,
            linecolor=INK,
            linewidth=1,
        ),
        yaxis=axis_style(range=[0, top], dtick=step, showgrid=True, gridcolor=RULE, gridwidth=1, ticks=""),
        annotations=notes,
        shapes=shapes,
    )
    return Chart(
        chart_id,
        f"{words(detail['basis']['boundary'])} over the years, t CO₂e per tonne of aluminium",
        _trend_words(lines, limits, broken),
        {"data": traces, "layout": shown_layout},
        _TREND_HEIGHT,
    )


def _lines(facts: Facts, index: FigureIndex, periods: Sequence[Period], detail: Detail) -> list[_Line]:
    """One line per account, the one of the verdict first."""
    basis = detail["basis"]
    if basis is None:
        return []
    rows: dict[str, dict[str, Row]] = {}
    for row in facts.intensity_rows.get(detail["smelter_id"], []):
        same = (row["boundary"], row["route"], row["denominator"]) == (
            basis["boundary"],
            detail["route"],
            basis["denominator"],
        )
        if same and row["value"] is not None:
            rows.setdefault(row["scope2_account"], {})[row["period_label"]] = row
    order = sorted(rows, key=lambda account: (account != basis["scope2_account"], account))
    lines = []
    for number, account in enumerate(order[:2]):
        points = [
            (period.label, index.need(m.intensity_row(rows[account][period.label])))
            for period in reversed(periods)
            if period.label in rows[account]
        ]
        name = words(account) if account in ("location", "market") else "as reported"
        first = number == 0
        lines.append(
            _Line(
                name,
                tuple(points),
                _ends(facts, index, rows[account]),
                INK if first else GREY,
                "solid" if first else "dot",
                "circle" if first else "square",
            )
        )
    return lines


def _ends(facts: Facts, index: FigureIndex, rows: dict[str, Row]) -> dict[str, tuple[Shown, Shown]]:
    """The ends of the 95 % interval of each period that has one."""
    found = {}
    for label, row in rows.items():
        ends = ends_of(facts, index, interval_of(facts, row["smelter_id"], row["intensity_id"]))
        if ends is not None:
            found[label] = ends
    return found


def _coincide(lines: Sequence[_Line]) -> bool:
    """Whether two accounts have values in the same years that no reader could tell apart in a chart."""
    first, second = (dict(line.points) for line in lines)
    return first.keys() == second.keys() and all(
        abs(first[label].value - second[label].value) <= _SAME * first[label].value
        and first[label].word == second[label].word
        for label in first
    )


def _line_names(lines: Sequence[_Line], place: dict[str, int], top: float) -> list[dict[str, object]]:
    """Direct labels at the right end of each line, apart where the ends are close."""
    ends = [line.points[-1][1].value for line in lines]
    close = len(ends) == 2 and abs(ends[0] - ends[1]) < _CLOSE * top
    shifts = [0] * len(ends) if not close else [9, -9] if ends[0] >= ends[1] else [-9, 9]
    return [
        note(
            chart_text(line.name).replace("and ", "and<br>"),
            place[line.points[-1][0]],
            line.points[-1][1].value,
            xanchor="left",
            align="left",
            xshift=24,
            yshift=shift,
            font={"size": 12, "color": line.colour, "family": FONT},
        )
        for line, shift in zip(lines, shifts, strict=True)
    ]


def _line_traces(line: _Line, place: dict[str, int], broken: set[str]) -> list[dict[str, object]]:
    """Runs of comparable points as lines, every point as a marker; a run ends before a break."""
    traces: list[dict[str, object]] = []
    run: list[tuple[int, float]] = []
    for label, shown in (*line.points, ("", None)):
        follows = not run or (shown is not None and place[label] == run[-1][0] + 1 and label not in broken)
        joins = shown is not None and not shown.word and follows
        if not joins:
            if len(run) > 1:
                traces.append(
                    {
                        "type": "scatter",
                        "mode": "lines",
                        "x": [x for x, _ in run],
                        "y": [y for _, y in run],
                        "line": {"color": line.colour, "width": 2, "dash": line.dash},
                    }
                )
            run = []
        if shown is not None and not shown.word:
            run.append((place[label], shown.value))
    if line.ends:
        traces.append(_whiskers(line, place))
    open_ended = [shown.word == "at least" for _, shown in line.points]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [place[label] for label, _ in line.points],
            "y": [shown.value for _, shown in line.points],
            "marker": {
                "size": 9,
                "color": ["#ffffff" if one else line.colour for one in open_ended],
                "symbol": ["triangle-up" if one else line.symbol for one in open_ended],
                "line": {"color": line.colour, "width": 1.6},
            },
        }
    )
    return traces


def _whiskers(line: _Line, place: dict[str, int]) -> dict[str, object]:
    """The 95 % intervals as vertical lines with end caps."""
    shown = [(place[label], value, *line.ends[label]) for label, value in line.points if label in line.ends]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, *_ in shown],
        "y": [value.value for _, value, *_ in shown],
        "marker": {"size": 1, "color": line.colour},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [max(upper.value - value.value, 0.0) for _, value, _, upper in shown],
            "arrayminus": [max(value.value - lower.value, 0.0) for _, value, lower, _ in shown],
            "color": line.colour,
            "thickness": _WHISKER,
            "width": _CAP,
        },
    }


def _trend_words(lines: Sequence[_Line], limits: Sequence[Limit], broken: Sequence[Break]) -> Sentence:
    first = lines[0]
    start, end = first.points[0], first.points[-1]
    parts: list[Part] = [f"The {first.name} intensity goes from ", start[1], " in ", When(start[0]), " to ", end[1]]
    parts += [" in ", When(end[0])]
    for number, limit in enumerate(limits):
        parts += ["; lines mark " if number == 0 else " and ", limit.figure, f" ({limit.name})"]
    if any(line.ends for line in lines):
        parts += ["; vertical lines with caps are ", INTERVAL, "s"]
    if any(shown.word == "at least" for line in lines for _, shown in line.points):
        parts.append("; open triangles are incomplete sums")
    for one in broken:
        parts += ["; no line joins ", When(one.label), " to the year before: ", *one.reason]
    return (*parts, ".")

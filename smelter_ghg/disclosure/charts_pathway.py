"""The chart of a path: the path as a line, intensities with their intervals, targets as open marks.

Belongs here: what stands where in this chart. Does not belong here: the look all charts share, the table beside it.

Intensities are never joined, so nothing runs across a break; a path is joined between neighbouring years of its slopes
alone. Marks differ in shape, so that the chart reads in black and white.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure.charts import FONT, GREY, INK, RULE, SCOPE_COLOURS, axis_style, figure_link, layout, note
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_pathway import cell_of, value_of
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.tables_pathway import SYNTHETIC
from smelter_ghg.disclosure.tables_uncertainty import INTERVAL
from smelter_ghg.disclosure.text import chart_text
from smelter_ghg.disclosure.trend_breaks import Break, trend_breaks
from smelter_ghg.disclosure.view import Chart, FigureIndex, Part, Sentence, When
from smelter_ghg.disclosure.words import words
from smelter_ghg.pathways.forms import END_YEAR

_HEIGHT = 340
_PATH = SCOPE_COLOURS[1]
_WHISKER, _CAP = 1.4, 3
# A label closer than this share of the axis to another stands a line higher.
_CLOSE = 0.09
# The first year and the next tick do not run into each other from this distance on.
_TICKS_APART = 3
# Room to the right of the last year, as a share of the years shown.
_ROOM_RIGHT = 0.08


def pathway_chart(facts: Facts, index: FigureIndex, rows: Sequence[Row], chart_id: str) -> Chart | None:
    """The path of all emissions; None where it has no value."""
    of_all = [row for row in rows if row["emissions"] == "all"]
    path = [row for row in of_all if row["path_value"] is not None]
    if not path:
        return None
    known = [row for row in of_all if row["value"] is not None]
    broken = _breaks(facts, known)
    highest = max(
        number
        for row in of_all
        for name in ("path_value", "value", "upper", "intermediate_target_value")
        if (number := row[name]) is not None
    )
    top, step = axis(highest)
    first, last = of_all[0]["reporting_year"], max(row["reporting_year"] for row in of_all)
    span = max(last - first, 1)
    traces = [*_path_lines(path), *_ends(path, of_all), *_intensities(known)]
    shapes = [
        {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
         "line": {"color": GREY, "width": 1, "dash": "dot"}}
        for one in broken
        for at in [_year(known, one.label) - 0.5]
    ]  # fmt: skip
    shown = layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 20, "t": 16, "b": 8},
        xaxis=axis_style(
            range=[first - 0.04 * span, last + _ROOM_RIGHT * span],
            tickmode="array",
            tickvals=(years := [first, *(year for year in range(first + _TICKS_APART, last + 1) if year % 10 == 0)]),
            ticktext=[chart_text(str(year)) for year in years],
            showline=True,
            linecolor=INK,
            linewidth=1,
        ),
        yaxis=axis_style(range=[0, top], dtick=step, showgrid=True, gridcolor=RULE, gridwidth=1, ticks=""),
        annotations=_notes(facts, index, path, known, of_all, top),
        shapes=shapes,
    )
    synthetic = f", {SYNTHETIC}" if path[0]["synthetic"] else ""
    title = f"{words(path[0]['boundary'])} against the path, t CO₂e per tonne{synthetic}"
    return Chart(chart_id, title, _said(facts, index, of_all, broken), {"data": traces, "layout": shown}, _HEIGHT)


def _breaks(facts: Facts, known: Sequence[Row]) -> list[Break]:
    """Where the series of intensities breaks; the first year has none before it."""
    if not known:
        return []
    row = known[0]
    basis = {name: row[name] for name in ("boundary", "scope2_account", "denominator")}
    series = {"smelter_id": row["smelter_id"], "route": "calculated", "basis": basis}
    periods = [Period(row["smelter_id"], one["period_label"], one["reporting_year"]) for one in reversed(known)]
    return trend_breaks(facts, periods, series)


def _year(known: Sequence[Row], label: str) -> int:
    return next(int(row["reporting_year"]) for row in known if row["period_label"] == label)


def _runs(path: Sequence[Row]) -> list[list[tuple[int, float]]]:
    """The path in runs of neighbouring years."""
    runs: list[list[tuple[int, float]]] = []
    for row in path:
        point = (row["reporting_year"], row["path_value"])
        if runs and point[0] - runs[-1][-1][0] <= 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _path_lines(path: Sequence[Row]) -> list[dict[str, object]]:
    """The path, joined between neighbouring years; a year by itself is a dot."""
    return [
        {
            "type": "scatter",
            "mode": "lines" if len(run) > 1 else "markers",
            "x": [x for x, _ in run],
            "y": [y for _, y in run],
            "line": {"color": _PATH, "width": 2.5},
            "marker": {"color": _PATH, "size": 6},
        }
        for run in _runs(path)
    ]


def _ends(path: Sequence[Row], rows: Sequence[Row]) -> list[dict[str, object]]:
    """The path of the intermediate year and of the end as open circles, what the plan states as an open diamond."""
    aim = rows[0]["intermediate_target_year"]
    on_path = [row for row in path if row["reporting_year"] in (aim, END_YEAR)]
    stated = [row for row in rows if row["reporting_year"] == aim and row["intermediate_target_value"] is not None]
    made: list[dict[str, object]] = []
    for points, column, symbol, inside, colour in (
        (on_path, "path_value", "circle", "#ffffff", _PATH),
        (stated[:1], "intermediate_target_value", "diamond-open", INK, INK),
    ):
        if points:
            marker = {"size": 11, "color": inside, "symbol": symbol, "line": {"color": colour, "width": 1.8}}
            x, y = [row["reporting_year"] for row in points], [row[column] for row in points]
            made.append({"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": marker})
    return made


def _intensities(known: Sequence[Row]) -> list[dict[str, object]]:
    """Every intensity as a mark with its interval; an incomplete sum is an open triangle."""
    if not known:
        return []
    ends = [(row["upper"] or row["value"], row["lower"] or row["value"]) for row in known]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row["reporting_year"] for row in known],
            "y": [row["value"] for row in known],
            "marker": {
                "size": 8,
                "color": [INK if row["complete"] else "#ffffff" for row in known],
                "symbol": ["square" if row["complete"] else "triangle-up" for row in known],
                "line": {"color": INK, "width": 1.6},
            },
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": [max(upper - row["value"], 0.0) for row, (upper, _) in zip(known, ends, strict=True)],
                "arrayminus": [max(row["value"] - lower, 0.0) for row, (_, lower) in zip(known, ends, strict=True)],
                "color": INK,
                "thickness": _WHISKER,
                "width": _CAP,
            },
        }
    ]


def _notes(
    facts: Facts, index: FigureIndex, path: Sequence[Row], known: Sequence[Row], rows: Sequence[Row], axis_top: float
) -> list[dict[str, object]]:
    """Direct labels: the newest intensity, the path in the middle and at its end, the target of the plan."""
    made: list[dict[str, object]] = []
    middle = [row for row in path if row["reporting_year"] % 10 == 0 and row["reporting_year"] < END_YEAR]
    blue = {"size": 12, "color": _PATH, "family": FONT}
    for row in middle[-1:] or path[:1]:
        made.append(note("path", row["reporting_year"], row["path_value"], xanchor="left", yanchor="bottom",
                         xshift=4, yshift=4, font=blue))  # fmt: skip
    aim = rows[0]["intermediate_target_year"]
    stated = next((row for row in rows if row["reporting_year"] == aim), None)
    target = None if stated is None else index.get(cell_of(facts, stated, "intermediate_target_value"))
    if known:
        row = known[-1]
        text = f"{figure_link(index.need(value_of(facts, row)))} newest"
        top = row["upper"] or row["value"]
        close = target is not None and abs(top - target.value) < _CLOSE * axis_top
        made.append(note(text, row["reporting_year"], top, xanchor="left", yanchor="bottom",
                         yshift=22 if close else 6, xshift=-6))  # fmt: skip
    if target is not None and stated is not None:
        text = f"{figure_link(target)} stated by the plan"
        made.append(note(text, aim, target.value, xanchor="left", yanchor="bottom", yshift=1, xshift=9))
    end = next((row for row in path if row["reporting_year"] == END_YEAR), None)
    if end is not None:
        text = figure_link(index.need(cell_of(facts, end, "path_value")))
        made.append(note(text, END_YEAR, end["path_value"], yanchor="bottom", yshift=9))
    return made


def _said(facts: Facts, index: FigureIndex, rows: Sequence[Row], broken: Sequence[Break]) -> Sentence:
    base, end, known = rows[0], rows[-1], [row for row in rows if row["value"] is not None]
    joined = any(len(run) > 1 for run in _runs([row for row in rows if row["path_value"] is not None]))
    parts: list[Part] = ["The line is the path" if joined else "Dots are the path in the years that have a slope"]
    ends = [index.get(cell_of(facts, one, "path_value")) for one in (base, end)]
    if ends[0] is not None and ends[1] is not None:
        years = [When(str(one["reporting_year"])) for one in (base, end)]
        parts += [", from ", ends[0], " in ", years[0], " to ", ends[1], " in ", years[1]]
    if known:
        parts.append("; squares are intensities")
    if any(row["upper"] is not None for row in known):
        parts += [", vertical lines with caps their ", INTERVAL, "s"]
    parts.append("; open circles are the path in the year of the intermediate target and at its end")
    if base["intermediate_target_value"] is not None:
        parts.append(", the open diamond is what the plan states")
    if any(not row["complete"] for row in known):
        parts.append("; open triangles are incomplete sums")
    for one in broken:
        parts += ["; the series breaks before ", When(one.label), ": ", *one.reason]
    return (*parts, ".")

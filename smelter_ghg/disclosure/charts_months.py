"""The chart of anode-effect minutes over the months or quarters of a year.

Belongs here: one line per potline with its gaps. Does not belong here: the look all charts share.
"""

from __future__ import annotations

from datetime import date

from smelter_ghg.disclosure.charts import (
    FONT,
    GREY,
    INK,
    RULE,
    axis_style,
    figure_link,
    layout,
    note,
)
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.tables_anode_effects import months_of
from smelter_ghg.disclosure.text import chart_text
from smelter_ghg.disclosure.view import Chart, FigureIndex, Label, Part, Shown, When

_HEIGHT = 260
_MOST_LINES = 4
# The height of a name as a share of the axis.
_NAME_HEIGHT = 0.08
_DASHES = ("solid", "dot", "dash", "dashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def month_chart(facts: Facts, index: FigureIndex, period: Period, chart_id: str) -> Chart | None:
    """Minutes per cell-day record by record; where others have a record and a potline has none, there is a gap.

    Each line names itself at its end and links its highest month; the table holds every month.
    """
    known = months_of(facts, index, period)
    months = sorted({month for values in known.values() for month in values})
    if len(months) < 2 or not 0 < len(known) <= _MOST_LINES:
        return None
    place = {month: number for number, month in enumerate(months)}
    top, step = axis(max(figure.value for values in known.values() for figure in values.values()))
    traces: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    highest: list[tuple[str, date, Shown]] = []
    named = _apart(known, top)
    for number, (line, values) in enumerate(known.items()):
        traces.append(_trace(number, months, values))
        peak = max(values, key=lambda month: (values[month].value, month))
        highest.append((line, peak, values[peak]))
        notes.append(note(figure_link(values[peak]), place[peak], values[peak].value, yanchor="bottom", yshift=7))
        last = max(values)
        font = {"size": 12, "color": INK if number == 0 else GREY, "family": FONT}
        name = chart_text(line or "Whole smelter")
        notes.append(note(name, place[last], named[line], xanchor="left", xshift=14, font=font))
    shown = layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 96, "t": 16, "b": 8},
        xaxis=axis_style(
            tickmode="array",
            tickvals=list(range(len(months))),
            ticktext=[f"{month:%b}" for month in months],
            range=[-0.4, len(months) - 0.6],
            showline=True,
            linecolor=INK,
            linewidth=1,
        ),
        yaxis=axis_style(range=[0, top], dtick=step, showgrid=True, gridcolor=RULE),
        annotations=notes,
        shapes=[],
    )
    parts: list[Part] = ["Highest"]
    for number, (line, month, figure) in enumerate(highest):
        parts += ["; " if number else ": ", Label(line or "whole smelter"), " ", figure, " in ", When(f"{month:%Y-%m}")]
    return Chart(
        chart_id,
        f"Anode-effect minutes per cell-day through {period.label}",
        (*parts, "."),
        {"data": traces, "layout": shown},
        _HEIGHT,
    )


def _apart(known: dict[str, dict[date, Shown]], top: float) -> dict[str, float]:
    """Heights of the names at the ends of the lines, each at its end or just above the one below."""
    heights: dict[str, float] = {}
    below = -top
    for end, line in sorted((values[max(values)].value, line) for line, values in known.items()):
        below = heights[line] = max(end, below + _NAME_HEIGHT * top)
    return heights


def _trace(number: int, months: list[date], values: dict[date, Shown]) -> dict[str, object]:
    colour = INK if number == 0 else GREY
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "connectgaps": False,
        "x": list(range(len(months))),
        "y": [values[month].value if month in values else None for month in months],
        "line": {"color": colour, "width": 1.8, "dash": _DASHES[number % len(_DASHES)]},
        "marker": {"size": 6, "color": colour, "symbol": _SYMBOLS[number % len(_SYMBOLS)]},
    }

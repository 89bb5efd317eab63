"""The waterfall from mine to metal.

Belongs here: steps, their split by scope, the total. Does not belong here: the look all charts share.
"""

from __future__ import annotations

from collections.abc import Sequence

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.charts import (
    FONT,
    GREY,
    INK,
    LABEL_SIZE,
    RULE,
    SCOPE_COLOURS,
    SCOPE_PATTERNS,
    THRESHOLD,
    Limit,
    axis_style,
    figure_link,
    layout,
    note,
)
from smelter_ghg.disclosure.facts import IN_MINE_TO_METAL, Facts, Period
from smelter_ghg.disclosure.figures_intensity import processes, scope_step_id, step_id
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.view import Chart, FigureIndex, Part, Sentence, Shown
from smelter_ghg.disclosure.words import words

_ROW_HEIGHT = 34
_BAR = 0.62


def step_chart(
    facts: Facts,
    index: FigureIndex,
    period: Period,
    account: str,
    denominator: str,
    limits: Sequence[Limit],
    chart_id: str,
) -> Chart | None:
    """Waterfall from mine to metal, top to bottom as the metal flows, each process split by scope."""
    basis = m.calculated(facts.config, account, denominator)
    members = [row for row in facts.inventory(account, period) if row[IN_MINE_TO_METAL]]
    steps = [(p, index.get(step_id(m.INTENSITY_STEP, period, basis, p, None))) for p in processes(members)]
    known = [(process, shown) for process, shown in steps if shown is not None]
    total = index.get(m.of_period(m.INTENSITY, period, basis, "mine_to_metal"))
    # One step is no waterfall; the table says it.
    if total is None or len(known) < 2:
        return None
    rows = len(known)
    length, tick = axis(max([total.value, *(limit.figure.value for limit in limits)]))
    bars: dict[int, list[tuple[int, float, float]]] = {}
    notes, links, at = [], [], 0.0
    for number, (process, whole) in enumerate(known):
        start = at
        for scope in sorted({row["scope"] for row in members if row["process"] == process}):
            part = index.need(step_id(m.INTENSITY_STEP, period, basis, process, scope))
            bars.setdefault(scope, []).append((number, at, part.value))
            at += part.value
        notes.append(note(figure_link(whole), max(at, start), number, xanchor="left", xshift=6))
        drop = {"x0": at, "x1": at, "y0": number, "y1": number + 1}
        links.append({"type": "line", **drop, "line": {"color": GREY, "width": 1}, "layer": "below"})
    base = 0.0
    for scope in sorted(SCOPE_COLOURS):
        shown = index.get(scope_step_id(period, basis, scope))
        if shown is not None:
            bars.setdefault(scope, []).append((rows, base, shown.value))
            base += shown.value
    notes.append(note(f"<b>{figure_link(total)}</b>", base, rows, xanchor="left", xshift=6))
    traces = [_scope_trace(scope, bars[scope]) for scope in sorted(bars)]
    edges: list[dict[str, object]] = []
    for number, limit in enumerate(limits):
        x = limit.figure.value
        dash = "dash" if limit.firm else "dot"
        line = {"color": THRESHOLD, "width": 1.4, "dash": dash}
        ends = {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1}
        edges += [{**ends, "line": {"color": "#ffffff", "width": 3.4}, "opacity": 0.7}, {**ends, "line": line}]
        grey = {"size": 12, "color": THRESHOLD, "family": FONT}
        notes.append(
            note(figure_link(limit.figure), x, 1, yref="paper", yanchor="bottom", yshift=14 * (number % 2), font=grey)
        )
    names = [*(words(process) for process, _ in known), "<b>Mine to metal</b>"]
    height = _ROW_HEIGHT * (rows + 1) + 74
    shown_layout = layout(
        height=height,
        barmode="overlay",
        margin={"l": 8, "r": 48, "t": 38, "b": 8},
        xaxis=axis_style(range=[0, length], dtick=tick, showgrid=True, gridcolor=RULE),
        yaxis=axis_style(
            tickmode="array",
            tickvals=list(range(rows + 1)),
            ticktext=names,
            range=[rows + 0.5, -0.5],
            tickfont={"size": LABEL_SIZE, "color": INK},
            ticks="outside",
            ticklen=6,
            tickcolor="rgba(0,0,0,0)",
        ),
        annotations=notes,
        shapes=[*links, *edges],
    )
    key = tuple((f"s{scope}", f"Scope {scope}") for scope in sorted(bars))
    return Chart(
        chart_id,
        "From mine to metal, t CO₂e per tonne of aluminium",
        _step_words(known, total),
        {"data": traces, "layout": shown_layout},
        height,
        key,
    )


def _scope_trace(scope: int, parts: Sequence[tuple[int, float, float]]) -> dict[str, object]:
    colour, shape = SCOPE_COLOURS[scope], SCOPE_PATTERNS[scope]
    # Without its own background colour plotly.js paints the gaps of a pattern transparent.
    pattern = {"shape": shape, "bgcolor": colour, "fgcolor": "#ffffff", "fgopacity": 0.5, "size": 6, "solidity": 0.22}
    return {
        "type": "bar",
        "orientation": "h",
        "name": f"Scope {scope}",
        "y": [y for y, _, _ in parts],
        "base": [start for _, start, _ in parts],
        "x": [width for _, _, width in parts],
        # Left alone, plotly.js derives the thickness of a trace from how near its own bars are to each other.
        "width": _BAR,
        "marker": {"color": colour, "pattern": pattern, "line": {"width": 0}},
    }


def _step_words(known: Sequence[tuple[str, Shown]], total: Shown) -> Sentence:
    largest = sorted(known, key=lambda pair: -pair[1].value)[:2]
    parts: list[Part] = ["Of ", total, f" {total.unit}, "]
    for number, (process, shown) in enumerate(largest):
        parts += [" and " if number else "", f"{words(process).lower()} is ", shown]
    return (*parts, ".")

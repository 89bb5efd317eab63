"""The bar on a scale: one intensity, split by scope, against the thresholds.

Belongs here: positions on the scale. Does not belong here: the sentence above it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from smelter_ghg.disclosure.view import Sentence, Shown, Whisker

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_MOST_TICKS = 6
_ROOM = 1.08


@dataclass(frozen=True)
class Segment:
    """A part of the bar: where it starts and how long it is in per cent of the scale, and what it is."""

    left: float
    width: float
    kind: str
    name: str
    figure: Shown | None


@dataclass(frozen=True)
class Mark:
    """A threshold on the scale."""

    left: float
    figure: Shown
    name: str
    firm: bool


@dataclass(frozen=True)
class Scale:
    """Bar, thresholds and ticks in per cent of the scale's length."""

    ticks: tuple[tuple[float, str], ...]
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    end: float
    value: Shown
    open_ended: bool
    judged: bool
    caption: Sentence
    whisker: Whisker | None = None


def axis(highest: float) -> tuple[float, float]:
    """Length of an axis from zero that holds the value, and the distance of its ticks."""
    needed = max(highest, 0.0) * _ROOM
    step = next((s for s in STEPS if needed / s <= _MOST_TICKS), STEPS[-1])
    return max(math.ceil(needed / step), 1) * step, step


def make_scale(
    value: Shown,
    parts: list[tuple[str, str, Shown]],
    marks: list[tuple[Shown, str, bool]],
    caption: Sentence,
    *,
    judged: bool,
    interval: tuple[Shown, Shown, str] | None = None,
) -> Scale:
    """The scale of a value; `parts` are (kind, name, figure) and add up to it, or are empty for a plain bar.

    `judged` says that a verdict rests on the value; `interval` holds the ends of its 95 % interval and what it is
    called.
    """
    ends = [] if interval is None else [interval[1].value]
    length, step = axis(max([value.value, *ends, *(mark.value for mark, _, _ in marks)]))

    def place(number: float) -> float:
        return round(100.0 * min(max(number, 0.0), length) / length, 3)

    ticks = tuple((place(n * step), f"{n * step:g}") for n in range(round(length / step) + 1))
    segments, at = [], 0.0
    for kind, name, figure in parts:
        segments.append(Segment(place(at), place(figure.value), kind, name, figure))
        at += figure.value
    if not segments:
        segments.append(Segment(0.0, place(value.value), "plain", "", None))
    whisker = None
    if interval is not None:
        lower, upper, name = interval
        whisker = Whisker(place(lower.value), place(upper.value), lower, upper, name)
    return Scale(
        ticks=ticks,
        segments=tuple(segments),
        marks=tuple(Mark(place(mark.value), mark, name, firm) for mark, name, firm in marks),
        end=place(value.value),
        value=value,
        open_ended=value.word == "at least",
        judged=judged,
        caption=caption,
        whisker=whisker,
    )

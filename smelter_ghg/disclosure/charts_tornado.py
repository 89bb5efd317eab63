"""The chart of what makes an interval wide: one bar per error about the stated value, the longest on top.

Belongs here: places on the track, the order, the words. Does not belong here: HTML, the table beside it.
"""

from __future__ import annotations

import math

from smelter_ghg.disclosure import figures_uncertainty as fu
from smelter_ghg.disclosure.error_words import error_words
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.scale import STEPS
from smelter_ghg.disclosure.tables_uncertainty import INTERVAL, ends_of, telling_drivers
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, Shown, Swing, Tornado, Whisker

_MOST_BARS = 8
_MOST_TICKS = 5
# Distances of ticks below those of scales that begin at zero.
_FINE = (0.0005, 0.001, 0.002, 0.005)
# Beside the longest bar there is room for this share of what is drawn.
_MARGIN = 0.04


def tornado_chart(facts: Facts, index: FigureIndex, row: Row, chart_id: str) -> Tornado | None:
    """The drivers of an interval about its value; None without an interval."""
    ends = ends_of(facts, index, row)
    drivers = telling_drivers(facts, row)[:_MOST_BARS]
    value = index.get(fu.value_id(facts, row))
    if ends is None or value is None or not drivers:
        return None
    values: list[float] = [row["lower"], row["upper"]]
    values += [driver[end] for driver in drivers for end in ("value_above", "value_below")]
    margin = _MARGIN * (max(values) - min(values))
    start, end = min(values) - margin, max(values) + margin

    def place(number: float) -> float:
        return round(100.0 * (number - start) / (end - start), 3)

    swings = []
    for driver in drivers:
        name: Sentence = (Label(error_words(facts, driver["error_group"])),)
        figure = index.need(fu.driver_id(facts, row, driver, fu.ALONE))
        swings.append(Swing(name, place(driver["value_below"]), place(driver["value_above"]), figure))
    step = next((one for one in (*_FINE, *STEPS) if (end - start) / one <= _MOST_TICKS), STEPS[-1])
    first = math.ceil(start / step)
    decimals = max(0, -math.floor(math.log10(step)))
    ticks = tuple((place(n * step), f"{n * step:.{decimals}f}") for n in range(first, math.floor(end / step) + 1))
    whole = Whisker(place(row["lower"]), place(row["upper"]), *ends, "All together")
    title = "What makes the interval wide, t CO₂e per tonne of aluminium"
    return Tornado(chart_id, title, _words(swings, value, ends), place(value.value), ticks, whole, tuple(swings))


def _words(swings: list[Swing], value: Shown, ends: tuple[Shown, Shown]) -> Sentence:
    return (
        "About the stated ",
        value,
        " lies the ",
        INTERVAL,
        " from ",
        ends[0],
        " to ",
        ends[1],
        ". The widest part is ",
        *swings[0].name,
        ", ± ",
        swings[0].figure,
        " by itself. Hatched is the value with the input at the low end of its range, solid at the high end.",
    )

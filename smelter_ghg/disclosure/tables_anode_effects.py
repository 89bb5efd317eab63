"""Tables of the anode effects: averages of each potline by year, minutes by month.

Belongs here: which figure stands in which cell. Does not belong here: HTML, the chart.
"""

from __future__ import annotations

from datetime import date

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.columns import Years, heads
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_anode_effects import line_id, line_records, pfc_intensity_id
from smelter_ghg.disclosure.figures_gases import PFC_GASES, gas_mass_id, gas_rate_id
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, Shown, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow

_AVERAGES = (
    (m.ANODE_EFFECT_FREQUENCY, "Anode effects per cell-day", "1/cell-day"),
    (m.ANODE_EFFECT_DURATION, "Average duration", "min"),
    (m.ANODE_EFFECT_MINUTES, "Minutes per cell-day", "min/cell-day"),
)


def anode_effect_table(facts: Facts, index: FigureIndex, years: Years, table_id: str) -> TableView | None:
    """Frequency, duration and minutes of each potline, CF4 and C2F6, years across."""
    lines = sorted({line for period in years.periods for line in line_records(facts, period)})
    rows: list[ViewRow] = []
    for line in lines:
        known = [
            ViewRow((text,), cells, unit)
            for measure, text, unit in _AVERAGES
            if any(cells := tuple(cell(index.get(line_id(measure, period, line))) for period in years.periods))
        ]
        if known:
            rows.append(ViewRow((Label(line or "Whole smelter"),), (), level="group"))
            rows += known
    gases: list[ViewRow] = []
    for gas in PFC_GASES:
        name = unit_text(gas)
        for of, unit, text in ((gas_mass_id, "kg", name), (gas_rate_id, "kg/t Al", f"{name} per tonne tapped")):
            cells = tuple(cell(index.get(of(facts, period, gas))) for period in years.periods)
            if any(one is not None for one in cells):
                gases.append(ViewRow((Label(text),), cells, unit))
    per_tonne = tuple(cell(index.get(pfc_intensity_id(facts, period))) for period in years.periods)
    if any(one is not None for one in per_tonne):
        gases.append(ViewRow(("Both, per tonne tapped",), per_tonne, unit_text("t CO2e/t Al"), "total"))
    if gases:
        rows += [ViewRow(("Perfluorocarbons emitted",), (), level="group"), *gases]
    if not rows:
        return None
    columns, marks = heads(facts, years, incomplete=False)
    note: Sentence = ("Averages over cell-days; duration is time on anode effect over the number of anode effects.",)
    return TableView(
        table_id,
        ("Anode effects",),
        columns,
        tuple(rows),
        head="Potline",
        notes=(note,) if lines else (),
        marks=marks,
    )


def months_of(facts: Facts, index: FigureIndex, period: Period) -> dict[str, dict[date, Shown]]:
    """Anode-effect minutes per cell-day by potline and first day of the month, where the records tell them."""
    found: dict[str, dict[date, Shown]] = {}
    for line, records in line_records(facts, period).items():
        for record in records:
            figure = index.get(line_id(m.ANODE_EFFECT_MINUTES, period, line, record.start))
            if figure is not None:
                found.setdefault(line, {})[record.start] = figure
    return found


def month_table(facts: Facts, index: FigureIndex, period: Period, table_id: str) -> TableView | None:
    """Anode-effect minutes per cell-day: months down, potlines across."""
    known = months_of(facts, index, period)
    months = sorted({month for values in known.values() for month in values})
    if not months:
        return None
    rows = [
        ViewRow((When(f"{month:%Y-%m}"),), tuple(cell(known[line].get(month)) for line in known), "min/cell-day")
        for month in months
    ]
    return TableView(
        table_id,
        ("Anode-effect minutes through ", When(period.label)),
        tuple((Label(line or "Whole smelter"),) for line in known),
        tuple(rows),
        head="From",
    )

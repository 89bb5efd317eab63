"""Figures of anode effects: how often, how long, minutes per cell-day of each potline, emissions per tonne.

Belongs here: averages over cell-days of what potlines record, and single months. Does not belong here: emissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import source_id
from smelter_ghg.disclosure.figures_production import production_id
from smelter_ghg.disclosure.ids import Basis

FREQUENCY = "anode_effect_frequency_per_cell_day"
DURATION = "anode_effect_duration_min"
MINUTES = "anode_effect_minutes_per_cell_day"
CELL_DAYS = "cell_days"
PFC_SOURCE = (SCOPE_1, None, "anode_effects", "", "")
_SHOWN = {
    m.ANODE_EFFECT_FREQUENCY: ("Anode effects per cell-day", "1/cell-day", 3),
    m.ANODE_EFFECT_DURATION: ("Average duration of an anode effect", "min", 2),
    m.ANODE_EFFECT_MINUTES: ("Anode-effect minutes per cell-day", "min/cell-day", 3),
}


@dataclass(frozen=True)
class LineRecord:
    """One record row of a potline: its dates and the quantity of each cell by column."""

    facility_id: str
    start: date
    end: date
    cells: dict[str, str]

    @property
    def minutes(self) -> list[str]:
        """Cells whose product is anode-effect minutes per cell-day; none where the record does not tell them."""
        if MINUTES in self.cells:
            return [self.cells[MINUTES]]
        return [self.cells[FREQUENCY], self.cells[DURATION]] if {FREQUENCY, DURATION} <= self.cells.keys() else []


def line_records(facts: Facts, period: Period) -> dict[str, list[LineRecord]]:
    """The potline records of a period that tell anything of anode effects, by potline, in order of time."""
    rows: dict[str, LineRecord] = {}
    for row in facts.quantities.get((period.smelter_id, period.label, "potline", ""), []):
        key = row["activity_id"].rpartition("|")[0]
        found = rows.setdefault(key, LineRecord(row["facility_id"] or "", row["period_start"], row["period_end"], {}))
        found.cells[row["item"]] = row["activity_id"]
    lines: dict[str, list[LineRecord]] = {}
    for key in sorted(rows, key=lambda key: (rows[key].facility_id, rows[key].start, key)):
        if {FREQUENCY, DURATION, MINUTES} & rows[key].cells.keys():
            lines.setdefault(rows[key].facility_id, []).append(rows[key])
    return lines


def line_id(measure: str, period: Period, facility_id: str, month: date | None = None) -> str:
    return m.of_period(measure, period, Basis(), facility_id, "" if month is None else month.isoformat())


def pfc_intensity_id(facts: Facts, period: Period) -> str:
    return m.of_period(m.PFC_INTENSITY, period, m.calculated(facts.config, denominator="tapped"))


def add_anode_effects(book: FigureBook, facts: Facts, period: Period, *, months: bool) -> None:
    """Averages of each potline over a period, its single months where asked for, and PFC per tonne of metal tapped."""
    for facility_id, records in line_records(facts, period).items():
        if len(records) == 1:
            _single(book, period, records[0], None)
        else:
            _averages(book, period, facility_id, records)
            for record in records if months else ():
                _single(book, period, record, record.start)
    emissions, tapped = source_id(facts, period, PFC_SOURCE), production_id(period, "tapped")
    if emissions in book and tapped in book and book.value(tapped) > 0:
        about = About(
            m.PFC_INTENSITY,
            (period.smelter_id, period.label),
            "CF4 and C2F6 of anode effects per tonne tapped",
            "t CO2e/t Al",
            m.calculated(facts.config, denominator="tapped"),
            period.smelter_id,
            period.label,
            decimals=3,
        )
        book.quotient(about, emissions, tapped)


def _about(measure: str, label: str, unit: str, decimals: int, period: Period, line: str, month: date | None) -> About:
    key = (period.smelter_id, period.label, line, "" if month is None else month.isoformat())
    name = f"{label}, {line}" if line else label
    when = name if month is None else f"{name}, {month:%Y-%m}"
    return About(measure, key, when, unit, Basis(), period.smelter_id, period.label, decimals=decimals)


def _shown(measure: str, period: Period, line: str, month: date | None) -> About:
    label, unit, decimals = _SHOWN[measure]
    return _about(measure, label, unit, decimals, period, line, month)


def _single(book: FigureBook, period: Period, record: LineRecord, month: date | None) -> None:
    """What one record says; of a month only the minutes per cell-day."""
    line = record.facility_id
    if record.minutes:
        book.sum_row_products(_shown(m.ANODE_EFFECT_MINUTES, period, line, month), record.minutes)
    if month is None:
        for measure, column in ((m.ANODE_EFFECT_FREQUENCY, FREQUENCY), (m.ANODE_EFFECT_DURATION, DURATION)):
            if column in record.cells:
                book.rate(_shown(measure, period, line, None), record.cells[column])


def _averages(book: FigureBook, period: Period, line: str, records: list[LineRecord]) -> None:
    """Averages over cell-days; only where every record of the period tells its cell-days."""
    if any(CELL_DAYS not in record.cells for record in records):
        return

    def about(measure: str, label: str, unit: str) -> About:
        return _about(measure, label, unit, 0, period, line, None)

    days = book.sum_records(
        about(m.CELL_DAYS, "Cell-days", "cell-days"), [record.cells[CELL_DAYS] for record in records]
    )
    if book.value(days) <= 0:
        return
    effects = time = None
    if all(FREQUENCY in record.cells for record in records):
        cells = [record.cells[column] for record in records for column in (FREQUENCY, CELL_DAYS)]
        effects = book.sum_row_products(about(m.ANODE_EFFECTS, "Anode effects", "count"), cells)
        book.quotient(_shown(m.ANODE_EFFECT_FREQUENCY, period, line, None), effects, days)
    if all(record.minutes for record in records):
        cells = [one for record in records for one in (*record.minutes, record.cells[CELL_DAYS])]
        time = book.sum_row_products(about(m.ANODE_EFFECT_TIME, "Time on anode effect", "min"), cells)
        book.quotient(_shown(m.ANODE_EFFECT_MINUTES, period, line, None), time, days)
    if effects is not None and time is not None and book.value(effects) > 0:
        book.quotient(_shown(m.ANODE_EFFECT_DURATION, period, line, None), time, effects)

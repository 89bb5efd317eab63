"""Figures of how sure the results are: ends of 95 % intervals, what makes them wide, probabilities of a verdict.

Belongs here: which intervals a page prints, and their figures. Does not belong here: how an interval is made
(smelter_ghg.uncertainty), tables and charts of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.headline import headline, step_basis
from smelter_ghg.disclosure.ids import NO_BASIS, Basis, figure_id
from smelter_ghg.disclosure.numbers import decimals_apart, decimals_for
from smelter_ghg.disclosure.words import words

LOWER, UPPER, VALUE, HALF_WIDTH, WITHOUT_RANGE = "lower", "upper", "value", "half_width", "without_range_share"
ALONE, SHARE, REMAINS = "half_width", "variance_share", "half_width_without"
_APPROACH_1 = ("approach_1_upper", "approach_1_lower")
_OF_ROW = (LOWER, UPPER, VALUE, *_APPROACH_1, WITHOUT_RANGE)
_OF_DRIVER = (ALONE, SHARE, REMAINS)
MINE_TO_METAL = "mine_to_metal"
# What drives an interval is told with at least so many decimals, and with two digits of the widest.
_DRIVER_DECIMALS = 3
_NAMES = {
    LOWER: "lower end of the 95 % interval",
    UPPER: "upper end of the 95 % interval",
    VALUE: "stated value",
    HALF_WIDTH: "half-width of the 95 % interval by Approach 1",
    WITHOUT_RANGE: "emissions that rest on no input with a stated range",
}
_DRIVER_NAMES = {
    ALONE: "half-width by this error alone",
    SHARE: "share of this error in the variance",
    REMAINS: "half-width that would remain if this were measured exactly",
}


def interval_leaves(facts: Facts, smelter_id: str) -> dict[str, float]:
    """The cells of a smelter's intervals by uncertainty_id|column, of their drivers by uncertainty_id|rank|column."""
    found = {f"{row['uncertainty_id']}|{name}": row[name] for row in facts.intervals[smelter_id] for name in _OF_ROW}
    for rows in facts.drivers_of[smelter_id].values():
        found |= {f"{row['uncertainty_id']}|{row['rank']}|{name}": row[name] for row in rows for name in _OF_DRIVER}
    return found


def probability_leaves(facts: Facts, smelter_id: str) -> dict[str, float]:
    """The probabilities of a smelter's verdicts by verdict_id, of their readings by verdict_id|criterion.reading."""
    found: dict[str, float] = {}
    for detail in facts.details(smelter_id):
        known = {detail["verdict_id"]: probability_of(detail)}
        known |= {_reading(detail, one): one.get("probability_meets") for one in detail["readings"]}
        found |= {name: value for name, value in known.items() if value is not None}
    return found


def probability_of(detail: Detail) -> float | None:
    """How likely a verdict's every reading is met; of one with open conditions, how likely if they were met."""
    held = detail.get("if_gates_met") or {}
    found: float | None = detail.get("probability_meets")
    return held.get("probability_meets") if found is None else found


def _reading(detail: Detail, reading: Row) -> str:
    return f"{detail['verdict_id']}|{reading['criterion']}.{reading['name']}"


# Ids -----------------------------------------------------------------------------------------------------------------


def interval_id(facts: Facts, row: Row, part: str) -> str:
    """The figure of one part of an interval, as a row of the uncertainty table."""
    return figure_id(m.INTERVAL, _basis(facts, row), *_key(row, part))


def driver_id(facts: Facts, row: Row, driver: Row, part: str) -> str:
    """The figure of one part of what drives an interval."""
    return figure_id(m.DRIVER, _basis(facts, row), *_key(row, part), driver["error_group"])


def probability_id(detail: Detail, reading: Row | None = None) -> str:
    """The figure of the probability of a verdict, or of one of its readings."""
    of = detail["verdict_id"] if reading is None else _reading(detail, reading)
    return figure_id(m.PROBABILITY, NO_BASIS, of)


def value_id(facts: Facts, row: Row) -> str:
    """The figure that an interval is of."""
    if row["subject"] == "intensity":
        period = Period(row["smelter_id"], row["period_label"], row["reporting_year"])
        return m.of_period(m.INTENSITY, period, _basis(facts, row), row["boundary"])
    if row["subject"] == "emissions" and row["source"] is None:
        period = Period(row["smelter_id"], row["period_label"], row["reporting_year"])
        return m.of_period(m.EMISSIONS_BOUNDARY, period, _basis(facts, row), row["boundary"])
    return interval_id(facts, row, VALUE)


def _basis(facts: Facts, row: Row) -> Basis:
    account = "" if row["scope2_account"] in (None, "none") else row["scope2_account"]
    return m.calculated(facts.config, account, row["denominator"] or "")


def _key(row: Row, part: str) -> tuple[str, ...]:
    return (row["smelter_id"], row["period_label"], row["subject"], row["boundary"], row["source"] or "", part)


# Which intervals -----------------------------------------------------------------------------------------------------


def interval_of(facts: Facts, smelter_id: str, intensity_id: str | None) -> Row | None:
    """The interval of an intensity; None where no input behind it has a range."""
    if intensity_id is None:
        return None
    return next((row for row in facts.intervals[smelter_id] if row["intensity_id"] == intensity_id), None)


def lead_interval(facts: Facts, smelter_id: str) -> Row | None:
    """The interval of the intensity that a smelter's page leads with.

    Where the page leads with a value as reported or with none, that of the steps from mine to metal.
    """
    lead = headline(facts, smelter_id)
    if lead.period is None:
        return None
    if lead.detail is not None and lead.detail["route"] == "calculated":
        return interval_of(facts, smelter_id, lead.detail["intensity_id"])
    account, denominator = step_basis(facts, lead.period)
    wanted = (lead.period.label, "intensity", MINE_TO_METAL, account, denominator)
    return next((row for row in facts.intervals[smelter_id] if _place(row) == wanted), None)


def _place(row: Row) -> tuple[str | None, ...]:
    return (row["period_label"], row["subject"], row["boundary"], row["scope2_account"], row["denominator"])


def over_periods(facts: Facts, lead: Row) -> list[tuple[Row, Row | None]]:
    """Intervals of the intensity of every period on the basis of one, newest first, each with that of its change."""
    rows = {_place(row): row for row in facts.intervals[lead["smelter_id"]]}
    found = []
    for period in facts.periods(lead["smelter_id"]):
        where = (lead["boundary"], lead["scope2_account"], lead["denominator"])
        row = rows.get((period.label, "intensity", *where))
        if row is not None:
            found.append((row, rows.get((period.label, "change", *where))))
    return found


def by_source(facts: Facts, lead: Row) -> list[Row]:
    """Intervals of the emissions of mine to metal of one period: per source, largest first, and of all of them last."""
    rows = [
        row
        for row in facts.intervals[lead["smelter_id"]]
        if (row["subject"], row["boundary"], row["period_label"]) == ("emissions", MINE_TO_METAL, lead["period_label"])
    ]
    sources = sorted((row for row in rows if row["source"]), key=lambda row: (-row["value"], row["source"]))
    if not sources:
        return []
    account = sources[0]["scope2_account"]
    return [*sources, *(row for row in rows if not row["source"] and row["scope2_account"] == account)]


def exact(row: Row) -> bool:
    """Whether nothing behind an interval has a range, so that its ends are the value itself."""
    return math.isclose(row["lower"], row["upper"], rel_tol=1e-9, abs_tol=1e-12)


# Entering ------------------------------------------------------------------------------------------------------------


def add_uncertainty(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Intervals of the leading intensity through the years, of its sources, its drivers; probabilities of verdicts."""
    for detail in facts.details(smelter_id):
        _probabilities(book, detail)
    lead = lead_interval(facts, smelter_id)
    shown = list(_shown(facts, smelter_id, lead))
    # Intensities stand below and beside each other: all have the decimals that the narrowest interval takes.
    common = max((_decimals(row) for row in shown if row["subject"] == "intensity"), default=0)
    for row in shown:
        _interval(book, facts, row, common if row["subject"] == "intensity" else _decimals(row))
    if lead is not None:
        drivers = facts.drivers_of[smelter_id].get(lead["uncertainty_id"], [])
        widest = max((driver[ALONE] for driver in drivers), default=1.0)
        for driver in drivers:
            _driver(book, facts, lead, driver, max(_DRIVER_DECIMALS, 1 - math.floor(math.log10(widest))))


def _shown(facts: Facts, smelter_id: str, lead: Row | None) -> Iterator[Row]:
    """The intervals a page prints: intensities of the leading boundary and denominator on both accounts with their
    changes, and the sources of the leading period."""
    if lead is None:
        return
    for row in facts.intervals[smelter_id]:
        alike = (row["boundary"], row["denominator"]) == (lead["boundary"], lead["denominator"])
        if alike and row["subject"] in ("intensity", "change"):
            yield row
    yield from by_source(facts, lead)


def _unit(row: Row) -> str:
    return "%" if row["unit"] == "1" else str(row["unit"])


def _decimals(row: Row) -> int:
    """The decimals that keep the ends of an interval apart."""
    scale = 100.0 if _unit(row) == "%" else 1.0
    return decimals_apart(row[LOWER] * scale, row[UPPER] * scale, decimals_for(_unit(row)))


def _interval(book: FigureBook, facts: Facts, row: Row, decimals: int) -> None:
    unit = _unit(row)
    if row["subject"] != "intensity" and value_id(facts, row) == interval_id(facts, row, VALUE):
        book.interval(_about(facts, row, VALUE, unit, decimals), f"{row['uncertainty_id']}|{VALUE}")
    for end in (LOWER, UPPER):
        book.interval(_about(facts, row, end, unit, decimals), f"{row['uncertainty_id']}|{end}")
    upper, lower = (f"{row['uncertainty_id']}|{column}" for column in _APPROACH_1)
    book.half_width(_about(facts, row, HALF_WIDTH, unit, decimals), upper, lower)
    if row["subject"] != "change":
        about = _about(facts, row, WITHOUT_RANGE, "%", decimals_for("%"))
        book.interval(about, f"{row['uncertainty_id']}|{WITHOUT_RANGE}")


def _about(facts: Facts, row: Row, part: str, unit: str, decimals: int) -> About:
    return About(
        m.INTERVAL,
        _key(row, part),
        f"{subject_words(row)}: {_NAMES[part]}",
        unit,
        _basis(facts, row),
        row["smelter_id"],
        row["period_label"],
        decimals=decimals,
    )


def subject_words(row: Row) -> str:
    """What an interval is of, in words."""
    what = words(row["boundary"]) if row["source"] is None else words(row["source"])
    if row["subject"] == "change":
        return f"{what}, change against the period before"
    return f"{what}, emissions" if row["subject"] == "emissions" else what


def _driver(book: FigureBook, facts: Facts, row: Row, driver: Row, decimals: int) -> None:
    for part in _OF_DRIVER:
        about = About(
            m.DRIVER,
            (*_key(row, part), driver["error_group"]),
            f"{subject_words(row)}: {_DRIVER_NAMES[part]}",
            "%" if part == SHARE else row["unit"],
            _basis(facts, row),
            row["smelter_id"],
            row["period_label"],
            decimals=decimals_for("%") if part == SHARE else decimals,
        )
        book.interval(about, f"{driver['uncertainty_id']}|{driver['rank']}|{part}")


def _probabilities(book: FigureBook, detail: Detail) -> None:
    if probability_of(detail) is not None:
        _probability(book, detail, detail["verdict_id"], "Probability that every reading is met")
    for reading in detail["readings"]:
        if reading.get("probability_meets") is not None:
            label = f"Probability that reading {reading['name']} is met"
            _probability(book, detail, _reading(detail, reading), label.replace("_", " "))


def _probability(book: FigureBook, detail: Detail, of: str, label: str) -> None:
    about = About(m.PROBABILITY, (of,), label, "%", NO_BASIS, detail["smelter_id"], detail["period_label"], decimals=0)
    book.probability(about, of)

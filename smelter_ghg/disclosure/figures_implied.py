"""Figures of the production that the printed intensities of a disclosure imply: its lower and its upper end.

Belongs here: what each printed number stands for, what each intensity allows, what all of them share. Does not belong
here: which intensities belong together, and which of them breaks the others (physics/published_intensities).

An intensity printed as 1.7 stands for 1.65 to 1.75. The emissions behind it, at the lower end of their rounding, over
the upper end of the intensity are the least production it allows; the other two ends make the greatest. What all
intensities share lies between the greatest of their lower ends and the least of their upper ends.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_records import cell_unit
from smelter_ghg.disclosure.ids import NO_BASIS, figure_id
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.physics.published_intensities import Disclosure, Figure, Printed, disclosures

ENDS = ("lower", "upper")
_OTHER = {"lower": "upper", "upper": "lower"}
_TOGETHER = "all"


def days_of(one: Disclosure) -> str:
    """The days of a disclosure, worded as its findings word them."""
    return f"{one.period_start} to {one.period_end}"


def disclosures_of(facts: Facts, smelter_id: str) -> list[Disclosure]:
    """The smelter's disclosures whose intensities imply a production."""
    return facts.held("disclosures", _disclosures, smelter_id)


def _disclosures(facts: Facts, smelter_id: str) -> list[Disclosure]:
    if facts.how_many("reported_indicators", smelter_id) < 2:
        return []
    own = {
        name: facts.tables[name].filter(smelter_id=smelter_id) for name in ("reported_indicators", "reported_emissions")
    }
    return disclosures({**facts.tables, **own})


def implied_id(smelter_id: str, days: str, end: str) -> str:
    """The id of one end of the production that the intensities of a disclosure share."""
    return figure_id(m.IMPLIED_PRODUCTION, NO_BASIS, smelter_id, days, _TOGETHER, end)


def allowed_id(one: Disclosure, figure: Figure, end: str) -> str:
    """The id of one end of the production that a single intensity allows."""
    return figure_id(m.IMPLIED_PRODUCTION, NO_BASIS, one.smelter_id, days_of(one), figure.key, end)


def add_implied(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """For each disclosure the production that every printed intensity allows, and that they share where they do."""
    for one in disclosures_of(facts, smelter_id):
        period = _period_label(facts, one)
        ends: dict[str, list[str]] = {end: [] for end in ENDS}
        for figure in one.figures:
            for end in ENDS:
                made = _allowed(book, facts, one, figure, end, period)
                if figure.key not in one.broken_by:
                    ends[end].append(made)
        if one.production is not None:
            for end, enter in (("lower", book.greatest), ("upper", book.least)):
                which = "Lowest" if end == "lower" else "Highest"
                but = " but one" if one.broken_by else ""
                about = About(
                    m.IMPLIED_PRODUCTION,
                    (smelter_id, days_of(one), _TOGETHER, end),
                    f"{which} production that fits all printed intensities{but}",
                    "t Al",
                    smelter_id=smelter_id,
                    period_label=period,
                )
                enter(about, ends[end])


def intensity_name(row: Row) -> str:
    """What a printed intensity is of, in words: its boundary, or its name where the boundary is not stated."""
    boundary = row["boundary"]
    name = item_words(row["indicator"]) if boundary in (None, "not_stated") else words(boundary)
    account = row["scope2_account"]
    return f"{name}, {words(account)}" if account in ("location", "market") else name


def _allowed(book: FigureBook, facts: Facts, one: Disclosure, figure: Figure, end: str, period: str | None) -> str:
    """One end of the production that an intensity allows: emissions at this end over the intensity at the other."""
    row, _ = facts.cell(figure.intensity.cells[0])
    name = intensity_name(row)
    key = (one.smelter_id, days_of(one), figure.key, end)
    emissions = [_printed(book, facts, part, end, period) for part in figure.emissions]
    numerator = emissions[0]
    if len(emissions) > 1:
        label = f"Emissions behind {name} as printed, {end} end"
        unit = cell_unit("reported_emissions", facts.cell(figure.emissions[0].cells[0])[0], "emissions_t_co2e")
        about = About(m.IMPLIED_EMISSIONS, key, label, unit, smelter_id=one.smelter_id, period_label=period)
        numerator = book.sum_figures(about, emissions)
    denominator = _printed(book, facts, figure.intensity, _OTHER[end], period)
    label = f"{'Lowest' if end == 'lower' else 'Highest'} production that fits {name} as printed"
    about = About(m.IMPLIED_PRODUCTION, key, label, "t Al", smelter_id=one.smelter_id, period_label=period)
    return book.quotient(about, numerator, denominator)


def _printed(book: FigureBook, facts: Facts, printed: Printed, end: str, period: str | None) -> str:
    """One end of what a printed number stands for."""
    row, column = facts.cell(printed.cells[0])
    table = printed.cells[0].partition("|")[0]
    label = f"{_printed_name(table, row)} as printed, {end} end of its rounding"
    about = About(
        m.PRINTED_END,
        (printed.cells[0], end),
        label,
        cell_unit(table, row, column),
        smelter_id=row["smelter_id"],
        period_label=period,
    )
    enter = book.printed_lower if end == "lower" else book.printed_upper
    return enter(about, printed.cells)


def _printed_name(table: str, row: Row) -> str:
    if table == "reported_indicators":
        return intensity_name(row)
    scope = f"Emissions of scope {row['scope']}" + (f", category {row['category']}" if row["category"] else "")
    account = row["scope2_account"]
    return f"{scope}, {words(account)}" if account in ("location", "market") else scope


def _period_label(facts: Facts, one: Disclosure) -> str | None:
    """The reporting period in which the intensity table holds the disclosure's intensities."""
    cells = {figure.intensity.cells[0] for figure in one.figures}
    rows = facts.intensity_rows[one.smelter_id]
    return next((row["period_label"] for row in rows if row["input_id"] in cells), None)

"""Which years a wide table shows, with their heads and footnote marks.

Belongs here: the columns of tables with the years across. Does not belong here: their rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_records import missing_items
from smelter_ghg.disclosure.view import Label, Mark, Part, Sentence, When, listed
from smelter_ghg.disclosure.words import item_words

NEWEST_SHOWN = 5
_ITEMS_NAMED = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Years:
    """The periods a table shows, newest first; `base` is the base year where it stands apart from the newest."""

    periods: tuple[Period, ...]
    base: str | None
    left_out: bool


def years_of(facts: Facts, smelter_id: str, lead: Period | None) -> Years:
    """The newest five periods, the one the page leads with, and the base year: of the smelter's plan, else the oldest.

    With six periods or fewer all of them are shown.
    """
    periods = facts.periods(smelter_id)
    plans = {str(row["base_year"]) for row in facts.rows_of("targets", smelter_id) if row["base_year"] is not None}
    base = next((one.label for one in periods if one.label in plans or str(one.year) in plans), None)
    if len(periods) <= NEWEST_SHOWN + 1:
        return Years(tuple(periods), base, False)
    kept = set(periods[:NEWEST_SHOWN]) | ({lead} if lead is not None else set())
    kept |= {one for one in periods if one.label == base} if base is not None else {periods[-1]}
    shown = tuple(one for one in periods if one in kept)
    return Years(shown, periods[-1].label if base is None else base, len(shown) < len(periods))


def heads(
    facts: Facts, years: Years, *, incomplete: bool = True
) -> tuple[tuple[Sentence, ...], tuple[tuple[str, Sentence], ...]]:
    """Column heads and the footnotes their letters lead to: base year, records corrected, what a year lacks."""
    letters = iter(_LETTERS)
    found, notes = [], []
    for period in years.periods:
        head: list[Part] = [When(period.label)]
        for note in _notes(facts, years, period, incomplete):
            letter = next(letters, None)
            if letter is not None:
                head.append(Mark(letter))
                notes.append((letter, note))
        found.append(tuple(head))
    return tuple(found), tuple(notes)


def _notes(facts: Facts, years: Years, period: Period, incomplete: bool) -> list[Sentence]:
    found: list[Sentence] = []
    if period.label == years.base:
        found.append((When(period.label), " is the base year."))
    for row in facts.corrected.get((period.smelter_id, period.label), [])[:_ITEMS_NAMED]:
        found.append(
            (
                "Restated: ",
                Label(f"{row['column']} of {row['table']} from {row['old']} to {row['new']}, {row['reason']}"),
                ".",
            )
        )
    if incomplete:
        items = missing_items(row for row in facts.missing_in(period) if row["excluded_estimate_t_co2e"] is None)
        names = list(dict.fromkeys(item_words(row["item"], capital=False) for row in items))
        if names:
            more = (("and more",),) if len(names) > _ITEMS_NAMED else ()
            told = listed([*((Label(name),) for name in names[:_ITEMS_NAMED]), *more], "and" if not more else "")
            found.append((When(period.label), " is incomplete. Missing: ", *told, "."))
    return found

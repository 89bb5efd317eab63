"""Tables of how sure the results are: what drives the leading interval, intervals by source and over the years.

Belongs here: which figure stands in which cell, and the words around an interval. Does not belong here: HTML, how the
figures come about (figures_uncertainty).
"""

from __future__ import annotations

from smelter_ghg.disclosure import figures_uncertainty as fu
from smelter_ghg.disclosure.error_words import error_kind, error_words
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Part, Sentence, Shown, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

INTERVAL = Label("95 % interval")
# From this many per cent of the emissions on, a reader is told beside the interval what it does not cover.
_WORTH_TELLING = 1.0
_DASH: Sentence = (NOT_APPLICABLE,)
_APPROACH_1 = Label("Approach 1")
_HALF: Sentence = (Label("Approach 1 ±"),)
_ENDS: tuple[Sentence, ...] = (("Lower end",), ("Upper end",))
# An error of a smaller share of the variance is no reason to measure better.
_NEGLIGIBLE = 0.0005
_NEARLY_ALL = 0.995


def interval_words(facts: Facts, index: FigureIndex, row: Row | None) -> Sentence:
    """95 % interval 16.39 to 17.50; () without one."""
    ends = ends_of(facts, index, row)
    if row is None or ends is None:
        return ()
    value = index.get(fu.value_id(facts, row))
    known = " of the known part " if value is not None and value.word == "at least" else " "
    return (INTERVAL, known, ends[0], " to ", ends[1])


def ends_of(facts: Facts, index: FigureIndex, row: Row | None) -> tuple[Shown, Shown] | None:
    """The ends of an interval as printed; None without one."""
    if row is None or fu.exact(row):
        return None
    lower, upper = (index.get(fu.interval_id(facts, row, end)) for end in (fu.LOWER, fu.UPPER))
    return None if lower is None or upper is None else (lower, upper)


def uncovered_words(facts: Facts, index: FigureIndex, row: Row | None) -> Sentence:
    """How much of the emissions the interval takes for exact; () where it is hardly any."""
    share = None if row is None else index.get(fu.interval_id(facts, row, fu.WITHOUT_RANGE))
    if share is None or share.value < _WORTH_TELLING:
        return ()
    return (share, " % of the emissions rest on inputs without a stated range and are taken as exact.")


def telling_drivers(facts: Facts, row: Row) -> list[Row]:
    """What drives an interval, largest first, without what is negligible beside the rest."""
    found = facts.drivers_of[row["smelter_id"]].get(row["uncertainty_id"], [])
    return [driver for driver in found if driver["variance_share"] >= _NEGLIGIBLE]


def driver_table(facts: Facts, index: FigureIndex, row: Row, table_id: str) -> TableView | None:
    """What makes an interval wide, and how wide it would be if each were measured exactly."""
    rows = []
    for driver in telling_drivers(facts, row):
        group = driver["error_group"]
        figures = (cell(index.get(fu.driver_id(facts, row, driver, part))) for part in (fu.ALONE, fu.SHARE, fu.REMAINS))
        rows.append(ViewRow((Label(error_words(facts, group)),), ((error_kind(facts, group),), *figures)))
    if not rows:
        return None
    whole = cell(index.get(fu.interval_id(facts, row, fu.HALF_WIDTH)))
    told = sum(driver["variance_share"] for driver in telling_drivers(facts, row))
    uncovered = uncovered_words(facts, index, row)
    rows.append(ViewRow(("All together",), (_DASH, whole, _DASH, _DASH), level="total"))
    return TableView(
        table_id,
        (
            "What makes the interval wide, half-widths in ",
            Label(unit_text(row["unit"])),
            ", ",
            When(row["period_label"]),
        ),
        (("Kind",), ("By itself ±",), ("Share of the variance, %",), ("Would remain ±",)),
        tuple(rows),
        head="Input",
        unit_column=False,
        numeric=False,
        right=(1, 2, 3),
        notes=(
            (
                "By itself: half the distance between the values with this input alone at either end of its range. "
                "Would remain: half-width of the interval if this input were measured exactly, the others as they are; "
                "the first row is where better data narrow it most. Both by ",
                _APPROACH_1,
                ".",
                *((" Narrower errors are left out.",) if told < _NEARLY_ALL else ()),
            ),
            *((uncovered,) if uncovered else ()),
        ),
    )


def source_table(facts: Facts, index: FigureIndex, row: Row, table_id: str) -> TableView | None:
    """Emissions by source with their intervals by both approaches."""
    found = fu.by_source(facts, row)
    if not found:
        return None
    rows = []
    for one in found:
        name = "Mine to metal" if one["source"] is None else Label(words(one["source"]))
        level = "total" if one["source"] is None else "item"
        rows.append(ViewRow((name,), _source_cells(facts, index, one), level=level))
    account = found[0]["scope2_account"]
    told: list[Part] = [
        "Emissions of mine to metal by source with their ",
        INTERVAL,
        "s, ",
        Label(unit_text("t CO2e")),
        ", ",
    ]
    told += [When(row["period_label"])] + ([f", {words(account)}"] if account in ("location", "market") else [])
    return TableView(
        table_id,
        tuple(told),
        (("Stated",), *_ENDS, _HALF, ("Which to trust",)),
        tuple(rows),
        head="Source",
        unit_column=False,
        numeric=False,
        right=(0, 1, 2, 3),
    )


def _source_cells(facts: Facts, index: FigureIndex, one: Row) -> tuple[Sentence | None, ...]:
    value = cell(index.get(fu.value_id(facts, one)))
    if fu.exact(one):
        return (value, _DASH, _DASH, _DASH, ("no input has a stated range: taken as exact",))
    ends = (cell(index.get(fu.interval_id(facts, one, part))) for part in (fu.LOWER, fu.UPPER, fu.HALF_WIDTH))
    return (value, *ends, trust_words(one))


def trust_words(row: Row) -> Sentence:
    """Whether Approach 1 may be taken for Approach 2."""
    if row["approach_1_trusted"]:
        return ("both approaches agree",)
    return ("not ", _APPROACH_1, ": lopsided or wide, take the ends of the interval")


def year_table(facts: Facts, index: FigureIndex, row: Row, table_id: str) -> TableView | None:
    """The leading intensity of every period with its interval, and its change with the interval of that."""
    rows = []
    for one, change in fu.over_periods(facts, row):
        parts = (fu.LOWER, fu.UPPER, fu.HALF_WIDTH)
        cells = [cell(index.get(fu.interval_id(facts, one, part))) for part in parts]
        of_change = [_DASH] * 3
        if change is not None:
            ends = (fu.VALUE, fu.LOWER, fu.UPPER)
            of_change = [cell(index.get(fu.interval_id(facts, change, part))) or _DASH for part in ends]
        rows.append(
            ViewRow((When(one["period_label"]),), (cell(index.get(fu.value_id(facts, one))), *cells, *of_change))
        )
    account = row["scope2_account"]
    told: list[Part] = [
        Label(words(row["boundary"])),
        " over the years with its ",
        INTERVAL,
        ", ",
        Label(unit_text(row["unit"])),
    ]
    told += [f", {words(account)}"] if account in ("location", "market") else []
    return TableView(
        table_id,
        (*told, f", per tonne of {words(row['denominator'])}"),
        (
            ("Stated",),
            *_ENDS,
            _HALF,
            ("Change, %",),
            ("Change, lower end",),
            ("Change, upper end",),
        ),
        tuple(rows),
        head="Period",
        unit_column=False,
        notes=(
            (
                "The change is against the period before, with the errors that both share drawn once: a scale that "
                "reads high in both leaves it alone.",
            ),
        ),
    )

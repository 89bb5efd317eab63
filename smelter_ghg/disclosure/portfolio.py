"""The overview of all smelters: the answer in a sentence, one bar per smelter, and the same in tables.

Belongs here: which smelters can be compared, their order, sizes of the bars. Does not belong here: HTML, their pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure.charts import Limit
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_portfolio import NO_VERDICT, STATES, smelters_id, state_id
from smelter_ghg.disclosure.figures_production import MEASURED_METAL, production_id
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.headline import Headline, headline
from smelter_ghg.disclosure.limits import limits_of
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.scale import axis
from smelter_ghg.disclosure.section_verdict import headroom_of, level_words, reason_words, state_of, value_of
from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.tables_criteria import scopes_table
from smelter_ghg.disclosure.view import (
    FigureIndex,
    Label,
    Page,
    Part,
    Sentence,
    Shown,
    State,
    TableView,
    When,
    cell,
    listed,
)
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_KT = 1000.0
_MT = 1000.0 * _KT
_SENTENCES = {
    "meets": ("meets the threshold", "meet the threshold"),
    "not_met": ("does not meet it", "do not meet it"),
    "indeterminate_rule": ("depends on the reading of the rule", "depend on the reading of the rule"),
    "indeterminate_data": ("lacks data for a verdict", "lack data for a verdict"),
    "refused": ("is refused a verdict", "are refused a verdict"),
    "not_applicable": ("is not judged", "are not judged"),
    NO_VERDICT: ("has no verdict", "have no verdict"),
}


@dataclass(frozen=True)
class Smelter:
    """What the overview knows of one smelter."""

    smelter_id: str
    name: str
    path: str
    synthetic: bool
    state: str
    period: str
    value: Shown | None
    production: Shown | None
    distance: Sentence | None
    why_apart: Sentence

    @property
    def open_ended(self) -> bool:
        return self.value is not None and self.value.word == "at least"


@dataclass(frozen=True)
class Column:
    """A smelter's bar: where it stands and how large it is, in per cent of the chart."""

    smelter: Smelter
    left: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A threshold across the bars."""

    height: float
    limit: Limit


@dataclass(frozen=True)
class PortfolioView:
    """The overview."""

    sentence: Sentence
    description: Sentence
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    heights: tuple[tuple[float, str], ...]
    widths: tuple[tuple[float, str], ...]
    width_unit: str
    compared: TableView | None
    apart: TableView | None
    scopes: TableView | None


def portfolio_view(facts: Facts, index: FigureIndex, site: Site) -> PortfolioView:
    """All smelters: those whose intensity can be compared by intensity, the others in their order."""
    listed_all = [_smelter(facts, index, site, smelter) for smelter in facts.smelters]
    compared = [one for one in listed_all if not one.why_apart]
    compared.sort(key=lambda one: (one.value.value if one.value else 0.0, one.name, one.smelter_id))
    apart = [one for one in listed_all if one.why_apart]
    limits = _limits(facts, index)
    values = [one.value.value for one in compared if one.value is not None]
    top, step = axis(max([*values, *(limit.figure.value for limit in limits), 1.0]))
    total = sum(one.production.value for one in compared if one.production is not None)
    columns, at = [], 0.0
    for one in compared:
        assert one.value is not None and one.production is not None
        width = 100 * one.production.value / total
        columns.append(
            Column(one, round(at, 4), round(width, 4), round(100 * min(max(one.value.value, 0.0) / top, 1.0), 3))
        )
        at += width
    unit, divisor = ("Mt", _MT) if total >= _MT else ("kt", _KT)
    length, spacing = axis(total / divisor / 1.08) if total else (0.0, 1.0)
    ticks = [number * spacing for number in range(round(length / spacing) + 1)] if total else []
    return PortfolioView(
        _answer(facts, index),
        _description(columns, limits),
        tuple(columns),
        tuple(Line(round(100 * limit.figure.value / top, 3), limit) for limit in limits),
        tuple((round(100 * n * step / top, 3), f"{n * step:g}") for n in range(round(top / step) + 1)),
        tuple((round(100 * t * divisor / total, 3), f"{t:g}") for t in ticks if t * divisor <= total),
        unit,
        _table(compared, "smelters-compared", ("Smelters by intensity",), apart=False),
        _table(apart, "smelters-apart", ("What is known of them",), apart=True),
        scopes_table(facts, "certification-scopes"),
    )


def _smelter(facts: Facts, index: FigureIndex, site: Site, smelter: Row) -> Smelter:
    smelter_id = smelter["smelter_id"]
    lead = headline(facts, smelter_id)
    detail = lead.detail
    rows = {row["intensity_id"]: row for row in facts.intensity_rows.get(smelter_id, [])}
    value = None if detail is None else value_of(index, detail, rows)
    production = _production(index, lead, detail)
    state = NO_VERDICT if detail is None else state_of(detail)
    return Smelter(
        smelter_id,
        smelter["name"],
        site.path(smelter_id),
        bool(smelter["synthetic"]),
        state,
        "" if lead.period is None else lead.period.label,
        value,
        production,
        None if detail is None or state == "refused" else headroom_of(index, detail),
        _why_apart(facts, smelter, detail, value, production),
    )


def _production(index: FigureIndex, lead: Headline, detail: Detail | None) -> Shown | None:
    """Metal of the period: of the verdict's denominator, else tapped, else cast."""
    if lead.period is None:
        return None
    basis = detail["basis"] if detail is not None else None
    own = [basis["denominator"]] if basis and basis["denominator"] in MEASURED_METAL else []
    for flow in (*own, *MEASURED_METAL):
        figure = index.get(production_id(lead.period, flow))
        if figure is not None and figure.value > 0:
            return figure
    return None


def _why_apart(
    facts: Facts, smelter: Row, detail: Detail | None, value: Shown | None, production: Shown | None
) -> Sentence:
    """Why a smelter has no bar; nothing where it has one."""
    if detail is None:
        return ("no reporting period with metal or an intensity",)
    if state_of(detail) == "refused":
        return (reason_words(detail),)
    if smelter["level"] != "site":
        return (level_words(detail),)
    if value is None:
        return ("no intensity known",)
    if detail["basis"]["boundary"] != facts.boundary["text"]:
        return ("boundary: ", Label(words(detail["basis"]["boundary"]).lower()))
    return () if production is not None else ("tonnes of metal not known",)


def _limits(facts: Facts, index: FigureIndex) -> list[Limit]:
    """The thresholds of the smelters' verdicts, each once."""
    found: dict[str, Limit] = {}
    for smelter in facts.smelters:
        for limit in limits_of(facts, index, headline(facts, smelter["smelter_id"]).detail):
            known = found.get(limit.figure.figure_id)
            if known is None or (limit.name == "threshold" and known.name != "threshold"):
                found[limit.figure.figure_id] = limit
    return sorted(found.values(), key=lambda limit: limit.figure.value)


def _answer(facts: Facts, index: FigureIndex) -> Sentence:
    """How many smelters meet the threshold and how it stands with the others."""
    every = index.get(smelters_id())
    if every is None:
        return ("The records name no smelter.",)
    told: list[Sentence] = []
    for state in STATES:
        figure = index.get(state_id(state))
        if figure is not None:
            one, more = _SENTENCES[state]
            told.append((figure, f" {one if figure.value == 1 else more}"))
    groups = any(smelter["level"] != "site" for smelter in facts.smelters)
    noun = "smelter" if every.value == 1 else "smelters and groups" if groups else "smelters"
    return ("Of ", every, f" {noun}, ", *listed(told), ".")


def _description(columns: list[Column], limits: list[Limit]) -> Sentence:
    if not columns:
        return ("No smelter has a value that can be compared.",)
    first, last = columns[0].smelter, columns[-1].smelter
    assert first.value is not None and last.value is not None
    parts: list[Part] = ["Lowest: ", Label(first.name), " with ", first.value]
    if len(columns) > 1:
        parts += ["; highest: ", Label(last.name), " with ", last.value]
    for number, limit in enumerate(limits):
        parts += ["; lines mark " if number == 0 else " and ", limit.figure, f" ({limit.name})"]
    if any(column.smelter.open_ended for column in columns):
        parts.append("; an open top is an incomplete sum, the true value is higher")
    return (*parts, ".")


def _table(smelters: list[Smelter], table_id: str, caption: Sentence, *, apart: bool) -> TableView | None:
    """Name, verdict, value, distance or reason, production of each."""
    if not smelters:
        return None
    rows = []
    for one in smelters:
        head: list[Part] = [Page(one.name, one.path)]
        if one.synthetic:
            head += [" ", Label("(synthetic)")] if "synthetic" not in one.name.lower() else []
        cells: tuple[Sentence | None, ...] = (
            cell(one.value),
            (State(one.state),),
            one.why_apart if apart else one.distance,
            cell(one.production),
            (When(one.period),) if one.period else None,
        )
        rows.append(ViewRow(tuple(head), cells))
    value, metal = unit_text("t CO2e/t Al"), unit_text("t Al")
    fourth = "Why it has no bar" if apart else "Distance to the threshold"
    return TableView(
        table_id,
        caption,
        ((Label(value),), ("Verdict",), (fourth,), ("Metal, ", Label(metal)), ("Period",)),
        tuple(rows),
        head="Smelter",
        unit_column=False,
        numeric=False,
        right=(0, 3) if apart else (0, 2, 3),
    )

"""Tables with the years across: intensities and verdicts, emissions by source, energy, production.

Belongs here: which figure stands in which cell. Does not belong here: HTML, or tables of a single period.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smelter_ghg.contracts.labels import FUEL_AND_ENERGY, SCOPE_1, SCOPE_2, SCOPE_3
from smelter_ghg.disclosure import figures_emissions as e
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.columns import Years, heads
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_energy import energy_id, energy_lacks, energy_total_id
from smelter_ghg.disclosure.figures_gases import biogenic_id
from smelter_ghg.disclosure.figures_production import MEASURED_METAL, production_id
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.section_verdict import headroom_of, state_of, value_of
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words
from smelter_ghg.intensity import ACCOUNTS

_SWATCHES = {SCOPE_1: "s1", SCOPE_2: "s2", SCOPE_3: "s3"}
_CATEGORIES = {1: "purchased goods", 3: "fuel- and energy-related", 4: "inbound transport"}
AT_LEAST_NOTE: Sentence = (
    "“at least”: something is missing from the sum, so the true value is higher. “n.a.”: not available. "
    "“–”: does not apply.",
)


def years(periods: Sequence[Period]) -> tuple[Sentence, ...]:
    """Column heads, newest first."""
    return tuple((When(period.label),) for period in periods)


def intensity_table(
    facts: Facts, index: FigureIndex, periods: Sequence[Period], history: Sequence[Detail], table_id: str
) -> TableView | None:
    """Intensities per boundary, account and denominator, with the verdict of each year."""
    known: dict[tuple[str, str, str, str], dict[str, Row]] = {}
    own = facts.intensity_rows.get(periods[0].smelter_id, []) if periods else []
    for row in own:
        if row["value"] is not None and m.intensity_row(row) in index:
            key = (row["boundary"], row["scope2_account"] or "", row["denominator"], row["route"])
            known.setdefault(key, {})[row["period_label"]] = row
    rows: list[ViewRow] = []
    group = ""
    for key in sorted(known, key=_intensity_order):
        boundary, account, denominator, route = key
        title = "As reported" if route == "reported" else f"Per tonne of {words(denominator)}"
        if title != group:
            rows.append(ViewRow((title,), (), level="group"))
            group = title
        head: Sentence = (Label(words(boundary)),)
        if account in ACCOUNTS:
            head = (*head, f", {words(account)}")
        cells = tuple(
            cell(index.get(m.intensity_row(known[key][p.label])) if p.label in known[key] else None) for p in periods
        )
        level = "total" if boundary == "mine_to_metal" else "item"
        rows.append(ViewRow(head, cells, unit_text("t CO2e/t Al"), level))
    by_period = {detail["period_label"]: detail for detail in history}
    if not rows and not by_period:
        return None
    if history:
        rows.append(ViewRow(("Verdict",), (), level="group"))
        rows += _verdict_rows(index, periods, by_period)
    return TableView(
        table_id,
        ("Intensity and verdict by year",),
        years(periods),
        tuple(rows),
        head="Boundary and basis",
        notes=(AT_LEAST_NOTE,),
    )


def _intensity_order(key: tuple[str, str, str, str]) -> tuple[str, int, int, str]:
    boundary, account, denominator, route = key
    order = ("scope_1", "scope_2", "scope_3", "scope_1_2", "mine_to_metal")
    place = order.index(boundary) if boundary in order else len(order)
    return (route, 0 if denominator == "tapped" else 1, place, account)


def _verdict_rows(index: FigureIndex, periods: Sequence[Period], by_period: dict[str, Detail]) -> list[ViewRow]:
    def each(of: Callable[[Detail], Sentence | None]) -> tuple[Sentence | None, ...]:
        return tuple(of(by_period[p.label]) if p.label in by_period else (NOT_APPLICABLE,) for p in periods)

    criteria = sorted({detail["criterion"] for detail in by_period.values()})
    labels = tuple(Label(one) for one in criteria)
    threshold = next(index.get(m.parameter(d["threshold_parameter"])) for d in by_period.values())
    head: Sentence = (
        ("Distance to the threshold",) if threshold is None else ("Distance to the ", threshold, " threshold")
    )
    return [
        ViewRow(
            head,
            each(lambda d: (NOT_APPLICABLE,) if state_of(d) == "refused" else headroom_of(index, d)),
            unit_text("t CO2e/t Al"),
            "item",
        ),
        ViewRow(
            ("Verdict on ", *[part for label in labels for part in (label, " ")]),
            each(lambda detail: (words(state_of(detail)),)),
            "",
            "outcome",
        ),
    ]


def source_table(facts: Facts, index: FigureIndex, shown: Years, table_id: str) -> TableView | None:
    """Emissions by source, years across, both scope 2 accounts, with production."""
    periods = shown.periods
    keys: dict[e.SourceKey, None] = {}
    for period in periods:
        keys.update(dict.fromkeys(e.source_keys(facts, period)))
    if not keys:
        return None

    def row(head: Sentence, of: Callable[[Period], str], level: str = "item", swatch: str = "") -> ViewRow:
        cells = tuple(cell(index.get(of(period))) for period in periods)
        return ViewRow(head, cells, unit_text("t CO2e"), level, swatch)

    rows: list[ViewRow] = []
    ordered = sorted(keys, key=lambda key: (key[0], key[1] or 0, key[2], key[3], key[4]))
    for scope in (SCOPE_1, SCOPE_2, SCOPE_3):
        rows.append(ViewRow((Label(f"Scope {scope}"),), (), level="group", swatch=_SWATCHES[scope]))
        for category in sorted({key[1] or 0 for key in ordered if key[0] == scope}):
            if category:
                rows.append(
                    ViewRow((Label(f"Category {category}"), f", {_CATEGORIES.get(category, '')}"), (), level="sub")
                )
            for key in ordered:
                if key[0] == scope and (key[1] or 0) == category:
                    rows.append(_source_row(facts, index, periods, key))
            if category == FUEL_AND_ENERGY:
                for account in ACCOUNTS:
                    rows.append(_scope_row(facts, row, scope, category, account))
            elif category:
                rows.append(_scope_row(facts, row, scope, category, ""))
        if scope == SCOPE_1:
            rows.append(_scope_row(facts, row, scope, None, ""))
        if scope in (SCOPE_2, SCOPE_3):
            rows += [_scope_row(facts, row, scope, None, account) for account in ACCOUNTS]
    rows.append(ViewRow((Label("Scopes 1, 2 and 3"), " (categories ", Label("1, 3, 4"), ")"), (), level="group"))
    for account in ACCOUNTS:
        head: Sentence = (f"Total, {words(account)}",)
        rows.append(row(head, lambda p, a=account: e.total_id(facts, p, a), "total"))  # type: ignore[misc]
    if any(biogenic_id(period) in index for period in periods):
        # Beside the scopes and in none of the sums above.
        rows.append(ViewRow((Label("Outside the scopes"),), (), level="group"))
        of_biomass = tuple(cell(index.get(biogenic_id(period))) for period in periods)
        rows.append(ViewRow((Label("Biogenic CO₂ of fuels"),), of_biomass, unit_text("t CO2")))
    columns, marks = heads(facts, shown)
    return TableView(
        table_id,
        ("Emissions by source (", Label("5.1"), "), ", Label(facts.config.gwp_set), *_left_out(shown)),
        columns,
        tuple(rows),
        head="Source",
        notes=(AT_LEAST_NOTE,),
        marks=marks,
    )


def _source_row(facts: Facts, index: FigureIndex, periods: Sequence[Period], key: e.SourceKey) -> ViewRow:
    """A source over the years: a dash where it played no part, "n.a." where what it needs is missing."""
    cells = tuple(
        cell(
            index.get(e.source_id(facts, period, key)),
            applicable=e.source_lacks(facts, period, key) or not e.source_keys(facts, period),
        )
        for period in periods
    )
    return ViewRow((Label(e.source_label(key)),), cells, unit_text("t CO2e"))


def _scope_row(facts: Facts, row: Callable[..., ViewRow], scope: int, category: int | None, account: str) -> ViewRow:
    head: Sentence = (Label(f"Scope {scope}"),) if category is None else (Label(f"Category {category}"),)
    if account:
        head = (*head, f", {words(account)}")
    return row(
        head, lambda p: e.scope_id(facts, p, scope, category, account), "total" if category is None else "subtotal"
    )


def energy_table(facts: Facts, index: FigureIndex, shown: Years, table_id: str) -> TableView | None:
    """Energy by carrier and origin in MWh and GJ, with metal made."""
    periods = shown.periods
    pairs: dict[tuple[str, str], None] = {}
    for period in periods:
        rows_of_period = facts.energy_rows.get((period.smelter_id, period.label), [])
        pairs.update(dict.fromkeys((row["carrier"], row["origin"]) for row in rows_of_period))
    rows: list[ViewRow] = []
    ordered = sorted(pairs, key=lambda pair: (pair[0] == "electricity", pair))
    for unit in ("MWh", "GJ") if ordered else ():
        rows.append(ViewRow((f"Energy in {unit}",), (), level="group"))
        for carrier, origin in ordered:
            head = f"{item_words(carrier)}, {words(origin)}" if carrier == "electricity" else item_words(carrier)
            cells = tuple(
                cell(
                    index.get(energy_id(p, carrier, origin, unit)),
                    applicable=energy_lacks(facts, p, carrier) or not _has_energy(facts, p),
                )
                for p in periods
            )
            rows.append(ViewRow((Label(head),), cells, unit))
        cells = tuple(cell(index.get(energy_total_id(p, unit))) for p in periods)
        rows.append(ViewRow(("Fuels and purchased electricity",), cells, unit, "total"))
    flows = [flow for flow in MEASURED_METAL if any(production_id(p, flow) in index for p in periods)]
    if flows:
        rows.append(ViewRow(("Metal",), (), level="group"))
        for flow in flows:
            cells = tuple(cell(index.get(production_id(p, flow))) for p in periods)
            rows.append(ViewRow((item_words(words(flow)),), cells, unit_text("t Al")))
    if not rows:
        return None
    columns, marks = heads(facts, shown, incomplete=False)
    return TableView(
        table_id,
        ("Energy use and metal (", Label("5.1"), ")", *_left_out(shown)),
        columns,
        tuple(rows),
        head="Carrier",
        notes=(("Fuels on their net calorific value.",),) if ordered else (),
        marks=marks,
    )


def _left_out(shown: Years) -> Sentence:
    """What the caption adds where not every year has a column."""
    return ("; newest years and base year, all years in figures.csv",) if shown.left_out else ()


def _has_energy(facts: Facts, period: Period) -> bool:
    return bool(facts.energy_rows.get((period.smelter_id, period.label)))


def other_versions_table(
    index: FigureIndex, details: Sequence[Detail], rows: dict[str, Row], table_id: str
) -> TableView | None:
    """Verdicts under other versions of the standard, kept apart from the report's own."""
    listed = []
    for detail in details:
        value = value_of(index, detail, rows)
        boundary = detail["basis"]["boundary"] if detail["basis"] else ""
        cells = (
            (Label(detail["criterion"].replace("_", " ")),),
            (When(detail["period_label"]),),
            (words(state_of(detail)),),
            (Label(words(boundary)),) if boundary else (NOT_APPLICABLE,),
            cell(value),
            None if state_of(detail) == "refused" else headroom_of(index, detail),
        )
        listed.append(ViewRow((Label(f"{detail['standard']} {detail['standard_version']}"),), cells))
    if not listed:
        return None
    return TableView(
        table_id,
        ("Verdicts under other versions of the standard",),
        (("Criterion",), ("Period",), ("Outcome",), ("Boundary",), (unit_text("t CO2e/t Al"),), ("Distance",)),
        tuple(listed),
        head="Version",
        unit_column=False,
        numeric=False,
        right=(4, 5),
    )

"""One smelter's section: the answer, why, where it is going, what is missing, the tables, the sources.

Belongs here: putting the parts of a section together in reading order. Does not belong here: any of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure import tables_period as tp
from smelter_ghg.disclosure import tables_records as tr
from smelter_ghg.disclosure import tables_years as ty
from smelter_ghg.disclosure.charts import Limit
from smelter_ghg.disclosure.charts_steps import step_chart
from smelter_ghg.disclosure.charts_trend import trend_chart
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_intensity import UNIT, scope_step_id
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.headline import headline, step_basis
from smelter_ghg.disclosure.scale import Scale, make_scale
from smelter_ghg.disclosure.section_verdict import VerdictView, headroom_of, judged, state_of, value_of, verdict_view
from smelter_ghg.disclosure.text import anchor
from smelter_ghg.disclosure.view import Chart, FigureIndex, Label, Sentence, Shown, TableView, When
from smelter_ghg.disclosure.words import words


@dataclass(frozen=True)
class SectionView:
    """Everything a smelter's section prints."""

    section_id: str
    name: str
    synthetic: bool
    facts: Sentence
    verdict: VerdictView | None
    scale: Scale | None
    readings: tuple[TableView, ...]
    steps: Chart | None
    step_table: TableView | None
    trend: Chart | None
    years: TableView | None
    missing: TableView | None
    findings: TableView | None
    sources: TableView | None
    energy: TableView | None
    anode_effects: TableView | None
    reported: TableView | None
    other_versions: TableView | None
    documents: TableView | None
    value: Shown | None
    headroom: Sentence | None


def section_view(facts: Facts, index: FigureIndex, findings: pl.DataFrame, smelter: Row) -> SectionView:
    """The section of one smelter."""
    smelter_id = smelter["smelter_id"]
    section_id = anchor("s", smelter_id)
    lead = headline(facts, smelter_id)
    rows = {row["intensity_id"]: row for row in facts.intensity_rows.get(smelter_id, [])}
    periods = facts.periods(smelter_id)
    detail = lead.detail
    limits = _limits(facts, index, detail)
    steps, step_table = None, None
    parts: list[tuple[str, str, Shown]] = []
    if lead.period is not None:
        account, denominator = step_basis(facts, lead.period)
        chart_id = f"{section_id}-steps"
        whole = facts.boundary["text"] == "mine_to_metal"
        steps = step_chart(facts, index, lead.period, account, denominator, limits if whole else [], chart_id)
        step_table = tp.step_table(facts, index, lead.period, account, denominator, f"{section_id}-steps-table")
        basis = m.calculated(facts.config, account, denominator)
        for scope in (1, 2, 3):
            figure = index.get(scope_step_id(lead.period, basis, scope))
            if figure is not None:
                parts.append((f"s{scope}", f"Scope {scope}", figure))
    value = None if detail is None else value_of(index, detail, rows)
    readings: list[TableView | None] = []
    if detail is not None and value is not None:
        readings = [
            tp.readings_table(detail, facts, f"{section_id}-readings"),
            tp.compared_table(index, facts, detail, f"{section_id}-compared"),
            tp.plan_table(facts, index, smelter_id, f"{section_id}-plan"),
        ]
    calculated = detail is not None and detail["route"] == "calculated"
    return SectionView(
        section_id=section_id,
        name=smelter["name"],
        synthetic=bool(smelter["synthetic"]),
        facts=_about(smelter, detail),
        verdict=None if detail is None else verdict_view(facts, index, detail, rows),
        scale=None if value is None or detail is None else _scale(detail, value, parts if calculated else [], limits),
        readings=tuple(table for table in readings if table is not None),
        steps=steps,
        step_table=step_table,
        trend=None if detail is None else trend_chart(facts, index, periods, detail, limits, f"{section_id}-trend"),
        years=ty.intensity_table(facts, index, periods, lead.history, f"{section_id}-years"),
        missing=tr.missing_table(facts, periods, detail, f"{section_id}-missing"),
        findings=tr.findings_table(facts, index, findings, smelter_id, f"{section_id}-findings"),
        sources=ty.source_table(facts, index, periods, f"{section_id}-sources"),
        energy=ty.energy_table(facts, index, periods, f"{section_id}-energy"),
        anode_effects=ty.anode_effect_table(facts, index, periods, f"{section_id}-anode-effects"),
        reported=tr.reported_table(facts, index, smelter_id, f"{section_id}-reported"),
        other_versions=ty.other_versions_table(index, lead.other_versions, rows, f"{section_id}-versions"),
        documents=tr.documents_table(facts, smelter_id, f"{section_id}-documents"),
        value=value,
        headroom=None if detail is None or state_of(detail) == "refused" else headroom_of(index, detail),
    )


def _about(smelter: Row, detail: Detail | None) -> Sentence:
    """Operator, country, what the records describe, the period shown."""
    parts: list[str | Label | When] = []
    if smelter["operator"] and smelter["operator"] != smelter["name"]:
        parts += [Label(smelter["operator"]), " · "]
    if smelter["country_iso3"]:
        parts += [Label(smelter["country_iso3"]), " · "]
    parts.append(words(smelter["level"]))
    if detail is not None:
        parts += [" · ", When(detail["period_label"])]
    return tuple(parts)


def _limits(facts: Facts, index: FigureIndex, detail: Detail | None) -> list[Limit]:
    """Thresholds of the verdict's rulebook in t/t, lowest first."""
    if detail is None or detail["threshold_parameter"] is None:
        return []
    rows = facts.rulebooks.filter(
        (pl.col("kind") == "parameter") & (pl.col("rulebook") == detail["rulebook"]) & (pl.col("unit") == UNIT)
    ).sort("value", "parameter_id")
    found = []
    for row in rows.iter_rows(named=True):
        figure = index.get(m.parameter(row["parameter_id"]))
        if figure is not None:
            main = row["parameter_id"] == detail["threshold_parameter"]
            name = "threshold" if main else "ceiling, not verified" if row["status"] == "unverified" else "limit"
            found.append(Limit(figure, name, row["status"] != "unverified"))
    return found


def _scale(detail: Detail, value: Shown, parts: list[tuple[str, str, Shown]], limits: list[Limit]) -> Scale:
    boundary = Label(words(detail["basis"]["boundary"]).lower())
    caption: Sentence = ("t CO₂e per tonne of aluminium, ", boundary, ", ", When(detail["period_label"]))
    if detail["basis"]["boundary"] == "scope_1_2":
        parts = [part for part in parts if part[0] != "s3"]
    return make_scale(
        value, parts, [(limit.figure, limit.name, limit.firm) for limit in limits], caption, judged=judged(detail)
    )

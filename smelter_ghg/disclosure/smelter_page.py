"""One smelter's page: the answer, why, where it is going, what it is made of, what is missing, the tables, the sources.

Belongs here: putting the parts of a page together in reading order. Does not belong here: any of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure import bars as b
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure import tables_bridge as tbr
from smelter_ghg.disclosure import tables_criteria as tcr
from smelter_ghg.disclosure import tables_evidence as te
from smelter_ghg.disclosure import tables_pathway as tpw
from smelter_ghg.disclosure import tables_period as tp
from smelter_ghg.disclosure import tables_power as tw
from smelter_ghg.disclosure import tables_quality as tq
from smelter_ghg.disclosure import tables_records as tr
from smelter_ghg.disclosure import tables_restated as trs
from smelter_ghg.disclosure import tables_substitutions as ts
from smelter_ghg.disclosure import tables_uncertainty as tu
from smelter_ghg.disclosure import tables_vintages as tv
from smelter_ghg.disclosure import tables_years as ty
from smelter_ghg.disclosure.charts import Limit
from smelter_ghg.disclosure.charts_months import month_chart
from smelter_ghg.disclosure.charts_pathway import pathway_chart
from smelter_ghg.disclosure.charts_steps import step_chart
from smelter_ghg.disclosure.charts_tornado import tornado_chart
from smelter_ghg.disclosure.charts_trend import trend_chart
from smelter_ghg.disclosure.columns import Years, years_of
from smelter_ghg.disclosure.concerns import Concerns
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_intensity import scope_step_id
from smelter_ghg.disclosure.figures_pathway import paths_of
from smelter_ghg.disclosure.figures_uncertainty import interval_of, lead_interval
from smelter_ghg.disclosure.figures_verdicts import Detail
from smelter_ghg.disclosure.headline import Headline, headline, step_basis
from smelter_ghg.disclosure.limits import limits_of
from smelter_ghg.disclosure.marks import Marks
from smelter_ghg.disclosure.method import made_lines
from smelter_ghg.disclosure.regulatory import direct_table
from smelter_ghg.disclosure.scale import Scale, make_scale
from smelter_ghg.disclosure.section_verdict import VerdictView, headroom_of, judged, value_of, verdict_view
from smelter_ghg.disclosure.tables_anode_effects import anode_effect_table, month_table
from smelter_ghg.disclosure.tables_implied import implied_table
from smelter_ghg.disclosure.tables_products import bridge_table
from smelter_ghg.disclosure.view import Block, FigureIndex, Fold, Label, PagePart, Sentence, Shown, TableView, When
from smelter_ghg.disclosure.words import words


@dataclass(frozen=True)
class SmelterPage:
    """Everything a smelter's page prints."""

    smelter_id: str
    name: str
    synthetic: bool
    invented_slopes: bool
    about: Sentence
    verdict: VerdictView | None
    scale: Scale | None
    parts: tuple[PagePart, ...]


def smelter_page(facts: Facts, index: FigureIndex, concerns: Concerns, smelter: Row) -> SmelterPage:
    """The page of one smelter, its findings beside the figures they concern."""
    smelter_id = smelter["smelter_id"]
    lead = headline(facts, smelter_id)
    detail = lead.detail
    rows = {row["intensity_id"]: row for row in facts.intensity_rows.get(smelter_id, [])}
    limits = limits_of(facts, index, detail)
    years = years_of(facts, smelter_id, lead.period)
    value = None if detail is None else value_of(index, detail, rows)
    marks = Marks(concerns, index, trs.restated_places(facts, smelter_id))
    verdict = None if detail is None else marks.on(verdict_view(facts, index, detail, rows))
    scale = None if value is None or detail is None else marks.on(_scale(facts, index, lead, detail, value, limits))
    found: list[tuple[str, str, tuple[Block, ...]]] = [
        ("readings", "Readings of the criterion", _readings(facts, index, lead, value)),
        ("criteria", "Criteria, one by one", _criteria(facts, index, smelter_id, lead)),
        ("why", "Why: from mine to metal", _why(facts, index, lead, limits)),
        ("how-sure", "How sure", _how_sure(facts, index, smelter_id)),
        ("years", "Over the years", _over_years(facts, index, smelter_id, lead, rows, limits)),
        ("pathway", "Against the path of the plan", _pathway(facts, index, smelter_id)),
        ("restated", "What was restated since the previous release", _restated(facts, index, smelter_id)),
        ("made-of", "What it is made of", _made_of(facts, index, lead, years)),
        ("missing", "What is missing or odd", _missing(facts, smelter_id, lead, years)),
        ("inventory", "Emissions and energy, by source", _inventory(facts, index, smelter_id, lead, years)),
        ("evidence", "Evidence", _evidence(facts, index, smelter_id)),
        ("made", "How it was made", _made(facts, index, lead, years)),
    ]
    found = [(name, title, marks.on(blocks)) for name, title, blocks in found]
    # The table of findings leads back to every figure marked, so it is made when all of them are.
    listed = tr.findings_table(facts, index, concerns.found, "findings", marks)
    found = [(name, title, _kept(listed if name == "missing" else None, *blocks)) for name, title, blocks in found]
    return SmelterPage(
        smelter_id=smelter_id,
        name=smelter["name"],
        synthetic=bool(smelter["synthetic"]),
        invented_slopes=any(row["synthetic"] for row in facts.pathway_rows[smelter_id]),
        about=_about(smelter, detail),
        verdict=verdict,
        scale=scale,
        parts=tuple(PagePart(name, title, blocks) for name, title, blocks in found if blocks),
    )


def _kept(*blocks: Block | None) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block is not None)


def _fold(summary: str, *tables: TableView | None, opened: bool = False) -> Fold | None:
    kept = tuple(table for table in tables if table is not None)
    return Fold(summary, kept, opened) if kept else None


def _readings(facts: Facts, index: FigureIndex, lead: Headline, value: Shown | None) -> tuple[Block, ...]:
    detail = lead.detail
    if detail is None or value is None:
        return ()
    opened = detail["outcome"] == "indeterminate_rule"
    return _kept(
        _fold(
            "Each reading with its outcome",
            tp.readings_table(detail, facts, index, "readings-table"),
            tp.compared_table(index, facts, detail, "compared"),
            tp.plan_table(facts, index, detail["smelter_id"], "plan"),
            opened=opened,
        )
    )


def _criteria(facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline) -> tuple[Block, ...]:
    """Every sub-criterion of the lead period, what each asks, what audits found, and the outcomes of all periods."""
    entries = tcr.entries_of(facts, smelter_id)
    label = None if lead.detail is None else lead.detail["period_label"]
    own = [entry for entry in entries if entry["period_label"] == label]
    distance = None if lead.detail is None else headroom_of(index, lead.detail)
    return _kept(
        tcr.criteria_table(own, distance, "criteria-table"),
        tcr.publication_lines(own),
        tcr.audit_table(facts, entries, smelter_id, "audit-results"),
        _fold("What each criterion asks, and what is on record", *tcr.requirement_tables(own, "asked")),
        _fold("Outcomes over the years", tcr.outcomes_by_year(entries, "criteria-years")),
    )


def _why(facts: Facts, index: FigureIndex, lead: Headline, limits: list[Limit]) -> tuple[Block, ...]:
    if lead.period is None:
        return ()
    account, denominator = step_basis(facts, lead.period)
    drawn = limits if facts.boundary["text"] == "mine_to_metal" else []
    return _kept(
        step_chart(facts, index, lead.period, account, denominator, drawn, "steps"),
        tp.step_table(facts, index, lead.period, account, denominator, "mine-to-metal"),
        bridge_table(facts, index, lead.period, account, "corporate-to-mine-to-metal"),
    )


def _how_sure(facts: Facts, index: FigureIndex, smelter_id: str) -> tuple[Block, ...]:
    row = lead_interval(facts, smelter_id)
    if row is None:
        return ()
    return _kept(
        tornado_chart(facts, index, row, "tornado"),
        tu.driver_table(facts, index, row, "drivers"),
        tu.source_table(facts, index, row, "intervals-by-source"),
        tu.year_table(facts, index, row, "intervals-by-year"),
    )


def _over_years(
    facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline, rows: dict[str, Row], limits: list[Limit]
) -> tuple[Block, ...]:
    periods = facts.periods(smelter_id)
    trend = None if lead.detail is None else trend_chart(facts, index, periods, lead.detail, limits, "trend")
    versions = ty.other_versions_table(index, lead.other_versions, rows, "other-versions")
    return _kept(
        trend,
        ty.intensity_table(facts, index, periods, lead.history, "intensity-by-year"),
        tbr.bridge_chart(facts, index, smelter_id, "bridge"),
        tbr.bridge_table_by_year(facts, index, smelter_id, "bridge-by-year"),
        _fold("Verdicts under other versions of the standard", versions),
    )


def _pathway(facts: Facts, index: FigureIndex, smelter_id: str) -> tuple[Block, ...]:
    """Every path of the smelter's plans, the newest plan first."""
    blocks: list[Block | None] = []
    for number, rows in enumerate(paths_of(facts, smelter_id), start=1):
        blocks += [
            tpw.progress_statement(facts, index, rows),
            pathway_chart(facts, index, rows, f"pathway-{number}"),
            tpw.path_table(facts, index, rows, f"pathway-by-year-{number}"),
            tpw.progress_table(facts, index, rows, f"pathway-progress-{number}"),
            tpw.inputs_table(facts, index, rows, f"pathway-inputs-{number}"),
        ]
    return _kept(*blocks)


def _restated(facts: Facts, index: FigureIndex, smelter_id: str) -> tuple[Block, ...]:
    sources = trs.restated_table(facts, index, smelter_id, "restated-sources", sources=True)
    return _kept(
        trs.restated_verdicts_table(facts, smelter_id, "restated-verdicts"),
        trs.restated_table(facts, index, smelter_id, "restated-figures", sources=False),
        trs.changes_table(facts, smelter_id, "restated-because"),
        _fold("Emissions by source, restated", sources, opened=True),
    )


def _made_of(facts: Facts, index: FigureIndex, lead: Headline, years: Years) -> tuple[Block, ...]:
    period = lead.period
    if period is None:
        return ()
    return _kept(
        b.source_bars(facts, index, period, "scope-1-bars"),
        b.source_share_table(facts, index, period, "scope-1-by-source"),
        b.energy_bar(facts, index, period, "energy-bar"),
        b.energy_share_table(facts, index, period, "energy-by-carrier"),
        month_chart(facts, index, period, "anode-effect-months"),
        anode_effect_table(facts, index, years, "anode-effects"),
        _fold("Anode-effect minutes, record by record", month_table(facts, index, period, "anode-effects-by-month")),
    )


def _missing(facts: Facts, smelter_id: str, lead: Headline, years: Years) -> tuple[Block, ...]:
    listed = tq.completeness_table(facts, years, "completeness")
    lacking = any(facts.missing_in(period) for period in years.periods)
    completeness = listed if lacking else _fold("Completeness by item: nothing is missing", listed)
    return _kept(
        tr.missing_table(facts, facts.periods(smelter_id), lead.detail, "what-is-missing"),
        completeness,
    )


def _inventory(facts: Facts, index: FigureIndex, smelter_id: str, lead: Headline, years: Years) -> tuple[Block, ...]:
    return _kept(
        ty.source_table(facts, index, years, "emissions-by-source"),
        ts.exclusions_table(facts, index, smelter_id, "exclusions"),
        ts.substitutions_table(facts, index, years.periods, "substitutions"),
        None if lead.period is None else direct_table(facts, index, lead.period, "direct-by-rule-text"),
        None if lead.period is None else tw.level_table(facts, index, lead.period, "power-by-level"),
        None if lead.period is None else tw.not_counted_table(facts, index, lead.period, "instruments-not-counted"),
        ty.energy_table(facts, index, years, "energy-and-metal"),
    )


def _evidence(facts: Facts, index: FigureIndex, smelter_id: str) -> tuple[Block, ...]:
    return _kept(
        tr.reported_table(facts, index, smelter_id, "values-on-record"),
        implied_table(facts, index, smelter_id, "implied-production"),
        te.evidence_table(facts, index, smelter_id, "evidence-side-by-side", agreed=False),
        _fold("Cells with one source", te.evidence_table(facts, index, smelter_id, "evidence-of-cells", agreed=True)),
        te.corrections_table(facts, smelter_id, "corrections"),
        te.verification_table(facts, index, smelter_id, "verification"),
        _fold("Documents behind the records", tr.documents_table(facts, smelter_id, "documents")),
    )


def _made(facts: Facts, index: FigureIndex, lead: Headline, years: Years) -> tuple[Block, ...]:
    return _kept(
        made_lines(facts, lead.detail),
        tq.quality_table(facts, index, years, "data-quality"),
        None if lead.period is None else tv.vintage_table(facts, index, lead.period, "factor-vintages"),
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


def _scale(
    facts: Facts, index: FigureIndex, lead: Headline, detail: Detail, value: Shown, limits: list[Limit]
) -> Scale:
    """The bar of the intensity against the thresholds, split by scope where it was calculated."""
    parts: list[tuple[str, str, Shown]] = []
    if lead.period is not None and detail["route"] == "calculated":
        basis = m.calculated(facts.config, *step_basis(facts, lead.period))
        for scope in (1, 2, 3):
            figure = index.get(scope_step_id(lead.period, basis, scope))
            if figure is not None:
                parts.append((f"s{scope}", f"Scope {scope}", figure))
    if detail["basis"]["boundary"] == "scope_1_2":
        parts = [part for part in parts if part[0] != "s3"]
    boundary = Label(words(detail["basis"]["boundary"]).lower())
    caption: Sentence = ("t CO₂e per tonne of aluminium, ", boundary, ", ", When(detail["period_label"]))
    marks = [(limit.figure, limit.name, limit.firm) for limit in limits]
    ends = tu.ends_of(facts, index, interval_of(facts, detail["smelter_id"], detail["intensity_id"]))
    interval = None if ends is None else (*ends, tu.INTERVAL.text)
    return make_scale(value, parts, marks, caption, judged=judged(detail), interval=interval)

"""Tables of data quality: what the known emissions rest on, and which items are complete.

Belongs here: which figure or word stands in which cell. Does not belong here: HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smelter_ghg.disclosure import figures_emissions as e
from smelter_ghg.disclosure.columns import Years, heads
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_quality import PRIMARY, TIERS, known_id, quality_id
from smelter_ghg.disclosure.figures_records import missing_items
from smelter_ghg.disclosure.input_kinds import KINDS
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words

_KIND_HEADS = {
    "measured": "Records, with published factors",
    "supplier": "Supplier-specific factors",
    "default": "Default values",
    "substituted": "Estimated or substituted",
}
_DASH: Sentence = (NOT_APPLICABLE,)
_CATEGORY_ORDER = ("scope_1", "scope_2", "category_1", "category_3", "category_4", "production")
QUALITY_NOTE: Sentence = (
    "Shares of the known emissions; what is missing has no share. A line counts as the weakest of its inputs.",
)


def quality_table(facts: Facts, index: FigureIndex, years: Years, table_id: str) -> TableView | None:
    """Shares of the known emissions by tier and by kind of input, years across."""
    account = facts.config.scope2_account
    columns, marks = heads(facts, years)

    def row(head: str, part: str, level: str = "item") -> ViewRow:
        cells = tuple(
            cell(index.get(quality_id(facts, p, account, part)), applicable=known_id(facts, p, account) not in index)
            for p in years.periods
        )
        return ViewRow((Label(head),), cells, "%", level)

    if not any(known_id(facts, p, account) in index for p in years.periods):
        return None
    known = tuple(cell(index.get(known_id(facts, p, account))) for p in years.periods)
    rows = [
        ViewRow(("Known emissions, ", words(account)), known, unit_text("t CO2e"), "total"),
        ViewRow(("By kind of input",), (), level="group"),
        *(row(_KIND_HEADS[kind], kind) for kind in KINDS),
        row("Records and supplier-specific together", PRIMARY, "subtotal"),
        ViewRow(("By tier",), (), level="group"),
        *(row(f"Tier {tier}", f"tier_{tier}") for tier in TIERS),
    ]
    return TableView(
        table_id,
        ("Data quality",),
        columns,
        tuple(rows),
        head="Rests on",
        notes=(QUALITY_NOTE,),
        marks=marks,
    )


def quality_of_all(
    facts: Facts, index: FigureIndex, leads: Sequence[tuple[Sentence, Period | None]], table_id: str
) -> TableView | None:
    """Every smelter in the period its page leads with: shares by kind of input and by tier."""
    account = facts.config.scope2_account
    parts = (*KINDS, *(f"tier_{tier}" for tier in TIERS))
    rows = []
    for head, period in leads:
        if period is None or known_id(facts, period, account) not in index:
            continue
        shares = tuple(cell(index.get(quality_id(facts, period, account, p)), applicable=False) for p in parts)
        known = cell(index.get(known_id(facts, period, account)))
        rows.append(ViewRow((*head, " ", When(period.label)), (known, *shares)))
    if not rows:
        return None
    tiers: tuple[Sentence, ...] = tuple((Label(f"Tier {tier}, %"),) for tier in TIERS)
    names: tuple[Sentence, ...] = (("Records, %",), ("Supplier, %",), ("Default, %",), ("Substituted, %",))
    return TableView(
        table_id,
        ("What the known emissions rest on, ", words(account)),
        ((unit_text("t CO2e"),), *names, *tiers),
        tuple(rows),
        head="Smelter",
        unit_column=False,
        notes=(QUALITY_NOTE,),
    )


def completeness_table(facts: Facts, years: Years, table_id: str) -> TableView | None:
    """Every item with a word per year: complete, in part, missing, left out, or a dash where it plays no part."""
    lines: dict[tuple[int, str], dict[str, str]] = {}
    for period in years.periods:
        for key in e.source_keys(facts, period):
            name = f"scope_{key[0]}" if key[1] is None else f"category_{key[1]}"
            state = "in part" if e.source_lacks(facts, period, key) else "complete"
            lines.setdefault((_rank(name), e.source_label(key)), {})[period.label] = state
        for row in missing_items(facts.missing_in(period)):
            facility = f", {row['facility_id']}" if row["facility_id"] else ""
            account = row["scope2_account"]
            of = f", {words(account)}" if account in ("location", "market") else ""
            state = "missing" if row["excluded_estimate_t_co2e"] is None else "left out"
            label = f"{item_words(row['item'])}{facility}{of}"
            known = lines.setdefault((_rank(row["category"]), label), {})
            known[period.label] = "in part" if known.get(period.label) in ("complete", "in part") else state
    if not lines:
        return None
    columns, _ = heads(facts, years, incomplete=False)
    rows: list[ViewRow] = []
    shown: int | None = None
    for (rank, label), states in sorted(lines.items()):
        if rank != shown:
            shown = rank
            rows.append(ViewRow((Label(_category(rank)),), (), level="group"))
        rows.append(ViewRow((Label(label),), _words(years.periods, states)))
    return TableView(
        table_id,
        ("Completeness by item",),
        columns,
        tuple(rows),
        head="Item",
        unit_column=False,
        notes=(("“in part”: a sum that lacks something. “left out”: excluded on record, with an estimate.",),),
    )


def _words(periods: Sequence[Period], states: Mapping[str, str]) -> tuple[Sentence, ...]:
    return tuple((states[p.label],) if p.label in states else _DASH for p in periods)


def _rank(category: str) -> int:
    return _CATEGORY_ORDER.index(category) if category in _CATEGORY_ORDER else len(_CATEGORY_ORDER)


def _category(rank: int) -> str:
    return "Other" if rank == len(_CATEGORY_ORDER) else item_words(_CATEGORY_ORDER[rank])

"""The boundaries of an inventory statement: which facilities it holds, which emissions, and what is outside.

Belongs here: organisational and reporting boundary as a statement tells them. Does not belong here: sums, methods.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import MINE_TO_METAL_CATEGORIES, SCOPE_3
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_emissions import source_keys, total_id
from smelter_ghg.disclosure.figures_products import products_of
from smelter_ghg.disclosure.figures_statement import CO2E, excluded, excluded_id, gases_of, on_record
from smelter_ghg.disclosure.headline import Headline, step_basis
from smelter_ghg.disclosure.measures import EXCLUDED_SHARE
from smelter_ghg.disclosure.method import CONSOLIDATION
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.statement_cells import DASH, day, gas_words, kept, said
from smelter_ghg.disclosure.tables_products import bridge_table
from smelter_ghg.disclosure.tables_records import missing_table, period_of
from smelter_ghg.disclosure.view import Block, FigureIndex, Label, Lines, Sentence, TableView, When, cell, listed
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words

# GHG Protocol Corporate Standard, chapter 3.
_COUNTS = {
    "operational_control": "what the company operates counts in full",
    "financial_control": "what the company controls financially counts in full",
    "equity_share": "operations count by the company's share of equity",
}
# The seven greenhouse gases of the Kyoto Protocol as the GHG Protocol lists them, by how the ledger's names begin.
_KYOTO = {
    "CO₂": ("CO2",),
    "CH₄": ("CH4",),
    "N₂O": ("N2O",),
    "HFCs": ("HFC",),
    "PFCs": ("CF4", "C2F6"),
    "SF₆": ("SF6",),
    "NF₃": ("NF3",),
}
_CATEGORIES = ", ".join(str(one) for one in MINE_TO_METAL_CATEGORIES)


def organisation(facts: Facts, index: FigureIndex, smelter_id: str) -> tuple[Block, ...]:
    """Consolidation approach and facilities."""
    approach = facts.config.consolidation
    table = _facilities_table(facts, index, smelter_id)
    lines: list[tuple[str, Sentence]] = [
        ("Consolidation", (CONSOLIDATION[approach], f": {_COUNTS[approach]}")),
        (
            "How it is applied",
            ("the approach is stated by the configuration; facilities on record count in full, or by the share beside "
             "them, under any approach",),
        ),
    ]  # fmt: skip
    if table is None:
        lines.append(("Facilities", ("none on record: the records speak of the smelter as a whole",)))
    return kept(Lines(tuple(lines)), table)


def _facilities_table(facts: Facts, index: FigureIndex, smelter_id: str) -> TableView | None:
    shares = {row["facility_id"]: row for row in facts.rows_of("allocations", smelter_id)}
    own = facts.rows_of("facilities", smelter_id)
    others = facts.tables["facilities"].filter(
        pl.col("facility_id").is_in(sorted(shares)), pl.col("smelter_id") != smelter_id
    )
    rows = [_facility_row(index, row, shares.get(row["facility_id"])) for row in own]
    for row in others.sort("_key").iter_rows(named=True):
        rows.append(_facility_row(index, row, shares[row["facility_id"]], of=row["smelter_id"]))
    if not rows:
        return None
    return TableView(
        "facilities",
        ("Facilities",),
        (("Kind",), ("Technology",), ("Run by",), ("First metal",), ("From",), ("To",), ("Share of it",)),
        tuple(rows),
        head="Facility",
        unit_column=False,
        numeric=False,
        right=(6,),
        notes=(
            (
                "A supplier's site is no part of the organisation: what it emits is part of the goods bought from it. "
                "A share is that of the whole facility which is this smelter's.",
            ),
        ),
    )


def _facility_row(index: FigureIndex, row: Row, share: Row | None, of: str = "") -> ViewRow:
    held: Sentence | None = ("whole",)
    if share is not None:
        held = cell(index.get(on_record("allocations", share, "share")))
        held = held if held is None or not share["basis"] else (*held, " by ", Label(share["basis"]))
    return ViewRow(
        (Label(row["facility_id"]), *((", on record of ", Label(of)) if of else ())),
        (
            (words(row["kind"]),),
            (Label(row["technology"]),) if row["technology"] else DASH,
            ("a supplier" if row["control"] == "supplier" else "the company",),
            (day(row["first_production_date"]),),
            (day(row["valid_from"]),),
            (day(row["valid_to"]),),
            held,
        ),
    )


def reporting(facts: Facts, index: FigureIndex, lead: Headline) -> tuple[Block, ...]:
    """Scopes and gases counted, the mine-to-metal boundary, products, what is not covered, exclusions."""
    period = lead.period
    meant = Label(f"{words(facts.boundary['text'])}: {facts.boundary['meaning']}")
    lines: list[tuple[str, Sentence]] = [
        ("Boundary of the criterion", (meant,)),
        (
            "Outside it",
            (
                Label(f"scope 3 categories other than {_CATEGORIES}"),
                "; what was made for other products than primary metal; CO₂ of biomass, which is beside the scopes",
            ),
        ),
    ]
    if period is None:
        return (Lines(tuple(lines)),)
    account, _ = step_basis(facts, period)
    lines = [("Scopes counted", _scopes(facts, period)), *lines]
    lines += [("Gases", _gases(facts, period)), ("Allocation to products", _products(facts, period, account))]
    missing = missing_table(facts, [period], lead.detail, "what-is-missing")
    if missing is None:
        lines.append(("Not covered", ("nothing that the methods and the criterion ask for is missing",)))
    left_out = _exclusions_table(facts, index, period)
    if left_out is None:
        lines.append(("Left out on record", ("nothing",)))
    bridge = bridge_table(facts, index, period, account, "corporate-to-mine-to-metal")
    return kept(Lines(tuple(lines)), bridge, missing, left_out)


def _scopes(facts: Facts, period: Period) -> Sentence:
    """The scopes and the categories of scope 3 that the period has emissions of."""
    found = {key[:2] for key in source_keys(facts, period)}
    scopes = [f"scope {scope}" for scope in sorted({scope for scope, _ in found}) if scope != SCOPE_3]
    categories = sorted({category for scope, category in found if scope == SCOPE_3 and category is not None})
    scopes += [f"scope 3 category {one}" for one in categories]
    return listed([(Label(one),) for one in scopes]) if scopes else ("none has a known emission",)


def _gases(facts: Facts, period: Period) -> Sentence:
    """The gases of scope 1, and those of the Kyoto Protocol that have no record."""
    found = [gas for gas in gases_of(facts, period) if gas != CO2E]
    told = listed([(Label(gas_words(gas)),) for gas in found]) if found else ("none known by itself",)
    absent = [name for name, begin in _KYOTO.items() if not any(gas.startswith(begin) for gas in found)]
    if not absent:
        return told
    return (*told, "; no record of ", Label("scope 1"), " leads to ", *listed([(Label(one),) for one in absent], "or"))


def _products(facts: Facts, period: Period, account: str) -> Sentence:
    products = [words(product) for product in products_of(facts, period, account)]
    if not source_keys(facts, period):
        return ("nothing to allocate: no emission is known",)
    if not products:
        return ("all emissions were made for primary metal",)
    return (
        "scopes hold everything; mine to metal holds what was made for primary metal, the rest was made for ",
        *listed([(one,) for one in products]),
    )


def _exclusions_table(facts: Facts, index: FigureIndex, period: Period) -> TableView | None:
    """What is left out of a period on record, in all and beside the total."""
    rows = []
    for row, counts in excluded(facts, period):
        effect = "left out" if counts else "no effect: not missing, or not for the whole period"
        cells: tuple[Sentence | None, ...] = (
            period_of(row),
            cell(index.get(on_record("exclusions", row, "estimate_t_co2e"))),
            said(row["reason"], NOT_APPLICABLE),
            said(row["approved_by"], "nobody named"),
            (effect,),
        )
        rows.append(ViewRow((Label(item_words(row["item"])),), cells))
    if not rows:
        return None
    total = index.get(excluded_id(facts, period))
    if total is not None:
        rows.append(ViewRow(("Left out together",), ((When(period.label),), (total,), DASH, DASH, DASH), level="total"))
    share = index.get(excluded_id(facts, period, EXCLUDED_SHARE))
    whole = index.get(total_id(facts, period, facts.config.scope2_account))
    beside: Sentence = ()
    if share is not None and whole is not None:
        account = words(facts.config.scope2_account)
        beside = (
            share,
            " % beside the total of ",
            whole,
            " ",
            Label(whole.unit),
            f", {account}, which does not hold it.",
        )
    return TableView(
        "exclusions",
        ("Left out on record, and not in the sums",),
        (("Period",), ("Estimate, ", unit_text("t CO2e")), ("Reason",), ("Approved by",), ("Effect",)),
        tuple(rows),
        head="Item",
        unit_column=False,
        numeric=False,
        right=(1,),
        notes=(beside,) if beside else (),
    )

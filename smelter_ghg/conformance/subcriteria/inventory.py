"""Requirements on the inventory itself: whole, by source, with energy, published (criterion 5.1a).

Belongs here: what the inventory of a period states. Does not belong here: its verification.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from smelter_ghg.conformance.amounts import Amount
from smelter_ghg.conformance.subcriteria.documents import on_record
from smelter_ghg.conformance.subcriteria.found import (
    CONTRADICTS,
    NAMED,
    SUPPORTS,
    Found,
    Item,
    cell,
    fails,
    holds,
    open_question,
    unknown,
)
from smelter_ghg.conformance.subcriteria.subject import Subject

_BOUNDARY = "scope_1_2"
_WANTED = ("1", "2")


def emissions(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether emissions of scopes 1 and 2 are accounted for whole; recorded exclusions are named."""
    del arguments
    excluded = [
        cell("exclusions", row, "item", NAMED)
        for row in subject.rows("exclusions")
        if subject.period.contains(row["period_start"], row["period_end"])
    ]
    amount = subject.intensities.amount(
        subject.period, "calculated", _BOUNDARY, subject.scope2_account, "tapped"
    ) or subject.intensities.amount(subject.period, "calculated", _BOUNDARY, subject.scope2_account, "cast_out")
    if amount is not None:
        return _calculated(subject, amount, excluded)
    stated = [row for row in subject.rows("reported_emissions") if _counts(subject, row)]
    items = [cell("reported_emissions", row, "emissions_t_co2e", SUPPORTS) for row in stated]
    scopes = {row["scope"] for row in stated}
    lacking = [scope for scope in _WANTED if scope not in scopes]
    if not lacking:
        return holds("published emissions of scopes 1 and 2 are on record", *items, *excluded)
    return unknown("no whole inventory on record", f"emissions of scope {' and '.join(lacking)}", *items, *excluded)


def _calculated(subject: Subject, amount: Amount, excluded: list[Item]) -> Found:
    item = Item("intensity", amount.row["intensity_id"], "emissions_t_co2e", f"{amount.row['emissions_t_co2e']}",
                SUPPORTS)  # fmt: skip
    if amount.known == "exact":
        return _material(subject, amount, item, excluded)
    lacking = sorted({f"{row['item']} ({row['reason']})" for row in subject.missing})
    return Found(
        frozenset({None}), "the inventory is not complete", (item, *excluded), tuple(lacking) or amount.missing
    )


def _material(subject: Subject, amount: Amount, item: Item, excluded: list[Item]) -> Found:
    """Whether what was excluded is within the materiality a verifier states; without one that is an open question.

    What the standard takes for material is not verified, so no figure is assumed.
    """
    left_out = math.fsum(row["excluded_estimate_t_co2e"] for row in subject.excluded)
    if left_out <= 0:
        return holds("the inventory is complete", item, *excluded)
    share = 100 * left_out / (amount.row["emissions_t_co2e"] + left_out)
    stated = [
        row
        for row in subject.rows("verification")
        if row["materiality_pct"] is not None
        and (row["period_start"], row["period_end"]) == (subject.period.start, subject.period.end)
    ]
    if not stated:
        return open_question("something is excluded; what is material is not on record", item, *excluded)
    strictest = min(stated, key=lambda row: (row["materiality_pct"], row["_key"]))
    says = SUPPORTS if share <= strictest["materiality_pct"] else CONTRADICTS
    items = (item, cell("verification", strictest, "materiality_pct", says), *excluded)
    if says == SUPPORTS:
        return holds("what is excluded is within the verifier's materiality", *items)
    return fails("more is excluded than the verifier's materiality allows", *items)


def _counts(subject: Subject, row: Mapping[str, object]) -> bool:
    return row["emissions_t_co2e"] is not None and subject.period.contains(
        row["period_start"],  # type: ignore[arg-type]
        row["period_end"],  # type: ignore[arg-type]
    )


def by_source(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether emissions are told apart by source: rows of the ledger, or published values by process, gas or
    category."""
    del arguments
    inventory = subject.inventory
    if inventory is not None and inventory["scope_1_sources"]:
        named = [*inventory["scope_1_sources"], *inventory["scope_2_sources"]]
        return holds(f"{len(named)} sources of scopes 1 and 2", _of_inventory(subject, "scope_1_sources", named))
    rows = [
        row
        for row in subject.rows("reported_emissions")
        if _counts(subject, row)
        and row["scope"] == "1"
        and (row["process"] or row["category"] or row["gas"] not in (None, "CO2e"))
    ]
    if rows:
        return holds(
            "published emissions of scope 1 are on record by process or gas",
            *(cell("reported_emissions", row, "emissions_t_co2e", SUPPORTS) for row in rows),
        )
    return unknown("no emissions by source on record", "emissions of scopes 1 and 2 by source")


def energy_by_source(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether energy use is told apart by carrier."""
    del arguments
    inventory = subject.inventory
    if inventory is not None and inventory["energy_carriers"]:
        carriers = inventory["energy_carriers"]
        return holds(f"{len(carriers)} carriers of energy", _of_inventory(subject, "energy_carriers", carriers))
    return unknown("no energy use by source on record", "energy use by carrier")


def _of_inventory(subject: Subject, column: str, named: list[str]) -> Item:
    key = f"{subject.period.smelter_id}|{subject.period.label}"
    return Item("inventories", key, column, ", ".join(named), SUPPORTS)


def disclosure_class(subject: Subject) -> str:
    """How much an inventory discloses: good, medium or poor, the classes that reviews of disclosures use; what each
    takes is this project's own reading of "comprehensive" and "reasonable".

    good: whole, by source, with energy by source and the PFC of smelting. medium: whole. poor: anything less.
    """
    whole = emissions(subject, {}).truths == {True}
    told = {by_source(subject, {}).truths == {True}, energy_by_source(subject, {}).truths == {True}}
    named = subject.inventory["scope_1_sources"] if subject.inventory is not None else ()
    pfc = "anode_effects" in named or not subject.records.potlines(subject.period.smelter_id)
    if not whole:
        return "poor"
    return "good" if told == {True} and pfc else "medium"


def published(subject: Subject, arguments: Mapping[str, str]) -> Found:
    """Whether the period's inventory was published: by a statement's publication date, or by a document."""
    del arguments
    dated = [
        row
        for row in subject.rows("verification")
        if row["publication_date"] is not None
        and (row["period_start"], row["period_end"]) == (subject.period.start, subject.period.end)
    ]
    after = [row for row in dated if not subject.by_end(row["publication_date"])]
    before = [cell("verification", row, "publication_date", CONTRADICTS) for row in dated if row not in after]
    items = [cell("verification", row, "publication_date", SUPPORTS) for row in after]
    told = on_record(subject, {"shows": "disclosure_published", "when": "after_period"})
    if items and not any(item.says == CONTRADICTS for item in told.items):
        return holds("a publication date is on record", *items, *before, *told.items)
    if items or told.truths != {None}:
        truths = told.truths | ({True} if items else set())
        return Found(frozenset(truths), told.detail, (*items, *before, *told.items))
    if before:
        return fails("the publication on record came before the period ended", *before)
    return unknown("no publication on record", "the date on which the period's inventory was published")

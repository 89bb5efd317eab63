"""Tables of evidence: sources side by side, statements of verifiers, corrections on record.

Belongs here: what records say of other records. Does not belong here: HTML, anything computed.
"""

from __future__ import annotations

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_records import cell_id, cell_unit, number_of
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.tables_records import document_title, period_of
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import item_words, words

_DASH: Sentence = (NOT_APPLICABLE,)
_CONFIDENCE = {"V": "verbatim", "S": "secondary", "D": "derived", "M": "not verified"}


def evidence_table(
    facts: Facts, index: FigureIndex, smelter_id: str, table_id: str, *, agreed: bool
) -> TableView | None:
    """What each source says of a cell and which was chosen; `agreed`: cells with a single source, which was chosen."""
    rows: list[ViewRow] = []
    for table, target, column, sources in facts.evidence_groups.get(smelter_id, []):
        chosen_one = any(row["chosen"] for row in sources)
        if agreed != (chosen_one and len(sources) == 1):
            continue
        differ = len({row["value"] for row in sources}) > 1
        for row in sorted(sources, key=lambda one: (number_of(one["value"]) or 0.0, one["_key"])):
            figure = index.get(m.record(cell_id("evidence", row, "value")))
            value: Sentence = (Label(row["value"] or NOT_APPLICABLE),) if figure is None else (figure,)
            unit = unit_text(cell_unit(table, target, column)).replace(" ", "\N{NO-BREAK SPACE}")
            status = "chosen" if row["chosen"] else "not chosen" if chosen_one else "none chosen, sources differ"
            if not chosen_one and not differ:
                status = "none chosen"
            confidence = row["confidence"]
            cells: tuple[Sentence | None, ...] = (
                period_of(target) if "period_start" in target else _DASH,
                value,
                (Label(unit),) if unit and figure is not None else _DASH,
                (status,),
                (Label(document_title(facts, row["document_id"])),),
                (Label(_CONFIDENCE.get(confidence, str(confidence)) if confidence else NOT_APPLICABLE),),
            )
            rows.append(
                ViewRow((Label(_what(table, target, column)),), cells, level="chosen" if row["chosen"] else "item")
            )
    if not rows:
        return None
    return TableView(
        table_id,
        ("Cells with one source",) if agreed else ("Sources side by side",),
        (("Period",), ("Value",), ("Unit",), ("Choice",), ("Source",), ("Confidence",)),
        tuple(rows),
        head="What",
        unit_column=False,
        numeric=False,
        right=(1,),
    )


def _what(table: str, target: Row, column: str) -> str:
    special = target.get("flow") or target.get("item") or target.get("indicator")
    if column in ("value", "mass_t", "quantity") and special:
        return item_words(words(str(special)))
    if table == "reported_emissions":
        parts = ["Emissions", "total" if target["scope"] == "total" else f"scope {target['scope']}"]
        parts += [f"category {target['category']}"] if target["category"] else []
        account = target["scope2_account"]
        return ", ".join([*parts, *([words(account)] if account in ("location", "market") else [])])
    return item_words(column) + (f", {item_words(str(special), capital=False)}" if special else "")


def verification_table(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """Statements of verifiers on the smelter's figures."""
    rows = []
    for row in facts.rows_of("verification", smelter_id):
        value = index.get(m.record(cell_id("verification", row, "verified_value")))
        cells: tuple[Sentence | None, ...] = (
            period_of(row),
            (Label(row["standard"]),) if row["standard"] else None,
            (words(row["assurance_level"]),),
            (Label(words(row["opinion"])),) if row["opinion"] else None,
            (Label(words(row["covers"])),),
            (Label(words(row["scope"])),),
            cell(value) if value is None else (value, " ", Label(value.unit)),
            (When(row["statement_date"].isoformat()),) if row["statement_date"] else None,
        )
        rows.append(ViewRow((Label(row["verifier"]),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Verification",),
        (
            ("Period",),
            ("Standard",),
            ("Level",),
            ("Opinion",),
            ("Covers",),
            ("Scope",),
            ("Verified value",),
            ("Statement",),
        ),
        tuple(rows),
        head="Verifier",
        unit_column=False,
        numeric=False,
    )


def corrections_table(facts: Facts, smelter_id: str, table_id: str) -> TableView | None:
    """Corrections of the smelter's records: old and new value, reason, by whom."""
    rows = []
    for (owner, label), corrections in sorted(facts.corrected.items()):
        for row in corrections if owner == smelter_id else ():
            cells: tuple[Sentence | None, ...] = (
                (When(label),),
                (Label(row["old"] or NOT_APPLICABLE),),
                (Label(row["new"] or NOT_APPLICABLE),),
                (Label(row["reason"]),),
                (Label(row["by"]),),
                (When(row["on"].isoformat()),),
            )
            rows.append(ViewRow((Label(f"{row['table']}: {item_words(row['column'], capital=False)}"),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Corrections on record",),
        (("Period",), ("Old",), ("New",), ("Reason",), ("By",), ("On",)),
        tuple(rows),
        head="Record",
        unit_column=False,
        numeric=False,
        right=(1, 2),
    )

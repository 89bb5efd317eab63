"""Sub-criteria judged again, and the hashes of inventories that statements name.

Belongs here: entries on criteria, inventories. Does not belong here: verdicts on thresholds (judged).

They are judged on the tables as the release holds them, which the other steps hold against the records, so that texts
that quote a number are the same to the last digit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from smelter_ghg.conformance.subcriteria import assess, criterion_dict
from smelter_ghg.contracts.result_tables import VERDICTS
from smelter_ghg.inventories import build_inventories
from smelter_ghg.recompute.book import Book
from smelter_ghg.recompute.held import Held
from smelter_ghg.recompute.judged import differences, rulebooks_of, short

DRAFTS = "inventory hashes of a draft, as stated"
_FILE = "conformance"
_HASHED = ("activity", "ledger", "ledger_inputs", "energy")


def criteria(held: Held, records: Mapping[str, pl.DataFrame], book: Book) -> None:
    """Judge every sub-criterion again and name the entries that say something else, are lost or were added."""
    inventories = build_inventories(**{name: held[name] for name in _HASHED})
    stated = {f"{row['smelter_id']} {row['period_label']}": row for row in held.inventories}
    made = {f"{row['smelter_id']} {row['period_label']}": row for row in inventories.to_dicts()}
    _hold("inventories", stated, made, book)
    if held.drafts:
        book.left[DRAFTS] += len(held.drafts)
    drafts: dict[str, dict[tuple[str, str], str]] = {}
    for row in held.drafts:
        named = drafts.setdefault(row["manifest_sha256"], {})
        named[row["smelter_id"], row["period_label"]] = row["inventory_sha256"]
    again = assess(
        verdicts=_verdicts(held),
        inventories=inventories,
        intensity=held.intensity,
        missing=held["missing"],
        pathways=held["pathways"],
        tables=records,
        rulebooks=rulebooks_of(held),
        config=held.config,
        drafts=drafts,
    )
    entries = {row["criterion_id"]: criterion_dict(row) for row in again.iter_rows(named=True)}
    _hold("criteria", {entry["criterion_id"]: entry for entry in held.criteria}, entries, book)


def _hold(kind: str, held: Mapping[str, Any], again: Mapping[str, Any], book: Book) -> None:
    book.again[kind] += len(again)
    for name in sorted(held.keys() | again.keys()):
        if name not in again:
            book.say_one(_FILE, f"{kind} {name}", "", "does not follow from the records")
        elif name not in held:
            book.say_one(_FILE, f"{kind} {name}", "", "follows from the records and is not there")
        else:
            for where, left, right in differences("", held[name], again[name], frozenset()):
                book.say_one(_FILE, f"{kind} {name}", where, f"{short(left)}, judged again {short(right)}")


def _verdicts(held: Held) -> pl.DataFrame:
    rows = [
        {**{name: verdict.get(name) for name in VERDICTS.names}, "detail_json": json.dumps(verdict)}
        for verdict in held.verdicts
    ]
    return pl.DataFrame(rows, schema=VERDICTS.polars_schema)

"""What a requirement is found to be, with the evidence on both sides and what is missing.

Belongs here: the words findings of requirements are told in. Does not belong here: looking anything up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smelter_ghg.conformance.logic import Truth

SUPPORTS, CONTRADICTS, NAMED = "supports", "contradicts", "named"


@dataclass(frozen=True)
class Item:
    """One thing on record: a cell, or a row of a result table, and whether it speaks for the requirement or against it.

    `says` is supports, contradicts, or named for what is told and decides nothing. `input_id` is the cell's, where the
    item is one.
    """

    table: str
    row_key: str
    column: str
    value: str
    says: str
    document_id: str | None = None

    @property
    def input_id(self) -> str:
        return f"{self.table}|{self.row_key}|{self.column}"

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "input_id": self.input_id}


@dataclass(frozen=True)
class Found:
    """truths: what the requirement is under each way to read it; None where the records do not say. `detail` is in
    words."""

    truths: frozenset[Truth]
    detail: str
    items: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()


def holds(detail: str, *items: Item) -> Found:
    return Found(frozenset({True}), detail, items)


def fails(detail: str, *items: Item) -> Found:
    return Found(frozenset({False}), detail, items)


def unknown(detail: str, missing: str, *items: Item) -> Found:
    return Found(frozenset({None}), detail, items, (missing,))


def open_question(detail: str, *items: Item) -> Found:
    """Holds or not by what the standard means, or by what the auditor makes of documents that disagree."""
    return Found(frozenset({True, False}), detail, items)


def cell(table: str, row: Mapping[str, Any], column: str, says: str) -> Item:
    """The item of one cell of a record row."""
    value = row[column]
    return Item(table, row["_key"], column, "" if value is None else str(value), says, row.get("document_id"))

"""An inventory statement as data: the parts of its page, every number with its figure, for whoever packs it elsewhere.

Belongs here: the layout of the JSON file. Does not belong here: what a statement says.
"""

from __future__ import annotations

import json
from typing import Any

from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure.statement import Statement
from smelter_ghg.disclosure.table_sheets import said
from smelter_ghg.disclosure.text import neutral
from smelter_ghg.disclosure.view import Block, Lines, Sentence, Shown, TableView

KIND = "inventory_statement"
SCHEMA_VERSION = 1


def statement_json(statement: Statement, config: ReportingConfig) -> bytes:
    """The statement in UTF-8 with sorted keys.

    `parts` hold `blocks` in reading order: `lines` (name and text) and tables (`rows` under `columns`). Beside each
    text stand the `figures` it prints, with the id under which figures.parquet holds them, value in full and unit.
    """
    told = {
        "kind": KIND,
        "schema_version": SCHEMA_VERSION,
        "smelter_id": statement.smelter_id,
        "name": statement.name,
        "synthetic": statement.synthetic,
        "period": statement.period or None,
        "basis": {
            name: getattr(config, name)
            for name in ("standard", "standard_version", "method_set", "gwp_set", "scope2_account", "consolidation")
        },
        "parts": [
            {"part": part.part_id, "title": part.title, "blocks": [_block(block) for block in part.blocks]}
            for part in statement.parts
        ],
    }
    text = json.dumps(_inert(told), ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Lines):
        return {"lines": [{"name": name, **_told(text)} for name, text in block.lines]}
    if isinstance(block, TableView):
        return _table(block)
    raise TypeError(f"a statement holds lines and tables, not {type(block).__name__}")


def _table(table: TableView) -> dict[str, Any]:
    rows, group = [], None
    for row in table.rows:
        if row.level in ("group", "sub"):
            group = said(row.head)
            continue
        cells = [None if one is None else _told(one) for one in row.cells]
        head = _told(row.head)
        head["head"] = head.pop("text")
        rows.append({**head, "group": group, "unit": row.unit, "level": row.level, "cells": cells})
    return {
        "table": table.table_id,
        "caption": said(table.caption),
        "head": table.head,
        "columns": [said(one) for one in table.columns],
        "rows": rows,
        "notes": [_told(one) for one in (*(note for _, note in table.marks), *table.notes)],
    }


def _told(sentence: Sentence) -> dict[str, Any]:
    """A sentence as printed, and the figures in it."""
    figures = [
        {"figure_id": part.figure_id, "label": part.label, "value": part.value, "unit": part.unit, "word": part.word}
        for part in sentence
        if isinstance(part, Shown)
    ]
    return {"text": said(sentence)} | ({"figures": figures} if figures else {})


def _inert(value: Any) -> Any:
    """The same with every text as the page prints it: nothing that hides or reorders what is beside it."""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, dict):
        return {name: _inert(one) for name, one in value.items()}
    return [_inert(one) for one in value] if isinstance(value, list) else value

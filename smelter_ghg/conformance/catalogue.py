"""Rulebooks as the outside sees them: one table of all entries, and YAML as it was applied.

Belongs here: from a rulebook to a table or to YAML. Does not belong here: reading or judging.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import yaml

from smelter_ghg.conformance.logic import text_of
from smelter_ghg.conformance.rulebook import (
    Grounds,
    Reading,
    Rulebook,
    Rulebooks,
    reading_name,
    requirement_name,
)

FRAME = {
    "rulebook": pl.String,
    "version": pl.String,
    "parameter": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "status": pl.String,
    "confidence": pl.String,
    "source": pl.String,
    "kind": pl.String,
    "text": pl.String,
    "meaning": pl.String,
    "valid_from": pl.String,
    "standard_version": pl.String,
    "parameter_id": pl.String,
}


def _grounds_as_dict(grounds: Grounds) -> dict[str, Any]:
    source = {name: value for name, value in vars(grounds.source).items() if value is not None}
    note = {} if grounds.note is None else {"note": grounds.note}
    return {"source": source, "confidence": grounds.confidence, "status": grounds.status, **note}


def rulebook_dict(rulebook: Rulebook) -> dict[str, Any]:
    """The rulebook in the shape of its YAML file, sources written out in place; `read_rulebook` reads it back."""
    return {
        "rulebook": rulebook.key,
        **{name: getattr(rulebook, name) for name in ("version", "standard", "standard_version", "family")},
        **{name: getattr(rulebook, name) for name in ("title", "valid_from", "unit")},
        "boundary": {
            "value": rulebook.boundary.value,
            "categories": list(rulebook.boundary.categories),
            "meaning": rulebook.boundary.meaning,
            **_grounds_as_dict(rulebook.boundary.grounds),
        },
        "parameters": {
            p.name: {
                "value": p.value,
                "unit": p.unit,
                "meaning": p.meaning,
                "valid_from": p.valid_from,
                **_grounds_as_dict(p.grounds),
            }
            for p in rulebook.parameters.values()
        },
        "switches": {
            s.name: {"settings": list(s.settings), "meaning": s.meaning, **_grounds_as_dict(s.grounds)}
            for s in rulebook.switches.values()
        },
        "legs": {leg.name: {"kind": leg.kind, **leg.arguments} for leg in rulebook.legs.values()},
        "criteria": {
            c.key: {
                "label": c.label,
                "title": c.title,
                "applies_to": c.applies_to,
                "threshold": c.threshold,
                "readings": {r.name: _reading_dict(r) for r in c.readings},
            }
            for c in rulebook.criteria
        },
        "subcriteria": {
            c.key: {
                "title": c.title,
                "requirements": {
                    r.name: {"asks": r.asks, **r.arguments, "meaning": r.meaning, **_grounds_as_dict(r.grounds)}
                    for r in c.requirements
                },
            }
            for c in rulebook.subcriteria
        },
    }


def _reading_dict(reading: Reading) -> dict[str, Any]:
    after = reading.expression_after
    return {
        "expression": text_of(reading.expression),
        **({} if after is None else {"until": reading.until, "expression_after": text_of(after)}),
        "meaning": reading.meaning,
        **_grounds_as_dict(reading.grounds),
    }


def rulebook_texts(rulebooks: Rulebooks) -> dict[str, str]:
    """File name -> YAML text of every rulebook as it was applied, confirmations included; the release's rulebooks/."""
    return {
        f"{key}.yaml": yaml.safe_dump(rulebook_dict(rulebook), sort_keys=False, allow_unicode=True, width=120)
        for key, rulebook in sorted(rulebooks.by_key.items())
    }


def rulebooks_frame(rulebooks: Rulebooks) -> pl.DataFrame:
    """One row per parameter, switch, boundary, reading and requirement of every rulebook.

    `parameter` is the name after # in `parameter_id`; `value` is filled for parameters, `text` for switches (their
    settings), boundaries, readings (their expression) and requirements (what they ask); `kind` tells them apart.
    """
    rows = [row for _, book in sorted(rulebooks.by_key.items()) for row in _rows(book)]
    return pl.DataFrame(rows, schema=FRAME)


def _rows(book: Rulebook) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def add(kind: str, name: str, meaning: str, grounds: Grounds, **more: object) -> None:
        row = {
            **dict.fromkeys(FRAME),
            "rulebook": book.key,
            "version": book.version,
            "standard_version": book.standard_version,
            "parameter_id": book.identifier(name),
            "parameter": name,
            "kind": kind,
            "meaning": meaning,
            "status": grounds.status,
            "confidence": grounds.confidence,
            "source": grounds.source.citation,
            "valid_from": book.valid_from,
        }
        rows.append({**row, **more})

    boundary = book.boundary
    add("boundary", "boundary", boundary.meaning, boundary.grounds, text=boundary.value)
    for p in book.parameters.values():
        add("parameter", p.name, p.meaning, p.grounds, value=p.value, unit=p.unit, valid_from=p.valid_from)
    for s in book.switches.values():
        add("switch", s.name, s.meaning, s.grounds, text=" | ".join(s.settings))
    for c in book.criteria:
        for r in c.readings:
            add("reading", reading_name(c, r), r.meaning, r.grounds, text=text_of(r.expression))
    for sub in book.subcriteria:
        for asked in sub.requirements:
            text = " ".join([asked.asks, *asked.arguments.values()])
            add("requirement", requirement_name(sub, asked), asked.meaning, asked.grounds, text=text)
    return rows

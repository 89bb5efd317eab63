"""Reads rulebooks: the shipped YAML files, with a user's confirmations applied.

Belongs here: from YAML to a rulebook. Does not belong here: what a confirmation may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from smelter_ghg.conformance.logic import ExpressionError, parse
from smelter_ghg.conformance.rulebook import (
    STATUS_OF_CONFIDENCE,
    Boundary,
    Criterion,
    Grounds,
    LegRule,
    Parameter,
    Reading,
    Requirement,
    Rulebook,
    RulebookError,
    Rulebooks,
    Source,
    Subcriterion,
    Switch,
)
from smelter_ghg.conformance.user_rules import apply_user_rules


def load_rulebooks(user_rule_files: Sequence[Path] = ()) -> Rulebooks:
    """The shipped rulebooks with the confirmations of the user's rule files applied, in the order given.

    Raises RulebookError for a file that cannot be read, an entry without a citation or with an unknown name.
    """
    rulebooks = Rulebooks(dict(_shipped()))
    for path in user_rule_files:
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise RulebookError(f"{path.name}: cannot be read as YAML: {error}") from error
        rulebooks = apply_user_rules(rulebooks, content, path.name)
    return rulebooks


@cache
def _shipped() -> Mapping[str, Rulebook]:
    """The rulebooks of this package by key, read once per process."""
    folder = resources.files("smelter_ghg.conformance") / "rulebooks"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda item: item.name)
    read = (read_rulebook(entry.read_text(encoding="utf-8"), entry.name) for entry in entries)
    return {rulebook.key: rulebook for rulebook in read}


def read_rulebook(text: str, where: str) -> Rulebook:
    """One rulebook from its YAML text. Raises RulebookError naming `where` and the entry."""
    try:
        return _rulebook(yaml.safe_load(text))
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise RulebookError(f"{where}: not a rulebook: {error!r}") from error
    except (ExpressionError, RulebookError) as error:
        raise RulebookError(f"{where}: {error}") from error


def _rulebook(raw: dict[str, Any]) -> Rulebook:
    sources = {name: Source(**fields) for name, fields in raw.get("sources", {}).items()}
    boundary = raw["boundary"]
    rulebook = Rulebook(
        key=raw["rulebook"],
        version=raw["version"],
        standard=raw["standard"],
        standard_version=raw["standard_version"],
        family=raw["family"],
        title=raw["title"],
        valid_from=raw["valid_from"],
        unit=raw["unit"],
        boundary=Boundary(
            value=boundary["value"],
            categories=tuple(boundary["categories"]),
            meaning=boundary["meaning"],
            grounds=_grounds(boundary, sources),
        ),
        parameters={
            name: Parameter(
                name=name,
                value=float(entry["value"]),
                unit=entry["unit"],
                meaning=entry["meaning"],
                valid_from=entry.get("valid_from", raw["valid_from"]),
                grounds=_grounds(entry, sources),
            )
            for name, entry in raw["parameters"].items()
        },
        switches={
            name: Switch(
                name=name,
                settings=tuple(entry["settings"]),
                meaning=entry["meaning"],
                grounds=_grounds(entry, sources),
            )
            for name, entry in raw["switches"].items()
        },
        legs={
            name: LegRule(
                name=name,
                kind=entry["kind"],
                arguments={argument: value for argument, value in entry.items() if argument != "kind"},
            )
            for name, entry in raw["legs"].items()
        },
        criteria=tuple(_criterion(key, entry, sources) for key, entry in raw["criteria"].items()),
        subcriteria=tuple(_subcriterion(key, entry, sources) for key, entry in raw.get("subcriteria", {}).items()),
    )
    rulebook.check("rulebook " + rulebook.key)
    return rulebook


def _criterion(key: str, entry: dict[str, Any], sources: Mapping[str, Source]) -> Criterion:
    return Criterion(
        key=key,
        label=entry.get("label", key),
        title=entry["title"],
        applies_to=entry["applies_to"],
        threshold=entry["threshold"],
        readings=tuple(
            Reading(
                name=name,
                expression=parse(reading["expression"]),
                meaning=reading["meaning"],
                grounds=_grounds(reading, sources),
                until=reading.get("until"),
                expression_after=parse(reading["expression_after"]) if "until" in reading else None,
            )
            for name, reading in entry["readings"].items()
        ),
    )


_OF_EVERY_REQUIREMENT = ("asks", "meaning", "source", "confidence", "status", "note")


def _subcriterion(key: str, entry: dict[str, Any], sources: Mapping[str, Source]) -> Subcriterion:
    return Subcriterion(
        key=key,
        title=entry["title"],
        requirements=tuple(
            Requirement(
                name=name,
                asks=asked["asks"],
                arguments={key: value for key, value in asked.items() if key not in _OF_EVERY_REQUIREMENT},
                meaning=asked["meaning"],
                grounds=_grounds(asked, sources),
            )
            for name, asked in entry["requirements"].items()
        ),
    )


def _grounds(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Grounds:
    source = entry["source"]
    if STATUS_OF_CONFIDENCE.get(entry["confidence"]) != entry["status"]:
        raise RulebookError(f"status {entry['status']!r} does not go with confidence {entry['confidence']!r}")
    return Grounds(
        source=Source(**source) if isinstance(source, dict) else sources[source],
        confidence=entry["confidence"],
        status=entry["status"],
        note=entry.get("note"),
    )

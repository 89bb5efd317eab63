"""A user's rule file: confirms what a shipped rulebook leaves open, each time with a citation.

Belongs here: what may be confirmed and when a confirmation is refused. Does not belong here: judging a smelter.

    confirm:
      - parameter: asi_ps_v3_1#max_t_per_t_ceiling
        value: 13.0
        citation: {publisher: ..., document: ..., page: ...}
      - switch: asi_ps_v3_1#operator
        setting: "<"
        citation: {publisher: ..., document: ...}
      - criterion: asi_ps_v3_1#5.2b
        reading: below_13_or_reducing           # a shipped reading, or instead of it
        expression: below_11 or below_13        # the whole expression over the rulebook's legs
        citation: {publisher: ..., document: ...}
      - requirement: asi_ps_v3_1#5.1b.energy    # whether the standard asks for it
        asked: true
        citation: {publisher: ..., document: ...}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from typing import Any

from smelter_ghg.conformance.logic import ExpressionError, parse
from smelter_ghg.conformance.rulebook import (
    SWITCH_SETTINGS,
    Criterion,
    Grounds,
    Reading,
    Rulebook,
    RulebookError,
    Rulebooks,
    Source,
    Subcriterion,
    requirement_name,
)

USER_READING = "user_expression"
_KINDS = ("parameter", "switch", "criterion", "requirement")
_FIELDS = {
    "parameter": {"value"},
    "switch": {"setting"},
    "criterion": {"reading", "expression"},
    "requirement": {"asked"},
}
_SOURCE = {"publisher", "document", "section", "date", "page", "url"}


def apply_user_rules(rulebooks: Rulebooks, content: object, file: str) -> Rulebooks:
    """The rulebooks with the entries of one rule file applied; `file` is its name for messages.

    Raises RulebookError for an entry without citation, with an unknown name, or that confirms nothing.
    """
    entries = content.get("confirm") if isinstance(content, dict) else None
    if not isinstance(entries, list) or set(content) != {"confirm"}:  # type: ignore[call-overload]
        raise RulebookError(f"{file}: expected one list named confirm")
    books = dict(rulebooks.by_key)
    for number, entry in enumerate(entries, start=1):
        where = f"{file}: entry {number}"
        kind, key, name = _target(entry, books, where)
        grounds = Grounds(source=_citation(entry, where), confidence="user", status="user")
        apply = {
            "parameter": _parameter,
            "switch": _switch,
            "criterion": _criterion,
            "requirement": _requirement,
        }[kind]
        books[key] = apply(books[key], name, entry, grounds, where)
        books[key].check(where)
    return Rulebooks(books)


def _target(entry: object, books: dict[str, Rulebook], where: str) -> tuple[str, str, str]:
    """What an entry confirms: kind, rulebook, name."""
    if not isinstance(entry, dict):
        raise RulebookError(f"{where}: expected a mapping")
    kinds = [kind for kind in _KINDS if kind in entry]
    if len(kinds) != 1:
        raise RulebookError(f"{where}: expected exactly one of {', '.join(_KINDS)}")
    kind = kinds[0]
    extra = set(entry) - {kind, "citation"} - _FIELDS[kind]
    if extra:
        raise RulebookError(f"{where}: unknown field {sorted(map(str, extra))[0]!r} beside {kind}")
    key, mark, name = str(entry[kind]).partition("#")
    if not mark:
        raise RulebookError(f"{where}: {kind} {entry[kind]!r} should read rulebook#name")
    _in(key, books, "rulebook", where)
    return kind, key, name


def _citation(entry: dict[str, Any], where: str) -> Source:
    citation = entry.get("citation")
    if not isinstance(citation, dict):
        raise RulebookError(f"{where}: no citation; a confirmation needs publisher and document")
    unknown = set(citation) - _SOURCE
    if unknown:
        raise RulebookError(f"{where}: citation: unknown field {sorted(map(str, unknown))[0]!r}")
    texts = {name: str(value).strip() for name, value in citation.items() if value is not None}
    for needed in ("publisher", "document"):
        if not texts.get(needed):
            raise RulebookError(f"{where}: citation: {needed} is empty; a confirmation needs publisher and document")
    return Source(**{name: text for name, text in texts.items() if text})


def _parameter(book: Rulebook, name: str, entry: dict[str, Any], grounds: Grounds, where: str) -> Rulebook:
    _in(name, book.parameters, "parameter", where)
    value = entry.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not (isfinite(value) and value > 0):
        raise RulebookError(f"{where}: value of {name}: expected a number above 0, found {value!r}")
    old = book.parameters[name]
    _once(old.grounds, book.identifier(name), where)
    if name == "n_previous_periods" and value != int(value):
        raise RulebookError(f"{where}: value of {name}: expected a whole number, found {value!r}")
    return replace(book, parameters={**book.parameters, name: replace(old, value=float(value), grounds=grounds)})


def _switch(book: Rulebook, name: str, entry: dict[str, Any], grounds: Grounds, where: str) -> Rulebook:
    _in(name, book.switches, "switch", where)
    setting = entry.get("setting")
    _in(setting, SWITCH_SETTINGS[name], f"setting of {name}", where)
    _once(book.switches[name].grounds, book.identifier(name), where)
    confirmed = replace(book.switches[name], settings=(str(setting),), grounds=grounds)
    return replace(book, switches={**book.switches, name: confirmed})


def _criterion(book: Rulebook, name: str, entry: dict[str, Any], grounds: Grounds, where: str) -> Rulebook:
    keys = [criterion.key for criterion in book.criteria]
    _in(name, keys, "criterion", where)
    if ("reading" in entry) == ("expression" in entry):
        raise RulebookError(f"{where}: criterion {name}: expected either reading or expression")
    for reading in next(criterion for criterion in book.criteria if criterion.key == name).readings:
        _once(reading.grounds, book.identifier(name), where)
    criteria = tuple(
        replace(criterion, readings=(_confirmed_reading(criterion, entry, grounds, where),))
        if criterion.key == name
        else criterion
        for criterion in book.criteria
    )
    return replace(book, criteria=criteria)


def _confirmed_reading(criterion: Criterion, entry: dict[str, Any], grounds: Grounds, where: str) -> Reading:
    if "reading" in entry:
        shipped = {reading.name: reading for reading in criterion.readings}
        _in(entry["reading"], shipped, f"reading of {criterion.key}", where)
        return replace(shipped[entry["reading"]], grounds=grounds)
    try:
        expression = parse(str(entry["expression"]))
    except ExpressionError as error:
        raise RulebookError(f"{where}: {error}") from error
    return Reading(name=USER_READING, expression=expression, meaning="As confirmed by the user.", grounds=grounds)


def _requirement(book: Rulebook, name: str, entry: dict[str, Any], grounds: Grounds, where: str) -> Rulebook:
    """The requirement as confirmed; one the standard does not ask for is left out."""
    named = {requirement_name(sub, asked): asked for sub in book.subcriteria for asked in sub.requirements}
    _in(name, named, "requirement", where)
    _once(named[name].grounds, book.identifier(name), where)
    if not isinstance(entry.get("asked"), bool):
        raise RulebookError(f"{where}: asked of {name}: expected true or false, found {entry.get('asked')!r}")

    def applied(sub: Subcriterion) -> Subcriterion:
        kept = [
            replace(asked, grounds=grounds) if requirement_name(sub, asked) == name else asked
            for asked in sub.requirements
            if entry["asked"] or requirement_name(sub, asked) != name
        ]
        return replace(sub, requirements=tuple(kept))

    return replace(book, subcriteria=tuple(applied(sub) for sub in book.subcriteria))


def _once(grounds: Grounds, identifier: str, where: str) -> None:
    if grounds.status == "user":
        raise RulebookError(f"{where}: {identifier} is confirmed twice (before by {grounds.source.citation})")


def _in(name: object, names: Iterable[str], what: str, where: str) -> None:
    listed = list(names)
    if name not in listed:
        raise RulebookError(f"{where}: unknown {what} {name!r}; known are {', '.join(listed)}")

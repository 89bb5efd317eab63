"""Boolean expressions over legs, read by a small parser and evaluated in Kleene's three-valued logic.

Belongs here: the grammar, the truth tables. Does not belong here: what a leg means.

Grammar: expression = term ("or" term)*; term = factor ("and" factor)*; factor = name | "(" expression ")".
Names are lower-case letters, digits and underscores and start with a letter. Text is never executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# True, False, or None where the data do not say.
Truth = bool | None

_TOKEN = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_]*)|(?P<mark>[()]))")


class ExpressionError(ValueError):
    """The text is not an expression over leg names; the message says where it breaks."""


@dataclass(frozen=True)
class Leg:
    name: str


@dataclass(frozen=True)
class Both:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Expression, ...]


Expression = Leg | Both | Either


def both(truths: Iterable[Truth]) -> Truth:
    """Kleene "and": false as soon as one is false, unknown when none is false and one is unknown."""
    listed = list(truths)
    if False in listed:
        return False
    return None if None in listed else True


def either(truths: Iterable[Truth]) -> Truth:
    """Kleene "or": true as soon as one is true, unknown when none is true and one is unknown."""
    listed = list(truths)
    if True in listed:
        return True
    return None if None in listed else False


def evaluate(expression: Expression, legs: Mapping[str, Truth]) -> Truth:
    """Truth of the expression. Raises KeyError for a leg without a truth value."""
    if isinstance(expression, Leg):
        return legs[expression.name]
    parts = [evaluate(part, legs) for part in expression.parts]
    return both(parts) if isinstance(expression, Both) else either(parts)


def leg_names(expression: Expression) -> tuple[str, ...]:
    """Leg names in the order they first occur."""
    if isinstance(expression, Leg):
        return (expression.name,)
    return tuple(dict.fromkeys(name for part in expression.parts for name in leg_names(part)))


def text_of(expression: Expression) -> str:
    """The expression as text that parses back to it."""
    if isinstance(expression, Leg):
        return expression.name
    word = " and " if isinstance(expression, Both) else " or "
    return word.join(part.name if isinstance(part, Leg) else f"({text_of(part)})" for part in expression.parts)


def parse(text: str) -> Expression:
    """The expression in `text`. Raises ExpressionError with the place where it breaks."""
    tokens = _tokens(text)
    expression, rest = _either(text, tokens)
    if rest:
        raise ExpressionError(f"{text!r}: did not expect {rest[0]!r} here; join legs with and, or")
    return expression


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(
                f"{text!r}: cannot read {text[place:].strip()[:20]!r}; expected leg names, and, or, parentheses"
            )
        tokens.append(match.group("name") or match.group("mark"))
        place = match.end()
    return tokens


def _either(text: str, tokens: list[str]) -> tuple[Expression, list[str]]:
    first, rest = _both(text, tokens)
    parts = [first]
    while rest and rest[0] == "or":
        part, rest = _both(text, rest[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Either(tuple(parts))), rest


def _both(text: str, tokens: list[str]) -> tuple[Expression, list[str]]:
    first, rest = _factor(text, tokens)
    parts = [first]
    while rest and rest[0] == "and":
        part, rest = _factor(text, rest[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Both(tuple(parts))), rest


def _factor(text: str, tokens: list[str]) -> tuple[Expression, list[str]]:
    if not tokens:
        raise ExpressionError(f"{text!r}: ends where a leg name or a parenthesis was expected")
    token, rest = tokens[0], tokens[1:]
    if token == "(":
        inner, rest = _either(text, rest)
        if not rest or rest[0] != ")":
            raise ExpressionError(f"{text!r}: a parenthesis is not closed")
        return inner, rest[1:]
    if token in ("and", "or", ")"):
        raise ExpressionError(f"{text!r}: did not expect {token!r} where a leg name belongs")
    return Leg(token), rest

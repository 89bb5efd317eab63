"""The identity of a figure: what it measures, on which basis, for what.

Belongs here: how measure, basis and key become a figure_id. Does not belong here: any value; a figure keeps its id
when its value changes, so that a deep link survives a restatement.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

_DIGEST_HEX = 12
_SEPARATOR = "|"


def joined(parts: tuple[str, ...]) -> str:
    """Parts joined by |; a | or backslash inside a part is escaped, so two lists never give one text."""
    plain = _SEPARATOR.join(parts)
    if "\\" not in plain and plain.count(_SEPARATOR) == max(len(parts) - 1, 0):
        return plain
    return _SEPARATOR.join(part.replace("\\", "\\\\").replace(_SEPARATOR, "\\|") for part in parts)


@dataclass(frozen=True)
class Basis:
    """Method set, GWP set, scope-2 account, denominator and route; empty where one plays no part."""

    method_set: str = ""
    gwp_set: str = ""
    account: str = ""
    denominator: str = ""
    route: str = ""

    @cache  # noqa: B019  # there are a few dozen of them
    def text(self) -> str:
        return joined((self.method_set, self.gwp_set, self.account, self.denominator, self.route))

    def but(self, **changes: str) -> Self:
        """The same basis with some parts changed."""
        return replace(self, **changes)


NO_BASIS = Basis()


def figure_id(measure: str, basis: Basis, *key: str) -> str:
    """ "f" and twelve hex digits of the hash of measure, basis and key."""
    return hashed(measure, basis.text(), joined(key))


def hashed(measure: str, basis: str, key: str) -> str:
    """The id from what the table of figures holds: measure, and the texts of basis and key."""
    text = _SEPARATOR.join((measure, basis, key))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass")).hexdigest()
    return "f" + digest[:_DIGEST_HEX]

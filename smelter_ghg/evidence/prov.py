"""PROV-JSON: a document of entities, activities, agents and what holds between them.

Belongs here: the syntax of W3C Member Submission PROV-JSON (24 April 2013). Does not belong here: what a release was
made of (lineage).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

PROV = "http://www.w3.org/ns/prov#"
Value = str | float | int | bool
# Relation -> the attributes that name its two ends.
RELATIONS: Mapping[str, tuple[str, str]] = {
    "used": ("prov:activity", "prov:entity"),
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "wasInformedBy": ("prov:informed", "prov:informant"),
    "wasAssociatedWith": ("prov:activity", "prov:agent"),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
}
_SHORT = {"used": "u", "wasGeneratedBy": "g", "wasDerivedFrom": "d", "wasInformedBy": "i", "wasAssociatedWith": "a",
          "wasAttributedTo": "t"}  # fmt: skip


class Document:
    """A document in the making; ids are prefix:name, the prefix declared and the name percent-encoded."""

    def __init__(self, namespace: str, prefixes: tuple[str, ...]) -> None:
        self._prefixes = {"prov": PROV, "ghg": f"{namespace}:", **{one: f"{namespace}:{one}:" for one in prefixes}}
        self._records: dict[str, dict[str, dict[str, Value]]] = {"entity": {}, "activity": {}, "agent": {}}
        self._relations: dict[str, dict[tuple[str, str], None]] = {}

    def name(self, prefix: str, local: str) -> str:
        """The id of something. Raises KeyError for a prefix that is not declared."""
        if prefix not in self._prefixes:
            raise KeyError(prefix)
        return f"{prefix}:{quote(local, safe='')}"

    def add(self, kind: str, prefix: str, local: str, **told: Value | None) -> str:
        """An entity, activity or agent with what is told of it (ghg:..., and prov:label and prov:type as label and
        type); gives back its id."""
        made = self.name(prefix, local)
        named = {("prov:" if one in ("label", "type", "value") else "ghg:") + one: value for one, value in told.items()}
        self._records[kind][made] = {one: value for one, value in named.items() if value is not None}
        return made

    def relate(self, relation: str, first: str, second: str) -> None:
        """One relation between two ids. Raises KeyError for a relation or an id that is not there."""
        known = {one for records in self._records.values() for one in (first, second) if one in records}
        if relation not in RELATIONS or not {first, second} <= known:
            raise KeyError(f"{relation} of {first} and {second}")
        self._relations.setdefault(relation, {})[first, second] = None

    def as_dict(self) -> dict[str, object]:
        """The document as PROV-JSON."""
        relations = {
            relation: {
                f"_:{_SHORT[relation]}{number}": dict(zip(RELATIONS[relation], pair, strict=True))
                for number, pair in enumerate(sorted(pairs), start=1)
            }
            for relation, pairs in self._relations.items()
        }
        records = {kind: made for kind, made in self._records.items() if made}
        return {"prefix": self._prefixes, **records, **relations}

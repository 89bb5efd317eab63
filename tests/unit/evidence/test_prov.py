"""PROV-JSON as the W3C Member Submission of 24 April 2013 has it, and the lineage of the example's release.

Its schema: https://www.w3.org/submissions/prov-json/schema
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from smelter_ghg.evidence.prov import RELATIONS, Document

KINDS = {"entity", "activity", "agent"}
# Attribute -> the kind of record it names, as the data model has it.
ENDS = {"prov:entity": "entity", "prov:activity": "activity", "prov:agent": "agent", "prov:informed": "activity",
        "prov:informant": "activity", "prov:generatedEntity": "entity", "prov:usedEntity": "entity"}  # fmt: skip
NAME = re.compile(r"[A-Za-z0-9_-]+:(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+")


def problems(document: dict[str, Any]) -> list[str]:
    """Everything in which a document is not one that the schema and the data model allow."""
    found = [f"{name} is no part of PROV-JSON" for name in document.keys() - KINDS - RELATIONS.keys() - {"prefix"}]
    prefixes = document["prefix"]
    found += [f"prefix {name}" for name in prefixes if not re.fullmatch(r"[A-Za-z0-9_-]+", name)]
    found += [f"{uri} is no URI" for uri in prefixes.values() if not re.match(r"[a-z]+:\S+$", uri)]
    for kind in KINDS & document.keys():
        for name, told in document[kind].items():
            if not NAME.fullmatch(name) or name.partition(":")[0] not in prefixes:
                found.append(f"{name} is no name of a declared prefix")
            found += [f"{name}: {one}" for one in told if one.partition(":")[0] not in prefixes]
            found += [f"{name}: {one!r}" for one in told.values() if not isinstance(one, (str, int, float, bool))]
            label = told.get("prov:label")
            found += [f"{name}: label {label!r}"] if label is not None and not isinstance(label, str) else []
    for relation in RELATIONS.keys() & document.keys():
        for name, ends in document[relation].items():
            if not name.startswith("_:") or set(ends) != set(RELATIONS[relation]):
                found.append(f"{relation} {name} has {sorted(ends)}")
            found += [
                f"{relation} {name}: {one} is no {ENDS[end]}"
                for end, one in ends.items()
                if one not in document.get(ENDS[end], {})
            ]
    return found


def small() -> Document:
    document = Document("urn:test", ("thing",))
    made = document.add("entity", "thing", "a file/with spaces.csv", label="A", type="thing:file", rows=3, gone=None)
    done = document.add("activity", "thing", "reading")
    by = document.add("agent", "thing", "someone")
    document.relate("wasGeneratedBy", made, done)
    document.relate("wasAssociatedWith", done, by)
    return document


def test_a_document_holds_what_was_added_in_the_words_of_the_standard() -> None:
    told = small().as_dict()
    assert problems(told) == []
    name = "thing:a%20file%2Fwith%20spaces.csv"
    assert told["entity"] == {name: {"prov:label": "A", "prov:type": "thing:file", "ghg:rows": 3}}
    assert told["wasGeneratedBy"] == {"_:g1": {"prov:entity": name, "prov:activity": "thing:reading"}}
    assert told["prefix"] == {"prov": "http://www.w3.org/ns/prov#", "ghg": "urn:test:", "thing": "urn:test:thing:"}


@pytest.mark.parametrize(
    "relation", [("used", "thing:reading", "thing:no"), ("hadPlan", "thing:reading", "thing:someone")]
)
def test_what_is_not_there_cannot_be_related(relation: tuple[str, str, str]) -> None:
    with pytest.raises(KeyError):
        small().relate(*relation)
    with pytest.raises(KeyError):
        small().add("entity", "other", "x")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["used"]["_:u1"].update({"prov:entity": "thing:lost"}),
        lambda d: d["entity"].update({"other:x": {}}),
        lambda d: d["entity"].update({"thing:x": {"dc:title": "x"}}),
        lambda d: d.update(wasMadeBy={}),
        lambda d: d["wasAssociatedWith"]["_:a1"].update({"prov:agent": "thing:reading"}),
    ],
)
def test_the_structure_that_is_tested_against_is_strict(change: Any) -> None:
    document = small()
    made = document.add("entity", "thing", "other")
    document.relate("used", "thing:reading", made)
    told = json.loads(json.dumps(document.as_dict()))
    assert problems(told) == []
    change(told)
    assert problems(told)

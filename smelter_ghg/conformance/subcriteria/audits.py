"""Published audit results of a sub-criterion, beside the engine's own outcome.

Belongs here: matching what an audit names, such as 5.1a-b, with sub-criteria. Does not belong here: outcomes; an
audit's rating never changes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from smelter_ghg.conformance.records import Row

_NAMED = re.compile(r"(?P<number>\d+(?:\.\d+)+)(?P<first>[a-z])?(?:-(?P<last>[a-z]))?")
_SHOWN = ("standard_version", "auditor", "criterion", "rating", "certificate_level", "citation", "document_id")


def named_by(audited: str | None, criterion: str) -> bool:
    """Whether what an audit names holds a sub-criterion: "5.1a-b" holds 5.1a and 5.1b, "5.4" itself, "5.3" all of
    5.3."""
    audit, own = _NAMED.fullmatch(audited or ""), _NAMED.fullmatch(criterion)
    if audit is None or own is None or audit["number"] != own["number"]:
        return False
    if audit["first"] is None or own["first"] is None:
        return True
    return bool(audit["first"] <= own["first"] <= (audit["last"] or audit["first"]))


def results_for(rows: Iterable[Row], standard: str, standard_version: str, criterion: str) -> list[dict[str, Any]]:
    """The audit results of a smelter that are about a sub-criterion of one version of a standard, oldest first."""
    found = [
        row
        for row in rows
        if row["standard"] == standard
        and row["standard_version"] in (None, standard_version)
        and named_by(row["criterion"], criterion)
    ]
    return [
        {name: row[name] for name in _SHOWN} | {"announced_on": str(row["announced_on"]), "row_key": row["_key"]}
        for row in sorted(found, key=lambda row: (row["announced_on"], row["_key"]))
    ]

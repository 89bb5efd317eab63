"""Sub-criteria of a certification scope: the one of its smelters that falls furthest short decides.

Belongs here: from smelters to scopes. Does not belong here: any average over smelters; a threshold is met by each site
or not at all. A non-conformance at one site is raised across the whole scope (ASI Assurance Manual, section 6.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from smelter_ghg.conformance.records import Records, Row
from smelter_ghg.conformance.subcriteria.outcome import RATINGS

# What decides first.
ORDER = ("not_met", "indeterminate_data", "indeterminate_rule", "meets", "not_applicable")


def of_scopes(records: Records, entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Entries of every certification scope, per reporting year and sub-criterion of one version of the standard.

    `entries` are those of smelters. A smelter of the scope without an entry for the year leaves the scope open.
    """
    by_key: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        if entry["reporting_year"] is not None:
            by_key.setdefault((entry["reporting_year"], entry["criterion"]), []).append(entry)
    rows = records.tables["certification_scopes"].sort("_key").to_dicts()
    for scope_id in dict.fromkeys(row["scope_id"] for row in rows):
        own = [row for row in rows if row["scope_id"] == scope_id]
        for (year, _), found in sorted(by_key.items()):
            members = sorted({row["smelter_id"] for row in own if _valid(row, year)})
            held = [entry for entry in found if entry["smelter_id"] in members]
            if held:
                yield _of_scope(scope_id, year, members, held)


def _valid(row: Row, year: int) -> bool:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return (row["valid_from"] is None or row["valid_from"] <= last) and (
        row["valid_to"] is None or row["valid_to"] >= first
    )


def _of_scope(scope_id: str, year: int, members: list[str], held: list[Mapping[str, Any]]) -> dict[str, Any]:
    lacking = sorted(set(members) - {entry["smelter_id"] for entry in held})
    outcomes = {entry["outcome"] for entry in held} | ({"indeterminate_data"} if lacking else set())
    outcome = min(outcomes, key=ORDER.index)
    first = held[0]
    deciding = [entry for entry in held if entry["outcome"] == outcome]
    return {
        **{name: first[name] for name in ("standard", "standard_version", "criterion", "title")},
        "smelter_id": None,
        "scope_id": scope_id,
        "period_label": str(year),
        "reporting_year": year,
        "outcome": outcome,
        "reason_code": "smelter_missing" if not deciding else deciding[0]["reason_code"],
        "suggested_rating": RATINGS[outcome],
        "rests_on_unverified": any(entry["rests_on_unverified"] for entry in held),
        "rests_on": sorted({name for entry in held for name in entry["rests_on"]}),
        "depends_on": sorted({name for entry in deciding for name in entry["depends_on"]}),
        "contradicted": any(entry["contradicted"] for entry in held),
        "requirements": [],
        "smelters": [
            *(
                {
                    "smelter_id": entry["smelter_id"],
                    "period_label": entry["period_label"],
                    "outcome": entry["outcome"],
                    "criterion_id": entry["criterion_id"],
                }
                for entry in held
            ),
            *({"smelter_id": one, "period_label": None, "outcome": "indeterminate_data", "criterion_id": None}
              for one in lacking),
        ],
    }  # fmt: skip

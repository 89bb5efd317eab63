"""Criteria with a threshold as sub-criteria: the verdict of a period, under the criterion it was judged by.

Belongs here: from a verdict to the rows of 5.2a and 5.2b. Does not belong here: the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smelter_ghg.conformance.rulebook import Rulebook
from smelter_ghg.conformance.subcriteria.found import NAMED, SUPPORTS
from smelter_ghg.conformance.subcriteria.outcome import RATINGS


def of_verdict(rulebook: Rulebook, verdict: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One entry per criterion of the rulebook; while the class of the smelter is open, each has the verdict's outcome.

    A smelter of one class is not judged by the criterion of the other.
    """
    labels = dict.fromkeys(criterion.label for criterion in rulebook.criteria)
    for label in labels:
        titles = [criterion.title for criterion in rulebook.criteria if criterion.label == label]
        title = verdict["criterion_title"] if len(titles) > 1 else titles[0]
        judged = verdict["criterion"] in (label, rulebook.family)
        outcome = verdict["outcome"] if judged else "not_applicable"
        reason = verdict["reason_code"] if judged else None
        yield {
            "criterion": label,
            "title": title,
            "outcome": outcome,
            "reason_code": reason,
            "suggested_rating": RATINGS[outcome],
            "rests_on_unverified": judged and verdict["rests_on_unverified"],
            "rests_on": verdict["rests_on"] if judged else [],
            "depends_on": verdict["depends_on"] if judged else [],
            "contradicted": judged and len({row["value"] for row in verdict["other_values"]} - {verdict["value"]}) > 0,
            "requirements": [_requirement(verdict)] if judged and outcome != "not_applicable" else [],
        }


def _requirement(verdict: Mapping[str, Any]) -> dict[str, Any]:
    items = [
        {
            "table": "verdicts",
            "row_key": verdict["verdict_id"],
            "column": "value",
            "value": "" if verdict["value"] is None else str(verdict["value"]),
            "says": SUPPORTS if verdict["outcome"] == "meets" else NAMED,
            "document_id": None,
            "input_id": verdict["input_id"] or verdict["intensity_id"] or verdict["verdict_id"],
        }
    ]
    return {
        "name": "threshold",
        "title": "The intensity of the site, mine to metal, against the threshold or the way to it."
        if verdict["basis"] is None or verdict["basis"]["boundary"] == "mine_to_metal"
        else "The intensity of the site against the threshold.",
        "status": "unverified" if verdict["rests_on_unverified"] else "verified",
        "outcome": verdict["outcome"],
        "detail": verdict["reason_code"] or "",
        "evidence": items,
        "missing": [entry["item"] for entry in verdict["missing"]],
    }

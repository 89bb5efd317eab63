"""Nodes of the explanation below figures of how sure a result is.

Belongs here: intervals, their drivers, probabilities of verdicts. Does not belong here: ledger rows (rows), printing.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.explain.lookup import BrokenReleaseError, Row, by_id
from smelter_ghg.explain.node import ExplainNode, Fact
from smelter_ghg.explain.rows import Leaves
from smelter_ghg.release import Release

_TOLD = ("subject", "boundary", "scope2_account", "denominator", "source", "value", "lower", "upper")
_MORE = ("approach_1_lower", "approach_1_upper", "without_range_share", "draws", "seed")
_OF_DRIVER = ("rank", "half_width", "variance_share", "half_width_without")


def intervals(release: Release, operands: list[str]) -> tuple[ExplainNode, ...]:
    """The interval that cells of the tables of uncertainty belong to, with its drivers, or the one driver named."""
    uncertainty_id, *rest = operands[0].split("|")
    row = by_id(release, "uncertainty", "uncertainty_id", [uncertainty_id])[uncertainty_id]
    own = release.table("drivers").filter(pl.col("uncertainty_id") == uncertainty_id).sort("rank")
    drivers = [one for one in own.iter_rows(named=True) if len(rest) == 1 or str(one["rank"]) == rest[0]]
    if len(rest) > 1 and not drivers:
        raise BrokenReleaseError(f"drivers of {release.name} hold no {uncertainty_id!r} of rank {rest[0]}")
    facts: dict[str, Fact] = {name: row[name] for name in (*_TOLD, *_MORE) if row[name] is not None}
    label = " ".join(str(row[name]) for name in ("subject", "boundary", "source") if row[name])
    children = tuple(_driver(release, row, one) for one in drivers)
    return (ExplainNode("interval", uncertainty_id, label, row["value"], row["unit"], facts, children),)


def _driver(release: Release, row: Row, driver: Row) -> ExplainNode:
    group = driver["error_group"]
    facts: dict[str, Fact] = {name: driver[name] for name in _OF_DRIVER}
    known = release.records.filter(pl.col("input_id") == group) if "|" in group else None
    leaf = known is not None and not known.is_empty()
    if known is None:
        leaf = not release.factors.filter(pl.col("factor_id") == group).is_empty()
    children = (Leaves(release, [group]).node(group),) if leaf else ()
    return ExplainNode("driver", group, group, driver["half_width"], row["unit"], facts, children)


def probability(release: Release, operands: list[str]) -> tuple[ExplainNode, ...]:
    """The verdict, and the reading, whose probability it is."""
    verdict_id, _, reading = operands[0].partition("|")
    versions = [release.conformance, *release.conformance["other_versions"]]
    found = [one for version in versions for one in version["verdicts"] if one["verdict_id"] == verdict_id]
    if not found:
        raise BrokenReleaseError(f"conformance of {release.name} holds no verdict {verdict_id!r}")
    facts: dict[str, Fact] = {name: found[0][name] for name in ("smelter_id", "period_label", "criterion", "outcome")}
    facts["probability_meets"] = found[0].get("probability_meets")
    for one in found[0]["readings"]:
        if f"{one['criterion']}.{one['name']}" == reading:
            facts |= {"reading": reading, "outcome": one["outcome"], "probability_meets": one["probability_meets"]}
    return (ExplainNode("verdict", operands[0], f"verdict {verdict_id}", facts["outcome"], None, facts),)

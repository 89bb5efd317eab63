"""The base year after a restatement: whether its figures changed by so much that the policy recalculates it.

Belongs here: holding changes of base-year figures against the threshold. Does not belong here: the threshold, which the
configuration states; progress since the base year.

Changes too small by themselves are carried from release to release: the table of the previous release says what stands
and what is carried.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from smelter_ghg.config import BaseYear
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES
from smelter_ghg.restatement.causes import BREAKS
from smelter_ghg.restatement.changes import Changes
from smelter_ghg.restatement.figures import Figures
from smelter_ghg.restatement.table import parts_of

Row = dict[str, Any]
_MEASURES = ("emissions_boundary", "intensity")
_CALCULATED = "calculated"


def base_year_changes(changes: Changes, figures: Figures, policy: BaseYear | None) -> pl.DataFrame:
    """BASE_YEAR_CHANGES of the calculated totals and intensities of the base year, empty without a policy."""
    if policy is None:
        return BASE_YEAR_CHANGES.empty()
    years = changes.current.ledger.select("smelter_id", "period_label", "reporting_year").unique()
    periods = set(years.filter(pl.col("reporting_year") == policy.year).select("smelter_id", "period_label").rows())
    carried = {row["figure_id"]: row for row in changes.previous.base_year_changes.iter_rows(named=True)}
    rows = []
    for old, new in figures.pairs():
        if (new["smelter_id"], new["period_label"]) not in periods or new["measure"] not in _MEASURES:
            continue
        if not new["basis"].endswith(_CALCULATED):
            continue
        rows.append(_held(changes, figures, policy, old, new, carried.get(old["figure_id"])))
    found = pl.DataFrame(rows, schema=BASE_YEAR_CHANGES.polars_schema, orient="row")
    return found.sort("smelter_id", "period_label", "measure", "figure_id")


def _held(changes: Changes, figures: Figures, policy: BaseYear, old: Row, new: Row, carried: Row | None) -> Row:
    staged = figures.staged(old, new)
    whole = new["value"] - old["value"]
    parts = [] if staged is None else parts_of(staged, whole)
    causes = {part.cause for part in parts}
    change = sum(part.value for part in parts if part.cause in policy.causes)
    if staged is None:
        # What cannot be split counts in full: a change is never called too small by lack of knowledge.
        change = whole
    standing, before = _standing(old, carried)
    pct = 100.0 * (before + change) / standing if standing else None
    return {
        "figure_id": new["figure_id"],
        **{name: new[name] for name in ("smelter_id", "period_label", "measure", "label", "unit")},
        "standing": standing,
        "previous": old["value"],
        "restated": new["value"],
        "carried": before,
        "change": change,
        "other_change": whole - change,
        "cumulative_pct": pct,
        "significance_pct": policy.significance_pct,
        "causes": list(policy.causes),
        "recalculate": pct is not None and abs(pct) >= policy.significance_pct,
        "breaks_series": bool(causes & BREAKS),
    }


def _standing(old: Row, carried: Row | None) -> tuple[float, float]:
    """The value the base year was last set to, and the changes since that did not reach the threshold."""
    if carried is None or carried["recalculate"]:
        return old["value"], 0.0
    return carried["standing"], carried["carried"] + carried["change"]

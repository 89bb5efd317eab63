"""The table of restatements: a row per figure stated otherwise and cause.

Belongs here: which figures are restated, their parts, changed outcomes of verdicts. Does not belong here: how a part is
reckoned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from smelter_ghg.contracts.restatement_tables import CAUSES, RESTATEMENTS
from smelter_ghg.restatement.causes import BREAKS, Staged
from smelter_ghg.restatement.changes import Changes
from smelter_ghg.restatement.figures import Figures

Row = dict[str, Any]
# Smaller than this share of the values is what sums of floats in another order differ by.
NOISE = 1e-12
VERDICT = "verdict"


@dataclass(frozen=True)
class Part:
    """The part of one cause, and what changed."""

    cause: str
    value: float
    place: int


def restatements(changes: Changes, figures: Figures) -> pl.DataFrame:
    """RESTATEMENTS, empty where the releases state the same."""
    split: list[Row] = []
    whole: list[Row] = []
    for old, new in (*figures.pairs(), *figures.alone()):
        before, after = (None if one is None else one["value"] for one in (old, new))
        if not differ(before or 0.0, after or 0.0):
            continue
        staged = figures.staged(old, new)
        about = _about(old, new)
        if staged is None:
            whole.append(about)
            continue
        for part in parts_of(staged, (after or 0.0) - (before or 0.0)):
            because = staged.because[part.place]
            split.append(
                about
                | {"cause": part.cause, "part": part.value, "breaks_series": part.cause in BREAKS}
                | {"what_changed": changes.told(because), "reason": changes.reasons(because)}
            )
    known = _Known(split, changes)
    rows = [*split, *(row | known.of(row) for row in whole), *_verdicts(changes, known)]
    return pl.DataFrame(sorted(rows, key=_order), schema=RESTATEMENTS.polars_schema, orient="row")


def _order(row: Row) -> tuple[object, ...]:
    """By smelter, period and figure, causes in the order of the split; what has no smelter last."""
    labels = [(row[name] is None, row[name] or "") for name in ("smelter_id", "period_label")]
    return (*labels, row["measure"], row["figure_id"], CAUSES.index(row["cause"].partition(";")[0]))


def differ(before: float, after: float) -> bool:
    return abs(after - before) > NOISE * max(abs(before), abs(after))


def parts_of(staged: Staged, change: float) -> list[Part]:
    """The parts of the causes that have one; they add up to the change."""
    limit = NOISE * max(abs(value) for value in staged.values)
    steps = [(place, step) for place, step in enumerate(staged.steps) if abs(step) > limit]
    if not steps:
        return []
    largest = max(steps, key=lambda one: abs(one[1]))[0]
    rest = change - sum(step for place, step in steps if place != largest)
    return [Part(CAUSES[place], rest if place == largest else step, place) for place, step in steps]


def _about(old: Row | None, new: Row | None) -> Row:
    row = new or old
    assert row is not None
    before, after = (None if one is None else one["value"] for one in (old, new))
    return {
        "figure_id": row["figure_id"],
        "previous_figure_id": None if old is None else old["figure_id"],
        **{name: row[name] for name in ("smelter_id", "period_label", "measure", "label", "unit")},
        "previous": before,
        "previous_qualifier": None if old is None else old["qualifier"],
        "restated": after,
        "previous_text": None,
        "restated_text": None,
        "change": (after or 0.0) - (before or 0.0),
    }


class _Known:
    """The causes found, for figures whose change cannot be split: those of their smelter and period, else all."""

    def __init__(self, split: Sequence[Row], changes: Changes) -> None:
        self._of: dict[tuple[str | None, str | None], set[str]] = {}
        for row in split:
            self._of.setdefault((row["smelter_id"], row["period_label"]), set()).add(row["cause"])
        self._all = {cause for found in self._of.values() for cause in found} or set(_without_figures(changes))
        self._changes = changes

    def causes(self, row: Row) -> set[str]:
        return self._of.get((row["smelter_id"], row["period_label"])) or self._all

    def of(self, row: Row, causes: Iterable[str] = ()) -> Row:
        found = set(causes) or self.causes(row)
        listed = [cause for cause in CAUSES if cause in found]
        rules = self._changes.rules if listed == ["rulebook"] else {}
        return {
            "cause": "; ".join(listed),
            "part": None,
            "breaks_series": bool(found & BREAKS),
            "what_changed": self._changes.told(("rule", name) for name in rules) or "not split by cause",
            "reason": None,
        }


def _without_figures(changes: Changes) -> Iterator[str]:
    """Causes where no figure of a known operation changed."""
    if changes.cells:
        yield "records"
    if changes.rules:
        yield "rulebook"
    if not changes.cells and not changes.rules:
        yield "method"


def _verdicts(changes: Changes, known: _Known) -> Iterator[Row]:
    """Verdicts with another outcome; of the same value it is the rulebook's, where that changed."""
    old, new = (
        {row["verdict_id"]: row for row in one.verdicts.iter_rows(named=True)}
        for one in (changes.previous, changes.current)
    )
    for verdict_id in sorted(old.keys() & new.keys()):
        before, after = old[verdict_id], new[verdict_id]
        if before["outcome"] == after["outcome"]:
            continue
        of_rules = bool(changes.rules)
        same_value = not differ(before["value"] or 0.0, after["value"] or 0.0)
        causes = {"rulebook"} if of_rules else set()
        if not of_rules or not same_value:
            causes |= known.causes(after)
        about = {
            "figure_id": verdict_id,
            "previous_figure_id": verdict_id,
            "smelter_id": after["smelter_id"],
            "period_label": after["period_label"],
            "measure": VERDICT,
            "label": f"{after['standard']} {after['standard_version']}, criterion {after['criterion']}",
            "unit": None,
            "previous": None,
            "previous_qualifier": None,
            "restated": None,
            "previous_text": before["outcome"],
            "restated_text": after["outcome"],
            "change": None,
        }
        yield about | known.of(about, causes)

"""What a sub-criterion is judged on: one smelter and reporting period, with everything on record about it.

Belongs here: putting together what the requirements look at. Does not belong here: judging it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from smelter_ghg.conformance.amounts import Intensities, Period
from smelter_ghg.conformance.records import Records, Row
from smelter_ghg.conformance.rulebook import Rulebook

# Manifest hash of an earlier release -> the inventory hashes it stated, by smelter and period.
Drafts = Mapping[str, Mapping[tuple[str, str], str]]


@dataclass(frozen=True)
class Subject:
    """`inventory` is the INVENTORIES row, `missing` the MISSING rows of scopes 1 and 2 that no exclusion covers,
    `excluded` those that one does, `progress` the PATHWAYS rows of the period."""

    rulebook: Rulebook
    records: Records
    intensities: Intensities
    period: Period
    periods: Sequence[Period]
    scope2_account: str
    inventory: Mapping[str, Any] | None = None
    missing: Sequence[Mapping[str, Any]] = ()
    excluded: Sequence[Mapping[str, Any]] = ()
    progress: Sequence[Mapping[str, Any]] = ()
    drafts: Drafts = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The smelter's rows of a record table."""
        return self.records.of(table, self.period.smelter_id)

    @cached_property
    def documents(self) -> list[Row]:
        return self.rows("criterion_evidence")

    def in_period(self, day: dt.date) -> bool:
        start, end = self.period.start, self.period.end
        return start is not None and end is not None and start <= day <= end

    def by_end(self, day: dt.date) -> bool:
        return self.period.end is not None and day <= self.period.end

    def after(self, day: dt.date) -> bool:
        """Whether the day comes after this period and after no later one: what is published then is of this period."""
        ended = [period.end for period in self.periods if period.end is not None and period.end < day]
        return bool(ended) and max(ended) == self.period.end

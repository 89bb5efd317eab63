"""Which plan is in force in a reporting period.

Belongs here: choosing among rows with a plan's date. Does not belong here: what a plan says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any


def in_force(rows: Iterable[Mapping[str, Any]], end: dt.date | None) -> list[Mapping[str, Any]]:
    """The rows of the latest plan made by the period's end; of the latest plan where all were made later.

    Rows without a plan_date count as made by then; they are left out where another has a date.
    """
    listed = list(rows)
    made = [row for row in listed if row["plan_date"] is None or end is None or row["plan_date"] <= end]
    kept = made or listed
    dates = [row["plan_date"] for row in kept if row["plan_date"] is not None]
    return [row for row in kept if not dates or row["plan_date"] == max(dates)]

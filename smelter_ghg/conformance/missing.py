"""What a verdict lacks: items missing from the sum, and what the rule itself would need.

Belongs here: putting the two together. Does not belong here: finding out what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from smelter_ghg.conformance.amounts import Period
from smelter_ghg.conformance.legs import Need
from smelter_ghg.conformance.rulebook import Rulebook
from smelter_ghg.intensity import BOUNDARIES

_EVERY_ACCOUNT = ("common", "none", None)


class MissingItems:
    """Rows of the missing table that no recorded exclusion covers, by smelter and period."""

    def __init__(self, missing: pl.DataFrame, method_set: str) -> None:
        self._rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        keys = ("category", "item", "facility_id", "scope2_account", "method_set", "reason")
        open_items = missing.filter(
            pl.col("excluded_estimate_t_co2e").is_null()
            & pl.col("method_set").fill_null("common").is_in(["common", method_set])
        ).sort(*keys, nulls_last=True)
        for row in open_items.iter_rows(named=True):
            self._rows.setdefault((row["smelter_id"], row["period_label"]), []).append(row)

    def listed(self, period: Period, rulebook: Rulebook, needs: Iterable[Need], *, items: bool) -> list[dict[str, Any]]:
        """Missing items of the sum (with `items`), then what the needs name and no item has named yet."""
        boundaries = BOUNDARIES[: BOUNDARIES.index(rulebook.boundary.value) + 1]
        accounts = (*rulebook.switches["scope2_account"].settings, *_EVERY_ACCOUNT)
        found: dict[tuple[str, str | None], dict[str, Any]] = {}
        rows = self._rows.get((period.smelter_id, period.label), []) if items else []
        for boundary in boundaries:
            for row in rows:
                if row["boundary"] == boundary and row["scope2_account"] in accounts:
                    key = (row["item"], f"{row['facility_id']}|{row['scope2_account']}")
                    found.setdefault(key, _entry(row, row["item"], row["reason"]))
        named = {item for item, _ in found}
        return [*found.values(), *_from_needs(need for need in needs if need.item not in named)]


def _from_needs(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """One entry per item and reason; the account is named where only one of them needs it."""
    grouped: dict[tuple[str, str], list[Need]] = {}
    for need in needs:
        grouped.setdefault((need.item, need.reason), []).append(need)
    listed = []
    for (item, reason), same in grouped.items():
        accounts = {need.scope2_account for need in same}
        entry = _entry({"scope2_account": accounts.pop() if len(accounts) == 1 else None}, item, reason)
        listed.append({**entry, "only_if": same[0].only_if})
    return listed


def _entry(row: Mapping[str, Any], item: str, reason: str | None) -> dict[str, Any]:
    return {
        "item": item,
        "category": row.get("category"),
        "scope2_account": row.get("scope2_account"),
        "facility_id": row.get("facility_id"),
        "reason": reason,
        "only_if": None,
    }

"""Recomputes what intensity.json and conformance.json declare: sums over the ledger, thresholds, headroom.

Belongs here: which ledger rows a boundary holds, written down again. Does not belong here: outcomes and readings, which
are no numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Protocol

Row = dict[str, Any]
CATEGORIES = {1, 3, 4}


class Chain(Protocol):
    """What is needed of the evaluator."""

    def cell(self, input_id: str) -> float: ...
    def quantity(self, input_id: str) -> float: ...
    def co2e(self, ledger_id: str, gwp_set: str) -> float: ...
    def parameter(self, operand: str) -> float: ...


def same(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def inside(row: Row, boundary: str) -> bool:
    """Whether a ledger row counts in a boundary."""
    if boundary == "scope_1":
        return row["scope"] == 1
    if boundary == "scope_1_2":
        return row["scope"] in (1, 2)
    products = {"mine_to_metal": ("primary_metal",), "all_metal": ("primary_metal", "remelt")}[boundary]
    upstream = row["scope"] == 3 and row["scope3_category"] in CATEGORIES
    return row["allocated_to"] in products and (row["scope"] in (1, 2) or upstream)


def chosen(ledger: dict[str, Row], wanted: Row) -> list[str]:
    """Ledger rows of one smelter, period, method set and account inside a boundary."""
    accounts = {"common"} if wanted["scope2_account"] == "none" else {"common", wanted["scope2_account"]}
    return [
        ledger_id
        for ledger_id, row in ledger.items()
        if row["selected"]
        and row["route"] == "calculated"
        and row["smelter_id"] == wanted["smelter_id"]
        and row["period_label"] == wanted["period_label"]
        and (
            row["method_set"] in ("common", wanted["method_set"])
            or wanted["method_set"] in (row["also_in"] or "").split(";")
        )
        and row["scope2_account"] in accounts
        and inside(row, wanted["boundary"])
        # Rows known only under another set cannot be counted; they are named as missing.
        and (row["gas"] != "CO2e" or row["gwp_set"] in (wanted["gwp_set"], "not_stated"))
    ]


def intensity_problem(chain: Chain, ledger: dict[str, Row], row: Row) -> str | None:
    """What is wrong with a row of intensity.json."""
    if row["route"] == "reported":
        value = chain.cell(row["input_id"])
        return None if same(value, row["value"]) else f"{row['value']}, its record says {value}"
    counted = chosen(ledger, row)
    if not counted:
        # Metal on record and no emission known: nothing to divide, and nothing is not zero.
        stated = [column for column in ("emissions_t_co2e", "value") if row[column] is not None]
        return f"{', '.join(stated)} without a ledger row" if stated or row["complete"] else None
    emissions = math.fsum(chain.co2e(ledger_id, row["gwp_set"]) for ledger_id in counted)
    cast = math.fsum(chain.quantity(input_id) for input_id in row["production_ids"])
    production = cast - math.fsum(chain.quantity(input_id) for input_id in row["deducted_ids"])
    expected = {"emissions_t_co2e": emissions, "production_t": production, "value": emissions / production}
    for column, value in expected.items():
        if not same(row[column], value):
            return f"{column} {row[column]}, recomputed {value}"
    if row["complete"] != (not row["missing"]):
        return f"complete is {row['complete']}, missing {row['missing']}"
    return None


def verdict_problem(chain: Chain, intensities: dict[str, Row], verdict: Row) -> str | None:
    """What is wrong with the numbers of a verdict."""
    value, threshold = verdict["value"], verdict["threshold"]
    if verdict["intensity_id"] is not None and not same(value, intensities[verdict["intensity_id"]]["value"]):
        return f"value {value} is not its intensity's"
    if verdict["threshold_parameter"] is not None:
        ruled = chain.parameter(verdict["threshold_parameter"])
        if not same(threshold, ruled):
            return f"threshold {threshold}, the rulebook says {ruled}"
    for held in (verdict, verdict["if_gates_met"]):
        if held is None or held["headroom_t"] is None:
            continue
        headroom = threshold - held["value"]
        if not same(held["headroom_t"], headroom) or not same(held["headroom_pct"], 100 * headroom / threshold):
            return f"headroom {held['headroom_t']} ({held['headroom_pct']} %), recomputed {headroom}"
    return None


def declared_problems(chain: Chain, ledger: dict[str, Row], intensity: list[Row], conformance: Row) -> Iterator[str]:
    """Everything in which the two JSON files disagree with the release's leaves."""
    for row in intensity:
        problem = intensity_problem(chain, ledger, row)
        if problem is not None:
            yield f"intensity {row['intensity_id']} of {row['smelter_id']} {row['period_label']}: {problem}"
    by_id = {row["intensity_id"]: row for row in intensity}
    versions = [conformance, *conformance["other_versions"]]
    for verdict in (verdict for version in versions for verdict in version["verdicts"]):
        problem = verdict_problem(chain, by_id, verdict)
        if problem is not None:
            yield f"verdict {verdict['verdict_id']} of {verdict['smelter_id']} {verdict['period_label']}: {problem}"

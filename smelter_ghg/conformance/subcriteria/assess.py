"""All sub-criteria of every smelter, certification scope and reporting period, as a table.

Belongs here: from tables to CRITERIA and from its rows back to outcomes. Does not belong here: judging a requirement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from smelter_ghg.conformance.amounts import Intensities
from smelter_ghg.conformance.engine import verdict_dict
from smelter_ghg.conformance.records import Records
from smelter_ghg.conformance.rulebook import Rulebook, Rulebooks
from smelter_ghg.conformance.subcriteria import documents, inventory, plans, statements
from smelter_ghg.conformance.subcriteria.audits import results_for
from smelter_ghg.conformance.subcriteria.found import Found
from smelter_ghg.conformance.subcriteria.outcome import judged
from smelter_ghg.conformance.subcriteria.scopes import of_scopes
from smelter_ghg.conformance.subcriteria.subject import Drafts, Subject
from smelter_ghg.conformance.subcriteria.thresholds import of_verdict
from smelter_ghg.conformance.verdict import VerdictConfig
from smelter_ghg.contracts.criteria_tables import CRITERIA

# What a requirement asks (rulebook.REQUIREMENT_ASKS) -> who answers.
ANSWERS: Mapping[str, Callable[[Subject, Mapping[str, str]], Found]] = {
    "emissions": inventory.emissions,
    "by_source": inventory.by_source,
    "energy_by_source": inventory.energy_by_source,
    "published": inventory.published,
    "statement": statements.statement,
    "plan": plans.plan,
    "pathway": plans.pathway,
    "change_review": documents.review_on_change,
    "document": documents.on_record,
}
_OF_SCOPES_1_2 = ("scope_1", "scope_1_2")


def assess(
    *,
    verdicts: pl.DataFrame,
    inventories: pl.DataFrame,
    intensity: pl.DataFrame,
    missing: pl.DataFrame,
    pathways: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    rulebooks: Rulebooks,
    config: VerdictConfig,
    drafts: Drafts | None = None,
) -> pl.DataFrame:
    """CRITERIA of every smelter and period with a verdict, and of every certification scope.

    verdicts: VERDICTS of all versions. inventories: INVENTORIES. intensity: INTENSITY. missing: MISSING. pathways:
    PATHWAYS. `tables` holds record tables by name. `drafts` are inventory hashes of earlier releases by manifest hash.
    """
    records = Records(tables, config.fiscal_year_end_month)
    intensities = Intensities(intensity, config.gwp_set)
    covered = pl.col("excluded_estimate_t_co2e").is_not_null()
    lacking = missing.filter(
        pl.col("boundary").is_in(_OF_SCOPES_1_2)
        & pl.col("method_set").fill_null("common").is_in(["common", config.method_set])
    )
    by_period = {
        "inventory": _by_period(inventories),
        "missing": _by_period(lacking.filter(~covered)),
        "excluded": _by_period(lacking.filter(covered).unique(["smelter_id", "period_label", "item", "facility_id"])),
        "progress": _by_period(pathways.filter(pl.col("emissions") == "all")),
    }
    of_smelters = [verdict_dict(row) for row in verdicts.sort("smelter_id", "verdict_id").iter_rows(named=True)]
    periods = records.periods(intensity)
    rows: list[dict[str, Any]] = []
    for version in sorted({verdict["standard_version"] for verdict in of_smelters}):
        rulebook = rulebooks.for_version(version)
        entries: list[dict[str, Any]] = []
        for verdict in of_smelters:
            if verdict["standard_version"] != version:
                continue
            own = periods[verdict["smelter_id"]]
            key = (verdict["smelter_id"], verdict["period_label"])
            period = next(period for period in own if period.label == key[1])
            subject = Subject(
                rulebook=rulebook,
                records=records,
                intensities=intensities,
                period=period,
                periods=own,
                scope2_account=config.scope2_account,
                inventory=next(iter(by_period["inventory"].get(key, [])), None),
                missing=by_period["missing"].get(key, []),
                excluded=by_period["excluded"].get(key, []),
                progress=by_period["progress"].get(key, []),
                drafts=drafts or {},
            )
            entries.extend(_of_smelter(rulebook, verdict, subject))
        rows.extend(entries)
        rows.extend({**entry, "criterion_id": _identifier(entry)} for entry in of_scopes(records, entries))
    return pl.DataFrame(map(_as_row, rows), schema=CRITERIA.polars_schema).sort("criterion_id")


def criterion_dict(row: Mapping[str, Any]) -> dict[str, Any]:
    """The whole outcome of one CRITERIA row, as it stands in conformance.json."""
    content = json.loads(row["detail_json"])
    if not isinstance(content, dict):
        raise ValueError("detail_json holds no outcome")
    return content


def _of_smelter(rulebook: Rulebook, verdict: Mapping[str, Any], subject: Subject) -> Iterator[dict[str, Any]]:
    audited = subject.rows("audit_results")
    frame = {
        **{name: verdict[name] for name in ("smelter_id", "period_label", "reporting_year")},
        **{name: verdict[name] for name in ("standard", "standard_version")},
        "scope_id": None,
    }
    for entry in [*_on_record(rulebook, subject), *of_verdict(rulebook, verdict)]:
        made = {
            **frame,
            **entry,
            "audit_results": results_for(audited, rulebook.standard, rulebook.standard_version, entry["criterion"]),
        }
        yield {**made, "criterion_id": _identifier(made)}


def _on_record(rulebook: Rulebook, subject: Subject) -> Iterator[dict[str, Any]]:
    for subcriterion in rulebook.subcriteria:
        found = {one.name: ANSWERS[one.asks](subject, one.arguments) for one in subcriterion.requirements}
        more: dict[str, Any] = {}
        if any(one.asks == "statement" for one in subcriterion.requirements):
            hashed = subject.inventory and subject.inventory["inventory_sha256"]
            more = {"publication": {**statements.publication_state(subject), "inventory_sha256": hashed}}
        if any(one.asks == "emissions" for one in subcriterion.requirements):
            more = more | {"disclosure_class": inventory.disclosure_class(subject)}
        yield {
            "criterion": subcriterion.key,
            "title": subcriterion.title,
            **judged(rulebook, subcriterion, found),
            **more,
        }


def _by_period(frame: pl.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault((row["smelter_id"], row["period_label"]), []).append(row)
    return found


def _identifier(entry: Mapping[str, Any]) -> str:
    names = ("smelter_id", "scope_id", "period_label", "standard", "standard_version", "criterion")
    return "c" + hashlib.blake2b("|".join(str(entry[name] or "") for name in names).encode(), digest_size=6).hexdigest()


def _as_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: entry.get(name) for name in CRITERIA.names if name != "detail_json"}
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return {**row, "detail_json": text}

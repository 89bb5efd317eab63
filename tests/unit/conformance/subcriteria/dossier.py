"""One invented smelter with everything an auditor asks for, and what the sub-criteria make of it when parts change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.conformance import evaluate, load_rulebooks
from smelter_ghg.conformance.subcriteria import assess, criterion_dict
from smelter_ghg.contracts.criteria_tables import INVENTORIES
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.result_tables import MISSING
from tests.unit.conformance.conftest import Site

YEAR = 2024
HASH = "a" * 64
Rows = Sequence[Mapping[str, Any]]


def a_statement(**changed: Any) -> dict[str, Any]:
    """A verifier's statement in which everything matches."""
    return {
        "period_start": dt.date(YEAR, 1, 1),
        "period_end": dt.date(YEAR, 12, 31),
        "verifier": "Verifier",
        "assurance_level": "limited",
        "opinion": "unmodified",
        "covers": "ghg; energy",
        "scope": "scopes 1 and 2",
        "entity": "Site_A",
        "statement_date": dt.date(YEAR + 1, 3, 15),
        "publication_date": dt.date(YEAR + 1, 4, 30),
        "release_sha256": HASH,
        **changed,
    }


def a_document(shows: str, day: dt.date, says: str = "supports", **changed: Any) -> dict[str, Any]:
    return {"shows": shows, "dated_on": day, "says": says, "document_id": f"{shows}-{day}-{says}", **changed}


def every_document() -> list[dict[str, Any]]:
    """What criteria 5.3 and 5.4 may ask for, dated as they ask."""
    inside, after = dt.date(YEAR, 6, 1), dt.date(YEAR + 1, 4, 30)
    shown = ("pathway_method_endorsed", "pathway_published", "annual_review", "management_system",
             "evaluation_procedure", "operating_control")  # fmt: skip
    return [*(a_document(one, inside) for one in shown), a_document("progress_published", after)]


def a_plan(**changed: Any) -> dict[str, Any]:
    plan = {"plan_date": dt.date(2021, 5, 31), "base_year": 2021, "target_year": 2030, "target_value": 3.0}
    whole = {"boundary": "mine_to_metal", "no_plan": False, "published_on": dt.date(2021, 6, 30)}
    return plan | whole | changed


def a_path(**changed: Any) -> dict[str, Any]:
    path = {"plan_date": dt.date(2021, 5, 31), "slope_set": "tool", "version": "2.0", "form": "contraction"}
    return path | {"emissions": "all", "base_year": 2021, "intermediate_target_year": 2026} | changed


@dataclass
class Dossier:
    """`without` names record tables that are left empty; `changes` replaces the rows of one."""

    value: float = 4.0
    emissions_complete: bool = True
    starts: Sequence[dt.date | None] = (dt.date(1992, 5, 4),)
    statements: Rows = field(default_factory=lambda: [a_statement()])
    documents: Rows = field(default_factory=every_document)
    plans: Rows = field(default_factory=lambda: [a_plan()])
    paths: Rows = field(default_factory=lambda: [a_path()])
    slopes_synthetic: bool = False
    progress: tuple[float, float] | None = (4.0, 4.2)
    progress_complete: bool = True
    # The key of the row of pathways that the progress is on.
    followed: str = "site_a|2021-05-31|tool|2.0|contraction|all"
    inventory: bool = True
    missing: Rows = ()
    more: Mapping[str, Rows] = field(default_factory=dict)
    drafts: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def frame(self, version: str = "V3.1", rules: Sequence[Path] = ()) -> pl.DataFrame:
        """CRITERIA of one version of the standard."""
        slopes = [
            {"slope_set": "tool", "version": "2.0", "emissions": "all", "year": year, "value": 10.0, "citation": "Tool",
             "synthetic": self.slopes_synthetic}
            for year in (2021, YEAR, 2050)
        ]  # fmt: skip
        more = {
            "verification": self.statements,
            "criterion_evidence": self.documents,
            "pathways": self.paths,
            "pathway_slopes": slopes if self.paths else [],
            **self.more,
        }
        site = Site(values={YEAR: self.value}, starts=self.starts, plans=self.plans, more=more)
        scopes = Site(
            values={YEAR: 2.0},
            boundary="scope_1_2",
            incomplete={} if self.emissions_complete else {YEAR: ["anode_effect_duration"]},
        )
        intensity = pl.concat([site.intensity(), scopes.intensity()]).with_columns(
            (pl.col("value") * 100_000).alias("emissions_t_co2e")
        )
        missing = pl.DataFrame(
            [{name: row.get(name) for name in MISSING.names} for row in self.missing], schema=MISSING.polars_schema
        )
        rulebooks, config = load_rulebooks(rules), ReportingConfig()
        tables = site.tables()
        verdicts = evaluate(
            version, intensity=intensity, missing=missing, tables=tables, rulebooks=rulebooks, config=config
        )
        return assess(
            verdicts=verdicts,
            inventories=self._inventories(),
            intensity=intensity,
            missing=missing,
            pathways=self._pathways(),
            tables=tables,
            rulebooks=rulebooks,
            config=config,
            drafts=self.drafts,
        )

    def criteria(self, version: str = "V3.1", rules: Sequence[Path] = ()) -> dict[str, dict[str, Any]]:
        """Whole outcomes of the smelter by sub-criterion."""
        rows = self.frame(version, rules).filter(pl.col("scope_id").is_null())
        return {row["criterion"]: criterion_dict(row) for row in rows.iter_rows(named=True)}

    def requirement(self, criterion: str, name: str) -> dict[str, Any]:
        asked = self.criteria()[criterion]["requirements"]
        return next(one for one in asked if one["name"] == name)

    def _inventories(self) -> pl.DataFrame:
        row = {"smelter_id": "site_a", "period_label": str(YEAR), "reporting_year": YEAR, "inventory_sha256": HASH,
               "scope_1_sources": ["anode_effects", "combustion"], "scope_2_sources": ["purchased_electricity"],
               "scope_3_sources": [], "energy_carriers": ["electricity"]}  # fmt: skip
        return pl.DataFrame([row] if self.inventory else [], schema=INVENTORIES.polars_schema)

    def _pathways(self) -> pl.DataFrame:
        if self.progress is None:
            return PATHWAYS.empty()
        value, path = self.progress
        row = {"pathway_id": "p", "smelter_id": "site_a", "period_label": str(YEAR), "reporting_year": YEAR,
               "emissions": "all", "role": "progress", "path": self.followed, "slope_set": "tool",
               "slope_version": "2.0", "value": value, "path_value": path,
               "complete": self.progress_complete}  # fmt: skip
        return pl.DataFrame([{name: row.get(name) for name in PATHWAYS.names}], schema=PATHWAYS.polars_schema)

"""Small hand-made smelters for the rule engine: a few records and intensities, and the verdicts they get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from smelter_ghg.config import ReportingConfig
from smelter_ghg.conformance import evaluate, load_rulebooks, verdict_dict
from smelter_ghg.contracts.result_tables import INTENSITY, MISSING
from smelter_ghg.records import tables as record_tables

CITATION = {"publisher": "Standard owner", "document": "Final text", "page": "12"}


@dataclass
class Site:
    """One smelter. `values` gives the intensity per year, for every account and denominator or for each of them."""

    smelter_id: str = "site_a"
    level: str = "site"
    starts: Sequence[dt.date | None] = (dt.date(1992, 5, 4),)
    values: Mapping[int, float | Mapping[tuple[str, str], float]] = field(default_factory=dict)
    boundary: str = "mine_to_metal"
    route: str = "calculated"
    gwp_set: str = "AR6GWP100"
    incomplete: Mapping[int, Sequence[str]] = field(default_factory=dict)
    qualifier: str = "exact"
    categories: Sequence[str] = ("1", "3", "4")
    period_stated: bool = True
    account: str | None = None
    metal: Sequence[Mapping[str, Any]] | None = None
    plans: Sequence[Mapping[str, Any]] = ()
    missing: Sequence[Mapping[str, Any]] = ()
    more: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def intensity(self) -> pl.DataFrame:
        rows = []
        for year, given in self.values.items():
            points = (
                {(a, d): given for a in ("location", "market") for d in ("tapped", "cast_out")}
                if not isinstance(given, Mapping)
                else given
            )
            if self.route == "reported" and not isinstance(given, Mapping):
                points = {(self.account or "not_stated", "not_stated"): given}
            lacking = list(self.incomplete.get(year, ()))
            for (account, denominator), value in points.items():
                rows.append(
                    {
                        "intensity_id": f"{self.smelter_id}|{year}|{self.boundary}|{account}|{denominator}",
                        "smelter_id": self.smelter_id,
                        "period_label": str(year),
                        "reporting_year": year,
                        "period_start": dt.date(year, 1, 1),
                        "period_end": dt.date(year, 12, 31),
                        "route": self.route,
                        "method_set": "eu_2025_2547" if self.route == "calculated" else None,
                        "gwp_set": self.gwp_set,
                        "boundary": self.boundary,
                        "scope2_account": account,
                        "denominator": denominator,
                        "value": value,
                        "complete": not lacking if self.route == "calculated" else None,
                        "missing": lacking,
                        "qualifier": self.qualifier,
                        "period_stated": self.period_stated,
                        "categories_shown": list(self.categories) if self.route == "reported" else None,
                        "input_id": f"reported_indicators|{self.smelter_id}|{year}|value"
                        if self.route == "reported"
                        else None,
                    }
                )
        return pl.DataFrame(rows, schema=INTENSITY.polars_schema)

    def tables(self) -> dict[str, pl.DataFrame]:
        metal = (
            [
                {
                    "period_start": dt.date(year, 1, 1),
                    "period_end": dt.date(year, 12, 31),
                    "flow": flow,
                    "mass_t": 100_000.0,
                }
                for year in self.values
                for flow in ("tapped", "cast_out")
            ]
            if self.metal is None
            else list(self.metal)
        )
        rows: dict[str, list[Mapping[str, Any]]] = {
            "smelters": [{"name": self.smelter_id.title(), "level": self.level}],
            "facilities": [
                {"facility_id": f"line_{number}", "kind": "potline", "first_production_date": start}
                for number, start in enumerate(self.starts, start=1)
            ],
            "metal": metal,
            "targets": list(self.plans),
        }
        for name, extra in self.more.items():
            rows[name] = [*rows.get(name, []), *extra]
        frames = {}
        for name, listed in rows.items():
            schema = record_tables()[name].polars_schema
            with_id = [{"smelter_id": self.smelter_id, **row} for row in listed]
            frames[name] = pl.DataFrame(
                [{column: row.get(column) for column in schema} for row in with_id], schema=schema
            )
        return frames

    def verdicts(self, version: str = "V3.1", rules: Sequence[Path] = (), **config: Any) -> dict[str, dict[str, Any]]:
        """Whole verdicts by period label."""
        rows = [{"smelter_id": self.smelter_id, "method_set": "common", **row} for row in self.missing]
        frame = evaluate(
            version,
            intensity=self.intensity(),
            missing=pl.DataFrame(
                [{column: row.get(column) for column in MISSING.polars_schema} for row in rows],
                schema=MISSING.polars_schema,
            ),
            tables=self.tables(),
            rulebooks=load_rulebooks(rules),
            config=ReportingConfig(**config),
        )
        return {row["period_label"]: verdict_dict(row) for row in frame.iter_rows(named=True)}

    def verdict(self, version: str = "V3.1", rules: Sequence[Path] = (), **config: Any) -> dict[str, Any]:
        """The verdict of the latest period."""
        return list(self.verdicts(version, rules, **config).values())[-1]


def a_plan(target_value: float | None, **more: Any) -> dict[str, Any]:
    """A row of targets: by 2030, mine to metal."""
    return {"boundary": "mine_to_metal", "target_year": 2030, "target_value": target_value, "no_plan": False, **more}


@pytest.fixture
def site() -> type[Site]:
    return Site


@pytest.fixture
def plan() -> Callable[..., dict[str, Any]]:
    return a_plan


@pytest.fixture
def citation() -> dict[str, str]:
    return dict(CITATION)


@pytest.fixture
def rule_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes entries to a rule file; a citation is added unless the entry brings its own (None for none)."""

    def write(*entries: Mapping[str, Any], name: str = "rules.yaml") -> Path:
        cited = [{"citation": CITATION, **entry} for entry in entries]
        listed = [{key: value for key, value in entry.items() if value is not None} for entry in cited]
        path = tmp_path / name
        path.write_text(yaml.safe_dump({"confirm": listed}), encoding="utf-8")
        return path

    return write

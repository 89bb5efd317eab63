"""Runs the graph up to the verdicts twice, on the records and on those of a scenario, and writes what differs.

Belongs here: the two runs. Does not belong here: changing records, comparing, arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import polars as pl

from pipelines.resources import ReportSettings
from pipelines.run import RunReport, judge
from smelter_ghg.scenario import Comparison, Outcome, compare, load_scenario
from smelter_ghg.scenario.write import write_scenario

_TABLES = ("ledger", "intensity", "uncertainty", "draws", "verdicts")


@dataclass
class ScenarioReport:
    """What the two runs made; without a folder, one of them was refused: its report says why."""

    base: RunReport
    changed: RunReport | None = None
    comparison: Comparison | None = None
    folder: Path | None = None

    @property
    def new_findings(self) -> pl.DataFrame:
        """What is found in the scenario only."""
        if self.changed is None:
            return self.base.findings.clear()
        return self.changed.findings.join(
            self.base.findings, on=self.base.findings.columns, how="anti", nulls_equal=True, maintain_order="left"
        )


def run_scenario(settings: ReportSettings, stream: TextIO) -> ScenarioReport:
    """Compare the records with the scenario of the settings. Raises what a report raises, and ScenarioError."""
    assert settings.scenario is not None, "the settings name a scenario"
    file = Path(settings.scenario)
    scenario, text = load_scenario(file), file.read_bytes()
    recorded = settings.otherwise(scenario=None)
    base, base_tables = judge(recorded, stream)
    made = ScenarioReport(base)
    if not base_tables:
        return made
    made.changed, tables = judge(settings, stream)
    if not tables:
        return made
    made.comparison = compare(_outcome(base_tables), _outcome(tables), settings.factors(), settings.config())
    smelters = pl.concat([base_tables["smelters"], tables["smelters"]]).unique("smelter_id", keep="first")
    made.folder = write_scenario(
        settings.releases_folder,
        scenario,
        text,
        made.comparison,
        smelters=smelters,
        config=settings.config(),
        inputs=dict(base_tables["sources"].select("file", "sha256").iter_rows()) | settings.inputs(),
    )
    return made


def _outcome(tables: Mapping[str, pl.DataFrame]) -> Outcome:
    return Outcome(**{name: tables[name] for name in _TABLES})


def refused(made: ScenarioReport) -> RunReport | None:
    """The run that was refused; None where both went through."""
    if made.folder is not None:
        return None
    return made.base if made.changed is None else made.changed

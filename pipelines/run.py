"""Runs the graph in this process: records to validated, then year by year, then what is published.

Belongs here: the three runs on one instance in memory, and what they made. Does not belong here: arguments, printing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import dagster as dg
import polars as pl

from checks.drop import DROPPED, together
from pipelines.definitions import build_definitions
from pipelines.ends import RunFailedError, UnknownPeriodError
from pipelines.partitions import reporting_years
from pipelines.resources import ReportSettings
from pipelines.runlog import NAME, RunLog
from pipelines.storage import stored
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES, RESTATEMENTS
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import errors, merge

# Steps of a run, for the progress bar: the multi-assets and the checks on them.
_STEPS = {"records_to_validated": 3, "yearly": 10, "publish": 14}
_ACTIVITY_STEPS = 3
_JUDGED = {"uncertainty": ("uncertainty", "drivers", "draws"), "conformance": ("verdicts",)}


@dataclass
class RunReport:
    """What a run made: assets, check evaluations, findings, what was dropped, and the release or why there is none."""

    release: Path | None = None
    refusal: str | None = None
    reporting_years: list[str] = field(default_factory=list)
    materialised: list[str] = field(default_factory=list)
    checks: list[dict[str, object]] = field(default_factory=list)
    findings: pl.DataFrame = field(default_factory=FINDINGS.empty)
    dropped: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DROPPED))
    seconds: Mapping[str, float] = field(default_factory=dict)
    # The release it was compared with, and what came of it.
    previous: str | None = None
    restatements: pl.DataFrame = field(default_factory=RESTATEMENTS.empty)
    base_year_changes: pl.DataFrame = field(default_factory=BASE_YEAR_CHANGES.empty)

    @property
    def errors(self) -> int:
        return errors(self.findings).height

    def counts(self) -> dict[str, int]:
        counted = dict(self.findings.group_by("severity").len().iter_rows())
        return {severity: counted.get(severity, 0) for severity in ("error", "warning", "note")}


def report(settings: ReportSettings, stream: TextIO) -> RunReport:
    """The whole graph. Without a release in what comes back, the records were refused.

    Raises UnknownPeriodError, and RunFailedError where a step fails by itself.
    """
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as folder:
        run = _Run(settings, Path(folder), stream)
        run.report()
        return run.finish()


def check(settings: ReportSettings, stream: TextIO) -> RunReport:
    """Records, checks and physics only. Physics is judged on the smelter-years without other errors."""
    partial = settings.otherwise(accept_partial=True, period=None, previous=None)
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as folder:
        run = _Run(partial, Path(folder), stream)
        run.check()
        made = run.finish()
    if made.errors:
        # Nothing was to be released, so what a release would lack is not the news.
        counted = "1 error, which" if made.errors == 1 else f"{made.errors} errors, which"
        made.refusal = f"records with {counted} must be mended; what to change is said with each"
    return made


def judge(settings: ReportSettings, stream: TextIO) -> tuple[RunReport, dict[str, pl.DataFrame]]:
    """The graph up to the verdicts, and its tables over all years; no tables where the records were refused.

    Raises UnknownPeriodError, and RunFailedError where a step fails by itself.
    """
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as folder:
        run = _Run(settings, Path(folder), stream)
        tables = run.tables() if run.judge() else {}
        return run.finish(), tables


class _Run:
    def __init__(self, settings: ReportSettings, store: Path, stream: TextIO) -> None:
        self._settings, self._store = settings, store
        self._log = RunLog(stream)
        self._definitions = build_definitions(settings=settings, store=store, loggers={NAME: self._log.definition()})
        # An instance in memory has no dagster.yaml; its telemetry would be on.
        self._instance = dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})
        self._report = RunReport()
        self._keys: set[str] = set()

    def report(self) -> bool:
        """Run everything; False where records or physics refuse."""
        if not self._until_published(None):
            return False
        self._collect()
        name = self._stored("release", "release")
        self._report.release = self._settings.releases_folder / name["release"].item()
        if self._settings.previous is not None:
            self._report.previous = Path(self._settings.previous).name
            self._report.restatements = self._stored("restatement", "restatements")
            self._report.base_year_changes = self._stored("restatement", "base_year_changes")
        return True

    def judge(self) -> bool:
        """Run everything up to the verdicts; False where records or physics refuse."""
        judged = [dg.AssetKey([stage, name]) for stage, names in _JUDGED.items() for name in names]
        return self._until_published(judged)

    def _until_published(self, assets: Sequence[dg.AssetKey] | None) -> bool:
        """Records, years, and what looks at all years: all of it, or the assets named."""
        if not self._records():
            return False
        self._known_period()
        done = [self._job("yearly", partition=year) for year in self._report.reporting_years]
        self._collect()
        if not all(done):
            return self._refused()
        return self._job("publish", assets=assets) or self._refused()

    def tables(self) -> dict[str, pl.DataFrame]:
        """What was judged, and what it stands on, by name; yearly tables put together, oldest year first."""
        years = self._report.reporting_years
        yearly = {"ledger": "ledger", "intensity": "intensity"}
        return {
            **{name: self._stored(stage, name) for stage, names in _JUDGED.items() for name in names},
            **{name: pl.concat([self._stored(s, name, year) for year in years]) for name, s in yearly.items()},
            "smelters": self._stored("validated", "smelters"),
            "sources": self._stored("records", "sources"),
        }

    def check(self) -> bool:
        if not self._records():
            return False
        activity = [dg.AssetKey(["activity", name]) for name in ("activity", "findings", "dropped")]
        done = [self._job("yearly", partition=year, assets=activity) for year in self._report.reporting_years]
        self._collect()
        return all(done) or self._refused()

    def finish(self) -> RunReport:
        self._log.done()
        self._report.materialised = sorted(self._keys)
        self._report.seconds = {step: round(seconds, 3) for step, seconds in self._log.seconds.items()}
        return self._report

    def _records(self) -> bool:
        done = self._job("records_to_validated")
        self._report.reporting_years = reporting_years(self._instance)
        self._collect()
        if not done:
            return self._refused()
        if not self._report.reporting_years:
            self._report.refusal = (
                "no smelter-year is left without errors"
                if self._report.errors
                else "the records hold no dated row of a smelter"
            )
            return False
        return True

    def _refused(self) -> bool:
        """False; raises where it was not the records."""
        if self._report.errors == 0 or self._settings.accept_partial:
            raise RunFailedError("a step failed; see the run log")
        self._report.refusal = "records with errors; nothing was released"
        # A strict run leaves nothing out; it stops.
        self._report.dropped = self._report.dropped.clear()
        return False

    def _known_period(self) -> None:
        asked = self._settings.period
        labels = self._stored("validated", "periods")["period_label"].unique().sort().to_list()
        if asked is not None and asked not in labels:
            raise UnknownPeriodError(f"no reporting period {asked!r}; there are {', '.join(labels)}")

    def _job(self, name: str, *, partition: str | None = None, assets: Sequence[dg.AssetKey] | None = None) -> bool:
        self._log.expect(_STEPS[name] if assets is None else _ACTIVITY_STEPS)
        self._log.partition = partition
        result = self._definitions.resolve_job_def(name).execute_in_process(
            instance=self._instance,
            partition_key=partition,
            asset_selection=assets,
            run_config={"loggers": {NAME: {}}},
            raise_on_error=False,
        )
        for event in result.get_asset_materialization_events():
            if event.asset_key is not None:
                self._keys.add(event.asset_key.to_user_string())
        for evaluation in result.get_asset_check_evaluations():
            self._report.checks.append(
                {
                    "asset": evaluation.asset_key.to_user_string(),
                    "check": evaluation.check_name,
                    "passed": evaluation.passed,
                    "severity": evaluation.severity.value,
                    "partition": evaluation.partition,
                }
            )
        return bool(result.success)

    def _collect(self) -> None:
        """Findings and dropped smelter-years of everything that has run."""
        over_all_years = (("validated", "findings"), ("pathways", "findings"), ("disclosure", "changes"))
        findings = [self._optional(*key) for key in over_all_years]
        dropped = [self._optional("validated", "dropped")]
        for year in self._report.reporting_years:
            findings += [self._optional(stage, "findings", year) for stage in ("activity", "intensity")]
            dropped.append(self._optional("activity", "dropped", year))
        self._report.findings = merge([frame for frame in findings if frame is not None])
        self._report.dropped = together([frame for frame in dropped if frame is not None])

    def _optional(self, *key: str) -> pl.DataFrame | None:
        return stored(self._store, *key)

    def _stored(self, *key: str) -> pl.DataFrame:
        frame = self._optional(*key)
        if frame is None:
            raise RunFailedError(f"{'/'.join(key)} was not made; see the run log")
        return frame

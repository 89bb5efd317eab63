"""The verbs that run the graph: report, check, scenario.

Belongs here: their settings, what they say and how they end. Does not belong here: arguments, the
graph (`run`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.ends import DONE, REFUSED, UsageError

if TYPE_CHECKING:
    from pipelines.resources import ReportSettings
    from pipelines.run import RunReport
    from pipelines.scenario import ScenarioReport

_COMPARED = ("emissions", "intensities", "verdicts")


def report(arguments: argparse.Namespace) -> int:
    from pipelines import run

    settings = _settings(
        arguments,
        releases=str(arguments.out),
        accept_partial=arguments.accept_partial,
        period=arguments.period,
        previous=arguments.previous,
    )
    _refuse_file_as_folder(arguments.out)
    return _end(run.report(settings, sys.stderr), arguments, release=True)


def _refuse_file_as_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: not a folder")


def scenario(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_json, scenario_lines
    from pipelines.scenario import refused, run_scenario
    from smelter_ghg.scenario import ScenarioError

    settings = _settings(
        arguments,
        releases=str(arguments.out),
        accept_partial=arguments.accept_partial,
        period=arguments.period,
        scenario=arguments.scenario,
    )
    _refuse_file_as_folder(arguments.out)
    try:
        settings.changed_by()
    except ScenarioError as error:
        raise UsageError(str(error)) from error
    made = run_scenario(settings, sys.stderr)
    stopped = refused(made)
    if stopped is not None and stopped is made.changed:
        print("smelter-ghg: the records as the scenario changes them:", file=sys.stderr)
    _say(made.base if stopped is None else stopped, release=stopped is None)
    if made.comparison is not None:
        for line in scenario_lines(made.comparison, made.new_findings):
            print(line, file=sys.stderr)
    if arguments.json:
        print_json(_scenario_as_json(made))
    elif made.folder is not None:
        print(made.folder)
    return DONE if stopped is None else REFUSED


def check(arguments: argparse.Namespace) -> int:
    from pipelines import run

    settings = _settings(arguments)
    return _end(run.check(settings, sys.stderr), arguments, release=False)


def _end(made: RunReport, arguments: argparse.Namespace, *, release: bool) -> int:
    from pipelines.printing import print_json

    _say(made, release=release)
    if arguments.json:
        print_json(_as_json(made))
    elif made.release is not None:
        print(made.release)
    refused = made.release is None if release else made.errors > 0
    return REFUSED if refused else DONE


def _say(made: RunReport, *, release: bool) -> None:
    """What a person needs to know, on stderr."""
    from pipelines.printing import base_year_lines, dropped_lines, finding_lines, restated_lines

    for line in finding_lines(made.findings):
        print(line, file=sys.stderr)
    counts = ", ".join(f"{severity}s: {count}" for severity, count in made.counts().items())
    print(f"smelter-ghg: {counts}", file=sys.stderr)
    if made.refusal is not None:
        print(f"smelter-ghg: {made.refusal}", file=sys.stderr)
    elif release:
        for line in dropped_lines(made.dropped):
            print(line, file=sys.stderr)
        if made.previous is not None:
            for line in (*restated_lines(made.restatements, made.previous), *base_year_lines(made.base_year_changes)):
                print(line, file=sys.stderr)


def _as_json(made: RunReport) -> dict[str, object]:
    return {
        "release": None if made.release is None else str(made.release),
        "refused": made.refusal,
        "reporting_years": made.reporting_years,
        "materialised": made.materialised,
        "checks": made.checks,
        "dropped": made.dropped.to_dicts(),
        "finding_counts": made.counts(),
        "findings": made.findings.to_dicts(),
        "seconds": dict(made.seconds),
        **({} if made.previous is None or made.release is None else _compared(made)),
    }


def _compared(made: RunReport) -> dict[str, object]:
    return {
        "previous": made.previous,
        "restatements": made.restatements.to_dicts(),
        "base_year_changes": made.base_year_changes.to_dicts(),
    }


def _settings(
    arguments: argparse.Namespace,
    *,
    releases: str = "",
    accept_partial: bool = False,
    period: str | None = None,
    previous: Path | None = None,
    scenario: Path | None = None,
) -> ReportSettings:
    """The settings of a run, refused here where they cannot be used."""
    from pipelines.resources import ReportSettings
    from smelter_ghg.config import ConfigError
    from smelter_ghg.conformance import RulebookError
    from smelter_ghg.records.folder import is_records

    folder, config = arguments.records, arguments.config
    if not is_records(folder):
        raise UsageError(f"{folder}: no such records folder or workbook")
    if config is not None and not config.is_file():
        raise UsageError(f"{config}: no such configuration")
    settings = ReportSettings(
        records=str(folder),
        releases=releases,
        config_file=None if config is None else str(config),
        accept_partial=accept_partial,
        period=period,
        previous=None if previous is None else _release_folder(previous),
        scenario=None if scenario is None else str(scenario),
    )
    try:
        for file in (*settings.factor_files, *settings.rule_files):
            if not file.is_file():
                raise UsageError(f"{file}: named in the configuration, but there is no such file")
        settings.rulebooks()
    except (ConfigError, RulebookError) as error:
        raise UsageError(str(error)) from error
    _refuse_unknown_choices(settings)
    return settings


def _release_folder(path: Path) -> str:
    """The folder of a release, or of the one a releases folder points to now, held against its manifest."""
    from smelter_ghg.release import ReleaseDamagedError, ReleaseNotFoundError, verify_release

    try:
        return str(verify_release(path).path.resolve())
    except (ReleaseNotFoundError, ReleaseDamagedError) as error:
        raise UsageError(f"--previous: {error}") from error


def _refuse_unknown_choices(settings: ReportSettings) -> None:
    """A grid factor chosen by id must exist, be usable and be a grid factor; else it would silently choose nothing."""
    from smelter_ghg.factors import FactorFileError, UnusableFactorError
    from smelter_ghg.factors.vocabulary import CHOSEN_BY_ID

    try:
        factors = settings.factors()
    except FactorFileError:
        # A fault in a factor file is a finding with its row; reading the records reports it.
        return
    for zone, factor_ids in settings.config().chosen_factors.items():
        chosen: dict[str, str] = {}
        for factor_id in factor_ids:
            try:
                parameter = str(factors.row(factor_id)["parameter"])
            except UnusableFactorError as error:
                raise UsageError(f"chosen_factors, {zone}: {error}") from error
            if parameter not in CHOSEN_BY_ID:
                wanted = " or ".join(CHOSEN_BY_ID)
                raise UsageError(f"chosen_factors, {zone}: {factor_id} is a {parameter}, not a {wanted} factor")
            if parameter in chosen:
                raise UsageError(f"chosen_factors, {zone}: {chosen[parameter]} and {factor_id} are both {parameter}")
            chosen[parameter] = factor_id


def _scenario_as_json(made: ScenarioReport) -> dict[str, object]:
    compared = made.comparison
    tables = {} if compared is None else {name: getattr(compared, name).to_dicts() for name in _COMPARED}
    return {
        "folder": None if made.folder is None else str(made.folder),
        "base": _as_json(made.base),
        "scenario": None if made.changed is None else _as_json(made.changed),
        **tables,
    }

"""The command line `smelter-ghg`: report, check, explain, template, factors, rules.

Belongs here: arguments, exit codes, what goes to stdout and stderr. Does not belong here: running the graph
(`pipelines.run`).

Exit codes: 0 done, 1 records refused, 2 wrong usage, 3 a step failed by itself.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.environment import assert_telemetry_off, telemetry_off

if TYPE_CHECKING:
    import polars as pl

    from pipelines.resources import ReportSettings
    from pipelines.run import RunReport

DONE, REFUSED, WRONG_USAGE, FAILED = 0, 1, 2, 3


class UsageError(Exception):
    """What was asked for cannot be done; the message says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; gives back the exit code."""
    # The graph runs on an instance in memory, whoever's home is set.
    telemetry_off(own_home=True)
    assert_telemetry_off()
    # Looking for cycles among the many objects that stay alive, as often as Python does, takes a tenth of a report.
    gc.set_threshold(50_000, 20, 50)
    arguments = _parser().parse_args(argv)
    verb: Callable[[argparse.Namespace], int] = arguments.verb
    try:
        return verb(arguments)
    except UsageError as error:
        print(f"smelter-ghg: {error}", file=sys.stderr)
        return WRONG_USAGE
    except BrokenPipeError:
        # The reader of stdout has seen enough (head); Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="smelter-ghg",
        description="Smelter records to a cited greenhouse-gas ledger, verdicts and a release that explains itself.",
        epilog="Exit codes: 0 done, 1 records refused, 2 wrong usage, 3 a step failed by itself.",
    )
    verbs = parser.add_subparsers(required=True, metavar="verb")

    def verb(name: str, function: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help="print the result as JSON on stdout")
        made.set_defaults(verb=function)
        return made

    def records(made: argparse.ArgumentParser) -> None:
        made.add_argument("--records", required=True, type=Path, metavar="PATH",
                          help="the records folder, or one workbook; only read")  # fmt: skip
        made.add_argument(
            "--config", type=Path, metavar="FILE", help="the configuration; else reporting.yaml beside the records"
        )

    report = verb("report", _report, "Run the whole graph and write a release.")
    records(report)
    report.add_argument("--out", required=True, type=Path, metavar="DIR", help="the releases folder")
    report.add_argument("--period", metavar="LABEL", help="publish the verdicts of this reporting period only")
    report.add_argument(
        "--accept-partial", action="store_true", help="leave out smelter-years with errors and release the others"
    )
    report.add_argument(
        "--previous", type=Path, metavar="RELEASE", help="a release, or a releases folder: tell what was restated since"
    )
    records(verb("check", _check, "Read and check the records; nothing is written."))
    explain = verb("explain", _explain, "Show how a published figure was made.")
    explain.add_argument("--release", required=True, type=Path, metavar="DIR", help="a release, or a releases folder")
    explain.add_argument("figure", metavar="FIGURE", help="the figure's id, as the page shows it")
    explain.add_argument("--all", action="store_true", help="list every ledger row and record, not groups of them")
    template = verb("template", _template, "Write a workbook for the records, with units, meanings and drop-downs.")
    template.add_argument("file", type=Path, metavar="FILE.xlsx", help="the workbook to write; it must not exist yet")
    template.add_argument("--tables", nargs="+", metavar="NAME", help="only these record tables")
    factors = verb("factors", _factors, "List the factors, with citation and status.")
    factors.add_argument("--item", metavar="NAME", help="only factors of this item")
    factors.add_argument("--config", type=Path, metavar="FILE", help="also the factor files of this configuration")
    rules = verb("rules", _rules, "List the parameters and readings of the rulebooks, with source and status.")
    rules.add_argument("--config", type=Path, metavar="FILE", help="apply the rule files of this configuration")
    return parser


def _settings(
    arguments: argparse.Namespace,
    *,
    releases: str = "",
    accept_partial: bool = False,
    period: str | None = None,
    previous: Path | None = None,
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


def _report(arguments: argparse.Namespace) -> int:
    from pipelines import run

    settings = _settings(
        arguments,
        releases=str(arguments.out),
        accept_partial=arguments.accept_partial,
        period=arguments.period,
        previous=arguments.previous,
    )
    if arguments.out.exists() and not arguments.out.is_dir():
        raise UsageError(f"{arguments.out}: not a folder")
    return _run(lambda: run.report(settings, sys.stderr), arguments, release=True)


def _check(arguments: argparse.Namespace) -> int:
    from pipelines import run

    settings = _settings(arguments)
    return _run(lambda: run.check(settings, sys.stderr), arguments, release=False)


def _run(runs: Callable[[], RunReport], arguments: argparse.Namespace, *, release: bool) -> int:
    from pipelines.run import RunFailedError, UnknownPeriodError

    try:
        made = runs()
    except UnknownPeriodError as error:
        raise UsageError(str(error)) from error
    except RunFailedError as error:
        print(f"smelter-ghg: {error}", file=sys.stderr)
        return FAILED
    _say(made, release=release)
    if arguments.json:
        _print_json(_as_json(made))
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


def _explain(arguments: argparse.Namespace) -> int:
    from smelter_ghg.explain import BrokenReleaseError, UnknownFigureError, as_dict, explain, render_text
    from smelter_ghg.release import ReleaseDamagedError, ReleaseNotFoundError, read_release

    try:
        tree = explain(read_release(arguments.release), arguments.figure)
    except (UnknownFigureError, ReleaseNotFoundError, ReleaseDamagedError, BrokenReleaseError) as error:
        raise UsageError(str(error)) from error
    if arguments.json:
        _print_json(as_dict(tree))
    else:
        print(render_text(tree, every_row=arguments.all), end="")
    return DONE


def _template(arguments: argparse.Namespace) -> int:
    from smelter_ghg.records.template import UnknownTableError, template

    path: Path = arguments.file
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: the template is an .xlsx workbook")
    try:
        content = template(arguments.tables)
        with path.open("xb") as file:
            file.write(content)
    except UnknownTableError as error:
        raise UsageError(str(error)) from error
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already and is not overwritten") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if arguments.json:
        _print_json({"template": str(path)})
    else:
        print(path)
    return DONE


def _factors(arguments: argparse.Namespace) -> int:
    import polars as pl

    from pipelines.resources import ReportSettings
    from smelter_ghg.config import ConfigError
    from smelter_ghg.factors import FactorFileError, refusal

    config = None if arguments.config is None else str(arguments.config)
    try:
        factors = ReportSettings(records="", releases="", config_file=config).factors()
    except (ConfigError, FactorFileError, OSError) as error:
        raise UsageError(str(error)) from error
    frame = factors.frame
    if arguments.item is not None:
        frame = frame.filter(pl.col("item") == arguments.item)
        if frame.is_empty():
            raise UsageError(f"no factor of item {arguments.item!r}")
    if arguments.json:
        refused = set(factors.refused["factor_id"])
        rows = frame.to_dicts()
        _print_json([row | {"refusal": refusal(row) if row["factor_id"] in refused else None} for row in rows])
        return DONE
    _print_columns(frame, "factor_id value unit gwp_set status confidence publisher document table page")
    return DONE


def _rules(arguments: argparse.Namespace) -> int:
    from pipelines.resources import ReportSettings
    from smelter_ghg.config import ConfigError
    from smelter_ghg.conformance import RulebookError, rulebooks_frame

    config = None if arguments.config is None else str(arguments.config)
    try:
        frame = rulebooks_frame(ReportSettings(records="", releases="", config_file=config).rulebooks())
    except (ConfigError, RulebookError, OSError) as error:
        raise UsageError(str(error)) from error
    if arguments.json:
        _print_json(frame.to_dicts())
        return DONE
    _print_columns(frame, "parameter_id kind value text unit status confidence source meaning")
    return DONE


def _print_columns(frame: pl.DataFrame, names: str) -> None:
    from pipelines.printing import columns_lines

    # A column the frame lacks is an error of ours: polars raises.
    for line in columns_lines(frame.select(names.split())):
        print(line)


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    print()


if __name__ == "__main__":
    sys.exit(main())

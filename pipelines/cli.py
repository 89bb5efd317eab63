"""The command line `smelter-ghg`: report, check, scenario, explain, verify, evidence, template, factors, rules.

Belongs here: verbs and their arguments, exit codes. Does not belong here: what a verb does (cli_runs, cli_evidence,
cli_lists).

Exit codes: 0 done, 1 records refused, or a release that is not right, 2 wrong usage, 3 a step failed by itself.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines import cli_evidence, cli_lists, cli_runs
from pipelines.ends import DONE, FAILED, WRONG_USAGE, RunFailedError, UsageError
from pipelines.environment import assert_telemetry_off, telemetry_off


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
    except RunFailedError as error:
        print(f"smelter-ghg: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of stdout has seen enough (head); Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="smelter-ghg",
        description="Smelter records to a cited greenhouse-gas ledger, verdicts and a release that explains itself.",
        epilog="Exit codes: 0 done, 1 records refused or a release not right, 2 wrong usage, 3 a step failed itself.",
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

    report = verb("report", cli_runs.report, "Run the whole graph and write a release.")
    records(report)
    report.add_argument("--out", required=True, type=Path, metavar="DIR", help="the releases folder")
    report.add_argument("--period", metavar="LABEL", help="publish the verdicts of this reporting period only")
    report.add_argument(
        "--accept-partial", action="store_true", help="leave out smelter-years with errors and release the others"
    )
    report.add_argument(
        "--previous", type=Path, metavar="RELEASE", help="a release, or a releases folder: tell what was restated since"
    )
    scenario = verb(
        "scenario", cli_runs.scenario, "Change the records as a file says, and show what comes of it beside them."
    )
    records(scenario)
    scenario.add_argument("--scenario", required=True, type=Path, metavar="FILE", help="the scenario, a YAML file")
    scenario.add_argument("--out", required=True, type=Path, metavar="DIR", help="where its folder is written")
    scenario.add_argument("--period", metavar="LABEL", help="only the verdicts of this reporting period")
    scenario.add_argument("--accept-partial", action="store_true", help="leave out smelter-years with errors")
    records(verb("check", cli_runs.check, "Read and check the records; nothing is written."))
    explain = verb("explain", cli_lists.explain, "Show how a published figure was made.")
    explain.add_argument("--release", required=True, type=Path, metavar="DIR", help="a release, or a releases folder")
    explain.add_argument("figure", metavar="FIGURE", help="the figure's id, as the page shows it")
    explain.add_argument("--all", action="store_true", help="list every ledger row and record, not groups of them")
    verify = verb(
        "verify",
        cli_evidence.verify,
        "Prove that a release, or a pack of evidence, is whole, and recompute its figures.",
    )
    verify.add_argument(
        "path",
        type=Path,
        metavar="PACK|RELEASE",
        help="an evidence.zip, its unpacked folder, a release, a releases folder",
    )
    verify.add_argument("--draw", action="store_true", help="draw the intervals again too, which takes longer")
    evidence = verb(
        "evidence", cli_evidence.evidence, "Pack a release for an auditor: verdicts, evidence, a checklist."
    )
    evidence.add_argument("--release", required=True, type=Path, metavar="DIR", help="a release, or a releases folder")
    evidence.add_argument("--out", type=Path, metavar="FILE.zip", default=Path("evidence.zip"),
                          help="the archive to write; it must not exist yet (default: %(default)s)")  # fmt: skip
    evidence.add_argument("--documents", type=Path, metavar="DIR", help="the documents' files, to go in too")
    template = verb(
        "template", cli_lists.template, "Write a workbook for the records, with units, meanings and drop-downs."
    )
    template.add_argument("file", type=Path, metavar="FILE.xlsx", help="the workbook to write; it must not exist yet")
    template.add_argument("--tables", nargs="+", metavar="NAME", help="only these record tables")
    factors = verb("factors", cli_lists.factors, "List the factors, with citation and status.")
    factors.add_argument("--item", metavar="NAME", help="only factors of this item")
    factors.add_argument("--config", type=Path, metavar="FILE", help="also the factor files of this configuration")
    rules = verb("rules", cli_lists.rules, "List the parameters and readings of the rulebooks, with source and status.")
    rules.add_argument("--config", type=Path, metavar="FILE", help="apply the rule files of this configuration")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""`smelter-ghg report` and `check`: exit codes, what is printed and written, and the graph of the snapshot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from pipelines import run
from pipelines.cli import main
from pipelines.ends import DONE, FAILED, REFUSED, WRONG_USAGE
from pipelines.printing import finding_lines, printable
from smelter_ghg.findings import finding, to_frame

Make = Callable[..., Any]
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
SOAK_ONLY = pytest.mark.skipif(
    not SOAK, reason="its parts are tested by themselves; SMELTER_GHG_SOAK=1 runs the whole graph"
)
SNAPSHOT = Path(__file__).parents[1] / "architecture" / "snapshots" / "graph.json"


class Cli:
    """Runs the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], out: Path) -> None:
        self._capsys, self.out = capsys, out

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def report(self, records: Path, *more: str) -> tuple[int, dict[str, Any], str]:
        code, out, err = self("report", "--records", records, "--out", self.out, "--json", *more)
        return code, json.loads(out) if out else {}, err


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    return Cli(capsys, tmp_path / "releases")


def test_report_runs_the_graph_of_the_snapshot(sound_report: Any) -> None:
    assert sound_report.code == DONE
    made = sound_report.made
    graph = json.loads(SNAPSHOT.read_text(encoding="utf-8"))["assets"]
    assert made["materialised"] == sorted(graph)
    years = made["reporting_years"]
    assert years == ["2021", "2022"]
    expected = {
        (name, check["name"], year)
        for name, asset in graph.items()
        for check in asset["checks"]
        for year in (years if check["partitions"] else [None])
    }
    evaluated = [(check["asset"], check["check"], check["partition"]) for check in made["checks"]]
    assert len(evaluated) == len(set(evaluated))
    assert set(evaluated) == expected
    assert all(check["passed"] for check in made["checks"])


def test_a_release_is_written_and_the_pointer_names_it(sound_report: Any) -> None:
    release, out = Path(sound_report.made["release"]), sound_report.out
    assert release.parent == out
    assert (out / "latest").resolve() == release.resolve()
    assert (release / "index.html").is_file()
    assert "errors: 0" in sound_report.stderr


def test_the_run_log_has_a_line_per_step(sound_report: Any) -> None:
    lines = [json.loads(line) for line in sound_report.stderr.splitlines() if line.startswith("{")]
    assert {line["outcome"] for line in lines} == {"done"}
    steps = [(line["job"], line["step"], line.get("partition")) for line in lines]
    assert steps[0] == ("records_to_validated", "records", None)
    assert ("yearly", "ledger", "2022") in steps
    assert steps[-1] == ("publish", "release_checks", None)
    assert len(steps) == len(set(steps)) == 3 + 2 * 12 + 16
    assert all(line["seconds"] >= 0 for line in lines)


def test_the_records_folder_is_only_read(sound_report: Any) -> None:
    assert sound_report.code == DONE
    before, after = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*")}
        for folder in (sound_report.records_before, sound_report.records)
    )
    assert before and after == before


@pytest.mark.parametrize("draw", range(30 if SOAK else 1))
def test_bad_input_is_refused_with_its_place_and_nothing_is_released(
    records_folder: Make, cli: Cli, faults: dict[str, Callable[[Any, Random], Any]], draw: int
) -> None:
    """A sample of the kinds of bad input through the whole graph; the tests of the checks meet every kind."""
    kinds = sorted(faults)
    Random(20261125).shuffle(kinds)
    folder = records_folder()
    injected = faults[kinds[draw % len(kinds)]](folder, Random(11))
    code, made, err = cli.report(folder.write())
    assert code == REFUSED
    assert made["release"] is None
    assert not cli.out.exists()
    (found,) = made["findings"]
    place = (found["check_id"], found["file"], found["row"], found["column"], found["value"])
    assert place == (injected.check_id, f"{injected.table}.csv", injected.row, injected.column, injected.value)
    assert made["dropped"] == []
    assert f"{injected.table}.csv, row {injected.row}, column {injected.column}" in err
    assert f"expected: {found['expected']}" in err
    failed = [check for check in made["checks"] if not check["passed"]]
    assert [check["severity"] for check in failed] == ["ERROR"]
    assert failed[0]["asset"] == f"validated/{injected.table}"
    assert not any(name.startswith("activity/") for name in made["materialised"])


def test_accept_partial_releases_the_others_and_names_the_dropped(records_folder: Make, cli: Cli) -> None:
    folder = records_folder()
    folder.set("metal", folder.find("metal", smelter_id="north", period_start="2021-03-01"), "mass_t", "-5")
    folder.set("metal", folder.find("metal", smelter_id="south", period_start="2022-03-01"), "mass_t", "99999")
    code, made, err = cli.report(folder.write(), "--accept-partial")
    assert code == DONE
    dropped = {(each["smelter_id"], each["reporting_year"]): each["reason"] for each in made["dropped"]}
    assert dropped == {("north", 2021): "out_of_range", ("south", 2022): "faraday"}
    assert "left out: north 2021" in err
    release = Path(made["release"])
    for name in ("ledger", "energy", "activity", "missing"):
        years = set(pl.read_parquet(release / f"{name}.parquet").select("smelter_id", "reporting_year").rows())
        assert years <= {("north", 2022), ("south", 2021)}, name
    ledger = pl.read_parquet(release / "ledger.parquet")
    assert set(ledger.select("smelter_id", "reporting_year").rows()) == {("north", 2022), ("south", 2021)}
    verdicts = json.loads((release / "conformance.json").read_text(encoding="utf-8"))["verdicts"]
    assert {(each["smelter_id"], each["period_label"]) for each in verdicts} == {("north", "2022"), ("south", "2021")}
    cells = pl.read_parquet(release / "records.parquet").filter(pl.col("table") == "metal")
    assert not {"north", "south"} - set(cells["smelter_id"])
    # The key of a metal row begins with smelter, facility and first day.
    starts = cells.select("smelter_id", pl.col("row_key").str.split("|").list.get(2).str.slice(0, 4))
    assert set(starts.rows()) == {("north", "2022"), ("south", "2021")}
    told = pl.read_parquet(release / "findings.parquet")
    named = told.filter(pl.col("check_id") == "smelter_year_dropped").select("smelter_id", "period").rows()
    assert set(named) == {("north", "2021"), ("south", "2022")}
    assert told.filter(pl.col("severity") == "error").height == 2


@SOAK_ONLY
@pytest.mark.parametrize("dated", [pytest.param(True, id="stated-periods"), pytest.param(False, id="calendar-years")])
def test_accept_partial_gives_what_the_others_alone_would_give(records_folder: Make, cli: Cli, dated: bool) -> None:
    """The rows released beside a dropped smelter-year are those of records that never had it."""
    broken, alone = records_folder("broken"), records_folder("alone")
    for folder in (broken, alone):
        if not dated:
            folder.tables["reporting_periods"] = []
    broken.set("metal", broken.find("metal", smelter_id="north", period_start="2021-03-01"), "mass_t", "-5")
    for rows in alone.tables.values():
        rows[:] = [
            row for row in rows if not (row["smelter_id"] == "north" and row.get("period_start", "").startswith("2021"))
        ]
    made = [Path(cli.report(folder.write(), *more)[1]["release"]) for folder, more in
            ((broken, ("--accept-partial",)), (alone, ()))]  # fmt: skip
    for name in ("ledger", "ledger_inputs", "energy", "activity", "missing"):
        one, other = (pl.read_parquet(release / f"{name}.parquet") for release in made)
        assert one.equals(other), name
    assert (made[0] / "intensity.json").read_bytes() == (made[1] / "intensity.json").read_bytes()


def test_impossible_physics_refuses(records_folder: Make, cli: Cli) -> None:
    folder = records_folder()
    folder.keep_year(2021)
    folder.set("metal", folder.find("metal", smelter_id="north", period_start="2021-03-01"), "mass_t", "99999")
    code, made, err = cli.report(folder.write())
    assert (code, made["release"]) == (REFUSED, None)
    assert not cli.out.exists()
    assert made["finding_counts"]["error"] == 1
    assert "faraday" in err


def test_nothing_left_is_refused(records_folder: Make, cli: Cli) -> None:
    folder = records_folder()
    folder.drop_column("metal", "mass_t")
    code, made, err = cli.report(folder.write(), "--accept-partial")
    assert (code, made["release"]) == (REFUSED, None)
    assert "no smelter-year is left" in err
    assert not cli.out.exists()


def test_an_empty_folder_is_refused(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "empty").mkdir()
    code, made, err = cli.report(tmp_path / "empty")
    assert (code, made["release"]) == (REFUSED, None)
    assert "no dated row" in err


def test_a_fault_in_a_factor_file_is_a_finding(records_folder: Make, cli: Cli) -> None:
    records = records_folder().write()
    (records / "reporting.yaml").write_text("factor_files: [own.csv]\n", encoding="utf-8")
    (records / "own.csv").write_text("factor_id,item\nx,y\n", encoding="utf-8")
    code, made, _ = cli.report(records, "--accept-partial")
    assert (code, made["release"]) == (REFUSED, None)
    assert {found["file"] for found in made["findings"]} == {"own.csv"}
    assert not [check for check in made["checks"] if not check["passed"] and check["check"] != "files_known"]


def test_a_period_narrows_the_verdicts(sound_report: Any) -> None:
    release = sound_report.release
    verdicts = json.loads((release / "conformance.json").read_text(encoding="utf-8"))["verdicts"]
    assert {each["period_label"] for each in verdicts} == {"2022"}
    assert set(pl.read_parquet(release / "ledger.parquet")["period_label"]) == {"2021", "2022"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--records", "nowhere"], "no such records folder"),
        (["--records", "{records}", "--config", "nowhere.yaml"], "no such configuration"),
        (["--records", "{records}", "--config", "{records}/bad.yaml"], "colour"),
        (["--records", "{records}", "--config", "{records}/lost.yaml"], "no such file"),
        (["--records", "{records}", "--period", "1999"], "there are 2021, 2022"),
    ],
)
def test_wrong_usage_is_told_apart_from_bad_records(
    records_folder: Make, cli: Cli, arguments: list[str], message: str
) -> None:
    records = records_folder().write()
    (records / "bad.yaml").write_text("colour: green\n", encoding="utf-8")
    (records / "lost.yaml").write_text("rule_files: [lost_rules.yaml]\n", encoding="utf-8")
    code, out, err = cli("report", "--out", cli.out, *(part.format(records=records) for part in arguments))
    assert (code, out) == (WRONG_USAGE, "")
    assert message in err
    assert not cli.out.exists()


@pytest.mark.parametrize("arguments", [[], ["report"], ["dance"], ["report", "--records", "x"], ["check"]])
def test_arguments_that_make_no_sense_are_wrong_usage(cli: Cli, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli(*arguments)
    assert ended.value.code == WRONG_USAGE


def test_a_step_that_fails_by_itself_is_not_blamed_on_the_records(
    records_folder: Make, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of the code")

    monkeypatch.setattr("smelter_ghg.intensity.build_intensity", breaks)
    folder = records_folder()
    folder.keep_year(2021)
    code, made, err = cli.report(folder.write(), "--accept-partial")
    assert (code, made) == (FAILED, {})
    assert "ZeroDivisionError: a fault of the code" in err
    assert not cli.out.exists()


def test_check_reads_checks_and_balances_and_writes_nothing(records_folder: Make, cli: Cli, tmp_path: Path) -> None:
    folder = records_folder()
    folder.keep_year(2021)
    before = set(tmp_path.rglob("*"))
    folder.set("metal", folder.find("metal", smelter_id="north", period_start="2021-03-01"), "mass_t", "99999")
    folder.set("activity", folder.find("activity", smelter_id="south"), "unit", "stones")
    records = folder.write()
    code, out, err = cli("check", "--records", records, "--json")
    assert code == REFUSED
    made = json.loads(out)
    assert {name.split("/")[0] for name in made["materialised"]} == {"records", "validated", "activity"}
    assert {found["check_id"] for found in made["findings"]} == {"faraday", "series_jump", "unknown_unit"}
    assert "found: stones" in err
    assert "records with 2 errors, which must be mended" in err and "is left" not in err
    assert {path for path in set(tmp_path.rglob("*")) - before if not path.is_relative_to(records)} == set()


@SOAK_ONLY
def test_check_of_records_without_a_usable_year_says_what_to_mend(records_folder: Make, cli: Cli) -> None:
    folder = records_folder()
    folder.drop_column("metal", "mass_t")
    code, _, err = cli("check", "--records", folder.write())
    assert code == REFUSED
    assert "must be mended" in err and "is left" not in err


def test_nothing_of_a_run_stays_behind_in_the_temporary_folder(sound_report: Any) -> None:
    assert sound_report.code == DONE
    assert [path for path in sound_report.temporary.rglob("*") if path.is_file()] == []


def test_readable_findings_put_equal_ones_together() -> None:
    rows = [finding("unknown_smelter", "error", table="metal", file="m.csv", row=n, column="smelter_id", value="x")
            for n in range(2, 60)]  # fmt: skip
    lines = list(finding_lines(to_frame(rows)))
    assert lines == [
        "error: m.csv, rows 2, 3, 4, 5, 6 and 53 more, column smelter_id (unknown_smelter)",
        "    found: x",
    ]


def test_text_from_records_cannot_steer_the_terminal() -> None:
    lines = "\n".join(finding_lines(to_frame([finding("x", "error", file="a\x1b[2J.csv", value="\x1b]0;owned\x07\n")])))
    assert "\x1b" not in lines
    assert "\x07" not in lines
    assert printable("Åluminium – ok") == "Åluminium – ok"


def test_a_run_without_findings_is_a_report_without_errors() -> None:
    assert run.RunReport().counts() == {"error": 0, "warning": 0, "note": 0}

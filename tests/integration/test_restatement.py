"""`report --previous`: the comparison in the release, what is printed, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, WRONG_USAGE
from smelter_ghg.release import read_release, verify_release

Make = Callable[..., Any]
COMPARED = ("restatements.parquet", "disclosure/restatements.csv", "disclosure/restatements.xlsx")


def test_a_record_restated_is_told_everywhere(
    sound_report: Any, records_folder: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = records_folder()
    folder.set(
        "electricity", folder.find("electricity", smelter_id="north", period_start="2021-03-01"), "mwh", "250000"
    )
    config = tmp_path / "reporting.yaml"
    config.write_text("base_year: {year: 2021, significance_pct: 0.1}\n", encoding="utf-8")
    asked = ["report", "--records", str(folder.write()), "--config", str(config), "--json"]
    previous = verify_release(sound_report.release)
    code = main([*asked, "--out", str(tmp_path / "out"), "--previous", str(sound_report.out)])
    printed = capsys.readouterr()
    assert code == DONE, printed.err
    made = json.loads(printed.out)
    first = read_release(Path(made["release"]))

    restated = first.optional("restatements")
    assert restated is not None and set(restated["cause"]) == {"records"}
    assert set(restated["smelter_id"]) == {"north"} and set(restated["period_label"]) == {"2021"}
    assert len(made["restatements"]) == restated.height
    old, new = (
        {row["figure_id"]: row["value"] for row in one.figures.iter_rows(named=True)} for one in (previous, first)
    )
    for row in restated.iter_rows(named=True):
        assert (row["previous"], row["restated"]) == (old[row["previous_figure_id"]], new[row["figure_id"]])
        assert row["part"] == pytest.approx(row["restated"] - row["previous"])
    not_told = {i for i in old.keys() & new.keys() if old[i] != pytest.approx(new[i], rel=1e-12)}
    assert not_told == set(restated["figure_id"])

    assert f"figures restated since {previous.name}: {restated['figure_id'].n_unique()}" in printed.err
    assert "base year: north 2021" in printed.err
    held = first.optional("base_year_changes")
    assert held is not None and set(held["smelter_id"]) == {"north", "south"}
    assert held.filter(pl.col("smelter_id") == "south")["change"].unique().to_list() == [0.0]
    warned = first.findings.filter(pl.col("check_id") == "restated_without_reason")
    assert warned.select("severity", "table", "column", "value").rows() == [
        ("warning", "electricity", "mwh", "250000 MWh")
    ]
    assert first.manifest["previous_release"]["name"] == previous.name  # type: ignore[index]
    assert all((first.path / name).is_file() for name in COMPARED)
    assert not any((previous.path / name).exists() for name in COMPARED)
    assert "previous_release" not in previous.manifest


def test_what_is_no_release_or_damaged_is_refused(
    sound_report: Any, records_folder: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = str(records_folder().write())
    damaged = tmp_path / sound_report.release.name
    shutil.copytree(sound_report.release, damaged)
    with (damaged / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("# not so\n")
    for path, said in ((damaged, "config.yaml was altered"), (tmp_path, "holds neither manifest.json")):
        code = main(["report", "--records", records, "--out", str(tmp_path / "out"), "--previous", str(path)])
        assert code == WRONG_USAGE
        printed = capsys.readouterr()
        assert "--previous: " in printed.err and said in printed.err
    assert not (tmp_path / "out").exists()

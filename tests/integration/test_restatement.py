"""`report --previous`: the comparison in the release, what is printed, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, WRONG_USAGE
from smelter_ghg.recompute import recompute
from smelter_ghg.recompute.changes import PREVIOUS
from smelter_ghg.release import Release, read_release, verify_release
from tests.integration.forging import cells, forged

Make = Callable[..., Any]
COMPARED = ("restatements.parquet", "disclosure/restatements.csv", "disclosure/restatements.xlsx")


def test_a_record_restated_is_told_everywhere(
    sound_report: Any, records_folder: Make, making: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = records_folder()
    gas = folder.find("activity", smelter_id="north", item="natural_gas", period_start="2021-03-01")
    folder.set("activity", gas, "quantity", "36000")
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
    # The change of 2022 is reckoned from 2021.
    assert set(restated["smelter_id"]) == {"north"} and set(restated["period_label"]) == {"2021", "2022"}
    assert set(restated.filter(period_label="2022")["measure"]) == {"interval"}
    assert len(made["restatements"]) == restated.height
    old, new = (
        {row["figure_id"]: row["value"] for row in one.figures.iter_rows(named=True)} for one in (previous, first)
    )
    for row in restated.iter_rows(named=True):
        assert (row["previous"], row["restated"]) == (old[row["previous_figure_id"]], new[row["figure_id"]])
        # Ends of intervals are drawn, and not split.
        split = row["measure"] not in ("interval", "driver")
        assert row["part"] == (pytest.approx(row["restated"] - row["previous"]) if split else None)
    not_told = {i for i in old.keys() & new.keys() if old[i] != pytest.approx(new[i], rel=1e-12)}
    assert not_told == set(restated["figure_id"])

    assert f"figures restated since {previous.name}: {restated['figure_id'].n_unique()}" in printed.err
    assert "base year: north 2021" in printed.err
    held = first.optional("base_year_changes")
    assert held is not None and set(held["smelter_id"]) == {"north", "south"}

    # The release stands on its own records; only what the previous one said is taken as stated.
    recomputed = recompute(first.path)
    assert recomputed.right and recomputed.left[PREVIOUS] == restated.height
    parts = cells("restatements", pl.col("part").is_not_null(), part=pl.col("part") * 2)
    told = recompute(forged(first.path, tmp_path, parts)).disagreements
    assert set(told["table"]) >= {"restatements"}
    assert held.filter(pl.col("smelter_id") == "south")["change"].unique().to_list() == [0.0]
    warned = first.findings.filter(pl.col("check_id") == "restated_without_reason")
    assert warned.select("severity", "table", "column", "value").rows() == [
        ("warning", "activity", "quantity", "36000 GJ")
    ]
    assert first.manifest["previous_release"]["name"] == previous.name  # type: ignore[index]
    assert all((first.path / name).is_file() for name in COMPARED)
    told_on_the_pages(first, restated, making.problems_of(first.path), capsys)
    assert not any((previous.path / name).exists() for name in COMPARED)
    assert "previous_release" not in previous.manifest


def told_on_the_pages(
    release: Release, restated: pl.DataFrame, problems: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both values of what leads the page are figures that follow from the comparison; the restated one is marked."""
    assert problems == []
    leading = restated.filter(pl.col("measure").is_in(["intensity", "emissions_total", "emissions_boundary"]))
    figures = {row["key"]: row for row in release.figures.filter(operation="restatement").iter_rows(named=True)}
    page = (release.path / "disclosure" / "smelters" / "north.html").read_text("utf-8")
    assert "What was restated since the previous release" in page
    for row in leading.iter_rows(named=True):
        before, part = (figures[f"{row['figure_id']}|{what}"] for what in ("previous", "records"))
        assert (before["value"], part["value"]) == (row["previous"], row["part"])
        for one in (before["figure_id"], part["figure_id"]):
            assert f'data-figure="{one}"' in page
        marked = f'data-figure="{row["figure_id"]}">[^<]*</a><sup class="found">'
        assert re.search(marked + f'<a[^>]* href="#restated-{row["figure_id"]}"', page)
        assert f'id="restated-{row["figure_id"]}"' in page
    other = (release.path / "disclosure" / "smelters" / "south.html").read_text("utf-8")
    assert "What was restated" not in other
    assert main(["explain", "--release", str(release.path), part["figure_id"]]) == DONE
    told = capsys.readouterr().out
    assert "cause records" in told and "36000 GJ after" in told and "none on record" in told


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

"""Every figure of the page explains itself from the release alone, down to file, sheet and row or a citation."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from smelter_ghg.explain import ExplainNode, explain, render_text
from smelter_ghg.release import Release, read_release

SAMPLE = 100


@pytest.fixture(scope="module")
def release(published_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A copy of the release alone, without records, factors or anything else beside it."""
    alone = tmp_path_factory.mktemp("alone") / "release"
    shutil.copytree(published_release, alone)
    return read_release(alone)


def figures_on_the_pages(release: Release) -> list[str]:
    pages = [path.read_text("utf-8") for path in sorted(release.path.rglob("*.html"))]
    return sorted({one for page in pages for one in re.findall(r'data-figure="(f[0-9a-f]{12})"', page)})


def chosen(release: Release) -> list[str]:
    """A seeded sample with at least one figure of every operation on the page; all of them with SMELTER_GHG_SOAK=1."""
    shown = figures_on_the_pages(release)
    if os.environ.get("SMELTER_GHG_SOAK") == "1":
        return shown
    rows = release.figures.filter(pl.col("figure_id").is_in(shown))
    one_each = rows.group_by("operation").agg(pl.col("figure_id").min())["figure_id"].to_list()
    return sorted({*one_each, *random.Random(5).sample(shown, min(SAMPLE, len(shown)))})


def test_every_figure_ends_in_places_and_citations(release: Release) -> None:
    shown = chosen(release)
    assert len(shown) > 50
    for figure_id in shown:
        node = explain(release, figure_id)
        for leaf in node.leaves():
            check_leaf(leaf, figure_id)
        assert node.label in render_text(node)


def check_leaf(leaf: ExplainNode, figure_id: str) -> None:
    if leaf.kind == "record":
        assert leaf.facts["file"] and leaf.facts["column"], (figure_id, leaf)
        assert isinstance(leaf.facts["row"], int) and leaf.facts["row"] >= 2
        assert leaf.value not in (None, "")
    elif leaf.kind in ("factor", "parameter"):
        assert leaf.facts["publisher"] and leaf.facts["document"] and leaf.facts["status"], (figure_id, leaf)
        assert leaf.value is not None
    elif leaf.kind == "figure":
        # Nothing was counted, so nothing is below.
        assert (leaf.facts["operation"], leaf.value) == ("count", 0.0)
    elif leaf.kind == "interval":
        # Nothing behind it has a range, so nothing drives it.
        assert leaf.facts["lower"] == pytest.approx(leaf.facts["upper"], rel=1e-9), (figure_id, leaf)
    else:
        # An error that records share by name is the error of no one cell.
        assert leaf.kind in ("item", "verdict", "driver", "bridge", "pathway"), (figure_id, leaf)


def test_a_record_leaf_is_what_the_file_holds(release: Release, making: ModuleType) -> None:
    """The named row and column of the named file hold the value shown."""
    leaves = {
        leaf.id: leaf
        for figure_id in chosen(release)
        for leaf in explain(release, figure_id).leaves()
        if leaf.kind == "record"
    }
    drawn = random.Random(6).sample(sorted(leaves), 50)
    for identifier in drawn:
        leaf = leaves[identifier]
        file, row, column = leaf.facts["file"], leaf.facts["row"], leaf.facts["column"]
        table = pl.read_csv(making.ROOT / "data" / str(file), infer_schema=False)
        assert isinstance(row, int)
        assert table[row - 2, str(column)] == leaf.value, identifier


def test_the_command_explains_from_the_release_alone(release: Release, tmp_path: Path, making: ModuleType) -> None:
    figure_id = figures_on_the_pages(release)[0]
    program = [*making.PROGRAM, "explain", "--release", str(release.path)]
    told = subprocess.run([*program, figure_id], cwd=tmp_path, capture_output=True, text=True, env=environment(making))
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(explain(release, figure_id).label)
    unknown = subprocess.run([*program, "f00"], cwd=tmp_path, capture_output=True, text=True, env=environment(making))
    assert unknown.returncode == 2
    assert "f00" in unknown.stderr and "Traceback" not in unknown.stderr


def test_the_findings_on_a_record_are_told(release: Release) -> None:
    """The electricity that Dunkerque's page marks, and every figure that rests on a marked intensity of Press Metal."""
    for smelter, measure, check in (
        ("dunkerque", "record", "warning energy_in_conflict"),
        ("press_metal", "implied_production", "note implied_production"),
    ):
        figures = release.figures.filter(smelter_id=smelter, measure=measure)["figure_id"]
        told = [figure_id for figure_id in figures if f"finding: {check}" in render_text(explain(release, figure_id))]
        assert told, smelter
    clean = release.figures.filter(smelter_id="demo_hydro", measure="intensity")["figure_id"][0]
    assert "finding:" not in render_text(explain(release, clean), every_row=True)


def environment(making: ModuleType) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(making.ROOT), "PYTHONIOENCODING": "utf-8"}


def test_explain_does_not_need_the_orchestrator() -> None:
    """Reading a release must stay quick: nothing heavy is imported for it."""
    script = (
        "import sys, smelter_ghg.explain; print(sorted({'dagster', 'plotly', 'pandera', 'pandas'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

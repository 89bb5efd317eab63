"""A release whose records have gaps a rule filled: recomputed from its leaves, explained, and said on the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.recompute import recompute
from tests.golden.from_records import write, write_factors
from tests.golden.plant_with_gaps import METHOD, plant_with_gaps
from tests.golden.small_plant import FACTORS
from tests.integration.forging import cells, forged
from tests.shared_release import ROOT, command, made_once, report

INDEPENDENT = ROOT / "tests" / "independent"
RULES = {
    "us_98_65": ("us_40cfr98_f", "40 CFR 98.65(b), mean of the next two data points"),
    "eu_conservative": ("eu_2025_2547", "Regulation (EU) 2018/2066, Article 66, conservative estimate"),
}


SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"


@pytest.fixture(scope="module", params=list(RULES) if SOAK else ["us_98_65"])
def rule(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def release(rule: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        records = write(folder / "data", plant_with_gaps())
        write_factors(folder / "data" / "factors.csv", FACTORS)
        settings = f"factor_files: [factors.csv]\nmethod_set: {RULES[rule][0]}\nmissing_data: {rule}\n"
        (records / "reporting.yaml").write_text(settings)
        report(records, folder / "releases", cwd=folder)

    return (made_once(tmp_path_factory.getbasetemp(), f"gaps-{rule}", make) / "releases" / "latest").resolve()


def test_every_figure_follows_from_its_leaves(release: Path) -> None:
    told = subprocess.run([sys.executable, INDEPENDENT / "evaluator.py", release], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-3000:]


def test_it_recomputes_from_its_own_records(release: Path, tmp_path: Path) -> None:
    assert recompute(release).right
    # A mean of two data points with another weight is none.
    filled = pl.col("substitution_method").str.starts_with("40 CFR 98.65(b)")
    if pl.read_parquet(release / "ledger_inputs.parquet").filter(filled).is_empty():
        return
    halves = cells("ledger_inputs", filled, multiplier=pl.col("multiplier") * 2, value=pl.col("value") * 2)
    told = recompute(forged(release, tmp_path, halves)).disagreements
    assert not told.filter((pl.col("table") == "ledger_inputs") & (pl.col("column") == "multiplier")).is_empty()


def test_the_pages_explanations_agree(release: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(INDEPENDENT)!r}); from pathlib import Path; "
        "from explained import explained_problems; from release_data import load; "
        f"data = load(Path({str(release)!r})); "
        "print([p for page, html in data.pages.items() if 'id=\"explanations\"' in html "
        "for p in explained_problems(data, html)])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stdout[-2000:] + told.stderr[-2000:]


def test_the_page_lists_each_substitution_with_its_method(release: Path, rule: str) -> None:
    page = (release / "disclosure" / "smelters" / "s.html").read_text("utf-8")
    table = re.search(r'<table id="substitutions".*?</table>', page, re.DOTALL)
    assert table is not None
    assert RULES[rule][1] in table.group() and METHOD in table.group()
    assert "2022-03-01 to 2022-03-31" in table.group() and "2022-07-01 to 2022-07-31" in table.group()
    assert ("equation F-9" in table.group()) == (rule == "us_98_65")
    assert "values stand in for missing data" in page


def test_the_command_names_the_method(release: Path, tmp_path: Path, rule: str) -> None:
    import polars as pl

    figures = pl.read_parquet(release / "figures.parquet")
    figure = figures.filter(pl.col("measure") == "substituted_emissions", pl.col("label").str.contains("anode effect"))
    told = command(["explain", "--release", str(release), figure["figure_id"][0]], cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "substitution for a gap in the records" in told.stdout and RULES[rule][1] in told.stdout

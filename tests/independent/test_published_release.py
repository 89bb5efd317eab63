"""The release of data/: every figure recomputed from its leaves, every number on its page a figure."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from crawler import CHROMIUM, rendered_texts, rendered_texts_of
from evaluator import problems
from explained import explained_problems, told
from printed import bare_numbers, expected_text, explained_text, numbers_in, printed_figures, texts_of
from release_data import ReleaseData, load
from tamper import altered, leaves

# Leaves altered per kind, and pages rendered; SMELTER_GHG_SOAK=1 takes ten times as many leaves and every page at both
# widths.
SAMPLE = {"record": 8, "factor": 5, "potential": 3, "parameter": 3, "interval": 6}
RENDERED = ("index", "data_quality", "demo_coal", "dunkerque")
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
SCALE = 10 if SOAK else 1
needs_browser = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def data(published_release: Path) -> ReleaseData:
    return load(published_release)


def test_every_figure_follows_from_its_leaves(data: ReleaseData) -> None:
    assert list(problems(data)) == []


def test_there_is_something_to_recompute(data: ReleaseData) -> None:
    operations = {row["operation"] for row in data.figures.values()}
    assert {"sum_co2e", "sum_records", "sum_energy", "quotient", "difference", "parameter", "record"} <= operations
    equations = {row["equation_id"] for row in data.ledger.values()}
    assert len(equations) >= 10
    shown = {figure_id for page in data.pages.values() for figure_id, _, _ in printed_figures(page)}
    assert len(shown) > 1000
    assert {kind for kind, ids in leaves(data).items() if ids} == set(SAMPLE)


@pytest.mark.parametrize("kind", SAMPLE)
def test_an_altered_leaf_is_noticed(data: ReleaseData, kind: str) -> None:
    known = leaves(data)[kind]
    drawn = random.Random(f"{kind} 1").sample(known, min(SAMPLE[kind] * SCALE, len(known)))
    assert drawn
    for number, identifier in enumerate(drawn):
        by = 1.01 if number % 2 == 0 else 0.99
        assert next(problems(altered(data, kind, identifier, by)), None) is not None, identifier


def test_no_number_in_the_source_of_a_page_is_bare(data: ReleaseData) -> None:
    """What scripts draw is not seen here; this also runs where there is no browser."""
    for page, text in data.pages.items():
        assert list(bare_numbers(texts_of(text)))[:5] == [], page


def test_every_explanation_agrees_with_the_release(data: ReleaseData) -> None:
    for page, text in data.pages.items():
        assert list(explained_problems(data, text))[:5] == [], page


@needs_browser
def test_every_number_of_an_open_explanation_is_one_of_its_data(published_release: Path, data: ReleaseData) -> None:
    """One figure of each operation, the one of fewest operands, unfolded to the last row."""
    page = "disclosure/smelters/demo_coal.html"
    held = told(data.pages[page])
    largest_first = sorted(held["figures"], key=lambda fid: (-len(data.figures[fid]["operands"]), fid))
    by_operation = {data.figures[fid]["operation"]: fid for fid in largest_first}
    texts, asked = rendered_texts(published_release / page, explained=sorted(by_operation.values()))
    assert asked == []
    assert list(bare_numbers(texts))[:5] == []
    numbers = [text for text in texts if text.at is not None]
    assert len(numbers) > 50
    for text in numbers:
        value = held
        for part in str(text.at).split("/"):
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert text.text == explained_text(float(value)), text.at


@needs_browser
@pytest.mark.parametrize("width", [1280, 390] if SOAK else [390])
def test_no_number_on_the_rendered_pages_is_bare(published_release: Path, data: ReleaseData, width: int) -> None:
    pages = [page for page in sorted(published_release.rglob("*.html")) if SOAK or page.stem in RENDERED]
    assert len(pages) >= len(RENDERED)
    seen = 0
    for page, (texts, asked) in zip(pages, rendered_texts_of(pages, width=width), strict=True):
        assert asked == [], page
        assert list(bare_numbers(texts))[:5] == [], page
        shown = [text for text in texts if text.figure is not None and not text.excused and numbers_in(text.text)]
        seen += len(shown)
        for text in shown:
            row = data.figures[str(text.figure)]
            assert expected_text(row["value"], row["decimals"]) in numbers_in(text.text), (text.text, row["label"])
    assert seen > 500

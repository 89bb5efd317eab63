"""Colours can be told apart, and say nothing that a pattern or a word does not say too."""

from __future__ import annotations

import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

from smelter_ghg.disclosure.charts import GREY, INK, SCOPE_COLOURS, SCOPE_PATTERNS, THRESHOLD


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*SCOPE_COLOURS.values(), THRESHOLD, INK, GREY])
def test_contrast_against_white(colour: str) -> None:
    """WCAG 1.4.11 asks 3:1 of graphics."""
    assert 1.05 / (_luminance(colour) + 0.05) >= 3


def test_scopes_differ_in_pattern_as_well() -> None:
    assert len(set(SCOPE_PATTERNS.values())) == len(SCOPE_COLOURS) == 3


def test_page_and_charts_use_the_same_colours(root: Path) -> None:
    style = (root / "smelter_ghg" / "disclosure" / "templates" / "page.css").read_text("utf-8")
    for scope, colour in SCOPE_COLOURS.items():
        assert re.search(rf"--s{scope}: {colour};", style, re.IGNORECASE)
    assert f"--limit: {THRESHOLD};" in style


def test_nothing_moves_and_no_font_is_fetched(root: Path) -> None:
    style = (root / "smelter_ghg" / "disclosure" / "templates" / "page.css").read_text("utf-8")
    assert not re.search(r"@font-face|@import|animation|transition|url\(", style)


def test_specs_are_what_plotly_knows(disclose, records_folder) -> None:  # type: ignore[no-untyped-def]
    """Plotly's own validation accepts every property of every chart."""
    import json

    html = disclose(records_folder()).html()
    specs = re.findall(r'<script type="application/json" data-chart="[^"]+">(.*?)</script>', html, re.DOTALL)
    assert specs
    for spec in specs:
        go.Figure(json.loads(spec))

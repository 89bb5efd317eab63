"""The crawler sees what a reader sees, and reports the first number that is no figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawler import CHROMIUM, rendered_texts, rendered_texts_of
from printed import bare_numbers

FID = "f0123456789ab"
needs_browser = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed")

GOOD = f"""<!doctype html><style>.gone {{ display: none }} .hid {{ visibility: hidden }}</style>
<h1>Smelter of <time>2024</time></h1>
<p>Intensity <b data-figure="{FID}">4.12</b> t CO₂e/t Al, criterion <span class="label">5.2</span></p>
<p class="gone">7</p><p class="hid">8</p>
<svg width="200" height="50"><g class="xtick"><text x="5" y="40">2019</text></g>
<a href="#{FID}"><text x="50" y="40">4.12</text></a></svg>
<div id="drawn"></div>
<script>document.getElementById('drawn').innerHTML = '<a href="#{FID}">4.12</a>';</script>"""

BAD = {
    "plain": "<p>9</p>",
    "drawn by script": "<div id='d'></div><script>document.getElementById('d').textContent = '9 t'</script>",
    "in a closed fold": "<details><summary>more</summary><p>9</p></details>",
    "in a chart": '<svg width="99" height="99"><text x="5" y="40">9</text></svg>',
    "from the style sheet": "<style>p::after { content: '9' }</style><p>word</p>",
    "in a shadow tree": "<div id='d'></div><script>document.getElementById('d')"
    ".attachShadow({mode: 'open'}).innerHTML = '<p>9</p>'</script>",
    "in a link elsewhere": '<a href="#top">9</a>',
    "drawn late": "<div id='d'></div><script>setTimeout(() => {document.getElementById('d').innerHTML = "
    "'<p>9</p>'}, 100)</script>",
}


@needs_browser
def test_a_page_whose_numbers_are_figures(tmp_path: Path) -> None:
    page = tmp_path / "good.html"
    page.write_text(GOOD, "utf-8")
    texts, asked = rendered_texts(page)
    assert list(bare_numbers(texts)) == []
    assert asked == []
    assert [text.text for text in texts if text.figure == FID] == ["4.12"] * 3


@needs_browser
def test_a_number_that_is_no_figure_is_found(tmp_path: Path) -> None:
    pages = {what: tmp_path / f"{number}.html" for number, what in enumerate(BAD)}
    for what, page in pages.items():
        page.write_text(f"<!doctype html><meta charset='utf-8'><main>{BAD[what]}</main>", "utf-8")
    for what, (texts, _) in zip(pages, rendered_texts_of([*pages.values()]), strict=True):
        first = next(bare_numbers(texts), None)
        assert first is not None and first[0].startswith("9"), what


@needs_browser
def test_a_request_beyond_the_folder_is_reported(tmp_path: Path) -> None:
    page = tmp_path / "asking.html"
    page.write_text("<!doctype html><img src='http://127.0.0.1:9/x.png'><p>word</p>", "utf-8")
    _, asked = rendered_texts(page)
    assert asked == ["http://127.0.0.1:9/x.png"]

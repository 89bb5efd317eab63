"""The page of the release of data/ in a browser: it draws, stays in place, asks nobody, and works by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
DRAWN = "() => [...document.querySelectorAll('.plot')].every(plot => plot.querySelector('svg.main-svg'))"
OPEN = """() => {
  const panel = document.getElementById('explanation');
  return panel.hidden ? null : panel.querySelector('.made a.n').getAttribute('data-figure');
}"""
SHOWS = f"figure => ({OPEN})() === figure"
FOCUSED = "() => document.activeElement.getAttribute('data-figure')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


class Tab:
    """One open page with what it said and asked for."""

    def __init__(self, browser: Any, page: Path, width: int, *, scripts: bool = True) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        self.tab = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.goto(page.as_uri(), wait_until="load")
        if scripts:
            self.tab.wait_for_function(DRAWN)


@pytest.fixture
def wide(browser: Any, published_release: Path) -> Iterator[Tab]:
    opened = Tab(browser, published_release / "index.html", 1440)
    yield opened
    opened.context.close()


@pytest.mark.parametrize("width", [1440, 768, 390, 320])
def test_nothing_scrolls_sideways_and_nobody_is_asked(browser: Any, published_release: Path, width: int) -> None:
    opened = Tab(browser, published_release / "index.html", width)
    opened.tab.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= width
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith("file:")] == []
    opened.context.close()


def test_every_number_of_a_chart_is_a_link_to_its_figure(wide: Tab, published_release: Path) -> None:
    html = (published_release / "index.html").read_text("utf-8")
    specs = re.findall(r'<script type="application/json" data-chart="([^"]+)">(.*?)</script>', html, re.DOTALL)
    assert len(specs) >= 4
    for chart, spec in specs:
        wanted = [
            figure
            for note in json.loads(spec)["layout"]["annotations"]
            for figure in re.findall(r'href="#(f[0-9a-f]{12})"', note["text"])
        ]
        drawn = wide.tab.evaluate(
            "id => [...document.getElementById(id).querySelectorAll('svg a[href]')].map(a => a.href.baseVal.slice(1))",
            chart,
        )
        assert sorted(drawn) == sorted(wanted) and wanted
        told = json.loads(wide.tab.evaluate("() => document.getElementById('explanations').textContent"))
        assert set(wanted) <= set(told["figures"])


def test_charts_keep_their_links_when_they_resize(wide: Tab) -> None:
    count = "() => document.querySelectorAll('.plot svg a[data-figure]').length"
    before = wide.tab.evaluate(count)
    wide.tab.set_viewport_size({"width": 700, "height": 900})
    wide.tab.wait_for_timeout(400)
    assert wide.tab.evaluate(count) == before > 0
    assert wide.tab.evaluate("() => document.documentElement.scrollWidth") <= 700


def test_a_number_opens_its_explanation_in_place_and_escape_returns(wide: Tab) -> None:
    link = wide.tab.locator("section.smelter .answer a.n").first
    link.scroll_into_view_if_needed()
    place, figure = wide.tab.evaluate("() => scrollY"), link.get_attribute("data-figure")
    link.click()
    wide.tab.wait_for_function(SHOWS, arg=figure)
    assert wide.tab.evaluate("() => scrollY") == place
    assert wide.tab.evaluate("() => document.activeElement.id") == "explanation-of"
    wide.tab.keyboard.press("Escape")
    wide.tab.wait_for_function(SHOWS, arg=None)
    assert wide.tab.evaluate(FOCUSED) == figure
    assert wide.tab.evaluate("() => scrollY") == place
    wide.tab.keyboard.press("Enter")
    wide.tab.wait_for_function(SHOWS, arg=figure)
    wide.tab.get_by_role("button", name="Close the explanation").click()
    wide.tab.wait_for_function(SHOWS, arg=None)
    assert wide.tab.evaluate(FOCUSED) == figure


def test_a_number_of_a_chart_opens_its_explanation(wide: Tab) -> None:
    x, y, figure = wide.tab.evaluate(
        """() => {
          const link = document.querySelector('.plot svg a[data-figure]');
          link.scrollIntoView({block: 'center'});
          const box = link.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2, link.getAttribute('data-figure')];
        }"""
    )
    wide.tab.mouse.click(x, y)
    wide.tab.wait_for_function(SHOWS, arg=figure)


def test_the_keyboard_reaches_numbers_and_shows_where_it_is(wide: Tab) -> None:
    shown = wide.tab.locator("section.smelter", has=wide.tab.get_by_role("heading", name="Dunkerque"))
    shown.locator(".answer a.n").first.focus()
    wide.tab.keyboard.press("Tab")
    figure = wide.tab.evaluate(FOCUSED)
    assert figure is not None
    outline = wide.tab.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    wide.tab.keyboard.press("Enter")
    wide.tab.wait_for_function(SHOWS, arg=figure)


def test_an_explanation_leads_from_the_figure_to_its_records_and_back(wide: Tab) -> None:
    """By keyboard: from a quotient to its emissions, a group, its equation, the file of its records, and back."""
    link = wide.tab.locator("section.smelter:has(.icon-meets) .answer a.n").first
    first = link.get_attribute("data-figure")
    link.click()
    wide.tab.wait_for_function(SHOWS, arg=first)
    operand = wide.tab.locator("#explanation .operands a.n").first
    second = operand.get_attribute("data-figure")
    operand.press("Enter")
    wide.tab.wait_for_function(SHOWS, arg=second)
    wide.tab.locator("#explanation .branch > button").first.focus()
    for _ in range(30):
        wide.tab.keyboard.press("ArrowRight")
        wide.tab.keyboard.press("ArrowDown")
    said = wide.tab.locator("#explanation").inner_text()
    assert re.search(r"file demo/\w+\.csv, rows? [\d–, ]+, column \w+", said)
    assert "IPCC 2006 Guidelines" in said and wide.tab.locator("#explanation .equation sub").count() > 0
    wide.tab.get_by_role("button", name="← ").click()
    wide.tab.wait_for_function(SHOWS, arg=first)
    wide.tab.go_forward()
    wide.tab.wait_for_function(SHOWS, arg=second)
    assert wide.said == []


@pytest.mark.parametrize("width", [1440, 390])
def test_an_address_opens_its_explanation_where_the_figure_stands(
    browser: Any, published_release: Path, width: int
) -> None:
    opened = Tab(browser, published_release / "index.html", width)
    figure = opened.tab.locator("table a.n").last.get_attribute("data-figure")
    opened.tab.goto((published_release / "index.html").as_uri() + f"#{figure}")
    opened.tab.reload()
    opened.tab.wait_for_function(SHOWS, arg=figure)
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= width
    assert opened.tab.evaluate("() => { const e = document.getElementById('explanation'); return e.scrollWidth; }") <= (
        opened.tab.evaluate("() => document.getElementById('explanation').clientWidth")
    )
    opened.tab.keyboard.press("Escape")
    assert opened.tab.evaluate(FOCUSED) == figure
    assert opened.said == []
    opened.context.close()


def test_without_scripts_the_page_is_whole_but_for_charts_and_explanations(
    browser: Any, published_release: Path
) -> None:
    opened = Tab(browser, published_release / "index.html", 1280, scripts=False)
    page = opened.tab
    assert page.locator("section.smelter").count() == 29
    assert page.locator("noscript").first.is_visible()
    assert "smelter-ghg explain --release ." in page.locator("noscript:has(.explain-note)").inner_text()
    assert not page.locator("#explanation").is_visible()
    opened.context.close()


def test_printing_unfolds_everything(wide: Tab) -> None:
    wide.tab.locator("section.smelter .answer a.n").first.click()
    wide.tab.emulate_media(media="print")
    wide.tab.wait_for_selector("#explanation .made", state="attached")
    position = "() => getComputedStyle(document.getElementById('explanation')).position"
    assert wide.tab.evaluate(position) == "static"
    wide.tab.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert wide.tab.locator("details:not([open])").count() == 0
    widths = wide.tab.evaluate("() => [...document.querySelectorAll('.plot svg.main-svg')].map(s => s.clientWidth)")
    assert widths and max(widths) <= 680


def test_records_cannot_run_anything(browser: Any, making: Any, tmp_path: Path) -> None:
    """A smelter, a period and a supplier named like attacks: no script runs, nothing is asked, no link appears."""
    records = making.copy_records(tmp_path / "data")
    payload = "<img src=https://evil.example/x onerror=window.pwned=1><script>window.pwned=1</script>"
    link = "<a href='https://evil.example/'>2024</a><b>"
    for name, column, old, new in (
        ("smelters", 1, "Demo coal smelter (synthetic)", f"Coal {payload}"),
        ("reporting_periods", 1, "2024", link),
    ):
        path = records / "demo" / f"{name}.csv"
        lines = path.read_text("utf-8").splitlines()
        changed = []
        for line in lines:
            cells = line.split(",")
            if cells[column] == old and cells[0] == "demo_coal":
                cells[column] = f'"{new}"'
            changed.append(",".join(cells))
        assert changed != lines
        path.write_text("\n".join(changed) + "\n", "utf-8")
    release = making.report(records, tmp_path / "releases", cwd=tmp_path)
    opened = Tab(browser, release / "index.html", 1280)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith("file:")] == []
    assert opened.tab.evaluate("() => window.pwned") is None
    assert opened.tab.locator("a[href*='evil.example']").count() == 0
    assert opened.tab.locator("img").count() == 0
    ticks = opened.tab.locator(".plot .xtick").all_text_contents()
    assert link in ticks
    assert any("Coal <img src=" in text for text in opened.tab.locator("h2").all_text_contents())
    opened.context.close()

"""The pages of the release of data/ in a browser: they draw, stay in place, ask nobody, work by keyboard, and print."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
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
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
WIDTHS = (1440, 390) if SOAK else (390,)
# A page of each kind, narrow; SMELTER_GHG_SOAK=1 visits all at both widths.
# A smelter's page and its statement bear one name.
KINDS = ("index", "factors", "data_quality", "demo_coal", "press_metal")
VISITED = 2 * 31 + 4 if SOAK else len(KINDS) + 2
STATEMENT = "disclosure/statements/demo_coal.html"
HYDRO = "disclosure/smelters/demo_hydro.html"
SMALL = "disclosure/smelters/press_metal.html"
DRAWN = "() => [...document.querySelectorAll('.plot')].every(plot => plot.querySelector('svg.main-svg'))"
UNFOLD = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"
OPEN = """() => {
  const panel = document.getElementById('explanation');
  return panel.hidden ? null : panel.querySelector('.made a.n').getAttribute('data-figure');
}"""
SHOWS = f"figure => ({OPEN})() === figure"
FIGURE = "() => document.activeElement.getAttribute('data-figure')"
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


class Tab:
    """One open page with what it said and asked for."""

    def __init__(self, browser: Any, page: Path, width: int, *, scripts: bool = True, fragment: str = "") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        self.tab = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.goto(page.as_uri() + fragment, wait_until="load")
        if scripts:
            self.tab.wait_for_function(DRAWN)


@dataclass
class Visit:
    """What one page at one width showed."""

    width: int
    scroll_width: int
    said: list[str]
    asked: list[str]
    broken: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def visited(browser: Any, published_release: Path) -> dict[tuple[str, int], Visit]:
    """A page of each kind, or every page, at every width, visited once."""
    found: dict[tuple[str, int], Visit] = {}
    rules = AXE.read_text("utf-8") if AXE.exists() else ""
    for page in sorted(published_release.rglob("*.html")):
        for width in WIDTHS if SOAK or page.stem in KINDS else ():
            opened = Tab(browser, page, width)
            opened.tab.evaluate(UNFOLD)
            visit = Visit(
                width,
                opened.tab.evaluate("() => document.documentElement.scrollWidth"),
                opened.said,
                [url for url in opened.asked if not url.startswith("file:")],
                links=opened.tab.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => String(a.href))"),
            )
            # The narrow page holds what the wide one holds; the rules are the most costly part of a visit.
            if rules and width == WIDTHS[-1]:
                opened.tab.evaluate(rules)
                result = opened.tab.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
                visit.broken = [
                    f"{one['id']} ({one['impact']}): {node['html'][:160]}"
                    for one in result["violations"]
                    if one["impact"] in GRAVE
                    for node in one["nodes"][:3]
                ]
            found[page.relative_to(published_release).as_posix(), width] = visit
            opened.context.close()
    return found


@pytest.fixture
def wide(browser: Any, published_release: Path) -> Iterator[Tab]:
    opened = Tab(browser, published_release / HYDRO, 1440)
    yield opened
    opened.context.close()


def test_pages_are_quiet_ask_nobody_do_not_scroll_sideways_lead_on_and_are_accessible(
    browser: Any, published_release: Path
) -> None:
    """One test, so that the pages are visited once and not by every worker."""
    visits = visited(browser, published_release)
    assert len(visits) == VISITED * len(WIDTHS)
    for where, visit in visits.items():
        assert visit.said == [], where
        assert visit.asked == [], where
        assert visit.scroll_width <= visit.width, where
    led = {link for visit in visits.values() for link in visit.links if link.startswith("file:")}
    files = {path.as_uri(): path for path in published_release.rglob("*") if path.is_file()}
    texts = {uri: path.read_text("utf-8") for uri, path in files.items() if path.suffix == ".html"}
    assert {one.partition("#")[0] for one in led} >= set(texts)
    for link in sorted(led):
        target, _, fragment = link.partition("#")
        assert target in files, link
        # The script opens the explanation of a figure, any other fragment is a place on the page.
        explained = re.fullmatch(r"f[0-9a-f]{12}", fragment) and f'"{fragment}":' in texts.get(target, "")
        assert not fragment or explained or f'id="{fragment}"' in texts[target], link
    assert {where: visit.broken for where, visit in visits.items() if visit.broken} == {}
    if not AXE.exists():
        pytest.skip("all but the accessibility rules held; no axe-core under tests/node_modules (npm ci in tests/)")


def test_every_number_of_a_chart_is_a_link_to_its_figure(wide: Tab, published_release: Path) -> None:
    html = (published_release / HYDRO).read_text("utf-8")
    specs = re.findall(r'<script type="application/json" data-chart="([^"]+)">(.*?)</script>', html, re.DOTALL)
    assert len(specs) == 4
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
    link = wide.tab.locator(".answer a.n").first
    link.scroll_into_view_if_needed()
    place, figure = wide.tab.evaluate("() => scrollY"), link.get_attribute("data-figure")
    link.click()
    wide.tab.wait_for_function(SHOWS, arg=figure)
    assert wide.tab.evaluate("() => scrollY") == place
    assert wide.tab.evaluate("() => document.activeElement.id") == "explanation-of"
    wide.tab.keyboard.press("Escape")
    wide.tab.wait_for_function(SHOWS, arg=None)
    assert wide.tab.evaluate(FIGURE) == figure
    assert wide.tab.evaluate("() => scrollY") == place
    wide.tab.keyboard.press("Enter")
    wide.tab.wait_for_function(SHOWS, arg=figure)
    wide.tab.get_by_role("button", name="Close the explanation").click()
    wide.tab.wait_for_function(SHOWS, arg=None)
    assert wide.tab.evaluate(FIGURE) == figure


@pytest.mark.parametrize("width", WIDTHS)
def test_an_address_opens_its_explanation_where_the_figure_stands(
    browser: Any, published_release: Path, width: int
) -> None:
    html = (published_release / HYDRO).read_text("utf-8")
    figure = re.findall(r'<td><a class="n" href="#(f[0-9a-f]{12})"', html)[-1]
    opened = Tab(browser, published_release / HYDRO, width, fragment=f"#{figure}")
    opened.tab.wait_for_function(SHOWS, arg=figure)
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= width
    assert opened.tab.evaluate("() => { const e = document.getElementById('explanation'); return e.scrollWidth; }") <= (
        opened.tab.evaluate("() => document.getElementById('explanation').clientWidth")
    )
    opened.tab.keyboard.press("Escape")
    assert opened.tab.evaluate(FIGURE) == figure
    assert opened.said == []
    opened.context.close()


def test_a_number_of_the_overview_leads_to_the_page_that_explains_it(browser: Any, published_release: Path) -> None:
    opened = Tab(browser, published_release / "index.html", 1440)
    link = opened.tab.locator("#smelters-compared a.n").first
    figure = link.get_attribute("data-figure")
    link.click()
    opened.tab.wait_for_function(SHOWS, arg=figure)
    opened.tab.locator(f"#explanation a[href$='.html#{figure}']").click()
    opened.tab.wait_for_url(f"**/disclosure/smelters/*.html#{figure}")
    opened.tab.wait_for_function(SHOWS, arg=figure)
    opened.context.close()


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


def test_an_explanation_leads_from_the_figure_to_its_records_and_back(wide: Tab) -> None:
    """By keyboard: from a quotient to its emissions, those of a source, a group of rows, its equation, the file of its
    records, and back."""
    link = wide.tab.locator(".answer a.n").first
    trail = [link.get_attribute("data-figure")]
    link.click()
    wide.tab.wait_for_function(SHOWS, arg=trail[-1])
    while wide.tab.locator("#explanation .branch > button").count() == 0:
        operand = wide.tab.locator("#explanation .operands a.n").first
        trail.append(operand.get_attribute("data-figure"))
        assert len(trail) < 10, trail
        operand.press("Enter")
        wide.tab.wait_for_function(SHOWS, arg=trail[-1])
    wide.tab.locator("#explanation .branch > button").first.focus()
    for _ in range(30):
        wide.tab.keyboard.press("ArrowRight")
        wide.tab.keyboard.press("ArrowDown")
    said = wide.tab.locator("#explanation").inner_text()
    assert re.search(r"file demo/\w+\.csv, rows? [\d–, ]+, column \w+", said)
    assert "IPCC 2006 Guidelines" in said and wide.tab.locator("#explanation .equation sub").count() > 0
    for earlier in reversed(trail[:-1]):
        wide.tab.get_by_role("button", name="← ").click()
        wide.tab.wait_for_function(SHOWS, arg=earlier)
    wide.tab.go_forward()
    wide.tab.wait_for_function(SHOWS, arg=trail[1])
    assert wide.said == []


WALK = """
() => {
  const shown = e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const folded = e.closest('details:not([open]) > :not(summary)');
    return box.width > 0 && box.height > 0 && style.visibility === 'visible' && !folded;
  };
  const all = [...document.querySelectorAll('a[href], summary, button, [tabindex="0"]')].filter(shown);
  all.forEach((e, number) => e.setAttribute('data-walk', number));
  return all.length;
}
"""
FOCUSED = """
() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [e.getAttribute('data-walk'), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1];
}
"""


@pytest.mark.parametrize("page", ["index.html", *((HYDRO, STATEMENT) if SOAK else (SMALL,))])
def test_the_keyboard_reaches_every_control_in_order_and_shows_where_it_is(
    browser: Any, published_release: Path, page: str
) -> None:
    opened = Tab(browser, published_release / page, 1440)
    count = opened.tab.evaluate(WALK)
    reached: list[int] = []
    for _ in range(count + 5):
        opened.tab.keyboard.press("Tab")
        number, outlined = opened.tab.evaluate(FOCUSED)
        if number is None:
            break
        assert outlined, number
        reached.append(int(number))
    assert sorted(set(reached)) == list(range(count))
    assert reached == sorted(reached)
    opened.context.close()


def test_the_overview_leads_to_every_smelter_and_names_its_bars(browser: Any, published_release: Path) -> None:
    opened = Tab(browser, published_release / "index.html", 1440)
    sizes = opened.tab.evaluate(
        "() => [...document.querySelectorAll('.go')].map(e => [e.offsetHeight, e.parentElement.offsetWidth])"
    )
    assert len(sizes) >= 3 and [height for height, _ in sizes] == sorted(height for height, _ in sizes)
    metal = opened.tab.evaluate(
        "() => [...document.querySelectorAll('#smelters-compared tbody tr')]"
        ".map(row => Number(row.cells[4].innerText.replaceAll(',', '').replace(/^[^0-9]+/, '')))"
    )
    across = sum(width for _, width in sizes)
    for (_, width), tonnes in zip(sizes, metal, strict=True):
        assert abs(width / across - tonnes / sum(metal)) < 0.01
    named = opened.tab.locator(".portfolio a.go[aria-label^='Demo hydro']")
    named.focus()
    tip = opened.tab.locator(".col:has(a.go:focus-visible) .tip")
    assert tip.is_visible() and "Demo hydro smelter" in tip.inner_text()
    named.press("Enter")
    opened.tab.wait_for_url("**/demo_hydro.html")
    opened.tab.locator("a[rel=prev]").first.click()
    opened.tab.wait_for_url("**/demo_coal.html")
    opened.context.close()


def test_without_scripts_the_page_is_whole_but_for_charts_and_explanations(
    browser: Any, published_release: Path
) -> None:
    opened = Tab(browser, published_release / HYDRO, 1280, scripts=False)
    page = opened.tab
    assert page.locator("section h2").count() >= 7 and page.locator(".bars .part").first.is_visible()
    assert page.locator("noscript").first.is_visible()
    assert "smelter-ghg explain --release ." in page.locator("noscript:has(.explain-note)").inner_text()
    assert not page.locator("#explanation").is_visible()
    opened.context.close()


def test_printing_unfolds_everything(wide: Tab) -> None:
    wide.tab.locator(".answer a.n").first.click()
    wide.tab.emulate_media(media="print")
    wide.tab.wait_for_selector("#explanation .made", state="attached")
    position = "() => getComputedStyle(document.getElementById('explanation')).position"
    assert wide.tab.evaluate(position) == "static"
    wide.tab.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert wide.tab.locator("details:not([open])").count() == 0
    widths = wide.tab.evaluate("() => [...document.querySelectorAll('.plot svg.main-svg')].map(s => s.clientWidth)")
    assert widths and max(widths) <= 680


def test_a_printed_statement_keeps_to_its_sheets(browser: Any, published_release: Path) -> None:
    """On the width that A4 leaves between the margins nothing stands out at the side, and the sheets have a name."""
    width = round((210 - 2 * 14) / 25.4 * 96)
    opened = Tab(browser, published_release / STATEMENT, width)
    opened.tab.emulate_media(media="print")
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= width
    right = "() => Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"
    assert opened.tab.evaluate(right) <= width + 1
    assert opened.tab.evaluate("() => getComputedStyle(document.body).page") == "sheets"
    assert opened.tab.locator("header.site nav").is_hidden() and opened.tab.locator("h1").is_visible()
    opened.context.close()


def test_a_number_of_a_statement_opens_its_explanation_in_place(browser: Any, published_release: Path) -> None:
    opened = Tab(browser, published_release / STATEMENT, 1280)
    link = opened.tab.locator("#equations-used a.n").first
    figure = link.get_attribute("data-figure")
    link.press("Enter")
    opened.tab.wait_for_function(SHOWS, arg=figure)
    assert opened.tab.locator("#explanation .branch > button").count() > 0
    opened.tab.keyboard.press("Escape")
    assert opened.tab.evaluate(FIGURE) == figure and opened.said == []
    opened.context.close()


def test_no_page_is_heavy(published_release: Path) -> None:
    assert max(path.stat().st_size for path in published_release.rglob("*.html")) < 2_000_000

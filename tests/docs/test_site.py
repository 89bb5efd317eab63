"""The built documentation: nothing broken, nothing from outside, nothing of the code left out."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from checks.catalogue import physics_checks, record_checks, result_checks
from smelter_ghg.conformance import load_rulebooks, rulebooks_frame
from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.factors import PARAMETERS, load_factors
from smelter_ghg.method_sets import METHOD_SETS
from smelter_ghg.records import tables as record_tables
from smelter_ghg.units import known_units
from tests.docs.conftest import DOCS

sys.path.insert(0, str(DOCS))

from from_code.command_line import verbs
from from_code.configuration import settings

CHROMIUM = Path("/usr/bin/chromium")
# What a page loads by itself, whoever reads it.
_LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("use", "href")}


class _Page(HTMLParser):
    """The links, loaded files and anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if value and (tag, name) in _LOADED:
                self.loaded.append(value)
            elif value and name == "href":
                self.links.append(value)


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_internal_link_resolves(pages: dict[Path, _Page]) -> None:
    broken = []
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "data"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            if not target.is_file() or (parts.fragment and known and unquote(parts.fragment) not in known.anchors):
                broken.append(f"{path.name}: {link}")
    assert len(pages) > 30 and broken == []


def test_no_page_or_style_loads_anything_from_outside(site: Path, pages: dict[Path, _Page]) -> None:
    outside = [link for page in pages.values() for link in page.loaded if "//" in link and not link.startswith("data:")]
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    outside += [
        found for text in styles for found in re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^)\"']+)", text)
    ]
    assert outside == [] and styles


def test_the_reference_names_everything_the_code_has(pages: dict[Path, _Page], site: Path) -> None:
    sources()
    expected = {
        "reference/equations.html": EQUATIONS,
        "reference/method_sets.html": METHOD_SETS,
        "reference/factors.html": [*PARAMETERS, *load_factors().frame["factor_id"]],
        "reference/rules.html": rulebooks_frame(load_rulebooks())["parameter_id"],
        "reference/units.html": [*known_units(), *known_units(rate=True), *PARAMETERS],
        "reference/command_line.html": [f"smelter-ghg {verb}" for verb in verbs()],
        "reference/configuration.html": settings(),
        "reference/checks.html": [check.name for check in (*record_checks(), *physics_checks(), *result_checks())],
        "data_dictionary.html": [*record_tables(), *RESULT_TABLES],
    }
    for name, names in expected.items():
        text = pages[site / name].text
        assert [known for known in names if f">{known}<" not in re.sub(r"</?span[^>]*>", "", text)] == [], name


def test_every_setting_is_explained_by_hand() -> None:
    text = (DOCS / "reference" / "configuration.md").read_text(encoding="utf-8")
    assert [name for name in settings() if f"`{name.partition('.')[0]}`" not in text] == []


def test_every_source_of_a_citation_is_on_the_page_of_equations(pages: dict[Path, _Page], site: Path) -> None:
    text = re.sub(r"<[^>]+>", "", pages[site / "reference" / "equations.html"].text)
    said = " ".join(text.split())
    assert [e.equation_id for e in EQUATIONS.values() if f"Source: {' '.join(e.citation.split())}" not in said] == []


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
def test_pages_open_from_the_file_system_and_ask_for_nothing(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    names = ("index.html", "tutorial/from_template_to_release.html", "reference/equations.html", "data_dictionary.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for name in names:
                page.goto((site / name).as_uri())
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
        page.goto((site / "search.html").as_uri() + "?q=butts")
        # Results come in one by one.
        page.wait_for_selector("#search-results li:has-text('anodes')")
        browser.close()
    assert said == []
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == [] and asked

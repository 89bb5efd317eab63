"""Every text a record can carry, written as an attack: inert in every page and file, and in the browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from smelter_ghg.disclosure.site import SMELTERS, slug

CHROMIUM = Path("/usr/bin/chromium")
ATTACKS = (
    "</script><script>window.pwned=1</script>",
    "<img src=https://evil.example/x onerror=window.pwned=1>",
    "'\"><svg onload=window.pwned=1>",
    '=HYPERLINK("https://evil.example/")',
    "@SUM(1+1)*cmd",
    "+2+5",
    "../../../../etc/passwd",
    "..\\..\\con",
    "javascript:window.pwned=1//",
    "\u202egnissim\u2066",
    "\u0000\u001b[31m",
    "{{ 7 * 7 }}{% raw %}",
    "<b>bold</b><a href='https://evil.example/'>link</a>",
    "x" * 10_000,
)
# Columns whose words are the project's own, numbers, dates, or name a factor; every other column is a text.
FIXED = frozenset(
    [
        *(
            "item",
            "flow",
            "unit",
            "basis",
            "origin",
            "data_source",
            "kind",
            "technology",
            "level",
            "supply",
            "grid_zone",
        ),
        *("per", "property", "mode", "qualifier", "scope", "scope2_account", "category", "process", "gas", "gwp_set"),
        *(
            "indicator",
            "boundary",
            "confidence",
            "factor_basis",
            "overvoltage_kind",
            "parts_covered",
            "opinion",
            "covers",
        ),
        *("assurance_level", "table", "row_key", "column", "value", "country_iso3", "vintage", "factor_year", "sha256"),
        *("release_sha256", "form", "emissions", "activity", "interpolation", "denominator"),
    ]
)


class _Names:
    """A hostile text for every text, the same for the same, so that ids still find each other."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return self.given.setdefault(text, f"{ATTACKS[len(self.given) % len(ATTACKS)]} {text}")


def hostile(folder: Any) -> tuple[Any, _Names]:
    """The folder with every text replaced, and tables it lacks filled with hostile rows."""
    from smelter_ghg.records import tables as kinds

    names = _Names()
    north = {"smelter_id": "north", "period_start": "2022-01-01", "period_end": "2022-12-31"}
    folder.append(
        "documents", document_id="doc", title="title", kind="publication", issuer="issuer", url="url", page="p"
    )
    for table, cells in (
        ("reported_indicators", {"indicator": "intensity", "boundary": "scope_1", "value": "2", "unit": "t CO2e/t Al"}),
        ("reported_emissions", {"scope": "1", "emissions_t_co2e": "5", "citation": "citation"}),
        (
            "verification",
            {
                "verifier": "verifier",
                "standard": "standard",
                "covers": "ghg",
                "scope": "all",
                "assurance_level": "limited",
                "statement_date": "2023-03-01",
                "verified_value": "7",
                "unit": "t CO2e",
            },
        ),
        ("exclusions", {"item": "diesel", "estimate_t_co2e": "3", "reason": "reason", "approved_by": "boss"}),
    ):
        if not folder.tables.get(table):
            folder.append(table, **north, **cells, document_id="doc")
    slopes = {"slope_set": "set", "version": "edition"}
    for year in ("2020", "2022", "2050"):
        about = slopes | {"activity": "primary_aluminium", "emissions": "all", "citation": "citation"}
        folder.append("pathway_slopes", **about, year=year, value=str(2060 - int(year)), document_id="doc")
    path = slopes | {"form": "convergence", "emissions": "all", "base_year": "2020", "base_value": "9"}
    path |= {"gwp_set": "AR6GWP100", "scope2_account": "market", "intermediate_target_year": "2025"}
    folder.append("pathways", smelter_id="north", **path, document_id="doc")
    for table, rows in folder.tables.items():
        texts = [
            column.name for column in kinds()[table].columns if column.field.kind == "text" and column.name not in FIXED
        ]
        for row in rows:
            for name in texts:
                if row.get(name):
                    row[name] = names(row[name])
    key = "|".join((names("north"), "", "2022-01-01", "2022-12-31", "tapped", ""))
    for number, value in enumerate(("1", "=2")):
        document = names(f"source {number}")
        folder.append("evidence", table="metal", row_key=key, column="mass_t", value=value, document_id=document)
    return folder, names


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return {}


@pytest.fixture
def pages(made: dict[str, Any], disclose: Callable[..., Any], records_folder: Any) -> dict[str, bytes]:
    """The pages of hostile records, made once."""
    if not made:
        folder, names = hostile(records_folder())
        finding = dict.fromkeys(("check_id", "value", "expected", "likely_cause", "file", "column"), "")
        finding = {name: names(name) for name in finding} | {"severity": "warning", "smelter_id": names("north")}
        made.update(disclose(folder, [finding]).pages())
    return made


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


OWN = frozenset(
    [
        *("a", "article", "aside", "b", "bdi", "body", "caption", "circle", "code", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "head", "header", "html", "i", "li", "link", "main", "meta"),
        *(
            "nav",
            "noscript",
            "p",
            "path",
            "rect",
            "script",
            "section",
            "small",
            "span",
            "strong",
            "summary",
            "sup",
            "svg",
        ),
        *("table", "tbody", "td", "th", "thead", "time", "title", "tr", "ul"),
    ]
)


def test_pages_hold_only_their_own_elements_and_addresses(pages: dict[str, bytes]) -> None:
    read = 0
    for name, data in pages.items():
        if not name.endswith(".html"):
            continue
        reader = _Elements()
        reader.feed(data.decode())
        read += len(reader.found)
        assert {tag for tag, _ in reader.found} <= OWN, name
        for tag, attributes in reader.found:
            assert not [one for one in attributes if one.startswith("on")], (name, tag)
            for one in ("href", "src", "style"):
                value = attributes.get(one) or ""
                assert not re.search(r"evil\.example|window\.pwned|etc/passwd|[<>]", value), (name, value)
                assert not re.match(r"\s*(javascript:|data:|https?:|//)", value, re.IGNORECASE), (name, value)
        assert "\u202e" not in data.decode() and "\u2066" not in data.decode() and "\x00" not in data.decode()
        assert "x" * 501 not in data.decode()
    assert read > 1000


def test_file_names_stay_in_their_folder(pages: dict[str, bytes]) -> None:
    smelters = [name for name in pages if name.startswith(f"{SMELTERS}/")]
    assert sorted(name.rpartition(".")[2] for name in smelters) == ["csv", "csv", "html", "html", "xlsx", "xlsx"]
    for name in pages:
        assert re.fullmatch(r"(disclosure/(smelters/|statements/)?)?[a-z0-9][a-z0-9_.-]{0,80}", name), name
        assert len(name) < 120


def test_csv_files_run_nothing(pages: dict[str, bytes]) -> None:
    guarded = 0
    for name, data in pages.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(data.decode())):
                for cell in row:
                    assert "\u202e" not in cell and "\x00" not in cell, name
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                        float(cell)
                    guarded += cell.startswith("'")
    assert guarded >= 10


@pytest.mark.parametrize(
    ("one", "other"),
    [("north", "North"), ("a b", "a-b"), ("é", "è"), ("", "smelter"), ("x" * 300, "x" * 301), ("a/b", "a\\b")],
)
def test_no_two_ids_share_a_file(one: str, other: str) -> None:
    assert slug(one) != slug(other)
    assert slug(slug(one)) != slug(one) or slug(one) == one
    for text in (one, other, "con", "..", ".", "../x", "\u202e", "NUL", "<b>"):
        assert re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", slug(text)) and slug(text) not in ("con", "nul")


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
def test_a_browser_runs_nothing_and_asks_nobody(pages: dict[str, bytes], tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    for name, data in pages.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    said: list[str] = []
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--headless=new"])
        tab = browser.new_page(viewport={"width": 390, "height": 900})
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        tab.on("request", lambda request: asked.append(request.url))
        for page in sorted(tmp_path.rglob("*.html")):
            tab.goto(page.as_uri(), wait_until="load")
            tab.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
            assert tab.evaluate("() => window.pwned") is None, page.name
            assert tab.locator("a[href*='evil'], img, iframe, form").count() == 0, page.name
            assert tab.evaluate("() => document.documentElement.scrollWidth") <= 390, page.name
        browser.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []

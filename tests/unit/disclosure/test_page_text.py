"""Hostile text in records stays text: in the page, in its charts, in its CSV files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

SCRIPT = "</script><script>window.pwned = 1</script>"
LINK = '<a href="https://evil.example/">2022</a>'
BIDI = "\u202egnissim"


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _hostile(records_folder: Any) -> Any:
    folder = records_folder()
    row = folder.find("smelters", smelter_id="north")
    folder.set("smelters", row, "name", f"North {SCRIPT}{BIDI}")
    folder.set("smelters", row, "operator", "x" * 10_000)
    for table in ("reporting_periods",):
        for number, cells in enumerate(folder.tables[table], start=2):
            if cells["smelter_id"] == "north" and cells["period_label"] == "2022":
                folder.set(table, number, "period_label", LINK)
    folder.append(
        "documents",
        document_id="=cmd|' /C calc'!A0",
        title=f'=HYPERLINK("https://evil.example/") {SCRIPT}',
        kind="publication",
        url="javascript:alert(1)",
    )
    for cells in folder.tables["metal"]:
        cells["document_id"] = "=cmd|' /C calc'!A0" if cells["smelter_id"] == "north" else ""
    for cells in folder.tables["activity"]:
        if cells.get("supplier"):
            cells["supplier"] = "<img src=x onerror=alert(1)>"
    return folder


@pytest.fixture
def pages(disclose: Callable[..., Any], records_folder: Any) -> dict[str, bytes]:
    finding = {
        "check_id": "x",
        "severity": "warning",
        "smelter_id": "north",
        "value": f"+1 {SCRIPT}",
        "expected": "-2+3",
        "likely_cause": f"@cause {BIDI}",
    }
    pages: dict[str, bytes] = disclose(_hostile(records_folder), [finding]).pages()
    return pages


def _html(pages: dict[str, bytes]) -> dict[str, str]:
    return {name: data.decode() for name, data in pages.items() if name.endswith(".html")}


def test_no_element_or_attribute_comes_from_a_record(pages: dict[str, bytes]) -> None:
    for html in _html(pages).values():
        _nothing_foreign(html)


def _nothing_foreign(html: str) -> None:
    reader = _Elements()
    reader.feed(html)
    scripts = [attributes for tag, attributes in reader.found if tag == "script"]
    assert all(
        set(one) <= {"src", "type", "data-chart", "id"}
        and one.get("id") in (None, "explanations")
        and (one.get("src") or one.get("type") == "application/json")
        for one in scripts
    )
    assert not [tag for tag, _ in reader.found if tag in ("img", "iframe", "object", "form")]
    for _, attributes in reader.found:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src"):
            value = attributes.get(name)
            assert value is None or not re.match(r"[a-z]+:|//", value, re.IGNORECASE) or value.startswith("https://")
            assert value is None or "evil.example" not in value
    assert "window.pwned = 1</script>" not in html


def test_charts_hold_no_markup_of_a_record(pages: dict[str, bytes]) -> None:
    html = pages["disclosure/smelters/north.html"].decode()
    specs = re.findall(r'<script type="application/json" data-chart="[^"]+">(.*?)</script>', html, re.DOTALL)
    assert specs
    labels: list[str] = []
    for spec in specs:
        assert "<" not in spec
        axis = json.loads(spec)["layout"]["xaxis"]
        labels += axis.get("ticktext", [])
        for note in json.loads(spec)["layout"]["annotations"]:
            assert set(re.findall(r'href="([^"]*)"', note["text"])) <= {
                f"#{one}" for one in re.findall(r"f[0-9a-f]{12}", note["text"])
            }
    assert '&lt;a href="https://evil.example/"&gt;2022&lt;/a&gt;' in labels


def test_direction_and_control_characters_are_gone(pages: dict[str, bytes]) -> None:
    for name, content in pages.items():
        if name.endswith((".html", ".csv")):
            assert "\u202e" not in content.decode(), name
    assert "\N{REPLACEMENT CHARACTER}gnissim" in pages["index.html"].decode()
    assert "\N{REPLACEMENT CHARACTER}gnissim" in pages["disclosure/smelters/north.html"].decode()


def test_long_names_are_clipped_with_a_title(pages: dict[str, bytes]) -> None:
    html = pages["disclosure/smelters/north.html"].decode()
    assert "x" * 501 not in html
    assert f'title="{"x" * 500}"' in html


def test_csv_cells_are_no_formulas(pages: dict[str, bytes]) -> None:
    seen = 0
    for name, content in pages.items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(content.decode())):
            for cell in row:
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                    float(cell)
                seen += cell.startswith("'")
    assert seen >= 4


def test_csv_numbers_are_in_full(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    rows = list(csv.DictReader(io.StringIO(run.pages()["disclosure/figures.csv"].decode())))
    values = dict(zip(run.figures["figure_id"], run.figures["value"], strict=True))
    assert len(rows) == run.figures.height
    assert all(float(row["value"]) == values[row["figure_id"]] for row in rows)

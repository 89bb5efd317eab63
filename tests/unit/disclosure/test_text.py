"""Text from records is inert, whatever it holds."""

from __future__ import annotations

import pytest

from smelter_ghg.disclosure.text import anchor, chart_text, clipped, csv_text, neutral, web_address


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff"]
)
def test_control_and_direction_characters_become_visible(character: str) -> None:
    assert neutral(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("space", ["\t", "\n", "\r", "\u2028", "\u2029", "\x0b"])
def test_line_ends_and_tabs_become_spaces(space: str) -> None:
    assert neutral(f"a{space}b") == "a b"


@pytest.mark.parametrize("name", ["Årdal", "阿拉善", "صحار", "می‌خواهم", "Fjarðaál", "CO₂", "a & b <i>"])
def test_names_of_any_script_stay_as_they_are(name: str) -> None:
    assert neutral(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ('<a href="javascript:x()">4.2</a>', '&lt;a href="javascript:x()"&gt;4.2&lt;/a&gt;'),
        ("a &lt; b", "a &amp;lt; b"),
        ("2024", "2024"),
    ],
)
def test_chart_labels_lose_their_markup(text: str, shown: str) -> None:
    assert chart_text(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "-1+2", "+1 t"])
def test_formulas_in_csv_are_disarmed(text: str) -> None:
    assert csv_text(text).startswith("'")


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1.5e-7", "0", "Refinery", "a=b", "2024-01-31", ""])
def test_numbers_and_plain_text_in_csv_stay(text: str) -> None:
    assert csv_text(text) == text


def test_a_line_end_does_not_hide_a_formula() -> None:
    assert csv_text("\n=1") == " =1"


def test_long_names_are_clipped() -> None:
    assert len(clipped("x" * 10_000)) == 80
    assert clipped("x" * 80) == "x" * 80
    assert clipped("x" * 81).endswith("\N{HORIZONTAL ELLIPSIS}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("http://example.org:80/", "http://example.org:80/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ('https://example.org/" onclick="x', None),
        ("https://example.org/ x", None),
        ("www.example.org", None),
    ],
)
def test_only_plain_web_addresses_become_links(text: str, address: str | None) -> None:
    assert web_address(text) == address


def test_anchors_are_safe_and_never_collide() -> None:
    names = ["alpha", "Alpha", "alpha!", '"><script>', "", "\ud800", "x" * 500, "x" * 501]
    found = [anchor("s", name) for name in names]
    assert len(set(found)) == len(names)
    assert found[0] == "s-alpha"
    for one in found:
        assert one.replace("-", "").isalnum() and one.isascii() and len(one) < 100

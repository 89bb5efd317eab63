"""What counts as a number on a page, and what a printed figure must read."""

from __future__ import annotations

import pytest
from printed import bare_numbers, expected_text, numbers_in, printed_figures, texts_of

FID = "f0123456789ab"

FIGURES = [
    f'<b data-figure="{FID}">4.12</b>',
    f'<p data-figure="{FID}">at least <span>4.12</span> t</p>',
    f'<a href="#{FID}">4.12</a>',
    f'<svg><a xlink:href="x" href="#{FID}"><text>4.12</text></a></svg>',
]
EXCUSED = [
    "<time>2024</time>",
    '<time datetime="2024-01-01">1 January 2024</time>',
    '<span class="label">5.2b</span>',
    '<code class="mono identifier">400</code>',
    '<g class="xtick"><text>2019</text></g>',
    '<g class="ytick x"><text>10</text></g>',
    "<script>var x = 10</script>",
    "<style>p { margin: 10px }</style>",
    "<p>CO2e, C2F6, V3.1, PFPB_L, f0a1</p>",
    "<p>t CO₂e/t Al, m³</p>",
    "<p>no digits</p>",
]
BARE = [
    ("<p>4.12</p>", "4.12"),
    ("<p>about 4 t</p>", "4"),
    ("<p>-4</p>", "-4"),
    ("<p>(12%)</p>", "12%"),
    ("<p>10kt</p>", "10kt"),
    ("<p>scope 3</p>", "3"),
    ("<p>per 1,000 t</p>", "1,000"),
    ('<a href="#top">4</a>', "4"),
    ('<a href="#f12">4</a>', "4"),
    (f'<b data-figure="{FID}">4.12</b> of 11', "11"),
    ('<p class="labels">7</p>', "7"),
    ("<p>٤</p>", "٤"),
    ("<details><p>8</p></details>", "8"),
]


@pytest.mark.parametrize("html", FIGURES + EXCUSED)
def test_figures_and_excused_texts_are_no_bare_numbers(html: str) -> None:
    assert list(bare_numbers(texts_of(f"<main>{html}</main>"))) == []


@pytest.mark.parametrize(("html", "word"), BARE)
def test_other_numbers_are_bare(html: str, word: str) -> None:
    assert [found for found, _ in bare_numbers(texts_of(f"<main>{html}</main>"))] == [word]


def test_a_figure_is_read_with_its_whole_text() -> None:
    other = "fba9876543210"
    html = f'<b data-figure="{FID}">at least <i>4.12</i> t</b><b data-figure="{other}">5</b><a href="#{FID}">6</a>'
    assert list(printed_figures(html)) == [(FID, "", "at least 4.12 t"), (other, "", "5"), (FID, "", "6")]


def test_a_figure_inside_a_figure_is_its_own() -> None:
    other = "fba9876543210"
    html = f'<b data-figure="{FID}">4.12 (<i data-figure="{other}">5</i>)</b>'
    assert (other, "", "5") in list(printed_figures(html))


def test_the_text_before_a_figure_is_told() -> None:
    html = f'<td><i>at least</i> <b data-figure="{FID}">4</b></td><td><b data-figure="{FID}">5</b></td>'
    assert list(printed_figures(html)) == [(FID, "at least", "4"), (FID, "", "5")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4.12 t CO2e/t Al", ["4.12"]),
        ("at least 1,234,567 t", ["1,234,567"]),
        ("−0.5", ["−0.5"]),
        ("12 m3", ["12"]),
        ("1 of 2", ["1", "2"]),
        ("", []),
    ],
)
def test_the_numbers_of_a_printed_figure(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (4.125, 2, "4.12"),
        (4.135, 2, "4.13"),
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (1234567.8, 0, "1,234,568"),
        (-1234.56, 1, "−1,234.6"),
        (-0.001, 2, "0.00"),
        (1e-9, 3, "0.000"),
        (255000.0, 0, "255,000"),
    ],
)
def test_rounding(value: float, decimals: int, text: str) -> None:
    assert expected_text(value, decimals) == text

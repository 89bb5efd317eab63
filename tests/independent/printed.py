"""What a page prints: its figures, and the numbers that stand in its text without being one.

Belongs here: reading HTML, what counts as a number, what a figure's text must be. Does not belong here: browsers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

MINUS = "\N{MINUS SIGN}"
_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?")
_BREAKS = re.compile(r"[\s()\[\]{}:;/|…–—\"'“”‘’·×*^=<>≤≥≈~+]+")  # noqa: RUF001
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style", "template", "noscript", "title", "head"}
_LABELS = {"label", "identifier"}
_TICKS = {"xtick", "ytick"}


@dataclass(frozen=True)
class Element:
    """An element a text stands in: its tag, classes, and what a link or figure mark names."""

    tag: str
    classes: frozenset[str]
    figure: str | None = None
    link: str | None = None
    # Where the page's explanations hold the number, for what the script writes into an open explanation.
    at: str | None = None


@dataclass(frozen=True)
class Text:
    """A piece of text and the elements it stands in, outermost first."""

    text: str
    inside: tuple[Element, ...]

    @property
    def figure(self) -> str | None:
        """The figure the text belongs to: of the nearest element that is marked or linked as one."""
        for element in reversed(self.inside):
            if element.figure is not None:
                return element.figure
            if element.link is not None and re.fullmatch(r"#f[0-9a-f]{12}", element.link):
                return element.link[1:]
        return None

    @property
    def at(self) -> str | None:
        """Where the page's explanations hold the number this text is; such a number is checked by itself."""
        return self.inside[-1].at if self.inside else None

    @property
    def excused(self) -> bool:
        """Whether the text is a date, a label, an identifier, an axis tick, or no text of the page at all."""
        return any(
            element.tag == "time" or element.tag in _SILENT or element.classes & (_LABELS | _TICKS)
            for element in self.inside
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.texts: list[Text] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        named = dict(attrs)
        classes = frozenset((named.get("class") or "").split())
        link = named.get("href") if tag == "a" else None
        # data-at is not read here: only a script may write it, so in the source of a page it excuses nothing.
        self._open.append(Element(tag, classes, named.get("data-figure"), link))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(Text(data, tuple(self._open)))


def texts_of(html: str) -> list[Text]:
    """Every piece of text in the source of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.texts


def bare_numbers(texts: list[Text]) -> Iterator[tuple[str, str]]:
    """Words that begin like a number in texts that belong to no figure and are not excused, with their text.

    A digit inside a word that begins with a letter is a name (CO2, C2F6, V3.1), not a number.
    """
    for text in texts:
        if text.excused or text.figure is not None or text.at is not None:
            continue
        for word in _BREAKS.split(text.text):
            if word.lstrip("-±$€.,#" + MINUS)[:1].isdecimal():
                yield word, text.text.strip()


def printed_figures(html: str) -> Iterator[tuple[str, str, str]]:
    """Each marked element's figure, the text before it and its own; charts drawn by script are not seen."""
    joined: list[tuple[str, str, str]] = []
    before, last = "", None
    for text in texts_of(html):
        if any(element.tag in _SILENT for element in text.inside):
            continue
        if text.figure is None:
            before, last = text.text, None
            continue
        # Pieces of one element, such as a number and its unit in a span of its own, are one print.
        marked = _marked(text.inside)
        if marked is last:
            joined[-1] = (*joined[-1][:2], joined[-1][2] + text.text)
        else:
            joined.append((text.figure, before, text.text))
        before, last = "", marked
    yield from joined


def _marked(inside: tuple[Element, ...]) -> Element | None:
    marked = [element for element in inside if element.figure is not None or element.link is not None]
    return marked[-1] if marked else None


def numbers_in(text: str) -> list[str]:
    """The numbers of a printed figure; digits of a unit such as CO2 or m3 are none."""
    found = []
    for match in _NUMBER.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not before.isalpha():
            found.append(match.group())
    return found


def explained_text(value: float) -> str:
    """A number inside an explanation: seven digits or all before the point, thousands separated, a true minus sign."""
    number = Decimal(repr(value))
    digits = 0 if abs(number) >= 10**6 else max(6 - number.adjusted(), 0) if number else 0
    text = f"{abs(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return MINUS + text if number < 0 else text


def expected_text(value: float, decimals: int) -> str:
    """The value rounded half to even on its exact binary value, thousands separated, a true minus sign."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,}"
    return MINUS + text if rounded < 0 else text

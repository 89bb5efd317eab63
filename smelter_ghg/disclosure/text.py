"""Making text from records inert before it is shown.

Belongs here: what may happen to a piece of text on its way to a page, a chart or a CSV cell. Does not belong here:
HTML escaping (the templates' autoescape does it) and anything about numbers.

Records are written by many hands and travel through spreadsheets: a name may hold markup, a formula, a control
character that hides or reverses what follows, or ten thousand letters. None of it may act, none may silently vanish.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
CLIP_AT = 80
TITLE_AT = 500
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # spelling, not formatting, in Persian and Indic names
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACES = {"Zl", "Zp"}
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_HTTP = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"'<>\\]*)?")


# The same labels, units and remarks stand in thousands of cells.
@lru_cache(maxsize=1 << 14)
def neutral(text: str) -> str:
    """The text without control and direction-changing characters, each replaced by a visible mark.

    Tabs and line ends become spaces. Letters of right-to-left scripts stay; only characters that reorder or hide
    others (category Cf) go, so a page isolates a name with `bdi` and nothing around it moves.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_neutral_character(character) for character in text)


def _neutral_character(character: str) -> str:
    if character in "\t\n\r\v\f\x85":
        return " "
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    if category not in _UNSAFE or character in _JOINERS:
        return character
    return "" if character == _SOFT_HYPHEN else REPLACEMENT


def clipped(text: str, at: int = CLIP_AT) -> str:
    """At most `at` characters, the last an ellipsis where something was cut."""
    return text if len(text) <= at else text[: at - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def chart_text(text: str) -> str:
    """Text for a Plotly label, whose own markup (b, i, a href, br ...) must not be switched on by a record."""
    plain = clipped(neutral(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=1 << 14)
def csv_text(text: str) -> str:
    """Text for a CSV cell: what a spreadsheet would run as a formula gets a leading apostrophe, numbers stay."""
    plain = text if not text.startswith(("\t", "\r")) else text[0] + neutral(text[1:])
    if plain.startswith(_FORMULA_PREFIXES) and not _NUMBER.fullmatch(plain):
        return "'" + neutral(plain)
    return neutral(plain)


def css_string(text: str) -> str:
    """Text as a string of CSS, in which every character that is no plain letter or digit is an escape."""
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in neutral(text))
    return "'" + "".join(plain) + "'"


def web_address(text: str) -> str | None:
    """The text if it is a plain web address that may become a link, else None."""
    return text if _HTTP.fullmatch(text) else None


def anchor(prefix: str, text: str) -> str:
    """An HTML id that is stable, readable and safe; a hash tells apart what the plain letters do not."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if slug == text and len(slug) <= CLIP_AT:
        return f"{prefix}-{slug}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{prefix}-{slug[:40]}-{digest}" if slug else f"{prefix}-{digest}"

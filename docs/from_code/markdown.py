"""Text from the code as Markdown.

Belongs here: escaping, tables, typeset formulas. Does not belong here: any content.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

_SPECIAL = re.compile(r"([\\*_<>\[\]|#$~^{}])")
_SUBSCRIPT = re.compile(r"_([A-Za-z0-9]+)")


def plain(text: object) -> str:
    """Text that reads as written; what stands between backticks stays code."""
    pieces = str(text).split("`")
    if len(pieces) % 2 == 0:
        return _SPECIAL.sub(r"\\\1", str(text)).replace("`", "\\`")
    return "`".join(piece if number % 2 else _SPECIAL.sub(r"\\\1", piece) for number, piece in enumerate(pieces))


def cell(text: object) -> str:
    """Text for a cell of a table; nothing for None."""
    return "" if text is None else plain(text).replace("\n", " ")


def code(text: object) -> str:
    """Text as code in a cell."""
    return "" if text is None or text == "" else "`" + str(text).replace("|", "\\|") + "`"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def formula(expression: str) -> str:
    """A line of mathematics as HTML: subscripts set low, everything else as the code has it."""
    typeset = _SUBSCRIPT.sub(r"<sub>\1</sub>", html.escape(expression))
    return f'<p class="formula">{typeset}</p>'


def paragraphs(docstring: str | None) -> str:
    """A docstring as paragraphs, its line breaks undone."""
    text = "\n".join(line.strip() for line in (docstring or "").strip().splitlines())
    return "\n\n".join(plain(" ".join(part.split("\n"))) for part in re.split(r"\n{2,}", text))


def number(value: float | None) -> str:
    """A number as short as it can be written without losing anything; nothing for None."""
    if value is None:
        return ""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")

"""Words of a statement for what may be recorded or not: texts, days, blocks of a part.

Belongs here: how something absent reads. Does not belong here: which things a statement tells.
"""

from __future__ import annotations

from datetime import date

from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import Block, Label, Part, Sentence, When

DASH: Sentence = (NOT_APPLICABLE,)


def said(text: str | None, otherwise: str = "not recorded") -> Sentence:
    """A text from a record, or that there is none."""
    return (Label(text),) if text else (otherwise,)


def day(one: date | None, otherwise: str = NOT_APPLICABLE) -> Part:
    """A day from a record, or what stands in its place."""
    return otherwise if one is None else When(one.isoformat())


def gas_words(gas: str) -> str:
    """A gas as it is printed."""
    return unit_text(gas).replace("CH4", "CH₄").replace("N2O", "N₂O").replace("SF6", "SF₆")


def kept(*blocks: Block | None) -> tuple[Block, ...]:
    """The blocks there are."""
    return tuple(block for block in blocks if block is not None)

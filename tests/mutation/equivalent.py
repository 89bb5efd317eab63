"""Mutants that change nothing anybody could see, read from equivalent.yaml.

Belongs here: reading the list. Does not belong here: the reasons, which are in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Equivalent:
    """One entry: the module, the line without its indentation, the change, and why no test can tell."""

    path: str
    line: str
    change: str
    reason: str
    nth: int = 1

    @property
    def key(self) -> tuple[str, str, str, int]:
        return (self.path, self.line, self.change, self.nth)


def listed() -> list[Equivalent]:
    """Every entry of the file."""
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    return [Equivalent(**entry) for entry in yaml.safe_load(text) or ()]

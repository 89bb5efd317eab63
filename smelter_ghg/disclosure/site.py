"""The pages of a release and where they lie: a name for each smelter that is safe as a file and unlike any other.

Belongs here: paths, links between pages, the order of the smelters. Does not belong here: what a page holds.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

INDEX = "index.html"
FOLDER = "disclosure"
SMELTERS = f"{FOLDER}/smelters"
STATEMENTS = f"{FOLDER}/statements"
METHOD = f"{FOLDER}/method.html"
FACTORS = f"{FOLDER}/factors.html"
DATA_QUALITY = f"{FOLDER}/data_quality.html"

# Beside the pages lie data sets of the release, one of which is called factors.csv.
_TABLES = {INDEX: f"{FOLDER}/overview", FACTORS: f"{FOLDER}/factor_tables"}
_PLAIN = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_HASHED = re.compile(r".*-[0-9a-f]{16}")
# Names that Windows keeps for devices, whatever comes after a dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}
_LONGEST = 60
_KEPT = 40


def slug(smelter_id: str) -> str:
    """The id itself where it is plain, else its plain letters and a hash of the whole.

    Plain ids that end like a hash get one too, so that no id can be written to meet another's.
    """
    plain = _PLAIN.fullmatch(smelter_id) and len(smelter_id) <= _LONGEST
    if plain and smelter_id not in _DEVICES and not _HASHED.fullmatch(smelter_id):
        return smelter_id
    letters = re.sub(r"[^a-z0-9]+", "-", smelter_id.lower()).strip("-")[:_KEPT].strip("-")
    digest = hashlib.blake2b(smelter_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{letters}-{digest}" if letters else f"smelter-{digest}"


@dataclass(frozen=True)
class Site:
    """The smelters in their order, each with its name."""

    names: dict[str, str]

    def path(self, smelter_id: str) -> str:
        """A smelter's page by its place in the release."""
        return f"{SMELTERS}/{slug(smelter_id)}.html"

    def statement(self, smelter_id: str) -> str:
        """A smelter's inventory statement by its place in the release."""
        return f"{STATEMENTS}/{slug(smelter_id)}.html"

    def statement_data(self, smelter_id: str) -> str:
        """The same statement as data."""
        return f"{STATEMENTS}/{slug(smelter_id)}.json"

    def neighbours(self, smelter_id: str) -> tuple[str | None, str | None]:
        """The smelters before and after one."""
        order: Sequence[str] = list(self.names)
        at = order.index(smelter_id)
        return (order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)


def stem(path: str) -> str:
    """The files of a page's tables by their place in the release, without their ending."""
    return _TABLES.get(path, path.removesuffix(".html"))


def link(here: str, there: str) -> str:
    """The address of a page as seen from another, both by their place in the release."""
    return posixpath.relpath(there, posixpath.dirname(here) or ".")

"""Restatement: what one release states otherwise than the one before, and why, worked out from the two alone.

Belongs here: comparing two releases, splitting changes by cause, the base year against its policy. Does not belong
here: reading files (smelter_ghg.release), pages.

Records come first in the order of the split, then structure, factors, method, the set of potentials and the rulebook
(docs/adr/0014).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.config import BaseYear
from smelter_ghg.restatement.base_year import base_year_changes
from smelter_ghg.restatement.changes import Changes
from smelter_ghg.restatement.figures import Figures
from smelter_ghg.restatement.reasons import CHECK, without_reason
from smelter_ghg.restatement.stated import Stated, about_to_state, stated_by
from smelter_ghg.restatement.table import restatements

__all__ = ["CHECK", "Changes", "Comparison", "Stated", "about_to_state", "compare", "stated_by", "without_reason"]


@dataclass(frozen=True)
class Comparison:
    """restatements (RESTATEMENTS), base_year_changes (BASE_YEAR_CHANGES)."""

    restatements: pl.DataFrame
    base_year_changes: pl.DataFrame


def compare(changes: Changes, policy: BaseYear | None = None) -> Comparison:
    """What the current release states otherwise than the previous one; `policy` is the configuration's base year."""
    figures = Figures(changes)
    return Comparison(restatements(changes, figures), base_year_changes(changes, figures, policy))

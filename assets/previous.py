"""What a run states beside what the previous release states, for the stages that compare the two.

Belongs here: putting both sides together from what assets have. Does not belong here: comparing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.inputs import published_cells
from assets.settings import Settings
from smelter_ghg.contracts.result_tables import FIGURES, FINDINGS, VERDICTS

if TYPE_CHECKING:
    from smelter_ghg.restatement import Changes

Tables = Mapping[str, pl.DataFrame]


def changes_since_previous(settings: Settings, frames: Mapping[str, Any], tables: Tables) -> Changes | None:
    """What differs from the previous release; None without one. Figures and verdicts may not be made yet."""
    from smelter_ghg.conformance import rulebook_texts
    from smelter_ghg.restatement import Changes, about_to_state, stated_by

    previous = settings.previous_release()
    if previous is None:
        return None
    current = about_to_state(
        config=settings.published_config(),
        ledger=frames["ledger"],
        ledger_inputs=frames["ledger_inputs"],
        activity=frames["quantities"],
        energy=frames["energy"],
        records=published_cells(frames, tables),
        factors=settings.factors().frame,
        figures=frames.get("figures", FIGURES.empty()),
        verdicts=frames.get("verdicts", VERDICTS.empty()),
        rulebooks=rulebook_texts(settings.rulebooks()),
    )
    return Changes(stated_by(previous), current, tables["corrections"])


def inventories_of_drafts(settings: Settings) -> dict[str, dict[tuple[str, str], str]]:
    """Inventory hashes the previous release stated, by smelter and period, under its manifest's hash."""
    from smelter_ghg.release.manifest import MANIFEST, sha256

    previous = settings.previous_release()
    if previous is None:
        return {}
    stated = previous.conformance.get("inventories", ())
    hashes = {(row["smelter_id"], row["period_label"]): row["inventory_sha256"] for row in stated}
    return {sha256(previous.path / MANIFEST): hashes}


def restated_without_reason(settings: Settings, frames: Mapping[str, Any], tables: Tables) -> pl.DataFrame:
    """Findings about records that changed since the previous release and have no reason on record."""
    from smelter_ghg.restatement import without_reason

    changes = changes_since_previous(settings, frames, tables)
    return FINDINGS.empty() if changes is None else without_reason(changes)

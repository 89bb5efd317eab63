"""The findings of a release on the record cells below a figure.

Belongs here: telling them by record cell, in words. Does not belong here: which cell a finding points at
(disclosure/concerns).
"""

from __future__ import annotations

from collections.abc import Iterable

from smelter_ghg.disclosure.concerns import cells_of
from smelter_ghg.release import Release


def findings_on(release: Release, cells: Iterable[str]) -> dict[str, str]:
    """What was found on each of these record cells, one finding a line; cells without a finding are left out."""
    findings, wanted = release.findings, set(cells)
    told: dict[str, list[str]] = {}
    if not findings.is_empty():
        pointed = cells_of(findings, release.records, release.activity)
        for row, own in zip(findings.iter_rows(named=True), pointed, strict=True):
            for cell in own & wanted:
                told.setdefault(cell, []).append(f"{row['severity']} {row['check_id']}: expected {row['expected']}")
    return {cell: "\n".join(lines) for cell, lines in told.items()}

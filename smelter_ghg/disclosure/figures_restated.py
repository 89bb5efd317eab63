"""Figures of what was restated: values as the previous release stated them, and the part of each cause in the change.

Belongs here: which restatements a page prints, and their figures. Does not belong here: comparing releases
(smelter_ghg.restatement), tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.contracts.restatement_tables import CAUSES
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book_entries import Entry, frame_of
from smelter_ghg.disclosure.facts import Row
from smelter_ghg.disclosure.ids import NO_BASIS, figure_id, joined
from smelter_ghg.disclosure.numbers import DECIMALS, decimals_apart

RESTATEMENT = "restatement"
PREVIOUS = "previous"
# The sums that lead, and the lines they are made of.
LEADING = (m.INTENSITY, m.EMISSIONS_BOUNDARY, m.EMISSIONS_TOTAL)
SHOWN = (*LEADING, m.EMISSIONS_SOURCE)


def restated_id(restated: str, what: str) -> str:
    """The figure of a value as previously stated (PREVIOUS), or of the part of one cause in its change."""
    return figure_id(m.RESTATED, NO_BASIS, restated, what)


def split(row: Row) -> bool:
    """Whether the change of a figure is split by cause."""
    return row["part"] is not None and row["cause"] in CAUSES


def restated_figures(restatements: pl.DataFrame) -> pl.DataFrame:
    """FIGURES of the restatements that pages print: each value as previously stated once, and every part."""
    rows = restatements.filter(pl.col("measure").is_in(SHOWN))
    entries = {entry.figure_id: entry for row in rows.iter_rows(named=True) for entry in _entries(row)}
    return frame_of([entries[name] for name in sorted(entries)])


def _entries(row: Row) -> Iterator[Entry]:
    if row["previous"] is not None:
        label = f"{row['label']}: as previously stated"
        yield _entry(row, PREVIOUS, label, row["previous"], row["previous_qualifier"] or "exact")
    if split(row):
        label = f"{row['label']}: part of the restatement, {row['cause'].replace('_', ' ')}"
        yield _entry(row, row["cause"], label, row["part"], "exact")


def _entry(row: Row, what: str, label: str, value: float, qualifier: str) -> Entry:
    usual = DECIMALS[row["unit"]]
    return Entry(
        figure_id=restated_id(row["figure_id"], what),
        measure=m.RESTATED,
        basis=NO_BASIS.text(),
        key=joined((row["figure_id"], what)),
        smelter_id=row["smelter_id"],
        period_label=row["period_label"],
        label=label,
        value=value,
        unit=row["unit"],
        # Two values that differ are printed so that they do, and a part so that it is not nothing.
        decimals=decimals_apart(*_ends(row, what), usual),
        qualifier=qualifier,
        operation=RESTATEMENT,
        operands=[f"{row['figure_id']}|{what}"],
        ledger_ids=[],
        gwp_set=None,
    )


def _ends(row: Row, what: str) -> tuple[float, float]:
    if what == PREVIOUS:
        return row["previous"], row["previous"] if row["restated"] is None else row["restated"]
    return row["part"], 0.0

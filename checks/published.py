"""Published figures that contradict each other, and the production that a disclosure's intensities imply.

Belongs here: placing what physics finds in the records. Does not belong here: the comparison (`smelter_ghg.physics`).
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import Severity, merge
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.printed import Range
from smelter_ghg.physics.published_conflicts import EnergyConflict, energy_in_conflict, sources_in_conflict
from smelter_ghg.physics.published_intensities import Disclosure, disclosures
from smelter_ghg.units import KG_PER_T

_WARNING: Severity = "warning"
_NOTE: Severity = "note"


def published_conflicts(tables: Tables) -> pl.DataFrame:
    """Sources of one cell that print different numbers; energy per tonne that contradicts energy over production."""
    # The evidence names a cell by its key; the smelter is a part of it.
    known = pl.lit(tables["smelters"]["smelter_id"].implode())
    smelter = pl.col("row_key").str.split("|").list.set_intersection(known).list.first()
    cells = sources_in_conflict(tables["evidence"]).with_columns(smelter.alias("smelter_id"))
    found = [
        findings_of(
            cells.filter(pl.col("settled") == settled),
            "sources_in_conflict",
            severity=severity,
            table="evidence",
            column="value",
            expected=pl.format("sources that agree on {} of {}; they print {}", "column", "row_key", "values"),
            likely_cause=f"the sources mean other days, another stage of the metal or another boundary{more}",
        )
        for settled, severity, more in (
            (True, _NOTE, "; one of them is chosen"),
            (False, _WARNING, ": choose one, or leave the cell empty"),
        )
    ]
    by_record: dict[str, list[EnergyConflict]] = {}
    for conflict in energy_in_conflict(tables):
        by_record.setdefault(conflict.indicator["_key"], []).append(conflict)
    return merge([*found, *(_energy(tables, key, conflicts) for key, conflicts in by_record.items())])


def _energy(tables: Tables, key: str, conflicts: list[EnergyConflict]) -> pl.DataFrame:
    said = [
        f"over {one.production_t} t it is {one.per_tonne:.1f} MWh/t, {one.allows.lower:.1f} to {one.allows.upper:.1f} "
        "with the rounding"
        for one in conflicts
    ]
    usual = band("ac_energy")
    stated = conflicts[0].stated
    against = (
        f"the {stated} that are stated for the same days"
        if stated
        else f"{usual.lower} to {usual.upper} MWh/t ({usual.source})"
    )
    cause = "a rounded amount, a production of other days, or a rate that leaves out auxiliaries or the casthouse"
    expected = f"{against}; {'; '.join(said)}"
    return _at(tables, key, "energy_in_conflict", severity=_WARNING, expected=expected, cause=cause)


def implied_production(tables: Tables) -> pl.DataFrame:
    """The production all printed intensities of a period imply, and the figure that fits none."""
    return merge(_of_disclosure(tables, one) for one in disclosures(tables))


def _of_disclosure(tables: Tables, one: Disclosure) -> pl.DataFrame:
    count = len(one.figures)
    if one.production is not None and not one.broken_by:
        return _at(
            tables,
            one.figures[0].key,
            "implied_production",
            severity=_NOTE,
            expected=f"a production of {_kilotonnes(one.production)}, which {count} printed intensities and their "
            "emissions share",
            cause="nothing is wrong: one production fits them all, and a production on record must lie in this range",
        )
    if len(one.broken_by) == 1:
        (key,) = one.broken_by
        (figure,) = (figure for figure in one.figures if figure.key == key)
        return _at(
            tables,
            key,
            "implied_production",
            severity=_WARNING,
            expected=f"a production of {_kilotonnes(one.production)}, which the {count - 1} other printed intensities "
            f"share; this one takes {_kilotonnes(figure.allows)}",
            cause="this intensity or its emissions are mistyped, restated alone, or of another boundary or account",
        )
    keys = one.broken_by or tuple(figure.key for figure in one.figures)
    return merge(
        _at(
            tables,
            figure.key,
            "implied_production",
            severity=_WARNING,
            expected=f"one production that fits all {count} printed intensities; this one takes "
            f"{_kilotonnes(figure.allows)}",
            cause=f"one of {len(keys)} figures, or the emissions behind several, is mistyped or of another boundary",
        )
        for figure in one.figures
        if figure.key in keys
    )


def _at(tables: Tables, key: str, check_id: str, *, severity: Severity, expected: str, cause: str) -> pl.DataFrame:
    """A finding at a record of the reported indicators."""
    rows = tables["reported_indicators"].filter(pl.col("_key") == key).head(1)
    return findings_of(
        rows,
        check_id,
        severity=severity,
        table="reported_indicators",
        column="value",
        expected=expected,
        likely_cause=cause,
    )


def _kilotonnes(tonnes: Range | None) -> str:
    if tonnes is None:
        return ""
    lower, upper = (float(end) / KG_PER_T for end in tonnes)
    return f"{lower:.1f} to {upper:.1f} kt"

"""Figures of paths: the path, the gap to it, what would close it, and electricity apart from the rest.

Belongs here: which numbers of the table of pathways a page prints, as figures. Does not belong here: paths
(smelter_ghg.pathways), tables and charts of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_intensity import UNIT
from smelter_ghg.disclosure.figures_production import production_id
from smelter_ghg.disclosure.ids import Basis, figure_id
from smelter_ghg.intensity import in_boundary
from smelter_ghg.pathways.actual import of_electricity
from smelter_ghg.pathways.forms import END_YEAR

EMISSION_WORDS = {"all": "All emissions", "electricity": "Electricity", "non_electricity": "All other emissions"}
# Years shown where nothing else happens in them.
_MILESTONE = 10
# Cells of the table that are figures: what they are called, their unit. Those of the second list are no more exact than
# the intensity they follow from.
_OF_PATH = {
    "base_value": ("base value of the path", UNIT),
    "path_value": ("path", UNIT),
    "intermediate_target_value": ("intermediate target of the plan", UNIT),
}
_OF_PROGRESS = {
    "lower": ("lower end of the 95 % interval", UNIT),
    "upper": ("upper end of the 95 % interval", UNIT),
    "gap_t": ("above the path, times metal", "t CO2e"),
    "yearly_rate_to_close_pct": ("yearly fall that meets the path in the intermediate year", "%"),
    "yearly_rate_to_close_2050_pct": (f"yearly fall that meets the path in {END_YEAR}", "%"),
    "cumulative_t_against_path": ("above the path since the base year, times metal", "t CO2e"),
    "probability_on_path": ("probability of being on the path", "%"),
}
_BOUNDS = ("gap_t", "yearly_rate_to_close_pct", "yearly_rate_to_close_2050_pct", "cumulative_t_against_path")


def paths_of(facts: Facts, smelter_id: str) -> list[list[Row]]:
    """The rows of every path of a smelter, the newest plan first."""
    found: dict[str, list[Row]] = {}
    for row in facts.pathway_rows[smelter_id]:
        found.setdefault(row["path"], []).append(row)
    return sorted(found.values(), key=lambda rows: (str(rows[0]["plan_date"] or ""), rows[0]["path"]), reverse=True)


def shown_rows(rows: Sequence[Row]) -> list[Row]:
    """The years of a path a table shows: those something is known of, and every tenth."""
    return [row for row in rows if row["role"] != "path" or row["reporting_year"] % _MILESTONE == 0]


def cell_of(facts: Facts, row: Row, column: str) -> str:
    """The figure of a cell of the table."""
    return figure_id(m.PATHWAY, _basis(facts, row), *_key(row), column)


def value_of(facts: Facts, row: Row) -> str:
    """The figure of the intensity beside the path: the ledger's own, or the part of it a row is about."""
    if row["emissions"] == "all":
        return m.of_period(m.INTENSITY, _period(row), _basis(facts, row), row["boundary"])
    return part_of(facts, row, row["emissions"])


def part_of(facts: Facts, row: Row, emissions: str) -> str:
    """The figure of electricity, or of all other emissions, of the intensity beside the path."""
    return m.of_period(m.PATHWAY_PART, _period(row), _basis(facts, row), row["boundary"], emissions)


def gap_of(facts: Facts, row: Row) -> str:
    """The figure of the intensity less the path."""
    return figure_id(m.PATHWAY_GAP, _basis(facts, row), *_key(row))


def room_of(facts: Facts, row: Row) -> str:
    """The figure of the path less the intensity."""
    return figure_id(m.PATHWAY_ROOM, _basis(facts, row), *_key(row))


def pathway_leaves(facts: Facts, smelter_id: str) -> dict[str, float]:
    """Every cell of a smelter's pathways that is a figure, by pathway_id and column."""
    return {
        f"{row['pathway_id']}|{column}": row[column]
        for row in facts.pathway_rows[smelter_id]
        for column in (*_OF_PATH, *_OF_PROGRESS)
        if row[column] is not None
    }


def add_pathways(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Path, gap and rates of the years shown; electricity and the rest of every intensity beside a path."""
    for rows in paths_of(facts, smelter_id):
        for row in shown_rows(rows):
            for column, (label, unit) in _OF_PATH.items():
                if row[column] is not None and _stands_at(row, column):
                    _cell(book, facts, row, column, label, unit)
            if row["value"] is not None:
                _progress(book, facts, row)


def _stands_at(row: Row, column: str) -> bool:
    """Base and target are the same in every row of a path: they are told in their year."""
    if column == "intermediate_target_value":
        return row["emissions"] == "all" and bool(row["reporting_year"] == row["intermediate_target_year"])
    return column == "path_value" or bool(row["role"] == "base")


def _progress(book: FigureBook, facts: Facts, row: Row) -> None:
    value = value_of(facts, row)
    _parts(book, facts, row)
    for column, (label, unit) in _OF_PROGRESS.items():
        if row[column] is not None:
            bound = "exact" if row["complete"] or column not in _BOUNDS else "at_least"
            _cell(book, facts, row, column, label, unit, bound)
    if row["path_value"] is not None:
        path, words = cell_of(facts, row, "path_value"), _words(row)
        book.difference(_about(facts, row, m.PATHWAY_GAP, _key(row), f"{words}: intensity less path"), value, path)
        book.difference(_about(facts, row, m.PATHWAY_ROOM, _key(row), f"{words}: path less intensity"), path, value)


def _parts(book: FigureBook, facts: Facts, row: Row) -> None:
    """Electricity of a period's intensity from its ledger rows, and the rest as what is left."""
    period, electricity = _period(row), part_of(facts, row, "electricity")
    if electricity in book:
        return
    own = facts.emission_rows[period.smelter_id].filter(
        of_electricity()
        & in_boundary(row["boundary"])
        & (pl.col("period_label") == period.label)
        & pl.col("scope2_account").is_in(["common", row["scope2_account"]])
    )
    key = (period.smelter_id, period.label, row["boundary"])
    lacking = "exact" if row["complete"] else "at_least"
    (intensity,) = [
        one for one in facts.intensity_rows[period.smelter_id] if one["intensity_id"] == row["intensity_id"]
    ]
    metal = production_id(period, "primary_cast_out" if intensity["deducted_ids"] else row["denominator"])
    tonnes = About(
        m.PATHWAY_ELECTRICITY, key, "Emissions of electricity", "t CO2e", _basis(facts, row).but(denominator=""),
        period.smelter_id, period.label, lacking,
    )  # fmt: skip
    emitted = tonnes.figure_id
    if emitted not in book:
        book.sum_co2e(tonnes, own["ledger_id"].to_list())
    about = _about(facts, row, m.PATHWAY_PART, (*key, "electricity"), "Electricity, per tonne")
    book.quotient(about, emitted, metal)
    about = _about(facts, row, m.PATHWAY_PART, (*key, "non_electricity"), "All other emissions, per tonne")
    book.difference(about, m.of_period(m.INTENSITY, period, _basis(facts, row), row["boundary"]), electricity)


def _cell(
    book: FigureBook, facts: Facts, row: Row, column: str, label: str, unit: str, qualifier: str = "exact"
) -> None:
    about = About(
        m.PATHWAY, (*_key(row), column), f"{_words(row)}: {label}", unit, _basis(facts, row), row["smelter_id"],
        row["period_label"], qualifier, 0 if column == "probability_on_path" else None,
    )  # fmt: skip
    book.pathway(about, f"{row['pathway_id']}|{column}")


def _about(facts: Facts, row: Row, measure: str, key: tuple[str, ...], label: str) -> About:
    return About(measure, key, label, UNIT, _basis(facts, row), row["smelter_id"], row["period_label"])


def _words(row: Row) -> str:
    part = "" if row["emissions"] == "all" else f", {EMISSION_WORDS[row['emissions']].lower()}"
    return f"{row['reporting_year']}{part}"


def _key(row: Row) -> tuple[str, ...]:
    return (row["smelter_id"], row["path"], row["emissions"], str(row["reporting_year"]), row["period_label"] or "")


def _basis(facts: Facts, row: Row) -> Basis:
    account = "" if row["scope2_account"] == "none" else row["scope2_account"]
    return m.calculated(facts.config, account, row["denominator"])


def _period(row: Row) -> Period:
    return Period(row["smelter_id"], row["period_label"], row["reporting_year"])

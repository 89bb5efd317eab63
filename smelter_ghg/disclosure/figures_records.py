"""Figures that are one cell: reported values, operating data, plans, evidence, factors; and counts.

Belongs here: numbers a page quotes from a record or a factor table, and how many items or findings there are. Does not
belong here: sums and ratios.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.ids import joined
from smelter_ghg.disclosure.numbers import decimals_written
from smelter_ghg.disclosure.words import item_words
from smelter_ghg.records import tables as record_tables

SEVERITIES = ("error", "warning", "note")
# Operating data shown as recorded; monthly plants show the sums made of them instead.
OPERATION = {
    "facilities": ("cells_installed",),
    "potlines": (
        "cells_started",
        "cells_stopped",
        "line_current_ka",
        "current_efficiency_pct",
        "anode_effect_frequency_per_cell_day",
        "anode_effect_duration_min",
        "anode_effect_minutes_per_cell_day",
    ),
    "specific_consumption": ("value",),
}
OPERATION_ROWS_SHOWN = 6
_QUALIFIERS = ("exact", "approximate", "upper", "lower")
_MOST_DECIMALS = 4


def number_of(value: object) -> float | None:
    """A record cell as a number; text that is no plain number has none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        return None


def cell_unit(table: str, row: Row, column: str) -> str:
    """Unit of a record cell: the column's own, else the unit the row names, else none."""
    unit = record_tables()[table].by_name[column].field.unit
    return str(row["unit"]) if unit is None and row.get("unit") else unit or "1"


def cell_id(table: str, row: Row, column: str) -> str:
    """input_id of a record cell."""
    return f"{table}|{row['_key']}|{column}"


def add_cell(book: FigureBook, table: str, row: Row, column: str, label: str, *, unit: str | None = None) -> str | None:
    """The figure of one record cell as recorded, or None where it holds no number."""
    value = number_of(row[column])
    if value is None:
        return None
    input_id = cell_id(table, row, column)
    if m.record(input_id) in book:
        return m.record(input_id)
    printed = row.get("decimals_printed") if column == "value" else None
    decimals = decimals_written(repr(value) if value % 1 else f"{value:.0f}") if printed is None else int(printed)
    qualifier = row.get("qualifier")
    about = About(
        m.RECORD,
        (input_id,),
        label,
        cell_unit(table, row, column) if unit is None else unit,
        smelter_id=row.get("smelter_id"),
        qualifier=qualifier if qualifier in _QUALIFIERS else "exact",
        decimals=min(decimals, _MOST_DECIMALS),
    )
    return book.record(about, input_id)


def operation_rows(facts: Facts, smelter_id: str) -> list[tuple[str, Row, list[str]]]:
    """Record rows of operating data worth quoting: few enough to be yearly, with the columns that hold a number."""
    found = []
    for table, columns in OPERATION.items():
        if facts.how_many(table, smelter_id) <= OPERATION_ROWS_SHOWN:
            for row in facts.rows_of(table, smelter_id):
                filled = [column for column in columns if row[column] is not None]
                if filled:
                    found.append((table, row, filled))
    return found


def add_records(book: FigureBook, facts: Facts, smelter_id: str) -> None:
    """Reported emissions and indicators, plans, operating data and evidence of one smelter."""
    for table, columns in (
        ("reported_emissions", ("emissions_t_co2e",)),
        ("reported_indicators", ("value",)),
        ("targets", ("base_value", "target_value")),
        ("verification", ("verified_value",)),
    ):
        for row in facts.rows_of(table, smelter_id):
            for column in columns:
                name = row["indicator"] if table == "reported_indicators" else column
                add_cell(book, table, row, column, item_words(name))
    for table, row, filled in operation_rows(facts, smelter_id):
        for column in filled:
            name = row["item"] if table == "specific_consumption" else column
            add_cell(book, table, row, column, item_words(name))
    for table, target, column, rows in facts.evidence_groups.get(smelter_id, []):
        for row in rows:
            label = f"{item_words(column)}, according to {row['document_id']}"
            add_cell(book, "evidence", row, "value", label, unit=cell_unit(table, target, column))


def add_factors(book: FigureBook, facts: Facts) -> None:
    """The value of every factor the inventory, the energy table or a GWP of its gases rests on, as published."""
    for row in facts.used_factors:
        add_factor(book, row)


def add_factor(book: FigureBook, row: Row) -> str:
    """The value of one factor."""
    label = f"{item_words(row['item'])}: {item_words(row['parameter'], capital=False)}"
    label += f", {row['gas']}" if row["gas"] else ""
    value = float(row["value"])
    decimals = decimals_written(repr(value)) if value % 1 else 0
    about = About(m.FACTOR, (row["factor_id"],), label, row["unit"], decimals=min(decimals, _MOST_DECIMALS))
    return book.factor(about, row["factor_id"])


def finding_keys(findings: pl.DataFrame, smelter_id: str | None, severity: str) -> list[str]:
    """Ids of the findings of one smelter (None: of none in particular) and severity."""
    own = findings.filter((pl.col("severity") == severity) & pl.col("smelter_id").eq_missing(smelter_id))
    columns = ("check_id", "period", "table", "file", "row", "column", "value")
    return [joined(tuple("" if v is None else str(v) for v in row)) for row in own.select(columns).iter_rows()]


def add_findings(book: FigureBook, facts: Facts, findings: pl.DataFrame, smelter_id: str | None) -> None:
    """How many findings of each severity a smelter (None: none in particular) has, and the numbers they point at."""
    for severity in SEVERITIES:
        keys = finding_keys(findings, smelter_id, severity)
        if keys:
            key = ("findings", smelter_id or "", severity)
            book.count(About(m.COUNT, key, f"Findings, {severity}", "count", smelter_id=smelter_id), keys)
    for finding in findings.iter_rows(named=True):
        place = finding_cell(facts, finding)
        if place is not None:
            table, row, column = place
            add_cell(book, table, row, column, item_words(column))


def finding_cell(facts: Facts, finding: Row) -> tuple[str, Row, str] | None:
    """The record cell whose number a finding quotes, or None where it quotes none."""
    table, column, value = finding["table"], finding["column"], number_of(finding["value"])
    if table is None or value is None:
        return None
    row = facts.records.at(table, finding["file"], finding["sheet"], finding["row"])
    if row is None or column not in row or number_of(row[column]) != value:
        return None
    return table, row, column


def missing_count_id(period: Period) -> str:
    return m.count("missing_items", period.smelter_id, period.label)


def missing_items(rows: Iterable[Row]) -> list[Row]:
    """Missing rows, each item, facility and account once."""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        seen.setdefault((row["item"], row["facility_id"] or "", row["scope2_account"] or ""), row)
    return [seen[key] for key in sorted(seen)]


def add_missing(book: FigureBook, facts: Facts, period: Period) -> None:
    """How many items a period lacks, and the estimates of those left out on record."""
    rows = missing_items(facts.missing_in(period))
    if rows:
        ids = [joined((row["item"], row["facility_id"] or "", row["scope2_account"] or "")) for row in rows]
        about = About(
            m.COUNT,
            ("missing_items", period.smelter_id, period.label),
            "Missing items",
            "count",
            smelter_id=period.smelter_id,
            period_label=period.label,
        )
        book.count(about, ids)
    for row in facts.rows_of("exclusions", period.smelter_id):
        add_cell(book, "exclusions", row, "estimate_t_co2e", f"Estimate for {item_words(row['item'], capital=False)}")

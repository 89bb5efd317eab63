"""What the tables the pipeline makes have in common: how one is declared, and the columns that many of them have.

Belongs here: shared columns. Does not belong here: tables.
"""

from __future__ import annotations

from smelter_ghg.contracts.field import Column, Field, Kind, Table


def result_table(name: str, meaning: str, key: str, *rows: tuple[str, Kind, str | None, str]) -> Table:
    columns = tuple(Column(n, Field(n, kind, text, unit)) for n, kind, unit, text in rows)
    return Table(name, meaning, columns, tuple(key.split()))


SMELTER: tuple[str, Kind, None, str] = ("smelter_id", "text", None, "Smelter.")
FACILITY: tuple[str, Kind, None, str] = (
    "facility_id",
    "text",
    None,
    "Facility; empty is the whole smelter.",
)
LABEL: tuple[str, Kind, None, str] = ("period_label", "text", None, "Reporting period the row belongs to.")
YEAR: tuple[str, Kind, None, str] = (
    "reporting_year",
    "count",
    None,
    "Calendar year in which the reporting period ends.",
)
START: tuple[str, Kind, None, str] = ("period_start", "date", None, "First day.")
END: tuple[str, Kind, None, str] = ("period_end", "date", None, "Last day.")
ACCOUNT: tuple[str, Kind, None, str] = (
    "scope2_account",
    "text",
    None,
    "location, market, or common to both; none where scope 2 plays no part.",
)

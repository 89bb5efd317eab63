"""Turns a table's text into dates, numbers and flags, and says which cells could not be turned.

Belongs here: what a date, a number or a flag looks like on paper. Does not belong here: which values are allowed.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts import Column, Table
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.units import conversions, known_units

_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^[+-]?\d{1,18}$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_FLAGS = {"true": True, "false": False}

# Tables whose unit column is converted, and whether their values are rates per tonne.
_UNIT_TABLES = {"activity": False, "specific_consumption": True}


def type_columns(table: Table, texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed columns of a table (cells that cannot be read are empty), and the findings about them.

    `texts` holds the table's columns as text plus _file, _sheet, _row, _key. Tables with a converted unit gain
    canonical_unit and multiplier.
    """
    typed = texts.with_columns([_typed(column).alias(column.name) for column in table.columns])
    found: list[dict[str, object]] = []
    for column in table.columns:
        if column.field.kind == "text":
            continue
        bad = texts.filter(pl.col(column.name).is_not_null() & typed[column.name].is_null())
        found.extend(_cell_finding("cell_type", table, column, row) for row in bad.iter_rows(named=True))
    for name in table.key:
        if name == "row_key":  # evidence and corrections point at rows by their key, which holds the separator
            continue
        bad = texts.filter(pl.col(name).str.contains("|", literal=True))
        found.extend(
            _cell_finding("cell_separator", table, table.by_name[name], row, expected="no | in an identifier")
            for row in bad.iter_rows(named=True)
        )
    if table.name in _UNIT_TABLES:
        rate = _UNIT_TABLES[table.name]
        typed = typed.join(conversions(typed["unit"], rate=rate), on="unit", how="left", maintain_order="left")
        bad = typed.filter(pl.col("unit").is_not_null() & pl.col("multiplier").is_null())
        expected = "one of " + ", ".join(known_units(rate=rate))
        found.extend(
            _cell_finding("unknown_unit", table, table.by_name["unit"], row, expected=expected)
            for row in bad.iter_rows(named=True)
        )
    return typed, to_frame(found)


def _typed(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    match column.field.kind:
        case "number":
            return pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Float64, strict=False)
        case "count":
            return pl.when(text.str.contains(_WHOLE)).then(text).cast(pl.Int64, strict=False)
        case "date":
            return pl.when(text.str.contains(_DATE)).then(text).str.to_date("%Y-%m-%d", strict=False)
        case "flag":
            return text.str.to_lowercase().replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
        case _:
            return text


def _cell_finding(
    check_id: str, table: Table, column: Column, row: dict[str, object], *, expected: str | None = None
) -> dict[str, object]:
    value = str(row[column.name])
    start, end = row.get("period_start"), row.get("period_end")
    return finding(
        check_id,
        "error",
        smelter_id=row.get("smelter_id"),
        period=f"{start} to {end}" if start and end else None,
        table=table.name,
        file=row["_file"],
        sheet=row["_sheet"],
        row=row["_row"],
        column=column.name,
        value=value,
        expected=column.field.expected() if expected is None else expected,
        likely_cause=_likely_cause(column, value) if check_id == "cell_type" else None,
    )


def _likely_cause(column: Column, value: str) -> str | None:
    """What most likely happened to a cell that cannot be read as its column's kind."""
    if column.field.kind in ("number", "count"):
        if "," in value or "\u00a0" in value or " " in value:
            return "a decimal comma or a thousands separator; write 1234.5"
        if value.startswith("="):
            return "a formula; export values"
        if value.endswith("%"):
            return "a per cent sign; the unit belongs in the column name"
        return "text where a number belongs"
    if column.field.kind == "date" and ("/" in value or "." in value):
        return "another date order; write YYYY-MM-DD"
    return None

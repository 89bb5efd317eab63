"""Turns a table's text into dates, numbers and flags, and says which cells could not be turned.

Belongs here: what a date, a number or a flag looks like on paper. Does not belong here: which values are allowed.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from smelter_ghg.contracts import FIELDS, Column, Table
from smelter_ghg.findings import to_frame
from smelter_ghg.items import ANODE_BUTTS, BAKE_FURNACE, GOODS, RATES
from smelter_ghg.records.cell_finding import cell_finding
from smelter_ghg.units import conversions, convert, known_units, written_instead

_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^[+-]?\d{1,18}$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
# Days since the end of 1899, as spreadsheets store dates of 1954 to 2119.
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_FLAGS = {"true": True, "false": False}

# Tables whose unit column is converted, and whether their values are rates per tonne.
_UNIT_TABLES = {"activity": False, "specific_consumption": True}

# Canonical unit an item must come in. Goods, butts and what the bake furnace takes and gives are weighed; fuels may be
# weighed, metered or measured by volume,
# which is every dimension there is, and of other items nothing is computed.
_UNIT_OF_ITEM = {"activity": dict.fromkeys((*GOODS, ANODE_BUTTS, *BAKE_FURNACE), "t"), "specific_consumption": RATES}

# A number as written elsewhere: a decimal comma, thousands set apart by commas, dots, spaces or apostrophes.
_GROUPS = r"(?:\d+|\d{1,3}(?:[,. \u00a0\u2009\u202f'\u2019]\d{3})+)"
_FOREIGN_NUMBER = re.compile(rf"[+-]?{_GROUPS}(?:[.,]\d*)?")
_NUMBER_AND_UNIT = re.compile(rf"[+-]?{_GROUPS}(?:[.,]\d*)?\s*(?P<unit>[^\W\d]\S*)")


def type_columns(table: Table, texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed columns of a table (cells that cannot be read are empty), and the findings about them.

    `texts` holds the table's columns as text plus _file, _sheet, _row, _key. Tables with a converted unit gain
    canonical_unit and multiplier.
    """
    typed = texts.with_columns([_typed(column).alias(column.name) for column in table.columns])
    found: list[dict[str, object]] = []
    for column in table.columns:
        # An empty cell stays empty, so a cell was lost where there are more of them now.
        if typed[column.name].null_count() == texts[column.name].null_count():
            continue
        bad = texts.filter(pl.col(column.name).is_not_null() & typed[column.name].is_null())
        found.extend(_cell_finding("cell_type", table, column, row) for row in bad.iter_rows(named=True))
    # Evidence and corrections point at rows by their key, which holds the separator.
    identifiers = [name for name in table.key if name != "row_key"]
    separated = pl.col(identifiers).str.contains("|", literal=True)
    for name, any_separated in texts.select(separated.any()).row(0, named=True).items():
        if not any_separated:
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
        for row in bad.iter_rows(named=True):
            instead = written_instead(str(row["unit"]))
            cause = None if instead is None else f"not clear without its country or its conditions; write {instead}"
            found.append(
                _cell_finding("unknown_unit", table, table.by_name["unit"], row, expected=expected, cause=cause)
            )
        typed, bad = _without_other_dimensions(table.name, typed)
        for row in bad.iter_rows(named=True):
            item = str(row["item"])
            offered = ", ".join(known_units(rate=rate, canonical=_UNIT_OF_ITEM[table.name][item]))
            expected = f"one of {offered}, for {item}"
            found.append(_cell_finding("unit_of_item", table, table.by_name["unit"], row, expected=expected))
    return typed, to_frame(found)


def _without_other_dimensions(table: str, typed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with canonical_unit and multiplier empty where an item's unit has another dimension, and those rows."""
    needed = pl.col("item").replace_strict(_UNIT_OF_ITEM[table], default=None, return_dtype=pl.String)
    wrong = (pl.col("canonical_unit") != needed).fill_null(False)
    bad = typed.filter(wrong)
    if bad.is_empty():
        return typed, bad
    names = ("canonical_unit", "multiplier")
    return typed.with_columns(pl.when(~wrong).then(pl.col(name)).alias(name) for name in names), bad


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
    check_id: str,
    table: Table,
    column: Column,
    row: dict[str, object],
    *,
    expected: str | None = None,
    cause: str | None = None,
) -> dict[str, object]:
    return cell_finding(
        check_id,
        table.name,
        column.name,
        row,
        expected=column.field.expected() if expected is None else expected,
        likely_cause=_likely_cause(column, str(row[column.name])) if check_id == "cell_type" else cause,
    )


def _likely_cause(column: Column, value: str) -> str | None:
    """What most likely happened to a cell that cannot be read as its column's kind."""
    if column.field.kind in ("number", "count"):
        if value.startswith("="):
            return "a formula; export values"
        if value.endswith("%"):
            return "a per cent sign; the unit belongs in the column name"
        if _FOREIGN_NUMBER.fullmatch(value) and (value.count(".") > 1 or re.search(r"[^\d.+-]", value)):
            return "a decimal comma or a thousands separator; write 1234.5"
        if value in ("true", "false"):
            return "a true-or-false cell where a number belongs"
        unit = _NUMBER_AND_UNIT.fullmatch(value)
        if unit is not None and _is_unit(unit["unit"]):
            return "a unit; it belongs in the unit column or the column's name"
        return "text where a number belongs"
    if column.field.kind == "date" and _SERIAL.fullmatch(value):
        return "a date's serial number; format the cell as a date, or write YYYY-MM-DD as text"
    if column.field.kind == "date" and ":" in value:
        return "a date with a time of day; write the date alone"
    if column.field.kind == "date" and ("/" in value or "." in value):
        return "another date order; write YYYY-MM-DD"
    return None


@cache
def _units_of_columns() -> frozenset[str]:
    return frozenset(field.unit.lower() for field in FIELDS.values() if field.unit is not None)


def _is_unit(word: str) -> bool:
    """Whether a word behind a number is one of the units records and their columns know, in any case."""
    known = (*known_units(), *known_units(rate=True))
    return word.lower() in _units_of_columns().union(unit.lower() for unit in known) or convert(word) is not None

"""What a number as written is in the unit it is taken in: the size a multiplier must have.

Belongs here: conversions of record cells and of factors. Does not belong here: signs, shares, values.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors.vocabulary import PARAMETERS
from smelter_ghg.items import PROPERTIES
from smelter_ghg.records import tables as record_tables
from smelter_ghg.units import PER_CENT, SYNONYMS, convert

# Units of arguments and of factors that name what a record calls otherwise.
_SAME = {"t Al": "t", "t/t Al": "t/t", "kg CO2e/(t km)": "kg CO2e/t km", "kg C2F6/kg CF4": "1"}
_OF_PROPERTY = "property"


def size(written: str | None, of_property: str | None, taken: str) -> float | None:
    """The number in unit `taken` over the number as written; None where no conversion is known.

    A property (an analysis, a calorific value) carries its unit in its name.
    """
    taken = _SAME.get(taken, taken)
    if of_property is not None:
        _, unit, multiplier = PROPERTIES.get(of_property, (None, None, None))
        return multiplier if unit == taken else None
    if written is None:
        return None
    written = SYNONYMS.get(written, written)
    if _SAME.get(written, written) == taken:
        return 1.0
    if (written, taken) == ("%", "1"):
        return PER_CENT
    for rate in (False, True):
        found = convert(written, rate=rate)
        if found is not None and found.canonical_unit == taken:
            return found.multiplier
    return None


def with_sizes(rows: pl.DataFrame, taken: str) -> pl.DataFrame:
    """Rows with `size` for their columns written_unit and of_property and the column named by `taken`."""
    units = rows.select("written_unit", "of_property", pl.col(taken).alias("taken")).unique()
    sizes = pl.Series(
        "size",
        [None if unit is None else size(written, named, unit) for written, named, unit in units.iter_rows()],
        dtype=pl.Float64,
    )
    known = units.with_columns(sizes).rename({"taken": taken})
    return rows.join(known, on=["written_unit", "of_property", taken], how="left", nulls_equal=True,
                     maintain_order="left")  # fmt: skip


def key_part(table: str, column: str) -> pl.Expr:
    """One part of the row keys of a record table: keys are its columns in registry order, joined by |."""
    return pl.col("row_key").str.split("|").list.get(record_tables()[table].key.index(column), null_on_oob=True)


def part_of_keys(column: str) -> pl.Expr:
    """A column that some record tables have in their key, from the columns `table` and `row_key`; else empty."""
    found = pl.lit(None, pl.String)
    for name, table in record_tables().items():
        if column in table.key:
            found = pl.when(pl.col("table") == name).then(key_part(name, column)).otherwise(found)
    return found


def property_named() -> pl.Expr:
    """The property a cell of the table properties is the value of."""
    return pl.when(pl.col("table") == "properties").then(key_part("properties", _OF_PROPERTY))


def units_of_factors() -> pl.DataFrame:
    """parameter, unit, known_unit, known_multiplier: every unit a factor may be written in."""
    rows = [
        (name, written, canonical, multiplier)
        for name, parameter in PARAMETERS.items()
        for written, (canonical, multiplier) in parameter.units.items()
    ]
    schema = {"parameter": pl.String, "unit": pl.String, "known_unit": pl.String, "known_multiplier": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def taken_as(unit: str) -> pl.Expr:
    """The names of a column of units, each under the one name it has here."""
    return pl.col(unit).replace(_SAME)

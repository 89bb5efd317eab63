"""Statements about the uncertainty of records that are about no record.

Belongs here: a statement's column and labels against the records. Does not belong here: what a range does.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge
from smelter_ghg.records import tables as record_tables

# Label of a statement -> what a record table calls it.
_NAMED = {
    "item": ("item",),
    "facility_id": ("facility_id",),
    "supplier": ("supplier", "counterparty", "instrument_id"),
    "meter_id": ("meter_id", "supplier_site"),
}


def ranges_of_nothing(tables: Tables) -> pl.DataFrame:
    """Statements that name no column of numbers (errors), and those that no record answers to (warnings)."""
    contracts = record_tables()
    statements = tables["uncertainties"].drop_nulls(["smelter_id", "table", "column", "period_start", "period_end"])
    found = []
    for (name,), rows in sorted(statements.partition_by("table", as_dict=True).items()):
        if name not in contracts:
            continue
        numbers = [column.name for column in contracts[name].columns if column.field.kind == "number"]
        known = pl.col("column").is_in(numbers)
        expected = f"a column of numbers of {name}: {', '.join(numbers)}"
        found.append(
            findings_of(rows.filter(~known), "range_column", table="uncertainties", column="column", expected=expected)
        )
        met = _met(rows.filter(known).with_row_index("_at"), tables[name])
        found.append(
            findings_of(
                met.filter(~pl.col("met")),
                "range_without_records",
                table="uncertainties",
                column="column",
                severity="warning",
                expected=f"records of {name} with these labels that end within the dates",
                likely_cause="a label or a date differs from that of the records, so the range is used nowhere",
            )
        )
    return merge(found)


def _met(statements: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Statements with `met`: whether some record has all the labels they name."""
    on = [name for name in ("smelter_id",) if name in records.columns]
    labels = {
        label: next((column for column in columns if column in records.columns), None)
        for label, columns in _NAMED.items()
    }
    held = records.select(
        *on,
        pl.col("period_end").alias("_end"),
        *(
            (pl.lit(None, pl.String) if column is None else pl.col(column)).alias(f"_{label}")
            for label, column in labels.items()
        ),
    ).unique()
    pairs = statements.join(held, on=on, how="inner") if on else statements.join(held, how="cross")
    fits = [
        (pl.col(label).fill_null("") == "") | (pl.col(label) == pl.col(f"_{label}")).fill_null(False)
        for label in _NAMED
    ]
    met = pairs.filter(*fits, pl.col("_end").is_between("period_start", "period_end")).select("_at").unique()
    return statements.join(
        met.with_columns(pl.lit(True).alias("met")), on="_at", how="left", maintain_order="left"
    ).with_columns(pl.col("met").fill_null(False))

"""Checks that need one row: dates in order, amounts that cannot be negative, names an equation knows.

Belongs here: what is wrong with a row by itself beyond its contract. Does not belong here: neighbours and references.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from checks.series import date_at_fault
from smelter_ghg.findings import merge
from smelter_ghg.items import FUELS, KNOWN_ITEMS, PROPERTIES, RATES
from smelter_ghg.records import tables as record_tables

_DATE_PAIRS = (("period_start", "period_end"), ("valid_from", "valid_to"))

# Tables whose `value` column has no bounds in the registry, because other tables use the name for values with a sign.
_UNSIGNED = ("specific_consumption", "properties")


def dates_backwards(tables: Tables) -> pl.DataFrame:
    """Rows that end before they start; the finding names the date that does not fit the row's neighbours."""
    found = []
    for name, contract in sorted(record_tables().items()):
        for start, end in _DATE_PAIRS:
            if not {start, end} <= set(contract.names):
                continue
            bad = tables[name].filter(pl.col(end) < pl.col(start))
            if bad.is_empty():
                continue
            at_fault = date_at_fault(bad, tables[name], contract, start, end, undecided=pl.lit(end))
            rows = bad.with_columns(at_fault)
            found.append(
                findings_of(
                    rows,
                    "dates_backwards",
                    table=name,
                    column=pl.col("at_fault"),
                    value=pl.when(pl.col("at_fault") == start).then(start).otherwise(end),
                    expected=pl.when(pl.col("at_fault") == start)
                    .then(pl.format("a date up to {}, the row's {}", end, pl.lit(end)))
                    .otherwise(pl.format("a date from {} on, the row's {}", start, pl.lit(start))),
                    likely_cause="the two dates are exchanged, or one of them has the wrong year or month",
                )
            )
    return merge(found)


def negative_values(tables: Tables) -> pl.DataFrame:
    """Rates and properties below zero; columns with bounds of their own are held by their contract."""
    return merge(
        findings_of(
            tables[name].filter(pl.col("value") < 0),
            "out_of_range",
            table=name,
            column="value",
            expected="a number, >= 0",
            likely_cause="a minus sign, or a difference of two readings",
        )
        for name in _UNSIGNED
    )


def ratios_above_one(tables: Tables) -> pl.DataFrame:
    """Ratios of net to gross calorific value above 1: the gross value holds the heat of condensation as well."""
    rows = tables["properties"]
    return findings_of(
        rows.filter((pl.col("property") == "net_to_gross_calorific_ratio") & (pl.col("value") > 1)),
        "out_of_range",
        table="properties",
        column="value",
        expected="a ratio of net over gross, > 0 and <= 1",
        likely_cause="gross over net, or a per cent number",
    )


def energy_without_basis(tables: Tables) -> pl.DataFrame:
    """Fuels recorded as energy without saying whether on the net or the gross calorific value: one warning per file."""
    rows = tables["activity"].filter(
        (pl.col("canonical_unit") == "GJ")
        & pl.col("item").is_in(FUELS)
        & ~pl.col("basis").is_in(["net_calorific", "gross_calorific"]).fill_null(False)
    )
    first = rows.sort("_file", "_row").unique(["_file", "item"], keep="first", maintain_order=True)
    return findings_of(
        first,
        "energy_without_basis",
        severity="warning",
        table="activity",
        column="basis",
        expected="net_calorific or gross_calorific, for a fuel recorded as energy",
        likely_cause="nothing is computed from rows without it; therms and MMBtu are mostly sold on the gross value",
    )


def substitutions_stated(tables: Tables) -> pl.DataFrame:
    """Substituted records that do not say how they were estimated, and methods beside records that are none."""
    found = []
    for name, contract in sorted(record_tables().items()):
        if "substitution_method" not in contract.names:
            continue
        substituted = (pl.col("data_source") == "substituted").fill_null(False)
        method = pl.col("substitution_method")
        for rows, column, expected, cause in (
            (
                tables[name].filter(substituted & method.is_null()),
                "substitution_method",
                "how the value was estimated, and why it is not measured",
                "the page says that the method is not stated",
            ),
            (
                tables[name].filter(~substituted & method.is_not_null()),
                "data_source",
                "substituted, for a row with a substitution_method",
                "the row counts as measured, and its method is shown nowhere",
            ),
        ):
            found.append(
                findings_of(
                    rows,
                    "substitution_method",
                    severity="warning",
                    table=name,
                    column=column,
                    expected=expected,
                    likely_cause=cause,
                )
            )
    return merge(found)


def unused_items(tables: Tables) -> pl.DataFrame:
    """Items, rates and properties no equation knows: nothing is computed from them. One warning per name and file."""
    known = (
        ("activity", "item", list(KNOWN_ITEMS)),
        ("specific_consumption", "item", list(RATES)),
        ("properties", "property", sorted(PROPERTIES)),
    )
    found = []
    for table, column, usable in known:
        rows = tables[table].filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(usable))
        if rows.is_empty():
            continue
        first = (
            rows.with_columns(pl.len().over("_file", column).alias("times"))
            .sort("_file", "_row")
            .unique(["_file", column], keep="first", maintain_order=True)
        )
        found.append(
            findings_of(
                first,
                "unused_item",
                severity="warning",
                table=table,
                column=column,
                expected="a name an equation uses",
                likely_cause=pl.format(
                    "nothing is computed from the {} rows of this name; a spelling, or a name for later", "times"
                ),
            )
        )
    return merge(found)

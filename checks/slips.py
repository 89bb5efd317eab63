"""Numbers that do not fit the others of their series: a factor of ten or more off, copied over months, booked twice.

Belongs here: comparing a row with its neighbours in time and with rows beside it. Does not belong here: bounds of a
single cell, physical balances.

None of it is impossible, so that all of it are warnings.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from checks.places import Tables, findings_of
from checks.series import series_of
from smelter_ghg.findings import merge
from smelter_ghg.items import GOODS
from smelter_ghg.periods import assign, reporting_periods
from smelter_ghg.physics.likely import likely_slip
from smelter_ghg.records import tables as record_tables


class _Column(NamedTuple):
    """A column whose values follow one another in time; an amount is compared per day."""

    table: str
    column: str
    amount: bool


_COLUMNS = (
    _Column("activity", "quantity", True),
    _Column("electricity", "mwh", True),
    _Column("metal", "mass_t", True),
    _Column("potlines", "anode_effect_duration_min", False),
    _Column("potlines", "anode_effect_frequency_per_cell_day", False),
    _Column("potlines", "anode_effect_minutes_per_cell_day", False),
    _Column("potlines", "cell_days", True),
    _Column("potlines", "dc_electricity_mwh", True),
    _Column("potlines", "line_current_ka", False),
    _Column("specific_consumption", "value", False),
    _Column("transport", "distance_km", False),
    _Column("transport", "mass_t", True),
)
# What is read off a meter or a scale.
_READ = (("electricity", "mwh"), ("metal", "mass_t"), ("potlines", "dc_electricity_mwh"))
# What has a row for every period: meters and scales, and the goods of a supplier that are consumed.
_REGULAR = (*_READ, ("activity", "quantity"))
# Stocks and sales come and go; what is used and made does not jump.
_STEADY = ("consumed", "produced", "returned", "tapped", "cast_out", "generated_gross", "own_use")
# Engineering judgement: potlines that stop and start change by less from one period to the next, slips by more.
_JUMP, _AGREE = 6.0, 3.0
# Readings of as many digits do not meet by chance; round numbers do.
_DIGITS, _TIMES = 4, 3


def jumps(tables: Tables) -> pl.DataFrame:
    """Values six times, or a sixth of, both neighbours of their series, which agree with each other."""
    return merge(_jumps(tables[one.table], one) for one in _COLUMNS)


def _jumps(frame: pl.DataFrame, one: _Column) -> pl.DataFrame:
    rows = _series(frame, one)
    if rows.height < 3:
        return findings_of(rows.clear(), "series_jump", table=one.table, column=one.column, expected="")
    before, after = pl.col("level").shift(1).over("series"), pl.col("level").shift(-1).over("series")
    # The first and the last of a series are held against the two next to them.
    first = pl.coalesce(before, pl.col("level").shift(-2).over("series"))
    second = pl.coalesce(after, pl.col("level").shift(2).over("series"))
    middle = (pl.col("first") * pl.col("second")).sqrt()
    apart = pl.max_horizontal(pl.col("first") / pl.col("second"), pl.col("second") / pl.col("first"))
    ratios = [pl.col("level") / pl.col(other) for other in ("first", "second")]
    found = (
        rows.with_columns(first.alias("first"), second.alias("second"))
        .filter(
            (apart < _AGREE)
            & (pl.all_horizontal(r > _JUMP for r in ratios) | pl.all_horizontal(r < 1 / _JUMP for r in ratios))
        )
        .with_columns((pl.col("level") / middle).alias("ratio"))
    )
    expected = pl.format("about {}, as before and after", (pl.col(one.column) / pl.col("ratio")).round_sig_figs(3))
    return findings_of(
        found,
        "series_jump",
        severity="warning",
        table=one.table,
        column=one.column,
        expected=expected,
        likely_cause=pl.col("ratio").map_elements(_cause, return_dtype=pl.String),
    )


def _cause(ratio: float) -> str:
    """What makes a value this many times its neighbours."""
    unexplained = "another unit, another column's number, or a part of the period"
    return likely_slip(ratio, 1.0, 1.0, "its neighbours") or unexplained


def _series(frame: pl.DataFrame, one: _Column) -> pl.DataFrame:
    """The rows with a value above zero, by series and time, with the `level` that is compared."""
    rows = _rows_of_series(frame.filter(pl.col(one.column) > 0), one.table)
    value = pl.col(one.column)
    if "multiplier" in rows.columns:
        value = value * pl.col("multiplier")
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    return rows.with_columns((value / days if one.amount else value).alias("level")).drop_nulls("level")


def _rows_of_series(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The dated rows of steady flows by `series` and time."""
    names = [name for name in series_of(record_tables()[table]) if name in frame.columns]
    rows = frame.drop_nulls(["period_start", "period_end"])
    if "flow" in rows.columns:
        rows = rows.filter(pl.col("flow").is_in(_STEADY))
    series = pl.concat_str(pl.col(names).fill_null(""), separator="|").alias("series")
    return rows.with_columns(series).sort("series", "period_start", "_file", "_row")


def gaps(tables: Tables, fiscal_year_end_month: int = 12) -> pl.DataFrame:
    """Days inside a reporting period that a potline, a meter, a scale or a supplier's goods have rows before and after
    of, and none in.

    The finding stands at the first row after the gap.
    """
    periods = reporting_periods(tables, fiscal_year_end_month)
    found = []
    for table, column in _REGULAR:
        # A row of zero, or without this reading, is a row: a potline that stood still was not left out.
        rows = _rows_of_series(tables[table], table)
        if table == "activity":
            rows = rows.filter((pl.col("flow") == "consumed") & pl.col("item").is_in(list(GOODS)))
        rows = assign(rows, periods).drop_nulls("period_label")
        of_period = ("series", "period_label")
        ended = pl.col("period_end").cum_max().shift(1).over(of_period)
        late = rows.sort(*of_period, "period_start", "_file", "_row").with_columns(ended.alias("ended"))
        late = late.filter(pl.col("period_start") > pl.col("ended") + pl.duration(days=1))
        expected = pl.format("a row from {} on", pl.col("ended") + pl.duration(days=1))
        cause = "a period was never entered, or stands under another name; of one without any, record a zero"
        found.append(
            findings_of(
                late,
                "period_left_out",
                severity="warning",
                table=table,
                column=column,
                expected=expected,
                likely_cause=cause,
            )
        )
    return merge(found)


def repeated_readings(tables: Tables) -> pl.DataFrame:
    """Meters and scales that show the same number, of four digits or more, in three periods on end or more."""
    found = []
    for one in _COLUMNS:
        if (one.table, one.column) not in _READ:
            continue
        rows = _series(tables[one.table], one)
        if rows.is_empty():
            continue
        same = pl.struct("series", one.column)
        runs = rows.with_columns(same.rle_id().alias("run")).with_columns(pl.len().over("run").alias("times"))
        stuck = runs.filter((pl.col("times") >= _TIMES) & _has_digits(pl.col(one.column)))
        first = stuck.unique("run", keep="first", maintain_order=True)
        found.append(
            findings_of(
                first,
                "repeated_reading",
                severity="warning",
                table=one.table,
                column=one.column,
                expected="a reading of its own for every period",
                likely_cause=pl.format("{} periods on end show it: a meter that stood still, or copied cells", "times"),
            )
        )
    return merge(found)


def same_amount_twice(tables: Tables) -> pl.DataFrame:
    """Rows of the same days, item and amount, under two suppliers or two instrument numbers.

    Amounts of four digits or more do not meet by chance; rounder ones of instruments count where all else agrees too.
    """
    alike = [name for name in record_tables()["power_instruments"].names if name != "instrument_id"]
    found = []
    for table, amount, names, digits in (
        ("activity", "quantity", ("facility_id", "item", "flow", "unit", "basis"), _DIGITS),
        ("power_instruments", "allocated_mwh", ("kind", "grid_zone", "energy_source"), _DIGITS),
        ("power_instruments", "allocated_mwh", alike, 0),
    ):
        keys = list(dict.fromkeys(("smelter_id", "period_start", "period_end", *names, amount)))
        rows = tables[table].filter(_has_digits(pl.col(amount), digits)).sort("_file", "_row")
        if "serial_from" in rows.columns:
            # Serial numbers tell certificates apart (`checks.claims`).
            rows = rows.filter(pl.col("serial_from").is_null())
        twice = rows.filter(pl.len().over(keys) > 1).filter(pl.int_range(pl.len()).over(keys) > 0)
        found.append(
            findings_of(
                twice,
                "same_amount_twice",
                severity="warning",
                table=table,
                column=amount,
                expected="every delivery, contract and certificate once",
                likely_cause="booked twice under two names, or a certificate claimed again",
            )
        )
    return merge(found)


def _has_digits(value: pl.Expr, digits: int = _DIGITS) -> pl.Expr:
    """Whether a number above zero has so many significant digits or more."""
    return (value > 0) & ((value.round_sig_figs(digits - 1) != value) if digits > 1 else pl.lit(True))


def tables_of(check_id: str) -> tuple[str, ...]:
    """The record tables a check of this module looks at."""
    looked_at = {
        "series_jump": {one.table for one in _COLUMNS},
        "repeated_reading": {table for table, _ in _READ},
        "same_amount_twice": {"activity", "power_instruments"},
        "period_left_out": {table for table, _ in _REGULAR},
    }
    return tuple(sorted(looked_at[check_id]))

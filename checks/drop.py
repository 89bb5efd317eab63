"""What an error takes with it: the smelter-years that cannot be released, and the tables without them.

Belongs here: from errors to smelter-years, and removing them. Does not belong here: finding errors.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from checks.places import ROW_PLACE, Tables, errors_of, of_file, place_of_rows, with_place
from smelter_ghg.allocation import shares, with_receivers
from smelter_ghg.findings import errors, finding, to_frame
from smelter_ghg.periods import assign, reporting_periods

# An empty reporting_year means every year of the smelter.
DROPPED = {"smelter_id": pl.String, "reporting_year": pl.Int64, "reason": pl.String}

# No figure is computed from these: a row at fault is left out by itself.
_NO_FIGURE = ("corrections", "documents", "evidence")


def dropped_smelter_years(findings: pl.DataFrame, tables: Tables, fiscal_year_end_month: int) -> pl.DataFrame:
    """The smelter-years (DROPPED) that the errors among the findings take with them.

    `tables` are the records as read. A row takes the year it lies in; a row that lies in none, or of a table without
    periods, takes the smelter; an error about a whole file takes every smelter of the file. Rows of unknown smelters
    take nothing, nor does a row in which no smelter can be read.
    """
    found = errors(findings)
    periods = reporting_periods(tables, fiscal_year_end_month)
    known = sorted(set(tables["smelters"]["smelter_id"].drop_nulls()))
    shared = shares(tables)
    # A file that is no record table, or a factor file: nobody can say which smelters it was about.
    foreign = found.filter(pl.col("table").is_null() | ~pl.col("table").is_in(sorted(tables)))
    pieces = [_everything(known, check_id) for check_id in foreign["check_id"]]
    for name in sorted(set(tables).intersection(found["table"]) - set(_NO_FIGURE)):
        frame, of_table = with_place(tables[name]), errors_of(found, name)
        pieces += _of_files(frame, of_table.filter(of_file()), known)
        frame = with_receivers(frame, shared)
        single = of_table.filter(~of_file() & (pl.col("check_id") != "unknown_smelter"))
        rows = place_of_rows(single, "check_id", "column").join(frame, on=list(ROW_PLACE), nulls_equal=True)
        if name == "supplier_footprints":
            pieces.append(_of_users(rows, tables["activity"], periods))
        elif name == "allocations":
            pieces.append(_of_sharers(rows, tables))
        elif {"period_start", "period_end"} <= set(frame.columns) and name != "reporting_periods":
            pieces.append(_of_years(rows, periods))
        else:
            pieces.append(_whole(rows))
    return _with_sharers(together(pieces), shared).filter(pl.col("smelter_id").is_in(known))


def _with_sharers(dropped: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Dropped smelter-years with those of the smelters that share a facility of a dropped one: they lose their part."""
    while True:
        parts = shared.filter(pl.col("owner") != pl.col("receiver")).join(
            dropped, left_on="owner", right_on="smelter_id", how="inner"
        )
        reason = pl.format("shares {} of {}", "facility_id", "owner").alias("reason")
        more = together([dropped, parts.select(pl.col("receiver").alias("smelter_id"), "reporting_year", reason)])
        if more.select("smelter_id", "reporting_year").equals(dropped.select("smelter_id", "reporting_year")):
            return more
        dropped = more


def together(pieces: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Dropped smelter-years as one frame, each once, with every reason; a whole smelter stands for its years."""
    listed = list(pieces)
    rows = pl.concat(listed) if listed else pl.DataFrame(schema=DROPPED)
    return (
        rows.drop_nulls("smelter_id")
        .with_columns(pl.col("reason").str.split(", "))
        .explode("reason", empty_as_null=True, keep_nulls=True)
        .with_columns(pl.when(pl.col("reporting_year").is_not_null().all().over("smelter_id")).then("reporting_year"))
        .group_by("smelter_id", "reporting_year")
        .agg(pl.col("reason").unique().sort().str.join(", "))
        .sort("smelter_id", "reporting_year")
    )


def _everything(smelters: list[str], reason: str) -> pl.DataFrame:
    return pl.DataFrame([(smelter, None, reason) for smelter in smelters], schema=DROPPED, orient="row")


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("smelter_id", pl.lit(None, pl.Int64).alias("reporting_year"), pl.col("check_id").alias("reason"))


def _of_files(frame: pl.DataFrame, found: pl.DataFrame, known: list[str]) -> list[pl.DataFrame]:
    """Every smelter of a file at fault; of a file whose smelters cannot be read, every smelter there is."""
    pieces = []
    for file, check_id in found.select("file", "check_id").iter_rows():
        smelters = frame.filter(pl.col("_file") == file)["smelter_id"]
        readable = smelters.len() > 0 and smelters.null_count() == 0
        pieces.append(_everything(sorted(set(smelters)) if readable else known, check_id))
    return pieces


def _of_years(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The reporting years of the rows' dates, leaving out a date at fault; days in two years take both."""
    both = pl.col("check_id") == "outside_reporting_periods"
    dates = pl.concat(
        rows.filter((pl.col("column") != own) | pl.col(other).is_null() | both).select(
            "smelter_id", "check_id", *ROW_PLACE, pl.col(own).alias("date")
        )
        for own, other in (("period_start", "period_end"), ("period_end", "period_start"))
    )
    inside = dates.join(periods, on="smelter_id").filter(
        pl.col("date").is_between("reporting_period_start", "reporting_period_end")
    )
    placed = inside.select("smelter_id", "reporting_year", pl.col("check_id").alias("reason"))
    lost = rows.join(inside, on=["smelter_id", *ROW_PLACE], how="anti", nulls_equal=True)
    return pl.concat([placed, _whole(lost)])


def _of_sharers(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Every smelter that shares the rows' facilities."""
    pairs = pl.concat(tables[name].select("facility_id", "smelter_id") for name in ("allocations", "facilities"))
    shared = rows.select("facility_id", "check_id").join(pairs, on="facility_id")
    return pl.concat([_whole(rows), _whole(shared)])


def _of_users(rows: pl.DataFrame, activity: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The smelter-years that bought what the footprint is about; an empty supplier fits every supplier."""
    bought = assign(activity.drop_nulls(["smelter_id", "period_start", "period_end"]), periods)
    users = bought.select("smelter_id", "reporting_year", "item", "supplier").unique()
    matched = rows.select("check_id", "item", "supplier").join(users, on="item", suffix="_of_user")
    fits = (pl.col("supplier") == pl.col("supplier_of_user")).fill_null(True)
    return matched.filter(fits).select("smelter_id", "reporting_year", pl.col("check_id").alias("reason"))


def without_dropped(tables: Tables, dropped: pl.DataFrame, fiscal_year_end_month: int) -> dict[str, pl.DataFrame]:
    """The tables without the rows of dropped smelters and smelter-years."""
    if dropped.is_empty():
        return dict(tables)
    periods = reporting_periods(tables, fiscal_year_end_month)
    gone = dropped.filter(pl.col("reporting_year").is_null()).select("smelter_id")
    years = dropped.drop_nulls("reporting_year").select("smelter_id", "reporting_year")
    left = {}
    for name, frame in tables.items():
        if "smelter_id" not in frame.columns:
            left[name] = frame
            continue
        rows = frame.join(gone, on="smelter_id", how="anti", maintain_order="left")
        if {"period_start", "period_end"} <= set(frame.columns) and years.height:
            placed = assign(rows.with_row_index("at"), periods).select("at", "smelter_id", "reporting_year")
            lost = placed.join(years, on=["smelter_id", "reporting_year"], how="semi").select("at")
            rows = rows.with_row_index("at").join(lost, on="at", how="anti", maintain_order="left").drop("at")
        left[name] = rows
    return left


def kept(frame: pl.DataFrame, dropped: pl.DataFrame) -> pl.DataFrame:
    """The rows of a result table (smelter_id, reporting_year) that belong to no dropped smelter-year."""
    gone = dropped.filter(pl.col("reporting_year").is_null()).select("smelter_id")
    years = dropped.drop_nulls("reporting_year").select("smelter_id", "reporting_year")
    return frame.join(gone, on="smelter_id", how="anti", maintain_order="left").join(
        years, on=["smelter_id", "reporting_year"], how="anti", maintain_order="left"
    )


def dropped_findings(dropped: pl.DataFrame) -> pl.DataFrame:
    """One warning per dropped smelter-year, for the release: what is not in it, and why."""
    return to_frame(
        finding(
            "smelter_year_dropped",
            "warning",
            smelter_id=row["smelter_id"],
            period="every year" if row["reporting_year"] is None else str(row["reporting_year"]),
            expected="records without errors",
            likely_cause=f"left out of the release because of: {row['reason']}",
        )
        for row in dropped.iter_rows(named=True)
    )

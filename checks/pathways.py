"""Paths of reduction plans: what their records lack or state oddly, and what is odd about the path that comes of them.

Belongs here: bounds on base year and intermediate target, slopes that are not there, paths that rise, years without
progress (facts about criterion 5.3 with their confidence: decision 17). Does not belong here: a path's equations,
whether a criterion is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge
from smelter_ghg.pathways.forms import END_YEAR
from smelter_ghg.pathways.slopes import ACTIVITY, parts_of, slopes_of

# The earliest base year of ASI's own cohort is 2016 (ASI, 24 February 2026).
EARLIEST_BASE = 2016
# An intermediate target is no more than five years long (criterion 5.3 in a translation; which date they run from is
# not verified, so both are held against it).
LONGEST_YEARS = 5
_ROUNDING = 1e-9
Row = Mapping[str, Any]


def pathway_records(tables: Tables) -> pl.DataFrame:
    """Warnings about rows of `pathways` and `pathway_slopes`."""
    rows = tables["pathways"].drop_nulls(["slope_set", "version", "form", "emissions", "base_year"])
    return merge(
        [
            _early_base(rows),
            _intermediate_targets(rows),
            _parts_of_base(rows),
            _slopes(rows, tables["pathway_slopes"]),
            _uncited(tables["pathway_slopes"]),
        ]
    )


def pathway_findings(paths: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Warnings about paths (PATHWAYS) at their rows of `pathways`."""
    of_all = paths.filter(emissions="all").sort("path", "reporting_year", "pathway_id")
    made = (
        ("pathway_no_base", "base_value", "a base value, or a complete intensity of the base year", _without_base),
        (
            "pathway_base_differs",
            "boundary",
            "a base made as the intensities are: boundary, GWP set, account",
            _differs,
        ),
        ("pathway_rises", "form", "a path that falls every year, or stays", _rises),
        ("pathway_target_above", "intermediate_target_value", "a target no higher than the path of its year", _above),
        ("pathway_progress_missing", "base_year", "an intensity of every year since the base year", _missing),
    )
    found = []
    for check_id, column, expected, why in made:
        found.append(_warning(_at(records, why(of_all)), check_id, column, expected, pl.col("why")))
    return merge(found)


def _warning(
    rows: pl.DataFrame, check_id: str, column: str, expected: str, why: str | pl.Expr, table: str = "pathways"
) -> pl.DataFrame:
    return findings_of(
        rows, check_id, severity="warning", table=table, column=column, expected=expected, likely_cause=why
    )


# Records -------------------------------------------------------------------------------------------------------------


def _early_base(rows: pl.DataFrame) -> pl.DataFrame:
    return _warning(
        rows.filter(pl.col("base_year") < EARLIEST_BASE),
        "pathway_base_year",
        "base_year",
        f"{EARLIEST_BASE} or later",
        "base years of certified entities go back to 2016; the rule for earlier ones is not verified",
    )


def _intermediate_targets(rows: pl.DataFrame) -> pl.DataFrame:
    """No intermediate target; one that is not after the base year; one that is too far from base year or plan."""
    aim, base, plan = pl.col("intermediate_target_year"), pl.col("base_year"), pl.col("plan_date").dt.year()
    from_base, from_plan = aim - base > LONGEST_YEARS, (aim - plan > LONGEST_YEARS).fill_null(False)
    over = pl.concat_str(
        pl.when(from_base).then(pl.format("{} years from the base year {}", aim - base, base)),
        pl.when(from_plan).then(pl.format("{} years from the plan of {}", aim - plan, plan)),
        separator=", ",
        ignore_nulls=True,
    )
    return merge(
        [
            _warning(
                rows.filter(aim.is_null()),
                "pathway_no_intermediate",
                "intermediate_target_year",
                f"a year at most {LONGEST_YEARS} years on",
                "a pathway has an intermediate target beside that of 2050",
            ),
            _warning(
                rows.filter(aim <= base),
                "pathway_intermediate_year",
                "intermediate_target_year",
                "a year after the base year",
                pl.format("the base year is {}", base),
            ),
            _warning(
                rows.filter(from_base | from_plan),
                "pathway_intermediate_year",
                "intermediate_target_year",
                f"a year at most {LONGEST_YEARS} years on; from base year or plan is not verified",
                over,
            ),
        ]
    )


def _parts_of_base(rows: pl.DataFrame) -> pl.DataFrame:
    parts = pl.col("base_value_electricity") + pl.col("base_value_non_electricity")
    off = (parts - pl.col("base_value")).abs() > _ROUNDING * pl.col("base_value")
    return _warning(
        rows.filter(off),
        "pathway_base_parts",
        "base_value",
        "the sum of its two parts",
        pl.format("the parts make {}", parts.round(6)),
    )


def _slopes(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Slopes that are not there: the whole set, the base year, the year of the intermediate target, the end."""
    told: dict[str, list[tuple[str, str]]] = {"unknown": [], "year": [], "end": []}
    for row in rows.iter_rows(named=True):
        for emissions in parts_of(row):
            slopes = slopes_of(table, row, emissions)
            named = f"{row['slope_set']} {row['version']} for {emissions}"
            if not slopes.known:
                told["unknown"].append((row["_key"], f"no slopes of {named}, activity {ACTIVITY}"))
                continue
            needed = (row["base_year"], row["intermediate_target_year"])
            lost = [str(year) for year in needed if year is not None and slopes.at(year) is None]
            if lost:
                told["year"].append((row["_key"], f"{named} has no slope of {' and '.join(lost)}"))
            if slopes.at(END_YEAR) is None:
                told["end"].append((row["_key"], f"{named} ends in {max(slopes.known)}"))
    made = (
        ("unknown", "pathway_unknown_slopes", "slope_set", "a set and version in pathway_slopes"),
        ("year", "pathway_slope_missing", "version", "slopes of base year and intermediate target"),
        ("end", "pathway_not_to_2050", "slope_set", f"slopes up to {END_YEAR}"),
    )
    return merge(
        _warning(_at(rows, told[name]), check_id, column, expected, pl.col("why"))
        for name, check_id, column, expected in made
    )


def _uncited(slopes: pl.DataFrame) -> pl.DataFrame:
    """Slopes without a citation: one warning per file, set and version."""
    rows = slopes.filter(pl.col("citation").is_null()).sort("_file", "_row")
    same = ["_file", "slope_set", "version"]
    first = rows.with_columns(pl.len().over(same).alias("times")).unique(same, keep="first", maintain_order=True)
    return _warning(
        first,
        "slope_without_citation",
        "citation",
        "document, table or page the slope was taken from",
        pl.format("{} rows of the set have none", "times"),
        "pathway_slopes",
    )


def _at(rows: pl.DataFrame, told: Iterable[tuple[str, str]]) -> pl.DataFrame:
    """The rows that something is told of, with the first of it as `why`."""
    why = pl.DataFrame(list(told), schema={"_key": pl.String, "why": pl.String}, orient="row")
    return rows.join(why.unique("_key", keep="first", maintain_order=True), on="_key", maintain_order="left")


# Paths ---------------------------------------------------------------------------------------------------------------


def _without_base(paths: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for row in paths.filter(pl.col("comparable") & pl.col("base_value").is_null()).iter_rows(named=True):
        yield row["path"], row["reason"]


def _differs(paths: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for row in paths.filter(~pl.col("comparable")).drop_nulls("reason").iter_rows(named=True):
        yield row["path"], f"{row['reason']}; so no progress is told"


def _rises(paths: pl.DataFrame) -> Iterator[tuple[str, str]]:
    told = paths.drop_nulls("path_value").unique(["path", "reporting_year"], keep="first", maintain_order=True)
    before = told.with_columns(pl.col("path_value", "reporting_year").shift(1).over("path").name.suffix("_before"))
    up = pl.col("path_value") > pl.col("path_value_before") * (1 + _ROUNDING)
    for row in before.filter(up).iter_rows(named=True):
        years = f"{row['reporting_year_before']} to {row['reporting_year']}"
        yield row["path"], f"the path rises from {years}, {row['path_value_before']:.4g} to {row['path_value']:.4g}"


def _above(paths: pl.DataFrame) -> Iterator[tuple[str, str]]:
    aim = pl.col("reporting_year") == pl.col("intermediate_target_year")
    over = pl.col("intermediate_target_value") > pl.col("path_value") * (1 + _ROUNDING)
    for row in paths.filter(aim & over).iter_rows(named=True):
        yield row["path"], f"the plan states {row['intermediate_target_value']:g}, the path is {row['path_value']:.4g}"


def _missing(paths: pl.DataFrame) -> Iterator[tuple[str, str]]:
    newest = paths.drop_nulls("cumulative_t_against_path").unique("path", keep="last", maintain_order=True)
    for row in newest.iter_rows(named=True):
        if row["missing_years"]:
            yield row["path"], f"no intensity, or no path, of {', '.join(row['missing_years'])}"

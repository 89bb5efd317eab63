"""All checks on a records folder, in the order in which one fault gives one finding.

Belongs here: the order of the checks and which rows each of them may judge. Does not belong here: the checks.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from checks import (
    audits,
    claims,
    coefficients,
    custody,
    disclosures,
    footprints,
    instruments,
    pathways,
    periods,
    published,
    ranges,
    references,
    rows,
    slips,
    totals,
    transport,
)
from checks import cells as potroom
from checks.drop import dropped_smelter_years, together, without_dropped
from checks.places import PLACE, ROW_PLACE, Tables, as_written, errors_of, unseen, without_errors
from checks.schemas import validate
from smelter_ghg.findings import merge
from smelter_ghg.records import tables as record_tables


@dataclass(frozen=True)
class CheckedRecords:
    """What the checks make of the records.

    tables: the rows that may be computed from, without errors and without dropped smelter-years. cells, rejected: the
    cells (CELLS) of these rows and of all others. findings: what was read and checked. dropped: smelter-years (DROPPED)
    the errors take with them.
    """

    tables: dict[str, pl.DataFrame]
    cells: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame
    dropped: pl.DataFrame


def check_records(
    tables: Tables, cells: pl.DataFrame, read: pl.DataFrame, fiscal_year_end_month: int = 12
) -> CheckedRecords:
    """Check every record table; `read` holds the findings of reading, `cells` (CELLS) the values as written.

    One fault gives one finding: a cell is reported once, and a check does not judge rows whose key, dates or
    references are already at fault.
    """
    findings = find(tables, cells, read, fiscal_year_end_month)
    dropped = dropped_smelter_years(findings, tables, fiscal_year_end_month)
    sound = {name: without_errors(frame, errors_of(findings, name)) for name, frame in tables.items()}
    left = _of_known_smelters(without_dropped(sound, dropped, fiscal_year_end_month))
    # Rows that were left out may be what a sum needs; then the smelter-year goes too.
    consequences = dropped_smelter_years(_totals(left, fiscal_year_end_month), left, fiscal_year_end_month)
    if consequences.height:
        dropped = together([dropped, consequences])
        left = _of_known_smelters(without_dropped(sound, dropped, fiscal_year_end_month))
    undeclared = _undeclared(sound, dropped)
    if undeclared.height and "unknown_smelter" not in set(findings["check_id"]):
        dropped = together([dropped, undeclared])
    accepted = cells_of(cells, left)
    place = ["table", *PLACE]
    return CheckedRecords(
        tables=left,
        cells=accepted,
        rejected=cells.join(accepted.select(place).unique(), on=place, how="anti", nulls_equal=True),
        findings=findings,
        dropped=dropped,
    )


def find(tables: Tables, cells: pl.DataFrame, read: pl.DataFrame, fiscal_year_end_month: int) -> pl.DataFrame:
    """Every finding about the records, including those of reading."""
    contracts = record_tables()
    found = read

    def add(*frames: pl.DataFrame) -> None:
        nonlocal found
        found = merge([found, unseen(as_written(merge(frames), cells), found)])

    add(*(validate(contracts[name], tables[name], known=found)[2] for name in sorted(contracts)))
    add(rows.dates_backwards(tables), rows.negative_values(tables), rows.unused_items(tables))
    add(coefficients.coefficient_age(tables))
    add(rows.ratios_above_one(tables), rows.energy_without_basis(tables), rows.substitutions_stated(tables))
    add(references.unknown_smelters(tables, found), references.unknown_documents(tables))
    add(references.unknown_facilities(tables, found))
    add(periods.duplicate_keys(_keyed(tables, found)))
    keyed = _keyed(tables, found)
    add(periods.overlapping_periods(keyed), periods.whole_beside_facilities(keyed))
    if errors_of(found, "reporting_periods").is_empty():
        # Against reporting periods that are themselves at fault, every row of a smelter would be outside.
        add(periods.outside_reporting_periods(_keyed(tables, found), fiscal_year_end_month))
    keyed = _keyed(tables, found)
    if errors_of(found, "pathway_slopes").is_empty():
        add(pathways.pathway_records(keyed))
    add(ranges.ranges_of_nothing(keyed))
    add(claims.claimed_twice(keyed), claims.over_allocated(keyed))
    add(audits.certificate_state(keyed), audits.scope_rated_apart(keyed), audits.statements_too_early(keyed))
    add(_totals(tables, fiscal_year_end_month, found))
    add(
        potroom.cells_and_days({**tables, "potlines": without_errors(tables["potlines"], errors_of(found, "potlines"))})
    )
    if errors_of(found, "reporting_periods").is_empty():
        sound = without_errors(tables["activity"], errors_of(found, "activity"))
        add(totals.consumed_against_stocks({**tables, "activity": sound}, fiscal_year_end_month))
    if errors_of(found, "reporting_periods").is_empty() and errors_of(found, "smelters").is_empty():
        series = _without_smelters_at_fault(tables, found)
        add(slips.jumps(series), slips.repeated_readings(series), slips.same_amount_twice(series))
        add(published.published_conflicts(series), published.implied_production(series))
        add(disclosures.activity_not_stated(series), disclosures.capacity_as_production(series))
        add(custody.custody_accounts(series))
        add(slips.gaps(series, fiscal_year_end_month), footprints.far_from_published(series))
        add(transport.legs_too_long(series), transport.legs_against_goods(series, fiscal_year_end_month))
        judged = _with_their_meters(series, found)
        add(instruments.instruments_not_counted(judged, fiscal_year_end_month))
        add(instruments.rates_beyond_the_rest(judged, fiscal_year_end_month))
    return found


def _without_smelters_at_fault(tables: Tables, found: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Of each table the rows of smelters that have no error in it: a row left out would look like a gap or a jump.

    A table with an error of no known smelter is left out whole.
    """
    left, known = {}, tables["smelters"]["smelter_id"].implode()
    for name, frame in tables.items():
        own = errors_of(found, name)
        unplaced = not own["smelter_id"].is_in(known).fill_null(False).all()
        if unplaced or (own.height and "smelter_id" not in frame.columns):
            left[name] = frame.clear()
        elif "smelter_id" in frame.columns:
            left[name] = frame.filter(~pl.col("smelter_id").is_in(own["smelter_id"].implode()))
        else:
            left[name] = frame
    return left


def _with_their_meters(series: Tables, found: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Without the instruments of smelters whose metered electricity is at fault: they would seem to price nothing."""
    own, rows = errors_of(found, "electricity")["smelter_id"], series["power_instruments"]
    lost = own.len() and series["electricity"].is_empty()
    rows = rows.clear() if lost else rows.filter(~pl.col("smelter_id").is_in(own.implode()))
    return {**series, "power_instruments": rows}


def _keyed(tables: Tables, found: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows whose key no error points at."""
    contracts = record_tables()
    return {name: without_errors(frame, errors_of(found, name), contracts[name].key) for name, frame in tables.items()}


def _totals(tables: Tables, fiscal_year_end_month: int, found: pl.DataFrame | None = None) -> pl.DataFrame:
    """Checks of sums, where no row of the sum is at fault already."""

    def sound(*names: str) -> bool:
        return found is None or all(errors_of(found, name).is_empty() for name in names)

    results = []
    if sound("allocations"):
        results.append(totals.allocation_shares(tables))
    if sound("product_shares"):
        results.append(totals.product_shares(tables))
    if sound("electricity", "power_instruments", "reporting_periods", "smelters"):
        results.append(instruments.instruments_within_grid(tables, fiscal_year_end_month))
    return merge(results)


def _of_known_smelters(tables: Tables) -> dict[str, pl.DataFrame]:
    smelters = tables["smelters"].select("smelter_id")
    return {
        name: frame.join(smelters, on="smelter_id", how="semi", maintain_order="left")
        if "smelter_id" in frame.columns
        else frame
        for name, frame in tables.items()
    }


def _undeclared(sound: Tables, dropped: pl.DataFrame) -> pl.DataFrame:
    """Smelters that have rows and no accepted row in `smelters`: their rows are gone too, so they are named."""
    named = pl.concat(frame.select("smelter_id") for frame in sound.values() if "smelter_id" in frame.columns)
    missing = named.drop_nulls().unique().join(sound["smelters"].select("smelter_id"), on="smelter_id", how="anti")
    missing = missing.join(dropped.filter(pl.col("reporting_year").is_null()), on="smelter_id", how="anti")
    return missing.select(
        "smelter_id",
        pl.lit(None, pl.Int64).alias("reporting_year"),
        pl.lit("not in the accepted smelters").alias("reason"),
    )


def cells_of(cells: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The cells (CELLS) of the rows that are left in the record tables."""
    places = pl.concat(
        frame.select(
            pl.lit(name).alias("table"),
            *(pl.col(theirs).alias(ours) for ours, theirs in zip(PLACE, ROW_PLACE, strict=True)),
        )
        for name, frame in sorted(tables.items())
    )
    return cells.join(places, on=["table", *PLACE], how="semi", nulls_equal=True, maintain_order="left")

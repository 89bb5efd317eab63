"""One claim only: no certificate, and no megawatt-hour of an instrument, is counted twice.

Belongs here: serial numbers that overlap, instruments allocated beyond what they stand for, over all smelters, years
and files (GHG Protocol Scope 2 Guidance, 2015, chapter 7: an instrument carries the only claim on its attributes).
Does not belong here: criteria a single row meets or fails (`checks.instruments`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge

# The last digits of a serial number count; what stands around them must agree. Longer runs of digits are no number.
_SERIAL = re.compile(r"(?P<before>.*?)(?P<number>[0-9]{1,60})(?P<after>[^0-9]*)", re.DOTALL)
_ROUNDING = 1e-9


class _Range(NamedTuple):
    """A row's serial numbers: what must agree for two to be compared, and the first and last number."""

    at: int
    kind: tuple[str, str, str]
    first: int
    last: int


def claimed_twice(tables: Tables) -> pl.DataFrame:
    """Rows whose serial numbers overlap those of an earlier row of the same registry; of unreadable ones a warning."""
    rows = _with_serials(tables)
    ranges, odd = _read(rows)
    earlier: dict[int, int] = {}
    for kind in sorted({one.kind for one in ranges}):
        reaching: _Range | None = None
        for one in sorted((one for one in ranges if one.kind == kind), key=lambda one: (one.first, one.last, one.at)):
            if reaching is not None and one.first <= reaching.last:
                later, first = max(one.at, reaching.at), min(one.at, reaching.at)
                earlier.setdefault(later, first)
            if reaching is None or one.last > reaching.last:
                reaching = one
    numbered = rows.with_row_index("at")
    places = pl.DataFrame(
        {"at": list(earlier), "first": list(earlier.values())}, schema={"at": pl.UInt32, "first": pl.UInt32}
    )
    named = ("_file", "_row", "smelter_id", "serial_from", "serial_to", "instrument_id")
    twice = numbered.join(places, on="at", how="inner", maintain_order="left").join(
        numbered.select(pl.col("at").alias("first"), *(pl.col(name).alias(f"{name}_first") for name in named)),
        on="first",
        maintain_order="left",
    )
    return merge([_twice_findings(twice), _odd_findings(numbered, odd)])


def _twice_findings(twice: pl.DataFrame) -> pl.DataFrame:
    return findings_of(
        twice,
        "certificate_claimed_twice",
        table="power_instruments",
        column="serial_from",
        expected=pl.format("serial numbers of {} that no other row claims", "registry"),
        likely_cause=pl.format(
            "row {} of {} claims {} to {} already ({}, {})",
            "_row_first",
            "_file_first",
            "serial_from_first",
            pl.coalesce("serial_to_first", "serial_from_first"),
            "instrument_id_first",
            "smelter_id_first",
        ),
    )


def _odd_findings(numbered: pl.DataFrame, odd: dict[int, tuple[str, str]]) -> pl.DataFrame:
    reasons = pl.DataFrame(
        {"at": list(odd), "at_fault": [column for column, _ in odd.values()], "why": [why for _, why in odd.values()]},
        schema={"at": pl.UInt32, "at_fault": pl.String, "why": pl.String},
    )
    rows = numbered.join(reasons, on="at", how="inner", maintain_order="left")
    columns = ("registry", "serial_from", "serial_to")
    value = pl.coalesce(pl.when(pl.col("at_fault") == name).then(name) for name in columns)
    return findings_of(
        rows,
        "serial_number",
        severity="warning",
        table="power_instruments",
        column=pl.col("at_fault"),
        value=value,
        expected=pl.col("why"),
        likely_cause="nobody can tell whether these certificates are claimed elsewhere",
    )


def _with_serials(tables: Tables) -> pl.DataFrame:
    stated = pl.col("serial_from").is_not_null() | pl.col("serial_to").is_not_null()
    return tables["power_instruments"].filter(stated).sort("_file", "_row")


def _read(rows: pl.DataFrame) -> tuple[list[_Range], dict[int, tuple[str, str]]]:
    """The ranges of rows, and of those without one the column at fault and what was expected there."""
    ranges: list[_Range] = []
    odd: dict[int, tuple[str, str]] = {}
    for at, (registry, start, end) in enumerate(rows.select("registry", "serial_from", "serial_to").iter_rows()):
        first = _SERIAL.fullmatch((start or "").strip())
        last = _SERIAL.fullmatch((end or start or "").strip())
        if registry is None or not registry.strip():
            odd[at] = ("registry", "the registry the serial numbers are of")
        elif first is None:
            odd[at] = ("serial_from", "a serial number with digits, such as NO-000123")
        elif last is None:
            odd[at] = ("serial_to", "a serial number with digits, such as NO-000456")
        elif _around(first) != _around(last):
            odd[at] = ("serial_to", f"a serial number of the same series as {start}")
        elif int(last["number"]) < int(first["number"]):
            odd[at] = ("serial_to", f"a serial number from {start} on")
        else:
            kind = (" ".join(registry.split()).casefold(), *_around(first))
            ranges.append(_Range(at, kind, int(first["number"]), int(last["number"])))
    return ranges, odd


def _around(serial: re.Match[str]) -> tuple[str, str]:
    return serial["before"].strip().casefold(), serial["after"].strip().casefold()


def over_allocated(tables: Tables) -> pl.DataFrame:
    """Instruments allocated to more than they stand for; the finding stands at the last row of their period.

    A certificate stands for its megawatt-hours once, whatever periods and smelters claim them. Anything else stands for
    those of the row's period, and the rows inside that period share them.
    """
    rows = tables["power_instruments"].drop_nulls(["instrument_id", "period_start", "period_end", "allocated_mwh"])
    stated = rows.drop_nulls("instrument_mwh").select(
        "instrument_id",
        pl.col("kind").alias("stated_kind"),
        pl.col("period_start").alias("first"),
        pl.col("period_end").alias("last"),
        "instrument_mwh",
    )
    if stated.is_empty():
        return findings_of(rows.clear(), "instrument_over_allocated", table="power_instruments", column="allocated_mwh",
                           expected="")  # fmt: skip
    # Rows that state different amounts for one instrument are held to the smallest.
    stated = stated.group_by("instrument_id", "stated_kind", "first", "last").agg(
        pl.col("instrument_mwh").min().alias("stands_for")
    )
    inside = (pl.col("period_start") >= pl.col("first")) & (pl.col("period_end") <= pl.col("last"))
    shared = rows.join(stated, on="instrument_id").filter((pl.col("stated_kind") == "certificate") | inside)
    group = ["instrument_id", "stated_kind", "first", "last"]
    sums = shared.sort("_file", "_row").group_by(group, maintain_order=True).agg(
        pl.col("allocated_mwh").sort().sum().alias("allocated"), pl.len().alias("rows")
    )  # fmt: skip
    over = (
        shared.drop("instrument_mwh")
        .join(sums, on=group)
        .filter(pl.col("allocated") > pl.col("stands_for") * (1 + _ROUNDING))
        .sort("_file", "_row")
        .unique(group, keep="last", maintain_order=True)
        .sort("stands_for", "_file", "_row")
        .unique(["_file", "_sheet", "_row"], keep="first", maintain_order=True)
    )
    return findings_of(
        over,
        "instrument_over_allocated",
        table="power_instruments",
        column="allocated_mwh",
        expected=pl.format(
            "at most the {} MWh that {} stands for, all its rows and smelters together", "stands_for", "instrument_id"
        ),
        likely_cause=pl.format("{} rows claim {} MWh of it", "rows", pl.col("allocated").round(6)),
    )

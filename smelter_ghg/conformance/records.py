"""The record tables as a verdict reads them: by smelter and period, with row keys and what sources say.

Belongs here: look-ups in record tables, the periods that get a verdict, the items missing. Does not belong here: rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from smelter_ghg.by_smelter import BySmelter, Held
from smelter_ghg.conformance.amounts import Period
from smelter_ghg.intensity import REPORTED_UNIT
from smelter_ghg.periods import assign, reporting_periods
from smelter_ghg.records import tables as record_tables

Row = Mapping[str, Any]
# Metal that shows a smelter at work; stocks, scrap and bought metal do not.
SMELTING_FLOWS = ("tapped", "primary_stage_not_stated")
PRODUCTION_FLOWS = (*SMELTING_FLOWS, "cast_out")
# What a verdict repeats of a row of evidence.
SAID = ("table", "row_key", "column", "value", "qualifier", "document_id", "confidence", "chosen")
# From no assurance to the highest level.
ASSURANCE_LEVELS = ("none", "limited", "reasonable")
# The period of figures whose source names no dates.
NO_DATES = "not stated"


class Records:
    """Record tables, complete with every column of their contract, looked up by smelter.

    Tables or columns that are not given are empty.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame], fiscal_year_end_month: int) -> None:
        self.tables = {name: _complete(name, tables.get(name)) for name in record_tables()}
        self._fiscal_year_end_month = fiscal_year_end_month
        self._by_smelter: dict[str, Held[list[Row]]] = {}
        self._evidence: dict[tuple[str, str, str], list[Row]] = {}
        said = self.tables["evidence"].sort("table", "row_key", "column", "value", "document_id", nulls_last=True)
        for row in said.iter_rows(named=True):
            self._evidence.setdefault((row["table"], row["row_key"], row["column"]), []).append(row)

    def of(self, table: str, smelter_id: str) -> list[Row]:
        """A smelter's rows of a record table, sorted by row key."""
        if table not in self._by_smelter:
            rows = BySmelter(self.tables[table].sort("_key"))
            self._by_smelter[table] = Held(lambda one: list(rows[one].iter_rows(named=True)))
        return self._by_smelter[table][smelter_id]

    @cached_property
    def entities(self) -> Mapping[str, frozenset[str]]:
        """Smelters by what they may be called, as `plain` writes it: id, name, operator, certification scope."""
        called: dict[str, set[str]] = {}
        for row in self.tables["smelters"].iter_rows(named=True):
            for name in (row["smelter_id"], row["name"], row["operator"]):
                if name:
                    called.setdefault(plain(name), set()).add(row["smelter_id"])
        for row in self.tables["certification_scopes"].iter_rows(named=True):
            called.setdefault(plain(row["scope_id"]), set()).add(row["smelter_id"])
        return {name: frozenset(smelters) for name, smelters in called.items()}

    def smelter(self, smelter_id: str) -> Row | None:
        return next(iter(self.of("smelters", smelter_id)), None)

    def potlines(self, smelter_id: str) -> list[Row]:
        """Facilities that are potlines."""
        return [row for row in self.of("facilities", smelter_id) if row["kind"] == "potline"]

    def metal(self, period: Period) -> list[Row]:
        """Metal rows that lie within the period."""
        return [
            row
            for row in self.of("metal", period.smelter_id)
            if period.contains(row["period_start"], row["period_end"])
        ]

    def regulatory(self, period: Period) -> list[Row]:
        """Reported intensities of the period on a regulator's boundary; allowances and permits are no intensities."""
        return [
            row
            for row in self.of("reported_indicators", period.smelter_id)
            if row["boundary"] == "regulatory"
            and row["unit"] == REPORTED_UNIT
            and row["value"] is not None
            and period.contains(row["period_start"], row["period_end"])
        ]

    def is_smelter(self, smelter_id: str) -> bool:
        """False only where facilities are listed, none of them a potline, and nothing else speaks of smelting."""
        if not self.of("facilities", smelter_id) or self.potlines(smelter_id) or self.of("potlines", smelter_id):
            return True
        if any(row["flow"] in SMELTING_FLOWS for row in self.of("metal", smelter_id)):
            return True
        return bool(self.of("reported_indicators", smelter_id))

    def evidence(self, table: str, rows: Iterable[Row], column: str) -> list[dict[str, Any]]:
        """What sources say about one column of the rows."""
        return [
            {**{name: said[name] for name in SAID}, "input_id": f"evidence|{said['_key']}|value"}
            for row in rows
            for said in self._evidence.get((table, row["_key"], column), [])
        ]

    def assurance(self, period: Period) -> dict[str, Any]:
        """The highest assurance level over the period's greenhouse gas data and the statements that cover it."""
        statements = [
            row
            for row in self.of("verification", period.smelter_id)
            if period.start is not None
            and period.end is not None
            and row["period_start"] <= period.start
            and row["period_end"] >= period.end
        ]
        levels = [
            row["assurance_level"]
            for row in statements
            if "ghg" in [part.strip() for part in (row["covers"] or "").split(";")]
        ]
        keys = ("verifier", "standard", "assurance_level", "opinion", "covers", "scope", "document_id")
        return {
            "level": max(levels, key=ASSURANCE_LEVELS.index, default="none"),
            "statements": [
                {
                    **{key: row[key] for key in keys},
                    "statement_date": _iso(row["statement_date"]),
                    "publication_date": _iso(row["publication_date"]),
                }
                for row in statements
            ],
        }

    def periods(self, intensity: pl.DataFrame) -> dict[str, list[Period]]:
        """Per smelter the reporting periods that get a verdict, in time: those with an intensity, with metal made or
        with a published figure of any kind. A smelter whose every figure is undated gets one period without dates.
        """
        keys = ["smelter_id", "period_label"]
        measured = (
            intensity.filter(
                pl.col("route").is_in(["calculated", "reported"])
                & pl.col("smelter_id").is_not_null()
                & pl.col("period_label").is_not_null()
            )
            .group_by(keys)
            .agg(pl.col("period_start").min(), pl.col("period_end").max(), pl.col("reporting_year").max())
        )
        calendar = reporting_periods(self.tables, self._fiscal_year_end_month)
        spoken_of = (
            assign(pl.concat([self._made(), self._published()]).drop_nulls("period_end"), calendar)
            .drop_nulls("period_label")
            .group_by(keys)
            .agg(
                pl.col("reporting_period_start").min().alias("period_start"),
                pl.col("reporting_period_end").max().alias("period_end"),
                pl.col("reporting_year").max(),
            )
        )
        dated = pl.concat([measured, spoken_of.join(measured, on=keys, how="anti").select(measured.columns)])
        undated = self._published().filter(pl.col("period_end").is_null()).select("smelter_id").unique()
        undated = undated.join(dated, on="smelter_id", how="anti").with_columns(pl.lit(NO_DATES).alias("period_label"))
        found: dict[str, list[Period]] = {}
        every = pl.concat([dated, undated], how="diagonal").sort(
            "smelter_id", "period_end", "period_label", nulls_last=True
        )
        for row in every.iter_rows(named=True):
            end = row["period_end"]
            year = row["reporting_year"] if row["reporting_year"] is not None else (end and end.year)
            period = Period(row["smelter_id"], end, row["period_label"], row["period_start"], year)
            found.setdefault(period.smelter_id, []).append(period)
        return found

    def _made(self) -> pl.DataFrame:
        """Smelter and dates of metal made."""
        made = self.tables["metal"].filter(pl.col("flow").is_in(PRODUCTION_FLOWS) & (pl.col("mass_t") > 0))
        return made.select("smelter_id", "period_start", "period_end")

    def _published(self) -> pl.DataFrame:
        """Smelter and dates of published figures; what a regulator sets is none of the smelter's own."""
        indicators = self.tables["reported_indicators"].filter(
            pl.col("value").is_not_null() & (pl.col("boundary") != "regulatory")
        )
        emissions = self.tables["reported_emissions"].drop_nulls("emissions_t_co2e")
        return pl.concat(frame.select("smelter_id", "period_start", "period_end") for frame in (indicators, emissions))


def _complete(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """A record table with every column of its contract and its row keys."""
    contract = record_tables()[name]
    if frame is None:
        frame = contract.empty()
    frame = frame.with_columns(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in contract.polars_schema.items()
    )
    if "_key" in frame.columns:
        return frame
    key = [pl.col(column).cast(pl.String).fill_null("") for column in contract.key]
    return frame.with_columns(pl.concat_str(key, separator="|").alias("_key"))


def plain(name: str) -> str:
    """A name without the differences of writing that tell nobody apart: case and white space."""
    return " ".join(name.casefold().split())


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()

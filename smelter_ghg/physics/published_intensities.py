"""Do the rounded figures of a disclosure fit one production, and which of them does not?

Belongs here: printed intensities and emissions as ranges. Does not belong here: intensities of a ledger, verdicts.

An intensity i printed with half-width h, and the emissions E it was made of, allow the productions from E_lo / (i + h)
to E_hi / (i − h), E_lo and E_hi being what the printed emissions stand for. All intensities of one period must share
some of them. i and h are in t CO2e/t, E in t CO2e, productions in t. Interval arithmetic; exact in decimal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from smelter_ghg.contracts.labels import MINE_TO_METAL_CATEGORIES, SCOPE_1, SCOPE_2, SCOPE_3
from smelter_ghg.physics.printed import Range, common_to, stands_for, sum_of

Tables = Mapping[str, pl.DataFrame]
UNIT = "t CO2e/t"
_PERIOD = ["smelter_id", "period_start", "period_end"]
_CATEGORIES = tuple(str(category) for category in MINE_TO_METAL_CATEGORIES)


@dataclass(frozen=True)
class Printed:
    """A printed number: what it stands for, and the record cells that say so.

    The first cell holds the value; a second one the decimals, or the text, that its source prints.
    """

    stands_for: Range
    cells: tuple[str, ...]


Emissions = dict[tuple[str, str, str], Printed]


@dataclass(frozen=True)
class Figure:
    """A printed intensity with its record's key, the emissions it was made of and the productions it allows, in t."""

    key: str
    allows: Range
    intensity: Printed
    emissions: tuple[Printed, ...]


@dataclass(frozen=True)
class Disclosure:
    """The printed intensities of one smelter and period.

    production: what all of them allow in t, or all but the one that breaks it; None where nothing does. broken_by: keys
    of the figures without any of which the others fit; empty where all of them fit, or no one alone is at fault.
    """

    smelter_id: str
    period_start: dt.date
    period_end: dt.date
    figures: tuple[Figure, ...]
    production: Range | None
    broken_by: tuple[str, ...]


def disclosures(tables: Tables) -> list[Disclosure]:
    """Every smelter and period with two printed intensities or more whose emissions are published too."""
    stated = tables["reported_indicators"].filter(
        (pl.col("unit") == UNIT) & (pl.col("qualifier") == "exact") & (pl.col("value") > 0)
    )
    stated = stated.drop_nulls([*_PERIOD, "decimals_printed"]).sort(*_PERIOD, "_key")
    emissions = _emissions(tables)
    found = []
    for (smelter, start, end), rows in stated.group_by(_PERIOD, maintain_order=True):
        figures = tuple(_figures(rows, emissions.get((smelter, start, end), {})))
        if len(figures) > 1:
            found.append(Disclosure(str(smelter), start, end, figures, *_judged(figures)))
    return found


def _judged(figures: tuple[Figure, ...]) -> tuple[Range | None, tuple[str, ...]]:
    production = common_to(one.allows for one in figures)
    if production is not None:
        return production, ()
    left = {one.key: common_to(other.allows for other in figures if other is not one) for one in figures}
    broken = tuple(key for key, rest in left.items() if rest is not None)
    return (left[broken[0]] if len(broken) == 1 else None), broken


def _figures(rows: pl.DataFrame, emissions: Emissions) -> Iterator[Figure]:
    for row in rows.iter_rows(named=True):
        parts = _parts(row["boundary"], row["scope2_account"], emissions)
        cells = tuple(f"reported_indicators|{row['_key']}|{column}" for column in ("value", "decimals_printed"))
        range_ = stands_for(Decimal(str(row["value"])), decimals=row["decimals_printed"])
        if parts and range_.lower > 0 and all(part in emissions for part in parts):
            made_of = tuple(emissions[part] for part in parts)
            allows = sum_of(one.stands_for for one in made_of).over(range_)
            yield Figure(row["_key"], allows, Printed(range_, cells), made_of)


def _parts(boundary: str, account: str, emissions: Emissions) -> list[tuple[str, str, str]]:
    """Scope, account and category of the published emissions that an intensity is made of."""
    first, second = [(str(SCOPE_1), "", "")], [(str(SCOPE_2), account, "")]
    third = [(str(SCOPE_3), "", category) for category in _CATEGORIES]
    if not all(part in emissions for part in third):
        third = [(str(SCOPE_3), "", "")]
    return {
        "scope_1": first,
        "scope_2": second,
        "scope_1_2": first + second,
        "scope_3": third,
        "mine_to_metal": first + second + third,
    }.get(boundary, [])


def _emissions(tables: Tables) -> dict[tuple[object, ...], Emissions]:
    """What published emissions stand for, in t CO2e, by smelter and period.

    How far a number is rounded is told by the text a source prints, where the evidence quotes it.
    """
    texts = {
        row["row_key"]: (row["value"], f"evidence|{row['_key']}|value")
        for row in tables["evidence"]
        .filter((pl.col("table") == "reported_emissions") & (pl.col("column") == "emissions_t_co2e") & pl.col("chosen"))
        .iter_rows(named=True)
    }
    rows = tables["reported_emissions"].filter(
        (pl.col("gas") == "CO2e") & pl.col("process").is_null() & (pl.col("emissions_t_co2e") > 0)
    )
    found: dict[tuple[object, ...], Emissions] = {}
    for row in rows.drop_nulls(_PERIOD).sort("_key").iter_rows(named=True):
        account = row["scope2_account"] if row["scope"] == str(SCOPE_2) else ""
        part = (row["scope"], account, row["category"] or "")
        of_period = found.setdefault(tuple(row[name] for name in _PERIOD), {})
        text, *quoted = texts.get(row["_key"], (None,))
        cells = (f"reported_emissions|{row['_key']}|emissions_t_co2e", *quoted)
        of_period[part] = Printed(stands_for(Decimal(str(row["emissions_t_co2e"])), text=text), cells)
    return found

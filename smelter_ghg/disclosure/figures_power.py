"""Figures of purchased electricity by level of the market-based hierarchy: energy and emissions.

Belongs here: which energy each level priced, and what it emitted. Does not belong here: the hierarchy itself
(`smelter_ghg.emissions.power_hierarchy`), the location account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smelter_ghg.contracts.labels import TIER_2
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_records import add_cell
from smelter_ghg.disclosure.ids import Basis
from smelter_ghg.instrument_quality import LEVELS, drawn_from_grid, failures_of
from smelter_ghg.units import METER_NOISE_MWH

MARKET = "market"
# What no instrument prices: by the zone's residual mix, or by its average where there is none.
REST_RESIDUAL, REST_AVERAGE = "rest_residual", "rest_average"
LEVEL_WORDS = {
    "certificate": "Certificates",
    "contract": "Contracts",
    "supplier": "Supplier's rate",
    "residual": "Residual mix, as recorded",
    REST_RESIDUAL: "Residual mix of the zone",
    REST_AVERAGE: "Grid average, for want of a residual mix",
}


@dataclass(frozen=True)
class Level:
    """What one level of the hierarchy prices in a zone: its scope 2 rows, and the instruments' cells behind them."""

    zone: str
    name: str
    ledger_ids: tuple[str, ...]
    allocated: tuple[Row, ...]


@dataclass(frozen=True)
class Zone:
    """Grid electricity metered in a zone, as ids of activity rows, and who prices it, in order."""

    name: str
    metered: tuple[str, ...]
    levels: tuple[Level, ...]


def zones_of(facts: Facts, period: Period) -> list[Zone]:
    """The zones a period's grid electricity was drawn from."""
    return facts.held("power_zones", _zones, period.smelter_id).get(period.label, [])


def _zones(facts: Facts, smelter_id: str) -> dict[str, list[Zone]]:
    metered: dict[tuple[str, str], list[str]] = {}
    drawn = drawn_from_grid(facts.activity_of[smelter_id]).sort("activity_id")
    for label, zone, activity_id in drawn.select("period_label", "grid_zone", "activity_id").iter_rows():
        metered.setdefault((label, zone or ""), []).append(activity_id)
    found: dict[str, list[Zone]] = {}
    for (label, zone), ids in sorted(metered.items()):
        period = Period(smelter_id, label, None)
        found.setdefault(label, []).append(Zone(zone, tuple(ids), tuple(_levels(facts, period, zone))))
    return found


def _levels(facts: Facts, period: Period, zone: str) -> Iterator[Level]:
    rows = [row for row in facts.inventory(MARKET, period) if row["source"] == "purchased_electricity"]
    priced = {_instrument(row, "input_key"): row["ledger_id"] for row in rows if row["tier"] == TIER_2}
    for name in LEVELS:
        own = [
            row
            for row in facts.quantities.get((period.smelter_id, period.label, "instrument", name))
            if row["item"] == "allocated_mwh" and row["grid_zone"] == zone and _instrument(row, "supplier") in priced
        ]
        if own:
            yield Level(zone, name, tuple(priced[_instrument(row, "supplier")] for row in own), tuple(own))
    for row in rows:
        if row["tier"] != TIER_2 and row["input_key"] == f"uncovered {zone}":
            average = facts.input_kinds[row["ledger_id"]] == "default"
            yield Level(zone, REST_AVERAGE if average else REST_RESIDUAL, (row["ledger_id"],), ())


def _instrument(row: Row, column: str) -> tuple[object, ...]:
    """What tells one instrument of a smelter from another, in a ledger row or an activity row."""
    return (row[column], row["period_start"], row["period_end"])


def metered_id(period: Period, zone: str) -> str:
    return m.of_period(m.POWER_METERED, period, Basis(), zone)


def level_energy_id(period: Period, level: Level) -> str:
    return m.of_period(m.POWER_LEVEL, period, Basis(account=MARKET), level.zone, level.name, "MWh")


def level_emissions_id(facts: Facts, period: Period, level: Level) -> str:
    return m.of_period(m.POWER_LEVEL, period, m.calculated(facts.config, MARKET), level.zone, level.name)


def add_power(book: FigureBook, facts: Facts, period: Period) -> None:
    """Energy and emissions of each level. What is priced last is what the meters show less everything before it."""
    where = (period.smelter_id, period.label)
    for zone in zones_of(facts, period):
        about = About(
            m.POWER_METERED,
            (*where, zone.name),
            f"Grid electricity metered, {zone.name}",
            "MWh",
            Basis(),
            *where,
        )
        metered = book.sum_records(about, zone.metered)
        before: list[str] = []
        for level in zone.levels:
            label = f"{LEVEL_WORDS[level.name]}, {zone.name}"
            key = (*where, zone.name, level.name)
            energy = About(m.POWER_LEVEL, (*key, "MWh"), label, "MWh", Basis(account=MARKET), *where)
            left = book.value(metered) - sum(book.value(one) for one in before)
            before.append(_energy(book, energy, level, metered, tuple(before), left))
            emitted = About(m.POWER_LEVEL, key, label, "t CO2e", m.calculated(facts.config, MARKET), *where)
            book.sum_co2e(emitted, level.ledger_ids)
    for record, _ in not_counted(facts, period):
        add_cell(book, "power_instruments", record, "allocated_mwh", f"Allocated to {record['instrument_id']}")


def _energy(book: FigureBook, about: About, level: Level, metered: str, before: tuple[str, ...], left: float) -> str:
    """The level's own records where all of them count; else what those before it leave."""
    allocated = sum(row["value"] for row in level.allocated)
    if level.allocated and allocated <= left + METER_NOISE_MWH:
        return book.sum_records(about, [row["activity_id"] for row in level.allocated])
    if not before:
        return book.sum_figures(about, [metered])
    if len(before) == 1:
        return book.difference(about, metered, before[0])
    earlier = About(
        m.POWER_LEVEL,
        (*about.key, "before"),
        f"Priced before: {about.label}",
        "MWh",
        about.basis,
        about.smelter_id,
        about.period_label,
    )
    return book.difference(about, metered, book.sum_figures(earlier, before))


def not_counted(facts: Facts, period: Period) -> list[tuple[Row, list[Row]]]:
    """Instruments of a period that price nothing, with every criterion each fails."""
    return facts.held("not_counted", _not_counted, period.smelter_id).get(period.label, [])


def _not_counted(facts: Facts, smelter_id: str) -> dict[str, list[tuple[Row, list[Row]]]]:
    failing = failures_of(facts.activity_of[smelter_id], facts.tables["power_instruments"]).sort("_key", "column")
    by_key: dict[str, list[Row]] = {}
    for row in failing.iter_rows(named=True):
        by_key.setdefault(row["_key"], []).append(row)
    found: dict[str, list[tuple[Row, list[Row]]]] = {}
    for key, rows in by_key.items():
        record = facts.records["power_instruments", key]
        found.setdefault(rows[0]["period_label"], []).append((record, rows))
    return found

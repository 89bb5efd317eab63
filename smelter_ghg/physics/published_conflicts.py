"""Published figures that contradict each other: sources of one cell, and energy as a rate beside energy as an amount.

Belongs here: comparing what was printed, within its rounding. Does not belong here: choosing between sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from smelter_ghg.physics.bands import band
from smelter_ghg.physics.printed import Range, common_to, number_and_unit, range_of
from smelter_ghg.units import MWH_PER_UNIT

Tables = Mapping[str, pl.DataFrame]

_CELL = ["table", "row_key", "column"]
_PERIOD = ["smelter_id", "period_start", "period_end"]
# Rates of energy that an amount over production can be held against; of DC energy alone nobody publishes amounts.
_RATES = ("electricity_ac", "electricity_not_stated")
_PRODUCED = ("tapped", "primary_stage_not_stated")


def sources_in_conflict(evidence: pl.DataFrame) -> pl.DataFrame:
    """Rows of the record table `evidence` with `values` and `settled`, one per cell whose sources print numbers that no
    rounding reconciles; bounds are left out. A conflict is settled where one of the sources is chosen."""
    numbers = evidence.filter(pl.col("qualifier").is_in(["exact", "approximate"])).sort(*_CELL, "_key")
    found = []
    for _, rows in numbers.filter(pl.len().over(_CELL) > 1).group_by(_CELL, maintain_order=True):
        values = [number_and_unit(value) for value in rows["value"]]
        known = [value for value in values if value is not None]
        # Different units are told apart by eye; nothing says that they are of the same kind.
        if len({unit for _, unit in known}) != 1:
            continue
        if common_to(range_of(number) for number, _ in known) is None:
            listed = "; ".join(dict.fromkeys(rows["value"]))
            settled = pl.lit(bool(rows["chosen"].any()))
            found.append(rows.head(1).with_columns(pl.lit(listed).alias("values"), settled.alias("settled")))
    nothing = evidence.clear().with_columns(pl.lit("").alias("values"), pl.lit(False).alias("settled"))
    return pl.concat([nothing, *found])


@dataclass(frozen=True)
class EnergyConflict:
    """An amount of electricity published as an indicator, over a production, that does not fit.

    indicator: the record. per_tonne: MWh/t by amount and production (t), `allows` what their rounding makes of it.
    stated: the rate it contradicts, in words, or empty where it is outside what smelters take.
    """

    indicator: dict[str, Any]
    production_t: Decimal
    per_tonne: Decimal
    allows: Range
    stated: str


def energy_in_conflict(tables: Tables) -> list[EnergyConflict]:
    """Amounts of electricity that contradict the rate published beside them, or what smelters take per tonne:
    w = W / m.

    W is the amount in MWh, m the production in t, w the rate in MWh/t. Each production that the records or their
    evidence state for the same days is tried. Conservation of energy; the band of AC energy is in bands.csv.
    """
    amounts = tables["reported_indicators"].filter(
        pl.col("unit").is_in(list(MWH_PER_UNIT)) & pl.col("qualifier").is_in(["exact", "approximate"])
    )
    found = []
    for row in amounts.drop_nulls([*_PERIOD, "value"]).sort("_key").iter_rows(named=True):
        for production in _productions(tables, row):
            found += _against(tables, row, production)
    return found


def _against(tables: Tables, row: dict[str, Any], production: Decimal) -> list[EnergyConflict]:
    unit = Decimal(str(MWH_PER_UNIT[row["unit"]]))
    amount = _printed(tables, "reported_indicators", row, row["decimals_printed"]).times(unit)
    allows, per_tonne = amount.over(range_of(production)), Decimal(str(row["value"])) * unit / production
    rates = list(_rates(tables, row))
    against = [text for text, stated in rates if not stated.meets(allows)]
    usual = band("ac_energy")
    unusual = not rates and usual.lower is not None and not usual.lower <= float(per_tonne) <= (usual.upper or 0)
    if unusual:
        against = [""]
    return [EnergyConflict(row, production, per_tonne, allows, text) for text in against]


def _rates(tables: Tables, row: dict[str, Any]) -> Iterator[tuple[str, Range]]:
    """The rates stated for the same smelter and days, in words and as ranges in MWh/t."""
    rates = tables["specific_consumption"].filter(pl.col("item").is_in(_RATES) & _same(row)).drop_nulls("multiplier")
    for rate in rates.sort("_key").iter_rows(named=True):
        multiplier = Decimal(str(rate["multiplier"]))
        yield f"{rate['value']:g} {rate['unit']}", _printed(tables, "specific_consumption", rate).times(multiplier)


def _productions(tables: Tables, row: dict[str, Any]) -> list[Decimal]:
    """Productions in t stated for the same smelter and days: the recorded one, else each one that a source gives."""
    metal = tables["metal"].filter(pl.col("flow").is_in(_PRODUCED) & _same(row)).sort("_key")
    recorded = [Decimal(str(value)) for value in metal["mass_t"].drop_nulls()]
    if recorded:
        return [value.to_integral_value() if value == value.to_integral_value() else value for value in recorded]
    of_cell = tables["evidence"].filter((pl.col("table") == "metal") & pl.col("row_key").is_in(metal["_key"].implode()))
    quoted = [number_and_unit(value) for value in of_cell["value"]]
    return list(dict.fromkeys(one[0] for one in quoted if one is not None and one[0] > 0))


def _printed(tables: Tables, table: str, row: dict[str, Any], decimals: int | None = None) -> Range:
    """What a record's value stands for, rounded as its source prints it, where the evidence quotes it."""
    cell = (pl.col("table") == table) & (pl.col("row_key") == row["_key"]) & (pl.col("column") == "value")
    texts = tables["evidence"].filter(cell & pl.col("chosen"))["value"].to_list()
    quoted = number_and_unit(texts[0]) if texts else None
    if decimals is None and quoted is not None:
        return range_of(quoted[0])
    number = Decimal(str(row["value"]))
    return range_of(number.to_integral_value() if number == number.to_integral_value() else number, decimals)


def _same(row: dict[str, Any]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == row[name] for name in _PERIOD)

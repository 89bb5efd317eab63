"""What moved emissions from one reporting period to the next: volume, power, PFC, carbon, suppliers, method.

Belongs here: splitting a change into causes that add up to it. Does not belong here: comparing releases
(smelter_ghg.restatement), drawing.

Emissions E of a period are metal tapped P times emissions per tonne e, source by source. From period 1 to 2

    E2 - E1 = (P2 / P1 - 1) E1 + P2 (e2 - e1)

the first term being the volume at the old intensity, the second the sources' own changes at the new volume. What is
bought of several supplies k (electricity; alumina, anodes and other goods) is an amount per tonne a, shares s_k and
emissions per unit f_k; its change per tonne is

    (a2 - a1) f1 + a2 sum (s2_k - s1_k) f_k + a2 sum s2_k (f2_k - f1_k)

where f1 is the mean of period 1 and f_k of a supply that is new is that of period 2: use, shares, factors. Nothing is
left over. The logic of index decomposition (Laspeyres, each cause with those before it in place) as in the order of
decision 14.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.bridge_table import BRIDGE_CAUSES, BRIDGES
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import ACCOUNTS, in_boundary
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.processes import groups

Frame = pl.DataFrame | pl.LazyFrame
Row = dict[str, Any]
BOUNDARY, DENOMINATOR = "mine_to_metal", "tapped"
_PERIOD = ["smelter_id", "period_label"]
_CAUSE_OF = {
    **dict.fromkeys(("anode_effects", "low_voltage_pfc", "start_up_pfc"), "pfc"),
    **dict.fromkeys(("anode_consumption", "paste_consumption", "pitch_volatiles", "packing_coke"), "carbon"),
    **dict.fromkeys(("carbon_balance", "coke_calcination"), "carbon"),
    **dict.fromkeys(("combustion", "mobile_plant", "energy_upstream"), "fuel"),
    **dict.fromkeys(("goods_from_known_site", "inbound_transport"), "supplier"),
}
_POWER, _GOODS = "purchased_electricity", "purchased_goods"
_ELECTRICITY = "electricity"
_GRID = "grid · "
_NOISE = 1e-12
# The columns of the ledger that are read.
_TAKEN = [*_PERIOD, "ledger_id", "source", "item", "input_key", "tier", "allocated_share"]
_TAKEN += ["gas", "gwp_set", "route", "method_set", "scope2_account", "mass_kg"]
# The argument of an equation that is the amount bought.
_AMOUNT = {_POWER: "energy", _GOODS: "mass"}


@dataclass
class _Bought:
    """Amounts and t CO2e of one good by supply."""

    amounts: dict[str, float] = field(default_factory=dict)
    tonnes: dict[str, float] = field(default_factory=dict)


@dataclass
class _Year:
    """One period of a smelter on one account."""

    row: Row
    sources: dict[str, float] = field(default_factory=dict)
    tiers: dict[str, frozenset[int]] = field(default_factory=dict)
    bought: dict[tuple[str, str], _Bought] = field(default_factory=dict)

    @property
    def tapped(self) -> float:
        return float(self.row["production_t"])


def build_bridges(
    ledger: Frame, ledger_inputs: Frame, intensity: pl.DataFrame, factors: Factors, config: ReportingConfig
) -> pl.DataFrame:
    """BRIDGES of every two neighbouring periods of a smelter whose mine-to-metal emissions are both complete."""
    smelters = sorted(intensity.filter(pl.col("route") == "calculated")["smelter_id"].unique())
    rows = [
        row
        for group in groups(smelters)
        for account in ACCOUNTS
        for years in _years(_of(ledger, group), ledger_inputs, _of(intensity, group), factors, config, account).values()
        for before, after in pairwise(years)
        if before.row["complete"] and after.row["complete"]
        for row in _rows(before, after, account)
    ]
    return pl.DataFrame(rows, schema=BRIDGES.polars_schema, orient="row").sort("bridge_id")


def _of(frame: Frame, smelters: Sequence[str]) -> pl.LazyFrame:
    """The rows of a group of smelters: a portfolio is never at hand as a whole."""
    return frame.lazy().filter(pl.col("smelter_id").is_in(list(smelters)))


def _years(
    ledger: pl.LazyFrame,
    ledger_inputs: Frame,
    intensity: pl.LazyFrame,
    factors: Factors,
    config: ReportingConfig,
    account: str,
) -> dict[str, list[_Year]]:
    """The periods with metal of every smelter, oldest first."""
    known = intensity.filter(
        (pl.col("route") == "calculated")
        & (pl.col("boundary") == BOUNDARY)
        & (pl.col("denominator") == DENOMINATOR)
        & (pl.col("scope2_account") == account)
        & (pl.col("production_t") > 0)
    ).sort("smelter_id", "period_end")
    years = {(row["smelter_id"], row["period_label"]): _Year(row) for row in known.collect().iter_rows(named=True)}
    inventory = select_inventory(
        ledger, route="calculated", method_set=config.method_set, scope2_account=account
    ).filter(in_boundary(BOUNDARY))
    foreign = of_other_gwp_set(inventory, config.gwp_set).select("ledger_id")
    rows = inventory.join(foreign, on="ledger_id", how="anti").select(_TAKEN).collect()
    counted = co2e(rows, config.gwp_set, factors)
    for smelter_id, label, source, tonnes, tiers in _by_source(counted):
        year = years.get((smelter_id, label))
        if year is not None:
            year.sources[source], year.tiers[source] = tonnes, frozenset(tiers)
    for smelter_id, label, source, good, supply, tonnes, amount in _by_supply(counted, ledger_inputs):
        year = years.get((smelter_id, label))
        if year is not None:
            bought = year.bought.setdefault((source, good), _Bought())
            bought.tonnes[supply] = bought.tonnes.get(supply, 0.0) + tonnes
            bought.amounts[supply] = bought.amounts.get(supply, 0.0) + amount
    found: dict[str, list[_Year]] = {}
    for (smelter_id, _), year in years.items():
        found.setdefault(smelter_id, []).append(year)
    return found


def _of_power() -> pl.Expr:
    """Rows of electricity bought: scope 2, and the upstream and losses of the same energy."""
    upstream = (pl.col("source") == "energy_upstream") & pl.col("item").str.starts_with(_ELECTRICITY)
    return (pl.col("source") == _POWER) | upstream


def _by_source(counted: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    source = pl.when(_of_power()).then(pl.lit(_POWER)).otherwise("source").alias("source")
    grouped = (
        counted.sort("ledger_id")
        .group_by([*_PERIOD, source], maintain_order=True)
        .agg(pl.col("t_co2e").sum(), pl.col("tier").unique().sort())
    )
    yield from grouped.iter_rows()


def _by_supply(counted: pl.DataFrame, ledger_inputs: Frame) -> Iterator[tuple[Any, ...]]:
    """t CO2e and amount of what is bought, by good and supply; of electricity the amount is that of scope 2."""
    supply = pl.when(pl.col("input_key").str.starts_with(_GRID)).then(
        pl.col("input_key").str.split(" · ").list.head(2).list.join(" · ")
    )
    rows = counted.filter(_of_power() | (pl.col("source") == _GOODS)).with_columns(
        supply.otherwise("input_key").alias("supply"),
        pl.when(_of_power()).then(pl.lit(_ELECTRICITY)).otherwise("item").alias("good"),
        pl.when(_of_power()).then(pl.lit(_POWER)).otherwise("source").alias("bought_as"),
    )
    amounts = (
        ledger_inputs.lazy()
        .filter(pl.col("argument").is_in(list(_AMOUNT.values())))
        .join(rows.lazy().filter(pl.col("source").is_in(list(_AMOUNT))).select("ledger_id"), on="ledger_id", how="semi")
        .group_by("ledger_id")
        .agg(pl.col("value").sort().sum().alias("amount"))
        .collect()
    )
    share = pl.col("allocated_share").fill_null(1.0)
    grouped = (
        rows.join(amounts, on="ledger_id", how="left", maintain_order="left")
        .sort("ledger_id")
        .group_by([*_PERIOD, "bought_as", "good", "supply"], maintain_order=True)
        .agg(pl.col("t_co2e").sum(), (pl.col("amount").fill_null(0.0) * share).sum().alias("amount"))
    )
    yield from grouped.iter_rows()


def _rows(before: _Year, after: _Year, account: str) -> Iterator[Row]:
    """The causes of one change that have a part."""
    found = {cause: math.fsum(parts) for cause, parts in _parts(before, after).items()}
    ends = {"previous_t_co2e": math.fsum(before.sources.values()), "t_co2e": math.fsum(after.sources.values())}
    row = after.row
    for cause in BRIDGE_CAUSES:
        # What sums of doubles differ by is no part.
        if abs(found[cause]) <= _NOISE * max(map(abs, ends.values())):
            continue
        key = "|".join((row["smelter_id"], row["period_label"], account, cause))
        yield {
            "bridge_id": blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest(),
            **{name: row[name] for name in ("smelter_id", "period_label", "reporting_year")},
            "previous_label": before.row["period_label"],
            "scope2_account": account,
            "cause": cause,
            "part_t_co2e": found[cause],
            **ends,
        }


def _parts(before: _Year, after: _Year) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {cause: [] for cause in BRIDGE_CAUSES}
    for source in sorted({*before.sources, *after.sources}):
        old, new = before.sources.get(source, 0.0), after.sources.get(source, 0.0)
        scaled = old * (after.tapped / before.tapped)
        found["volume"].append(scaled - old)
        both = source in before.tiers and source in after.tiers
        if both and before.tiers[source] != after.tiers[source]:
            found["method"].append(new - scaled)
        elif source in _AMOUNT:
            for cause, part in _of_bought(before, after, source):
                found[cause].append(part)
        else:
            found[_CAUSE_OF.get(source, "other")].append(new - scaled)
    return found


def _of_bought(before: _Year, after: _Year, source: str) -> Iterator[tuple[str, float]]:
    """Use, shares and factors of all goods of a source, in t CO2e."""
    use, shares = ("electricity_use", "power_contract") if source == _POWER else ("material_use", "supplier")
    nothing = _Bought()
    for good in sorted({name for of, name in (*before.bought, *after.bought) if of == source}):
        old, new = (year.bought.get((source, good), nothing) for year in (before, after))
        amounts = [math.fsum(one.amounts.values()) for one in (old, new)]
        scaled = {supply: tonnes * (after.tapped / before.tapped) for supply, tonnes in old.tonnes.items()}
        total = [math.fsum(scaled.values()), math.fsum(new.tonnes.values())]
        if not all(amounts) or not old.tonnes or not new.tonnes:
            # Bought in one period only: its use came or went.
            yield use, total[1] - total[0]
            continue
        per_unit = [_per_unit(one) for one in (old, new)]
        # What has no amount of its own (upstream of power that scope 2 does not price) has no price per unit either.
        rest = [
            math.fsum(tonnes for supply, tonnes in of.items() if supply not in prices)
            for of, prices in zip((scaled, new.tonnes), per_unit, strict=True)
        ]
        yield shares, rest[1] - rest[0]
        # Amounts at the new volume: what the old way would have taken, and what was taken.
        old_amount, new_amount = amounts[0] * (after.tapped / before.tapped), amounts[1]
        yield use, (new_amount - old_amount) * (total[0] - rest[0]) / old_amount
        for supply in sorted({*per_unit[0], *per_unit[1]}):
            share = [one.amounts.get(supply, 0.0) / amount for one, amount in zip((old, new), amounts, strict=True)]
            first = per_unit[0].get(supply, per_unit[1].get(supply, 0.0))
            yield shares, new_amount * (share[1] - share[0]) * first
            factors = "grid" if supply.startswith(_GRID) else shares
            yield factors, new_amount * share[1] * (per_unit[1].get(supply, first) - first)


def _per_unit(bought: _Bought) -> Mapping[str, float]:
    """t CO2e per unit by supply; none where nothing was taken of it."""
    return {supply: bought.tonnes[supply] / amount for supply, amount in bought.amounts.items() if amount}

"""What a smelter's intervals are about: sums of ledger rows and of metal, and the totals, intensities, shares and
changes made of them.

Belongs here: cutting an inventory into sums that every subject is made of. Does not belong here: errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import ACCOUNTS, in_boundary
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.uncertainty.distributions import Array

# What tells the sums of ledger rows apart: every boundary, account and source is made of whole ones.
_EMISSIONS = ("period_label", "scope2_account", "scope", "scope3_category", "source", "allocated_to")
Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Subject:
    """One number an interval is for: top / bottom, or that over the same of the period before, less one.

    Terms are pairs of a sum's place and its sign; `bottom` is empty for a total. `labels` are its columns in
    UNCERTAINTY.
    """

    labels: Mapping[str, Any]
    top: Terms
    bottom: Terms = ()
    before: Subject | None = None

    def of(self, sums: Array) -> Array:
        """Its value for sums, one per place, or for drawn sums, places by draws."""
        value = _sum(self.top, sums)
        if self.bottom:
            value = value / _sum(self.bottom, sums)
        return value if self.before is None else value / self.before.of(sums) - 1


def _sum(terms: Terms, sums: Array) -> Array:
    made: Array = np.add.reduce([sign * sums[place] for place, sign in terms], axis=0)
    return made


@dataclass(frozen=True)
class Sums:
    """rows: id (ledger_id or activity_id), weight (t CO2e per kg of gas; 1 for metal), sum (a place). ledger: the
    ledger rows among them. sums: the columns of _EMISSIONS and `sum`. metal: place by period and kind of metal."""

    rows: pl.DataFrame
    ledger: pl.DataFrame
    sums: pl.DataFrame
    metal: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.sums.height + len(self.metal)


def sums_of(ledger: pl.DataFrame, intensity: pl.DataFrame, factors: Factors, config: ReportingConfig) -> Sums:
    """The sums of one smelter's LEDGER rows on both accounts, and of the metal its INTENSITY rows are per."""
    counted = []
    for account in ACCOUNTS:
        inventory = select_inventory(ledger, route="calculated", method_set=config.method_set, scope2_account=account)
        foreign = of_other_gwp_set(inventory, config.gwp_set).select("ledger_id")
        own = inventory.join(foreign, on="ledger_id", how="anti").with_columns(pl.lit(1.0).alias("mass_kg"))
        counted.append(co2e(own, config.gwp_set, factors))
    rows = pl.concat(counted).unique("ledger_id", keep="first").sort("ledger_id")
    sums = rows.select(_EMISSIONS).unique().sort(_EMISSIONS).with_row_index("sum")
    placed = rows.join(sums, on=_EMISSIONS, how="left", nulls_equal=True)
    of_ledger = placed.select(pl.col("ledger_id").alias("id"), pl.col("t_co2e").alias("weight"), "sum")
    calculated = intensity.filter((pl.col("route") == "calculated") & pl.col("value").is_not_null())
    metal: dict[tuple[str, str], int] = {}
    of_metal: dict[str, int] = {}
    for row in calculated.sort("intensity_id").iter_rows(named=True):
        for kind, ids in ((row["denominator"], row["production_ids"]), ("foreign", row["deducted_ids"])):
            if ids:
                place = metal.setdefault((row["period_label"], kind), sums.height + len(metal))
                of_metal |= dict.fromkeys(ids, place)
    added = pl.DataFrame(
        {"id": list(of_metal), "weight": [1.0] * len(of_metal), "sum": list(of_metal.values())},
        schema=of_ledger.schema,
    )
    return Sums(pl.concat([of_ledger, added]), rows.select("ledger_id", "equation_id"), sums, metal)


def subjects_of(sums: Sums, intensity: pl.DataFrame, config: ReportingConfig) -> list[Subject]:
    """Every total, intensity, share of a source and change from one period to the next (calculated INTENSITY rows)."""
    calculated = intensity.filter((pl.col("route") == "calculated") & pl.col("value").is_not_null())
    found: list[Subject] = []
    earlier: dict[tuple[str, ...], Subject] = {}
    for row in calculated.sort("period_end", "intensity_id").iter_rows(named=True):
        where = {name: row[name] for name in _LABELS}
        account = ACCOUNTS[0] if row["scope2_account"] == "none" else row["scope2_account"]
        within = sums.sums.filter(
            in_boundary(row["boundary"])
            & (pl.col("period_label") == row["period_label"])
            & pl.col("scope2_account").is_in(["common", account])
        )
        top = _terms(within["sum"].to_list())
        bottom = _metal_terms(sums, row)
        if not top or not bottom:
            continue
        per_tonne = Subject({**where, "subject": "intensity", "intensity_id": row["intensity_id"]}, top, bottom)
        found.append(per_tonne)
        series = (row["boundary"], row["scope2_account"], row["denominator"])
        if series in earlier:
            found.append(Subject({**where, "subject": "change"}, top, bottom, earlier[series]))
        earlier[series] = per_tonne
        if row["denominator"] == "tapped":
            whole = {**where, "denominator": None}
            found.append(Subject({**whole, "subject": "emissions"}, top))
            if row["boundary"] == "mine_to_metal" and account == config.scope2_account:
                found.extend(_by_source(whole, within, top))
    return found


_LABELS = ("smelter_id", "period_label", "reporting_year", "boundary", "scope2_account", "denominator")


def _by_source(where: Mapping[str, Any], within: pl.DataFrame, whole: Terms) -> Iterable[Subject]:
    for (source,), part in sorted(within.partition_by("source", as_dict=True).items()):
        top = _terms(part["sum"].to_list())
        yield Subject({**where, "source": source, "subject": "emissions"}, top)
        yield Subject({**where, "source": source, "subject": "share"}, top, whole)


def _terms(places: Sequence[int]) -> Terms:
    return tuple((place, 1) for place in sorted(places))


def _metal_terms(sums: Sums, row: Mapping[str, Any]) -> Terms:
    """Metal produced, less what came from outside where the intensity is of primary metal."""
    wanted = [(row["denominator"], 1)] + ([("foreign", -1)] if row["deducted_ids"] else [])
    return tuple((sums.metal[row["period_label"], kind], sign) for kind, sign in wanted)

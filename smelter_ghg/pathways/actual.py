"""The intensities a path is held against, split into electricity and the rest.

Belongs here: which rows of intensity and ledger a path looks at. Does not belong here: paths.

Electricity is scope 2, category 3 of electricity (its upstream and its losses), and the scope 1 and category 3 of a
captive power plant. Power in the footprints of what is bought stays with the goods: nobody can take it out of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.labels import FUEL_AND_ENERGY, SCOPE_1, SCOPE_2
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import BOUNDARIES, in_boundary
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory

Frame = pl.DataFrame | pl.LazyFrame
Row = dict[str, Any]
_PERIOD = ["smelter_id", "period_label"]
_TAKEN = [*_PERIOD, "ledger_id", "process", "source", "item", "gas", "gwp_set", "route", "method_set", "scope2_account"]
_TAKEN += ["scope", "scope3_category", "mass_kg", "allocated_to"]


@dataclass(frozen=True)
class Actual:
    """The intensity of a reporting period, and its two parts in t CO2e per tonne."""

    row: Row
    electricity: float
    lower: float | None
    upper: float | None

    @property
    def year(self) -> int:
        return int(self.row["reporting_year"])

    @property
    def label(self) -> str:
        return str(self.row["period_label"])

    def of(self, emissions: str) -> float:
        """t CO2e per tonne of all emissions or of one part."""
        value = float(self.row["value"])
        return {"all": value, "electricity": self.electricity, "non_electricity": value - self.electricity}[emissions]


def of_electricity() -> pl.Expr:
    """Which ledger rows are electricity: bought, its upstream and losses, and power the smelter makes itself."""
    captive = (pl.col("process") == "power_generation") & (
        (pl.col("scope") == SCOPE_1) | (pl.col("scope3_category") == FUEL_AND_ENERGY).fill_null(False)
    )
    upstream = (pl.col("source") == "energy_upstream") & pl.col("item").str.starts_with("electricity")
    return (pl.col("scope") == SCOPE_2) | captive | upstream.fill_null(False)


class Actuals:
    """The intensities of some smelters on the report's account, by smelter, boundary and denominator."""

    def __init__(
        self,
        ledger: Frame,
        intensity: pl.DataFrame,
        uncertainty: pl.DataFrame,
        smelters: Sequence[str],
        factors: Factors,
        config: ReportingConfig,
    ) -> None:
        own = pl.col("smelter_id").is_in(list(smelters))
        calculated = (pl.col("route") == "calculated") & (pl.col("production_t") > 0) & pl.col("value").is_not_null()
        self._intensity = intensity.filter(own & calculated).sort("smelter_id", "period_end", "intensity_id")
        rows = uncertainty.filter(own & (pl.col("subject") == "intensity")).drop_nulls("intensity_id")
        self._ends = {row["intensity_id"]: (row["lower"], row["upper"]) for row in rows.iter_rows(named=True)}
        self._account = config.scope2_account
        inventory = select_inventory(
            ledger.lazy().filter(own), route="calculated", method_set=config.method_set, scope2_account=self._account
        ).filter(of_electricity())
        taken = inventory.select(_TAKEN).collect()
        foreign = of_other_gwp_set(taken, config.gwp_set).select("ledger_id")
        self._counted = co2e(taken.join(foreign, on="ledger_id", how="anti"), config.gwp_set, factors)

    def of(self, smelter_id: str, boundary: str, denominator: str) -> list[Actual]:
        """A smelter's intensities of a boundary, oldest first; none for a boundary that is not calculated."""
        if boundary not in BOUNDARIES:
            return []
        account = "none" if boundary == BOUNDARIES[0] else self._account
        wanted = {"smelter_id": smelter_id, "boundary": boundary, "denominator": denominator, "scope2_account": account}
        tonnes = dict(
            self._counted.filter(in_boundary(boundary) & (pl.col("smelter_id") == smelter_id))
            .sort("ledger_id")
            .group_by("period_label", maintain_order=True)
            .agg(pl.col("t_co2e").sum())
            .iter_rows()
        )
        return [
            Actual(
                row,
                tonnes.get(row["period_label"], 0.0) / row["production_t"],
                *self._ends.get(row["intensity_id"], (None, None)),
            )
            for row in self._intensity.filter(**wanted).iter_rows(named=True)
        ]

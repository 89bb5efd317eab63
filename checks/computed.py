"""What the ledger comes to, against what producers publish, the year before and what the smelter reports itself.

Belongs here: bringing results into the shape physics compares. Does not belong here: the comparison.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import Factors
from smelter_ghg.findings import merge
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.physics.benchmarks import outside_benchmarks
from smelter_ghg.physics.processes_spread import process_intensities, spread_findings
from smelter_ghg.physics.reported import against_reported, totals_against_reported
from smelter_ghg.physics.sums import PERIOD, recorded, total
from smelter_ghg.physics.years import year_on_year_findings

_PFC = ("CF4", "C2F6")
_COMPARED = ("metal", "electricity", "item")
_NEEDED = ("input_id", *PERIOD, "quantity", "item", "flow", "unit", "facility_kind", "value")

_OF_LEDGER = (
    "ledger_id", *PERIOD, "process", "item", "gas", "gwp_set", "route", "method_set", "scope2_account", "mass_kg"
)  # fmt: skip


def computed_findings(
    ledger: pl.DataFrame,
    activity: pl.DataFrame,
    intensity: pl.DataFrame,
    factors: Factors,
    config: ReportingConfig,
    reported: pl.DataFrame | None = None,
    benchmarks: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Findings (FINDINGS) of the results of one reporting year or several; `reported` are rows of reported_emissions
    with their period_label, `benchmarks` those of the record table, where there are any."""
    processes = _processes(ledger, activity, factors, config)
    whole = _calculated(intensity, config).filter(boundary="mine_to_metal")
    totals = [] if reported is None else [totals_against_reported(intensity, reported)]
    held = [] if benchmarks is None else [outside_benchmarks(intensity, benchmarks)]
    return merge([spread_findings(processes, whole), against_reported(intensity), *totals, *held])


def findings_between_years(
    ledger: pl.DataFrame | pl.LazyFrame,
    quantities: pl.DataFrame | pl.LazyFrame,
    intensity: pl.DataFrame,
    factors: Factors,
    config: ReportingConfig,
) -> pl.DataFrame:
    """Findings where results of one reporting period jump against those of the one before.

    Ledger and quantities may be unread: of all smelters' and years' rows only those compared are taken.
    """
    # By location: what a contract covers may change from one year to the next without anything being wrong.
    config = config.model_copy(update={"scope2_account": "location"})
    activity = quantities.lazy().filter(pl.col("quantity").is_in(_COMPARED)).select(_NEEDED).collect()
    rows = _calculated(intensity, config)
    periods = rows.select(*PERIOD, "period_start", "period_end").unique(PERIOD, maintain_order=True)
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    metal = total(recorded(activity, "metal", flow="tapped"), "metal_t")
    used = total(recorded(activity, "electricity", flow="consumed", facility_kind="potline"), "mwh")
    per_tonne = used.join(metal.filter(pl.col("metal_t") > 0), on=PERIOD, how="inner", maintain_order="left")
    gases = _counted(ledger, factors, config).filter(pl.col("gas").is_in(_PFC))
    pfc = gases.group_by(PERIOD, maintain_order=True).agg(pl.col("t_co2e").sum())
    pfc = pfc.join(metal.filter(pl.col("metal_t") > 0), on=PERIOD, how="inner", maintain_order="left")
    production = metal.join(periods, on=PERIOD, how="inner", maintain_order="left")
    series = [
        _series(production.with_columns(pl.col("metal_t") / days), "production", "metal_t", "metal tapped a day"),
        _series(per_tonne.with_columns(pl.col("mwh") / pl.col("metal_t")), "electricity_per_tonne", "mwh",
                "potline electricity per t tapped"),
        _series(pfc.with_columns(pl.col("t_co2e") / pl.col("metal_t")), "pfc", "t_co2e", "PFC per t tapped"),
        _series(rows.filter("complete"), "intensity", "value",
                pl.format("{} in t CO2e per t tapped", pl.col("boundary").str.replace_all("_", " "))),
        _series(_processes(ledger, activity, factors, config), "process", "value",
                pl.format("{} in t CO2e per t of its product", pl.col("process").str.replace_all("_", " "))),
    ]  # fmt: skip
    dated = pl.concat(series).join(periods, on=PERIOD, how="inner", maintain_order="left")
    return year_on_year_findings(dated)


def _series(rows: pl.DataFrame, compared: str, value: str, what: str | pl.Expr) -> pl.DataFrame:
    said = pl.lit(what) if isinstance(what, str) else what
    return rows.select(*PERIOD, pl.lit(compared).alias("compared"), said.alias("what"), pl.col(value).alias("value"))


def _calculated(intensity: pl.DataFrame, config: ReportingConfig) -> pl.DataFrame:
    """Calculated intensities per t tapped on the configuration's account."""
    return intensity.filter(
        (pl.col("route") == "calculated")
        & pl.col("scope2_account").is_in(["none", config.scope2_account])
        & (pl.col("denominator") == "tapped")
    )


def _counted(ledger: pl.DataFrame | pl.LazyFrame, factors: Factors, config: ReportingConfig) -> pl.DataFrame:
    """The configuration's inventory in t CO2e."""
    inventory = select_inventory(
        ledger.lazy(), route="calculated", method_set=config.method_set, scope2_account=config.scope2_account
    ).select(_OF_LEDGER)
    counted = inventory.collect()
    foreign = of_other_gwp_set(counted, config.gwp_set).select("ledger_id")
    return co2e(counted.join(foreign, on="ledger_id", how="anti"), config.gwp_set, factors)


def _processes(
    ledger: pl.DataFrame | pl.LazyFrame, activity: pl.DataFrame, factors: Factors, config: ReportingConfig
) -> pl.DataFrame:
    return process_intensities(_counted(ledger, factors, config), activity)

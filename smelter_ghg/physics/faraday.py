"""Faraday's law per potline and period: how much metal the current can have made.

Belongs here: theoretical metal, implied current efficiency and its findings. Does not belong here: carbon, energy.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.physics.bands import band, constant
from smelter_ghg.physics.potlines import potline_periods, tapped_by_potline, together
from smelter_ghg.units import HOURS_PER_DAY, KG_PER_T, SECONDS_PER_HOUR


def metal_per_charge(factors: pl.DataFrame) -> float:
    """Aluminium deposited per charge at 100 % current efficiency, in kg per kA h.

    M / (z F), Faraday's law, with M in g/mol, z electrons per atom and F in C/mol; 0.33557 kg per kA h.
    """
    molar_mass = constant(factors, "aluminium", "molar_mass")
    electrons = constant(factors, "aluminium", "electrons_per_atom")
    faraday = constant(factors, "charge", "faraday_constant")
    # g per A s equals kg per kA s.
    return molar_mass / (electrons * faraday) * SECONDS_PER_HOUR


def theoretical_metal(line_current: pl.Expr, cell_days: pl.Expr, per_charge: float) -> pl.Expr:
    """Metal in t that a line current (kA) deposits over cell-days at 100 % current efficiency.

    m = I t M / (3 F), summed over cells.
    """
    return line_current * cell_days * HOURS_PER_DAY * per_charge / KG_PER_T


def implied_current_efficiency(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Per potline and period: metal_t, theoretical_t, and the implied and stated current efficiency as fractions.

    Metal and charge meet over the longer of their periods: a quarter's metal over three months of charge, and the
    other way round. The stated efficiency is then the charge-weighted mean.
    """
    per_charge = metal_per_charge(factors.usable)
    theory = theoretical_metal(pl.col("line_current_ka"), pl.col("cell_days"), per_charge)
    charge = potline_periods(activity).with_columns(theory.alias("theoretical_t"))
    metal = tapped_by_potline(activity)
    keys = ["smelter_id", "period_label", "facility_id", "period_start", "period_end"]
    efficiency, charged = pl.col("current_efficiency_pct"), pl.col("theoretical_t")
    weighted = (
        pl.when(charged.sum() > 0).then((efficiency * charged).sum() / charged.sum()).otherwise(efficiency.mean())
    )
    stated = pl.when(efficiency.null_count() == 0).then(weighted).alias("current_efficiency_pct")
    known = pl.col("theoretical_t").null_count() == 0
    pieces = [
        together(metal, charge, equal=True)
        .group_by([*keys, "metal_t"], maintain_order=True)
        .agg(stated, pl.when(known).then(pl.col("theoretical_t").sum()).alias("theoretical_t")),
        together(charge, metal, equal=False)
        .group_by([*keys, "theoretical_t", "current_efficiency_pct"], maintain_order=True)
        .agg(pl.col("metal_t").sum()),
    ]
    return (
        pl.concat([piece.select(*keys, "metal_t", "theoretical_t", "current_efficiency_pct") for piece in pieces])
        .sort(keys)
        .with_columns(
            pl.when(pl.col("theoretical_t") > 0)
            .then(pl.col("metal_t") / pl.col("theoretical_t"))
            .alias("implied_current_efficiency")
        )
    )


def too_much_metal() -> pl.Expr:
    """Which rows of `implied_current_efficiency` tapped more than their charge can make."""
    impossible = band("implied_current_efficiency")
    # A line without charge makes no metal at all, though the ratio has no value.
    of_nothing = (pl.col("theoretical_t") == 0) & (pl.col("metal_t") > 0)
    return impossible.left(pl.col("implied_current_efficiency")) | of_nothing.fill_null(False)


def faraday_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where a potline tapped more than its charge can make, or not what its stated efficiency says."""
    rows = implied_current_efficiency(activity, factors)
    impossible, differs = band("implied_current_efficiency"), band("current_efficiency_difference")
    implied, stated = pl.col("implied_current_efficiency"), pl.col("current_efficiency_pct")
    too_much = too_much_metal()
    found = []
    for row in rows.filter(too_much).iter_rows(named=True):
        found.append(
            finding(
                "faraday",
                impossible.outside,
                smelter_id=row["smelter_id"],
                period=row["period_label"],
                table="metal",
                column="mass_t",
                row=None,
                value=f"{row['metal_t']:.1f}",
                expected=f"at most {row['theoretical_t']:.1f} t for {row['facility_id']}, {row['period_start']} to "
                f"{row['period_end']} ({impossible.source})",
                likely_cause="cell-days or line current too low, or metal of another potline or period",
            )
        )
    for row in rows.filter(~too_much & differs.left(implied - stated)).iter_rows(named=True):
        found.append(
            finding(
                "faraday_efficiency",
                differs.outside,
                smelter_id=row["smelter_id"],
                period=row["period_label"],
                table="potlines",
                column="current_efficiency_pct",
                value=f"{row['current_efficiency_pct']:.1%}",
                expected=f"{row['implied_current_efficiency']:.1%} from metal, current and cell-days of "
                f"{row['facility_id']}, {row['period_start']} to {row['period_end']}",
                likely_cause="metal in process, a wrong weight, or cell-days that leave out stopped cells",
            )
        )
    return to_frame(found)

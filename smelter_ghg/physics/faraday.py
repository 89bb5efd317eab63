"""Faraday's law per potline and period: how much metal the current can have made.

Belongs here: theoretical metal, implied current efficiency and its findings. Does not belong here: carbon, energy.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.physics.bands import band, constant
from smelter_ghg.physics.potlines import potline_periods
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
    """Per potline and period: metal_t, theoretical_t, implied and stated current efficiency (fractions), input ids."""
    rows = potline_periods(activity)
    per_charge = metal_per_charge(factors.usable)
    theory = theoretical_metal(pl.col("line_current_ka"), pl.col("cell_days"), per_charge)
    return rows.with_columns(theory.alias("theoretical_t")).with_columns(
        pl.when(pl.col("theoretical_t") > 0)
        .then(pl.col("metal_t") / pl.col("theoretical_t"))
        .alias("implied_current_efficiency")
    )


def faraday_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where a potline tapped more than its charge can make, or not what its stated efficiency says."""
    rows = implied_current_efficiency(activity, factors)
    impossible, differs = band("implied_current_efficiency"), band("current_efficiency_difference")
    implied, stated = pl.col("implied_current_efficiency"), pl.col("current_efficiency_pct")
    found = []
    for row in rows.filter(impossible.left(implied)).iter_rows(named=True):
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
    for row in rows.filter(~impossible.left(implied) & differs.left(implied - stated)).iter_rows(named=True):
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

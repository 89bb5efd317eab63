"""Which anode-effect data and which coefficients meet a mass of metal.

Belongs here: the look-up, with the rows a technology uses in each set. Does not belong here: equations, tiers, what is
missing.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.lookup import SourceInputs, prefer, with_factor, with_label, with_record
from smelter_ghg.emissions.tapped_metal import tapped_metal
from smelter_ghg.units import PER_CENT

# Argument -> column of the potlines table.
_RECORDS = {
    "anode_effect_minutes": "anode_effect_minutes_per_cell_day",
    "anode_effect_frequency": "anode_effect_frequency_per_cell_day",
    "anode_effect_duration": "anode_effect_duration_min",
    "overvoltage": "overvoltage_mv",
    "current_efficiency_pct": "current_efficiency_pct",
    "site_slope_cf4": "slope_cf4",
    "site_overvoltage_coefficient_cf4": "overvoltage_coefficient_cf4",
    "site_c2f6_cf4_ratio": "c2f6_cf4_ratio",
}
# What makes a row one of monthly anode effects and production.
_MEASURED = ("anode_effect_minutes", "anode_effect_frequency", "anode_effect_duration", "overvoltage")

# In the 2006 set every point-fed prebake cell uses the centre-worked prebake row; the seven-technology set has rows of
# its own for PFPB_L, PFPB_M and PFPB_MW and none for a PFPB cell whose subtype is not known.
_ROW_OF_2006 = {"PFPB": "CWPB", "PFPB_L": "CWPB", "PFPB_M": "CWPB", "PFPB_MW": "CWPB"}
# Technologies the regulation wants measured; its row for them is the fall-back on another technology's value
# (Implementing Regulation (EU) 2025/2547, Annex II, B.7.1, Table 2, footnote 1).
_FALL_BACK = {"eu_2025_2547": ("PFPB_MW",)}


def potline_data(inputs: SourceInputs) -> pl.DataFrame:
    """Metal tapped with every anode-effect record of its potline, `overvoltage_kind`, and whether all of them, the
    metal too, are of one calendar month (`monthly`)."""
    rows = inputs.once(tapped_metal).with_columns(pl.lit("anode_effects").alias("item"))
    if rows.is_empty():
        return rows
    potlines = inputs.quantities("potline")
    for argument, column in _RECORDS.items():
        rows = with_record(rows, potlines.filter(pl.col("item") == column), argument)
    # The activity table holds fractions; the equation takes the per cent number as the record writes it.
    rows = rows.with_columns(
        pl.col("current_efficiency_pct") / PER_CENT,
        pl.col("current_efficiency_pct__multiplier") / PER_CENT,
    )
    for argument, name in (("overvoltage", "overvoltage_kind"), ("site_overvoltage_coefficient_cf4", "_kind_of_site")):
        rows = with_label(rows, potlines, argument, "basis", name)
    rows = _only_of_kind(rows).drop("_kind_of_site")
    longer = potlines.filter(~_one_month("period_start", "period_end"))["input_id"].implode()
    all_monthly = [pl.col(f"{argument}__id").is_in(longer).fill_null(False).not_() for argument in _MEASURED]
    return rows.with_columns(pl.all_horizontal(_one_month("period_start", "period_end"), *all_monthly).alias("monthly"))


def _one_month(start: str, end: str) -> pl.Expr:
    return pl.col(start).dt.month_start() == pl.col(end).dt.month_start()


def _only_of_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """A site's overvoltage coefficient is used with overvoltage of its own kind only."""
    same = (pl.col("_kind_of_site") == pl.col("overvoltage_kind")).fill_null(False)
    name = "site_overvoltage_coefficient_cf4"
    return rows.with_columns(
        pl.when(same).then(pl.col(f"{name}{suffix}")).alias(f"{name}{suffix}")
        for suffix in ("", "__id", "__kind", "__multiplier")
    )


def _with_row(rows: pl.DataFrame, method_set: str) -> pl.DataFrame:
    technology = pl.col("technology")
    row = technology.replace(_ROW_OF_2006) if method_set == "ipcc_2006" else technology
    return rows.with_columns(row.alias("coefficient_row"))


def with_coefficients(inputs: SourceInputs, metal: pl.DataFrame, method_set: str) -> pl.DataFrame:
    """Rows with slope, overvoltage coefficient and the mass ratio of either method: the site's own, else the set's."""
    rows = _with_row(metal, method_set)
    for parameter in ("slope_cf4", "c2f6_cf4_ratio", "overvoltage_c2f6_cf4_ratio"):
        candidates = inputs.candidates(parameter, method_set=method_set)
        rows = with_factor(rows, candidates, f"set_{parameter}", on={"coefficient_row": "technology"})
        rows = _marking_fall_backs(rows, candidates, f"set_{parameter}", method_set)
    # The printed tables do not say which kind of overvoltage their coefficients are for: somebody has to.
    stated = pl.lit(inputs.printed_overvoltage_kind, pl.String)
    rows = with_factor(
        rows,
        inputs.candidates("overvoltage_coefficient_cf4", method_set=method_set).with_columns(
            pl.coalesce("basis", stated).alias("basis")
        ),
        "set_overvoltage_coefficient_cf4",
        on={"coefficient_row": "technology", "overvoltage_kind": "basis"},
    )
    for parameter in ("slope_cf4", "overvoltage_coefficient_cf4", "c2f6_cf4_ratio"):
        rows = prefer(rows, parameter, f"site_{parameter}", f"set_{parameter}")
    return prefer(rows, "overvoltage_c2f6_cf4_ratio", "site_c2f6_cf4_ratio", "set_overvoltage_c2f6_cf4_ratio")


def _marking_fall_backs(rows: pl.DataFrame, candidates: pl.DataFrame, argument: str, method_set: str) -> pl.DataFrame:
    """A shipped value that stands in for a measurement is a fall-back, not a factor of the technology."""
    fall_back = pl.col("technology").is_in(_FALL_BACK.get(method_set, ())) & (pl.col("status") != "user")
    ids = candidates.filter(fall_back)["factor_id"].implode()
    kind = pl.col(f"{argument}__kind")
    return rows.with_columns(
        pl.when(pl.col(f"{argument}__id").is_in(ids))
        .then(pl.lit("fall_back"))
        .otherwise(kind)
        .alias(kind.meta.output_name())
    )


def tier_1_factors(inputs: SourceInputs, rows: pl.DataFrame, method_set: str, gas: str) -> pl.DataFrame:
    """Rows whose technology has a production-based factor of the gas."""
    candidates = inputs.candidates("tier_1_factor", gas=gas, method_set=method_set)
    found = with_factor(rows, candidates, "tier_1_factor", on={"coefficient_row": "technology"})
    return found.filter(pl.col("tier_1_factor").is_not_null())

"""One reporting period beside the one before: what jumps from year to year.

Belongs here: ratios of consecutive periods. Does not belong here: months, what the values are made of.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.findings import finding, to_frame
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.likely import likely_slip

# What is compared -> its band, the table and the column the finding stands at.
_BANDS = {
    "production": ("year_on_year_production", "metal", "mass_t"),
    "electricity_per_tonne": ("year_on_year_electricity_per_tonne", "electricity", "mwh"),
    "intensity": ("year_on_year_intensity", "intensity", "value"),
    "process": ("year_on_year_process", "ledger", "mass_kg"),
    "pfc": ("year_on_year_pfc", "ledger", "mass_kg"),
}
_SERIES = ["smelter_id", "compared", "what"]


def change(value: pl.Expr, before: pl.Expr) -> pl.Expr:
    """A period's value over that of the period before, as a fraction: r = x2 / x1, x in one unit."""
    return value / before


def year_on_year_findings(series: pl.DataFrame) -> pl.DataFrame:
    """Findings where a value changes from one reporting period to the next by more than its band.

    `series` has smelter_id, compared (a key of the bands), what (the value in words), period_label, period_start,
    period_end and value, an amount being per day. Only periods that follow on one another are compared.
    """
    ordered = series.filter(pl.col("value") > 0).sort(*_SERIES, "period_end")
    earlier = {name: pl.col(name).shift(1).over(_SERIES) for name in ("value", "period_end", "period_label")}
    rows = ordered.with_columns(one.alias(f"{name}_before") for name, one in earlier.items())
    rows = rows.filter(pl.col("period_start") == pl.col("period_end_before") + pl.duration(days=1))
    rows = rows.with_columns(change(pl.col("value"), pl.col("value_before")).alias("ratio"))
    found = []
    for compared, (name, table, column) in _BANDS.items():
        limits = band(name)
        for row in rows.filter(limits.left(pl.col("ratio")), compared=compared).iter_rows(named=True):
            slip = likely_slip(row["ratio"], limits.lower, limits.upper, "the period before")
            cause = "a change of the smelter that is worth a word, or records of one of the two periods that are wrong"
            found.append(
                finding(
                    "year_on_year",
                    limits.outside,
                    smelter_id=row["smelter_id"],
                    period=row["period_label"],
                    table=table,
                    column=column,
                    value=f"{row['value']:.4g}",
                    expected=f"{row['what']} between {limits.lower:g} and {limits.upper:g} times the "
                    f"{row['value_before']:.4g} of {row['period_label_before']} ({limits.source})",
                    likely_cause=cause if slip is None else f"{slip}; else {cause}",
                )
            )
    return to_frame(found)

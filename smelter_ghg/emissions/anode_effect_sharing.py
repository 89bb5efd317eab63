"""Which anode-effect rows of a method set count in the sets that share its rows but not its rules.

Belongs here: the rules of method_sets about periods and technology coefficients, applied to rows. Does not belong here:
the rules themselves, equations.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.emissions.lookup import missing_rows
from smelter_ghg.method_sets import METHOD_SETS, MethodSet, sharing

_SMELTER = ("smelter_id", "period_label")
_MINUTES = pl.coalesce("anode_effect_minutes", pl.col("anode_effect_frequency") * pl.col("anode_effect_duration"))


def with_sets_counting(rows: pl.DataFrame, method_set: str) -> pl.DataFrame:
    """Rows with `counted_in`: the other sets that count the row, joined by semicolons, empty for none."""
    counting = [
        pl.when(_in_time(METHOD_SETS[name]) & _coefficient_allowed(METHOD_SETS[name])).then(pl.lit(name))
        for name in sharing(method_set)
    ]
    named = pl.concat_str(counting, separator=";", ignore_nulls=True) if counting else pl.lit("")
    return rows.with_columns(pl.when(named != "").then(named).alias("counted_in"))


def _in_time(rules: MethodSet) -> pl.Expr:
    return pl.col("monthly") if rules.summation == "month" else pl.lit(True)


def _coefficient_allowed(rules: MethodSet) -> pl.Expr:
    """The site's own coefficient, or a smelter below the limits up to which technology coefficients are allowed.

    The limits are held against the smelter's mean of the reporting period, weighted by metal.
    """
    if rules.defaults_below_minutes is None or rules.defaults_below_mv is None:
        return pl.lit(True)
    measured = [
        (pl.col(f"{name}__kind") == "record").fill_null(False) for name in ("slope_cf4", "overvoltage_coefficient_cf4")
    ]
    low = [
        (_mean(_MINUTES) < rules.defaults_below_minutes).fill_null(False),
        (_mean(pl.col("overvoltage")) < rules.defaults_below_mv).fill_null(False),
    ]
    return pl.any_horizontal(*measured, *low)


def _mean(values: pl.Expr) -> pl.Expr:
    metal = pl.when(values.is_not_null()).then(pl.col("metal"))
    return (values * metal).sum().over(_SMELTER) / metal.sum().over(_SMELTER)


def without_allowed_data(
    rows: pl.DataFrame, method_set: str, by_slope: pl.Expr, by_overvoltage: pl.Expr
) -> Iterator[pl.DataFrame]:
    """MISSING rows of the other sets, for metal of which they count no row."""
    computed = by_slope | by_overvoltage
    for name in sharing(method_set):
        rules = METHOD_SETS[name]
        for item, test, reason in (
            (
                "anode_effect_months",
                ~(computed & _in_time(rules)),
                f"metal and anode effects of each month by potline, not of a longer period ({rules.summation_rule})",
            ),
            (
                "anode_effect_site_coefficient",
                computed & ~_coefficient_allowed(rules),
                f"the site's own coefficient, measured ({rules.defaults_rule})",
            ),
        ):
            yield missing_rows(
                rows.filter(test), item, boundary="scope_1", category="scope_1", reason=reason, method_set=name
            )

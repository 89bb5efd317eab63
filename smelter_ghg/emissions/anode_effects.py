"""CF4 and C2F6 from high-voltage anode effects, potline by potline and month by month.

Belongs here: which equation a mass of metal takes, at which tier, and what is missing. Does not belong here: the
equations (anode_effect_equations), the look-up of data and coefficients (anode_effect_data), low-voltage emissions.

What was measured in ducts makes Tier 4, site coefficients Tier 3, technology coefficients Tier 2, production alone
Tier 1. Where a potline has both anode-effect minutes and overvoltage and the coefficients are of one tier, the slope
method counts: every technology has a slope coefficient, so a series of years stays on one method. The other stays in
the ledger, unselected.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, TIER_1, TIER_2, TIER_3
from smelter_ghg.emissions.anode_effect_data import potline_data, tier_1_factors, with_coefficients
from smelter_ghg.emissions.anode_effect_equations import (
    anode_effect_c2f6,
    anode_effect_c2f6_from_frequency,
    anode_effect_cf4,
    anode_effect_cf4_from_frequency,
    anode_effect_tier_1,
    overvoltage_c2f6,
    overvoltage_cf4,
)
from smelter_ghg.emissions.anode_effect_sharing import with_sets_counting, without_allowed_data
from smelter_ghg.emissions.equation import Draft, Equation, SourceResult
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, refused
from smelter_ghg.emissions.pfc_measured import add_measured, measured_throughout
from smelter_ghg.method_sets import WITH_OWN_ROWS

TIERS_ARE_ALTERNATIVES = True
SLOPE_ITEM, OVERVOLTAGE_ITEM = "anode_effects", "anode_effect_overvoltage"
MEASURED_ITEM = "anode_effects_measured"
SECOND_CHOICES = (OVERVOLTAGE_ITEM,)

_GASES = ("CF4", "C2F6")
_MEASURED_KINDS = ("high_voltage", "operation")
_MINUTES = pl.col("anode_effect_minutes").is_not_null()
_PRODUCT = pl.col("anode_effect_frequency").is_not_null() & pl.col("anode_effect_duration").is_not_null()
_OVERVOLTAGE = pl.col("overvoltage").is_not_null()
_SLOPE_KNOWN = pl.col("slope_cf4").is_not_null()
_BY_SLOPE = (_MINUTES | _PRODUCT) & _SLOPE_KNOWN
_BY_OVERVOLTAGE = (
    _OVERVOLTAGE & pl.col("overvoltage_coefficient_cf4").is_not_null() & pl.col("current_efficiency_pct").is_not_null()
)


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """CF4 and C2F6 rows for every mass tapped from a potline, and what is missing for the rest.

    Metal and anode-effect data meet per potline; a month's metal meets the month's data, or a longer period's average
    where the plant has no monthly data.
    """
    result = SourceResult()
    add_measured(inputs, result, SLOPE_ITEM, MEASURED_ITEM, _MEASURED_KINDS)
    metal = inputs.once(potline_data)
    if metal.is_empty():
        return result
    for method_set in WITH_OWN_ROWS:
        why = refused(inputs, method_set, "slope_cf4", "overvoltage_coefficient_cf4", "tier_1_factor")
        if why:
            result.missing.append(_missing(metal, "anode_effect_equations", why, method_set))
            continue
        rows = with_sets_counting(with_coefficients(inputs, metal, method_set), method_set)
        covered = {gas: [rows.clear().select("activity_id")] for gas in _GASES}
        for gas, equation_used, tier, part in _drafts(inputs, rows, method_set):
            if part.is_empty():
                continue
            draft = Draft(equation_used, part, SLOPE_ITEM, gas, SCOPE_1, tier, method_set, also_in_column="counted_in")
            result.drafts.append(draft)
            covered[gas].append(part.select("activity_id"))
        for gas, ids in covered.items():
            ids.append(measured_throughout(inputs, rows, _MEASURED_KINDS, gas).select("activity_id"))
        _add_missing(rows, method_set, {gas: pl.concat(ids) for gas, ids in covered.items()}, result)
        result.missing.extend(without_allowed_data(rows, method_set, _BY_SLOPE, _BY_OVERVOLTAGE))
    return result


def _drafts(
    inputs: SourceInputs, rows: pl.DataFrame, method_set: str
) -> Iterator[tuple[str, Equation, int, pl.DataFrame]]:
    """Gas, equation, tier and rows. A row's tier is that of its CF4 coefficient, for both gases."""
    by_slope = rows.filter(_SLOPE_KNOWN)
    by_overvoltage = rows.filter(_BY_OVERVOLTAGE).with_columns(pl.lit(OVERVOLTAGE_ITEM).alias("item"))
    overvoltage_ratio = [
        pl.col(f"overvoltage_c2f6_cf4_ratio{suffix}").alias(f"c2f6_cf4_ratio{suffix}")
        for suffix in ("", "__id", "__kind", "__multiplier")
    ]
    for part, coefficient, cf4, c2f6 in (
        (by_slope.filter(_MINUTES), "slope_cf4", anode_effect_cf4, anode_effect_c2f6),
        (
            by_slope.filter(~_MINUTES & _PRODUCT),
            "slope_cf4",
            anode_effect_cf4_from_frequency,
            anode_effect_c2f6_from_frequency,
        ),
        (
            by_overvoltage.with_columns(overvoltage_ratio),
            "overvoltage_coefficient_cf4",
            overvoltage_cf4,
            overvoltage_c2f6,
        ),
    ):
        if part.is_empty():
            continue
        measured = pl.col(f"{coefficient}__kind") == "record"
        for tier, of_tier in ((TIER_3, part.filter(measured)), (TIER_2, part.filter(~measured))):
            yield "CF4", cf4, tier, of_tier
            yield "C2F6", c2f6, tier, of_tier.filter(pl.col("c2f6_cf4_ratio").is_not_null())
    for gas in _GASES:
        found = tier_1_factors(inputs, rows, method_set, gas)
        # Production alone is no method of the sets that take over rows of this one.
        yield gas, anode_effect_tier_1, TIER_1, found.with_columns(pl.lit(None, pl.String).alias("counted_in"))


def _add_missing(rows: pl.DataFrame, method_set: str, covered: dict[str, pl.DataFrame], result: SourceResult) -> None:
    """Name what each potline lacks that no equation covers: coefficients through its technology, and data."""
    bare = rows.join(covered["CF4"], on="activity_id", how="anti")
    no_minutes = ~_MINUTES & ~_OVERVOLTAGE
    subtype = "technology_subtype" if method_set == "eu_2025_2547" else "technology"
    lacks = (
        (
            subtype,
            ~_SLOPE_KNOWN & ~_OVERVOLTAGE,
            "the slope coefficient needs the cell technology, for point-fed cells with its subtype, or the site's own "
            "coefficient",
        ),
        (
            "anode_effect_frequency",
            no_minutes & pl.col("anode_effect_frequency").is_null(),
            "anode effects per cell-day, anode-effect minutes per cell-day or overvoltage, of each potline",
        ),
        (
            "anode_effect_duration",
            no_minutes & pl.col("anode_effect_duration").is_null(),
            "average minutes per anode effect, anode-effect minutes per cell-day or overvoltage, of each potline",
        ),
        (
            "anode_effect_overvoltage_kind",
            _OVERVOLTAGE & pl.col("overvoltage_kind").is_null(),
            "overvoltage is recorded, but not whether it is algebraic or positive",
        ),
        (
            "anode_effect_overvoltage_coefficient",
            _OVERVOLTAGE & pl.col("overvoltage_kind").is_not_null() & pl.col("overvoltage_coefficient_cf4").is_null(),
            "no coefficient for this kind of overvoltage and technology: the printed tables do not say which kind "
            "theirs is for; record the site's own, supply one with its kind as basis in a factor file, or state "
            "printed_overvoltage_kind in the reporting configuration",
        ),
        (
            "anode_effect_current_efficiency",
            _OVERVOLTAGE & pl.col("current_efficiency_pct").is_null(),
            "the overvoltage method needs the potline's current efficiency in per cent",
        ),
    )
    result.missing.extend(_missing(bare.filter(test), item, reason, method_set) for item, test, reason in lacks)
    no_ratio = rows.join(covered["CF4"], on="activity_id", how="semi").join(
        covered["C2F6"], on="activity_id", how="anti"
    )
    reason = "the mass ratio of C2F6 to CF4 needs the cell technology, or the site's own ratio"
    result.missing.append(_missing(no_ratio, "anode_effect_c2f6_cf4_ratio", reason, method_set))


def _missing(rows: pl.DataFrame, item: str, reason: str, method_set: str) -> pl.DataFrame:
    return missing_rows(rows, item, boundary="scope_1", category="scope_1", reason=reason, method_set=method_set)
